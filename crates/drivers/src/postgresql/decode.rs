//! Values of result columns, read from their text form.
//!
//! Rows arrive as text, as psycopg2 has them, so that a type without an entry here is readable too.

use alembic_db::{DatabaseError, DatabaseErrorClass, Value};
use alembic_python_text::json::read_json;
use alembic_schema::Range;
use postgres_protocol::Oid;

use super::flavour::Flavour;

/// How the values of a column are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    item: Item,
    is_array: bool,
}

/// What a column holds, or the arrays in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
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
    Address,
    Network,
    Range(Bound),
    Multirange(Bound),
}

/// What a range has at its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
    Integer,
    Decimal,
    Date,
    Timestamp,
}

impl Bound {
    fn item(self) -> Item {
        match self {
            Self::Integer => Item::Integer,
            Self::Decimal => Item::Decimal,
            Self::Date => Item::Date,
            Self::Timestamp => Item::Timestamp,
        }
    }
}

impl Kind {
    /// Returns how a column of a type is read.
    pub(super) fn of(oid: Oid, flavour: Flavour) -> Self {
        let (item, is_array) = match oid {
            16 => (Item::Boolean, false),
            17 => (Item::Bytes, false),
            20 | 21 | 23 | 26 => (Item::Integer, false),
            700 | 701 => (Item::Float, false),
            1700 => (Item::Decimal, false),
            1082 => (Item::Date, false),
            1083 | 1266 => (Item::Time, false),
            1114 | 1184 => (Item::Timestamp, false),
            1186 => (Item::Interval, false),
            2950 => (Item::Uuid, false),
            114 | 3802 => (Item::Json, false),
            1000 => (Item::Boolean, true),
            1001 => (Item::Bytes, true),
            1005 | 1007 | 1016 | 1028 => (Item::Integer, true),
            1021 | 1022 => (Item::Float, true),
            1231 => (Item::Decimal, true),
            1182 => (Item::Date, true),
            1183 | 1270 => (Item::Time, true),
            1115 | 1185 => (Item::Timestamp, true),
            1187 => (Item::Interval, true),
            2951 => (Item::Uuid, true),
            199 | 3807 => (Item::Json, true),
            869 => (Item::Address, false),
            650 => (Item::Network, false),
            1041 => (Item::Address, true),
            651 => (Item::Network, true),
            3904 | 3926 => (Item::Range(Bound::Integer), false),
            3906 => (Item::Range(Bound::Decimal), false),
            3912 => (Item::Range(Bound::Date), false),
            3908 | 3910 => (Item::Range(Bound::Timestamp), false),
            3905 | 3927 => (Item::Range(Bound::Integer), true),
            3907 => (Item::Range(Bound::Decimal), true),
            3913 => (Item::Range(Bound::Date), true),
            3909 | 3911 => (Item::Range(Bound::Timestamp), true),
            4451 | 4536 => (Item::Multirange(Bound::Integer), false),
            4532 => (Item::Multirange(Bound::Decimal), false),
            4535 => (Item::Multirange(Bound::Date), false),
            4533 | 4534 => (Item::Multirange(Bound::Timestamp), false),
            // text, character, character varying, "char", name; macaddr
            1002 | 1003 | 1009 | 1014 | 1015 | 1040 => (Item::Text, true),
            _ => (Item::Text, false),
        };
        let is_psycopg2 = matches!(flavour, Flavour::Psycopg2 | Flavour::Psycopg2Cffi);
        let item = match item {
            Item::Address | Item::Network | Item::Multirange(_) if is_psycopg2 => Item::Text,
            item => item,
        };
        Self { item, is_array }
    }

    /// Returns the value that `bytes` spell; fails for one that Python has no value for where the
    /// driver does.
    pub(super) fn value(self, bytes: &[u8], flavour: Flavour) -> Result<Value, DatabaseError> {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Ok(Value::Bytes(bytes.to_vec()));
        };
        let value = if self.is_array {
            array(self.item, text)
        } else {
            scalar(self.item, text)
        };
        match (value, self.item) {
            (Some(value), _) => Ok(value),
            (None, Item::Date | Item::Time | Item::Timestamp) if !self.is_array => {
                beyond_python(self.item, text, flavour)
            }
            (None, _) => Ok(Value::Text(text.to_owned())),
        }
    }
}

/// Returns what a driver makes of a moment that Python cannot hold.
fn beyond_python(item: Item, text: &str, flavour: Flavour) -> Result<Value, DatabaseError> {
    let is_early = text.starts_with('-') || text.ends_with("BC");
    if flavour == Flavour::Psycopg {
        let (kind, bound) = match (item, is_early) {
            (Item::Time, _) => {
                let message = format!("can't parse time '{text}': hour must be in 0..23");
                return Err(flavour.error(DatabaseErrorClass::Data, message));
            }
            (Item::Date, true) => ("date", "too small (before year 1)"),
            (Item::Date, false) => ("date", "too large (after year 10K)"),
            (_, true) => ("timestamp", "too small (before year 1)"),
            (_, false) => ("timestamp", "too large (after year 10K)"),
        };
        return Err(flavour.error(
            DatabaseErrorClass::Data,
            format!("{kind} {bound}: '{text}'"),
        ));
    }
    let moment = |text: &str| match item {
        Item::Date => Value::Date(text[..10].to_owned()),
        _ => Value::DateTime(text.to_owned()),
    };
    match (item, text) {
        (Item::Time, _) => Ok(Value::Time("00:00:00".to_owned())),
        (_, "infinity") => Ok(moment("9999-12-31T23:59:59.999999")),
        (_, "-infinity") => Ok(moment("0001-01-01T00:00:00")),
        _ => {
            let digits = text.split('-').next().unwrap_or_default();
            let year = digits.trim_start_matches('0');
            let sign = if is_early { "-" } else { "" };
            Err(DatabaseError::refused(
                "ValueError",
                format!("year {sign}{year} is out of range"),
            ))
        }
    }
}

/// Returns nothing for a text that Python has no value for, such as `infinity` as a date.
fn scalar(item: Item, text: &str) -> Option<Value> {
    Some(match item {
        Item::Boolean => Value::Boolean(text == "t"),
        Item::Integer => Value::Integer(text.parse().ok()?),
        Item::Float => Value::Float(text.parse().ok()?),
        Item::Decimal => Value::Decimal(text.to_owned()),
        Item::Text => Value::Text(text.to_owned()),
        Item::Bytes => Value::Bytes(bytes(text)?),
        Item::Date if is_date(text) => Value::Date(text.to_owned()),
        Item::Time if text.starts_with("24") => return None,
        Item::Time => Value::Time(with_full_offset(text)),
        Item::Timestamp => {
            let (date, time) = text.split_once(' ').filter(|(date, _)| is_date(date))?;
            if time.ends_with("BC") {
                return None;
            }
            Value::DateTime(format!("{date}T{}", with_full_offset(time)))
        }
        Item::Interval => Value::Interval(interval(text)?),
        Item::Uuid => Value::Uuid(text.to_owned()),
        Item::Json => Value::json(read_json(text).ok()?),
        Item::Address => Value::Address(text.to_owned()),
        Item::Network => Value::Network(text.to_owned()),
        Item::Range(bound) => Value::Range(Box::new(range(bound, text)?.0)),
        Item::Multirange(bound) => Value::Multirange(multirange(bound, text)?),
        Item::Date => return None,
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

/// Reads `[1,5)`, with what stands behind it.
fn range(bound: Bound, text: &str) -> Option<(Range, &str)> {
    if let Some(rest) = text.strip_prefix("empty") {
        let empty = Range {
            lower: Value::Null,
            upper: Value::Null,
            bounds: "[)".to_owned(),
            empty: true,
        };
        return Some((empty, rest));
    }
    let opening = text.chars().next().filter(|sign| "[(".contains(*sign))?;
    let (lower, rest) = range_bound(bound, &text[1..], &[','])?;
    let (upper, rest) = range_bound(bound, rest.strip_prefix(',')?, &[']', ')'])?;
    let closing = rest.chars().next()?;
    let range = Range {
        lower,
        upper,
        bounds: format!("{opening}{closing}"),
        empty: false,
    };
    Some((range, &rest[1..]))
}

fn range_bound<'a>(bound: Bound, text: &'a str, ends: &[char]) -> Option<(Value, &'a str)> {
    if text.starts_with('"') {
        let mut rest = text;
        let value = scalar(bound.item(), &quoted_item(&mut rest)?)?;
        return Some((value, rest));
    }
    let (item, rest) = text.split_at(text.find(ends)?);
    let value = match item {
        "" => Value::Null,
        item => scalar(bound.item(), item)?,
    };
    Some((value, rest))
}

/// Reads `{[1,3),[5,7)}`.
fn multirange(bound: Bound, text: &str) -> Option<Vec<Range>> {
    let mut rest = text.strip_prefix('{')?;
    let mut ranges = Vec::new();
    while !rest.starts_with('}') {
        let (found, behind) = range(bound, rest)?;
        ranges.push(found);
        rest = behind.strip_prefix(',').unwrap_or(behind);
    }
    Some(ranges)
}

/// Reads `{1,NULL,"a,b",{2}}`.
fn array(item: Item, text: &str) -> Option<Value> {
    // Bounds other than the usual come first: `[0:1]={1,2}`.
    let text = match text.strip_prefix('[') {
        Some(bounds) => bounds.split_once("]=")?.1,
        None => text,
    };
    let mut rest = text;
    let items = array_items(item, &mut rest)?;
    rest.is_empty().then_some(items)
}

fn array_items(item: Item, rest: &mut &str) -> Option<Value> {
    *rest = rest.strip_prefix('{')?;
    let mut items = Vec::new();
    if let Some(tail) = rest.strip_prefix('}') {
        *rest = tail;
        return Some(Value::Array(items));
    }
    loop {
        items.push(if rest.starts_with('{') {
            array_items(item, rest)?
        } else if rest.starts_with('"') {
            array_item(item, quoted_item(rest)?)
        } else {
            let (text, tail) = rest.split_at(rest.find([',', '}'])?);
            *rest = tail;
            if text == "NULL" {
                Value::Null
            } else {
                array_item(item, text.to_owned())
            }
        });
        if let Some(tail) = rest.strip_prefix('}') {
            *rest = tail;
            return Some(Value::Array(items));
        }
        *rest = rest.strip_prefix(',')?;
    }
}

fn array_item(item: Item, text: String) -> Value {
    scalar(item, &text).unwrap_or(Value::Text(text))
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn read(oid: Oid, text: &str) -> Value {
        let flavour = Flavour::Psycopg;
        Kind::of(oid, flavour)
            .value(text.as_bytes(), flavour)
            .unwrap()
    }

    #[test]
    fn moments_that_python_has_not_are_what_the_driver_makes_of_them() {
        let read = |flavour: Flavour, oid: Oid, text: &str| {
            let value = Kind::of(oid, flavour).value(text.as_bytes(), flavour);
            value.map_err(|error| error.message)
        };
        for (oid, text, psycopg, psycopg2) in [
            (
                1082,
                "infinity",
                "date too large (after year 10K): 'infinity'",
                Ok(Value::Date("9999-12-31".to_owned())),
            ),
            (
                1114,
                "-infinity",
                "timestamp too small (before year 1): '-infinity'",
                Ok(Value::DateTime("0001-01-01T00:00:00".to_owned())),
            ),
            (
                1082,
                "10000-01-31",
                "date too large (after year 10K): '10000-01-31'",
                Err("year 10000 is out of range".to_owned()),
            ),
            (
                1184,
                "0044-03-15 00:00:00+00 BC",
                "timestamp too small (before year 1): '0044-03-15 00:00:00+00 BC'",
                Err("year -44 is out of range".to_owned()),
            ),
            (
                1083,
                "24:00:00",
                "can't parse time '24:00:00': hour must be in 0..23",
                Ok(Value::Time("00:00:00".to_owned())),
            ),
        ] {
            assert_eq!(read(Flavour::Psycopg, oid, text), Err(psycopg.to_owned()));
            assert_eq!(read(Flavour::Psycopg2, oid, text), psycopg2);
        }
        let address = read(Flavour::Psycopg2, 869, "::1");
        assert_eq!(address, Ok(Value::Text("::1".to_owned())));
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
                1186,
                "1 year 2 mons -3 days -00:00:01.5",
                Value::Interval(36_460_798.5),
            ),
            (2950, "0-1", Value::Uuid("0-1".to_owned())),
            (3802, "{\"a\": 1}", Value::json(json!({"a": 1}))),
            (3802, "null", Value::json(Json::Null)),
            (25, "null", Value::Text("null".to_owned())),
            (999_999, "label", Value::Text("label".to_owned())),
        ] {
            assert_eq!(read(oid, text), expected, "{oid} {text}");
        }
    }

    #[test]
    fn ranges_have_bounds_of_their_kind() {
        for (oid, text, lower, upper) in [
            (3904, "[1,5)", Value::Integer(1), Value::Integer(5)),
            (3904, "(,3)", Value::Null, Value::Integer(3)),
            (
                3906,
                "[1.5,)",
                Value::Decimal("1.5".to_owned()),
                Value::Null,
            ),
            (
                3908,
                "[\"2024-01-01 00:00:00\",\"2024-01-02 00:00:00\")",
                Value::DateTime("2024-01-01T00:00:00".to_owned()),
                Value::DateTime("2024-01-02T00:00:00".to_owned()),
            ),
        ] {
            match read(oid, text) {
                Value::Range(range) => {
                    assert_eq!((&range.lower, &range.upper), (&lower, &upper), "{text}");
                    assert_eq!(
                        range.bounds,
                        format!("{}{}", &text[..1], &text[text.len() - 1..])
                    );
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(read(3904, "empty"), Value::Range(range) if range.empty));
        assert!(
            matches!(read(4451, "{[1,3),[5,7)}"), Value::Multirange(ranges) if ranges.len() == 2)
        );
        assert!(matches!(read(4451, "{}"), Value::Multirange(ranges) if ranges.is_empty()));
        assert_eq!(read(869, "::1"), Value::Address("::1".to_owned()));
    }

    #[test]
    fn arrays_become_lists() {
        let text = |text: &str| Value::Text(text.to_owned());
        let numbers = |numbers: &[i64]| {
            Value::Array(
                numbers
                    .iter()
                    .map(|number| Value::Integer(*number))
                    .collect(),
            )
        };
        for (oid, text, expected) in [
            (
                1007,
                "{1,NULL}",
                Value::Array(vec![Value::Integer(1), Value::Null]),
            ),
            (1007, "{}", numbers(&[])),
            (1007, "[0:1]={1,2}", numbers(&[1, 2])),
            (
                1007,
                "{{1,2},{3,4}}",
                Value::Array(vec![numbers(&[1, 2]), numbers(&[3, 4])]),
            ),
            (
                1009,
                r#"{a,"b,c","d\"e\\",NULL,"NULL"}"#,
                Value::Array(vec![
                    text("a"),
                    text("b,c"),
                    text("d\"e\\"),
                    Value::Null,
                    text("NULL"),
                ]),
            ),
            (
                1231,
                "{1.50}",
                Value::Array(vec![Value::Decimal("1.50".to_owned())]),
            ),
        ] {
            assert_eq!(read(oid, text), expected, "{oid} {text}");
        }
        assert_eq!(read(1007, "{1"), Value::Text("{1".to_owned()));
    }
}
