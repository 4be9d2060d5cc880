//! `[tool.alembic]` of a `pyproject.toml`.

use crate::Error;
use alembic_python_text::percent::{self, Value as PercentValue};
use indexmap::IndexMap;
use std::path::Path;
use toml_edit::{DocumentMut, Item, TableLike, Value};

/// The value of an option, with its `%(key)s` replaced.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum OptionValue {
    /// A string; every option of an ini file is one.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
    /// A list of strings.
    List(Vec<String>),
    /// A table of strings.
    Table(IndexMap<String, String>),
    /// A list of tables of strings.
    Tables(Vec<IndexMap<String, String>>),
}

/// Returns whether the text of a `pyproject.toml` has settings of Alembic.
pub fn has_alembic_table(text: &str) -> bool {
    text.parse::<DocumentMut>().is_ok_and(|document| {
        document
            .get("tool")
            .and_then(|tool| tool.get("alembic"))
            .is_some()
    })
}

/// The part of a TOML file that is meant for Alembic.
#[derive(Clone, Debug, Default)]
pub(super) struct TomlTable {
    settings: IndexMap<String, Setting>,
    arguments: IndexMap<String, String>,
}

/// A value as it is written.
#[derive(Clone, Debug)]
enum Setting {
    Text(String),
    Integer(i64),
    Boolean(bool),
    List(Vec<Self>),
    Table(IndexMap<String, Self>),
    Other,
}

impl TomlTable {
    /// Reads a file; `arguments` are what its values may refer to.
    pub(super) fn read(path: &Path, arguments: IndexMap<String, String>) -> Result<Self, Error> {
        let text = fs_err::read_to_string(path).map_err(|error| Error::Read { error })?;
        let document: DocumentMut =
            text.parse()
                .map_err(|error: toml_edit::TomlError| Error::TomlSyntax {
                    file: path.to_owned(),
                    message: error.to_string(),
                })?;
        let Some(tool) = document.get("tool") else {
            return Ok(Self::default());
        };
        let tool = tool.as_table_like().ok_or(Error::TomlFormat)?;
        let Some(alembic) = tool.get("alembic") else {
            return Ok(Self::default());
        };
        let alembic = alembic.as_table_like().ok_or(Error::TomlFormat)?;
        Ok(Self {
            settings: settings(alembic),
            arguments,
        })
    }

    /// Returns the value of an option.
    pub(super) fn option(&self, name: &str) -> Result<Option<OptionValue>, Error> {
        let Some(setting) = self.settings.get(name) else {
            return Ok(None);
        };
        let value = match setting {
            Setting::Text(text) => OptionValue::Text(self.expand(name, text)?),
            Setting::Integer(number) => OptionValue::Integer(*number),
            Setting::Boolean(value) => OptionValue::Boolean(*value),
            Setting::Table(table) => OptionValue::Table(self.expand_table(name, table)?),
            Setting::List(items) if matches!(items.first(), Some(Setting::Table(_))) => {
                let tables = items.iter().map(|item| match item {
                    Setting::Table(table) => self.expand_table(name, table),
                    _ => Err(unsupported(name)),
                });
                OptionValue::Tables(tables.collect::<Result<_, _>>()?)
            }
            Setting::List(items) => {
                let texts = items.iter().map(|item| self.expand_setting(name, item));
                OptionValue::List(texts.collect::<Result<_, _>>()?)
            }
            Setting::Other => return Err(unsupported(name)),
        };
        Ok(Some(value))
    }

    /// Returns the value of an option that must be a boolean, false when it is absent.
    pub(super) fn boolean(&self, name: &str) -> Result<bool, Error> {
        match self.settings.get(name) {
            None => Ok(false),
            Some(Setting::Boolean(value)) => Ok(*value),
            Some(_) => Err(Error::TomlExpected {
                name: name.to_owned(),
                expected: "boolean",
            }),
        }
    }

    fn expand_table(
        &self,
        name: &str,
        table: &IndexMap<String, Setting>,
    ) -> Result<IndexMap<String, String>, Error> {
        table
            .iter()
            .map(|(key, value)| Ok((key.clone(), self.expand_setting(name, value)?)))
            .collect()
    }

    fn expand_setting(&self, name: &str, setting: &Setting) -> Result<String, Error> {
        match setting {
            Setting::Text(text) => self.expand(name, text),
            _ => Err(unsupported(name)),
        }
    }

    fn expand(&self, name: &str, text: &str) -> Result<String, Error> {
        let lookup = |key: &str| self.arguments.get(key).map(PercentValue::text);
        percent::format(text, lookup).map_err(|error| Error::TomlFormatting {
            name: name.to_owned(),
            error,
        })
    }
}

fn unsupported(name: &str) -> Error {
    Error::TomlValueType {
        name: name.to_owned(),
    }
}

fn settings(table: &dyn TableLike) -> IndexMap<String, Setting> {
    table
        .iter()
        .map(|(key, item)| (key.to_owned(), setting_of_item(item)))
        .collect()
}

fn setting_of_item(item: &Item) -> Setting {
    match item {
        Item::Value(value) => setting(value),
        Item::Table(table) => Setting::Table(settings(table)),
        Item::ArrayOfTables(tables) => Setting::List(
            tables
                .iter()
                .map(|table| Setting::Table(settings(table)))
                .collect(),
        ),
        Item::None => Setting::Other,
    }
}

fn setting(value: &Value) -> Setting {
    match value {
        Value::String(text) => Setting::Text(text.value().clone()),
        Value::Integer(number) => Setting::Integer(*number.value()),
        Value::Boolean(value) => Setting::Boolean(*value.value()),
        Value::Array(items) => Setting::List(items.iter().map(setting).collect()),
        Value::InlineTable(table) => Setting::Table(settings(table)),
        Value::Float(_) | Value::Datetime(_) => Setting::Other,
    }
}
