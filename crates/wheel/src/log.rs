//! The engine's log lines as records of Python's `logging`, and its warnings as Python's.

use log::{LevelFilter, Log, Metadata, Record};
use pyo3::prelude::*;

struct PythonLog;

/// Hands the records of this process's engine to Python.
pub(crate) fn install() {
    // Fails when the module is loaded a second time: the records go to Python already.
    if log::set_logger(&PythonLog).is_ok() {
        log::set_max_level(LevelFilter::Debug);
    }
}

/// Returns the number that Python has for a level.
fn number(level: log::Level) -> u32 {
    match level {
        log::Level::Error => 40,
        log::Level::Warn => 30,
        log::Level::Info => 20,
        log::Level::Debug => 10,
        log::Level::Trace => 5,
    }
}

impl Log for PythonLog {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let asked = Python::attach(|py| {
            py.import("logging")?
                .call_method1("getLogger", (metadata.target(),))?
                .call_method1("isEnabledFor", (number(metadata.level()),))?
                .is_truthy()
        });
        asked.unwrap_or(false)
    }

    fn log(&self, record: &Record<'_>) {
        let target = record.target();
        let message = record.args().to_string();
        // A log that fails must not stop a migration.
        let _ = Python::attach(|py| {
            let host = py.import("alembic._host")?;
            if target == "py.warnings" {
                host.call_method1("warn", (message,))?;
            } else {
                host.call_method1("log", (target, number(record.level()), message))?;
            }
            PyResult::Ok(())
        });
    }

    fn flush(&self) {}
}
