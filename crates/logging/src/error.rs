//! What can be wrong with a logging configuration.

use alembic_config::Error as ConfigError;
use alembic_python_text::repr;

/// An error in a logging configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoggingError {
    /// A value of the file cannot be read.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file does not exist.
    #[error("{file} doesn't exist")]
    FileMissing {
        /// The file.
        file: String,
    },
    /// The file has nothing in it.
    #[error("{file} is an empty file")]
    FileEmpty {
        /// The file.
        file: String,
    },
    /// The file is no ini file.
    #[error("{file} is invalid: {error}")]
    FileInvalid {
        /// The file.
        file: String,
        /// What is wrong with it.
        error: ConfigError,
    },
    /// A section is missing.
    #[error("No section: {}", repr(section))]
    MissingSection {
        /// The section.
        section: String,
    },
    /// A section lacks an option.
    #[error("No option {} in section: {}", repr(option), repr(section))]
    MissingOption {
        /// The section.
        section: String,
        /// The option.
        option: &'static str,
    },
    /// `[loggers]` does not list the root logger.
    #[error("The keys of section 'loggers' do not include 'root'")]
    MissingRoot,
    /// A section names a handler or formatter that is not listed.
    #[error(
        "Section {} names {}, which is not among the keys of section {}",
        repr(section),
        repr(name),
        repr(list)
    )]
    UnknownName {
        /// The section.
        section: String,
        /// The name.
        name: String,
        /// The section that should list it.
        list: &'static str,
    },
    /// A level has no such name.
    #[error("Unknown level: {}", repr(level))]
    UnknownLevel {
        /// The level.
        level: String,
    },
    /// `propagate` is not a number.
    #[error("invalid literal for int() with base 10: {}", repr(value))]
    InvalidPropagate {
        /// The value.
        value: String,
    },
    /// A handler or formatter is of a class that is not built in.
    #[error(
        "The class {} of section {} is not available; use one of {available}, or run this project with \
         the Python package",
        repr(class),
        repr(section)
    )]
    UnknownClass {
        /// The section.
        section: String,
        /// The class.
        class: String,
        /// The classes that there are.
        available: &'static str,
    },
    /// The arguments of a handler cannot be used.
    #[error("Cannot use {} of section {}: {problem}", repr(text), repr(section))]
    Arguments {
        /// The section.
        section: String,
        /// The arguments as they are written.
        text: String,
        /// What is wrong with them.
        problem: String,
    },
    /// A format is not valid in its style.
    #[error("{problem}")]
    InvalidFormat {
        /// What is wrong with it.
        problem: String,
    },
    /// A style does not exist.
    #[error("Style must be one of: %,{{,$")]
    InvalidStyle,
    /// A stream and a file are both given.
    #[error("'stream' and 'filename' should not be specified together")]
    StreamAndFile,
    /// A log file cannot be opened.
    #[error(transparent)]
    Open {
        /// The system's error, which names the file.
        error: std::io::Error,
    },
}

impl LoggingError {
    /// Returns the full name of the exception that Python code sees for this error.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::Config(error) => error.class_name(),
            Self::FileMissing { .. } => "FileNotFoundError",
            Self::FileEmpty { .. } | Self::FileInvalid { .. } => "RuntimeError",
            Self::MissingSection { .. } | Self::MissingOption { .. } | Self::UnknownName { .. } => {
                "KeyError"
            }
            Self::UnknownClass { .. } => "NotImplementedError",
            Self::Open { error } => match error.kind() {
                std::io::ErrorKind::NotFound => "FileNotFoundError",
                std::io::ErrorKind::PermissionDenied => "PermissionError",
                std::io::ErrorKind::IsADirectory => "IsADirectoryError",
                std::io::ErrorKind::AlreadyExists => "FileExistsError",
                _ => "OSError",
            },
            Self::MissingRoot
            | Self::UnknownLevel { .. }
            | Self::InvalidPropagate { .. }
            | Self::Arguments { .. }
            | Self::InvalidFormat { .. }
            | Self::InvalidStyle
            | Self::StreamAndFile => "ValueError",
        }
    }
}
