//! Formats in the style of `string.Template`: `$name` and `${name}`.

use super::{FormatFailure, invalid_format};
use crate::LoggingError;
use alembic_python_text::percent::Value;

/// A format string, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Field(String),
}

impl Template {
    /// Takes a format apart; it must show an attribute.
    pub(super) fn new(format: &str) -> Result<Self, LoggingError> {
        let mut parts = Vec::new();
        let mut rest = format;
        while let Some(position) = rest.find('$') {
            parts.push(Part::Literal(rest[..position].to_owned()));
            rest = &rest[position + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                parts.push(Part::Literal("$".to_owned()));
                rest = after;
                continue;
            }
            let Some((name, after)) = take_name(rest) else {
                return Err(invalid_format("invalid format: bare '$' not allowed"));
            };
            parts.push(Part::Field(name.to_owned()));
            rest = after;
        }
        parts.push(Part::Literal(rest.to_owned()));
        if parts.iter().any(|part| matches!(part, Part::Field(_))) {
            Ok(Self { parts })
        } else {
            Err(invalid_format("invalid format: no fields"))
        }
    }

    pub(super) fn format<'a>(
        &self,
        attribute: &impl Fn(&str) -> Option<Value<'a>>,
    ) -> Result<String, FormatFailure> {
        let mut result = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => result.push_str(text),
                Part::Field(name) => {
                    let value =
                        attribute(name).ok_or_else(|| FormatFailure::missing_field(name))?;
                    result.push_str(&value.to_text());
                }
            }
        }
        Ok(result)
    }
}

/// Splits `name` or `{name}` off the front.
fn take_name(text: &str) -> Option<(&str, &str)> {
    if let Some(inner) = text.strip_prefix('{') {
        let (name, after) = split_identifier(inner)?;
        return Some((name, after.strip_prefix('}')?));
    }
    split_identifier(text)
}

fn split_identifier(text: &str) -> Option<(&str, &str)> {
    let is_part = |character: char| character.is_ascii_alphanumeric() || character == '_';
    let end = text
        .find(|character| !is_part(character))
        .unwrap_or(text.len());
    let is_name = end > 0 && !text.starts_with(|character: char| character.is_ascii_digit());
    is_name.then(|| text.split_at(end))
}
