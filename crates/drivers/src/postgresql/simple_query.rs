//! One round trip of the simple query protocol.
//!
//! It takes several statements at once and answers with text, both as Python's drivers know it.

use std::io;

use alembic_db::{DatabaseError, RowReceiver, Value};
use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::{DataRowBody, Message, RowDescriptionBody};
use postgres_protocol::message::frontend;

use super::decode::Kind;
use super::flavour::Flavour;
use super::message::ServerMessage;
use super::wire::Wire;

/// What the last statement of a query gave.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The columns, where the statement gives rows.
    pub(super) columns: Option<Vec<String>>,
    /// The number of rows that the command's tag tells; -1 without one.
    pub(super) row_count: i64,
    /// Whether there was no statement at all.
    pub(super) is_empty: bool,
    /// The numbers of rows that all the statements' tags tell, of those before a failure too.
    pub(super) row_counts: Vec<i64>,
}

/// Why a query failed.
pub(super) enum QueryFailure {
    /// The server refused it.
    Server(Box<ServerMessage>),
    /// It asks for a data stream that nobody provides; the direction is given.
    Copy(&'static str),
    /// Python has no value for one that came.
    Unreadable(DatabaseError),
    /// The connection broke, perhaps after a last word.
    Lost(Option<Box<ServerMessage>>),
}

/// Runs `sql`, gives its rows to `receiver`, and waits until the server is ready for more.
///
/// Where it fails, tells how many statements succeeded before.
pub(super) fn run(
    wire: &mut Wire,
    sql: &str,
    flavour: Flavour,
    receiver: &mut dyn RowReceiver,
) -> Result<Answer, (usize, QueryFailure)> {
    let mut failure: Option<QueryFailure> = None;
    match run_until_ready(wire, sql, flavour, receiver, &mut failure) {
        Ok(answer) => match failure {
            Some(failure) => Err((answer.row_counts.len(), failure)),
            None => Ok(answer),
        },
        Err(_) => Err((
            0,
            QueryFailure::Lost(match failure {
                Some(QueryFailure::Server(last)) => Some(last),
                _ => None,
            }),
        )),
    }
}

fn run_until_ready(
    wire: &mut Wire,
    sql: &str,
    flavour: Flavour,
    receiver: &mut dyn RowReceiver,
    failure: &mut Option<QueryFailure>,
) -> io::Result<Answer> {
    wire.send(|buffer| frontend::query(sql, buffer))?;
    let mut answer = Answer::default();
    let mut current = Answer::default();
    let mut row_counts = Vec::new();
    let mut kinds = Vec::new();
    loop {
        match wire.receive()? {
            Message::RowDescription(body) => {
                let (names, types): (Vec<_>, Vec<_>) = columns(&body, flavour)?.into_iter().unzip();
                receiver.begin(&names);
                current.columns = Some(names);
                kinds = types;
            }
            Message::DataRow(body) => match row(&body, &kinds, flavour)? {
                Ok(row) => receiver.row(row),
                Err(error) => {
                    failure.get_or_insert(QueryFailure::Unreadable(error));
                }
            },
            Message::CommandComplete(body) => {
                current.row_count = row_count(body.tag()?);
                row_counts.push(current.row_count);
                answer = std::mem::take(&mut current);
            }
            Message::EmptyQueryResponse => {
                answer = Answer {
                    is_empty: true,
                    row_count: -1,
                    ..Answer::default()
                };
            }
            Message::ErrorResponse(body) => {
                // The failure that came first is the reason for those after it.
                failure.get_or_insert_with(|| {
                    QueryFailure::Server(Box::new(ServerMessage::from_fields(body.fields())))
                });
            }
            Message::CopyInResponse(_) => {
                *failure = Some(QueryFailure::Copy("FROM"));
                wire.send(|buffer| frontend::copy_fail("no data", buffer))?;
            }
            Message::CopyOutResponse(_) => *failure = Some(QueryFailure::Copy("TO")),
            Message::ReadyForQuery(_) => {
                answer.row_counts = row_counts;
                return Ok(answer);
            }
            _ => {}
        }
    }
}

fn columns(body: &RowDescriptionBody, flavour: Flavour) -> io::Result<Vec<(String, Kind)>> {
    body.fields()
        .map(|field| {
            let kind = Kind::of(field.type_oid(), flavour);
            Ok((field.name().to_owned(), kind))
        })
        .collect()
}

fn row(
    body: &DataRowBody,
    kinds: &[Kind],
    flavour: Flavour,
) -> io::Result<Result<Vec<Value>, DatabaseError>> {
    let mut values = Vec::with_capacity(kinds.len());
    let mut kinds = kinds.iter();
    let mut ranges = body.ranges();
    while let Some(range) = ranges.next()? {
        let value = match (range, kinds.next()) {
            (Some(range), Some(kind)) => kind.value(&body.buffer()[range], flavour),
            _ => Ok(Value::Null),
        };
        match value {
            Ok(value) => values.push(value),
            Err(error) => return Ok(Err(error)),
        }
    }
    Ok(Ok(values))
}

/// Reads the last number of `INSERT 0 5`, `UPDATE 5`, `SELECT 5`.
pub(super) fn row_count(tag: &str) -> i64 {
    tag.rsplit_once(' ')
        .and_then(|(_, count)| count.parse().ok())
        .unwrap_or(-1)
}
