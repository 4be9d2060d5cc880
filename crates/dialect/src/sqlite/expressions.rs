//! Expressions that SQLite writes in its own way.

use crate::expressions::{BinaryForm, FunctionForm, shared_binary_form};

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "now" => FunctionForm::Constant("CURRENT_TIMESTAMP"),
        "localtimestamp" => FunctionForm::Constant("DATETIME(CURRENT_TIMESTAMP, 'localtime')"),
        "char_length" => FunctionForm::Named("length"),
        "aggregate_strings" => FunctionForm::Named("group_concat"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str) -> BinaryForm {
    match operator {
        "/" => BinaryForm::FractionDivision,
        "IS DISTINCT FROM" => BinaryForm::Infix("IS NOT"),
        "IS NOT DISTINCT FROM" => BinaryForm::Infix("IS"),
        operator => shared_binary_form(operator),
    }
}
