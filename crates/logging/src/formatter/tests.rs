use super::*;
use jiff::Timestamp;
use serde_json::Value as Json;

/// Formats and records, with what CPython made of them in the time zone UTC.
const RECORDED: &str = include_str!("../../tests/data/formats.json");

fn record(json: &Json) -> Record<'_> {
    let text = |name: &str| json[name].as_str().unwrap();
    let seconds = json["created"].as_f64().unwrap();
    Record {
        name: text("name"),
        level: i32::try_from(json["levelno"].as_i64().unwrap()).unwrap(),
        message: text("msg"),
        exception: json["exc_text"].as_str(),
        path: text("pathname"),
        line: u32::try_from(json["lineno"].as_u64().unwrap()).unwrap(),
        function: json["funcName"].as_str(),
        created: Timestamp::from_microsecond((seconds * 1e6).round() as i64).unwrap(),
        relative_created: json["relativeCreated"].as_f64().unwrap(),
        thread: json["thread"].as_i64().unwrap(),
        thread_name: text("threadName").to_owned(),
        process: u32::try_from(json["process"].as_u64().unwrap()).unwrap(),
    }
}

#[test]
fn formats_as_cpython() {
    let recorded: Json = serde_json::from_str(RECORDED).unwrap();
    let records: Vec<Record<'_>> = recorded["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(record)
        .collect();
    for case in recorded["cases"].as_array().unwrap() {
        let formatter = Formatter::new(
            case["format"].as_str(),
            case["datefmt"].as_str(),
            case["style"].as_str().unwrap(),
        );
        let formatter = match (formatter, case["error"].as_array()) {
            (Ok(formatter), None) => formatter,
            (Err(error), Some(expected)) => {
                assert_eq!(error.exception_name(), expected[0], "{case}");
                assert_eq!(error.to_string(), expected[1].as_str().unwrap(), "{case}");
                continue;
            }
            (Ok(_), Some(_)) => panic!("it must be refused: {case}"),
            (Err(error), None) => panic!("{error}: {case}"),
        };
        let results = case["results"].as_array().unwrap();
        for (record, expected) in records.iter().zip(results) {
            match (
                formatter.format_in(record, TimeZone::UTC),
                expected.as_str(),
            ) {
                (Ok(text), Some(expected)) => assert_eq!(text, expected, "{case}"),
                (Err(failure), None) => {
                    assert_eq!(failure.exception, expected["error"][0], "{case}");
                    assert_eq!(
                        failure.message,
                        expected["error"][1].as_str().unwrap(),
                        "{case}"
                    );
                }
                (result, _) => panic!("{result:?} instead of {expected}: {case}"),
            }
        }
    }
}

#[test]
fn attributes_of_attributes_are_refused() {
    let formatter = Formatter::new(Some("{name.upper}"), None, "{").unwrap();
    let failure = formatter.format(&Record::new("a", 20, "m")).unwrap_err();
    assert_eq!(failure.exception, "NotImplementedError");
}
