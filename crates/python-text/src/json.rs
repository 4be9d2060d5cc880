//! Documents as Python's `json` writes them.

use serde_json::Value as Json;

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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_look_as_in_python() {
        assert_eq!(
            json_text(&json!({"a": [1, null, true, 1.0], "é\n": "\u{1F600}\"\u{7f}"})),
            "{\"a\": [1, null, true, 1.0], \"\\u00e9\\n\": \"\\ud83d\\ude00\\\"\\u007f\"}"
        );
    }
}
