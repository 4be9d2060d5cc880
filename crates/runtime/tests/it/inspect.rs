//! The inspector against live servers: the answers are those that the original gave.

use alembic_db::{Connection, DatabaseError, Statement, Url};
use alembic_dialect::{InspectError, Inspector};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::lock::Database;

/// What the original answered about what `setup` makes.
#[derive(Deserialize)]
struct Recorded {
    setup: Vec<String>,
    #[serde(default)]
    schema_names: Vec<String>,
    schemas: Vec<RecordedSchema>,
}

#[derive(Deserialize)]
struct RecordedSchema {
    schema: Option<String>,
    table_names: Vec<String>,
    view_names: Vec<String>,
    tables: Map<String, Json>,
}

#[derive(Debug, thiserror::Error)]
enum TestError {
    #[error(transparent)]
    Inspect(#[from] InspectError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

fn answer<T: Serialize>(answer: Result<T, TestError>) -> Json {
    match answer {
        Ok(answer) => serde_json::to_value(answer).unwrap(),
        Err(TestError::Inspect(error)) => json!(error.exception_name()),
        Err(error) => json!(error.to_string()),
    }
}

fn ask(
    inspector: &mut Inspector<'_, TestError>,
    question: &str,
    table: &str,
    schema: Option<&str>,
) -> Json {
    match question {
        "columns" => answer(inspector.get_columns(table, schema)),
        "pk_constraint" => answer(inspector.get_pk_constraint(table, schema)),
        "foreign_keys" => answer(inspector.get_foreign_keys(table, schema)),
        "unique_constraints" => answer(inspector.get_unique_constraints(table, schema)),
        "check_constraints" => answer(inspector.get_check_constraints(table, schema)),
        "indexes" => answer(inspector.get_indexes(table, schema)),
        "table_comment" => answer(inspector.get_table_comment(table, schema)),
        "table_options" => answer(inspector.get_table_options(table, schema)),
        other => panic!("{other} is no question"),
    }
}

/// Collects where an answer differs, item by item for lists.
fn compare(subject: &str, found: &Json, expected: &Json, differences: &mut Vec<String>) {
    match (found, expected) {
        (Json::Array(found), Json::Array(expected)) if found.len() == expected.len() => {
            for (found, expected) in found.iter().zip(expected) {
                compare(subject, found, expected, differences);
            }
        }
        _ if found == expected => {}
        _ => differences.push(format!(
            "{subject}\n  found    {found}\n  expected {expected}"
        )),
    }
}

fn check(dialect: &str, url: &Url, recorded: &str) {
    let recorded: Recorded = serde_json::from_str(recorded).unwrap();
    let mut connection: Box<dyn Connection> = alembic_drivers::all().connect(url).unwrap();
    for sql in &recorded.setup {
        connection.execute(&Statement::sql(sql.as_str())).unwrap();
    }
    let server = connection.server().clone();
    let run = |statement: &Statement| Ok(connection.query(statement)?);
    let mut inspector: Inspector<'_, TestError> = Inspector::new(dialect, &server, run).unwrap();
    let mut differences = Vec::new();
    let schemas = inspector.get_schema_names().unwrap();
    assert!(
        recorded
            .schema_names
            .iter()
            .all(|name| schemas.contains(name)),
        "{schemas:?}"
    );
    for RecordedSchema {
        schema,
        table_names,
        view_names,
        tables,
    } in &recorded.schemas
    {
        let schema = schema.as_deref();
        let mut names = inspector.get_table_names(schema).unwrap();
        names.sort();
        compare(
            "table names",
            &json!(names),
            &json!(table_names),
            &mut differences,
        );
        let mut names = inspector.get_view_names(schema).unwrap();
        names.sort();
        compare(
            "view names",
            &json!(names),
            &json!(view_names),
            &mut differences,
        );
        for (table, answers) in tables {
            assert!(inspector.has_table(table, schema).unwrap(), "{table}");
            inspector.reflect_table(table, schema).unwrap();
            for (question, expected) in answers.as_object().unwrap() {
                let found = ask(&mut inspector, question, table, schema);
                compare(
                    &format!("{table} {question}"),
                    &found,
                    expected,
                    &mut differences,
                );
            }
        }
        assert!(!inspector.has_table("no_such_table", schema).unwrap());
        let missing = ask(&mut inspector, "columns", "no_such_table", schema);
        assert_eq!(missing, json!("sqlalchemy.exc.NoSuchTableError"));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn postgresql_is_described_as_by_the_original() {
    let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "inspect") else {
        return;
    };
    check(
        "postgresql",
        &database.url,
        include_str!("../data/inspect_postgresql.json"),
    );
    let mut connection = alembic_drivers::all().connect(&database.url).unwrap();
    let server = connection.server().clone();
    let run = |statement: &Statement| Ok(connection.query(statement)?);
    let mut inspector: Inspector<'_, TestError> =
        Inspector::new("postgresql", &server, run).unwrap();
    for (type_name, schema, exists) in [
        ("mood", None, true),
        ("shade", None, false),
        ("shade", Some("other"), true),
        ("shade", Some("*"), true),
        ("int4", None, false),
    ] {
        assert_eq!(
            inspector.has_type(type_name, schema).unwrap(),
            exists,
            "{type_name}"
        );
    }
    assert!(inspector.has_sequence("seq", None).unwrap());
    assert!(!inspector.has_sequence("seq", Some("other")).unwrap());
    let defaults: Vec<bool> = inspector
        .reflect_table_to_write("t", Some("other"))
        .unwrap()
        .columns
        .iter()
        .map(|column| column.server_default.is_some())
        .collect();
    assert_eq!(defaults, [false, true, false, false]);
    assert!(inspector.has_schema("other").unwrap());
    assert!(!inspector.has_schema("nowhere").unwrap());
    assert!(inspector.has_index("child", "ix_plain", None).unwrap());
}

#[test]
fn mysql_is_described_as_by_the_original() {
    let Some(database) = Database::create("ALEMBIC_TEST_MYSQL_URL", "inspect") else {
        return;
    };
    check(
        "mysql",
        &database.url,
        include_str!("../data/inspect_mysql.json"),
    );
    let mut connection = alembic_drivers::all().connect(&database.url).unwrap();
    let server = connection.server().clone();
    let run = |statement: &Statement| Ok(connection.query(statement)?);
    let mut inspector: Inspector<'_, TestError> = Inspector::new("mysql", &server, run).unwrap();
    assert!(inspector.has_sequence("seq", None).unwrap());
    assert!(!inspector.has_sequence("child", None).unwrap());
    assert!(inspector.has_schema("information_schema").unwrap());
    assert!(!inspector.has_schema("nowhere").unwrap());
    assert!(inspector.has_index("child", "ix_plain", None).unwrap());
    let schema = database.url.database.as_deref();
    assert!(inspector.has_table("child", schema).unwrap());
    let keys = inspector.get_foreign_keys("child", schema).unwrap();
    assert!(
        keys.iter()
            .all(|key| key.referred_schema.as_deref() == schema),
        "{keys:?}"
    );
}

/// Returns how many queries it takes to describe all tables of a database.
fn queries_to_describe(dialect: &str, connection: &mut dyn Connection) -> (usize, usize) {
    let server = connection.server().clone();
    let mut queries = 0;
    let run = |statement: &Statement| {
        queries += 1;
        Ok(connection.query(statement)?)
    };
    let mut inspector: Inspector<'_, TestError> = Inspector::new(dialect, &server, run).unwrap();
    let names = inspector.get_table_names(None).unwrap();
    let described = inspector.describe_tables_to_write(&names, None).unwrap();
    assert_eq!(described.len(), names.len());
    for table in described.into_values() {
        assert_eq!(table.columns.len(), 4);
        assert_eq!(table.foreign_keys.len(), 1);
        assert_eq!(table.indexes.len(), 1);
        assert_eq!(table.unique_constraints.len(), 1);
        assert_eq!(table.into_table().constraints.len(), 4);
    }
    drop(inspector);
    (names.len(), queries)
}

fn check_query_counts(dialect: &str, connection: &mut dyn Connection) {
    let mut counts = Vec::new();
    for number in 0..40 {
        connection
            .execute(&Statement::sql(format!(
                "CREATE TABLE t{number} (id INTEGER PRIMARY KEY, a INTEGER REFERENCES t0 (id), \
                 b VARCHAR(10) DEFAULT 'x', c INTEGER, \
                 CONSTRAINT uq_t{number} UNIQUE (b), CONSTRAINT ck_t{number} CHECK (c > 0))"
            )))
            .unwrap();
        let index = format!("CREATE INDEX ix_t{number} ON t{number} (c) WHERE c > 1");
        connection.execute(&Statement::sql(index)).unwrap();
        if dialect == "postgresql" {
            let drop_index = format!("DROP INDEX ix_t{number}");
            connection.execute(&Statement::sql(drop_index)).unwrap();
        }
        if number == 1 || number == 39 {
            counts.push(queries_to_describe(dialect, connection));
        }
    }
    let [(2, few), (40, many)] = counts[..] else {
        panic!("{counts:?}");
    };
    assert_eq!(few, many);
    assert!(few <= 10, "{few}");
}

#[test]
fn the_number_of_queries_does_not_grow_with_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}/x.db", folder.path().display());
    let url = Url::parse(&url).unwrap();
    let mut connection = alembic_drivers::all().connect(&url).unwrap();
    check_query_counts("sqlite", connection.as_mut());
    let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "inspect_count") else {
        return;
    };
    let mut connection = alembic_drivers::all().connect(&database.url).unwrap();
    check_query_counts("postgresql", connection.as_mut());
}

/// Returns the names of the tables that are parts of something else.
fn parts(dialect: &str, connection: &mut dyn Connection, setup: &[&str]) -> Vec<String> {
    for sql in setup {
        connection.execute(&Statement::sql(*sql)).unwrap();
    }
    let server = connection.server().clone();
    let run = |statement: &Statement| Ok(connection.query(statement)?);
    let mut inspector: Inspector<'_, TestError> = Inspector::new(dialect, &server, run).unwrap();
    let names = inspector.get_table_names(None).unwrap();
    let described = inspector.describe_tables(&names, None).unwrap();
    let parts = described.into_iter().filter(|(_, table)| table.is_part);
    parts.map(|(name, _)| name).collect()
}

#[test]
fn parts_of_other_tables_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}/x.db", folder.path().display());
    let mut connection = alembic_drivers::all()
        .connect(&Url::parse(&url).unwrap())
        .unwrap();
    let setup = [
        "CREATE VIRTUAL TABLE search USING fts5 (body)",
        "CREATE TABLE search_history (id INTEGER)",
    ];
    let found = parts("sqlite", connection.as_mut(), &setup);
    assert!(found.contains(&"search_data".to_owned()), "{found:?}");
    assert!(!found.contains(&"search".to_owned()), "{found:?}");
    assert!(!found.contains(&"search_history".to_owned()), "{found:?}");
    let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "inspect_parts") else {
        return;
    };
    let mut connection = alembic_drivers::all().connect(&database.url).unwrap();
    let setup = [
        "CREATE TABLE part (id INTEGER, at DATE) PARTITION BY RANGE (at)",
        "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        "CREATE TABLE base (id INTEGER)",
        "CREATE TABLE derived (x INTEGER) INHERITS (base)",
        "CREATE EXTENSION btree_gist",
        "ALTER EXTENSION btree_gist ADD TABLE base",
    ];
    let found = parts("postgresql", connection.as_mut(), &setup);
    assert_eq!(found, ["base", "part_1"]);
}
