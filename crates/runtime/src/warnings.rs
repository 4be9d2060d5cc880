//! Warnings as Python's `warnings` prints them.

use std::cell::RefCell;
use std::collections::BTreeSet;

thread_local! {
    /// What was told already.
    static TOLD: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Tells of a warning of a class, `sqlalchemy.exc.SAWarning`, the first time that it comes up.
///
/// Warnings about what goes out of use are for developers; Python shows them on demand only.
pub(crate) fn warn(category: &str, message: &str) {
    let class = category.rsplit('.').next().unwrap_or(category);
    if class.ends_with("DeprecationWarning") {
        return;
    }
    let text = format!("{class}: {message}");
    if TOLD.with_borrow_mut(|told| told.insert(text.clone())) {
        log::warn!(target: "py.warnings", "{text}");
    }
}
