//! Ini files and calls, with what CPython's `configparser` made of them.

use alembic_config::Error;
use alembic_config::ini::Ini;
use serde_json::{Value, json};

const FILES: &str = include_str!("../data/ini_files.json");
const CALLS: &str = include_str!("../data/ini_calls.json");

fn described<T: Into<Value>>(result: Result<T, Error>) -> Value {
    match result {
        Ok(value) => value.into(),
        Err(error) => json!({"error": [error.class_name(), error.to_string()]}),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn items(ini: &Ini, section: &str) -> Value {
    described(ini.items(section).map(|items| {
        items
            .into_iter()
            .map(|(option, value)| json!([option, value]))
            .collect::<Vec<_>>()
    }))
}

fn describe(ini: &Ini) -> Value {
    let mut result = json!({
        "sections": ini.sections().collect::<Vec<_>>(),
        "defaults": ini.defaults(),
        "options": {}, "values": {}, "items": {},
    });
    for section in ini.sections().chain(["DEFAULT"]) {
        let options: Vec<&str> = match ini.options(section) {
            Ok(options) => {
                result["options"][section] = json!(options);
                options
            }
            Err(_) => ini.defaults().keys().map(String::as_str).collect(),
        };
        result["values"][section] = json!({});
        for option in options {
            result["values"][section][option] = described(ini.get(section, option));
        }
        result["items"][section] = items(ini, section);
    }
    result
}

fn read(case: &Value) -> Result<Value, Error> {
    let defaults = case["defaults"].as_object().unwrap();
    let mut ini = Ini::new(defaults.iter().map(|(key, value)| (key, text(value))))?;
    ini.read_text(text(&case["text"]), "test.ini")?;
    Ok(describe(&ini))
}

#[test]
fn files_are_read_as_by_configparser() {
    let cases: Vec<Value> = serde_json::from_str(FILES).unwrap();
    assert!(cases.len() > 300);
    for case in &cases {
        let result = described(read(case));
        // As text, since the order of keys counts too.
        assert_eq!(result.to_string(), case["result"].to_string(), "{case:#}");
    }
}

fn call(ini: &mut Ini, call: &Value) -> Value {
    let argument = |position: usize| call[position].as_str().unwrap();
    match argument(0) {
        "get" => described(ini.get(argument(1), argument(2))),
        "items" => items(ini, argument(1)),
        "set" => described(
            ini.set(argument(1), argument(2), argument(3))
                .map(|()| Value::Null),
        ),
        "sections" => json!(ini.sections().collect::<Vec<_>>()),
        "has_section" => ini.has_section(argument(1)).into(),
        "has_option" => ini.has_option(argument(1), argument(2)).into(),
        "add_section" => described(ini.add_section(argument(1)).map(|()| Value::Null)),
        "remove_section" => ini.remove_section(argument(1)).into(),
        "remove_option" => described(ini.remove_option(argument(1), argument(2))),
        other => panic!("unknown call {other}"),
    }
}

#[test]
fn calls_answer_as_those_of_configparser() {
    let cases: Vec<Value> = serde_json::from_str(CALLS).unwrap();
    let (first, cases) = cases.split_first().unwrap();
    for case in cases {
        let mut ini = Ini::default();
        ini.read_text(text(&first["text"]), "test.ini").unwrap();
        let calls = case["calls"].as_array().unwrap();
        let results: Vec<Value> = calls.iter().map(|one| call(&mut ini, one)).collect();
        assert_eq!(Value::from(results), case["results"], "{}", case["calls"]);
    }
}

#[test]
fn files_that_cannot_be_opened_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    let mut ini = Ini::default();
    assert!(
        !ini.read_file(&folder.path().join("none.ini"), "none.ini")
            .unwrap()
    );
    assert!(!ini.read_file(folder.path(), "folder").unwrap());
}

#[test]
fn files_must_be_utf8() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("latin.ini");
    fs_err::write(&path, b"[a]\nx = \xe9\n").unwrap();
    let error = Ini::default().read_file(&path, "latin.ini").unwrap_err();
    assert_eq!(
        error.to_string(),
        "latin.ini, line 2: 'utf-8' codec can't decode byte 0xe9 in position 8"
    );
}
