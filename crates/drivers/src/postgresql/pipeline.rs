//! A statement that the server parses once and runs for many sets of values.
//!
//! The types of the parameters are those of the literals that would stand in the text, so that the server reads the
//! statement in the same way. What cannot be said so is left to texts with literals, and so is every failure: only a
//! text gives the message that psycopg2 gives.

use std::io;

use alembic_db::{Fragment, RepeatedStatement, Value};
use bytes::BytesMut;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend;
use postgres_protocol::{IsNull, Oid};

use super::literal::{has_offset, is_number};
use super::message::ServerMessage;
use super::simple_query::row_count;
use super::wire::Wire;
use crate::batches::takes_rows;

/// With fewer sets, asking the server beforehand is not worth it.
const FEWEST: usize = 50;

/// How many sets are sent before their answers are read, and how long they may become: less than a socket takes in,
/// so that the server never waits for us while we wait for it.
const SETS: usize = 500;
const BYTES: usize = 32 * 1024;

/// The server infers a type from where the parameter stands, as it does for a literal in quotes.
const UNKNOWN: Oid = 0;

/// A statement that can be parsed once.
pub(super) struct Pipeline<'a> {
    text: String,
    types: Vec<Oid>,
    rows: &'a [Vec<Value>],
}

/// What became of a pipeline.
pub(super) enum Outcome {
    /// All sets went through, and so many rows were changed.
    Changed(i64),
    /// The server refused something.
    Refused,
    /// The connection broke, perhaps after a last word.
    Lost(Option<Box<ServerMessage>>),
}

impl<'a> Pipeline<'a> {
    /// Returns nothing where the statement has to be sent as text.
    pub(super) fn new(repeated: &'a RepeatedStatement) -> Option<Self> {
        let rows = &repeated.rows;
        if rows.len() < FEWEST || !changes_rows_only(repeated) {
            return None;
        }
        let count = repeated.template.parameters().count();
        let mut types = vec![None; count];
        for row in rows {
            for (known, value) in types.iter_mut().zip(row) {
                match (type_of(value)?, &known) {
                    (None, _) => {}
                    (own, None) => *known = own,
                    (own, _) if own == *known => {}
                    _ => return None,
                }
            }
        }
        Some(Self {
            text: repeated
                .template
                .text_with(|position, _| format!("${position}")),
            types: types
                .into_iter()
                .map(|known| known.unwrap_or(UNKNOWN))
                .collect(),
            rows,
        })
    }

    /// Runs the statement for all sets, inside of a transaction.
    pub(super) fn run(&self, wire: &mut Wire) -> Outcome {
        let mut last = None;
        match self.run_until_ready(wire, &mut last) {
            Ok(Some(count)) => Outcome::Changed(count),
            Ok(None) => Outcome::Refused,
            Err(_) => Outcome::Lost(last),
        }
    }

    fn run_until_ready(
        &self,
        wire: &mut Wire,
        last: &mut Option<Box<ServerMessage>>,
    ) -> io::Result<Option<i64>> {
        wire.send(|buffer| {
            frontend::parse("", &self.text, self.types.iter().copied(), buffer)?;
            frontend::sync(buffer);
            Ok(())
        })?;
        let Some(mut total) = count_until_ready(wire, last)? else {
            return Ok(None);
        };
        let mut rows = self.rows;
        while !rows.is_empty() {
            let mut sent = 0;
            wire.send(|buffer| {
                for row in rows.iter().take(SETS) {
                    bind(row, buffer)?;
                    frontend::execute("", 0, buffer)?;
                    sent += 1;
                    if buffer.len() > BYTES {
                        break;
                    }
                }
                frontend::sync(buffer);
                Ok(())
            })?;
            match count_until_ready(wire, last)? {
                Some(count) => total += count,
                None => return Ok(None),
            }
            rows = &rows[sent..];
        }
        Ok(Some(total))
    }
}

fn bind(row: &[Value], buffer: &mut BytesMut) -> io::Result<()> {
    let write = |value: &Value, buffer: &mut BytesMut| match text_of(value) {
        Some(text) => {
            buffer.extend_from_slice(text.as_bytes());
            Ok(IsNull::No)
        }
        None => Ok(IsNull::Yes),
    };
    frontend::bind("", "", [], row, write, [], buffer).map_err(|error| match error {
        frontend::BindError::Conversion(error) => io::Error::other(error),
        frontend::BindError::Serialization(error) => error,
    })
}

/// Reads answers until the server is ready; nothing where it refused something.
fn count_until_ready(
    wire: &mut Wire,
    last: &mut Option<Box<ServerMessage>>,
) -> io::Result<Option<i64>> {
    let mut total = Some(0);
    loop {
        match wire.receive()? {
            Message::CommandComplete(body) => {
                let count = row_count(body.tag()?).max(0);
                total = total.map(|total| total + count);
            }
            Message::ErrorResponse(body) => {
                *last = Some(Box::new(ServerMessage::from_fields(body.fields())));
                total = None;
            }
            Message::ReadyForQuery(_) => return Ok(total),
            _ => {}
        }
    }
}

/// Returns whether a statement changes rows and returns none.
fn changes_rows_only(repeated: &RepeatedStatement) -> bool {
    let mut texts = repeated
        .template
        .fragments
        .iter()
        .filter_map(|fragment| match fragment {
            Fragment::Sql(sql) => Some(sql.to_ascii_lowercase()),
            Fragment::Parameter { .. } => None,
        });
    let begins = texts.next().is_some_and(|first| {
        let first = first.trim_start();
        let is_change = ["insert ", "update ", "delete "]
            .iter()
            .any(|word| first.starts_with(word));
        is_change && !first.contains("returning")
    });
    // Rows that one `INSERT` takes are quicker in its text.
    begins && !takes_rows(&repeated.template) && texts.all(|text| !text.contains("returning"))
}

/// Returns the type that a literal of a value has, which a null has not; nothing where there is none.
fn type_of(value: &Value) -> Option<Option<Oid>> {
    const BOOLEAN: Oid = 16;
    const BYTES: Oid = 17;
    const BIGINT: Oid = 20;
    const INTEGER: Oid = 23;
    const DATE: Oid = 1082;
    const TIMESTAMP: Oid = 1114;
    const TIMESTAMP_WITH_ZONE: Oid = 1184;
    const NUMERIC: Oid = 1700;
    const UUID: Oid = 2950;
    Some(Some(match value {
        Value::Null => return Some(None),
        Value::Boolean(_) => BOOLEAN,
        // The sign is an operator before the digits.
        Value::Integer(number) if i32::try_from(number.unsigned_abs()).is_ok() => INTEGER,
        Value::Integer(number) if *number > i64::MIN => BIGINT,
        Value::Float(number) if number.is_finite() => NUMERIC,
        Value::Decimal(text) | Value::BigInteger(text) if is_number(text) => NUMERIC,
        Value::Text(text) if !text.contains('\0') => UNKNOWN,
        Value::Bytes(_) => BYTES,
        Value::Date(_) => DATE,
        Value::DateTime(text) if has_offset(time_of(text)) => TIMESTAMP_WITH_ZONE,
        Value::DateTime(_) => TIMESTAMP,
        Value::Uuid(_) => UUID,
        _ => return None,
    }))
}

fn time_of(moment: &str) -> &str {
    moment.split_once(['T', ' ']).map_or("", |(_, time)| time)
}

/// Returns the text of a value that has a type; none of a null.
fn text_of(value: &Value) -> Option<std::borrow::Cow<'_, str>> {
    Some(match value {
        Value::Boolean(value) => if *value { "t" } else { "f" }.into(),
        Value::Integer(number) => number.to_string().into(),
        Value::Float(number) => format!("{number:?}").into(),
        Value::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\\x{digits}").into()
        }
        Value::Decimal(text)
        | Value::BigInteger(text)
        | Value::Text(text)
        | Value::Date(text)
        | Value::DateTime(text)
        | Value::Uuid(text) => text.into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alembic_db::Statement;

    fn repeated(before: &str, after: &str, values: [Value; 2]) -> RepeatedStatement {
        let mut template = Statement::sql(before);
        template.push_parameter("a", Value::Null);
        template.push_sql(after);
        let values = values.into_iter().cycle().take(FEWEST);
        RepeatedStatement {
            template,
            rows: values.map(|value| vec![value]).collect(),
        }
    }

    #[test]
    fn types_are_those_of_literals() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (values, expected) in [
            ([Value::Integer(1), Value::Integer(-5)], Some(23)),
            ([Value::Integer(1), Value::Null], Some(23)),
            ([Value::Null, Value::Null], Some(UNKNOWN)),
            ([text("a"), Value::Null], Some(UNKNOWN)),
            (
                [Value::Integer(1 << 40), Value::Integer(-(1 << 31))],
                Some(20),
            ),
            ([Value::Integer(1), Value::Integer(1 << 31)], None),
            ([Value::Integer(1), text("1")], None),
            (
                [Value::Float(0.5), Value::Decimal("1.50".to_owned())],
                Some(1700),
            ),
            ([Value::Float(f64::NAN), Value::Null], None),
            ([text("a\0"), Value::Null], None),
        ] {
            let repeated = repeated("UPDATE t SET a=", "", values);
            let types = Pipeline::new(&repeated).map(|pipeline| pipeline.types);
            assert_eq!(
                types,
                expected.map(|kind| vec![kind]),
                "{:?}",
                repeated.rows[..2].to_vec()
            );
        }
    }

    #[test]
    fn only_statements_without_rows_are_parsed_once() {
        for (before, after, expected) in [
            (
                "\n update t SET a=",
                " WHERE b = 1",
                Some("\n update t SET a=$1 WHERE b = 1"),
            ),
            ("UPDATE t SET a=", " Returning a", None),
            ("SELECT ", "", None),
            ("WITH x AS (SELECT ", ") DELETE FROM t", None),
        ] {
            let repeated = repeated(before, after, [Value::Null, Value::Null]);
            let text = Pipeline::new(&repeated).map(|pipeline| pipeline.text);
            assert_eq!(text.as_deref(), expected);
        }
    }
}
