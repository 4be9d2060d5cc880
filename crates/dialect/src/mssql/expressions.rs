//! Expressions that SQL Server writes in its own way.

use alembic_schema::{NumericType, SqlType, TypeFamily};

use crate::expressions::{BinaryForm, FunctionForm, JsonForm, Modifiers, shared_binary_form};
use crate::{Affinity, Compiler};
use alembic_python_text::number::optional_number;

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "now" => FunctionForm::Constant("CURRENT_TIMESTAMP"),
        "current_date" => FunctionForm::Constant("GETDATE()"),
        "length" | "char_length" => FunctionForm::Named("LEN"),
        "aggregate_strings" => FunctionForm::Named("string_agg"),
        "pow" => FunctionForm::Named("POWER"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str, modifiers: &Modifiers) -> BinaryForm {
    match operator {
        "||" => BinaryForm::Infix("+"),
        "/" => BinaryForm::FractionDivision,
        "IS DISTINCT FROM" => {
            BinaryForm::Template("NOT EXISTS (SELECT {left} INTERSECT SELECT {right})")
        }
        "IS NOT DISTINCT FROM" => {
            BinaryForm::Template("EXISTS (SELECT {left} INTERSECT SELECT {right})")
        }
        "MATCH" => BinaryForm::Template("CONTAINS ({left}, {right})"),
        operator => shared_binary_form(operator, modifiers),
    }
}

/// Returns what stands before and after the value that a part is extracted from.
pub(super) fn extract(field: &str) -> (String, String) {
    let field = match field {
        "doy" => "dayofyear",
        "dow" => "weekday",
        "milliseconds" => "millisecond",
        "microseconds" => "microsecond",
        field => field,
    };
    (format!("DATEPART({field}, "), ")".to_owned())
}

pub(super) fn json_form(compiler: &Compiler<'_>, value_type: &SqlType) -> JsonForm {
    let element = "JSON_VALUE({left}, {right})";
    let value = match (compiler.affinity(value_type), &value_type.family) {
        (Affinity::Json, _) => return JsonForm::Template("JSON_QUERY({left}, {right})".to_owned()),
        (Affinity::Integer, _) => format!("ELSE CAST({element} AS INTEGER)"),
        (
            _,
            TypeFamily::Numeric(NumericType {
                precision, scale, ..
            }),
        ) => format!(
            "ELSE CAST({element} AS NUMERIC({}, {}))",
            optional_number(*precision),
            optional_number(*scale)
        ),
        (Affinity::Float, _) => format!("ELSE CAST({element} AS FLOAT)"),
        (Affinity::Boolean, _) => {
            format!("WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE CAST({element} AS BIT)")
        }
        (Affinity::String, _) => format!("ELSE {element}"),
        _ => "ELSE JSON_QUERY({left}, {right})".to_owned(),
    };
    JsonForm::Template(format!("CASE {element} WHEN NULL THEN NULL {value} END"))
}
