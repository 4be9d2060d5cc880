use alembic_db::{QueryResult, ServerInfo, Statement, Value};
use alembic_schema::{Argument, ConstraintKind, Expression, Table};
use rusqlite::types::ValueRef;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::needs_parentheses;
use crate::inspect::{InspectError, Inspector};

/// What the original answered about the tables that `setup` makes.
#[derive(Deserialize)]
struct Case {
    name: String,
    setup: Vec<String>,
    table_names: Vec<String>,
    view_names: Vec<String>,
    schema_names: Vec<String>,
    tables: Map<String, Json>,
}

#[derive(Debug, PartialEq)]
enum TestError {
    Inspect(InspectError),
    Sqlite(String),
}

impl From<InspectError> for TestError {
    fn from(error: InspectError) -> Self {
        Self::Inspect(error)
    }
}

fn query(
    connection: &rusqlite::Connection,
    statement: &Statement,
) -> rusqlite::Result<QueryResult> {
    let mut prepared = connection.prepare(&statement.text_with(|_, _| "?".to_owned()))?;
    let parameters: Vec<String> = statement
        .parameters()
        .map(|(_, value)| match value {
            Value::Text(text) => text.clone(),
            other => panic!("{other:?} is bound to a catalog query"),
        })
        .collect();
    let width = prepared.column_count();
    let mut rows = prepared.query(rusqlite::params_from_iter(parameters))?;
    let mut result = QueryResult::default();
    while let Some(row) = rows.next()? {
        let values = (0..width).map(|position| {
            Ok(match row.get_ref(position)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Integer(number),
                ValueRef::Real(number) => Value::Float(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Bytes(bytes.to_owned()),
            })
        });
        result.rows.push(values.collect::<rusqlite::Result<_>>()?);
    }
    Ok(result)
}

fn inspect<T>(
    setup: &[String],
    ask: impl FnOnce(&mut Inspector<'_, TestError>) -> Result<T, TestError>,
) -> Result<T, TestError> {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    for sql in setup {
        connection.execute_batch(sql).unwrap();
    }
    let server = ServerInfo::default();
    let run = |statement: &Statement| {
        query(&connection, statement).map_err(|error| TestError::Sqlite(error.to_string()))
    };
    ask(&mut Inspector::new("sqlite", &server, run).unwrap())
}

fn answer<T: serde::Serialize>(answer: Result<T, TestError>) -> Json {
    match answer {
        Ok(answer) => serde_json::to_value(answer).unwrap(),
        Err(TestError::Inspect(error)) => json!(error.exception_name()),
        Err(error) => panic!("{error:?}"),
    }
}

/// Texts with escaped colons as the recorded ones, which have none.
fn without_escapes(json: Json) -> Json {
    serde_json::from_str(&json.to_string().replace("\\\\:", ":")).unwrap()
}

#[test]
fn answers_equal_those_of_the_original() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../../tests/data/inspect_sqlite.json")).unwrap();
    for case in cases {
        let ask = |inspector: &mut Inspector<'_, TestError>| {
            let name = &case.name;
            assert_eq!(inspector.get_table_names(None)?, case.table_names, "{name}");
            assert_eq!(inspector.get_view_names(None)?, case.view_names, "{name}");
            assert_eq!(inspector.get_schema_names()?, case.schema_names, "{name}");
            for (table, expected) in &case.tables {
                assert!(inspector.has_table(table, None)?, "{name} {table}");
                for (question, expected) in expected.as_object().unwrap() {
                    let found = match question.as_str() {
                        "columns" => answer(inspector.get_columns(table, None)),
                        "pk_constraint" => answer(inspector.get_pk_constraint(table, None)),
                        "foreign_keys" => answer(inspector.get_foreign_keys(table, None)),
                        "unique_constraints" => {
                            answer(inspector.get_unique_constraints(table, None))
                        }
                        "check_constraints" => answer(inspector.get_check_constraints(table, None)),
                        "indexes" => without_escapes(answer(inspector.get_indexes(table, None))),
                        "table_comment" => answer(inspector.get_table_comment(table, None)),
                        "table_options" => answer(inspector.get_table_options(table, None)),
                        other => panic!("{other} is no question"),
                    };
                    assert_eq!(found, *expected, "{name} {table} {question}");
                }
            }
            Ok(())
        };
        inspect(&case.setup, ask).unwrap();
    }
}

#[test]
fn what_is_absent_is_told() {
    inspect(
        &[
            "CREATE TABLE t (a INTEGER)".to_owned(),
            "CREATE INDEX i ON t (a)".to_owned(),
        ],
        |it| {
            assert!(!it.has_table("u", None)?);
            assert!(it.has_table("t", Some("main"))?);
            assert!(!it.has_table("t", Some("nowhere"))?);
            assert!(it.has_schema("main")?);
            assert!(!it.has_schema("nowhere")?);
            assert!(it.has_index("t", "i", None)?);
            assert!(!it.has_index("t", "j", None)?);
            assert!(!it.has_index("u", "i", None)?);
            let missing = InspectError::NoSuchTable {
                table: "u".to_owned(),
            };
            assert_eq!(it.get_columns("u", None), Err(missing.clone().into()));
            assert_eq!(it.get_indexes("u", None), Err(missing.clone().into()));
            assert_eq!(
                it.get_check_constraints("u", None),
                Err(missing.clone().into())
            );
            assert_eq!(it.reflect_table("u", None), Err(missing.into()));
            assert_eq!(
                it.has_type("x", None).unwrap_err(),
                TestError::Inspect(InspectError::NotImplemented {
                    method: "has_type",
                    dialect: "sqlite".to_owned()
                })
            );
            Ok(())
        },
    )
    .unwrap();
}

#[test]
fn a_table_is_put_together() {
    let setup = [
        "CREATE TABLE p (id INTEGER PRIMARY KEY)".to_owned(),
        "CREATE TABLE t (
            id INTEGER NOT NULL,
            x VARCHAR(5) DEFAULT 'a:b',
            p_id INTEGER,
            CONSTRAINT pk_t PRIMARY KEY (id),
            CONSTRAINT ck CHECK (x <> ':y'),
            CONSTRAINT uq UNIQUE (x, p_id),
            CONSTRAINT fk FOREIGN KEY(p_id) REFERENCES p (id) ON DELETE CASCADE DEFERRABLE
        )"
        .to_owned(),
        "CREATE INDEX ix ON t (p_id) WHERE x = 'z'".to_owned(),
    ];
    let table: Table = inspect(&setup, |inspector| inspector.reflect_table("t", None)).unwrap();
    let names: Vec<_> = table
        .constraints
        .iter()
        .map(|constraint| constraint.name.as_deref().unwrap())
        .collect();
    assert_eq!(names, ["pk_t", "fk", "uq", "ck"]);
    assert!(table.column("id").unwrap().primary_key);
    assert_eq!(
        serde_json::to_value(&table.column("x").unwrap().server_default).unwrap(),
        json!({"kind": "expression", "expression": {"expr": "text", "text": "'a\\:b'"}})
    );
    let foreign_key = &table.constraints[1];
    assert_eq!(foreign_key.deferrable, Some(true));
    let ConstraintKind::ForeignKey {
        columns,
        refcolumns,
        ondelete,
        ..
    } = &foreign_key.kind
    else {
        panic!("{foreign_key:?}");
    };
    assert_eq!(
        (columns[0].as_str(), refcolumns[0].as_str()),
        ("p_id", "p.id")
    );
    assert_eq!(ondelete.as_deref(), Some("CASCADE"));
    let condition = Argument::from(Expression::text("x = 'z'"));
    assert_eq!(
        table.indexes[0].dialect_options.get("sqlite_where"),
        Some(&condition)
    );
}

#[test]
fn expressions_are_grouped() {
    for (default, needs) in [
        ("5", false),
        ("10", true),
        ("-1", true),
        (".", false),
        ("'x'", false),
        ("''", true),
        ("(1 + 2)", false),
        ("CURRENT_TIMESTAMP", true),
        ("", false),
    ] {
        assert_eq!(needs_parentheses(default), needs, "{default}");
    }
}
