//! Which files a command line means.

use crate::Error;

const DEFAULT_INI: &str = "alembic.ini";
const DEFAULT_TOML: &str = "pyproject.toml";

/// Returns the ini file and the `pyproject.toml` to use; they need not exist.
///
/// `files` are the values of `-c`, at most one of each kind; `variable` is the value of `ALEMBIC_CONFIG`.
pub(super) fn choose_files<S: AsRef<str>>(
    files: &[S],
    variable: Option<&str>,
) -> Result<(String, String), Error> {
    let mut chosen_ini = None;
    let mut chosen_toml = None;
    for file in files.iter().map(AsRef::as_ref) {
        if is_toml(file) {
            if chosen_toml.replace(file).is_some() {
                return Err(Error::SeveralTomlFiles);
            }
        } else if chosen_ini.replace(file).is_some() {
            return Err(Error::SeveralIniFiles);
        }
    }
    let variable = variable.filter(|value| !value.is_empty());
    let default_toml = variable
        .filter(|value| is_toml(value))
        .unwrap_or(DEFAULT_TOML);
    let default_ini = variable
        .filter(|value| !is_toml(value))
        .unwrap_or(DEFAULT_INI);
    let or_default = |chosen: Option<&str>, default: &str| {
        chosen
            .filter(|name| !name.is_empty())
            .unwrap_or(default)
            .to_owned()
    };
    Ok((
        or_default(chosen_ini, default_ini),
        or_default(chosen_toml, default_toml),
    ))
}

/// A file is TOML by its name alone, which must be exactly `pyproject.toml`.
fn is_toml(name: &str) -> bool {
    let separators: &[char] = if cfg!(windows) { &['/', '\\'] } else { &['/'] };
    name.rsplit(separators).next() == Some(DEFAULT_TOML)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Arguments and variables, with what the original makes of them.
    const RECORDED: &str = include_str!("../../tests/data/file_choices.json");

    #[test]
    fn files_are_chosen_as_by_the_original() {
        let cases: Vec<Value> = serde_json::from_str(RECORDED).unwrap();
        for case in &cases {
            let files = case["files"].as_array().unwrap().iter();
            let files: Vec<&str> = files.map(|name| name.as_str().unwrap()).collect();
            let described = match choose_files(&files, case["variable"].as_str()) {
                Ok((ini, toml)) => json!([ini, toml]),
                Err(error) => json!({"error": [error.class_name(), error.to_string()]}),
            };
            assert_eq!(described, case["result"], "{case}");
        }
    }
}
