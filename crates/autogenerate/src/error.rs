//! What autogenerate cannot do.

use alembic_dialect::DialectError;
use alembic_ops::OpsError;

/// An error of autogenerate.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AutogenerateError {
    /// SQL could not be written.
    #[error(transparent)]
    Dialect(#[from] DialectError),
    /// An operation cannot be undone.
    #[error(transparent)]
    Ops(#[from] OpsError),
    /// An operation has no text in a script.
    #[error("no dispatch function for object: {operation}")]
    NoRenderer {
        /// The operation's name, `bulk_insert`.
        operation: &'static str,
    },
    /// An `execute` has something else than text.
    #[error(
        "Autogenerate rendering of SQL Expression language constructs not supported here; please \
         use a plain SQL string"
    )]
    ExpressionInExecute,
    /// Only Python knows a type, and did not tell how to write it.
    #[error("the type `{sql}` is known to Python only, which did not say how to write it")]
    UnknownType {
        /// The type's SQL.
        sql: String,
    },
    /// Two metadata have the same table.
    #[error(
        "Duplicate table keys across multiple MetaData objects: {}",
        quoted(tables)
    )]
    DuplicateTables {
        /// The tables.
        tables: Vec<String>,
    },
}

impl AutogenerateError {
    /// Returns the full name of the exception class that scripts see for this error.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::Dialect(error) => error.exception_name(),
            Self::Ops(_) | Self::NoRenderer { .. } | Self::DuplicateTables { .. } => "ValueError",
            Self::ExpressionInExecute => "NotImplementedError",
            Self::UnknownType { .. } => "alembic.util.exc.CommandError",
        }
    }
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    names.join(", ")
}
