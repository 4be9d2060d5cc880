//! Python's `template % mapping`, as settings, file names and log formats use it.

use super::number::{float_format, float_repr};
use super::{ascii, repr};
use std::borrow::Cow;

/// A value that a template may name.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A `str`.
    Text(Cow<'a, str>),
    /// An `int`.
    Integer(i64),
    /// A `float`.
    Float(f64),
    /// `None`.
    None,
}

impl<'a> Value<'a> {
    /// Returns a text value.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// Returns the name of the value's class in Python.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "str",
            Self::Integer(_) => "int",
            Self::Float(_) => "float",
            Self::None => "NoneType",
        }
    }

    /// Returns what `str(value)` gives.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Float(number) => Cow::Owned(float_repr(*number)),
            Self::None => Cow::Borrowed("None"),
        }
    }

    /// Returns what `repr(value)` gives.
    pub fn to_repr(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Owned(repr(text)),
            _ => self.to_text(),
        }
    }
}

/// What is wrong with a template or with a value for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The template names a key that does not exist.
    #[error("{}", repr(key))]
    MissingKey {
        /// The key.
        key: String,
    },
    /// The template ends within a conversion.
    #[error("incomplete format")]
    Incomplete,
    /// The template ends within a key.
    #[error("incomplete format key")]
    IncompleteKey,
    /// A conversion has an unknown letter.
    #[error("unsupported format character '{}' (0x{:x}) at index {index}", shown(*character), u32::from(*character))]
    UnsupportedCharacter {
        /// The letter.
        character: char,
        /// Where it stands in the template, in characters.
        index: usize,
    },
    /// A conversion does not name a key, or takes its width from a sequence.
    #[error("format requires a key, as in '%(name){conversion}'")]
    KeyRequired {
        /// The conversion's letter.
        conversion: char,
    },
    /// A conversion does not suit its value.
    #[error("{}", unsuitable(*conversion, type_name))]
    Unsuitable {
        /// The conversion's letter.
        conversion: char,
        /// The value's class in Python.
        type_name: &'static str,
    },
}

impl FormatError {
    /// Returns the name of the Python exception for it.
    pub fn class_name(&self) -> &'static str {
        match self {
            Self::MissingKey { .. } => "KeyError",
            Self::KeyRequired { .. } | Self::Unsuitable { .. } => "TypeError",
            _ => "ValueError",
        }
    }
}

fn shown(character: char) -> char {
    if (' '..='~').contains(&character) {
        character
    } else {
        '?'
    }
}

fn unsuitable(conversion: char, type_name: &str) -> String {
    match conversion.to_ascii_lowercase() {
        'x' | 'o' => {
            format!("%{conversion} format: an integer is required, not {type_name}")
        }
        'c' => "%c requires int or char".to_owned(),
        'e' | 'f' | 'g' => format!("must be real number, not {type_name}"),
        _ => format!("%{conversion} format: a real number is required, not {type_name}"),
    }
}

/// The flags, width and precision of a conversion.
#[derive(Default)]
struct Conversion {
    left: bool,
    plus: bool,
    blank: bool,
    zero: bool,
    alternate: bool,
    width: usize,
    precision: Option<usize>,
}

/// Returns the template with its conversions replaced by the values of their keys.
pub fn format<'a>(
    template: &str,
    lookup: impl Fn(&str) -> Option<Value<'a>>,
) -> Result<String, FormatError> {
    let mut result = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(position) = rest.find('%') {
        result.push_str(&rest[..position]);
        rest = &rest[position + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            result.push('%');
            rest = after;
            continue;
        }
        let key = take_key(&mut rest)?;
        let value = match key {
            Some(key) => Some(lookup(key).ok_or_else(|| FormatError::MissingKey {
                key: key.to_owned(),
            })?),
            None => None,
        };
        let conversion = take_conversion(&mut rest)?;
        let Some(letter) = rest.chars().next() else {
            return Err(FormatError::Incomplete);
        };
        if !"diouxXeEfFgGcrsa".contains(letter) {
            let offset = template.len() - rest.len();
            let index = template[..offset].chars().count();
            return Err(FormatError::UnsupportedCharacter {
                character: letter,
                index,
            });
        }
        rest = &rest[letter.len_utf8()..];
        let value = value.ok_or(FormatError::KeyRequired { conversion: letter })?;
        conversion.write(letter, &value, &mut result)?;
    }
    result.push_str(rest);
    Ok(result)
}

/// Takes `(key)` from the front; parentheses may nest.
fn take_key<'t>(rest: &mut &'t str) -> Result<Option<&'t str>, FormatError> {
    let Some(inner) = rest.strip_prefix('(') else {
        return Ok(None);
    };
    let mut depth = 1;
    for (position, character) in inner.bytes().enumerate() {
        match character {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            *rest = &inner[position + 1..];
            return Ok(Some(&inner[..position]));
        }
    }
    Err(FormatError::IncompleteKey)
}

fn take_conversion(rest: &mut &str) -> Result<Conversion, FormatError> {
    let mut conversion = Conversion::default();
    while let Some(flag) = rest.bytes().next() {
        match flag {
            b'-' => conversion.left = true,
            b'+' => conversion.plus = true,
            b' ' => conversion.blank = true,
            b'0' => conversion.zero = true,
            b'#' => conversion.alternate = true,
            _ => break,
        }
        *rest = &rest[1..];
    }
    conversion.width = take_number(rest)?.unwrap_or_default();
    if let Some(after) = rest.strip_prefix('.') {
        *rest = after;
        conversion.precision = Some(take_number(rest)?.unwrap_or_default());
    }
    if let Some(after) = rest.strip_prefix(['h', 'l', 'L']) {
        *rest = after;
    }
    Ok(conversion)
}

/// Widths and precisions beyond this are mistakes, and would only fill the memory.
const LARGEST_WIDTH: usize = 10_000;

fn take_number(rest: &mut &str) -> Result<Option<usize>, FormatError> {
    if rest.starts_with('*') {
        return Err(FormatError::KeyRequired { conversion: '*' });
    }
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 {
        return Ok(None);
    }
    let number = rest[..length].parse().unwrap_or(usize::MAX);
    *rest = &rest[length..];
    Ok(Some(number.min(LARGEST_WIDTH)))
}

impl Conversion {
    fn write(
        &self,
        letter: char,
        value: &Value<'_>,
        result: &mut String,
    ) -> Result<(), FormatError> {
        let unsuitable = || FormatError::Unsuitable {
            conversion: letter,
            type_name: value.type_name(),
        };
        match letter {
            's' => self.write_text(&value.to_text(), result),
            'r' => self.write_text(&value.to_repr(), result),
            'a' => match value {
                Value::Text(text) => self.write_text(&ascii(text), result),
                _ => self.write_text(&value.to_text(), result),
            },
            'c' => {
                let character = match value {
                    Value::Text(text) if text.chars().count() == 1 => text.chars().next(),
                    Value::Integer(code) => u32::try_from(*code).ok().and_then(char::from_u32),
                    _ => None,
                };
                self.pad(
                    "",
                    &character.ok_or_else(unsuitable)?.to_string(),
                    false,
                    result,
                );
            }
            'd' | 'i' | 'u' => match value {
                Value::Integer(number) => self.write_integer(letter, *number, result),
                // Python truncates here, and so does the cast.
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the integer part is wanted"
                )]
                Value::Float(number) => self.write_integer(letter, *number as i64, result),
                _ => return Err(unsuitable()),
            },
            'x' | 'X' | 'o' => match value {
                Value::Integer(number) => self.write_integer(letter, *number, result),
                _ => return Err(unsuitable()),
            },
            _ => {
                let number = match value {
                    Value::Float(number) => *number,
                    #[expect(clippy::cast_precision_loss, reason = "as float(int) does")]
                    Value::Integer(number) => *number as f64,
                    _ => return Err(unsuitable()),
                };
                let precision = self.precision.unwrap_or(6);
                let text = float_format(number.abs(), letter, precision, self.alternate);
                self.pad(self.sign(number.is_sign_negative()), &text, true, result);
            }
        }
        Ok(())
    }

    fn write_text(&self, text: &str, result: &mut String) {
        let text = match self.precision {
            Some(precision) => match text.char_indices().nth(precision) {
                Some((end, _)) => &text[..end],
                None => text,
            },
            None => text,
        };
        self.pad("", text, false, result);
    }

    fn write_integer(&self, letter: char, number: i64, result: &mut String) {
        let magnitude = number.unsigned_abs();
        let (prefix, digits) = match letter {
            'x' => ("0x", format!("{magnitude:x}")),
            'X' => ("0X", format!("{magnitude:X}")),
            'o' => ("0o", format!("{magnitude:o}")),
            _ => ("", magnitude.to_string()),
        };
        let digits = format!(
            "{digits:0>width$}",
            width = self.precision.unwrap_or_default()
        );
        let sign = self.sign(number < 0);
        let front = if self.alternate {
            format!("{sign}{prefix}")
        } else {
            sign.to_owned()
        };
        self.pad(&front, &digits, true, result);
    }

    fn sign(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.plus, self.blank) {
            (true, _, _) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        }
    }

    fn pad(&self, front: &str, body: &str, is_number: bool, result: &mut String) {
        let missing = self
            .width
            .saturating_sub(front.chars().count() + body.chars().count());
        let fill = |character: char| std::iter::repeat_n(character, missing);
        if self.left {
            result.push_str(front);
            result.push_str(body);
            result.extend(fill(' '));
        } else if is_number && self.zero {
            result.push_str(front);
            result.extend(fill('0'));
            result.push_str(body);
        } else {
            result.extend(fill(' '));
            result.push_str(front);
            result.push_str(body);
        }
    }
}

#[cfg(test)]
mod tests;
