use crate::configure::basic::BasicConfig;
use crate::tree::tests::Captured;
use crate::{Logging, LoggingError, level_number};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Steps, with what they made CPython's `logging` write.
const RECORDED: &str = include_str!("../../tests/data/configurations.json");

struct Run<'r> {
    recorded: &'r Json,
    folder: tempfile::TempDir,
    logging: Logging,
    stdout: Captured,
    stderr: Captured,
}

impl<'r> Run<'r> {
    fn new(recorded: &'r Json) -> Self {
        let (stdout, stderr) = (Captured::default(), Captured::default());
        let logging = Logging::with_streams(stdout.clone(), stderr.clone());
        for name in recorded["existing"].as_array().into_iter().flatten() {
            logging.register(name.as_str().unwrap());
        }
        Self {
            recorded,
            folder: tempfile::tempdir().unwrap(),
            logging,
            stdout,
            stderr,
        }
    }

    /// Returns the text with its relative files put into the folder of this run.
    fn placed(&self, text: &str) -> String {
        let folder = self.folder.path().display();
        let text = text.replace("('%(dir)s/", "('./");
        ["a.log", "./a.log", "none/a.log"]
            .iter()
            .fold(text, |text, name| {
                text.replace(&format!("'{name}'"), &format!("'{folder}/{name}'"))
            })
    }

    fn step(&self, step: &Json) -> Result<(), LoggingError> {
        if let Some(ini) = step["ini"].as_str() {
            let path = self.folder.path().join("test.ini");
            fs_err::write(&path, self.placed(ini)).unwrap();
            let disables = step["disable"].as_bool().unwrap_or(true);
            return self.logging.file_config(&path, &BTreeMap::new(), disables);
        }
        if let Some(level) = step["level"].as_array() {
            let number = match &level[1] {
                Json::String(name) => level_number(name).unwrap(),
                number => i32::try_from(number.as_i64().unwrap()).unwrap(),
            };
            self.logging.set_level(level[0].as_str().unwrap(), number);
            return Ok(());
        }
        if step["basic"].is_object() {
            let mut config: BasicConfig = serde_json::from_value(step["basic"].clone()).unwrap();
            config.filename = config
                .filename
                .map(|name| self.folder.path().join(name).display().to_string());
            return self.logging.basic_config(&config);
        }
        let messages = match &step["log"] {
            Json::String(_) => &self.recorded["messages"],
            messages => messages,
        };
        for message in messages.as_array().unwrap() {
            let level = i32::try_from(message[1].as_i64().unwrap()).unwrap();
            let text = |position: usize| message[position].as_str().unwrap();
            self.logging.log(text(0), level, text(2));
        }
        Ok(())
    }

    fn levels(&self, names: &Json) -> Json {
        let names = names
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap());
        let levels = names.map(|name| {
            let is_enabled = [10, 20, 30, 40].map(|level| self.logging.is_enabled_for(name, level));
            (
                name.to_owned(),
                json!([self.logging.effective_level(name), is_enabled]),
            )
        });
        levels.collect::<Map<_, _>>().into()
    }

    fn files(&self) -> Json {
        let mut files = Map::new();
        for name in ["a.log", "b.log"] {
            if let Ok(text) = fs_err::read_to_string(self.folder.path().join(name)) {
                files.insert(name.to_owned(), text.into());
            }
        }
        files.into()
    }
}

/// Returns the exception that stands for one of Python's here.
fn our_exception(name: &str) -> &str {
    match name {
        "ModuleNotFoundError" => "NotImplementedError",
        "TypeError" | "AttributeError" | "SyntaxError" => "ValueError",
        _ => name,
    }
}

#[test]
fn configures_as_cpython() {
    let recorded: Json = serde_json::from_str(RECORDED).unwrap();
    for case in recorded["cases"].as_array().unwrap() {
        let name = &case["name"];
        let run = Run::new(&recorded);
        let result = &case["result"];
        let errors = result["errors"].as_array().unwrap();
        for (step, expected) in case["steps"].as_array().unwrap().iter().zip(errors) {
            let exception = run.step(step).err().map(|error| {
                error
                    .exception_name()
                    .rsplit('.')
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            });
            assert_eq!(
                exception.as_deref(),
                expected.as_str().map(our_exception),
                "{name}"
            );
        }
        // What an error leaves behind differs: here everything is as before.
        if errors.iter().any(|error| !error.is_null()) {
            continue;
        }
        assert_eq!(
            run.stdout.text(),
            result["stdout"].as_str().unwrap(),
            "stdout of {name}"
        );
        assert_eq!(
            run.stderr.text(),
            result["stderr"].as_str().unwrap(),
            "stderr of {name}"
        );
        assert_eq!(
            run.levels(&case["query"]),
            result["levels"],
            "levels of {name}"
        );
        assert_eq!(run.files(), result["files"], "files of {name}");
    }
}

#[test]
fn errors_leave_everything_as_it_was() {
    let run = Run::new(&Json::Null);
    let error = run
        .step(&json!({"ini": "[formatters]\nkeys=\n[handlers]\nkeys=a\n"}))
        .unwrap_err();
    assert_eq!(error.to_string(), "No section: 'handler_a'");
    run.logging.log("alembic", 30, "still there");
    assert_eq!(run.stderr.text(), "still there\n");
}

#[test]
fn missing_and_empty_files_are_named() {
    let logging = Logging::with_streams(std::io::sink(), std::io::sink());
    let none = BTreeMap::new();
    let error = logging
        .file_config(Path::new("/none.ini"), &none, true)
        .unwrap_err();
    assert_eq!(error.to_string(), "/none.ini doesn't exist");
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = logging.file_config(file.path(), &none, true).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("{} is an empty file", file.path().display())
    );
    fs_err::write(file.path(), "x = 1\n").unwrap();
    let error = logging.file_config(file.path(), &none, true).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(" is invalid: File contains no section headers.")
    );
}

#[test]
fn unknown_classes_are_named() {
    let run = Run::new(&Json::Null);
    let ini =
        "[formatters]\nkeys=\n[handlers]\nkeys=a\n[handler_a]\nclass=rich.logging.RichHandler\n";
    let error = run.step(&json!({"ini": ini})).unwrap_err().to_string();
    assert!(
        error.starts_with("The class 'rich.logging.RichHandler' of section 'handler_a'"),
        "{error}"
    );
}
