//! Errors are worded as the Python drivers word them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::server::{Database, run};

/// What `tests/data/record_errors.py` wrote down of a driver.
#[derive(Deserialize)]
struct Recorded {
    setup: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    sql: String,
    exception: Option<String>,
    message: Option<String>,
}

fn compare(module: &str, database: &Database, adapt: impl Fn(&str) -> String) {
    let mut recorded: BTreeMap<String, Recorded> =
        serde_json::from_str(include_str!("../data/errors.json")).unwrap();
    let recorded = recorded.remove(module).unwrap();
    let mut connection = database.connect();
    for sql in recorded.setup {
        run(connection.as_mut(), &sql);
    }
    for case in recorded.cases {
        let found = connection.query(&case.sql.as_str().into()).err();
        let found = found.map(|error| (error.driver_exception, error.message));
        let expected = case
            .exception
            .zip(case.message.map(|message| adapt(&message)));
        assert_eq!(found, expected, "{module}: {}", case.sql);
    }
}

#[test]
fn postgresql_errors_are_those_of_psycopg2() {
    let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "postgresql+psycopg2")
    else {
        return;
    };
    compare("psycopg2", &database, str::to_owned);
}

#[test]
fn postgresql_errors_are_those_of_psycopg() {
    let Some(database) = Database::create("ALEMBIC_TEST_POSTGRESQL_URL", "postgresql+psycopg")
    else {
        return;
    };
    compare("psycopg", &database, str::to_owned);
}

#[test]
fn mysql_errors_are_those_of_pymysql() {
    let Some(database) = Database::create("ALEMBIC_TEST_MYSQL_URL", "mysql+pymysql") else {
        return;
    };
    let name = database.url.database.clone().unwrap_or_default();
    compare("pymysql", &database, |message| {
        message.replace("record_errors", &name)
    });
}
