//! Documents as Python's `json` reads and writes them.
//!
//! Python's integers have any size. One that is too large for a JSON number of ours stands in a document
//! as an object with nothing but `$integer`, its digits.

use serde_json::{Map, Value as Json};

use crate::number::float_repr;

/// Returns a JSON document as Python's `json.dumps` writes it.
pub fn json_text(value: &Json) -> String {
    let mut text = String::new();
    write_json(&mut text, value);
    text
}

fn write_json(text: &mut String, value: &Json) {
    match value {
        Json::Null => text.push_str("null"),
        Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() => text.push_str(&float_repr(value)),
            _ => text.push_str(&number.to_string()),
        },
        Json::String(string) => write_json_string(text, string),
        Json::Array(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    text.push_str(", ");
                }
                write_json(text, item);
            }
            text.push(']');
        }
        Json::Object(entries) => {
            if let Some(digits) = large_integer(entries) {
                text.push_str(digits);
                return;
            }
            text.push('{');
            for (position, (key, item)) in entries.iter().enumerate() {
                if position > 0 {
                    text.push_str(", ");
                }
                write_json_string(text, key);
                text.push_str(": ");
                write_json(text, item);
            }
            text.push('}');
        }
    }
}

fn write_json_string(text: &mut String, string: &str) {
    text.push('"');
    for unit in string.encode_utf16() {
        match unit {
            0x22 => text.push_str("\\\""),
            0x5c => text.push_str("\\\\"),
            0x0a => text.push_str("\\n"),
            0x0d => text.push_str("\\r"),
            0x09 => text.push_str("\\t"),
            0x08 => text.push_str("\\b"),
            0x0c => text.push_str("\\f"),
            0x20..=0x7e => text.push(char::from_u32(u32::from(unit)).unwrap_or_default()),
            other => text.push_str(&format!("\\u{other:04x}")),
        }
    }
    text.push('"');
}

/// Reads a JSON document.
pub fn read_json(text: &str) -> Result<Json, serde_json::Error> {
    match marked(text) {
        Some(marked) => serde_json::from_str(&marked),
        None => serde_json::from_str(text),
    }
}

/// Returns whether a document has an integer that is no JSON number of ours.
pub fn has_large_integer(value: &Json) -> bool {
    match value {
        Json::Array(items) => items.iter().any(has_large_integer),
        Json::Object(entries) => {
            large_integer(entries).is_some() || entries.values().any(has_large_integer)
        }
        _ => false,
    }
}

/// As many digits as a number must have for it to be too large.
const FEWEST_DIGITS: usize = 19;

fn large_integer(entries: &Map<String, Json>) -> Option<&str> {
    let digits = match (entries.len(), entries.get("$integer")) {
        (1, Some(Json::String(digits))) => digits.as_str(),
        _ => return None,
    };
    let number = digits.strip_prefix('-').unwrap_or(digits);
    let is_large =
        number.len() >= FEWEST_DIGITS && number.bytes().all(|digit| digit.is_ascii_digit());
    is_large.then_some(digits)
}

/// Returns a document's text with its large integers as objects; none where there are none.
fn marked(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut result = String::new();
    let (mut position, mut copied, mut in_string) = (0, 0, false);
    while let Some(byte) = bytes.get(position) {
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => position += 1,
            b'-' | b'0'..=b'9' if !in_string => {
                let length = bytes[position..]
                    .iter()
                    .take_while(|byte| {
                        matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
                    })
                    .count();
                let number = &text[position..position + length];
                if is_too_large(number) {
                    result.push_str(&text[copied..position]);
                    result.push_str(&format!("{{\"$integer\":\"{number}\"}}"));
                    copied = position + length;
                }
                position += length;
                continue;
            }
            _ => {}
        }
        position += 1;
    }
    (copied > 0).then(|| result + &text[copied..])
}

fn is_too_large(number: &str) -> bool {
    number.len() >= FEWEST_DIGITS
        && !number.contains(['.', 'e', 'E'])
        && number.parse::<i64>().is_err()
        && number.parse::<u64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn integers_keep_their_digits() {
        let text = "{\"a\": 1180591620717411303424, \"b\": [-9223372036854775809, 7, 1.5e30], \
                    \"1180591620717411303424\": \"\\\"99999999999999999999\"}";
        let read = read_json(text).unwrap_or_default();
        assert!(has_large_integer(&read));
        assert_eq!(read["b"][1], json!(7));
        let written = json_text(&read);
        assert_eq!(
            written,
            text.replace("1.5e30", "1.5e+30")
                .replace("                    ", "")
        );
        assert!(!has_large_integer(&json!({"$integer": "5", "b": u64::MAX})));
    }

    #[test]
    fn documents_look_as_in_python() {
        assert_eq!(
            json_text(&json!({"a": [1, null, true, 1.0], "é\n": "\u{1F600}\"\u{7f}"})),
            "{\"a\": [1, null, true, 1.0], \"\\u00e9\\n\": \"\\ud83d\\ude00\\\"\\u007f\"}"
        );
    }
}
