//! Projects with their files, and what `alembic.config.Config` answered for them.

use alembic_config::{Config, Error, PathList};
use serde_json::{Value, json};
use std::path::Path;

const PROJECTS: &str = include_str!("../data/projects.json");

fn configuration(case: &Value, folder: &Path) -> Config {
    let arguments = case["arguments"].as_object().unwrap();
    let mut config = Config::new()
        .with_directory(folder)
        .with_section(case["section"].as_str().unwrap())
        .with_arguments(
            arguments
                .iter()
                .map(|(key, value)| (key, value.as_str().unwrap())),
        );
    if let Some(text) = case["ini"].as_str() {
        fs_err::write(folder.join("alembic.ini"), text).unwrap();
        config = config.with_config_file("alembic.ini");
    }
    if let Some(text) = case["toml"].as_str() {
        fs_err::write(folder.join("pyproject.toml"), text).unwrap();
        config = config.with_toml_file("pyproject.toml");
    }
    config
}

fn paths(list: Option<PathList>) -> Value {
    list.map_or(
        Value::Null,
        |list| json!({"paths": list.paths, "deprecation": list.deprecation}),
    )
}

fn answer(config: &mut Config, call: &Value) -> Result<Value, Error> {
    let argument = |position: usize| call[position].as_str().unwrap();
    Ok(match argument(0) {
        "option" => json!(config.get_alembic_option(argument(1))?),
        "boolean" => config.get_alembic_boolean_option(argument(1))?.into(),
        "main" => config.get_main_option(argument(1))?.into(),
        "section_option" => config.get_section_option(argument(1), argument(2))?.into(),
        "section" => config
            .get_section(argument(1))?
            .map_or(Value::Null, |section| {
                section
                    .into_iter()
                    .map(|(key, value)| json!([key, value]))
                    .collect()
            }),
        "sections" => json!(config.sections()?),
        "set" => config
            .set_main_option(argument(1), argument(2))
            .map(|()| Value::Null)?,
        "set_in" => config
            .set_section_option(argument(1), argument(2), argument(3))
            .map(|()| Value::Null)?,
        "remove" => config
            .remove_main_option(argument(1))
            .map(|()| Value::Null)?,
        "here" => config.here().into(),
        "script_location" => config.script_location()?.into(),
        "file_template" => config.file_template()?.into(),
        "truncate" => json!(config.truncate_slug_length()?),
        "revision_environment" => config.revision_environment()?.into(),
        "version_locations" => paths(config.version_locations()?),
        "prepend_sys_path" => paths(config.prepend_sys_path()?),
        "hooks" => {
            let hooks = config.post_write_hooks()?.into_iter().map(|hook| {
                let options = hook
                    .options
                    .into_iter()
                    .map(|(key, value)| json!([key, value]));
                json!([hook.name, options.collect::<Value>()])
            });
            hooks.collect()
        }
        other => panic!("unknown call {other}"),
    })
}

/// Where the original fails by accident, only that there is an error is the same.
fn is_accident(exception: &str, message: &str) -> bool {
    exception == "tomllib.TOMLDecodeError"
        || exception == "AttributeError"
        || message.starts_with("unsupported operand type")
}

fn assert_same(case: &Value, call: &Value, result: Result<Value, Error>, expected: &Value) {
    let context = format!("{call} of {case:#}");
    let Some(expected_error) = expected.get("error") else {
        let value = result.unwrap_or_else(|error| panic!("{error} in {context}"));
        assert_eq!(value, *expected, "{context}");
        return;
    };
    let exception = expected_error[0].as_str().unwrap();
    let message = expected_error[1].as_str().unwrap();
    let error = result.expect_err(&context);
    if is_accident(exception, message) {
        return;
    }
    assert_eq!(error.class_name(), exception, "{context}");
    let text = error.to_string();
    match &error {
        // The original says neither which file nor which setting.
        Error::TomlFormatting { .. } => assert!(text.ends_with(message), "{text}: {context}"),
        _ => assert_eq!(text, message, "{context}"),
    }
}

#[test]
fn projects_answer_as_those_of_the_original() {
    let cases: Vec<Value> = serde_json::from_str(PROJECTS).unwrap();
    for case in &cases {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().to_str().unwrap();
        let mut config = configuration(case, folder.path());
        let calls = case["calls"].as_array().unwrap();
        let results = case["results"].as_array().unwrap();
        for (call, expected) in calls.iter().zip(results) {
            let expected = expected.to_string().replace("{here}", here);
            let expected: Value = serde_json::from_str(&expected).unwrap();
            let result = answer(&mut config, call);
            assert_same(case, call, result, &expected);
        }
    }
}
