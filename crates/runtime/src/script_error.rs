//! Errors that the user's Python raised.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

/// One line of a traceback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The file, or `<frozen module>` for a module that is built in.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The function's name, `<module>` outside of one.
    pub function: String,
}

impl Frame {
    /// Returns whether the frame is in a file of the user's and not in a built-in module.
    pub fn is_users(&self) -> bool {
        !self.file.starts_with('<')
    }
}

/// Where a syntax error is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyntaxLocation {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: Option<usize>,
    /// The source line.
    pub source: Option<String>,
}

/// Where an exception was raised: what crosses from an inner call of Python to an outer one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorLocation {
    /// The traceback, outermost call first.
    pub frames: Vec<Frame>,
    /// The place, when it is a syntax error.
    pub syntax: Option<SyntaxLocation>,
}

/// What came before an exception.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// `raise … from cause`.
    Explicit(Box<ScriptError>),
    /// The exception that was being handled.
    Context(Box<ScriptError>),
}

/// An exception that left the user's Python.
///
/// Displays as Python would name it: the class, a colon, the message.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptError {
    /// The class with its module, which built-in classes leave out.
    pub class_name: String,
    /// The class and its base classes.
    pub ancestors: Vec<String>,
    /// The exception's text.
    pub message: String,
    /// The traceback, outermost call first.
    pub frames: Vec<Frame>,
    /// The place, when it is a syntax error.
    pub syntax: Option<SyntaxLocation>,
    /// The exception before this one.
    pub cause: Option<Cause>,
    /// The number under which the host keeps the exception itself, where it does.
    pub exception: Option<u64>,
}

impl ScriptError {
    /// Returns an exception without a traceback.
    pub fn new(class_name: impl Into<String>, message: impl Into<String>) -> Self {
        let class_name = class_name.into();
        Self {
            ancestors: vec![class_name.clone()],
            class_name,
            message: message.into(),
            frames: Vec::new(),
            syntax: None,
            cause: None,
            exception: None,
        }
    }

    /// Returns where the exception was raised.
    pub fn location(&self) -> ErrorLocation {
        ErrorLocation {
            frames: self.frames.clone(),
            syntax: self.syntax.clone(),
        }
    }

    /// Returns whether the exception is of the class with this full name.
    pub fn is_a(&self, class_name: &str) -> bool {
        self.ancestors.iter().any(|ancestor| ancestor == class_name)
    }

    /// Returns the traceback as Python prints it, with the user's own frames only.
    pub fn traceback(&self) -> String {
        let mut text = String::new();
        match &self.cause {
            Some(Cause::Explicit(cause)) => {
                text.push_str(&cause.traceback());
                text.push_str(
                    "\nThe above exception was the direct cause of the following exception:\n\n",
                );
            }
            Some(Cause::Context(cause)) => {
                text.push_str(&cause.traceback());
                text.push_str(
                    "\nDuring handling of the above exception, another exception occurred:\n\n",
                );
            }
            None => {}
        }
        let frames: Vec<&Frame> = self
            .frames
            .iter()
            .filter(|frame| frame.is_users())
            .collect();
        if !frames.is_empty() {
            text.push_str("Traceback (most recent call last):\n");
        }
        for frame in frames {
            text.push_str(&format!(
                "  File \"{}\", line {}, in {}\n",
                frame.file, frame.line, frame.function
            ));
            if let Some(source) = source_line(&frame.file, frame.line) {
                text.push_str(&format!("    {}\n", source.trim()));
            }
        }
        if let Some(syntax) = &self.syntax {
            text.push_str(&format!(
                "  File \"{}\", line {}\n",
                syntax.file, syntax.line
            ));
            let source = syntax
                .source
                .clone()
                .or_else(|| source_line(&syntax.file, syntax.line));
            if let Some(source) = source {
                let trimmed = source.trim_start();
                text.push_str(&format!("    {}\n", trimmed.trim_end()));
                if let Some(column) = syntax.column {
                    let indent = source.chars().count() - trimmed.chars().count();
                    let position = column.saturating_sub(1).saturating_sub(indent);
                    text.push_str(&format!("    {}^\n", " ".repeat(position)));
                }
            }
        }
        text.push_str(&format!("{self}\n"));
        text
    }
}

impl Display for ScriptError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            write!(formatter, "{}", self.class_name)
        } else {
            write!(formatter, "{}: {}", self.class_name, self.message)
        }
    }
}

impl std::error::Error for ScriptError {}

fn source_line(file: &str, line: usize) -> Option<String> {
    let text = fs_err::read_to_string(file).ok()?;
    text.lines().nth(line.checked_sub(1)?).map(str::to_owned)
}
