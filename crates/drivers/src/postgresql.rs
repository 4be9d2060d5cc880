//! The driver of PostgreSQL.
//!
//! It speaks the simple query protocol and writes parameters into the text, as psycopg2 does: types
//! are inferred as there, several statements may be sent at once, and each takes one round trip.

mod connect;
mod decode;
mod flavour;
mod literal;
mod message;
mod options;
mod parameters;
mod password_file;
mod pipeline;
mod simple_query;
mod sqlstate;
mod tls;
mod wire;

use alembic_db::{
    Connection, DatabaseError, DatabaseErrorClass, Driver, IsolationLevel, QueryResult,
    RepeatedStatement, RowReceiver, ServerInfo, Statement, Url, Value,
};
use flavour::Flavour;
use options::ConnectOptions;
use pipeline::{Outcome, Pipeline};
use postgres_protocol::message::frontend;
use simple_query::{Answer, QueryFailure};
use wire::Wire;

use crate::batches::batches;
use crate::environment::Environment;

/// Connects to PostgreSQL.
#[derive(Debug)]
pub(crate) struct PostgresqlDriver;

impl Driver for PostgresqlDriver {
    fn dialect(&self) -> &'static str {
        "postgresql"
    }

    fn connect(&self, url: &Url) -> Result<Box<dyn Connection + Send>, DatabaseError> {
        let flavour = Flavour::from_driver_name(url.driver_name());
        let options = ConnectOptions::from_url(url, flavour, &Environment::of_process())?;
        let wire = connect::connect(&options, flavour)?;
        let mut connection = PostgresqlConnection {
            wire,
            flavour,
            server: ServerInfo::default(),
            isolation: None,
            transaction: Transaction::None,
        };
        connection.learn_server(options.database)?;
        Ok(Box::new(connection))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    /// `BEGIN` goes out before the next statement, as psycopg2 does it.
    Wanted,
    Open,
}

struct PostgresqlConnection {
    wire: Wire,
    flavour: Flavour,
    server: ServerInfo,
    isolation: Option<IsolationLevel>,
    transaction: Transaction,
}

impl PostgresqlConnection {
    fn learn_server(&mut self, database: String) -> Result<(), DatabaseError> {
        let setting = |name: &str| self.wire.settings.get(name).cloned().unwrap_or_default();
        let version = version_numbers(&setting("server_version"));
        if !setting("DateStyle").starts_with("ISO") {
            self.run("SET DATESTYLE TO 'ISO'")?;
        }
        let mut rows = Vec::new();
        self.run_into("SELECT pg_catalog.current_schema()", &mut rows)?;
        let default_schema = match rows.into_iter().flatten().next() {
            Some(Value::Text(schema)) => Some(schema),
            _ => None,
        };
        self.server = ServerInfo {
            version,
            default_schema,
            database: Some(database),
            is_mariadb: false,
        };
        Ok(())
    }

    fn run(&mut self, sql: &str) -> Result<Answer, DatabaseError> {
        self.run_into(sql, &mut Vec::new())
    }

    fn run_into(
        &mut self,
        sql: &str,
        receiver: &mut dyn RowReceiver,
    ) -> Result<Answer, DatabaseError> {
        let flavour = self.flavour;
        simple_query::run(&mut self.wire, sql, flavour, receiver)
            .map_err(|(_, failure)| Self::failure(flavour, failure, sql))
    }

    fn failure(flavour: Flavour, failure: QueryFailure, sql: &str) -> DatabaseError {
        match failure {
            QueryFailure::Server(message) => flavour.server_error(&message, sql),
            QueryFailure::Unreadable(error) => error,
            QueryFailure::Lost(message) => flavour.lost_connection(message.as_deref()),
            QueryFailure::Copy(direction) => flavour.error(
                DatabaseErrorClass::Programming,
                match flavour {
                    Flavour::Psycopg => {
                        "COPY cannot be used with this method; use copy() instead".to_owned()
                    }
                    _ => format!(
                        "can't execute COPY {direction}: use the copy_{}() method instead",
                        direction.to_lowercase()
                    ),
                },
            ),
        }
    }

    /// Starts the transaction that was asked for.
    fn begin_wanted(&mut self) -> Result<(), DatabaseError> {
        if self.transaction == Transaction::Wanted {
            let begin = match self.isolation {
                Some(level) => format!("BEGIN ISOLATION LEVEL {}", level.name()),
                None => "BEGIN".to_owned(),
            };
            self.run(&begin)?;
            self.transaction = Transaction::Open;
        }
        Ok(())
    }

    fn has_standard_strings(&self) -> bool {
        self.wire
            .settings
            .get("standard_conforming_strings")
            .is_none_or(|value| value != "off")
    }

    fn run_statement(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<Answer, DatabaseError> {
        let sql = literal::inline(statement, self.has_standard_strings())?;
        self.begin_wanted()?;
        let answer = self.run_into(&sql, receiver)?;
        let refuses_empty = matches!(self.flavour, Flavour::Psycopg2 | Flavour::Psycopg2Cffi);
        if answer.is_empty && refuses_empty {
            return Err(self.flavour.error(
                DatabaseErrorClass::Programming,
                "can't execute an empty query",
            ));
        }
        Ok(answer)
    }

    /// Runs a statement that is parsed once for all sets of values.
    ///
    /// Returns nothing where that cannot be done or went wrong, in which case it has changed nothing.
    fn run_pipeline(&mut self, repeated: &RepeatedStatement) -> Result<Option<i64>, DatabaseError> {
        // Outside of a transaction, what was done before a failure could not be taken back.
        if self.transaction == Transaction::None {
            return Ok(None);
        }
        let Some(pipeline) = Pipeline::new(repeated) else {
            return Ok(None);
        };
        self.begin_wanted()?;
        if self.run("SAVEPOINT alembic_pipeline").is_err() {
            // In an aborted transaction, or after a script's own `COMMIT`, the text says what is wrong.
            return Ok(None);
        }
        match pipeline.run(&mut self.wire) {
            Outcome::Changed(count) => {
                self.run("RELEASE SAVEPOINT alembic_pipeline")?;
                Ok(Some(count))
            }
            Outcome::Refused => {
                self.run(
                    "ROLLBACK TO SAVEPOINT alembic_pipeline; RELEASE SAVEPOINT alembic_pipeline",
                )?;
                Ok(None)
            }
            Outcome::Lost(last) => Err(self.flavour.lost_connection(last.as_deref())),
        }
    }

    fn end_transaction(&mut self, sql: &str) -> Result<(), DatabaseError> {
        if std::mem::replace(&mut self.transaction, Transaction::None) == Transaction::Open {
            self.run(sql)?;
        }
        Ok(())
    }
}

impl Connection for PostgresqlConnection {
    fn server(&self) -> &ServerInfo {
        &self.server
    }

    fn execute(&mut self, statement: &Statement) -> Result<i64, DatabaseError> {
        Ok(self.run_statement(statement, &mut Vec::new())?.row_count)
    }

    fn execute_many(&mut self, repeated: &RepeatedStatement) -> Result<i64, DatabaseError> {
        let standard_strings = self.has_standard_strings();
        if let Some(count) = self.run_pipeline(repeated)? {
            return Ok(count);
        }
        let batches = batches(repeated, |value| literal::literal(value, standard_strings))?;
        self.begin_wanted()?;
        let mut total = 0;
        for batch in batches {
            let answer =
                simple_query::run(&mut self.wire, &batch.text, self.flavour, &mut Vec::new());
            let answer = answer.map_err(|(place, mut failure)| {
                let (sql, before) = batch.statement(place);
                if let QueryFailure::Server(message) = &mut failure {
                    message.count_from(before);
                }
                Self::failure(self.flavour, failure, sql)
            })?;
            total += answer
                .row_counts
                .iter()
                .filter(|count| **count > 0)
                .sum::<i64>();
        }
        Ok(total)
    }

    fn query_into(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, DatabaseError> {
        let answer = self.run_statement(statement, receiver)?;
        Ok(QueryResult {
            returns_rows: answer.columns.is_some(),
            columns: answer.columns.unwrap_or_default(),
            rows: Vec::new(),
            row_count: answer.row_count,
            last_insert_id: None,
        })
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        let is_autocommit = self.isolation == Some(IsolationLevel::Autocommit);
        if !is_autocommit && self.transaction == Transaction::None {
            self.transaction = Transaction::Wanted;
        }
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
        Ok(())
    }
}

impl Drop for PostgresqlConnection {
    fn drop(&mut self) {
        // A server that is not told logs a lost connection.
        let _ = self.wire.send(|buffer| {
            frontend::terminate(buffer);
            Ok(())
        });
    }
}

/// Reads `15.3 (Debian 15.3-1)` and `17beta1`.
fn version_numbers(text: &str) -> Vec<u32> {
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
            ("15.3 (Debian 15.3-1)", vec![15, 3]),
            ("17beta1", vec![17]),
            ("9.6.24", vec![9, 6, 24]),
            ("", vec![]),
        ] {
            assert_eq!(version_numbers(text), expected, "{text}");
        }
    }
}
