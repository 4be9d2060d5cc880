//! Mako templates, translated into Python for an interpreter to run.
//!
//! The subset that templates of version files and configuration use: `${expression | filters}`,
//! control lines, `%%`, `##`, line continuation, `<% %>`, `<%! %>`, `<%doc>`, `<%text>`, `<%page>`,
//! `<%def>` and `<%block>`. What reaches other files (`<%include>`, `<%inherit>`, `<%namespace>`) and
//! calls with content (`<%call>`) is refused.

mod indentation;
mod parse;
mod scan;
mod translate;
mod tree;
mod writer;

#[cfg(test)]
mod tests;

use crate::parse::parse_module;

use crate::error::HostError;

/// A template that has been translated into Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonTemplate {
    /// The name of the template's file, for tracebacks.
    pub filename: String,
    /// Python source that defines `render(variables: dict) -> str` and needs only builtins.
    pub source: String,
    /// For each line of the source, the line of the template that it comes from, or zero.
    pub line_map: Vec<u32>,
}

impl PythonTemplate {
    /// Returns the line of the template that a line of the Python source comes from.
    ///
    /// Lines count from one.
    #[must_use]
    pub fn template_line(&self, source_line: u32) -> Option<u32> {
        let index = usize::try_from(source_line).ok()?.checked_sub(1)?;
        self.line_map.get(index).copied().filter(|line| *line > 0)
    }
}

/// A template that is not valid.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error("{message} in file '{filename}' at line: {line} char: {column}")]
pub struct TemplateError {
    /// What is wrong.
    pub message: String,
    /// The template's file.
    pub filename: String,
    /// The line, counted from one.
    pub line: u32,
    /// The column in characters, counted from one.
    pub column: usize,
}

/// Runs translated templates.
pub trait TemplateRunner {
    /// Renders a template with the given variables.
    ///
    /// A variable is plain data in the vocabulary of the waist, so that the implementation turns
    /// `{"$datetime": "…"}` into a date. `{"tuple": […]}` it leaves alone: the translated template
    /// makes a tuple of it. It also adds the objects that no data can stand for (`config`).
    ///
    /// # Errors
    ///
    /// Fails when the template raises an exception.
    fn render(
        &self,
        template: &PythonTemplate,
        variables: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<String, HostError>;
}

/// Translates the text of a Mako template into Python.
///
/// # Errors
///
/// Fails with the file and the line when the template or the Python in it is not valid.
pub fn compile_template(text: &str, filename: &str) -> Result<PythonTemplate, TemplateError> {
    let template = parse::parse(text, filename)?;
    let (source, line_map) = translate::translate(&template);
    let compiled = PythonTemplate {
        filename: filename.to_owned(),
        source,
        line_map,
    };
    if let Err(error) = parse_module(&compiled.source) {
        let offset = error.location.start().to_usize().min(compiled.source.len());
        let index = compiled.source[..offset].matches('\n').count();
        let line = compiled.line_map[..compiled.line_map.len().min(index + 1)]
            .iter()
            .rev()
            .copied()
            .find(|line| *line > 0);
        return Err(TemplateError {
            message: format!("(SyntaxError) {}", error.error),
            filename: filename.to_owned(),
            line: line.unwrap_or(1),
            column: 1,
        });
    }
    Ok(compiled)
}
