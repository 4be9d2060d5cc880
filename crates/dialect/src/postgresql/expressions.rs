//! Expressions that PostgreSQL writes in its own way.

use alembic_schema::{Expression, ForUpdate, SqlType, TypeFamily};

use crate::expressions::{BinaryForm, FunctionForm, JsonForm, Modifiers, shared_binary_form};
use crate::{Affinity, Compiler, DialectError};

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "pow" => FunctionForm::Named("power"),
        "aggregate_strings" => FunctionForm::Named("string_agg"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str, modifiers: &Modifiers) -> BinaryForm {
    match operator {
        "ILIKE" | "NOT ILIKE" => BinaryForm::AsGiven,
        "^" => BinaryForm::Infix("#"),
        "[]" | "HSTORE[]" => BinaryForm::Template("{left}[{right}]"),
        "MATCH" => BinaryForm::Template("{left} @@ plainto_tsquery({right})"),
        "REGEXP" | "NOT REGEXP" => regular_expression(operator, modifiers),
        "REGEXP REPLACE" if modifiers.contains_key("flags") => {
            BinaryForm::Template("REGEXP_REPLACE({left}, {first}, {second}, {flags})")
        }
        "REGEXP REPLACE" => BinaryForm::Template("REGEXP_REPLACE({left}, {first}, {second})"),
        operator => shared_binary_form(operator, modifiers),
    }
}

/// Returns how a regular expression is matched, whose flags may stand inside of it.
fn regular_expression(operator: &str, modifiers: &Modifiers) -> BinaryForm {
    let is_negated = operator.starts_with("NOT");
    match modifiers.get("flags").and_then(serde_json::Value::as_str) {
        None => BinaryForm::Infix(if is_negated { "!~" } else { "~" }),
        Some("i") => BinaryForm::Infix(if is_negated { "!~*" } else { "~*" }),
        Some(_) => BinaryForm::Template(if is_negated {
            "{left} !~ CONCAT('(?', {flags}, ')', {right})"
        } else {
            "{left} ~ CONCAT('(?', {flags}, ')', {right})"
        }),
    }
}

/// Returns a key or an index as it is, and a path as the text of an array.
pub(super) fn json_path(steps: &[serde_json::Value], is_path: bool) -> serde_json::Value {
    if let ([step], false) = (steps, is_path) {
        return step.clone();
    }
    let steps: Vec<String> = steps
        .iter()
        .map(|step| match step {
            serde_json::Value::String(key) => key.clone(),
            other => other.to_string(),
        })
        .collect();
    format!("{{{}}}", steps.join(", ")).into()
}

pub(super) fn json_form(
    compiler: &Compiler<'_>,
    is_path: bool,
    document_type: Option<&SqlType>,
    value_type: &SqlType,
) -> JsonForm {
    let is_binary = document_type.is_some_and(|sql_type| match &sql_type.family {
        TypeFamily::Dialect(own) => own.class_name == "JSONB",
        _ => false,
    });
    match (compiler.affinity(value_type), is_path) {
        (Affinity::Json, true) => JsonForm::Infix("#>"),
        (Affinity::Json, false) if is_binary && compiler.is_server_at_least(&[14]) => {
            JsonForm::Template("{left}[{right}]".to_owned())
        }
        (Affinity::Json, false) => JsonForm::Infix("->"),
        (_, true) => JsonForm::Cast("{left} #>> {right}"),
        (_, false) => JsonForm::Cast("{left} ->> {right}"),
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

/// Returns what locks the rows of a query.
pub(super) fn for_update(lock: &ForUpdate, of: &[String]) -> String {
    let mut words = match (lock.read, lock.key_share) {
        (true, true) => " FOR KEY SHARE",
        (true, false) => " FOR SHARE",
        (false, true) => " FOR NO KEY UPDATE",
        (false, false) => " FOR UPDATE",
    }
    .to_owned();
    if !of.is_empty() {
        words.push_str(&format!(" OF {}", of.join(", ")));
    }
    words.push_str(if lock.nowait { " NOWAIT" } else { "" });
    words.push_str(if lock.skip_locked { " SKIP LOCKED" } else { "" });
    words
}
