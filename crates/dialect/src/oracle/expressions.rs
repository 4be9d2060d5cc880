//! Expressions that Oracle writes in its own way.

use alembic_schema::{DialectType, NumericType, SqlType, StringKind, TypeFamily};

use crate::expressions::{BinaryForm, FunctionForm, JsonForm, Modifiers, shared_binary_form};
use crate::types::enum_string;
use crate::{Affinity, Compiler, DialectError};
use alembic_python_text::number::optional_number;

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

pub(super) fn binary_form(operator: &str, modifiers: &Modifiers) -> BinaryForm {
    match operator {
        "/" => BinaryForm::AsGiven,
        "%" => BinaryForm::Template("mod({left}, {right})"),
        "&" => BinaryForm::Template("BITAND({left}, {right})"),
        "|" => BinaryForm::Template("BITOR({left}, {right})"),
        "^" => BinaryForm::Template("BITXOR({left}, {right})"),
        "<<" => BinaryForm::Unsupported("bitwise_lshift"),
        ">>" => BinaryForm::Unsupported("bitwise_rshift"),
        "MATCH" => BinaryForm::Template("CONTAINS ({left}, {right})"),
        "IS DISTINCT FROM" => BinaryForm::Template("DECODE({left}, {right}, 0, 1) = 1"),
        "IS NOT DISTINCT FROM" => BinaryForm::Template("DECODE({left}, {right}, 0, 1) = 0"),
        "REGEXP" | "NOT REGEXP" | "REGEXP REPLACE" => {
            let has_flags = modifiers.contains_key("flags");
            BinaryForm::Template(match (operator, has_flags) {
                ("REGEXP", false) => "REGEXP_LIKE({left}, {right})",
                ("REGEXP", true) => "REGEXP_LIKE({left}, {right}, {flags})",
                ("NOT REGEXP", false) => "NOT REGEXP_LIKE({left}, {right})",
                ("NOT REGEXP", true) => "NOT REGEXP_LIKE({left}, {right}, {flags})",
                (_, false) => "REGEXP_REPLACE({left}, {first}, {second})",
                (_, true) => "REGEXP_REPLACE({left}, {first}, {second}, {flags})",
            })
        }
        operator => shared_binary_form(operator, modifiers),
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

pub(super) fn json_form(compiler: &Compiler<'_>, value_type: &SqlType) -> JsonForm {
    let returning = match (compiler.affinity(value_type), &value_type.family) {
        (Affinity::Boolean, _) => {
            return JsonForm::Template(
                "CASE JSON_VALUE({left}, {right}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE \
                 CAST(JSON_VALUE({left}, {right}) AS NUMBER(1)) END"
                    .to_owned(),
            );
        }
        (Affinity::Integer, _) => "INTEGER".to_owned(),
        (
            _,
            TypeFamily::Numeric(NumericType {
                precision, scale, ..
            }),
        ) => format!(
            "NUMBER({}, {})",
            optional_number(*precision),
            optional_number(*scale)
        ),
        (Affinity::Float, _) => "FLOAT".to_owned(),
        (Affinity::String, _) => "VARCHAR2(4000)".to_owned(),
        _ => return JsonForm::Template("JSON_QUERY({left}, {right})".to_owned()),
    };
    JsonForm::Template(format!(
        "JSON_VALUE({{left}}, {{right}} RETURNING {returning} ERROR ON ERROR)"
    ))
}
