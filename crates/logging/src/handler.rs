//! Where records go.

use crate::{Formatter, LoggingError, NOTSET, Record};
use alembic_python_text::repr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// What stands for the standard streams.
pub(crate) struct Streams {
    stdout: Mutex<Box<dyn Write + Send>>,
    stderr: Mutex<Box<dyn Write + Send>>,
}

/// One of the standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

impl Streams {
    pub(crate) fn new(stdout: Box<dyn Write + Send>, stderr: Box<dyn Write + Send>) -> Self {
        Self {
            stdout: Mutex::new(stdout),
            stderr: Mutex::new(stderr),
        }
    }

    pub(crate) fn write(&self, stream: Stream, text: &str) {
        let writer = match stream {
            Stream::Stdout => &self.stdout,
            Stream::Stderr => &self.stderr,
        };
        write_all(
            &mut *writer.lock().unwrap_or_else(PoisonError::into_inner),
            text,
        );
    }
}

/// A migration must not fail because its log cannot be written.
fn write_all(writer: &mut dyn Write, text: &str) {
    let _ = writer
        .write_all(text.as_bytes())
        .and_then(|()| writer.flush());
}

/// What a handler writes to.
#[derive(Debug)]
pub(crate) enum Target {
    Stream(Stream),
    File(LogFile),
    Nothing,
}

/// Writes records of a level and above.
#[derive(Debug)]
pub(crate) struct Handler {
    pub(crate) target: Target,
    pub(crate) level: i32,
    pub(crate) formatter: Formatter,
}

impl Handler {
    /// Returns the handler of last resort, for when nothing is configured.
    pub(crate) fn last_resort() -> Self {
        Self {
            target: Target::Stream(Stream::Stderr),
            level: crate::WARNING,
            formatter: Formatter::default(),
        }
    }

    pub(crate) fn new(target: Target) -> Self {
        Self {
            target,
            level: NOTSET,
            formatter: Formatter::default(),
        }
    }

    /// Writes a record, if its level is high enough.
    pub(crate) fn handle(&self, record: &Record<'_>, streams: &Streams) {
        if record.level < self.level || matches!(self.target, Target::Nothing) {
            return;
        }
        let text = match self.formatter.format(record) {
            Ok(mut text) => {
                text.push('\n');
                text
            }
            Err(failure) => {
                let message = repr(record.message);
                let text = format!("--- Logging error ---\n{failure}\nMessage: {message}\n");
                streams.write(Stream::Stderr, &text);
                return;
            }
        };
        match &self.target {
            Target::Stream(stream) => streams.write(*stream, &text),
            Target::File(file) => file.write(&text),
            Target::Nothing => {}
        }
    }
}

/// A file that records are written to.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    mode: Mode,
    file: Mutex<Option<fs_err::File>>,
}

/// How a log file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// What is there stays.
    Append,
    /// What is there goes.
    Truncate,
    /// Nothing may be there.
    Create,
}

impl Mode {
    /// Returns the mode that Python's `open` calls by this text.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut modes = text.chars().filter(|letter| !"+tb".contains(*letter));
        let mode = match modes.next()? {
            'a' => Self::Append,
            'w' => Self::Truncate,
            'x' => Self::Create,
            _ => return None,
        };
        modes.next().is_none().then_some(mode)
    }
}

impl LogFile {
    /// Opens a file at once or, if it is delayed, when the first record comes.
    pub(crate) fn open(path: &Path, mode: Mode, is_delayed: bool) -> Result<Self, LoggingError> {
        let log_file = Self {
            path: path.to_owned(),
            mode,
            file: Mutex::new(None),
        };
        if is_delayed {
            return Ok(log_file);
        }
        let file = log_file
            .open_file()
            .map_err(|error| LoggingError::Open { error })?;
        Ok(Self {
            file: Mutex::new(Some(file)),
            ..log_file
        })
    }

    fn open_file(&self) -> std::io::Result<fs_err::File> {
        let mut options = fs_err::OpenOptions::new();
        match self.mode {
            Mode::Append => options.append(true).create(true),
            Mode::Truncate => options.write(true).create(true).truncate(true),
            Mode::Create => options.write(true).create_new(true),
        };
        options.open(&self.path)
    }

    fn write(&self, text: &str) {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            *file = self.open_file().ok();
        }
        if let Some(file) = file.as_mut() {
            write_all(file, text);
        }
    }
}
