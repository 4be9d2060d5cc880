//! The classes of handlers and their arguments.

use super::literal::{Literal, parse};
use crate::LoggingError;
use crate::handler::{LogFile, Mode, Stream, Target};
use alembic_python_text::repr;
use indexmap::IndexMap;
use std::path::Path;

const AVAILABLE: &str = "StreamHandler, FileHandler, NullHandler, WatchedFileHandler, \
                         RotatingFileHandler (which does not rotate), TimedRotatingFileHandler \
                         (likewise)";

/// The parameters of a class, in order.
fn parameters(class: &str) -> Option<&'static [&'static str]> {
    Some(match class {
        "StreamHandler" | "logging.StreamHandler" => &["stream"],
        "NullHandler" | "logging.NullHandler" => &["level"],
        "FileHandler"
        | "logging.FileHandler"
        | "handlers.WatchedFileHandler"
        | "logging.handlers.WatchedFileHandler" => {
            &["filename", "mode", "encoding", "delay", "errors"]
        }
        "handlers.RotatingFileHandler" | "logging.handlers.RotatingFileHandler" => &[
            "filename",
            "mode",
            "maxBytes",
            "backupCount",
            "encoding",
            "delay",
            "errors",
        ],
        "handlers.TimedRotatingFileHandler" | "logging.handlers.TimedRotatingFileHandler" => &[
            "filename",
            "when",
            "interval",
            "backupCount",
            "encoding",
            "delay",
            "utc",
            "atTime",
            "errors",
        ],
        _ => return None,
    })
}

/// Returns what a handler of a class with these arguments writes to.
pub(super) fn new_target(
    section: &str,
    class: &str,
    arguments: &str,
    keywords: &str,
) -> Result<Target, LoggingError> {
    let parameters = parameters(class).ok_or_else(|| LoggingError::UnknownClass {
        section: section.to_owned(),
        class: class.to_owned(),
        available: AVAILABLE,
    })?;
    let failed = |text: &str, problem: String| LoggingError::Arguments {
        section: section.to_owned(),
        text: text.to_owned(),
        problem,
    };
    let mut given =
        positional(arguments, parameters).map_err(|problem| failed(arguments, problem))?;
    add_keywords(&mut given, keywords, parameters).map_err(|problem| failed(keywords, problem))?;
    if parameters == ["level"] {
        return Ok(Target::Nothing);
    }
    if parameters == ["stream"] {
        return match given.get("stream") {
            None | Some(Literal::None | Literal::Stderr) => Ok(Target::Stream(Stream::Stderr)),
            Some(Literal::Stdout) => Ok(Target::Stream(Stream::Stdout)),
            Some(_) => Err(failed(
                arguments,
                "the stream is not sys.stdout or sys.stderr".to_owned(),
            )),
        };
    }
    let text = |name: &str| match given.get(name) {
        None | Some(Literal::None) => Ok(None),
        Some(Literal::Text(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(failed(arguments, format!("{name} is not a string"))),
    };
    let path =
        text("filename")?.ok_or_else(|| failed(arguments, "there is no filename".to_owned()))?;
    let mode = text("mode")?.unwrap_or("a");
    let mode = Mode::parse(mode)
        .ok_or_else(|| failed(arguments, format!("invalid mode: {}", repr(mode))))?;
    let encoding = text("encoding")?
        .unwrap_or("utf-8")
        .to_ascii_lowercase()
        .replace(['_', '-'], "");
    if !matches!(encoding.as_str(), "utf8" | "locale" | "ascii" | "usascii") {
        return Err(failed(arguments, "the encoding is not UTF-8".to_owned()));
    }
    let is_delayed = given.get("delay").is_some_and(Literal::is_true);
    Ok(Target::File(LogFile::open(
        Path::new(path),
        mode,
        is_delayed,
    )?))
}

fn positional(
    text: &str,
    parameters: &[&'static str],
) -> Result<IndexMap<&'static str, Literal>, String> {
    let (Literal::Tuple(items) | Literal::List(items)) = parse(text)? else {
        return Err("not a tuple, which needs a comma".to_owned());
    };
    if items.len() > parameters.len() {
        return Err(format!(
            "{} arguments where {} are taken",
            items.len(),
            parameters.len()
        ));
    }
    Ok(parameters.iter().copied().zip(items).collect())
}

fn add_keywords(
    given: &mut IndexMap<&'static str, Literal>,
    text: &str,
    parameters: &[&'static str],
) -> Result<(), String> {
    let Literal::Dictionary(items) = parse(text)? else {
        return Err("not a dictionary".to_owned());
    };
    for (key, value) in items {
        let Literal::Text(key) = key else {
            return Err("a key is not a string".to_owned());
        };
        let Some(name) = parameters.iter().find(|name| **name == key) else {
            return Err(format!("unexpected keyword argument {}", repr(&key)));
        };
        if given.insert(name, value).is_some() {
            return Err(format!("multiple values for argument {}", repr(&key)));
        }
    }
    Ok(())
}
