//! A statement with many sets of values, of which several are sent at once.

use alembic_db::{DatabaseError, Fragment, RepeatedStatement, Statement, Value};

/// How many statements are sent at once, and how long their text may become.
const STATEMENTS: usize = 500;
const BYTES: usize = 1_000_000;

/// Several statements as one text.
#[derive(Debug, PartialEq)]
pub(crate) struct Batch {
    pub(crate) text: String,
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

/// Returns texts that hold a statement with each of its sets of values; fails where a value cannot be written.
///
/// An `INSERT` of nothing but parameters becomes one with several rows, as PyMySQL and SQLAlchemy make
/// it for psycopg2; others are written one after another.
pub(crate) fn batches(
    repeated: &RepeatedStatement,
    literal: impl Fn(&Value) -> Result<String, DatabaseError>,
) -> Result<Vec<Batch>, DatabaseError> {
    let insert = RowsInsert::of(&repeated.template);
    let mut batches: Vec<Batch> = Vec::new();
    let mut count = STATEMENTS;
    let mut text = String::new();
    for row in &repeated.rows {
        text.clear();
        let mut values = row.iter();
        let fragments = match &insert {
            Some(insert) => insert.between,
            None => &repeated.template.fragments,
        };
        for fragment in fragments {
            match (fragment, &insert) {
                (Fragment::Sql(sql), None) => text.push_str(sql),
                (Fragment::Sql(_), Some(_)) => text.push_str(", "),
                (Fragment::Parameter { .. }, _) => {
                    if let Some(value) = values.next() {
                        text.push_str(&literal(value)?);
                    }
                }
            }
        }
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

/// Returns whether a statement is an `INSERT` of nothing but parameters.
pub(crate) fn takes_rows(statement: &Statement) -> bool {
    RowsInsert::of(statement).is_some()
}

/// The parts of an `INSERT` of parameters.
struct RowsInsert<'a> {
    /// What stands before the first parameter.
    head: &'a str,
    /// The parameters and the commas between them.
    between: &'a [Fragment],
    /// What stands after the last parameter.
    tail: &'a str,
}

impl<'a> RowsInsert<'a> {
    /// Returns nothing unless rows can be added to the statement.
    fn of(statement: &'a Statement) -> Option<Self> {
        let [Fragment::Sql(head), between @ .., Fragment::Sql(tail)] =
            statement.fragments.as_slice()
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
        takes_rows.then_some(Self {
            head,
            between,
            tail,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: &Value) -> Result<String, DatabaseError> {
        match value {
            Value::Integer(number) => Ok(number.to_string()),
            _ => Err(DatabaseError::refused("TypeError", "no number")),
        }
    }

    fn repeated(pieces: [&str; 3], rows: &[[Value; 2]]) -> RepeatedStatement {
        let mut template = Statement::sql(pieces[0]);
        template.push_parameter("a", Value::Null);
        template.push_sql(pieces[1]);
        template.push_parameter("b", Value::Null);
        template.push_sql(pieces[2]);
        RepeatedStatement {
            template,
            rows: rows.iter().map(|row| row.to_vec()).collect(),
        }
    }

    fn texts(pieces: [&str; 3]) -> Vec<String> {
        let rows = [1, 2].map(|number| [Value::Integer(number), Value::Integer(7)]);
        let batches = batches(&repeated(pieces, &rows), number).unwrap();
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
    fn batches_are_limited_and_tell_where_statements_begin() {
        let rows: Vec<[Value; 2]> = (0..1001)
            .map(|number| [Value::Integer(number), Value::Integer(0)])
            .collect();
        for (pieces, is_one) in [
            (["INSERT INTO t VALUES (", ", ", ")"], true),
            (["UPDATE t SET a=", " WHERE b=", ""], false),
        ] {
            let found = batches(&repeated(pieces, &rows), number).unwrap();
            let counts: Vec<usize> = found.iter().map(|batch| batch.starts.len()).collect();
            assert_eq!(counts, if is_one { [1, 1, 1] } else { [500, 500, 1] });
            assert!(found.iter().all(|batch| batch.is_one == is_one));
        }
        let updates = repeated(["UPDATE t SET ä=", " WHERE b=", ""], &rows[..2]);
        let found = batches(&updates, number).unwrap();
        assert_eq!(found[0].statement(0), ("UPDATE t SET ä=0 WHERE b=0", 0));
        assert_eq!(found[0].statement(1), ("UPDATE t SET ä=1 WHERE b=0", 28));
        let bad = [
            [Value::Integer(0), Value::Integer(0)],
            [Value::Null, Value::Null],
        ];
        assert!(
            batches(
                &repeated(["INSERT INTO t VALUES (", ", ", ")"], &bad),
                number
            )
            .is_err()
        );
    }
}
