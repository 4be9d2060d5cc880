use super::*;
use serde_json::Value as Json;

/// The templates and what CPython made of them.
const RECORDED: &str = include_str!("../../tests/data/percent.json");

fn value(json: &Json) -> Value<'_> {
    match json {
        Json::String(text) => Value::text(text),
        Json::Number(number) => match number.as_i64() {
            Some(number) => Value::Integer(number),
            None => Value::Float(number.as_f64().unwrap()),
        },
        _ => Value::None,
    }
}

#[test]
fn formats_as_cpython() {
    let recorded: Json = serde_json::from_str(RECORDED).unwrap();
    for case in recorded["cases"].as_array().unwrap() {
        let template = case[0].as_str().unwrap();
        let result = format(template, |key| recorded["values"].get(key).map(value));
        match (case[1].as_str(), result) {
            (Some(expected), result) => assert_eq!(result.as_deref(), Ok(expected), "{template}"),
            (None, Ok(text)) => panic!("{template} must not give {text}"),
            (None, Err(error)) => {
                assert_eq!(error.class_name(), case[2].as_str().unwrap(), "{template}");
                assert_eq!(error.to_string(), case[3].as_str().unwrap(), "{template}");
            }
        }
    }
}

#[test]
fn keyless_conversions_are_refused() {
    for template in ["%s", "50% off", "%(n)*s", "%d"] {
        let error = format(template, |_| Some(Value::Integer(1))).unwrap_err();
        assert_eq!(error.class_name(), "TypeError", "{template}");
    }
}

#[test]
fn absurd_widths_are_limited() {
    let text = format("%(n)99999999999999999999d", |_| Some(Value::Integer(1))).unwrap();
    assert_eq!(text.len(), LARGEST_WIDTH);
}
