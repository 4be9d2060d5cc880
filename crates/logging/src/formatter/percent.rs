//! The check of `%(name)s` formats.

use super::{invalid_format, word_length};
use crate::LoggingError;

/// Refuses a format that shows no attribute.
pub(super) fn validate(format: &str) -> Result<(), LoggingError> {
    if format
        .match_indices("%(")
        .any(|(position, _)| is_conversion(&format[position + 2..]))
    {
        return Ok(());
    }
    Err(invalid_format(format!(
        "Invalid format '{format}' for '%' style"
    )))
}

/// Returns whether text is the part of a conversion after `%(`.
fn is_conversion(text: &str) -> bool {
    let length = word_length(text);
    let Some(rest) = text[length..].strip_prefix(')').filter(|_| length > 0) else {
        return false;
    };
    let rest = rest.trim_start_matches(['#', '0', '+', ' ', '-']);
    let rest = skip_number(rest).unwrap_or(rest);
    let rest = match rest.strip_prefix('.') {
        Some(precision) => match skip_number(precision) {
            Some(rest) => rest,
            None => return false,
        },
        None => rest,
    };
    rest.starts_with(|letter: char| "diouxefgcrsa%".contains(letter.to_ascii_lowercase()))
}

fn skip_number(text: &str) -> Option<&str> {
    text.strip_prefix('*').or_else(|| {
        let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
        (rest.len() < text.len()).then_some(rest)
    })
}
