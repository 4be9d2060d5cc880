//! Values as Python writes them.

use alembic_python_text::repr;
use alembic_schema::{Name, Value, multirange_text};
use serde_json::Value as Json;

/// Returns `True` or `False`.
pub(super) fn boolean(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// Returns a name in quotes.
pub(super) fn name(name: &Name) -> String {
    repr(name)
}

/// Returns a name in quotes, or `None`.
pub(super) fn optional_name(name: Option<&Name>) -> String {
    optional_text(name.map(Name::as_str))
}

/// Returns a text in quotes, or `None`.
pub(super) fn optional_text(text: Option<&str>) -> String {
    text.map_or("None".to_owned(), repr)
}

/// Returns names as a list.
pub(super) fn names(names: &[Name]) -> String {
    list(names.iter().map(name))
}

/// Returns texts as a list.
pub(super) fn list(items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    format!("[{}]", items.join(", "))
}

/// Returns a value.
pub(super) fn value(given: &Value) -> String {
    match given {
        Value::Null => "None".to_owned(),
        Value::Boolean(value) => boolean(*value).to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::BigInteger(digits) => digits.clone(),
        Value::Float(number) => float(*number),
        Value::Decimal(text) => format!("Decimal({})", repr(text)),
        Value::Text(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::DateTime(text)
        | Value::Address(text)
        | Value::Network(text)
        | Value::Foreign(text)
        | Value::Uuid(text) => repr(text),
        Value::Range(range) => repr(&range.text()),
        Value::Multirange(ranges) => repr(&multirange_text(ranges)),
        Value::Bytes(bytes) => bytes_text(bytes),
        Value::Interval(seconds) => format!("datetime.timedelta(seconds={})", float(*seconds)),
        Value::Json(document) => json(document),
        Value::Array(items) | Value::Tuple(items) => list(items.iter().map(self::value)),
    }
}

/// Returns a document of dictionaries and lists.
pub(super) fn json(document: &Json) -> String {
    match document {
        Json::Null => "None".to_owned(),
        Json::Bool(value) => boolean(*value).to_owned(),
        Json::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() => float(value),
            _ => number.to_string(),
        },
        Json::String(text) => repr(text),
        Json::Array(items) => list(items.iter().map(json)),
        Json::Object(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, item)| format!("{}: {}", repr(key), json(item)))
                .collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

fn float(number: f64) -> String {
    if number.is_finite() {
        alembic_python_text::number::float_repr(number)
    } else {
        format!(
            "float('{}')",
            if number.is_nan() {
                "nan"
            } else if number > 0.0 {
                "inf"
            } else {
                "-inf"
            }
        )
    }
}

fn bytes_text(bytes: &[u8]) -> String {
    let text: String = bytes
        .iter()
        .map(|byte| match byte {
            b'\\' => "\\\\".to_owned(),
            b'\'' => "\\'".to_owned(),
            b'\n' => "\\n".to_owned(),
            b'\r' => "\\r".to_owned(),
            b'\t' => "\\t".to_owned(),
            0x20..0x7f => char::from(*byte).to_string(),
            _ => format!("\\x{byte:02x}"),
        })
        .collect();
    format!("b'{text}'")
}
