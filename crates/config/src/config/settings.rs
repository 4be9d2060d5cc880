//! The settings that have a meaning, each with its type.

use super::{Config, OptionValue};
use crate::Error;
use alembic_python_text::{parse_integer, strip};
use indexmap::IndexMap;
use std::path::PathBuf;
use std::time::Duration;

/// A list of paths from a setting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathList {
    /// The paths.
    pub paths: Vec<String>,
    /// A deprecation warning about how the list was split, for whoever shows warnings.
    pub deprecation: Option<String>,
}

/// A program that is run on each new revision file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostWriteHook {
    /// The hook's name.
    pub name: String,
    /// Its options without the name: `type`, `entrypoint`, `options`, `cwd` and any other.
    pub options: IndexMap<String, String>,
}

/// How long one run waits for another, unless set.
const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(300);

impl Config {
    /// Returns `script_location`, a path or `package:resource`.
    pub fn script_location(&self) -> Result<String, Error> {
        self.text("script_location")?.ok_or(Error::NoScriptLocation)
    }

    /// Returns `file_template`, the pattern of the names of revision files.
    pub fn file_template(&self) -> Result<Option<String>, Error> {
        self.text("file_template")
    }

    /// Returns `timezone`, in which the dates of new revisions are written.
    pub fn timezone(&self) -> Result<Option<String>, Error> {
        self.text("timezone")
    }

    /// Returns `output_encoding`, the encoding of revision files.
    pub fn output_encoding(&self) -> Result<String, Error> {
        Ok(self
            .text("output_encoding")?
            .unwrap_or_else(|| "utf-8".to_owned()))
    }

    /// Returns `truncate_slug_length`.
    pub fn truncate_slug_length(&self) -> Result<Option<i64>, Error> {
        let name = "truncate_slug_length";
        match self.get_alembic_option(name)? {
            None => Ok(None),
            Some(OptionValue::Integer(number)) => Ok(Some(number)),
            Some(OptionValue::Boolean(value)) => Ok(Some(i64::from(value))),
            Some(OptionValue::Text(value)) => match parse_integer(&value) {
                Some(number) => Ok(Some(number)),
                None => Err(Error::InvalidInteger { name, value }),
            },
            Some(_) => Err(expected(name, "integer")),
        }
    }

    /// Returns `revision_environment`: whether `revision` runs env.py without autogenerate.
    pub fn revision_environment(&self) -> Result<bool, Error> {
        self.flag("revision_environment", false)
    }

    /// Returns `compare_enums`: whether autogenerate compares enumerations, unless env.py says it.
    pub fn compare_enums(&self) -> Result<bool, Error> {
        self.flag("compare_enums", false)
    }

    /// Returns `compare_primary_keys`: whether autogenerate compares primary keys, unless env.py
    /// says it.
    pub fn compare_primary_keys(&self) -> Result<bool, Error> {
        self.flag("compare_primary_keys", false)
    }

    /// Returns `detect_renames`: whether autogenerate looks for what has only got another name.
    pub fn detect_renames(&self) -> Result<bool, Error> {
        self.flag("detect_renames", false)
    }

    /// Returns `sourceless`: whether compiled revision files are read too.
    pub fn sourceless(&self) -> Result<bool, Error> {
        self.get_alembic_boolean_option("sourceless")
    }

    /// Returns `recursive_version_locations`: whether revision files lie in subdirectories too.
    pub fn recursive_version_locations(&self) -> Result<bool, Error> {
        self.get_alembic_boolean_option("recursive_version_locations")
    }

    /// Returns `python`: the environment, or the interpreter in it, that takes over what the built-in
    /// interpreter cannot run.
    pub fn python(&self) -> Result<Option<PathBuf>, Error> {
        let name = self.text("python")?.filter(|name| !name.is_empty());
        Ok(name.map(|name| self.directory().join(name)))
    }

    /// Returns `migration_lock`: whether only one run at a time may migrate a database; true unless set.
    pub fn migration_lock(&self) -> Result<bool, Error> {
        self.flag("migration_lock", true)
    }

    /// Returns `lock_timeout`: how long upgrade, downgrade and stamp wait for another run.
    pub fn lock_timeout(&self) -> Result<Duration, Error> {
        let name = "lock_timeout";
        let value = match self.get_alembic_option(name)? {
            None => return Ok(DEFAULT_LOCK_TIMEOUT),
            Some(OptionValue::Text(text)) => text,
            Some(OptionValue::Integer(number)) => number.to_string(),
            Some(_) => return Err(expected(name, "integer")),
        };
        let seconds = strip(&value).parse().ok();
        seconds
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .ok_or(Error::InvalidSeconds { name, value })
    }

    /// Returns `version_locations`, the directories of revision files.
    pub fn version_locations(&self) -> Result<Option<PathList>, Error> {
        let separators = &["path_separator", "version_path_separator"];
        self.path_list("version_locations", separators, "spaces/commas", false)
    }

    /// Returns `prepend_sys_path`, where env.py and revision files may import from.
    pub fn prepend_sys_path(&self) -> Result<Option<PathList>, Error> {
        let separators = &["path_separator"];
        self.path_list(
            "prepend_sys_path",
            separators,
            "spaces, commas, and colons",
            true,
        )
    }

    /// Returns the hooks of `[post_write_hooks]`, or else of the TOML file, in order.
    pub fn post_write_hooks(&self) -> Result<Vec<PostWriteHook>, Error> {
        let Some(section) = self.get_section("post_write_hooks")? else {
            return self.toml_hooks();
        };
        let names = section.get("hooks").map(String::as_str).unwrap_or_default();
        let names = split_legacy(names, false)
            .into_iter()
            .filter(|name| !name.is_empty());
        let hooks = names.map(|name| {
            let prefix = format!("{name}.");
            let options = section.iter().filter_map(|(key, value)| {
                key.strip_prefix(&prefix)
                    .map(|key| (key.to_owned(), value.clone()))
            });
            PostWriteHook {
                options: options.collect(),
                name: name.to_owned(),
            }
        });
        Ok(hooks.collect())
    }

    fn toml_hooks(&self) -> Result<Vec<PostWriteHook>, Error> {
        let name = "post_write_hooks";
        let tables = match self.get_toml_option(name)? {
            None => return Ok(Vec::new()),
            Some(OptionValue::Tables(tables)) => tables,
            Some(OptionValue::List(items)) if items.is_empty() => return Ok(Vec::new()),
            Some(_) => return Err(expected(name, "array of tables")),
        };
        let hooks = tables.into_iter().enumerate().map(|(index, mut options)| {
            match options.shift_remove("name") {
                Some(name) => Ok(PostWriteHook { name, options }),
                None => Err(Error::UnnamedHook {
                    position: index + 1,
                }),
            }
        });
        hooks.collect()
    }

    /// Returns an option that must be a string.
    fn text(&self, name: &str) -> Result<Option<String>, Error> {
        match self.get_alembic_option(name)? {
            None => Ok(None),
            Some(OptionValue::Text(text)) => Ok(Some(text)),
            Some(_) => Err(expected(name, "string")),
        }
    }

    /// Returns an option that is a boolean, or one of the words that stand for one.
    fn flag(&self, name: &'static str, default: bool) -> Result<bool, Error> {
        match self.get_alembic_option(name)? {
            None => Ok(default),
            Some(OptionValue::Boolean(value)) => Ok(value),
            Some(OptionValue::Integer(number)) => Ok(number != 0),
            Some(OptionValue::Text(text)) => {
                let value = strip(&text).to_lowercase();
                match value.as_str() {
                    "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
                    "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
                    _ => Err(Error::InvalidBoolean { name, value }),
                }
            }
            Some(_) => Err(expected(name, "boolean")),
        }
    }

    fn path_list(
        &self,
        name: &'static str,
        separators: &[&'static str],
        legacy: &str,
        splits_colons: bool,
    ) -> Result<Option<PathList>, Error> {
        let text = self
            .file_config()?
            .get(&self.section, name)?
            .unwrap_or_default();
        if text.is_empty() {
            return match self.get_toml_option(name)? {
                None => Ok(None),
                Some(OptionValue::List(paths)) => Ok(Some(PathList {
                    paths,
                    deprecation: None,
                })),
                Some(_) => Err(expected(name, "list of strings")),
            };
        }
        for separator in separators {
            if let Some(value) = self.get_main_option(separator)? {
                let character = separator_character(separator, value)?;
                let parts = text.split(character).filter(|part| !part.is_empty());
                let deprecation = (*separator == "version_path_separator").then(|| {
                    "The version_path_separator configuration parameter is deprecated; please use \
                     path_separator"
                        .to_owned()
                });
                let paths = parts.map(|part| strip(part).to_owned()).collect();
                return Ok(Some(PathList { paths, deprecation }));
            }
        }
        let deprecation = format!(
            "No path_separator found in configuration; falling back to legacy splitting on {legacy} \
             for {name}.  Consider adding path_separator=os to Alembic config."
        );
        let paths = split_legacy(&text, splits_colons)
            .into_iter()
            .map(str::to_owned)
            .collect();
        Ok(Some(PathList {
            paths,
            deprecation: Some(deprecation),
        }))
    }
}

fn expected(name: &str, expected: &'static str) -> Error {
    Error::TomlExpected {
        name: name.to_owned(),
        expected,
    }
}

fn separator_character(name: &'static str, value: String) -> Result<char, Error> {
    match value.as_str() {
        "space" => Ok(' '),
        "newline" => Ok('\n'),
        "os" if cfg!(windows) => Ok(';'),
        "os" | ":" => Ok(':'),
        ";" => Ok(';'),
        _ => Err(Error::InvalidSeparator { name, value }),
    }
}

/// Splits on runs of blanks and on commas with the blanks after them, and on colons if asked.
fn split_legacy(text: &str, splits_colons: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    let is_separator =
        |character: char| matches!(character, ' ' | ',') || splits_colons && character == ':';
    while let Some(position) = rest.find(is_separator) {
        parts.push(&rest[..position]);
        let separator = rest.as_bytes()[position];
        rest = &rest[position + 1..];
        if separator != b':' {
            rest = rest.trim_start_matches(' ');
        }
    }
    parts.push(rest);
    parts
}
