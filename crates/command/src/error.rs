//! How a command fails.

use std::io;
use std::path::Path;

use alembic_revision::RevisionError;
use alembic_runtime::{Progress, RuntimeError, ScriptError};
use serde_json::Value as Json;

/// What kind of failure it is, which decides the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// A mistake in what was asked or configured: the original's `CommandError`, exit code 255.
    Command,
    /// An exception of the user's Python or of the database: exit code 1.
    Exception,
    /// The user's Python asked to exit with this code.
    Exit(i32),
    /// The user stopped it: exit code 130.
    Interrupted,
}

/// A failed command.
///
/// Displays the message as the original words it; `details` and `hints` are our additions.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CommandError {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// The message, as the original words it.
    pub message: String,
    /// The traceback through the user's files, where Python was involved.
    pub traceback: Option<String>,
    /// What had been done when it failed, and what to do next, a line each.
    pub hints: Vec<String>,
    /// The number under which the host keeps the exception itself, where it does.
    pub exception: Option<u64>,
    /// Whether an import failed before any step ran: another Python may be able to serve it.
    pub is_import: bool,
    /// Whether the command has told by itself what the message says.
    pub is_told: bool,
    /// What a comparison has found, by the handle under which Python keeps it.
    pub differences: Option<Json>,
}

impl CommandError {
    /// Returns a mistake in what was asked.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Command,
            message: message.into(),
            traceback: None,
            hints: Vec::new(),
            exception: None,
            is_import: false,
            is_told: false,
            differences: None,
        }
    }

    /// Returns a failure of the machine's, such as a file that cannot be written.
    pub(crate) fn exception(message: impl Into<String>) -> Self {
        Self {
            kind: ErrorKind::Exception,
            ..Self::new(message)
        }
    }

    /// Returns the failure of a file operation, worded as Python words it.
    pub(crate) fn os_error(path: &Path, error: &io::Error) -> Self {
        let whole = error.to_string();
        let text = whole.rsplit(": ").next().unwrap_or(&whole);
        let text = text.split(" (os error").next().unwrap_or(text);
        let class = match error.kind() {
            io::ErrorKind::NotADirectory => "NotADirectoryError",
            io::ErrorKind::PermissionDenied => "PermissionError",
            io::ErrorKind::NotFound => "FileNotFoundError",
            _ => "OSError",
        };
        let number = whole
            .rsplit_once("(os error ")
            .and_then(|(_, rest)| rest.strip_suffix(')'))
            .map(|number| format!("[Errno {number}] "))
            .unwrap_or_default();
        Self::exception(format!("{class}: {number}{text}: '{}'", path.display()))
    }

    /// Adds what the user may want to know or do.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds how far a run of migrations had come.
    #[must_use]
    pub(crate) fn with_progress(mut self, progress: &Progress) -> Self {
        if let Some((revision, table)) = &progress.unknown {
            self.hints.push(format!(
                "The table '{table}' of the database names revision '{revision}', which no version \
                 file has: this code is older than the database, or the file was removed. Run a \
                 version of the code that has the file, or downgrade the database with it first."
            ));
        }
        let Some((step, path)) = &progress.failed else {
            return self;
        };
        if matches!(self.kind, ErrorKind::Exit(_)) {
            return self;
        }
        self.is_import = false;
        let file = path
            .as_ref()
            .map(|path| format!(" ({})", path.display()))
            .unwrap_or_default();
        self.hints.push(match self.kind {
            ErrorKind::Interrupted => format!("It stopped in: {step}{file}"),
            _ => format!("The failure was in: {step}{file}"),
        });
        self.hints.extend(progress.way_out.clone());
        self.hints.push(what_is_left(progress));
        self
    }
}

/// Tells what a failed run has left in the database.
fn what_is_left(progress: &Progress) -> String {
    let applied = listed(&progress.applied);
    if !progress.transactional_ddl {
        return format!(
            "Applied before it: {applied}. This database commits each schema change at once, so \
             what the failed step had changed is still there: take it back by hand, or make the \
             script go on from there, before you run it again."
        );
    }
    // Steps that were committed one by one are whole, but for the one that failed.
    let last_block = progress
        .committed_in_block
        .as_ref()
        .filter(|(steps, _)| !progress.committed_each || *steps == progress.applied.len());
    match last_block {
        Some((steps, step)) => format!(
            "Applied and committed before it: {}. The autocommit_block() of {step} has committed \
             that script as far as the block too; what came after it was rolled back. Take that \
             part back by hand, or make the script go on from there, before you run it again.",
            listed(progress.applied.get(..*steps).unwrap_or_default())
        ),
        None if progress.committed_each => {
            format!("Applied and committed before it: {applied}. The failed step was rolled back.")
        }
        None if progress.applied.is_empty() => {
            "Nothing was changed: its transaction was rolled back.".to_owned()
        }
        None => {
            format!("Everything of this run was rolled back with its transaction, also: {applied}")
        }
    }
}

fn listed(steps: &[String]) -> String {
    match steps {
        [] => "nothing".to_owned(),
        steps => steps.join("; "),
    }
}

impl From<ScriptError> for CommandError {
    fn from(error: ScriptError) -> Self {
        if error.is_a("SystemExit") {
            // As in Python: no argument is success, a number is the code, a text is printed.
            let (code, message) = match error.message.as_str() {
                "" | "None" => (0, String::new()),
                text => match text.parse() {
                    Ok(code) => (code, String::new()),
                    Err(_) => (1, error.message),
                },
            };
            return Self {
                kind: ErrorKind::Exit(code),
                message,
                traceback: None,
                hints: Vec::new(),
                exception: error.exception,
                is_import: false,
                is_told: false,
                differences: None,
            };
        }
        if error.is_a("alembic.util.exc.CommandError") {
            return Self {
                exception: error.exception,
                ..Self::new(error.message)
            };
        }
        if error.is_a("KeyboardInterrupt") {
            return Self {
                kind: ErrorKind::Interrupted,
                exception: error.exception,
                ..Self::new("Interrupted")
            };
        }
        Self {
            kind: ErrorKind::Exception,
            message: error.to_string(),
            traceback: Some(error.traceback()),
            hints: import_hint(&error).into_iter().collect(),
            exception: error.exception,
            is_import: error.is_a("ImportError"),
            is_told: false,
            differences: None,
        }
    }
}

/// Returns what to do about a module that was not found.
fn import_hint(error: &ScriptError) -> Option<String> {
    if !error.is_a("ModuleNotFoundError") {
        return None;
    }
    let module = error
        .message
        .strip_prefix("No module named '")?
        .split(['\'', '.'])
        .next()?;
    let lies_here = Path::new(module).is_dir() || Path::new(&format!("{module}.py")).is_file();
    Some(if lies_here {
        format!(
            "'{module}' lies in the current folder, which scripts do not import from: set \
             `prepend_sys_path = .` in the configuration."
        )
    } else {
        format!(
            "The built-in interpreter finds no '{module}'. It imports from `prepend_sys_path`, \
             `PYTHONPATH` and the active virtual environment, and only modules in pure Python."
        )
    })
}

impl From<RuntimeError> for CommandError {
    fn from(error: RuntimeError) -> Self {
        match error {
            RuntimeError::Script(error) => (*error).into(),
            RuntimeError::Scripts(error) => from_scripts(error),
            RuntimeError::Interrupted => Self {
                kind: ErrorKind::Interrupted,
                ..Self::new("Interrupted")
            },
            error => {
                let class = error.exception_name();
                if class == "alembic.util.exc.CommandError" {
                    return Self::new(error.to_string());
                }
                let message = format!("{class}: {error}");
                Self {
                    kind: ErrorKind::Exception,
                    message,
                    traceback: None,
                    hints: Vec::new(),
                    exception: None,
                    is_import: false,
                    is_told: false,
                    differences: None,
                }
            }
        }
    }
}

impl From<RevisionError> for CommandError {
    fn from(error: RevisionError) -> Self {
        RuntimeError::from(error).into()
    }
}

impl From<alembic_config::Error> for CommandError {
    fn from(error: alembic_config::Error) -> Self {
        RuntimeError::from(error).into()
    }
}

impl From<alembic_script::ScriptError> for CommandError {
    fn from(error: alembic_script::ScriptError) -> Self {
        RuntimeError::from(error).into()
    }
}

impl From<alembic_script::TemplateError> for CommandError {
    fn from(error: alembic_script::TemplateError) -> Self {
        alembic_script::ScriptError::from(error).into()
    }
}

/// Turns an error of version files into a command's: Python's own errors keep their traceback, and
/// a hook's failure is one already.
fn from_scripts(error: alembic_script::ScriptError) -> CommandError {
    use alembic_script::ScriptError as Scripts;

    let error = match error {
        Scripts::AfterWrite { source } => match source.downcast::<CommandError>() {
            Ok(failure) => return *failure,
            Err(source) => Scripts::AfterWrite { source },
        },
        error => error,
    };

    let python_error = match &error {
        Scripts::Execution { source, .. } | Scripts::Rendering { source, .. } => {
            source.downcast_ref::<ScriptError>().cloned()
        }
        _ => None,
    };
    match (python_error, error) {
        (Some(error), _) => error.into(),
        (None, Scripts::Syntax(error)) => CommandError::exception(error.to_string()),
        (None, Scripts::Io(error)) => CommandError::exception(format!("OSError: {error}")),
        (None, error @ (Scripts::FileTemplate { .. } | Scripts::AfterWrite { .. })) => {
            let source = std::error::Error::source(&error).map(|source| format!(": {source}"));
            CommandError::new(format!("{error}{}", source.unwrap_or_default()))
        }
        (None, error) => CommandError::new(error.to_string()),
    }
}
