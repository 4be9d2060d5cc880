//! Records to text, in the three styles of format strings.

mod brace;
mod dollar;
mod number;
mod percent;
mod time;

use crate::{LoggingError, Record};
use alembic_python_text::percent::{FormatError, Value};
use jiff::tz::TimeZone;

/// Turns records into text.
#[derive(Clone, Debug)]
pub struct Formatter {
    template: Template,
    date_format: Option<String>,
    uses_time: bool,
}

/// A format string in its style.
#[derive(Clone, Debug)]
enum Template {
    Percent(String),
    Brace(brace::Template),
    Dollar(dollar::Template),
}

/// Why a record cannot be written in a format: a Python exception, which ends nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{exception}: {message}")]
pub struct FormatFailure {
    /// The name of the exception.
    pub exception: &'static str,
    /// Its message.
    pub message: String,
}

impl FormatFailure {
    fn value_error(message: impl Into<String>) -> Self {
        Self {
            exception: "ValueError",
            message: message.into(),
        }
    }

    fn missing_field(name: &str) -> Self {
        let name = alembic_python_text::repr(name);
        Self::value_error(format!("Formatting field not found in record: {name}"))
    }
}

impl From<FormatError> for FormatFailure {
    fn from(error: FormatError) -> Self {
        match &error {
            FormatError::MissingKey { key } => Self::missing_field(key),
            _ => Self {
                exception: error.class_name(),
                message: error.to_string(),
            },
        }
    }
}

impl Default for Formatter {
    /// Returns the formatter that writes the message alone.
    fn default() -> Self {
        Self {
            template: Template::Percent("%(message)s".to_owned()),
            date_format: None,
            uses_time: false,
        }
    }
}

impl Formatter {
    /// Returns a formatter, as `logging.Formatter(format, date_format, style)` does.
    ///
    /// The style is `%`, `{` or `$`; without a format it writes the message alone. `date_format` is one
    /// of `strftime`.
    pub fn new(
        format: Option<&str>,
        date_format: Option<&str>,
        style: &str,
    ) -> Result<Self, LoggingError> {
        let format = format.filter(|format| !format.is_empty());
        let (template, uses_time) = match style {
            "%" => {
                let format = format.unwrap_or("%(message)s");
                percent::validate(format)?;
                (
                    Template::Percent(format.to_owned()),
                    format.contains("%(asctime)"),
                )
            }
            "{" => {
                let format = format.unwrap_or("{message}");
                (
                    Template::Brace(brace::Template::new(format)?),
                    format.contains("{asctime"),
                )
            }
            "$" => {
                let format = format.unwrap_or("${message}");
                let uses_time = format.contains("$asctime") || format.contains("${asctime}");
                (Template::Dollar(dollar::Template::new(format)?), uses_time)
            }
            _ => return Err(LoggingError::InvalidStyle),
        };
        let date_format = date_format
            .filter(|format| !format.is_empty())
            .map(str::to_owned);
        Ok(Self {
            template,
            date_format,
            uses_time,
        })
    }

    /// Returns the text of a record, with times in the zone of the system.
    pub fn format(&self, record: &Record<'_>) -> Result<String, FormatFailure> {
        // Looking the zone up costs more than the rest, and most formats show no time.
        let zone = if self.uses_time {
            TimeZone::system()
        } else {
            TimeZone::UTC
        };
        self.format_in(record, zone)
    }

    fn format_in(&self, record: &Record<'_>, zone: TimeZone) -> Result<String, FormatFailure> {
        let time = self
            .uses_time
            .then(|| time::format(record.created, zone, self.date_format.as_deref()));
        let attribute = |name: &str| match (name, &time) {
            ("asctime", Some(time)) => Some(Value::text(time.as_str())),
            _ => record.attribute(name),
        };
        let mut text = match &self.template {
            Template::Percent(format) => alembic_python_text::percent::format(format, attribute)?,
            Template::Brace(template) => template.format(&attribute)?,
            Template::Dollar(template) => template.format(&attribute)?,
        };
        if let Some(exception) = record.exception.filter(|exception| !exception.is_empty()) {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(exception);
        }
        Ok(text)
    }
}

fn invalid_format(problem: impl Into<String>) -> LoggingError {
    LoggingError::InvalidFormat {
        problem: problem.into(),
    }
}

/// Returns the length in bytes of the word at the front: letters, digits and underscores.
fn word_length(text: &str) -> usize {
    text.find(|character: char| !character.is_alphanumeric() && character != '_')
        .unwrap_or(text.len())
}

#[cfg(test)]
mod tests;
