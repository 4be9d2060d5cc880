//! Parameters written into the text, as PyMySQL does.

use alembic_db::{DatabaseError, DatabaseErrorClass, Fragment, Statement, Value};
use alembic_schema::multirange_text;

use super::flavour::Flavour;

/// Writes values as literals.
#[derive(Clone, Copy, Debug)]
pub(super) struct LiteralWriter {
    pub(super) flavour: Flavour,
    /// Whether the session's `sql_mode` holds `NO_BACKSLASH_ESCAPES`.
    pub(super) backslash_is_plain: bool,
}

impl LiteralWriter {
    /// Returns the statement's text with a literal in each parameter's place.
    pub(super) fn inline(self, statement: &Statement) -> Result<String, DatabaseError> {
        let mut text = String::new();
        for fragment in &statement.fragments {
            match fragment {
                Fragment::Sql(sql) => text.push_str(sql),
                Fragment::Parameter { value, .. } => text.push_str(&self.literal(value)?),
            }
        }
        Ok(text)
    }

    /// Returns a value as a literal.
    pub(super) fn literal(self, value: &Value) -> Result<String, DatabaseError> {
        Ok(match value {
            Value::Null => "NULL".to_owned(),
            Value::Boolean(value) => u8::from(*value).to_string(),
            Value::Integer(value) => value.to_string(),
            Value::BigInteger(text) | Value::Decimal(text) if is_number(text) => text.clone(),
            Value::Decimal(text) => {
                return Err(self.flavour.driver_error(
                    DatabaseErrorClass::Programming,
                    &format!("{} can not be used with MySQL", text.to_lowercase()),
                ));
            }
            Value::Float(value) if !value.is_finite() => {
                let name = match value {
                    value if value.is_nan() => "nan",
                    value if *value > 0.0 => "inf",
                    _ => "-inf",
                };
                return Err(self.flavour.driver_error(
                    DatabaseErrorClass::Programming,
                    &format!("{name} can not be used with MySQL"),
                ));
            }
            Value::Float(value) => {
                let text = format!("{value:?}");
                if text.contains('e') {
                    text
                } else {
                    format!("{text}e0")
                }
            }
            Value::Text(text) | Value::Uuid(text) | Value::BigInteger(text) | Value::Date(text) => {
                self.quote(text)
            }
            Value::Bytes(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("X'{digits}'")
            }
            Value::Time(text) => self.quote(without_offset(text)),
            Value::DateTime(text) => match text.split_once(['T', ' ']) {
                Some((date, time)) => self.quote(&format!("{date} {}", without_offset(time))),
                None => self.quote(text),
            },
            Value::Interval(seconds) => format!("'{}'", clock(*seconds)),
            value if let Some(items) = value.list() => {
                self.list(&items.iter().map(Value::of_item).collect::<Vec<_>>())?
            }
            Value::Json(document) => self.quote(&document.to_string()),
            Value::Array(items) | Value::Tuple(items) => self.list(items)?,
            Value::Foreign(class_name) => {
                return Err(self.flavour.driver_error(
                    DatabaseErrorClass::Programming,
                    &format!("can't adapt type '{class_name}'"),
                ));
            }
            Value::Address(text) | Value::Network(text) => self.quote(text),
            Value::Range(range) => self.quote(&range.text()),
            Value::Multirange(ranges) => self.quote(&multirange_text(ranges)),
        })
    }

    /// A list stands for the items of an `IN`.
    fn list(self, items: &[Value]) -> Result<String, DatabaseError> {
        let literals: Vec<String> = items
            .iter()
            .map(|item| self.literal(item))
            .collect::<Result<_, _>>()?;
        Ok(format!("({})", literals.join(",")))
    }

    fn quote(self, text: &str) -> String {
        if self.backslash_is_plain {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let mut quoted = String::with_capacity(text.len() + 2);
        quoted.push('\'');
        for character in text.chars() {
            match character {
                '\0' => quoted.push_str("\\0"),
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\u{1a}' => quoted.push_str("\\Z"),
                '\\' | '"' | '\'' => {
                    quoted.push('\\');
                    quoted.push(character);
                }
                _ => quoted.push(character),
            }
        }
        quoted.push('\'');
        quoted
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.parse::<f64>().is_ok()
}

/// MySQL's times have no offset; PyMySQL leaves it out.
fn without_offset(time: &str) -> &str {
    &time[..time.find(['+', '-', 'Z']).unwrap_or(time.len())]
}

fn clock(seconds: f64) -> String {
    let microseconds = (seconds.abs() * 1e6).round();
    let sign = if seconds < 0.0 { "-" } else { "" };
    let whole = (microseconds / 1e6).floor();
    let hours = (whole / 3600.0).floor();
    let minutes = (whole / 60.0).floor() - hours * 60.0;
    let rest = whole % 60.0;
    let fraction = match microseconds % 1e6 {
        0.0 => String::new(),
        fraction => format!(".{fraction:06.0}"),
    };
    format!("{sign}{hours:02.0}:{minutes:02.0}:{rest:02.0}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const WRITER: LiteralWriter = LiteralWriter {
        flavour: Flavour::Pymysql,
        backslash_is_plain: false,
    };

    #[test]
    fn values_become_the_literals_of_pymysql() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (value, expected) in [
            (Value::Null, "NULL"),
            (Value::Boolean(true), "1"),
            (Value::Integer(-1), "-1"),
            (Value::Float(1.5), "1.5e0"),
            (Value::Float(1e300), "1e300"),
            (Value::Decimal("1.50".to_owned()), "1.50"),
            (Value::BigInteger("1 or 1".to_owned()), "'1 or 1'"),
            (text("a'b\"\\c\n\r\0\u{1a}"), "'a\\'b\\\"\\\\c\\n\\r\\0\\Z'"),
            (Value::Bytes(vec![0, 255]), "X'00ff'"),
            (Value::Date("2024-01-31".to_owned()), "'2024-01-31'"),
            (Value::Time("12:00:00".to_owned()), "'12:00:00'"),
            (
                Value::DateTime("2024-01-31T12:00:00.000005+02:00".to_owned()),
                "'2024-01-31 12:00:00.000005'",
            ),
            (Value::Interval(-86_396.5), "'-23:59:56.500000'"),
            (Value::Interval(360_000.0), "'100:00:00'"),
            (Value::json(json!([1, "a'"])), "(1,'a\\'')"),
            (Value::json(json!({"a": 1})), "'{\\\"a\\\":1}'"),
        ] {
            assert_eq!(WRITER.literal(&value).unwrap(), expected, "{value:?}");
        }
        let error = WRITER.literal(&Value::Float(f64::NAN)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "(pymysql.err.ProgrammingError) nan can not be used with MySQL"
        );
        let plain = LiteralWriter {
            backslash_is_plain: true,
            ..WRITER
        };
        assert_eq!(plain.literal(&text("a\\'")).unwrap(), "'a\\'''");
    }
}
