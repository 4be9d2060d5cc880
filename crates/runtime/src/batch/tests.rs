use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use alembic_db::{
    Connection, DatabaseError, IsolationLevel, QueryResult, RowReceiver, ServerInfo, Statement,
    Url, Value,
};
use alembic_schema::NamingConvention;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::*;
use crate::connection::{DatabaseConnection, DriverConnection};
use crate::migration::{MigrationOptions, Target};
use crate::offline::SqlOutput;

/// A batch, and what the original did for it.
#[derive(Deserialize)]
struct Case {
    name: String,
    /// The tables that are there before.
    setup: Vec<String>,
    batch: BatchAlterTable,
    #[serde(default)]
    target_naming_convention: NamingConvention,
    #[serde(default)]
    offline: bool,
    #[serde(default)]
    dialect: Option<String>,
    expected: Outcome,
}

#[derive(Debug, Default, PartialEq, Deserialize)]
struct Outcome {
    /// The statements, with their parameters where they have any.
    statements: Vec<Json>,
    #[serde(default)]
    error: Option<Failure>,
    #[serde(default)]
    warnings: Vec<String>,
    /// The names and texts of what is there afterwards.
    #[serde(default)]
    schema: Vec<(String, String)>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Failure {
    class: String,
    message: String,
}

thread_local! {
    static WARNINGS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct WarningLogger;

impl log::Log for WarningLogger {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        if record.target() == "py.warnings" {
            WARNINGS.with_borrow_mut(|warnings| warnings.push(record.args().to_string()));
        }
    }

    fn flush(&self) {}
}

/// A connection that keeps the statements that change something.
struct Recording {
    connection: Box<dyn Connection + Send>,
    statements: Arc<Mutex<Vec<Json>>>,
}

impl Connection for Recording {
    fn server(&self) -> &ServerInfo {
        self.connection.server()
    }

    fn execute(&mut self, statement: &Statement) -> Result<i64, DatabaseError> {
        let text = squashed(&statement.text_with(|_, _| "?".to_owned()));
        let values: Vec<&Value> = statement.parameters().map(|(_, value)| value).collect();
        let recorded = if values.is_empty() {
            json!(text)
        } else {
            json!([text, values])
        };
        let word = text.split(' ').next();
        if !matches!(word, Some("SAVEPOINT" | "ROLLBACK" | "RELEASE")) {
            self.statements.lock().unwrap().push(recorded);
        }
        self.connection.execute(statement)
    }

    fn query_into(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, DatabaseError> {
        self.connection.query_into(statement, receiver)
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        self.connection.begin()
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.connection.commit()
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        self.connection.rollback()
    }

    fn set_isolation_level(&mut self, level: IsolationLevel) -> Result<(), DatabaseError> {
        self.connection.set_isolation_level(level)
    }
}

fn squashed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn run_case(case: &Case) -> Outcome {
    let mut outcome = if case.offline {
        run_offline(case)
    } else {
        run_online(case)
    };
    outcome.warnings = WARNINGS
        .take()
        .iter()
        .filter_map(|warning| Some(squashed(warning.split_once(": ")?.1)))
        .collect();
    outcome.warnings.dedup();
    outcome
}

fn options(case: &Case) -> MigrationOptions {
    MigrationOptions {
        naming_convention: case.target_naming_convention.clone(),
        ..MigrationOptions::default()
    }
}

fn failure(error: &RuntimeError) -> Failure {
    let class = error.exception_name();
    let message = error.to_string();
    let message = squashed(message.lines().next().unwrap_or_default());
    Failure {
        class: class.rsplit('.').next().unwrap_or_default().to_owned(),
        // Python shows the key of this one as it would write it.
        message: match class.as_str() {
            "KeyError" => alembic_python_text::repr(&message),
            _ => message,
        },
    }
}

fn run_offline(case: &Case) -> Outcome {
    let script = Rc::new(RefCell::new(String::new()));
    let written = Rc::clone(&script);
    let output = SqlOutput::new(move |text| {
        written.borrow_mut().push_str(text);
        Ok(())
    });
    let dialect = alembic_dialect::dialect(case.dialect.as_deref().unwrap_or("sqlite")).unwrap();
    let context =
        MigrationContext::new(dialect.into(), Target::Offline(output), options(case)).unwrap();
    let done = run(&context, &case.batch);
    Outcome {
        statements: script
            .borrow()
            .split(";\n")
            .map(squashed)
            .filter(|statement| !statement.is_empty())
            .map(Json::String)
            .collect(),
        error: done.err().map(|error| failure(&error)),
        ..Outcome::default()
    }
}

fn run_online(case: &Case) -> Outcome {
    let url: Url = "sqlite://".parse().unwrap();
    let mut connection = alembic_drivers::all().connect(&url).unwrap();
    for sql in &case.setup {
        connection.execute(&Statement::sql(sql.as_str())).unwrap();
    }
    let statements = Arc::new(Mutex::new(Vec::new()));
    let connection = Recording {
        connection,
        statements: Arc::clone(&statements),
    };
    let dialect: Rc<dyn alembic_dialect::Dialect> =
        alembic_dialect::dialect("sqlite").unwrap().into();
    let connection: Rc<dyn DatabaseConnection> = Rc::new(DriverConnection::new(
        Box::new(connection),
        Rc::new(alembic_drivers::all()),
        Rc::clone(&dialect),
        url,
        false,
    ));
    let target = Target::Online(Rc::clone(&connection));
    let context = MigrationContext::new(dialect, target, options(case)).unwrap();
    let done = run(&context, &case.batch);
    let recorded = std::mem::take(&mut *statements.lock().unwrap());
    let schema = connection
        .query(&Statement::sql(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid",
        ))
        .unwrap()
        .rows
        .into_iter()
        .map(|row| match row.as_slice() {
            [Value::Text(name), Value::Text(sql)] => (name.clone(), sql.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    Outcome {
        statements: recorded,
        error: done.err().map(|error| failure(&error)),
        schema,
        ..Outcome::default()
    }
}

#[test]
fn batches_do_what_the_original_does() {
    // Another test may have set a logger first; then there would be no warnings to compare.
    log::set_logger(&WarningLogger).unwrap();
    log::set_max_level(log::LevelFilter::Warn);
    let mut cases: Vec<Case> =
        serde_json::from_str(include_str!("../../tests/data/batch.json")).unwrap();
    let mut differences = Vec::new();
    for case in &mut cases {
        // The original leaves the new table behind when its filling fails.
        let schema = &mut case.expected.schema;
        schema.retain(|(name, _)| !name.starts_with("_alembic_tmp_"));
        // A warning that is given twice is shown once.
        case.expected.warnings.dedup();
        let outcome = run_case(case);
        if outcome != case.expected {
            differences.push(format!(
                "{}\n  found    {outcome:?}\n  expected {:?}",
                case.name, case.expected
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

/// Where the original fails, half way at that, or loses something.
#[test]
fn batches_succeed_where_the_original_fails() {
    let plain = "CREATE TABLE t (id INTEGER NOT NULL, x VARCHAR, PRIMARY KEY (id))";
    for (what, setup, operations, expected) in [
        (
            "a reference to a renamed column of the same table follows it",
            "CREATE TABLE t (id INTEGER NOT NULL, up INTEGER, PRIMARY KEY (id), \
             CONSTRAINT fk FOREIGN KEY(up) REFERENCES t (id))",
            json!([{"op": "alter_column", "column_name": "id", "new_column_name": "key"}]),
            "CREATE TABLE \"t\" ( \"key\" INTEGER NOT NULL, up INTEGER, PRIMARY KEY (\"key\"), \
             CONSTRAINT fk FOREIGN KEY(up) REFERENCES t (\"key\") )",
        ),
        (
            "a generated column is not copied",
            "CREATE TABLE t (id INTEGER, x INTEGER, \
             g INTEGER GENERATED ALWAYS AS (x + 1) STORED)",
            json!([{"op": "alter_column", "column_name": "x", "nullable": false}]),
            "CREATE TABLE \"t\" ( id INTEGER, x INTEGER NOT NULL, \
             g INTEGER GENERATED ALWAYS AS (x + 1) STORED )",
        ),
        (
            "a reference to a missing table is kept",
            "CREATE TABLE t (id INTEGER, x INTEGER REFERENCES missing (id))",
            json!([{"op": "alter_column", "column_name": "id", "nullable": false}]),
            "CREATE TABLE \"t\" ( id INTEGER NOT NULL, x INTEGER, \
             FOREIGN KEY(x) REFERENCES missing (id) )",
        ),
        (
            "a constraint on the new name of a column is made",
            plain,
            json!([
                {"op": "alter_column", "column_name": "x", "new_column_name": "y"},
                {"op": "create_unique_constraint", "constraint":
                    {"constraint": "UniqueConstraint", "name": "uq", "columns": ["y"]}},
            ]),
            "CREATE TABLE \"t\" ( id INTEGER NOT NULL, y VARCHAR, PRIMARY KEY (id), \
             CONSTRAINT uq UNIQUE (y) )",
        ),
        (
            "an index on the new name of a column is made",
            plain,
            json!([
                {"op": "alter_column", "column_name": "x", "new_column_name": "y"},
                {"op": "create_index", "index_name": "ix",
                    "columns": [{"expr": "column", "name": "y"}]},
            ]),
            "CREATE TABLE \"t\" ( id INTEGER NOT NULL, y VARCHAR, PRIMARY KEY (id) ); \
             CREATE INDEX ix ON t (y)",
        ),
        (
            "an index on an expression is made",
            plain,
            json!([
                {"op": "alter_column", "column_name": "x", "nullable": false},
                {"op": "create_index", "index_name": "ix",
                    "columns": [{"expr": "text", "text": "lower(x)"}], "if_not_exists": true},
            ]),
            "CREATE TABLE \"t\" ( id INTEGER NOT NULL, x VARCHAR NOT NULL, PRIMARY KEY (id) ); \
             CREATE INDEX ix ON t (lower(x))",
        ),
        (
            "views and triggers that name the table do not stand in its way",
            "CREATE TABLE t (id INTEGER, x INTEGER); CREATE VIEW v AS SELECT id FROM t; \
             CREATE TABLE u (id INTEGER); \
             CREATE TRIGGER tr AFTER INSERT ON u BEGIN UPDATE t SET x = 1; END",
            json!([{"op": "alter_column", "column_name": "x", "nullable": false}]),
            "CREATE VIEW v AS SELECT id FROM t; CREATE TABLE u (id INTEGER); \
             CREATE TRIGGER tr AFTER INSERT ON u BEGIN UPDATE t SET x = 1; END; \
             CREATE TABLE \"t\" ( id INTEGER, x INTEGER NOT NULL )",
        ),
        (
            "what need not be there may be missing",
            plain,
            json!([
                {"op": "drop_column", "column_name": "q", "if_exists": true},
                {"op": "drop_index", "index_name": "q", "if_exists": true},
                {"op": "drop_constraint", "constraint_name": "q", "if_exists": true},
                {"op": "add_column", "if_not_exists": true,
                    "column": {"name": "x", "type": {"type": "Integer"}, "nullable": true}},
            ]),
            "CREATE TABLE \"t\" ( id INTEGER NOT NULL, x VARCHAR, PRIMARY KEY (id) )",
        ),
    ] {
        let case: Case = serde_json::from_value(json!({
            "name": what,
            "setup": setup.split("; CREATE").enumerate().map(|(number, sql)| match number {
                0 => sql.to_owned(),
                _ => format!("CREATE{sql}"),
            }).collect::<Vec<_>>(),
            "batch": {"table_name": "t", "recreate": "always", "operations": operations},
            "expected": {"statements": []},
        }))
        .unwrap();
        let outcome = run_online(&case);
        assert_eq!(outcome.error, None, "{what}");
        let schema: Vec<String> = outcome
            .schema
            .iter()
            .map(|(_, sql)| squashed(sql))
            .collect();
        assert_eq!(schema.join("; "), expected, "{what}");
    }
}

#[test]
fn operations_of_other_things_are_refused() {
    for (operation, message) in [
        (
            json!({"op": "rename_table", "old_table_name": "t", "new_table_name": "u"}),
            "rename table",
        ),
        (json!({"op": "drop_table", "table_name": "t"}), "drop table"),
        (
            json!({"op": "create_table", "table": {"name": "u"}}),
            "create table",
        ),
    ] {
        let case: Case = serde_json::from_value(json!({
            "name": message,
            "setup": ["CREATE TABLE t (id INTEGER)"],
            "batch": {"table_name": "t", "operations": [operation]},
            "expected": {"statements": []},
        }))
        .unwrap();
        let outcome = run_online(&case);
        let failure = outcome.error.unwrap();
        assert_eq!(failure.class, "NotImplementedError");
        assert_eq!(failure.message, format!("Can't {message} in batch mode"));
        assert!(outcome.statements.is_empty());
    }
}
