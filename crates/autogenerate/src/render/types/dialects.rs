//! The arguments of dialects' own types, in the order in which SQLAlchemy shows them.

use alembic_python_text::repr;
use alembic_schema::{DialectType, Expression, SqlType};
use serde_json::Value as Json;

use super::super::{Renderer, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    /// Returns the arguments of a dialect's type.
    pub(super) fn dialect_arguments(
        &mut self,
        dialect_type: &DialectType,
    ) -> Result<Vec<String>, AutogenerateError> {
        let class_name = dialect_type.class_name.as_str();
        match (dialect_type.dialect.as_str(), class_name) {
            ("postgresql", "DOMAIN") => self.domain_arguments(dialect_type),
            ("postgresql", "HSTORE") => Ok(vec![self.text_type("text_type", dialect_type)?]),
            ("postgresql", "JSON" | "JSONB") => {
                let mut arguments = in_order(dialect_type, &["none_as_null"]);
                arguments.push(self.text_type("astext_type", dialect_type)?);
                Ok(arguments)
            }
            (dialect, class_name) => {
                let mut arguments = labels(dialect_type);
                arguments.extend(in_order(dialect_type, order(dialect, class_name)));
                Ok(arguments)
            }
        }
    }

    /// Returns the argument for the type of texts in a document.
    fn text_type(
        &mut self,
        key: &str,
        dialect_type: &DialectType,
    ) -> Result<String, AutogenerateError> {
        let text_type = match dialect_type.noun::<SqlType>(key) {
            Some(text_type) => self.sql_type(&text_type)?,
            None => format!("{}Text()", self.sa()),
        };
        Ok(format!("{key}={text_type}"))
    }

    fn domain_arguments(&mut self, domain: &DialectType) -> Result<Vec<String>, AutogenerateError> {
        let data_type = domain.noun::<SqlType>("data_type").unwrap_or_default();
        let mut arguments = vec![
            domain
                .fields
                .get("name")
                .map_or("None".to_owned(), python::json),
            self.sql_type(&data_type)?,
        ];
        arguments.extend(in_order(domain, &["collation", "collation_schema"]));
        if let Some(text) = domain.text("default") {
            arguments.push(format!("default={}", repr(text)));
        } else if let Some(default) = domain.noun::<Expression>("default") {
            arguments.push(format!("default={}", self.text(&default)?));
        }
        arguments.extend(in_order(domain, &["constraint_name"]));
        if domain.flag("not_null") {
            arguments.push("not_null=True".to_owned());
        }
        if let Some(check) = domain.noun::<Expression>("check") {
            arguments.push(format!("check={}", self.sql_string(&check)?));
        }
        arguments.extend(in_order(domain, &["schema", "create_type"]));
        Ok(arguments)
    }
}

/// Returns the labels of an enumeration or set, which come first.
fn labels(dialect_type: &DialectType) -> Vec<String> {
    dialect_type
        .texts("values")
        .unwrap_or_default()
        .into_iter()
        .map(repr)
        .collect()
}

/// Returns arguments by their names.
fn in_order(dialect_type: &DialectType, order: &[&str]) -> Vec<String> {
    let shown = |key: &str| match dialect_type.fields.get(key) {
        Some(Json::Null) => None,
        Some(Json::Object(name)) => name.values().next().map(python::json),
        Some(value) => Some(python::json(value)),
        None => None,
    };
    let mut arguments = Vec::new();
    for key in order {
        let value = match *key {
            "asdecimal" => decimal_argument(dialect_type),
            key => shown(key),
        };
        arguments.extend(value.map(|value| format!("{key}={value}")));
    }
    arguments
}

/// Returns whether a type gives exact numbers to Python, where SQLAlchemy shows that: its classes
/// disagree about what goes without saying.
fn decimal_argument(dialect_type: &DialectType) -> Option<String> {
    let given = dialect_type.fields.get("asdecimal").and_then(Json::as_bool);
    let shown = match (&*dialect_type.dialect, &*dialect_type.class_name) {
        ("oracle", "NUMBER") => {
            let has_scale = || dialect_type.number("scale").is_some_and(|scale| scale > 0);
            Some(given.unwrap_or_else(has_scale))
        }
        ("mysql", "DOUBLE" | "REAL") => Some(given.unwrap_or(true)).filter(|value| *value),
        _ => given,
    };
    shown.map(|value| python::boolean(value).to_owned())
}

const TEXT: &[&str] = &[
    "charset",
    "collation",
    "ascii",
    "binary",
    "unicode",
    "national",
    "length",
    "retrieve_as_bitwise",
];
const INTEGER: &[&str] = &["display_width", "unsigned", "zerofill"];
const EXACT: &[&str] = &["unsigned", "zerofill", "precision", "scale", "asdecimal"];
const FLOAT: &[&str] = &["precision", "scale", "asdecimal", "unsigned", "zerofill"];
const ZONED: &[&str] = &["timezone", "precision"];
const FRACTIONAL: &[&str] = &["timezone", "fsp"];
const SIZED: &[&str] = &["length", "collation"];

/// Returns the names of a type's arguments in their order.
fn order(dialect: &str, class_name: &str) -> &'static [&'static str] {
    match (dialect, class_name) {
        ("postgresql", "BIT") => &["length", "varying"],
        ("postgresql", "INTERVAL") => &["precision", "fields"],
        ("postgresql", "TIME" | "TIMESTAMP") => ZONED,
        ("mysql", "INTEGER" | "BIGINT" | "SMALLINT" | "MEDIUMINT" | "TINYINT") => INTEGER,
        ("mysql", "NUMERIC" | "DECIMAL") => EXACT,
        ("mysql", "DOUBLE" | "REAL" | "FLOAT") => FLOAT,
        ("mysql", "DATETIME" | "TIME" | "TIMESTAMP") => FRACTIONAL,
        ("mysql", "YEAR") => &["display_width"],
        ("mysql", "JSON") | ("sqlite", "JSON" | "JSONB") => &["none_as_null"],
        ("mysql", _) => TEXT,
        ("sqlite", "DATE" | "DATETIME" | "TIME") => &[],
        ("mssql", "DATETIME2" | "DATETIMEOFFSET" | "TIME") => &["precision"],
        ("mssql", "ROWVERSION" | "TIMESTAMP") => &["convert_int"],
        ("mssql", "VARBINARY") => &["length", "filestream"],
        ("mssql", "BIT") => &["create_constraint", "name"],
        ("mssql", "UNIQUEIDENTIFIER") => &["as_uuid"],
        ("oracle", "NUMBER") => &["precision", "scale", "asdecimal"],
        ("oracle", "FLOAT") => &["binary_precision", "asdecimal"],
        ("oracle", "INTERVAL") => &["day_precision", "second_precision"],
        ("oracle", "TIMESTAMP") => &["timezone", "local_timezone"],
        ("oracle", "BINARY_DOUBLE" | "BINARY_FLOAT") => &["precision"],
        ("oracle", "VECTOR") => &["dim", "storage_format", "storage_type"],
        ("oracle", "JSON") => &["none_as_null", "use_blob"],
        ("oracle", "DATE") => &["timezone"],
        _ => SIZED,
    }
}
