//! Log output as Python's `logging` module gives it.
//!
//! [`Logging`] is a tree of loggers with dotted names. A logger has a level, handlers, and passes records
//! on to the loggers above it; handlers write to the standard streams or to files through a
//! [`Formatter`]. It is configured as in Python: by the `[loggers]`, `[handlers]` and `[formatters]`
//! sections of an ini file, or by [`BasicConfig`]. Until then warnings and worse go to the standard
//! error, the message alone.
//!
//! The program has one such tree. [`install`] makes it the place for the records of the `log` crate, whose
//! targets are the names of loggers; the functions of this module work on it too.

mod backend;
mod configure;
mod error;
mod formatter;
mod handler;
mod level;
mod record;
mod tree;

pub use backend::{global, install};
pub use configure::basic::{BasicConfig, LevelSetting};
pub use error::LoggingError;
pub use formatter::{FormatFailure, Formatter};
pub use level::{CRITICAL, DEBUG, ERROR, INFO, NOTSET, WARNING, level_number};
pub use record::Record;
pub use tree::Logging;

use std::collections::BTreeMap;
use std::path::Path;

/// Writes a message to the handlers of a logger and of those above it.
pub fn log(logger: &str, level: i32, message: &str) {
    global().log(logger, level, message);
}

/// Returns whether a logger lets records of a level through.
pub fn is_enabled_for(logger: &str, level: i32) -> bool {
    global().is_enabled_for(logger, level)
}

/// Sets the level of a logger; the root logger's name is empty.
pub fn set_level(logger: &str, level: i32) {
    global().set_level(logger, level);
}

/// Returns the level that counts for a logger: its own, or that of the nearest one above that has one.
pub fn effective_level(logger: &str) -> i32 {
    global().effective_level(logger)
}

/// Configures the loggers from an ini file, as `logging.config.fileConfig` does.
///
/// Options of the file may refer to `defaults`. Loggers that exist and that the file does not name fall
/// silent if `disable_existing_loggers` is set.
pub fn file_config(
    path: &Path,
    defaults: &BTreeMap<String, String>,
    disable_existing_loggers: bool,
) -> Result<(), LoggingError> {
    global().file_config(path, defaults, disable_existing_loggers)
}

/// Gives the root logger a handler, as `logging.basicConfig` does.
pub fn basic_config(config: &BasicConfig) -> Result<(), LoggingError> {
    global().basic_config(config)
}
