//! Stopping where nothing is half done, when the user asks for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use crate::error::RuntimeError;

static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Returns what a program sets when the user wants it to stop: the next statement is not run, and the
/// command fails with [`RuntimeError::Interrupted`], rolling back what is to be rolled back.
pub fn interrupt_flag() -> Arc<AtomicBool> {
    REQUESTED.clone()
}

/// Returns whether the user wants to stop.
pub(crate) fn is_requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// Forgets that the user wants to stop, because something has stopped already.
pub(crate) fn forget() {
    REQUESTED.store(false, Ordering::Relaxed);
}

/// Fails once when the user wants to stop.
pub(crate) fn check() -> Result<(), RuntimeError> {
    if REQUESTED.swap(false, Ordering::Relaxed) {
        Err(RuntimeError::Interrupted)
    } else {
        Ok(())
    }
}
