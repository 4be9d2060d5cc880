//! The driver of SQLite.
//!
//! It behaves as Python's `sqlite3` module does: a transaction starts by itself before a statement
//! that changes rows, and values are SQLite's storage classes.

mod options;

use alembic_db::{
    Connection, DatabaseError, DatabaseErrorClass, Driver, IsolationLevel, QueryResult,
    RepeatedStatement, RowReceiver, ServerInfo, Statement, Url, Value,
};
use options::{FileName, OpenOptions};
use regex::Regex;
use rusqlite::config::DbConfig;
use rusqlite::ffi;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use rusqlite::{Error, OpenFlags};

use crate::semicolons::Lexer;

/// Opens SQLite databases.
#[derive(Debug)]
pub(crate) struct SqliteDriver;

impl Driver for SqliteDriver {
    fn dialect(&self) -> &'static str {
        "sqlite"
    }

    fn connect(&self, url: &Url) -> Result<Box<dyn Connection + Send>, DatabaseError> {
        let options = OpenOptions::from_url(url)?;
        let connection = open(&options).map_err(|error| sqlite_error(&error))?;
        let database = match &options.name {
            FileName::Memory => ":memory:".to_owned(),
            FileName::Path(path) => path.to_string_lossy().into_owned(),
            FileName::Uri(name) => name.clone(),
        };
        Ok(Box::new(SqliteConnection {
            connection,
            begin: options.begin,
            server: ServerInfo {
                version: rusqlite::version()
                    .split('.')
                    .filter_map(|number| number.parse().ok())
                    .collect(),
                default_schema: Some("main".to_owned()),
                database: Some(database),
                is_mariadb: false,
            },
            in_transaction: false,
        }))
    }
}

fn open(options: &OpenOptions) -> Result<rusqlite::Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match &options.name {
        FileName::Memory => rusqlite::Connection::open_in_memory_with_flags(flags),
        FileName::Path(path) => rusqlite::Connection::open_with_flags(path, flags),
        FileName::Uri(name) => {
            rusqlite::Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI)
        }
    }?;
    connection.busy_timeout(options.timeout)?;
    // The bundled library is compiled to enforce foreign keys; Python's is not.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
    register_functions(&connection)?;
    Ok(connection)
}

/// Registers the functions that SQLAlchemy gives every connection.
fn register_functions(connection: &rusqlite::Connection) -> Result<(), Error> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("floor", 1, flags, |context| {
        Ok(context.get::<Option<f64>>(0)?.map(f64::floor))
    })?;
    connection.create_scalar_function("regexp", 2, flags, |context| {
        let failed = |error: regex::Error| Error::UserFunctionError(error.into());
        let pattern = context.get_or_create_aux(0, |pattern| -> Result<Regex, Error> {
            Regex::new(pattern.as_str()?).map_err(failed)
        })?;
        let text: Option<String> = context.get(1)?;
        Ok(text.map(|text| pattern.is_match(&text)))
    })
}

struct SqliteConnection {
    connection: rusqlite::Connection,
    /// The statement that starts a transaction; none where each statement commits on its own.
    begin: Option<&'static str>,
    server: ServerInfo,
    in_transaction: bool,
}

/// What running a statement gave.
#[derive(Default)]
struct Outcome {
    columns: Vec<String>,
    changes: i64,
}

impl SqliteConnection {
    fn run(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<Outcome, DatabaseError> {
        let sql = placeholders(statement);
        if sql.contains('\0') {
            return Err(python_error(
                DatabaseErrorClass::Programming,
                "the query contains a null character",
            ));
        }
        let is_empty = Lexer::SQLITE
            .without_blank(sql.trim_end_matches(';'))
            .is_empty();
        if is_empty {
            return Ok(Outcome {
                changes: -1,
                ..Outcome::default()
            });
        }
        let values = bound_values(statement.parameters().map(|(_, value)| value))?;
        let mut prepared = match self.connection.prepare(&sql) {
            Ok(prepared) => prepared,
            Err(error) => return Err(self.prepare_error(&sql, &error)),
        };
        if prepared.parameter_count() != values.len() {
            let message = format!(
                "Incorrect number of bindings supplied. The current statement uses {}, and there \
                 are {} supplied.",
                prepared.parameter_count(),
                values.len()
            );
            return Err(python_error(DatabaseErrorClass::Programming, &message));
        }
        let changes_rows = changes_rows(&sql);
        if changes_rows
            && self.in_transaction
            && self.connection.is_autocommit()
            && let Some(begin) = self.begin
        {
            self.connection
                .execute_batch(begin)
                .map_err(|error| sqlite_error(&error))?;
        }
        let columns =
            step(&mut prepared, values, receiver).map_err(|error| sqlite_error(&error))?;
        drop(prepared);
        let changes = if changes_rows {
            i64::try_from(self.connection.changes()).unwrap_or(-1)
        } else {
            -1
        };
        Ok(Outcome { columns, changes })
    }

    /// Returns the error of a text that cannot be prepared.
    ///
    /// Where the text holds several statements, SQLite may only complain of the second one, which
    /// needs the table that the first would make.
    fn prepare_error(&self, sql: &str, error: &Error) -> DatabaseError {
        let several = || {
            python_error(
                DatabaseErrorClass::Programming,
                "You can only execute one statement at a time.",
            )
        };
        if matches!(error, Error::MultipleStatement) {
            return several();
        }
        let mut from = 0;
        while let Some(end) = Lexer::SQLITE.semicolon(sql, from) {
            from = end + 1;
            if Lexer::SQLITE.without_blank(&sql[from..]).is_empty() {
                break;
            }
            if self.connection.prepare(&sql[..from]).is_ok() {
                return several();
            }
        }
        sqlite_error(error)
    }

    fn end_transaction(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.in_transaction = false;
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection
            .execute_batch(sql)
            .map_err(|error| sqlite_error(&error))
    }
}

/// Runs a prepared statement to its end; returns the names of its columns.
fn step(
    prepared: &mut rusqlite::Statement<'_>,
    values: Vec<SqliteValue>,
    receiver: &mut dyn RowReceiver,
) -> Result<Vec<String>, Error> {
    for (index, value) in values.into_iter().enumerate() {
        prepared.raw_bind_parameter(index + 1, ToSqlOutput::Owned(value))?;
    }
    let columns: Vec<String> = prepared.column_names().map(str::to_owned).collect();
    receiver.begin(&columns);
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        let cells = (0..columns.len())
            .map(|index| Ok(value_of(row.get_ref(index)?)))
            .collect::<Result<_, Error>>()?;
        receiver.row(cells);
    }
    Ok(columns)
}

/// Whether Python's module starts a transaction before a statement.
fn changes_rows(sql: &str) -> bool {
    let text = Lexer::SQLITE.without_blank(sql);
    ["insert", "update", "delete", "replace"]
        .iter()
        .any(|word| {
            text.get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        })
}

fn value_of(cell: ValueRef<'_>) -> Value {
    match cell {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Float(number),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => Value::Bytes(bytes.to_vec()),
        },
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    }
}

/// Returns the error of a value that has no storage class.
fn unsupported(type_name: &str) -> DatabaseError {
    python_error(
        DatabaseErrorClass::Programming,
        &format!("Error binding parameter: type '{type_name}' is not supported"),
    )
}

/// Returns what is bound for a value: what Python's adapters make of it.
fn bound(value: &Value) -> Result<SqliteValue, DatabaseError> {
    Ok(match value {
        Value::Null => SqliteValue::Null,
        Value::Boolean(value) => SqliteValue::Integer(i64::from(*value)),
        Value::Integer(number) => SqliteValue::Integer(*number),
        Value::BigInteger(_) => {
            return Err(DatabaseError::refused(
                "OverflowError",
                "Python int too large to convert to SQLite INTEGER",
            ));
        }
        Value::Float(number) => SqliteValue::Real(*number),
        Value::Decimal(text) => match text.parse::<f64>() {
            Ok(number) => SqliteValue::Real(number),
            Err(_) => SqliteValue::Text(text.clone()),
        },
        Value::Interval(seconds) => SqliteValue::Real(*seconds),
        Value::Text(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Uuid(text)
        | Value::Address(text)
        | Value::Network(text) => SqliteValue::Text(text.clone()),
        Value::DateTime(text) => SqliteValue::Text(text.replacen('T', " ", 1)),
        Value::Bytes(bytes) => SqliteValue::Blob(bytes.clone()),
        Value::Json(document) if document.is_object() => return Err(unsupported("dict")),
        Value::Json(_) | Value::Array(_) | Value::Multirange(_) => return Err(unsupported("list")),
        Value::Tuple(_) => return Err(unsupported("tuple")),
        Value::Range(_) => return Err(unsupported("Range")),
        Value::Foreign(class_name) => return Err(unsupported(class_name)),
    })
}

fn placeholders(statement: &Statement) -> String {
    statement.text_with(|_, _| "?".to_owned())
}

/// Returns what is bound for the values of a statement.
fn bound_values<'v>(
    values: impl IntoIterator<Item = &'v Value>,
) -> Result<Vec<SqliteValue>, DatabaseError> {
    let numbered = (1..).zip(values);
    numbered
        .map(|(place, value)| bound(value).map_err(|error| at_place(error, place)))
        .collect()
}

/// Names the place of a parameter that cannot be bound.
fn at_place(mut error: DatabaseError, place: usize) -> DatabaseError {
    error.message = error.message.replacen(
        "binding parameter:",
        &format!("binding parameter {place}:"),
        1,
    );
    error
}

fn python_error(class: DatabaseErrorClass, message: &str) -> DatabaseError {
    let exception = format!("sqlite3.{}", class.exception_name());
    DatabaseError::new(class, exception, message, None)
}

fn sqlite_error(error: &Error) -> DatabaseError {
    let (failure, message) = match error {
        Error::SqliteFailure(failure, message) => (failure, message.clone()),
        Error::SqlInputError { error, msg, .. } => (error, Some(msg.clone())),
        other => return python_error(DatabaseErrorClass::Interface, &other.to_string()),
    };
    let primary = failure.extended_code & 0xff;
    let class = class_of(primary);
    let message = match (primary, message) {
        // The path behind it is not SQLite's own.
        (ffi::SQLITE_CANTOPEN, _) | (_, None) => ffi::code_to_str(primary).to_owned(),
        (_, Some(message)) => message,
    };
    let mut error = python_error(class, &message);
    error.code = Some(failure.extended_code.to_string());
    error
}

/// Returns the class that Python's module gives a result code.
fn class_of(code: i32) -> DatabaseErrorClass {
    match code {
        ffi::SQLITE_INTERNAL | ffi::SQLITE_NOTFOUND => DatabaseErrorClass::Internal,
        ffi::SQLITE_ERROR
        | ffi::SQLITE_PERM
        | ffi::SQLITE_ABORT
        | ffi::SQLITE_BUSY
        | ffi::SQLITE_LOCKED
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_INTERRUPT
        | ffi::SQLITE_IOERR
        | ffi::SQLITE_FULL
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_PROTOCOL
        | ffi::SQLITE_EMPTY
        | ffi::SQLITE_SCHEMA => DatabaseErrorClass::Operational,
        ffi::SQLITE_TOOBIG => DatabaseErrorClass::Data,
        ffi::SQLITE_CONSTRAINT | ffi::SQLITE_MISMATCH => DatabaseErrorClass::Integrity,
        ffi::SQLITE_MISUSE | ffi::SQLITE_RANGE => DatabaseErrorClass::Interface,
        _ => DatabaseErrorClass::Database,
    }
}

impl Connection for SqliteConnection {
    fn server(&self) -> &ServerInfo {
        &self.server
    }

    fn execute(&mut self, statement: &Statement) -> Result<i64, DatabaseError> {
        Ok(self.run(statement, &mut Vec::new())?.changes)
    }

    fn execute_many(&mut self, repeated: &RepeatedStatement) -> Result<i64, DatabaseError> {
        let Some(first) = repeated.statement(0) else {
            return Ok(0);
        };
        // The first one starts the transaction and finds what is wrong with the text.
        let mut total = self.execute(&first)?;
        let failed = |error: Error| sqlite_error(&error);
        let sql = placeholders(&repeated.template);
        let mut prepared = self.connection.prepare(&sql).map_err(failed)?;
        for row in &repeated.rows[1..] {
            let values = bound_values(row)?;
            step(&mut prepared, values, &mut Vec::new()).map_err(failed)?;
            if total >= 0 {
                total += i64::try_from(self.connection.changes()).unwrap_or(0);
            }
        }
        Ok(total)
    }

    fn query_into(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, DatabaseError> {
        let outcome = self.run(statement, receiver)?;
        Ok(QueryResult {
            returns_rows: !outcome.columns.is_empty(),
            columns: outcome.columns,
            rows: Vec::new(),
            row_count: outcome.changes,
            last_insert_id: (outcome.changes >= 0).then(|| self.connection.last_insert_rowid()),
        })
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        self.in_transaction = true;
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.end_transaction("COMMIT")
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        self.end_transaction("ROLLBACK")
    }

    fn set_isolation_level(&mut self, level: IsolationLevel) -> Result<(), DatabaseError> {
        let reads_uncommitted = match level {
            IsolationLevel::Autocommit => {
                self.begin = None;
                return Ok(());
            }
            IsolationLevel::ReadUncommitted => "PRAGMA read_uncommitted = 1",
            IsolationLevel::Serializable => "PRAGMA read_uncommitted = 0",
            IsolationLevel::ReadCommitted | IsolationLevel::RepeatableRead => {
                return Err(DatabaseError::refused(
                    "sqlalchemy.exc.ArgumentError",
                    format!(
                        "Invalid value '{}' for isolation_level. Valid isolation levels for \
                         'sqlite' are READ UNCOMMITTED, SERIALIZABLE, AUTOCOMMIT",
                        level.name()
                    ),
                ));
            }
        };
        self.begin.get_or_insert("BEGIN DEFERRED");
        self.connection
            .execute_batch(reads_uncommitted)
            .map_err(|error| sqlite_error(&error))
    }
}

#[cfg(test)]
mod tests;
