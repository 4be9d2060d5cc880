//! Values of SQL literals, bound parameters and result rows.

use alembic_python_text::json::has_large_integer;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

/// One value of a literal, a bound parameter or a result row.
///
/// Dates, times and identifiers are kept as their ISO text: the engine passes them on and never
/// calculates with them.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL `NULL`, Python's `None`.
    Null,
    /// A truth value.
    Boolean(bool),
    /// An integer within 64 bits.
    Integer(i64),
    /// An integer beyond 64 bits, as decimal digits.
    BigInteger(String),
    /// A floating point number; may be infinite or not a number.
    Float(f64),
    /// An exact decimal number, as text.
    Decimal(String),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A date, `2024-01-31`.
    Date(String),
    /// A time of day, `12:00:00.5`, perhaps with an offset.
    Time(String),
    /// A date and time, `2024-01-31T12:00:00`, perhaps with an offset.
    DateTime(String),
    /// A time span in seconds.
    Interval(f64),
    /// A universally unique identifier in its hyphenated form.
    Uuid(String),
    /// A list or dictionary: a JSON document, or an array whose items may be tagged values.
    ///
    /// In a box, as it would double the size of all other values.
    Json(Box<Json>),
    /// An array as a database gives it, each item of its own kind.
    Array(Vec<Self>),
    /// A row of values, which a driver may write as the items of an `IN`.
    Tuple(Vec<Self>),
    /// A network address, perhaps with the length of its prefix.
    Address(String),
    /// A network, `10.0.0.0/8`.
    Network(String),
    /// A range of numbers or moments.
    Range(Box<Range>),
    /// Ranges that do not overlap.
    Multirange(Vec<Range>),
    /// What no database takes: an object of a class with this name.
    Foreign(String),
}

/// A range of values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// Where it begins; `Null` where it has no beginning.
    #[serde(default = "no_bound")]
    pub lower: Value,
    /// Where it ends; `Null` where it has no end.
    #[serde(default = "no_bound")]
    pub upper: Value,
    /// Whether the ends belong to it, `[)`.
    #[serde(default)]
    pub bounds: String,
    /// Whether it holds nothing.
    #[serde(default)]
    pub empty: bool,
}

fn no_bound() -> Value {
    Value::Null
}

impl Range {
    /// Returns the text that PostgreSQL reads and writes: `[1,5)`.
    pub fn text(&self) -> String {
        if self.empty {
            return "empty".to_owned();
        }
        let mut bounds = self.bounds.chars();
        let opening = bounds.next().unwrap_or('[');
        let closing = bounds.next().unwrap_or(')');
        format!(
            "{opening}{},{}{closing}",
            bound_text(&self.lower),
            bound_text(&self.upper)
        )
    }
}

fn bound_text(bound: &Value) -> String {
    match bound {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::BigInteger(text) | Value::Decimal(text) => text.clone(),
        Value::Date(text) | Value::DateTime(text) | Value::Text(text) => format!("\"{text}\""),
        other => format!("\"{other:?}\""),
    }
}

/// Returns the text of several ranges: `{[1,3),[5,7)}`.
pub fn multirange_text(ranges: &[Range]) -> String {
    let ranges: Vec<String> = ranges.iter().map(Range::text).collect();
    format!("{{{}}}", ranges.join(","))
}

impl Value {
    /// Returns the value that is a JSON document.
    pub fn json(document: Json) -> Self {
        Self::Json(Box::new(document))
    }

    /// Returns the items of a document that is a list.
    pub fn list(&self) -> Option<&[Json]> {
        match self {
            Self::Json(document) => document.as_array().map(Vec::as_slice),
            _ => None,
        }
    }

    /// Returns an item of a list that stands for an array: a tagged value, or what is plain JSON.
    pub fn of_item(item: &Json) -> Self {
        match item {
            Json::Array(_) => Self::json(item.clone()),
            item => {
                serde_json::from_value(item.clone()).unwrap_or_else(|_| Self::json(item.clone()))
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tagged = |tag: &str, value: Json| -> Json {
            let mut map = Map::new();
            map.insert(tag.to_owned(), value);
            Json::Object(map)
        };
        match self {
            Self::Null => Json::Null,
            Self::Boolean(value) => json!(value),
            Self::Integer(value) => json!(value),
            Self::BigInteger(digits) => tagged("$integer", json!(digits)),
            Self::Float(value) if value.is_finite() => json!(value),
            Self::Float(value) if value.is_nan() => tagged("$float", json!("nan")),
            Self::Float(value) => {
                tagged("$float", json!(if *value > 0.0 { "inf" } else { "-inf" }))
            }
            Self::Decimal(text) => tagged("$decimal", json!(text)),
            Self::Text(text) => json!(text),
            Self::Bytes(bytes) => {
                let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                tagged("$bytes", json!(digits))
            }
            Self::Date(text) => tagged("$date", json!(text)),
            Self::Time(text) => tagged("$time", json!(text)),
            Self::DateTime(text) => tagged("$datetime", json!(text)),
            Self::Interval(seconds) => tagged("$interval", json!(seconds)),
            Self::Uuid(text) => tagged("$uuid", json!(text)),
            Self::Json(value) if has_large_integer(value) => {
                tagged("$json_with_integers", (**value).clone())
            }
            Self::Json(value) => tagged("$json", (**value).clone()),
            Self::Array(items) => tagged("$array", json!(items)),
            Self::Tuple(items) => tagged("$tuple", json!(items)),
            Self::Address(text) => tagged("$address", json!(text)),
            Self::Network(text) => tagged("$network", json!(text)),
            Self::Range(range) => tagged("$range", json!(range)),
            Self::Multirange(ranges) => tagged("$multirange", json!(ranges)),
            Self::Foreign(class_name) => tagged("$foreign", json!(class_name)),
        }
        .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Json::deserialize(deserializer)? {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Boolean(value),
            Json::Number(number) => match number.as_i64() {
                Some(value) => Self::Integer(value),
                None if number.is_u64() => Self::BigInteger(number.to_string()),
                None => Self::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Json::String(text) => Self::Text(text),
            Json::Array(_) => {
                return Err(D::Error::custom(
                    "a list is not a value; wrap it in `$json`",
                ));
            }
            Json::Object(map) => tagged_value(map).map_err(D::Error::custom)?,
        })
    }
}

fn tagged_value(map: Map<String, Json>) -> Result<Value, String> {
    let mut entries = map.into_iter();
    let (Some((tag, value)), None) = (entries.next(), entries.next()) else {
        return Err("a value object has exactly one key".to_owned());
    };
    let text = || {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| format!("`{tag}` holds a string"))
    };
    Ok(match tag.as_str() {
        "$integer" => Value::BigInteger(text()?),
        "$decimal" => Value::Decimal(text()?),
        "$date" => Value::Date(text()?),
        "$time" => Value::Time(text()?),
        "$datetime" => Value::DateTime(text()?),
        "$uuid" => Value::Uuid(text()?),
        "$address" => Value::Address(text()?),
        "$network" => Value::Network(text()?),
        "$foreign" => Value::Foreign(text()?),
        "$range" => Value::Range(Box::new(
            serde_json::from_value(value).map_err(|_| "`$range` holds a range")?,
        )),
        "$multirange" => Value::Multirange(
            serde_json::from_value(value).map_err(|_| "`$multirange` holds ranges")?,
        ),
        "$json" | "$json_with_integers" => Value::json(value),
        "$array" => Value::Array(
            serde_json::from_value(value).map_err(|_| "`$array` holds a list of values")?,
        ),
        "$tuple" => Value::Tuple(
            serde_json::from_value(value).map_err(|_| "`$tuple` holds a list of values")?,
        ),
        "$interval" => Value::Interval(value.as_f64().ok_or("`$interval` holds a number")?),
        "$float" => Value::Float(
            text()?
                .parse()
                .map_err(|_| "`$float` holds inf, -inf or nan")?,
        ),
        "$bytes" => Value::Bytes(
            bytes_from_hexadecimal(&text()?).ok_or("`$bytes` holds hexadecimal digits")?,
        ),
        _ => return Err(format!("`{tag}` is not a kind of value")),
    })
}

fn bytes_from_hexadecimal(digits: &str) -> Option<Vec<u8>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    (0..digits.len())
        .step_by(2)
        .map(|start| u8::from_str_radix(&digits[start..start + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range() -> Range {
        Range {
            lower: Value::Date("2024-01-31".to_owned()),
            upper: Value::Null,
            bounds: "[)".to_owned(),
            empty: false,
        }
    }

    #[test]
    fn ranges_are_written_as_postgresql_has_them() {
        assert_eq!(range().text(), "[\"2024-01-31\",)");
        let empty = Range {
            empty: true,
            ..range()
        };
        assert_eq!(
            multirange_text(&[range(), empty]),
            "{[\"2024-01-31\",),empty}"
        );
    }

    #[test]
    fn every_kind_of_value_survives_its_json_form() {
        for value in [
            Value::Null,
            Value::Boolean(true),
            Value::Integer(i64::MIN),
            Value::BigInteger("9223372036854775808".to_owned()),
            Value::Float(0.5),
            Value::Float(f64::INFINITY),
            Value::Decimal("1.50".to_owned()),
            Value::Text("ä".to_owned()),
            Value::Bytes(vec![0, 255]),
            Value::Date("2024-01-31".to_owned()),
            Value::DateTime("2024-01-31T12:00:00+00:00".to_owned()),
            Value::Time("12:00:00".to_owned()),
            Value::Interval(90.5),
            Value::Uuid("00000000-0000-0000-0000-000000000001".to_owned()),
            Value::json(json!({"a": [1]})),
            Value::Array(vec![Value::Null, Value::Decimal("1.5".to_owned())]),
            Value::Tuple(vec![Value::Integer(1), Value::Tuple(Vec::new())]),
            Value::Address("10.0.0.1/8".to_owned()),
            Value::Network("10.0.0.0/8".to_owned()),
            Value::Range(Box::new(range())),
            Value::Multirange(vec![range()]),
            Value::Foreign("Thing".to_owned()),
        ] {
            let text = serde_json::to_string(&value).unwrap();
            assert_eq!(
                serde_json::from_str::<Value>(&text).unwrap(),
                value,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_not_a_value_is_refused() {
        for text in [
            "[1]",
            "{}",
            r#"{"$what": 1}"#,
            r#"{"$bytes": "0"}"#,
            r#"{"$date": 1}"#,
            r#"{"$array": 1}"#,
        ] {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        }
    }
}
