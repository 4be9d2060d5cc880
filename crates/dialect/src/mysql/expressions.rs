//! Expressions that MySQL writes in its own way.

use alembic_schema::{
    Expression, NumericKind, NumericType, SqlType, StringKind, StringType, TemporalKind, TypeFamily,
};

use super::is_mariadb;
use crate::expressions::{BinaryForm, FunctionForm, shared_binary_form};
use crate::types::enum_string;
use crate::{Affinity, Compiler, DialectError};

pub(super) fn function_form(name: &str) -> FunctionForm {
    match name {
        "random" => FunctionForm::Named("rand"),
        "sysdate" => FunctionForm::Constant("SYSDATE()"),
        _ => FunctionForm::AsGiven,
    }
}

pub(super) fn binary_form(operator: &str) -> BinaryForm {
    match operator {
        "||" => BinaryForm::Call("concat"),
        "/" => BinaryForm::AsGiven,
        "IS DISTINCT FROM" => BinaryForm::NotInfix("<=>"),
        "IS NOT DISTINCT FROM" => BinaryForm::Infix("<=>"),
        operator => shared_binary_form(operator),
    }
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
            Affinity::Uuid => Some("CHAR(32)".to_owned()),
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
