//! The driver of MySQL and MariaDB.
//!
//! It speaks the text protocol and writes parameters into the text, as PyMySQL does.

mod decode;
mod flavour;
mod literal;
mod options;

use std::io;

use alembic_db::{
    Connection, DatabaseError, Driver, IsolationLevel, QueryResult, RepeatedStatement, RowReceiver,
    ServerInfo, Statement, Url,
};
use flavour::Flavour;
use literal::LiteralWriter;
use mysql::error::DriverError;
use mysql::prelude::Queryable;
use mysql::{Conn, Error, Opts};
use options::{ConnectOptions, TlsMode};

use crate::batches::{Batch, batches};
use crate::environment::Environment;
use crate::semicolons::Lexer;

/// The number for statements that cannot be prepared.
const UNSUPPORTED_IN_PREPARED: u16 = 1295;

/// Connects to MySQL and MariaDB.
#[derive(Debug)]
pub(crate) struct MysqlDriver;

impl Driver for MysqlDriver {
    fn dialect(&self) -> &'static str {
        "mysql"
    }

    fn connect(&self, url: &Url) -> Result<Box<dyn Connection + Send>, DatabaseError> {
        let flavour = Flavour::from_driver_name(url.driver_name());
        let options = ConnectOptions::from_url(url, flavour, &Environment::of_process())?;
        let connection =
            open(&options).map_err(|error| connect_error(&error, &options, url, flavour))?;
        let mut connection = MysqlConnection {
            connection,
            flavour,
            server: ServerInfo::default(),
            autocommits: true,
            in_transaction: false,
            isolation: None,
        };
        for statement in options.session_statements() {
            connection.run(&statement)?;
        }
        connection.learn_server()?;
        Ok(Box::new(connection))
    }
}

fn open(options: &ConnectOptions) -> Result<Conn, Error> {
    let is_encrypted = options.tls.mode != TlsMode::Disabled && options.socket.is_none();
    match Conn::new(Opts::from(options.builder(is_encrypted))) {
        Err(Error::DriverError(DriverError::TlsNotSupported))
            if options.tls.mode == TlsMode::Preferred =>
        {
            Conn::new(Opts::from(options.builder(false)))
        }
        result => result,
    }
}

fn connect_error(
    error: &Error,
    options: &ConnectOptions,
    url: &Url,
    flavour: Flavour,
) -> DatabaseError {
    let host = url.shown_host().unwrap_or_else(|| options.host.clone());
    let cannot_connect = |reason: &str| {
        let message = format!("Can't connect to MySQL server on '{host}' ({reason})");
        flavour.error(2003, "", &message)
    };
    match error {
        Error::DriverError(DriverError::ConnectTimeout) => cannot_connect("timed out"),
        Error::DriverError(DriverError::CouldNotConnect(Some((_, reason, _)))) => {
            cannot_connect(&python_os_error(reason))
        }
        Error::DriverError(DriverError::TlsNotSupported) => flavour.error(
            2026,
            "",
            "SSL is required but the server doesn't support it",
        ),
        error if tls_failure(error).is_some() => {
            let reason = tls_failure(error).unwrap_or_default();
            cannot_connect(&format!("[SSL] {reason}"))
        }
        Error::IoError(error) if error.kind() == io::ErrorKind::Other => {
            cannot_connect(&python_os_error(&error.to_string()))
        }
        other => query_error(other, flavour),
    }
}

/// Returns the reason why the encrypted connection failed, if that is what failed.
fn tls_failure(error: &Error) -> Option<String> {
    let mut cause: &(dyn std::error::Error + 'static) = match error {
        Error::TlsError(error) => return Some(error.to_string()),
        Error::IoError(error) => error,
        Error::CodecError(error) => error,
        _ => return None,
    };
    loop {
        if let Some(error) = cause.downcast_ref::<rustls::Error>() {
            return Some(error.to_string());
        }
        cause = match cause.downcast_ref::<io::Error>() {
            // Its own source would be the source of what it holds.
            Some(error) => error.get_ref()?,
            None => cause.source()?,
        };
    }
}

/// Returns Python's words for a system error: `[Errno 111] Connection refused`.
fn python_os_error(text: &str) -> String {
    const LOOKUP: &str = "failed to lookup address information: ";
    if let Some(start) = text.find(LOOKUP) {
        return format!("[Errno -2] {}", &text[start + LOOKUP.len()..]);
    }
    match text.rsplit_once(" (os error ") {
        Some((reason, number)) => format!("[Errno {}] {reason}", number.trim_end_matches(')')),
        None => text.to_owned(),
    }
}

/// The numbers of what a server says before it ends a connection: it stops, somebody ended the
/// connection, or nothing was asked for too long.
const SHUTDOWN: u16 = 1053;
const KILLED: u16 = 1927;
const IDLE: u16 = 4031;

fn query_error(error: &Error, flavour: Flavour) -> DatabaseError {
    match error {
        Error::MySqlError(error) => {
            let told = flavour.error(error.code, &error.state, &error.message);
            match error.code {
                SHUTDOWN | KILLED | IDLE => told.ending_connection(),
                _ => told,
            }
        }
        // Sending failed; a connection that ends while reading has no number of the system.
        Error::IoError(error) if error.raw_os_error().is_some() && is_broken(error) => {
            let reason = "MySQL server has gone away (BrokenPipeError(32, 'Broken pipe'))";
            flavour.error(2006, "", reason).ending_connection()
        }
        Error::IoError(error)
            if matches!(
                error.kind(),
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
            ) =>
        {
            flavour
                .error(
                    2013,
                    "",
                    "Lost connection to MySQL server during query (timed out)",
                )
                .ending_connection()
        }
        Error::IoError(_) | Error::CodecError(_) => {
            let reason = "Lost connection to MySQL server during query";
            flavour.error(2013, "", reason).ending_connection()
        }
        other => flavour.error(2000, "", &other.to_string()),
    }
}

fn is_broken(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

struct MysqlConnection {
    connection: Conn,
    flavour: Flavour,
    server: ServerInfo,
    /// What the session's `autocommit` is set to.
    autocommits: bool,
    in_transaction: bool,
    isolation: Option<IsolationLevel>,
}

impl MysqlConnection {
    fn learn_server(&mut self) -> Result<(), DatabaseError> {
        let answer: Option<(String, Option<String>)> = self
            .connection
            .query_first("SELECT VERSION(), DATABASE()")
            .map_err(|error| query_error(&error, self.flavour))?;
        let (version, database) = answer.unwrap_or_default();
        self.server = ServerInfo {
            version: version_numbers(&version),
            default_schema: database.clone(),
            database,
            is_mariadb: version.to_lowercase().contains("mariadb"),
        };
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<(), DatabaseError> {
        self.connection
            .query_drop(sql)
            .map_err(|error| query_error(&error, self.flavour))
    }

    /// Makes the session commit by itself or not, as PyMySQL does it.
    ///
    /// A transaction opened by `START TRANSACTION` would end at the first DDL statement, and what
    /// follows it could not be rolled back.
    fn set_autocommit(&mut self, wanted: bool) -> Result<(), DatabaseError> {
        if self.autocommits != wanted {
            self.run(&format!("SET AUTOCOMMIT = {}", u8::from(wanted)))?;
            self.autocommits = wanted;
        }
        Ok(())
    }

    /// Returns the text to send, once it is known to be one statement.
    fn prepare_text(&mut self, statement: &Statement) -> Result<String, DatabaseError> {
        self.set_autocommit(!self.in_transaction)?;
        let sql = self.literal_writer().inline(statement)?;
        let second = Lexer::MYSQL
            .semicolon(&sql, 0)
            .map_or("", |end| Lexer::MYSQL.without_blank(&sql[end + 1..]));
        if !second.is_empty() {
            self.refuse_several(&sql)?;
        }
        Ok(sql)
    }

    fn literal_writer(&self) -> LiteralWriter {
        LiteralWriter {
            flavour: self.flavour,
            backslash_is_plain: self.connection.no_backslash_escape(),
        }
    }

    /// Runs a text of several statements.
    fn run_several(&mut self, text: &str) -> Result<i64, DatabaseError> {
        let flavour = self.flavour;
        let failed = |error: Error| query_error(&error, flavour);
        let mut sets = self.connection.query_iter(text).map_err(failed)?;
        let mut total = 0;
        while let Some(set) = sets.iter() {
            total += i64::try_from(set.affected_rows()).unwrap_or(0);
            for row in set {
                row.map_err(failed)?;
            }
        }
        Ok(total)
    }

    /// Refuses several statements in the server's own words.
    ///
    /// The client library allows them on every connection, PyMySQL on none. Preparing takes one
    /// only, and tells the body of a procedure from a second statement.
    fn refuse_several(&mut self, sql: &str) -> Result<(), DatabaseError> {
        match self.connection.prep(sql) {
            Ok(statement) => {
                let closed = self.connection.close(statement);
                closed.map_err(|error| query_error(&error, self.flavour))
            }
            Err(Error::MySqlError(error)) if error.code == UNSUPPORTED_IN_PREPARED => Ok(()),
            Err(error) => Err(query_error(&error, self.flavour)),
        }
    }

    fn end_transaction(&mut self, sql: &str) -> Result<(), DatabaseError> {
        if std::mem::replace(&mut self.in_transaction, false) && !self.autocommits {
            self.run(sql)?;
        }
        Ok(())
    }
}

impl Connection for MysqlConnection {
    fn server(&self) -> &ServerInfo {
        &self.server
    }

    fn execute(&mut self, statement: &Statement) -> Result<i64, DatabaseError> {
        let sql = self.prepare_text(statement)?;
        self.run(&sql)?;
        Ok(i64::try_from(self.connection.affected_rows()).unwrap_or(-1))
    }

    fn execute_many(&mut self, repeated: &RepeatedStatement) -> Result<i64, DatabaseError> {
        self.set_autocommit(!self.in_transaction)?;
        let writer = self.literal_writer();
        let batches = batches(repeated, |value| writer.literal(value))?;
        // What is no single statement has to be refused before it becomes part of a text of several.
        if let (Some(first), Some(Batch { is_one: false, .. })) =
            (repeated.statement(0), batches.first())
        {
            self.prepare_text(&first)?;
        }
        let mut total = 0;
        for batch in batches {
            total += self.run_several(&batch.text)?;
        }
        Ok(total)
    }

    fn query_into(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, DatabaseError> {
        let sql = self.prepare_text(statement)?;
        let flavour = self.flavour;
        let failed = |error: Error| query_error(&error, flavour);
        let mut sets = self.connection.query_iter(&sql).map_err(failed)?;
        let Some(set) = sets.iter() else {
            return Ok(QueryResult::default());
        };
        let columns = set.columns().as_ref().to_vec();
        let returns_rows = !columns.is_empty();
        let names: Vec<String> = columns
            .iter()
            .map(|column| column.name_str().into_owned())
            .collect();
        receiver.begin(&names);
        let affected = i64::try_from(set.affected_rows()).unwrap_or(-1);
        let last_insert_id = set
            .last_insert_id()
            .and_then(|id| i64::try_from(id).ok())
            .filter(|id| *id != 0);
        let mut count = 0;
        for row in set {
            let cells = row.map_err(failed)?.unwrap_raw();
            count += 1;
            receiver.row(
                cells
                    .into_iter()
                    .zip(&columns)
                    .map(|(cell, column)| decode::value(column, cell.unwrap_or(mysql::Value::NULL)))
                    .collect(),
            );
        }
        Ok(QueryResult {
            returns_rows,
            columns: names,
            rows: Vec::new(),
            row_count: if returns_rows { count } else { affected },
            last_insert_id,
        })
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        self.in_transaction = self.isolation != Some(IsolationLevel::Autocommit);
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.end_transaction("COMMIT")
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        self.end_transaction("ROLLBACK")
    }

    fn set_isolation_level(&mut self, level: IsolationLevel) -> Result<(), DatabaseError> {
        self.isolation = Some(level);
        if level != IsolationLevel::Autocommit {
            self.run(&format!(
                "SET SESSION TRANSACTION ISOLATION LEVEL {}",
                level.name()
            ))?;
        }
        Ok(())
    }
}

/// Reads `10.11.6-MariaDB-0+deb12u1` and `8.0.36`.
fn version_numbers(text: &str) -> Vec<u32> {
    // An old replication hack puts a fixed version before MariaDB's own.
    let text = text.strip_prefix("5.5.5-").unwrap_or(text);
    let end = text
        .find(|character: char| !character.is_ascii_digit() && character != '.')
        .unwrap_or(text.len());
    text[..end]
        .split('.')
        .filter_map(|number| number.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_numbers() {
        for (text, expected) in [
            ("10.11.6-MariaDB-0+deb12u1", vec![10, 11, 6]),
            ("5.5.5-10.3.2-MariaDB", vec![10, 3, 2]),
            ("8.0.36", vec![8, 0, 36]),
        ] {
            assert_eq!(version_numbers(text), expected, "{text}");
        }
    }

    #[test]
    fn system_errors_are_worded_as_in_python() {
        for (text, expected) in [
            (
                "Connection refused (os error 111)",
                "[Errno 111] Connection refused",
            ),
            (
                "failed to lookup address information: Name or service not known",
                "[Errno -2] Name or service not known",
            ),
            ("odd", "odd"),
        ] {
            assert_eq!(python_os_error(text), expected);
        }
    }
}
