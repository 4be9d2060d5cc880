//! Reading a database's catalog, with the answers of SQLAlchemy's `Inspector`.
//!
//! The queries of a database and the decoding of their rows are in that database's `inspect`
//! module. What is here is the same for all: the entry, the form of the answers, and the assembly
//! of a table out of them.

mod answers;
mod table;

pub use answers::{
    ReflectedCheckConstraint, ReflectedColumn, ReflectedComputed, ReflectedForeignKey,
    ReflectedForeignKeyOptions, ReflectedIdentity, ReflectedIndex, ReflectedPrimaryKey,
    ReflectedTableComment, ReflectedUniqueConstraint,
};

use alembic_db::{QueryResult, ServerInfo, Statement, Value};
use alembic_schema::{DialectOptions, Expression, Table};

use crate::{mysql, postgresql, sqlite};

/// The target of log records that Python would print as warnings.
pub(crate) const WARNINGS: &str = "py.warnings";

/// Why the catalog gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// There is no such table or view.
    #[error("{table}")]
    NoSuchTable {
        /// The name as the message shows it, with the schema where one was given.
        table: String,
    },
    /// The database has no such thing to ask for.
    #[error("{method} is not supported on dialect {dialect}")]
    NotImplemented {
        /// The method that was called.
        method: &'static str,
        /// The dialect.
        dialect: String,
    },
    /// The catalog's rows are not what they should be.
    #[error("the catalog's answer about {subject} could not be read")]
    Unexpected {
        /// What was asked for.
        subject: String,
    },
}

impl InspectError {
    /// Returns the full name of the exception class that scripts see for this error.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::NoSuchTable { .. } => "sqlalchemy.exc.NoSuchTableError",
            Self::NotImplemented { .. } => "NotImplementedError",
            Self::Unexpected { .. } => "sqlalchemy.exc.InvalidRequestError",
        }
    }

    pub(crate) fn no_such_table(table: &str, schema: Option<&str>) -> Self {
        Self::NoSuchTable {
            table: schema.map_or_else(|| table.to_owned(), |schema| format!("{schema}.{table}")),
        }
    }
}

/// The databases whose catalog can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgresql,
    Mysql,
}

type RunQuery<'a, E> = dyn FnMut(&Statement) -> Result<QueryResult, E> + 'a;

/// Asks a database what it holds, under the method names of SQLAlchemy's `Inspector`.
///
/// Every query goes through the function that the inspector was made with; an error of that
/// function's ends the question.
pub struct Inspector<'a, E> {
    database: Database,
    dialect: &'a str,
    server: &'a ServerInfo,
    run: Box<RunQuery<'a, E>>,
}

/// Calls the function of the inspector's database.
macro_rules! ask {
    ($inspector:ident, $function:ident $(, $argument:expr)*) => {
        match $inspector.database {
            Database::Sqlite => sqlite::inspect::$function($inspector $(, $argument)*),
            Database::Postgresql => postgresql::inspect::$function($inspector $(, $argument)*),
            Database::Mysql => mysql::inspect::$function($inspector $(, $argument)*),
        }
    };
}

impl<'a, E: From<InspectError>> Inspector<'a, E> {
    /// Returns an inspector of a database of the dialect, which `run` sends queries to.
    pub fn new(
        dialect: &'a str,
        server: &'a ServerInfo,
        run: impl FnMut(&Statement) -> Result<QueryResult, E> + 'a,
    ) -> Result<Self, InspectError> {
        let database = match dialect {
            "sqlite" => Database::Sqlite,
            "postgresql" => Database::Postgresql,
            "mysql" | "mariadb" => Database::Mysql,
            _ => {
                return Err(InspectError::NotImplemented {
                    method: "inspect",
                    dialect: dialect.to_owned(),
                });
            }
        };
        Ok(Self {
            database,
            dialect,
            server,
            run: Box::new(run),
        })
    }

    /// Returns what is known of the server.
    pub fn server(&self) -> &ServerInfo {
        self.server
    }

    /// Returns whether there is a table or view of this name.
    pub fn has_table(&mut self, table: &str, schema: Option<&str>) -> Result<bool, E> {
        ask!(self, has_table, table, schema)
    }

    /// Returns whether there is a schema of this name.
    pub fn has_schema(&mut self, schema: &str) -> Result<bool, E> {
        ask!(self, has_schema, schema)
    }

    /// Returns whether a table has an index of this name.
    pub fn has_index(&mut self, table: &str, index: &str, schema: Option<&str>) -> Result<bool, E> {
        if !self.has_table(table, schema)? {
            return Ok(false);
        }
        let indexes = self.get_indexes(table, schema)?;
        Ok(indexes
            .iter()
            .any(|found| found.name.as_deref() == Some(index)))
    }

    /// Returns whether there is a sequence of this name.
    pub fn has_sequence(&mut self, sequence: &str, schema: Option<&str>) -> Result<bool, E> {
        ask!(self, has_sequence, sequence, schema)
    }

    /// Returns whether there is a type of this name: an enumeration, a domain, ….
    pub fn has_type(&mut self, type_name: &str, schema: Option<&str>) -> Result<bool, E> {
        ask!(self, has_type, type_name, schema)
    }

    /// Returns the names of the schemas.
    pub fn get_schema_names(&mut self) -> Result<Vec<String>, E> {
        ask!(self, get_schema_names)
    }

    /// Returns the names of the tables.
    pub fn get_table_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        ask!(self, get_table_names, schema)
    }

    /// Returns the names of the views.
    pub fn get_view_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        ask!(self, get_view_names, schema)
    }

    /// Returns the columns of a table.
    pub fn get_columns(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedColumn>, E> {
        ask!(self, get_columns, table, schema)
    }

    /// Returns the primary key of a table; without columns when it has none.
    pub fn get_pk_constraint(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<ReflectedPrimaryKey, E> {
        ask!(self, get_pk_constraint, table, schema)
    }

    /// Returns the foreign keys of a table.
    pub fn get_foreign_keys(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedForeignKey>, E> {
        ask!(self, get_foreign_keys, table, schema)
    }

    /// Returns the unique constraints of a table.
    pub fn get_unique_constraints(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedUniqueConstraint>, E> {
        ask!(self, get_unique_constraints, table, schema)
    }

    /// Returns the check constraints of a table.
    pub fn get_check_constraints(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedCheckConstraint>, E> {
        ask!(self, get_check_constraints, table, schema)
    }

    /// Returns the indexes of a table.
    pub fn get_indexes(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedIndex>, E> {
        ask!(self, get_indexes, table, schema)
    }

    /// Returns the comment of a table.
    pub fn get_table_comment(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<ReflectedTableComment, E> {
        ask!(self, get_table_comment, table, schema)
    }

    /// Returns the options of a table under their full names, `mysql_engine`.
    pub fn get_table_options(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<DialectOptions, E> {
        ask!(self, get_table_options, table, schema)
    }

    /// Returns a table as the catalog describes it.
    pub fn reflect_table(&mut self, table: &str, schema: Option<&str>) -> Result<Table, E> {
        table::reflect(self, table, schema)
    }

    /// Returns a table in the form that Alembic compares and copies.
    ///
    /// That is the catalog's description, but with defaults as they are to be written: one that
    /// SQLite takes only in parentheses has them, and the one of a PostgreSQL `SERIAL` is left out.
    pub fn reflect_table_to_write(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Table, E> {
        let mut reflected = self.reflect_table(table, schema)?;
        for column in &mut reflected.columns {
            match self.database {
                Database::Sqlite => sqlite::inspect::group_default(column),
                Database::Postgresql => {
                    postgresql::inspect::leave_out_serial(self, table, column)?;
                }
                Database::Mysql => {}
            }
        }
        Ok(reflected)
    }

    pub(crate) fn dialect(&self) -> &'a str {
        self.dialect
    }

    pub(crate) fn supports_comments(&self) -> bool {
        self.database != Database::Sqlite
    }

    /// Sends a query.
    pub(crate) fn query(&mut self, statement: &Statement) -> Result<QueryResult, E> {
        (self.run)(statement)
    }

    /// Sends a query and returns the texts of its first column.
    pub(crate) fn query_texts(&mut self, statement: &Statement) -> Result<Vec<String>, E> {
        let result = self.query(statement)?;
        Ok(result
            .rows
            .iter()
            .filter_map(|row| row.first().and_then(text_of))
            .collect())
    }

    pub(crate) fn not_implemented(&self, method: &'static str) -> E {
        E::from(InspectError::NotImplemented {
            method,
            dialect: self.dialect.to_owned(),
        })
    }
}

/// Returns the text of a value; none of `NULL`.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(text)
        | Value::Decimal(text)
        | Value::BigInteger(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::DateTime(text)
        | Value::Uuid(text) => Some(text.clone()),
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::Boolean(flag) => Some(i64::from(*flag).to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) | Value::Interval(number) => Some(number.to_string()),
        Value::Json(json) => Some(json.to_string()),
    }
}

/// Returns SQL text in which no colon starts a parameter.
pub(crate) fn plain_text(text: &str) -> Expression {
    Expression::text(text.replace(':', "\\:"))
}

/// Returns the number that a value is; 0 for what is none.
pub(crate) fn number_of(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        Value::Boolean(flag) => i64::from(*flag),
        Value::Decimal(text) | Value::Text(text) => text.parse().unwrap_or(0),
        _ => 0,
    }
}

/// Returns where the parenthesis closes that was opened just before `text`.
pub(crate) fn matching_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 1;
    let mut quote = None;
    for (position, character) in text.char_indices() {
        match (quote, character) {
            // A doubled quote closes and opens again, which comes to the same.
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(position);
                }
            }
            (None, _) => {}
        }
    }
    None
}

/// A row of a catalog query, read by position.
///
/// A column that the row lacks reads as `NULL`.
pub(crate) struct Row<'a>(pub(crate) &'a [Value]);

impl Row<'_> {
    pub(crate) fn value(&self, position: usize) -> &Value {
        self.0.get(position).unwrap_or(&Value::Null)
    }

    pub(crate) fn text(&self, position: usize) -> Option<String> {
        text_of(self.value(position))
    }

    pub(crate) fn name(&self, position: usize) -> String {
        self.text(position).unwrap_or_default()
    }

    pub(crate) fn number(&self, position: usize) -> i64 {
        number_of(self.value(position))
    }

    pub(crate) fn flag(&self, position: usize) -> bool {
        self.number(position) != 0
    }
}
