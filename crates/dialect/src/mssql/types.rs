//! SQL Server's types.
//!
//! Without a connection SQLAlchemy takes the server for an old one, which has neither dates without
//! times nor `varchar(max)` for long text.

use alembic_schema::{
    BinaryKind, BinaryType, BooleanKind, DialectType, FloatKind, NumericKind, SqlType, StringKind,
    StringType, TemporalKind, TypeFamily, UuidKind,
};

use crate::Compiler;
use crate::types::{enum_string, with_length};

pub(super) fn own_type(_compiler: &Compiler<'_>, sql_type: &SqlType) -> Option<String> {
    Some(match &sql_type.family {
        TypeFamily::String(string) => string_type(string)?,
        TypeFamily::Enum(enumeration) => string_type(&enum_string(enumeration))?,
        TypeFamily::Float(float) => match (float.kind, float.precision) {
            (FloatKind::Float | FloatKind::SqlFloat, Some(precision)) => {
                format!("FLOAT({precision})")
            }
            (FloatKind::Double, _) => "DOUBLE PRECISION".to_owned(),
            _ => return None,
        },
        TypeFamily::Numeric(numeric) if numeric.kind == NumericKind::Numeric => return None,
        TypeFamily::Temporal(temporal) => match temporal.kind {
            TemporalKind::DateTime if temporal.timezone => "DATETIMEOFFSET".to_owned(),
            TemporalKind::Date | TemporalKind::Time => "DATETIME".to_owned(),
            _ => return None,
        },
        TypeFamily::Binary(binary) => binary_type(binary)?,
        TypeFamily::Pickle => "IMAGE".to_owned(),
        TypeFamily::Boolean(boolean) if boolean.kind == BooleanKind::Boolean => "BIT".to_owned(),
        TypeFamily::Uuid(uuid) if uuid.kind == UuidKind::Uuid && uuid.native_uuid => {
            "UNIQUEIDENTIFIER".to_owned()
        }
        TypeFamily::Json(_) => "NVARCHAR(max)".to_owned(),
        TypeFamily::Dialect(own) => return dialect_type(own),
        _ => return None,
    })
}

fn string_type(string: &StringType) -> Option<String> {
    let max = |name: &str| match string.length {
        None | Some(0) => format!("{name}(max)"),
        Some(length) => format!("{name}({length})"),
    };
    let mut text = match string.kind {
        StringKind::String | StringKind::Varchar => max("VARCHAR"),
        StringKind::Unicode | StringKind::Nvarchar => max("NVARCHAR"),
        StringKind::Text | StringKind::SqlText => with_length("TEXT", string.length),
        StringKind::UnicodeText => with_length("NTEXT", string.length),
        StringKind::Char => with_length("CHAR", string.length),
        StringKind::Nchar => with_length("NCHAR", string.length),
        StringKind::Clob => return None,
    };
    if let Some(collation) = &string.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    Some(text)
}

fn binary_type(binary: &BinaryType) -> Option<String> {
    Some(match (binary.kind, binary.length) {
        (BinaryKind::LargeBinary, _) => "IMAGE".to_owned(),
        (BinaryKind::Varbinary, None | Some(0)) => "VARBINARY(max)".to_owned(),
        _ => return None,
    })
}

fn dialect_type(own: &DialectType) -> Option<String> {
    let precise = |name: &str| match own.number("precision") {
        Some(precision) => format!("{name}({precision})"),
        None => name.to_owned(),
    };
    Some(match own.class_name.as_str() {
        "TINYINT" | "SMALLDATETIME" | "IMAGE" | "XML" | "BIT" | "MONEY" | "SMALLMONEY"
        | "UNIQUEIDENTIFIER" | "SQL_VARIANT" | "ROWVERSION" | "TIMESTAMP" | "REAL" => {
            own.class_name.clone()
        }
        "DOUBLE_PRECISION" => "DOUBLE PRECISION".to_owned(),
        "TIME" | "DATETIME2" | "DATETIMEOFFSET" => precise(&own.class_name),
        "NTEXT" => {
            let mut text = with_length("NTEXT", own.number("length").map(i64::unsigned_abs));
            if let Some(collation) = own.text("collation") {
                text.push_str(&format!(" COLLATE {collation}"));
            }
            text
        }
        "VARBINARY" => {
            let length = own
                .number("length")
                .filter(|length| *length != 0)
                .map_or("max".to_owned(), |length| length.to_string());
            let filestream = if own.flag("filestream") {
                " FILESTREAM"
            } else {
                ""
            };
            format!("VARBINARY({length}){filestream}")
        }
        "JSON" => "NVARCHAR(max)".to_owned(),
        _ => return None,
    })
}

/// Returns whether texts of a type are literals of the national character set.
pub(super) fn is_unicode(sql_type: &SqlType) -> bool {
    match &sql_type.family {
        TypeFamily::String(string) => matches!(
            string.kind,
            StringKind::Unicode
                | StringKind::UnicodeText
                | StringKind::Nchar
                | StringKind::Nvarchar
        ),
        TypeFamily::Dialect(own) => own.class_name == "NTEXT",
        _ => false,
    }
}
