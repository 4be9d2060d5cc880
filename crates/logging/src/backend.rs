//! The one tree of the program, and the `log` crate's way to it.

use crate::level::{filter_of, number_of};
use crate::{Logging, Record};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

static IS_INSTALLED: AtomicBool = AtomicBool::new(false);

/// The receiver of the `log` crate's records.
struct Backend;

/// Returns the program's tree of loggers.
pub fn global() -> &'static Logging {
    static GLOBAL: OnceLock<Logging> = OnceLock::new();
    GLOBAL.get_or_init(Logging::new)
}

/// Makes the program's tree receive the records of the `log` crate, unless something else does already.
///
/// Only records whose target is `alembic`, `sqlalchemy` or below are taken: others come from Rust
/// libraries, whose lines nobody who runs Alembic has ever seen. Further calls do nothing.
pub fn install() -> &'static Logging {
    let global = global();
    if !IS_INSTALLED.load(Ordering::Relaxed) && log::set_logger(&Backend).is_ok() {
        IS_INSTALLED.store(true, Ordering::Relaxed);
        global.update_filter();
    }
    global
}

impl Logging {
    /// Tells the `log` crate which records can be dropped before they get here.
    pub(crate) fn update_filter(&self) {
        if IS_INSTALLED.load(Ordering::Relaxed) && std::ptr::eq(self, global()) {
            log::set_max_level(filter_of(self.lowest_level()));
        }
    }
}

/// The target of what Python would tell by its `warnings`, which write to the standard error
/// whatever the log is.
const WARNINGS: &str = "py.warnings";

/// Shows a warning as Python does unless told otherwise: the first time that it comes up, and not if
/// it is for developers, about what goes out of use.
fn show_warning(text: &str) {
    static SHOWN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let class = text.split(':').next().unwrap_or(text);
    if class.ends_with("DeprecationWarning") {
        return;
    }
    let mut shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if shown.insert(text.to_owned()) {
        global().write_error(&format!("{text}\n"));
    }
}

fn is_ours(target: &str) -> bool {
    let first = target.split('.').next();
    matches!(first, Some("alembic" | "sqlalchemy"))
}

impl log::Log for Backend {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        if metadata.target() == WARNINGS {
            return true;
        }
        let level = number_of(metadata.level());
        is_ours(metadata.target()) && global().is_enabled_for(metadata.target(), level)
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        if record.target() == WARNINGS {
            show_warning(&record.args().to_string());
            return;
        }
        global().register(record.target());
        let message = record.args().to_string();
        let mut own = Record::new(record.target(), number_of(record.level()), &message);
        if let (Some(file), Some(line)) = (record.file(), record.line()) {
            own.path = file;
            own.line = line;
        }
        global().handle(&own);
    }

    fn flush(&self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_targets_are_taken() {
        let cases = [
            ("alembic", true),
            ("alembic.runtime.migration", true),
            ("sqlalchemy.engine.Engine", true),
            ("alembic_config", false),
            ("alembic_drivers::sqlite", false),
            ("rustls::client", false),
            ("postgres", false),
            ("", false),
        ];
        for (target, expected) in cases {
            assert_eq!(is_ours(target), expected, "{target}");
        }
    }
}
