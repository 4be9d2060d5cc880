//! Parameters written into the text, as psycopg2 does.
//!
//! A literal in the text lets the server infer types as it does for SQL that was typed by hand.

use alembic_db::{DatabaseError, DatabaseErrorClass, Fragment, Statement, Value};
use alembic_schema::multirange_text;

/// Returns the statement's text with a literal in each parameter's place.
///
/// `standard_strings` is the server's `standard_conforming_strings`.
pub(super) fn inline(
    statement: &Statement,
    standard_strings: bool,
) -> Result<String, DatabaseError> {
    let mut text = String::new();
    for fragment in &statement.fragments {
        match fragment {
            Fragment::Sql(sql) => text.push_str(sql),
            Fragment::Parameter { value, .. } => text.push_str(&literal(value, standard_strings)?),
        }
    }
    Ok(text)
}

/// Returns a value as a literal.
pub(super) fn literal(value: &Value, standard_strings: bool) -> Result<String, DatabaseError> {
    let quote = |text: &str| quote(text, standard_strings);
    Ok(match value {
        Value::Null => "NULL".to_owned(),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(value) => signed(&value.to_string()),
        Value::BigInteger(text) | Value::Decimal(text) if is_number(text) => signed(text),
        Value::BigInteger(text) => format!("{}::numeric", quote(text)?),
        Value::Decimal(text) if text.ends_with("Infinity") => format!("'{text}'::numeric"),
        Value::Decimal(_) => "'NaN'::numeric".to_owned(),
        Value::Float(value) if value.is_nan() => "'NaN'::float".to_owned(),
        Value::Float(value) if value.is_infinite() => {
            let sign = if *value < 0.0 { "-" } else { "" };
            format!("'{sign}Infinity'::float")
        }
        Value::Float(value) => signed(&format!("{value:?}")),
        Value::Text(text) => quote(text)?,
        Value::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let prefix = if standard_strings { "'\\x" } else { "E'\\\\x" };
            format!("{prefix}{digits}'::bytea")
        }
        Value::Date(text) => format!("{}::date", quote(text)?),
        Value::Time(text) => {
            let name = if has_offset(text) { "timetz" } else { "time" };
            format!("{}::{name}", quote(text)?)
        }
        Value::DateTime(text) => {
            let time = text.split_once(['T', ' ']).map_or("", |(_, time)| time);
            let name = if has_offset(time) {
                "timestamptz"
            } else {
                "timestamp"
            };
            format!("{}::{name}", quote(text)?)
        }
        Value::Interval(seconds) => interval(*seconds),
        Value::Uuid(text) => format!("{}::uuid", quote(text)?),
        value if let Some(items) = value.list() => {
            let items: Vec<Value> = items.iter().map(Value::of_item).collect();
            array(&items, standard_strings)?
        }
        // That of a document's type is text by now.
        Value::Json(document) if document.is_object() => return Err(unadapted("dict")),
        Value::Json(document) => quote(&document.to_string())?,
        Value::Array(items) => array(items, standard_strings)?,
        Value::Tuple(items) => format!("({})", literals(items, standard_strings)?),
        Value::Foreign(class_name) => return Err(unadapted(class_name)),
        Value::Address(text) | Value::Network(text) => quote(text)?,
        Value::Range(range) => quote(&range.text())?,
        Value::Multirange(ranges) => quote(&multirange_text(ranges))?,
    })
}

/// Returns the error of a value that no driver knows what to make of.
fn unadapted(class_name: &str) -> DatabaseError {
    DatabaseError::new(
        DatabaseErrorClass::Programming,
        "psycopg.ProgrammingError",
        format!("cannot adapt type '{class_name}' using placeholder '%s' (format: AUTO)"),
        None,
    )
}

/// Keeps a minus sign from forming a comment or an operator with what stands before it.
fn signed(digits: &str) -> String {
    if digits.starts_with('-') {
        format!(" {digits}")
    } else {
        digits.to_owned()
    }
}

pub(super) fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
        && text.parse::<f64>().is_ok()
}

pub(super) fn has_offset(time: &str) -> bool {
    time.contains(['+', '-', 'Z'])
}

fn interval(seconds: f64) -> String {
    let microseconds = (seconds * 1e6).round();
    let days = (microseconds / 86_400e6).floor();
    let rest = microseconds - days * 86_400e6;
    format!(
        "'{days:.0} days {:.0}.{:06.0} seconds'::interval",
        (rest / 1e6).floor(),
        rest % 1e6
    )
}

fn array(items: &[Value], standard_strings: bool) -> Result<String, DatabaseError> {
    if items.is_empty() {
        return Ok("'{}'".to_owned());
    }
    Ok(format!("ARRAY[{}]", literals(items, standard_strings)?))
}

fn literals(items: &[Value], standard_strings: bool) -> Result<String, DatabaseError> {
    let literals: Vec<String> = items
        .iter()
        .map(|item| literal(item, standard_strings))
        .collect::<Result<_, _>>()?;
    Ok(literals.join(","))
}

fn quote(text: &str, standard_strings: bool) -> Result<String, DatabaseError> {
    if text.contains('\0') {
        return Err(DatabaseError::refused(
            "ValueError",
            "A string literal cannot contain NUL (0x00) characters.",
        ));
    }
    let doubled = text.replace('\'', "''");
    Ok(if !standard_strings && text.contains('\\') {
        format!("E'{}'", doubled.replace('\\', "\\\\"))
    } else {
        format!("'{doubled}'")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_become_the_literals_of_psycopg2() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (value, expected) in [
            (Value::Null, "NULL"),
            (Value::Boolean(true), "true"),
            (Value::Integer(-1), " -1"),
            (Value::Float(1.5), "1.5"),
            (Value::Float(-1.0), " -1.0"),
            (Value::Float(1e300), "1e300"),
            (Value::Float(f64::NAN), "'NaN'::float"),
            (Value::Float(f64::NEG_INFINITY), "'-Infinity'::float"),
            (Value::Decimal("1.50".to_owned()), "1.50"),
            (Value::Decimal("-1E+5".to_owned()), " -1E+5"),
            (
                Value::Decimal("-Infinity".to_owned()),
                "'-Infinity'::numeric",
            ),
            (Value::Decimal("1; drop".to_owned()), "'NaN'::numeric"),
            (
                Value::BigInteger("9223372036854775808".to_owned()),
                "9223372036854775808",
            ),
            (text("a'b\\c%"), "'a''b\\c%'"),
            (Value::Bytes(vec![0, 255]), "'\\x00ff'::bytea"),
            (Value::Date("2024-01-31".to_owned()), "'2024-01-31'::date"),
            (Value::Time("12:00:00".to_owned()), "'12:00:00'::time"),
            (
                Value::Time("12:00:00-01:00".to_owned()),
                "'12:00:00-01:00'::timetz",
            ),
            (
                Value::DateTime("2024-01-31T12:00:00".to_owned()),
                "'2024-01-31T12:00:00'::timestamp",
            ),
            (
                Value::DateTime("2024-01-31T12:00:00+00:00".to_owned()),
                "'2024-01-31T12:00:00+00:00'::timestamptz",
            ),
            (
                Value::Interval(86_403.5),
                "'1 days 3.500000 seconds'::interval",
            ),
            (
                Value::Interval(-86_400.0),
                "'-1 days 0.000000 seconds'::interval",
            ),
            (
                Value::Interval(-0.25),
                "'-1 days 86399.750000 seconds'::interval",
            ),
            (Value::json(json!([1, null, "b'"])), "ARRAY[1,NULL,'b''']"),
            (
                Value::Tuple(vec![Value::Integer(1), text("b'")]),
                "(1,'b''')",
            ),
            (Value::json(json!([])), "'{}'"),
        ] {
            assert_eq!(literal(&value, true).unwrap(), expected, "{value:?}");
        }
        assert_eq!(literal(&text("a\\b'"), false).unwrap(), "E'a\\\\b'''");
        assert!(literal(&text("a\0"), true).is_err());
        assert!(literal(&Value::json(json!({"a": 1})), true).is_err());
    }
}
