//! MySQL's types.

use alembic_schema::{
    BinaryKind, BooleanKind, DialectType, EnumType, FloatKind, SqlType, StringKind, StringType,
    TypeFamily,
};

use crate::types::{enum_string, with_digits};
use crate::{Compiler, DialectError};

pub(super) fn own_type(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
) -> Result<Option<String>, DialectError> {
    Ok(Some(match &sql_type.family {
        TypeFamily::String(string) => string_type(compiler, string)?,
        TypeFamily::Float(float) => match (float.kind, float.precision) {
            (FloatKind::Float | FloatKind::SqlFloat, Some(precision)) => {
                format!("FLOAT({precision})")
            }
            _ => return Ok(None),
        },
        TypeFamily::Binary(binary) => match (binary.kind, binary.length) {
            (BinaryKind::LargeBinary | BinaryKind::Blob, Some(length)) => format!("BLOB({length})"),
            (BinaryKind::Varbinary, None) => {
                return Err(DialectError::LengthRequired {
                    type_name: "VARBINARY",
                    dialect: compiler.dialect.name(),
                });
            }
            _ => return Ok(None),
        },
        TypeFamily::Boolean(boolean)
            if matches!(boolean.kind, BooleanKind::Boolean | BooleanKind::SqlBoolean) =>
        {
            "BOOL".to_owned()
        }
        TypeFamily::Match => "FLOAT".to_owned(),
        TypeFamily::Json(_) => "JSON".to_owned(),
        TypeFamily::Dialect(own) if matches!(own.dialect.as_str(), "mysql" | "mariadb") => {
            return mysql_type(compiler, own);
        }
        TypeFamily::Dialect(own) if own.class_name == "JSON" => "JSON".to_owned(),
        TypeFamily::Dialect(own) if own.class_name == "BIT" => return mysql_type(compiler, own),
        _ => return Ok(None),
    }))
}

fn string_type(compiler: &Compiler<'_>, string: &StringType) -> Result<String, DialectError> {
    let (name, national) = match string.kind {
        StringKind::String | StringKind::Unicode | StringKind::Varchar => ("VARCHAR", false),
        StringKind::Text | StringKind::UnicodeText | StringKind::SqlText => ("TEXT", false),
        StringKind::Char => ("CHAR", false),
        StringKind::Nchar => ("CHAR", true),
        StringKind::Nvarchar => ("VARCHAR", true),
        StringKind::Clob => return Ok("CLOB".to_owned()),
    };
    let mut text = match string.length {
        Some(length) => format!("{name}({length})"),
        None if name == "VARCHAR" => {
            return Err(DialectError::LengthRequired {
                type_name: if national { "NVARCHAR" } else { "VARCHAR" },
                dialect: compiler.dialect.name(),
            });
        }
        None => name.to_owned(),
    };
    if national {
        text.insert_str(0, "NATIONAL ");
    }
    if let Some(collation) = string
        .collation
        .as_ref()
        .filter(|collation| !collation.is_empty())
    {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    Ok(text)
}

pub(super) fn enum_type(
    compiler: &Compiler<'_>,
    enumeration: &EnumType,
) -> Result<String, DialectError> {
    if !enumeration.native_enum {
        return string_type(compiler, &enum_string(enumeration));
    }
    let mut text = format!("ENUM({})", labels(compiler, &enumeration.values));
    if let Some(collation) = &enumeration.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    Ok(text)
}

fn labels<T: AsRef<str>>(compiler: &Compiler<'_>, labels: &[T]) -> String {
    let labels: Vec<String> = labels
        .iter()
        .map(|label| compiler.string_literal(label.as_ref()))
        .collect();
    labels.join(",")
}

fn mysql_type(compiler: &Compiler<'_>, own: &DialectType) -> Result<Option<String>, DialectError> {
    let name = own.class_name.as_str();
    let number = |field: &str| own.number(field);
    let sized = |size: Option<i64>| match size {
        Some(size) => format!("{name}({size})"),
        None => name.to_owned(),
    };
    Ok(Some(match name {
        "INTEGER" | "BIGINT" | "SMALLINT" | "TINYINT" | "MEDIUMINT" => {
            numeric(own, sized(number("display_width")))
        }
        "YEAR" => sized(number("display_width")),
        "NUMERIC" | "DECIMAL" => {
            numeric(own, with_digits(name, number("precision"), number("scale")))
        }
        "DOUBLE" | "REAL" => numeric(
            own,
            match (number("precision"), number("scale")) {
                (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
                _ => name.to_owned(),
            },
        ),
        "FLOAT" => numeric(own, with_digits(name, number("precision"), number("scale"))),
        "BIT" => sized(number("length")),
        "DATETIME" | "TIMESTAMP" | "TIME" => sized(number("fsp").filter(|fsp| *fsp != 0)),
        "VARCHAR" | "NVARCHAR" if number("length").is_none() => {
            return Err(DialectError::LengthRequired {
                type_name: if name == "VARCHAR" {
                    "VARCHAR"
                } else {
                    "NVARCHAR"
                },
                dialect: compiler.dialect.name(),
            });
        }
        "VARCHAR" | "CHAR" | "TEXT" => text(own, sized(number("length")), own.flag("national")),
        "NVARCHAR" | "NCHAR" => text(own, sized(number("length")).split_off(1), true),
        "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" => text(own, name.to_owned(), own.flag("national")),
        "ENUM" | "SET" => {
            let values = own
                .texts("values")
                .or_else(|| own.texts("enums"))
                .unwrap_or_default();
            text(
                own,
                format!("{name}({})", labels(compiler, &values)),
                own.flag("national"),
            )
        }
        "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" | "JSON" | "INET4" | "INET6" => name.to_owned(),
        _ => return Ok(None),
    }))
}

fn numeric(own: &DialectType, mut text: String) -> String {
    if own.flag("unsigned") {
        text.push_str(" UNSIGNED");
    }
    if own.flag("zerofill") {
        text.push_str(" ZEROFILL");
    }
    text
}

/// Returns a text type with character set and collation; a national one has no character set.
fn text(own: &DialectType, text: String, national: bool) -> String {
    let charset = match own.text("charset") {
        Some(charset) => Some(format!("CHARACTER SET {charset}")),
        None if own.flag("ascii") => Some("ASCII".to_owned()),
        None if own.flag("unicode") => Some("UNICODE".to_owned()),
        None => None,
    };
    let collation = match own.text("collation") {
        Some(collation) => Some(format!("COLLATE {collation}")),
        None if own.flag("binary") => Some("BINARY".to_owned()),
        None => None,
    };
    let parts = if national {
        [Some("NATIONAL".to_owned()), Some(text), collation]
    } else {
        [Some(text), charset, collation]
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
