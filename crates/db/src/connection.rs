//! What a driver provides.

use alembic_schema::Value;

use crate::{DatabaseError, RepeatedStatement, Statement};

/// What a connection learned of its server when it was opened.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServerInfo {
    /// The version's numbers, `[15, 3]`.
    pub version: Vec<u32>,
    /// The schema where unqualified names live.
    pub default_schema: Option<String>,
    /// The name of the connected database, or the file's path.
    pub database: Option<String>,
    /// Whether a MySQL server is a MariaDB.
    pub is_mariadb: bool,
}

/// A transaction isolation level, under SQLAlchemy's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IsolationLevel {
    /// Each statement commits on its own.
    Autocommit,
    /// `READ UNCOMMITTED`.
    ReadUncommitted,
    /// `READ COMMITTED`.
    ReadCommitted,
    /// `REPEATABLE READ`.
    RepeatableRead,
    /// `SERIALIZABLE`.
    Serializable,
}

impl IsolationLevel {
    /// Returns the level with SQLAlchemy's name for it (`"REPEATABLE READ"`, `"AUTOCOMMIT"`).
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.replace('_', " ").to_uppercase().as_str() {
            "AUTOCOMMIT" => Self::Autocommit,
            "READ UNCOMMITTED" => Self::ReadUncommitted,
            "READ COMMITTED" => Self::ReadCommitted,
            "REPEATABLE READ" => Self::RepeatableRead,
            "SERIALIZABLE" => Self::Serializable,
            _ => return None,
        })
    }

    /// Returns the SQL name of the level.
    pub fn name(self) -> &'static str {
        match self {
            Self::Autocommit => "AUTOCOMMIT",
            Self::ReadUncommitted => "READ UNCOMMITTED",
            Self::ReadCommitted => "READ COMMITTED",
            Self::RepeatableRead => "REPEATABLE READ",
            Self::Serializable => "SERIALIZABLE",
        }
    }
}

/// What a statement gave back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QueryResult {
    /// Whether the statement is one that gives rows, even when there are none.
    pub returns_rows: bool,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with a value per column; empty where a `RowReceiver` took them.
    pub rows: Vec<Vec<Value>>,
    /// The number of rows that were changed or returned; -1 where the driver does not know.
    pub row_count: i64,
    /// The last generated key, where the database tells one.
    pub last_insert_id: Option<i64>,
}

/// Takes the rows of a result one by one, as they come from the database.
pub trait RowReceiver {
    /// Learns that a result with these columns begins.
    ///
    /// Where a text holds several statements, the last result counts: rows that came before it are
    /// forgotten.
    fn begin(&mut self, columns: &[String]);

    /// Takes the next row.
    fn row(&mut self, row: Vec<Value>);
}

impl RowReceiver for Vec<Vec<Value>> {
    fn begin(&mut self, _columns: &[String]) {
        self.clear();
    }

    fn row(&mut self, row: Vec<Value>) {
        self.push(row);
    }
}

/// An open connection to a database.
///
/// Transactions are the caller's: after `begin`, statements belong to a transaction until `commit`
/// or `rollback`; without it each statement commits on its own. On SQLite, `begin` behaves as
/// Python's `sqlite3` does: the database's transaction starts at the first statement that changes
/// rows, so that DDL and `PRAGMA` before it take effect at once.
pub trait Connection {
    /// Returns what is known of the server.
    fn server(&self) -> &ServerInfo;

    /// Runs SQL whose rows nobody needs, by the quickest way that the driver has.
    ///
    /// Returns the number of rows changed, -1 where the driver does not know.
    fn execute(&mut self, statement: &Statement) -> Result<i64, DatabaseError>;

    /// Runs a statement for many sets of values, by the quickest way that the driver has.
    ///
    /// Returns the number of rows changed, -1 where the driver does not know.
    fn execute_many(&mut self, repeated: &RepeatedStatement) -> Result<i64, DatabaseError> {
        let mut total = 0;
        for position in 0..repeated.rows.len() {
            let Some(statement) = repeated.statement(position) else {
                break;
            };
            let changed = self.execute(&statement)?;
            total = if changed < 0 || total < 0 {
                -1
            } else {
                total + changed
            };
        }
        Ok(total)
    }

    /// Runs SQL and hands its rows, with typed values, to `receiver` while they are read.
    ///
    /// All of them are read before this returns, so that the connection is free for the next statement.
    fn query_into(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, DatabaseError>;

    /// Runs SQL and returns its rows with typed values.
    fn query(&mut self, statement: &Statement) -> Result<QueryResult, DatabaseError> {
        let mut rows = Vec::new();
        let mut result = self.query_into(statement, &mut rows)?;
        result.rows = rows;
        Ok(result)
    }

    /// Starts a transaction.
    fn begin(&mut self) -> Result<(), DatabaseError>;

    /// Makes the transaction's changes permanent; does nothing outside of one.
    fn commit(&mut self) -> Result<(), DatabaseError>;

    /// Takes the transaction's changes back; does nothing outside of one.
    fn rollback(&mut self) -> Result<(), DatabaseError>;

    /// Sets the isolation level of the transactions to come; with `Autocommit`, `begin` starts none.
    fn set_isolation_level(&mut self, level: IsolationLevel) -> Result<(), DatabaseError>;
}

/// Opens connections to one kind of database.
pub trait Driver {
    /// Returns the dialect that this driver serves, `postgresql`.
    fn dialect(&self) -> &'static str;

    /// Opens a connection to what `url` names.
    ///
    /// `url` names this driver's dialect. An option of the query part that is not known is an error
    /// that names it.
    ///
    /// The connection may be handed to another thread while nobody else uses it.
    fn connect(&self, url: &crate::Url) -> Result<Box<dyn Connection + Send>, DatabaseError>;
}
