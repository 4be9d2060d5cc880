//! The compiler, which holds a dialect and the circumstances of a run.

use alembic_db::{ServerInfo, Statement};
use alembic_ops::Operation;
use alembic_schema::{Expression, NamingConvention, SqlType, Value};
use indexmap::IndexMap;

use crate::{Dialect, DialectError, Plan};

/// Which `%` are written twice, as SQLAlchemy does for Python drivers whose parameters look like
/// `%(name)s`; a database never gets them so, but a script written without `paramstyle="named"` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Percents {
    /// None.
    #[default]
    Single,
    /// Those in names, values and text, and the operator.
    Doubled,
    /// The operator alone: pg8000.
    DoubledOperator,
}

/// The circumstances under which SQL is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompileOptions {
    /// Whether the SQL goes to a script instead of a database.
    pub offline: bool,
    /// Whether the values of expressions are written into the SQL.
    pub literal_binds: bool,
    /// Whether the statement is only looked at: parameters need no values, and lists stay one.
    pub is_shown: bool,
    /// Whether lists are written as so many parameters even in a statement that is only looked at.
    pub expands_lists: bool,
    /// Whether there is a warning of sources that are combined, each row with each, because nothing connects them.
    pub warns_of_products: bool,
    /// Which `%` are written twice.
    pub percents: Percents,
    /// The server, where there is a connection; without it, a recent one is assumed.
    pub server: Option<ServerInfo>,
    /// The naming convention of the project's metadata.
    pub naming_convention: NamingConvention,
}

/// Writes SQL in one dialect.
#[derive(Clone, Copy)]
pub struct Compiler<'a> {
    /// What differs between databases.
    pub dialect: &'a dyn Dialect,
    /// The circumstances.
    pub options: &'a CompileOptions,
}

impl<'a> Compiler<'a> {
    /// Returns a compiler.
    pub fn new(dialect: &'a dyn Dialect, options: &'a CompileOptions) -> Self {
        Self { dialect, options }
    }

    /// Returns whether a list stays one parameter.
    pub(crate) fn keeps_lists(&self) -> bool {
        self.options.is_shown && !self.options.expands_lists
    }

    /// Returns whether `%` in values and text is written twice.
    pub(crate) fn doubles_percents(&self) -> bool {
        self.options.percents == Percents::Doubled
    }

    /// Returns whether the server is at least of a version; true where that is not known.
    pub fn is_server_at_least(&self, version: &[u32]) -> bool {
        self.options
            .server
            .as_ref()
            .is_none_or(|server| server.version.is_empty() || server.version.as_slice() >= version)
    }
}

/// Returns the statements of an operation.
pub fn compile_operation(
    dialect: &dyn Dialect,
    operation: &Operation,
    options: &CompileOptions,
) -> Result<Plan, DialectError> {
    Compiler::new(dialect, options).operation(operation)
}

/// Returns an expression as a statement, with its values as parameters unless the options say
/// otherwise.
///
/// `parameters` are the values that were given when the statement was run.
pub fn compile_expression(
    dialect: &dyn Dialect,
    expression: &Expression,
    parameters: &IndexMap<String, Value>,
    options: &CompileOptions,
) -> Result<Statement, DialectError> {
    Compiler::new(dialect, options).statement(expression, parameters)
}

/// Returns SQL text with `:name` parameters as a statement.
pub fn compile_text(
    dialect: &dyn Dialect,
    text: &str,
    parameters: &IndexMap<String, Value>,
    options: &CompileOptions,
) -> Result<Statement, DialectError> {
    Compiler::new(dialect, options).statement(&Expression::text(text), parameters)
}

/// Returns a type's SQL.
pub fn compile_type(
    dialect: &dyn Dialect,
    sql_type: &SqlType,
    options: &CompileOptions,
) -> Result<String, DialectError> {
    Compiler::new(dialect, options).sql_type(sql_type)
}
