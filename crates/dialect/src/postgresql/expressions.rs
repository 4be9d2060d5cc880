//! Expressions that PostgreSQL writes in its own way.

use alembic_schema::{Expression, SqlType};

use crate::expressions::{BinaryForm, FunctionForm, shared_binary_form};
use crate::{Compiler, DialectError};

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "pow" => FunctionForm::Named("power"),
        "aggregate_strings" => FunctionForm::Named("string_agg"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str) -> BinaryForm {
    match operator {
        "ILIKE" | "NOT ILIKE" => BinaryForm::AsGiven,
        operator => shared_binary_form(operator),
    }
}

pub(super) fn empty_set(
    compiler: &Compiler<'_>,
    item_type: Option<&SqlType>,
) -> Result<String, DialectError> {
    let item_type = match item_type {
        Some(item_type) if *item_type != SqlType::default() => compiler.sql_type(item_type)?,
        _ => "INTEGER".to_owned(),
    };
    Ok(format!("SELECT CAST(NULL AS {item_type}) WHERE 1!=1"))
}

/// Returns whether an element of an index stands in parentheses, as expressions with operators do.
pub(super) fn is_grouped_in_index(element: &Expression) -> bool {
    match element {
        Expression::Binary { .. } | Expression::Collate { .. } => true,
        Expression::Unary { operator, .. } => operator.is_some(),
        Expression::And { clauses } | Expression::Or { clauses } => clauses.len() > 1,
        _ => false,
    }
}
