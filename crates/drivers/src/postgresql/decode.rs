//! Values of result columns, read from their text form.
//!
//! Rows arrive as text, as psycopg2 has them, so that a type without an entry here is readable too.

use alembic_db::Value;
use postgres_protocol::Oid;
use serde_json::{Value as Json, json};

/// How the values of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Integer,
    Float,
    Decimal,
    Text,
    Bytes,
    Date,
    Time,
    Timestamp,
    Interval,
    Uuid,
    Json,
}

/// Returns how a column is read, and whether it holds arrays.
pub(super) fn kind_of(oid: Oid) -> (Kind, bool) {
    match oid {
        16 => (Kind::Boolean, false),
        17 => (Kind::Bytes, false),
        20 | 21 | 23 | 26 => (Kind::Integer, false),
        700 | 701 => (Kind::Float, false),
        1700 => (Kind::Decimal, false),
        1082 => (Kind::Date, false),
        1083 | 1266 => (Kind::Time, false),
        1114 | 1184 => (Kind::Timestamp, false),
        1186 => (Kind::Interval, false),
        2950 => (Kind::Uuid, false),
        114 | 3802 => (Kind::Json, false),
        1000 => (Kind::Boolean, true),
        1001 => (Kind::Bytes, true),
        1005 | 1007 | 1016 | 1028 => (Kind::Integer, true),
        1021 | 1022 => (Kind::Float, true),
        1231 => (Kind::Decimal, true),
        1182 => (Kind::Date, true),
        1183 | 1270 => (Kind::Time, true),
        1115 | 1185 => (Kind::Timestamp, true),
        1187 => (Kind::Interval, true),
        2951 => (Kind::Uuid, true),
        199 | 3807 => (Kind::Json, true),
        // text, character, character varying, "char", name; inet, cidr and macaddr
        1002 | 1003 | 1009 | 1014 | 1015 | 651 | 1040 | 1041 => (Kind::Text, true),
        _ => (Kind::Text, false),
    }
}

/// Returns the value that `bytes` spell.
pub(super) fn value(kind: (Kind, bool), bytes: &[u8]) -> Value {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Value::Bytes(bytes.to_vec());
    };
    let (kind, is_array) = kind;
    if is_array {
        return match array(kind, text) {
            Some(items) => Value::Json(items),
            None => Value::Text(text.to_owned()),
        };
    }
    scalar(kind, text).unwrap_or_else(|| Value::Text(text.to_owned()))
}

/// Returns nothing for a text that Python has no value for, such as `infinity` as a date.
fn scalar(kind: Kind, text: &str) -> Option<Value> {
    Some(match kind {
        Kind::Boolean => Value::Boolean(text == "t"),
        Kind::Integer => Value::Integer(text.parse().ok()?),
        Kind::Float => Value::Float(text.parse().ok()?),
        Kind::Decimal => Value::Decimal(text.to_owned()),
        Kind::Text => Value::Text(text.to_owned()),
        Kind::Bytes => Value::Bytes(bytes(text)?),
        Kind::Date if is_date(text) => Value::Date(text.to_owned()),
        Kind::Time => Value::Time(with_full_offset(text)),
        Kind::Timestamp => {
            let (date, time) = text.split_once(' ').filter(|(date, _)| is_date(date))?;
            if time.ends_with("BC") {
                return None;
            }
            Value::DateTime(format!("{date}T{}", with_full_offset(time)))
        }
        Kind::Interval => Value::Interval(interval(text)?),
        Kind::Uuid => Value::Uuid(text.to_owned()),
        Kind::Json => Value::Json(serde_json::from_str(text).ok()?),
        Kind::Date => return None,
    })
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[4] == b'-'
}

/// Returns a time with its offset as Python writes it: `+00` becomes `+00:00`.
fn with_full_offset(time: &str) -> String {
    match time.rfind(['+', '-']) {
        Some(sign) if time.len() - sign == 3 => format!("{time}:00"),
        _ => time.to_owned(),
    }
}

/// Reads both output formats of `bytea`.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if let Some(digits) = text.strip_prefix("\\x") {
        return (0..digits.len())
            .step_by(2)
            .map(|start| u8::from_str_radix(digits.get(start..start + 2)?, 16).ok())
            .collect();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            bytes.push(byte);
        } else if let Some(tail) = rest.strip_prefix(b"\\") {
            bytes.push(b'\\');
            rest = tail;
        } else {
            let digits = std::str::from_utf8(rest.get(..3)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 8).ok()?);
            rest = &rest[3..];
        }
    }
    Some(bytes)
}

/// Reads `1 year 2 mons -3 days +04:05:06.7` as seconds; psycopg2 too counts a year as 365 days and a
/// month as 30.
fn interval(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut parts = text.split_ascii_whitespace();
    while let Some(part) = parts.next() {
        if part.contains(':') {
            let sign = if part.starts_with('-') { -1.0 } else { 1.0 };
            let mut clock = part.trim_start_matches(['-', '+']).split(':');
            let mut unit = 3600.0;
            for _ in 0..3 {
                seconds += sign * unit * clock.next()?.parse::<f64>().ok()?;
                unit /= 60.0;
            }
        } else {
            let count: f64 = part.parse().ok()?;
            let days = match parts.next()? {
                "year" | "years" => 365.0,
                "mon" | "mons" => 30.0,
                "day" | "days" => 1.0,
                _ => return None,
            };
            seconds += count * days * 86_400.0;
        }
    }
    Some(seconds)
}

/// Reads `{1,NULL,"a,b",{2}}`.
fn array(kind: Kind, text: &str) -> Option<Json> {
    // Bounds other than the usual come first: `[0:1]={1,2}`.
    let text = match text.strip_prefix('[') {
        Some(bounds) => bounds.split_once("]=")?.1,
        None => text,
    };
    let mut rest = text;
    let items = array_items(kind, &mut rest)?;
    rest.is_empty().then_some(items)
}

fn array_items(kind: Kind, rest: &mut &str) -> Option<Json> {
    *rest = rest.strip_prefix('{')?;
    let mut items = Vec::new();
    if let Some(tail) = rest.strip_prefix('}') {
        *rest = tail;
        return Some(Json::Array(items));
    }
    loop {
        items.push(if rest.starts_with('{') {
            array_items(kind, rest)?
        } else if rest.starts_with('"') {
            array_item(kind, &quoted_item(rest)?)
        } else {
            let (item, tail) = rest.split_at(rest.find([',', '}'])?);
            *rest = tail;
            if item == "NULL" {
                Json::Null
            } else {
                array_item(kind, item)
            }
        });
        if let Some(tail) = rest.strip_prefix('}') {
            *rest = tail;
            return Some(Json::Array(items));
        }
        *rest = rest.strip_prefix(',')?;
    }
}

fn quoted_item(rest: &mut &str) -> Option<String> {
    let mut item = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((index, character)) = characters.next() {
        match character {
            '"' => {
                *rest = &rest[index + 1..];
                return Some(item);
            }
            '\\' => item.push(characters.next()?.1),
            _ => item.push(character),
        }
    }
    None
}

/// An array is plain JSON: dates, decimals and identifiers in it are text.
fn array_item(kind: Kind, text: &str) -> Json {
    match scalar(kind, text) {
        Some(Value::Boolean(value)) => json!(value),
        Some(Value::Integer(value)) => json!(value),
        Some(Value::Float(value)) if value.is_finite() => json!(value),
        Some(Value::Interval(seconds)) => json!(seconds),
        Some(Value::Json(document)) => document,
        Some(Value::DateTime(text) | Value::Time(text)) => json!(text),
        _ => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(oid: Oid, text: &str) -> Value {
        value(kind_of(oid), text.as_bytes())
    }

    #[test]
    fn scalars_are_typed() {
        for (oid, text, expected) in [
            (16, "t", Value::Boolean(true)),
            (20, "-5", Value::Integer(-5)),
            (701, "-Infinity", Value::Float(f64::NEG_INFINITY)),
            (1700, "1.50", Value::Decimal("1.50".to_owned())),
            (17, "\\x00ff", Value::Bytes(vec![0, 255])),
            (17, "a\\\\\\001", Value::Bytes(vec![b'a', b'\\', 1])),
            (1082, "2024-01-31", Value::Date("2024-01-31".to_owned())),
            (1082, "infinity", Value::Text("infinity".to_owned())),
            (1082, "10000-01-31", Value::Text("10000-01-31".to_owned())),
            (
                1266,
                "12:00:00+01",
                Value::Time("12:00:00+01:00".to_owned()),
            ),
            (
                1114,
                "2024-01-31 12:00:00.5",
                Value::DateTime("2024-01-31T12:00:00.5".to_owned()),
            ),
            (
                1184,
                "2024-01-31 12:00:00-05:30",
                Value::DateTime("2024-01-31T12:00:00-05:30".to_owned()),
            ),
            (
                1184,
                "0044-03-15 00:00:00 BC",
                Value::Text("0044-03-15 00:00:00 BC".to_owned()),
            ),
            (
                1186,
                "1 year 2 mons -3 days -00:00:01.5",
                Value::Interval(36_460_798.5),
            ),
            (2950, "0-1", Value::Uuid("0-1".to_owned())),
            (3802, "{\"a\": 1}", Value::Json(json!({"a": 1}))),
            (3802, "null", Value::Json(Json::Null)),
            (25, "null", Value::Text("null".to_owned())),
            (999_999, "label", Value::Text("label".to_owned())),
        ] {
            assert_eq!(read(oid, text), expected, "{oid} {text}");
        }
    }

    #[test]
    fn arrays_become_lists() {
        for (oid, text, expected) in [
            (1007, "{1,NULL,3}", json!([1, null, 3])),
            (1007, "{}", json!([])),
            (1007, "[0:1]={1,2}", json!([1, 2])),
            (1007, "{{1,2},{3,4}}", json!([[1, 2], [3, 4]])),
            (
                1009,
                r#"{a,"b,c","d\"e\\",NULL,"NULL"}"#,
                json!(["a", "b,c", "d\"e\\", null, "NULL"]),
            ),
            (1000, "{t,f}", json!([true, false])),
            (1231, "{1.50}", json!(["1.50"])),
        ] {
            assert_eq!(read(oid, text), Value::Json(expected), "{oid} {text}");
        }
        assert_eq!(read(1007, "{1"), Value::Text("{1".to_owned()));
    }
}
