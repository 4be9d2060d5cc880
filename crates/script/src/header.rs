//! The variables of a version file, read from its text.
//!
//! Only literals are understood. A file that computes one of its variables says so, and is executed
//! by a [`RevisionLoader`].

mod plain;

#[cfg(test)]
mod tests;

use std::path::Path;

use rustpython_ruff_python_ast::{Expr, Stmt, StmtAnnAssign, StmtAssign};
use rustpython_ruff_text_size::{Ranged, TextSize};
use serde_json::Value;

use crate::error::HostError;
use crate::parse::parse_module;
use crate::python_names::PythonNames;
use crate::source::PythonSyntaxError;

/// The value of one variable of a version file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderValue {
    /// `None`.
    None,
    /// A string.
    One(String),
    /// A tuple, a list or a set of strings.
    Many(Vec<String>),
}

impl HeaderValue {
    /// Returns the strings of the value, as the original's `to_tuple` does.
    #[must_use]
    pub fn into_list(self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(value) => vec![value],
            Self::Many(values) => values,
        }
    }

    /// Reads a value from the data that a host gives; none when it is of another kind.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(Self::None),
            Value::String(text) => Some(Self::One(text.clone())),
            Value::Array(items) => items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .map(Self::Many),
            _ => None,
        }
    }
}

/// The variables of a version file; those that it lacks are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadedHeader {
    /// `revision`.
    pub revision: Option<HeaderValue>,
    /// `down_revision`.
    pub down_revision: Option<HeaderValue>,
    /// `branch_labels`.
    pub branch_labels: Option<HeaderValue>,
    /// `depends_on`.
    pub depends_on: Option<HeaderValue>,
    /// The docstring as the file has it.
    pub doc: Option<String>,
}

impl LoadedHeader {
    /// Reads the variables from the data that a host gives for a file that it has executed: an
    /// object that lacks what the file lacks.
    ///
    /// # Errors
    ///
    /// Gives the name of the first variable whose value is neither a string, nor a list of strings,
    /// nor nothing.
    pub fn from_json(data: &Value) -> Result<Self, &'static str> {
        let value = |name: &'static str| match data.get(name) {
            None => Ok(None),
            Some(value) => HeaderValue::from_json(value).map(Some).ok_or(name),
        };
        Ok(Self {
            revision: value("revision")?,
            down_revision: value("down_revision")?,
            branch_labels: value("branch_labels")?,
            depends_on: value("depends_on")?,
            doc: data.get("doc").and_then(Value::as_str).map(str::to_owned),
        })
    }
}

/// What the text of a version file tells about its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// All variables are literals.
    Literal(LoadedHeader),
    /// A variable is computed, so that the file must be executed.
    NeedsExecution {
        /// The name of the variable.
        variable: &'static str,
        /// The line of the assignment, counted from one.
        line: u32,
    },
}

/// Executes version files whose variables are computed.
pub trait RevisionLoader {
    /// Executes a version file and gives its variables.
    ///
    /// # Errors
    ///
    /// Fails when the file raises an exception.
    fn load(&self, path: &Path) -> Result<LoadedHeader, HostError>;
}

const NAMES: [&str; 5] = [
    "revision",
    "down_revision",
    "branch_labels",
    "depends_on",
    "__doc__",
];

/// Reads the variables from the text of a version file.
///
/// What follows the first function or class is not looked at if it mentions none of the variables;
/// its syntax is not checked then.
///
/// # Errors
///
/// Fails when the file is not valid Python.
pub fn read_header(path: &Path, text: &str) -> Result<Header, PythonSyntaxError> {
    if let Some(head) = head_of(text) {
        if let Some(header) = plain::read(head) {
            return Ok(Header::Literal(header));
        }
        if let Ok(module) = parse_module(head) {
            return Ok(Reader::new(text).read(&module.syntax().body));
        }
    }
    let module =
        parse_module(text).map_err(|error| PythonSyntaxError::of_parser(path, text, &error))?;
    Ok(Reader::new(text).read(&module.syntax().body))
}

/// Returns the part of a file before its first function or class, if it assigns the variables and
/// the rest cannot.
fn head_of(text: &str) -> Option<&str> {
    let mut position = 0;
    let end = loop {
        position += text[position..].find('\n')? + 1;
        let line = &text[position..];
        if ["def ", "class ", "async def ", "@"]
            .iter()
            .any(|start| line.starts_with(start))
        {
            break position;
        }
    };
    let (head, rest) = text.split_at(end);
    let is_complete = ["\nrevision", "\ndown_revision"]
        .iter()
        .all(|name| head.contains(name));
    // "revision" is part of "down_revision".
    let is_touched = ["revision", "branch_labels", "depends_on", "__doc__"]
        .iter()
        .any(|name| rest.contains(name));
    (is_complete && !is_touched).then_some(head)
}

/// What is known of a variable while the statements are read.
enum Known {
    Value(HeaderValue),
    Computed { start: TextSize },
}

struct Reader<'a> {
    text: &'a str,
    known: [Option<Known>; NAMES.len()],
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            known: [const { None }; NAMES.len()],
        }
    }

    fn read(mut self, body: &[Stmt]) -> Header {
        if let Some(Stmt::Expr(statement)) = body.first()
            && let Expr::StringLiteral(doc) = statement.value.as_ref()
        {
            self.set(
                "__doc__",
                Known::Value(HeaderValue::One(doc.value.to_str().to_owned())),
            );
        }
        for statement in body {
            match statement {
                Stmt::Assign(StmtAssign { targets, value, .. }) => {
                    for target in targets {
                        self.assign(target, value);
                    }
                    self.bind(&PythonNames::of_expression(value), statement);
                }
                Stmt::AnnAssign(StmtAnnAssign {
                    target,
                    value: Some(value),
                    ..
                }) => {
                    self.assign(target, value);
                    self.bind(&PythonNames::of_expression(value), statement);
                }
                // It declares a type and assigns nothing.
                Stmt::AnnAssign(_) => {}
                _ => {
                    let names = PythonNames::of_statements(std::slice::from_ref(statement));
                    self.bind(&names, statement);
                }
            }
        }
        self.finish()
    }

    fn set(&mut self, name: &str, known: Known) {
        if let Some(index) = NAMES.iter().position(|candidate| *candidate == name) {
            self.known[index] = Some(known);
        }
    }

    fn line(&self, start: TextSize) -> u32 {
        let offset = start.to_usize().min(self.text.len());
        let ends = self.text.as_bytes()[..offset]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        u32::try_from(ends + 1).unwrap_or(u32::MAX)
    }

    /// Takes note of an assignment.
    fn assign(&mut self, target: &Expr, value: &Expr) {
        match target {
            Expr::Name(name) if NAMES.contains(&name.id.as_str()) => {
                let known = match literal(value) {
                    Some(value) => Known::Value(value),
                    None => Known::Computed {
                        start: target.start(),
                    },
                };
                self.set(&name.id, known);
            }
            Expr::Tuple(_) | Expr::List(_) => {
                let (targets, values) = (elements(target), elements(value));
                let is_plain = |items: &[Expr]| !items.iter().any(Expr::is_starred_expr);
                match (targets, values) {
                    (Some(targets), Some(values))
                        if targets.len() == values.len()
                            && is_plain(targets)
                            && is_plain(values) =>
                    {
                        for (target, value) in targets.iter().zip(values) {
                            self.assign(target, value);
                        }
                    }
                    _ => self.bind(&PythonNames::of_expression(target), target),
                }
            }
            _ => {}
        }
    }

    /// Takes note of names that something other than a plain assignment binds.
    fn bind(&mut self, names: &PythonNames, node: &impl Ranged) {
        for name in NAMES {
            let is_bound = names.bindings.contains(name)
                || names.globals.contains(name)
                || (names.has_star_import && name != "__doc__");
            if is_bound {
                let start = node.start();
                self.set(name, Known::Computed { start });
            }
        }
    }

    fn finish(mut self) -> Header {
        let mut values = [const { None }; NAMES.len()];
        for (index, known) in std::mem::take(&mut self.known).into_iter().enumerate() {
            match known {
                None => {}
                Some(Known::Value(value)) => values[index] = Some(value),
                Some(Known::Computed { start }) => {
                    return Header::NeedsExecution {
                        variable: NAMES[index],
                        line: self.line(start),
                    };
                }
            }
        }
        let [revision, down_revision, branch_labels, depends_on, doc] = values;
        let doc = match doc {
            Some(HeaderValue::One(doc)) => Some(doc),
            _ => None,
        };
        Header::Literal(LoadedHeader {
            revision,
            down_revision,
            branch_labels,
            depends_on,
            doc,
        })
    }
}

fn elements(expression: &Expr) -> Option<&[Expr]> {
    match expression {
        Expr::Tuple(tuple) => Some(&tuple.elts),
        Expr::List(list) => Some(&list.elts),
        Expr::Set(set) => Some(&set.elts),
        _ => None,
    }
}

/// Returns the value of an expression that is a literal of the kinds that the variables have.
fn literal(expression: &Expr) -> Option<HeaderValue> {
    match expression {
        Expr::NoneLiteral(_) => Some(HeaderValue::None),
        Expr::StringLiteral(string) => Some(HeaderValue::One(string.value.to_str().to_owned())),
        _ => elements(expression)?
            .iter()
            .map(|item| match item {
                Expr::StringLiteral(string) => Some(string.value.to_str().to_owned()),
                _ => None,
            })
            .collect::<Option<_>>()
            .map(HeaderValue::Many),
    }
}
