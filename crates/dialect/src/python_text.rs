//! Values as Python writes them: SQLAlchemy's literals are made of `str()` and `json.dumps()`.

use serde_json::Value as Json;

/// Returns a number as Python's `repr` writes it.
pub(crate) fn float_text(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "nan"
        } else if value > 0.0 {
            "inf"
        } else {
            "-inf"
        }
        .to_owned();
    }
    // Rust's shortest digits are the same as Python's; only the choice of notation differs.
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if value != 0.0 && !(-4..16).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    let plain = format!("{value}");
    if plain.contains('.') {
        plain
    } else {
        format!("{plain}.0")
    }
}

/// Returns a number, or `None`, as Python's `str` writes it.
pub(crate) fn optional_number(number: Option<i64>) -> String {
    number.map_or("None".to_owned(), |number| number.to_string())
}

/// Returns a JSON document as Python's `json.dumps` writes it.
pub(crate) fn json_text(value: &Json) -> String {
    let mut text = String::new();
    write_json(&mut text, value);
    text
}

fn write_json(text: &mut String, value: &Json) {
    match value {
        Json::Null => text.push_str("null"),
        Json::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Json::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() => text.push_str(&float_text(value)),
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
    fn numbers_look_as_in_python() {
        for (value, expected) in [
            (1.0, "1.0"),
            (0.0, "0.0"),
            (-0.5, "-0.5"),
            (1e-7, "1e-07"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.25e20, "1.25e+20"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(float_text(value), expected);
        }
    }

    #[test]
    fn documents_look_as_in_python() {
        assert_eq!(
            json_text(&json!({"a": [1, null, true, 1.0], "é\n": "\u{1F600}\"\u{7f}"})),
            "{\"a\": [1, null, true, 1.0], \"\\u00e9\\n\": \"\\ud83d\\ude00\\\"\\u007f\"}"
        );
    }
}
