//! Expressions that SQLite writes in its own way.

use alembic_schema::SqlType;

use crate::expressions::{BinaryForm, FunctionForm, JsonForm, Modifiers, shared_binary_form};
use crate::{Affinity, Compiler, DialectError};

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "now" => FunctionForm::Constant("CURRENT_TIMESTAMP"),
        "localtimestamp" => FunctionForm::Constant("DATETIME(CURRENT_TIMESTAMP, 'localtime')"),
        "char_length" => FunctionForm::Named("length"),
        "aggregate_strings" => FunctionForm::Named("group_concat"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str, modifiers: &Modifiers) -> BinaryForm {
    match operator {
        "/" => BinaryForm::FractionDivision,
        "^" => BinaryForm::Template("(({left} | {right}) - ({left} & {right}))"),
        "REGEXP" | "NOT REGEXP" => BinaryForm::AsGiven,
        "IS DISTINCT FROM" => BinaryForm::Infix("IS NOT"),
        "IS NOT DISTINCT FROM" => BinaryForm::Infix("IS"),
        operator => shared_binary_form(operator, modifiers),
    }
}

/// The parts of dates and times, with the letters of `strftime` where there are some.
const EXTRACT_FIELDS: &[(&str, &str)] = &[
    ("day", "%d"),
    ("dow", "%w"),
    ("doy", "%j"),
    ("epoch", "%s"),
    ("hour", "%H"),
    ("microseconds", "microseconds"),
    ("milliseconds", "milliseconds"),
    ("minute", "%M"),
    ("month", "%m"),
    ("quarter", "quarter"),
    ("second", "%S"),
    ("timezone_hour", "timezone_hour"),
    ("timezone_minute", "timezone_minute"),
    ("week", "%W"),
    ("year", "%Y"),
];

pub(super) fn extract(field: &str) -> Result<(String, String), DialectError> {
    match EXTRACT_FIELDS.iter().find(|(name, _)| *name == field) {
        Some((_, format)) => Ok((
            format!("CAST(STRFTIME('{format}', "),
            ") AS INTEGER)".to_owned(),
        )),
        None => Err(DialectError::ExtractField {
            field: field.to_owned(),
        }),
    }
}

pub(super) fn json_form(compiler: &Compiler<'_>, value_type: &SqlType) -> JsonForm {
    if compiler.affinity(value_type) == Affinity::Json {
        JsonForm::Template("JSON_QUOTE(JSON_EXTRACT({left}, {right}))".to_owned())
    } else {
        JsonForm::Cast("JSON_EXTRACT({left}, {right})")
    }
}
