//! Statements that differ in their parameters only, sent several at once.

use alembic_db::{DatabaseError, Fragment, Statement, Value};

/// How many statements are sent at once, and how long their text may become.
const STATEMENTS: usize = 500;
const BYTES: usize = 1_000_000;

/// Several statements as one text.
#[derive(Debug, PartialEq)]
pub(crate) struct Batch {
    pub(crate) text: String,
    /// The place of the first statement.
    pub(crate) first: usize,
    /// Whether all the statements are one `INSERT`.
    pub(crate) is_one: bool,
    /// Where the statements of the text begin.
    starts: Vec<usize>,
}

impl Batch {
    /// Returns the statement at a place of the text, and how many characters stand before it.
    pub(crate) fn statement(&self, place: usize) -> (&str, usize) {
        let start = self.starts.get(place).copied().unwrap_or(0);
        let end = match self.starts.get(place + 1) {
            Some(next) => next - SEPARATOR.len(),
            None => self.text.len(),
        };
        (&self.text[start..end], self.text[..start].chars().count())
    }
}

const SEPARATOR: &str = ";\n";

/// Returns texts that hold all of `statements`; fails with the place of one that cannot be written.
///
/// An `INSERT` of nothing but parameters becomes one with several rows, as PyMySQL and SQLAlchemy make
/// it for psycopg2; others are written one after another.
pub(crate) fn batches(
    statements: &[Statement],
    inline: impl Fn(&Statement) -> Result<String, DatabaseError>,
    literal: impl Fn(&Value) -> Result<String, DatabaseError>,
) -> Result<Vec<Batch>, (usize, DatabaseError)> {
    let insert = RowsInsert::of(statements);
    let mut batches: Vec<Batch> = Vec::new();
    let mut count = STATEMENTS;
    for (place, statement) in statements.iter().enumerate() {
        let text = match &insert {
            Some(_) => row(statement, &literal),
            None => inline(statement),
        };
        let text = text.map_err(|error| (place, error))?;
        match batches.last_mut() {
            Some(batch) if count < STATEMENTS && batch.text.len() + text.len() < BYTES => {
                if insert.is_some() {
                    batch.text.push_str("), (");
                } else {
                    batch.text.push_str(SEPARATOR);
                    batch.starts.push(batch.text.len());
                }
                batch.text.push_str(&text);
                count += 1;
            }
            _ => {
                let head = insert.as_ref().map_or("", |insert| insert.head);
                batches.push(Batch {
                    text: format!("{head}{text}"),
                    first: place,
                    is_one: insert.is_some(),
                    starts: vec![0],
                });
                count = 1;
            }
        }
    }
    if let Some(insert) = &insert {
        for batch in &mut batches {
            batch.text.push_str(insert.tail);
        }
    }
    Ok(batches)
}

fn row(
    statement: &Statement,
    literal: impl Fn(&Value) -> Result<String, DatabaseError>,
) -> Result<String, DatabaseError> {
    let values: Vec<String> = statement
        .parameters()
        .map(|(_, value)| literal(value))
        .collect::<Result<_, _>>()?;
    Ok(values.join(", "))
}

/// What stands before the first parameter and after the last one of an `INSERT` of parameters.
struct RowsInsert<'a> {
    head: &'a str,
    tail: &'a str,
}

impl<'a> RowsInsert<'a> {
    /// Returns nothing unless all statements are the same one, and one to which rows can be added.
    fn of(statements: &'a [Statement]) -> Option<Self> {
        let first = statements.first()?;
        let [Fragment::Sql(head), between @ .., Fragment::Sql(tail)] = first.fragments.as_slice()
        else {
            return None;
        };
        let word = head.trim_start().get(..6)?;
        let takes_rows = word.eq_ignore_ascii_case("insert")
            && head.ends_with("VALUES (")
            && tail.trim_end() == ")"
            && between.iter().all(|fragment| match fragment {
                Fragment::Sql(sql) => sql.trim() == ",",
                Fragment::Parameter { .. } => true,
            });
        let are_the_same = || {
            statements.iter().all(|statement| {
                statement.fragments.len() == first.fragments.len()
                    && statement
                        .fragments
                        .iter()
                        .zip(&first.fragments)
                        .all(|(one, other)| match (one, other) {
                            (Fragment::Sql(one), Fragment::Sql(other)) => one == other,
                            (Fragment::Parameter { .. }, Fragment::Parameter { .. }) => true,
                            _ => false,
                        })
            })
        };
        (takes_rows && are_the_same()).then_some(Self { head, tail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(statement: &Statement) -> Result<String, DatabaseError> {
        let mut values = statement.parameters();
        Ok(statement.text_with(|_, _| {
            let value = values.next().map(|(_, value)| number(value));
            value.and_then(Result::ok).unwrap_or_default()
        }))
    }

    fn number(value: &Value) -> Result<String, DatabaseError> {
        match value {
            Value::Integer(number) => Ok(number.to_string()),
            _ => Err(DatabaseError::refused("TypeError", "no number")),
        }
    }

    fn statements(pieces: [&str; 3], rows: &[[Value; 2]]) -> Vec<Statement> {
        let statement = |[one, two]: &[Value; 2]| {
            let mut statement = Statement::sql(pieces[0]);
            statement.push_parameter("a", one.clone());
            statement.push_sql(pieces[1]);
            statement.push_parameter("b", two.clone());
            statement.push_sql(pieces[2]);
            statement
        };
        rows.iter().map(statement).collect()
    }

    fn texts(pieces: [&str; 3]) -> Vec<String> {
        let rows = [1, 2].map(|number| [Value::Integer(number), Value::Integer(7)]);
        let batches = batches(&statements(pieces, &rows), written, number).unwrap();
        batches.into_iter().map(|batch| batch.text).collect()
    }

    #[test]
    fn rows_of_parameters_go_into_one_insert() {
        assert_eq!(
            texts(["INSERT INTO t (a, b) VALUES (", ", ", ")"]),
            ["INSERT INTO t (a, b) VALUES (1, 7), (2, 7)"]
        );
        for (pieces, expected) in [
            (
                ["INSERT INTO t (a, b) VALUES (", ", now() + ", ")"],
                "INSERT INTO t (a, b) VALUES (1, now() + 7);\n\
                 INSERT INTO t (a, b) VALUES (2, now() + 7)",
            ),
            (
                ["UPDATE t SET a=", " WHERE b=", ""],
                "UPDATE t SET a=1 WHERE b=7;\nUPDATE t SET a=2 WHERE b=7",
            ),
        ] {
            assert_eq!(texts(pieces), [expected]);
        }
    }

    #[test]
    fn batches_are_limited_and_tell_where_they_begin() {
        let rows: Vec<[Value; 2]> = (0..1001)
            .map(|number| [Value::Integer(number), Value::Integer(0)])
            .collect();
        for (pieces, is_one) in [
            (["INSERT INTO t VALUES (", ", ", ")"], true),
            (["UPDATE t SET a=", " WHERE b=", ""], false),
        ] {
            let found = batches(&statements(pieces, &rows), written, number).unwrap();
            let places: Vec<usize> = found.iter().map(|batch| batch.first).collect();
            assert_eq!(places, [0, 500, 1000]);
            assert!(found.iter().all(|batch| batch.is_one == is_one));
        }
        let updates = statements(["UPDATE t SET ä=", " WHERE b=", ""], &rows[..2]);
        let found = batches(&updates, written, number).unwrap();
        assert_eq!(found[0].statement(0), ("UPDATE t SET ä=0 WHERE b=0", 0));
        assert_eq!(found[0].statement(1), ("UPDATE t SET ä=1 WHERE b=0", 28));
        let bad = [
            [Value::Integer(0), Value::Integer(0)],
            [Value::Null, Value::Null],
        ];
        let insert = statements(["INSERT INTO t VALUES (", ", ", ")"], &bad);
        assert_eq!(batches(&insert, written, number).unwrap_err().0, 1);
    }
}
