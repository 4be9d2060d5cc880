//! Levels: numbers, some of which have names.

/// The level of loggers that have none of their own.
pub const NOTSET: i32 = 0;
/// What helps in finding mistakes.
pub const DEBUG: i32 = 10;
/// What goes on.
pub const INFO: i32 = 20;
/// What may be a mistake.
pub const WARNING: i32 = 30;
/// What failed.
pub const ERROR: i32 = 40;
/// What ends the program.
pub const CRITICAL: i32 = 50;

/// The level of the `log` crate's trace records, which Python has no name for.
const TRACE: i32 = 5;

/// Returns the number of a level by its name, which is written in capitals.
pub fn level_number(name: &str) -> Option<i32> {
    Some(match name {
        "CRITICAL" | "FATAL" => CRITICAL,
        "ERROR" => ERROR,
        "WARNING" | "WARN" => WARNING,
        "INFO" => INFO,
        "DEBUG" => DEBUG,
        "NOTSET" => NOTSET,
        _ => return None,
    })
}

/// Returns the name of a level, `Level 15` if it has none.
pub(crate) fn level_name(level: i32) -> String {
    let name = match level {
        CRITICAL => "CRITICAL",
        ERROR => "ERROR",
        WARNING => "WARNING",
        INFO => "INFO",
        DEBUG => "DEBUG",
        NOTSET => "NOTSET",
        _ => return format!("Level {level}"),
    };
    name.to_owned()
}

/// Returns the number of a level of the `log` crate.
pub(crate) fn number_of(level: log::Level) -> i32 {
    match level {
        log::Level::Error => ERROR,
        log::Level::Warn => WARNING,
        log::Level::Info => INFO,
        log::Level::Debug => DEBUG,
        log::Level::Trace => TRACE,
    }
}

/// Returns the filter of the `log` crate that lets through what a level lets through.
pub(crate) fn filter_of(level: i32) -> log::LevelFilter {
    use log::LevelFilter::{Debug, Error, Info, Off, Trace, Warn};
    let filters = [
        (TRACE, Trace),
        (DEBUG, Debug),
        (INFO, Info),
        (WARNING, Warn),
        (ERROR, Error),
    ];
    filters
        .into_iter()
        .find(|(limit, _)| level <= *limit)
        .map_or(Off, |(_, filter)| filter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_let_enough_through() {
        use log::LevelFilter::{Debug, Error, Info, Off, Trace, Warn};
        let cases = [
            (0, Trace),
            (5, Trace),
            (6, Debug),
            (10, Debug),
            (20, Info),
            (25, Warn),
            (30, Warn),
            (40, Error),
            (50, Off),
        ];
        for (level, filter) in cases {
            assert_eq!(filter_of(level), filter, "{level}");
        }
    }
}
