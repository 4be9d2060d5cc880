//! Basic interpolation: `%(option)s` and `%%`.

use super::{Ini, option_key, shown};
use crate::Error;

/// How deep values may refer to one another.
const MAXIMUM_DEPTH: usize = 10;
/// How much text values may bring in; ten levels of them double too often for any memory.
const MAXIMUM_LENGTH: usize = 1 << 20;

/// Returns a raw value with its references replaced by the values of the same section.
pub(super) fn expand(ini: &Ini, section: &str, option: &str, value: &str) -> Result<String, Error> {
    let mut result = String::with_capacity(value.len());
    let mut place = Place {
        ini,
        section,
        option,
        length: 0,
    };
    place.expand_into(&mut result, value, 1)?;
    Ok(result)
}

/// Refuses a value with a percent sign that is neither doubled nor the start of a reference.
pub(super) fn check(value: &str) -> Result<(), Error> {
    let without_escapes = value.replace("%%", "");
    let mut remaining = String::with_capacity(without_escapes.len());
    let mut rest = without_escapes.as_str();
    while let Some(position) = rest.find('%') {
        remaining.push_str(&rest[..position]);
        rest = &rest[position..];
        match take_reference(rest) {
            Some((_, after)) => rest = after,
            None => {
                remaining.push('%');
                rest = &rest[1..];
            }
        }
    }
    remaining.push_str(rest);
    match remaining.find('%') {
        Some(position) => Err(Error::InvalidInterpolation {
            value: value.to_owned(),
            position: remaining[..position].chars().count(),
        }),
        None => Ok(()),
    }
}

/// Splits `%(name)s` off the front.
fn take_reference(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("%(")?;
    let (name, after) = inner.split_once(')')?;
    let after = after.strip_prefix('s')?;
    (!name.is_empty()).then_some((name, after))
}

/// The option whose value is expanded, for lookups and errors.
struct Place<'i> {
    ini: &'i Ini,
    section: &'i str,
    option: &'i str,
    /// How much text the references have brought in.
    length: usize,
}

impl Place<'_> {
    fn expand_into(&mut self, result: &mut String, value: &str, depth: usize) -> Result<(), Error> {
        let (ini, section) = (self.ini, self.section);
        let raw = ini.raw(section, self.option).unwrap_or(value);
        if depth > MAXIMUM_DEPTH {
            return Err(Error::InterpolationDepth {
                option: self.option.to_owned(),
                section: section.to_owned(),
                raw: raw.to_owned(),
            });
        }
        let mut rest = value;
        while let Some(position) = rest.find('%') {
            result.push_str(&rest[..position]);
            rest = &rest[position..];
            if let Some(after) = rest.strip_prefix("%%") {
                result.push('%');
                rest = after;
                continue;
            }
            if !rest.starts_with("%(") {
                let message = format!("'%' must be followed by '%' or '(', found: {}", shown(rest));
                return Err(self.syntax_error(message));
            }
            let Some((name, after)) = take_reference(rest) else {
                let message = format!("bad interpolation variable reference {}", shown(rest));
                return Err(self.syntax_error(message));
            };
            rest = after;
            let name = option_key(name);
            let Some(found) = ini.raw(section, &name) else {
                return Err(Error::InterpolationMissingOption {
                    option: self.option.to_owned(),
                    section: section.to_owned(),
                    reference: name,
                    raw: raw.to_owned(),
                });
            };
            self.length += found.len() + 1;
            if self.length > MAXIMUM_LENGTH {
                return Err(Error::InterpolationLength {
                    option: self.option.to_owned(),
                    section: section.to_owned(),
                    limit: MAXIMUM_LENGTH,
                });
            }
            if found.contains('%') {
                self.expand_into(result, found, depth + 1)?;
            } else {
                result.push_str(found);
            }
        }
        result.push_str(rest);
        Ok(())
    }

    fn syntax_error(&self, message: String) -> Error {
        Error::InterpolationSyntax {
            option: self.option.to_owned(),
            section: self.section.to_owned(),
            message,
        }
    }
}
