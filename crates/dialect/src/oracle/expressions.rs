//! Expressions that Oracle writes in its own way.

use alembic_schema::{DialectType, SqlType, StringKind, TypeFamily};

use crate::expressions::{BinaryForm, FunctionForm, shared_binary_form};
use crate::types::enum_string;
use crate::{Compiler, DialectError};

/// The length of a text type in a `CAST`, which must have one.
const LONGEST_TEXT: u64 = 4000;

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "now" => FunctionForm::Constant("CURRENT_TIMESTAMP"),
        "char_length" => FunctionForm::Named("LENGTH"),
        "aggregate_strings" => FunctionForm::Named("LISTAGG"),
        "pow" => FunctionForm::Named("POWER"),
        "uid" => FunctionForm::Bare("uid"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str) -> BinaryForm {
    match operator {
        "/" => BinaryForm::AsGiven,
        "%" => BinaryForm::Call("mod"),
        operator => shared_binary_form(operator),
    }
}

/// Returns the type of a `CAST`, in which texts are `VARCHAR2` with a length.
pub(super) fn cast_type(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
) -> Result<String, DialectError> {
    let length = match &sql_type.family {
        TypeFamily::String(string) => match string.kind {
            StringKind::Text | StringKind::UnicodeText | StringKind::SqlText | StringKind::Clob => {
                None
            }
            _ => Some(string.length),
        },
        TypeFamily::Enum(enumeration) => Some(enum_string(enumeration).length),
        TypeFamily::Dialect(DialectType { class_name, .. }) if class_name == "NVARCHAR2" => {
            Some(None)
        }
        _ => None,
    };
    match length {
        Some(length) => Ok(format!(
            "VARCHAR2({} CHAR)",
            length.filter(|length| *length != 0).unwrap_or(LONGEST_TEXT)
        )),
        None => compiler.sql_type(sql_type),
    }
}
