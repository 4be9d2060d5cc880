//! Configuration by a program, as `logging.basicConfig` does it.

use crate::handler::{Handler, LogFile, Mode, Stream, Target};
use crate::{Formatter, Logging, LoggingError, level_number};
use alembic_python_text::repr;
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;

/// The arguments of `logging.basicConfig`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BasicConfig {
    /// The level of the root logger.
    pub level: Option<LevelSetting>,
    /// The format of lines.
    pub format: Option<String>,
    /// The format of times.
    pub datefmt: Option<String>,
    /// The style of the format: `%`, `{` or `$`.
    pub style: Option<String>,
    /// A file to write to.
    pub filename: Option<String>,
    /// How the file is opened; to append unless set.
    pub filemode: Option<String>,
    /// `stdout` for the standard output; the standard error otherwise.
    pub stream: Option<String>,
    /// Whether handlers that the root logger has are replaced; otherwise they stop everything.
    pub force: bool,
}

/// A level by number or name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum LevelSetting {
    /// The number.
    Number(i32),
    /// The name.
    Name(String),
}

impl LevelSetting {
    fn number(&self) -> Result<i32, LoggingError> {
        match self {
            Self::Number(number) => Ok(*number),
            Self::Name(name) => level_number(name).ok_or_else(|| LoggingError::UnknownLevel {
                level: name.clone(),
            }),
        }
    }
}

impl Logging {
    /// Gives the root logger a handler, unless it has one.
    pub fn basic_config(&self, config: &BasicConfig) -> Result<(), LoggingError> {
        let mut loggers = self.write();
        if !config.force && !loggers.root().handlers.is_empty() {
            return Ok(());
        }
        if config.stream.is_some() && config.filename.is_some() {
            return Err(LoggingError::StreamAndFile);
        }
        let style = config.style.as_deref().unwrap_or("%");
        let format = config.format.as_deref().unwrap_or(match style {
            "{" => "{levelname}:{name}:{message}",
            "$" => "${levelname}:${name}:${message}",
            _ => "%(levelname)s:%(name)s:%(message)s",
        });
        let formatter = Formatter::new(Some(format), config.datefmt.as_deref(), style)?;
        let level = config
            .level
            .as_ref()
            .map(LevelSetting::number)
            .transpose()?;
        let target = match config.filename.as_deref().filter(|name| !name.is_empty()) {
            Some(name) => {
                let mode = config.filemode.as_deref().unwrap_or("a");
                let mode = Mode::parse(mode).ok_or_else(|| LoggingError::InvalidFormat {
                    problem: format!("invalid mode: {}", repr(mode)),
                })?;
                Target::File(LogFile::open(Path::new(name), mode, false)?)
            }
            None if config.stream.as_deref() == Some("stdout") => Target::Stream(Stream::Stdout),
            None => Target::Stream(Stream::Stderr),
        };
        let root = loggers.root();
        root.handlers = vec![Arc::new(Handler {
            formatter,
            ..Handler::new(target)
        })];
        root.level = level.unwrap_or(root.level);
        drop(loggers);
        self.update_filter();
        Ok(())
    }
}
