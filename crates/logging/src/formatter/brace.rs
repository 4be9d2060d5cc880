//! Formats in the style of `str.format`: `{name:<8}`.

use super::number::format_value;
use super::{FormatFailure, invalid_format, word_length};
use crate::LoggingError;
use alembic_python_text::percent::Value;
use alembic_python_text::{ascii, repr};

/// A format string, taken apart.
#[derive(Clone, Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Literal(String),
    Field {
        name: String,
        conversion: Option<char>,
        specification: String,
    },
}

impl Template {
    /// Takes a format apart and checks it; it must show an attribute.
    pub(super) fn new(format: &str) -> Result<Self, LoggingError> {
        let invalid = |problem: String| invalid_format(format!("invalid format: {problem}"));
        let parts = parse(format).map_err(|problem| invalid(problem.to_owned()))?;
        let mut has_field = false;
        for part in &parts {
            let Part::Field {
                name,
                conversion,
                specification,
            } = part
            else {
                continue;
            };
            if !name.is_empty() && !is_field_name(name) {
                return Err(invalid(format!(
                    "invalid field name/expression: {}",
                    repr(name)
                )));
            }
            has_field |= !name.is_empty();
            if let Some(conversion) = conversion.filter(|letter| !"rsa".contains(*letter)) {
                let conversion = repr(&conversion.to_string());
                return Err(invalid(format!("invalid conversion: {conversion}")));
            }
            if !is_specification(specification) {
                return Err(invalid(format!("bad specifier: {}", repr(specification))));
            }
        }
        if has_field {
            Ok(Self { parts })
        } else {
            Err(invalid("no fields".to_owned()))
        }
    }

    pub(super) fn format<'a>(
        &self,
        attribute: &impl Fn(&str) -> Option<Value<'a>>,
    ) -> Result<String, FormatFailure> {
        write_parts(&self.parts, attribute)
    }
}

fn write_parts<'a>(
    parts: &[Part],
    attribute: &impl Fn(&str) -> Option<Value<'a>>,
) -> Result<String, FormatFailure> {
    let mut result = String::new();
    for part in parts {
        let (name, conversion, specification) = match part {
            Part::Literal(text) => {
                result.push_str(text);
                continue;
            }
            Part::Field {
                name,
                conversion,
                specification,
            } => (name, conversion, specification),
        };
        let value = field_value(name, attribute)?;
        let value = match (conversion, &value) {
            (None, _) => value,
            (Some('a'), Value::Text(text)) => Value::text(ascii(text)),
            (Some('r' | 'a'), _) => Value::text(value.to_repr().into_owned()),
            (Some(_), _) => Value::text(value.to_text().into_owned()),
        };
        // A width or precision may itself be a field.
        let specification = if specification.contains('{') {
            let parts = parse(specification).map_err(FormatFailure::value_error)?;
            write_parts(&parts, attribute)?
        } else {
            specification.clone()
        };
        result.push_str(&format_value(&value, &specification)?);
    }
    Ok(result)
}

fn field_value<'a>(
    name: &str,
    attribute: &impl Fn(&str) -> Option<Value<'a>>,
) -> Result<Value<'a>, FormatFailure> {
    if name.is_empty() || name.starts_with(|character: char| character.is_ascii_digit()) {
        let index = if name.is_empty() { "0" } else { name };
        return Err(FormatFailure {
            exception: "IndexError",
            message: format!("Replacement index {index} out of range for positional args tuple"),
        });
    }
    if name.contains(['.', '[']) {
        return Err(FormatFailure {
            exception: "NotImplementedError",
            message: format!("log formats cannot look into attributes: {}", repr(name)),
        });
    }
    attribute(name).ok_or_else(|| FormatFailure::missing_field(name))
}

/// Splits a format as `string.Formatter.parse` does.
fn parse(format: &str) -> Result<Vec<Part>, &'static str> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = format;
    while let Some(position) = rest.find(['{', '}']) {
        literal.push_str(&rest[..position]);
        let brace = &rest[position..=position];
        rest = &rest[position + 1..];
        if rest.starts_with(brace) {
            literal.push_str(brace);
            rest = &rest[1..];
            continue;
        }
        if brace == "}" {
            return Err("Single '}' encountered in format string");
        }
        if rest.is_empty() {
            return Err("Single '{' encountered in format string");
        }
        let length = field_length(rest).ok_or("expected '}' before end of string")?;
        parts.push(Part::Literal(std::mem::take(&mut literal)));
        parts.push(parse_field(&rest[..length])?);
        rest = &rest[length + 1..];
    }
    literal.push_str(rest);
    parts.push(Part::Literal(literal));
    Ok(parts)
}

/// Returns where the brace is that closes a field.
fn field_length(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.bytes().position(|character| {
        match character {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

fn parse_field(field: &str) -> Result<Part, &'static str> {
    let end = field.find([':', '!']).unwrap_or(field.len());
    let (name, rest) = field.split_at(end);
    let (conversion, rest) = match rest.strip_prefix('!') {
        Some(rest) => {
            let letter = rest
                .chars()
                .next()
                .ok_or("end of string while looking for conversion specifier")?;
            (Some(letter), &rest[letter.len_utf8()..])
        }
        None => (None, rest),
    };
    let specification = match rest.strip_prefix(':') {
        Some(specification) => specification,
        None if rest.is_empty() => "",
        None => return Err("expected ':' after conversion specifier"),
    };
    Ok(Part::Field {
        name: name.to_owned(),
        conversion,
        specification: specification.to_owned(),
    })
}

/// Returns whether text is a name with `.attributes` and `[indexes]`.
fn is_field_name(text: &str) -> bool {
    let length = word_length(text);
    let mut rest = &text[length..];
    while !rest.is_empty() {
        let after = if let Some(attribute) = rest.strip_prefix('.') {
            let length = word_length(attribute);
            (length > 0).then(|| &attribute[length..])
        } else {
            rest.strip_prefix('[')
                .and_then(|index| index.split_once(']'))
                .and_then(|(index, after)| (!index.is_empty()).then_some(after))
        };
        match after {
            Some(after) => rest = after,
            None => return false,
        }
    }
    length > 0
}

/// Returns whether text has the form of a format specification, fields for numbers included.
fn is_specification(text: &str) -> bool {
    let is_alignment = |character: char| "<>=^".contains(character);
    let mut characters = text.chars();
    let (first, second) = (characters.next(), characters.next());
    let mut rest = match (first, second) {
        (Some(fill), Some(second)) if is_alignment(second) => &text[fill.len_utf8() + 1..],
        (Some(first), _) if is_alignment(first) => &text[1..],
        _ => text,
    };
    rest = rest.strip_prefix(['+', ' ', '-']).unwrap_or(rest);
    rest = rest.strip_prefix('#').unwrap_or(rest);
    rest = skip_number(rest).unwrap_or(rest);
    rest = rest.strip_prefix([',', '_']).unwrap_or(rest);
    if let Some(precision) = rest.strip_prefix('.') {
        match skip_number(precision) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest = rest
        .strip_prefix(|letter: char| "bcdefgnosx%".contains(letter.to_ascii_lowercase()))
        .unwrap_or(rest);
    rest.is_empty()
}

/// Skips digits, or a field after at most a zero.
fn skip_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|character: char| character.is_ascii_digit());
    let digits = &text[..text.len() - rest.len()];
    if let Some(field) = rest
        .strip_prefix('{')
        .filter(|_| matches!(digits, "" | "0"))
    {
        let length = word_length(field);
        return field[length..].strip_prefix('}').filter(|_| length > 0);
    }
    (!digits.is_empty()).then_some(rest)
}
