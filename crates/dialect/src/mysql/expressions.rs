//! Expressions that MySQL writes in its own way.

use alembic_schema::{
    Expression, ForUpdate, NumericKind, NumericType, SqlType, StringKind, StringType, TemporalKind,
    TypeFamily,
};

use super::is_mariadb;
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, Modifiers, shared_binary_form};
use crate::types::enum_string;
use crate::{Affinity, Compiler, DialectError};

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "random" => FunctionForm::Named("rand"),
        "sysdate" => FunctionForm::Constant("SYSDATE()"),
        "rollup" => FunctionForm::Before(" WITH ROLLUP"),
        "aggregate_strings" => FunctionForm::Separated("group_concat", " SEPARATOR "),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(
    compiler: &Compiler<'_>,
    operator: &str,
    modifiers: &Modifiers,
) -> BinaryForm {
    match operator {
        "||" => BinaryForm::Call("concat"),
        "/" => BinaryForm::AsGiven,
        "REGEXP" | "NOT REGEXP" => regular_expression(compiler, operator, modifiers),
        "REGEXP REPLACE" => match (modifiers.contains_key("flags"), is_mariadb(compiler)) {
            (false, _) => BinaryForm::Template("REGEXP_REPLACE({left}, {first}, {second})"),
            (true, false) => {
                BinaryForm::Template("REGEXP_REPLACE({left}, {first}, {second}, {flags})")
            }
            (true, true) => BinaryForm::Template(
                "REGEXP_REPLACE({left}, CONCAT('(?', {flags}, ')', {first}), {second})",
            ),
        },
        "MATCH" | "MATCH AGAINST" => full_text_match(modifiers),
        "IS DISTINCT FROM" => BinaryForm::NotInfix("<=>"),
        "IS NOT DISTINCT FROM" => BinaryForm::Infix("<=>"),
        operator => shared_binary_form(operator, modifiers),
    }
}

/// Returns how a regular expression is matched, whose flags are an argument on MySQL and stand
/// inside of it on MariaDB.
fn regular_expression(
    compiler: &Compiler<'_>,
    operator: &str,
    modifiers: &Modifiers,
) -> BinaryForm {
    let is_negated = operator.starts_with("NOT");
    if !modifiers.contains_key("flags") {
        return BinaryForm::AsGiven;
    }
    BinaryForm::Template(match (is_mariadb(compiler), is_negated) {
        (false, false) => "REGEXP_LIKE({left}, {right}, {flags})",
        (false, true) => "NOT REGEXP_LIKE({left}, {right}, {flags})",
        (true, false) => "{left} REGEXP CONCAT('(?', {flags}, ')', {right})",
        (true, true) => "{left} NOT REGEXP CONCAT('(?', {flags}, ')', {right})",
    })
}

fn full_text_match(modifiers: &Modifiers) -> BinaryForm {
    let flag = |name: &str, default: bool| {
        modifiers
            .get(name)
            .and_then(serde_json::Value::as_bool)
            .unwrap_or(default)
    };
    let flags = (
        flag("mysql_boolean_mode", true),
        flag("mysql_natural_language", false),
        flag("mysql_query_expansion", false),
    );
    BinaryForm::Template(match flags {
        (false, false, false) => "MATCH ({left}) AGAINST ({right})",
        (true, false, false) => "MATCH ({left}) AGAINST ({right} IN BOOLEAN MODE)",
        (false, true, false) => "MATCH ({left}) AGAINST ({right} IN NATURAL LANGUAGE MODE)",
        (false, false, true) => "MATCH ({left}) AGAINST ({right} WITH QUERY EXPANSION)",
        (false, true, true) => {
            "MATCH ({left}) AGAINST ({right} IN NATURAL LANGUAGE MODE WITH QUERY EXPANSION)"
        }
        _ => return BinaryForm::InvalidMatchFlags(flags),
    })
}

pub(super) fn json_form(compiler: &Compiler<'_>, value_type: &SqlType) -> JsonForm {
    let element = "JSON_EXTRACT({left}, {right})";
    let value = match (compiler.affinity(value_type), &value_type.family) {
        (Affinity::Json, _) => return JsonForm::Template(element.to_owned()),
        (Affinity::Integer, _) => format!("ELSE CAST({element} AS SIGNED INTEGER)"),
        (
            _,
            TypeFamily::Numeric(NumericType {
                precision: Some(precision),
                scale: Some(scale),
                ..
            }),
        ) => format!("ELSE CAST({element} AS DECIMAL({precision}, {scale}))"),
        (Affinity::Numeric | Affinity::Float, _) => {
            format!("ELSE {element}+0.0000000000000000000000")
        }
        (Affinity::Boolean, _) => "WHEN true THEN true ELSE false".to_owned(),
        (Affinity::String, _) => format!("ELSE JSON_UNQUOTE({element})"),
        _ => format!("ELSE {element}"),
    };
    JsonForm::Template(format!("CASE {element} WHEN 'null' THEN NULL {value} END"))
}

/// Returns the type of a `CAST`, which knows other names than a column does.
pub(super) fn cast_type(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
) -> Result<Option<String>, DialectError> {
    Ok(match &sql_type.family {
        TypeFamily::Temporal(temporal) if temporal.kind == TemporalKind::Timestamp => {
            Some("DATETIME".to_owned())
        }
        TypeFamily::Interval(_) => Some("DATETIME".to_owned()),
        TypeFamily::Temporal(_) => Some(compiler.sql_type(sql_type)?),
        TypeFamily::Numeric(numeric) => Some(compiler.sql_type(&decimal(numeric))?),
        TypeFamily::String(string) => Some(char_type(compiler, string)?),
        TypeFamily::Enum(enumeration) if !enumeration.native_enum => {
            Some(char_type(compiler, &enum_string(enumeration))?)
        }
        TypeFamily::Float(_) => {
            let oldest: &[u32] = if is_mariadb(compiler) {
                &[10, 4, 5]
            } else {
                &[8, 0, 17]
            };
            let supported =
                compiler.options.server.is_some() && compiler.is_server_at_least(oldest);
            if supported {
                Some(compiler.sql_type(sql_type)?)
            } else {
                None
            }
        }
        TypeFamily::Dialect(own) if own.flag("unsigned") => match compiler.affinity(sql_type) {
            Affinity::Integer => Some("UNSIGNED INTEGER".to_owned()),
            _ => None,
        },
        _ => match compiler.affinity(sql_type) {
            Affinity::Integer => Some("SIGNED INTEGER".to_owned()),
            Affinity::Binary => Some("BINARY".to_owned()),
            Affinity::Json => Some("JSON".to_owned()),
            Affinity::DateTime => Some("DATETIME".to_owned()),
            Affinity::Date | Affinity::Time => Some(compiler.sql_type(sql_type)?),
            Affinity::String if !matches!(sql_type.family, TypeFamily::Enum(_)) => {
                Some("CHAR".to_owned())
            }
            _ => None,
        },
    })
}

fn decimal(numeric: &NumericType) -> SqlType {
    TypeFamily::Numeric(NumericType {
        kind: NumericKind::Decimal,
        ..numeric.clone()
    })
    .into()
}

fn char_type(compiler: &Compiler<'_>, string: &StringType) -> Result<String, DialectError> {
    let char_type = StringType {
        kind: StringKind::Char,
        length: string.length,
        collation: None,
    };
    compiler.sql_type(&TypeFamily::String(char_type).into())
}

/// Returns whether an element of an index stands in parentheses, as all but columns do.
pub(super) fn is_grouped_in_index(element: &Expression) -> bool {
    match element {
        Expression::Binary { .. } | Expression::Collate { .. } | Expression::Function { .. } => {
            true
        }
        Expression::Unary { modifier, .. } => !matches!(modifier.as_deref(), Some("DESC" | "ASC")),
        _ => false,
    }
}

/// Returns what locks the rows of a query.
pub(super) fn for_update(compiler: &Compiler<'_>, lock: &ForUpdate, of: &[String]) -> String {
    if lock.read {
        return " LOCK IN SHARE MODE".to_owned();
    }
    let mut words = " FOR UPDATE".to_owned();
    let knows_tables = compiler.options.server.is_some()
        && !is_mariadb(compiler)
        && compiler.is_server_at_least(&[8, 0, 1]);
    if knows_tables && !of.is_empty() {
        words.push_str(&format!(" OF {}", of.join(", ")));
    }
    words.push_str(if lock.nowait { " NOWAIT" } else { "" });
    words.push_str(if lock.skip_locked { " SKIP LOCKED" } else { "" });
    words
}

/// Returns whether the row that could not be inserted has a name of its own.
pub(super) fn names_new_rows(compiler: &Compiler<'_>) -> bool {
    compiler.options.server.is_some()
        && !is_mariadb(compiler)
        && compiler.is_server_at_least(&[8, 0, 20])
}
