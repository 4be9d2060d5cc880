//! From the declared type of a column to the type.

use alembic_schema::{
    BinaryKind, BinaryType, BooleanKind, BooleanType, DialectType, SqlType, TemporalKind,
    TemporalType, TypeFamily, UuidKind, UuidType,
};
use serde_json::{Map, Value as Json, json};

use crate::warnings::warn;

/// A type as the server writes it.
#[derive(Debug, Default)]
pub(super) struct DeclaredType {
    pub(super) word: String,
    /// What stands in the parentheses.
    pub(super) arguments: String,
    pub(super) unsigned: bool,
    pub(super) zerofill: bool,
    pub(super) charset: Option<String>,
    pub(super) collation: Option<String>,
}

/// Returns the type, and whether it is one of integers.
pub(super) fn resolve(declared: &DeclaredType, column: &str) -> (SqlType, bool) {
    let numbers: Vec<i64> = declared
        .arguments
        .split(',')
        .filter_map(|argument| argument.trim().parse().ok())
        .collect();
    let first = numbers.first().copied();
    let length = first.and_then(|length| u64::try_from(length).ok());
    let binary = |kind| TypeFamily::Binary(BinaryType { kind, length });
    let word = declared.word.to_lowercase();
    let family = match word.as_str() {
        "binary" => binary(BinaryKind::Binary),
        "varbinary" => binary(BinaryKind::Varbinary),
        "blob" => binary(BinaryKind::Blob),
        "boolean" => TypeFamily::Boolean(BooleanType {
            kind: BooleanKind::SqlBoolean,
            ..BooleanType::default()
        }),
        "date" => TypeFamily::Temporal(TemporalType {
            kind: TemporalKind::SqlDate,
            timezone: false,
        }),
        "uuid" => TypeFamily::Uuid(UuidType {
            kind: UuidKind::SqlUuid,
            ..UuidType::default()
        }),
        word => match own_type(word, declared, &numbers) {
            Some(own) => TypeFamily::Dialect(own),
            None => {
                warn(format!(
                    "Did not recognize type '{word}' of column '{column}'"
                ));
                TypeFamily::Null
            }
        },
    };
    let is_integer = matches!(
        word.as_str(),
        "bigint" | "int" | "integer" | "mediumint" | "smallint" | "tinyint"
    );
    (SqlType::from(family), is_integer)
}

/// Returns a type of the dialect, with the arguments of its class.
fn own_type(word: &str, declared: &DeclaredType, numbers: &[i64]) -> Option<DialectType> {
    let (class_name, arguments): (&str, &[&str]) = match word {
        "bigint" => ("BIGINT", &["display_width"]),
        "int" | "integer" => ("INTEGER", &["display_width"]),
        "mediumint" => ("MEDIUMINT", &["display_width"]),
        "smallint" => ("SMALLINT", &["display_width"]),
        "tinyint" => ("TINYINT", &["display_width"]),
        "year" => ("YEAR", &["display_width"]),
        "bit" => ("BIT", &["length"]),
        "decimal" | "fixed" => ("DECIMAL", &["precision", "scale"]),
        "numeric" => ("NUMERIC", &["precision", "scale"]),
        "double" => ("DOUBLE", &["precision", "scale"]),
        "float" => ("FLOAT", &["precision", "scale"]),
        "datetime" => ("DATETIME", &["fsp"]),
        "time" => ("TIME", &["fsp"]),
        "timestamp" => ("TIMESTAMP", &["fsp"]),
        "char" => ("CHAR", &["length"]),
        "nchar" => ("NCHAR", &["length"]),
        "nvarchar" => ("NVARCHAR", &["length"]),
        "varchar" => ("VARCHAR", &["length"]),
        "text" => ("TEXT", &["length"]),
        "tinytext" => ("TINYTEXT", &[]),
        "mediumtext" => ("MEDIUMTEXT", &[]),
        "longtext" => ("LONGTEXT", &[]),
        "tinyblob" => ("TINYBLOB", &[]),
        "mediumblob" => ("MEDIUMBLOB", &[]),
        "longblob" => ("LONGBLOB", &[]),
        "json" => ("JSON", &[]),
        "enum" => ("ENUM", &[]),
        "set" => ("SET", &[]),
        _ => return None,
    };
    let mut fields = Map::new();
    if matches!(word, "enum" | "set") {
        let labels = labels(&declared.arguments);
        // Without bits, an empty set and a set of the empty label read the same.
        if word == "set" && labels.iter().any(String::is_empty) {
            fields.insert("retrieve_as_bitwise".to_owned(), json!(true));
        }
        fields.insert("values".to_owned(), json!(labels));
    }
    for (argument, number) in arguments.iter().zip(numbers) {
        fields.insert((*argument).to_owned(), json!(number));
    }
    for (option, value) in [
        ("unsigned", json!(declared.unsigned.then_some(true))),
        ("zerofill", json!(declared.zerofill.then_some(true))),
        ("charset", json!(declared.charset)),
        ("collation", json!(declared.collation)),
    ] {
        if value != Json::Null {
            fields.insert(option.to_owned(), value);
        }
    }
    Some(DialectType {
        dialect: "mysql".to_owned(),
        class_name: class_name.to_owned(),
        fields,
    })
}

/// Returns the labels in a list of quoted ones.
fn labels(list: &str) -> Vec<String> {
    let mut labels = Vec::new();
    let mut rest = list;
    while let Some(start) = rest.strip_prefix('\'') {
        let mut end = 0;
        while let Some(quote) = start[end..].find('\'') {
            end += quote;
            if !start[end + 1..].starts_with('\'') {
                break;
            }
            end += 2;
        }
        labels.push(start[..end].replace("''", "'"));
        rest = start
            .get(end + 1..)
            .unwrap_or_default()
            .trim_start_matches(',');
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read() {
        for (list, expected) in [
            ("'a','b'", &["a", "b"][..]),
            ("'it''s','a,b',''", &["it's", "a,b", ""]),
            ("''''", &["'"]),
            ("", &[]),
            ("'open", &[""]),
        ] {
            assert_eq!(labels(list), expected, "{list}");
        }
    }
}
