//! Expressions that SQL Server writes in its own way.

use crate::expressions::{BinaryForm, FunctionForm, shared_binary_form};

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

pub(super) fn binary_form(operator: &str) -> BinaryForm {
    match operator {
        "||" => BinaryForm::Infix("+"),
        "/" => BinaryForm::FractionDivision,
        operator => shared_binary_form(operator),
    }
}
