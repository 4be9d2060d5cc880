//! Finding the servers and giving each test a database of its own.

use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

use alembic_db::{Connection, QueryResult, Statement, Url, Value};

/// A database that exists as long as the value.
pub(crate) struct Database {
    server: Url,
    pub(crate) url: Url,
    name: String,
}

impl Database {
    /// Creates a database on the server that a variable names; none if the variable is not set.
    pub(crate) fn create(variable: &str, driver: &str) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Some(text) = environment_variable(variable) else {
            assert!(
                environment_variable("CI").is_none(),
                "{variable} is not set"
            );
            // Past the capture of test output, so that nobody takes it for a pass.
            let _ = writeln!(std::io::stderr(), "SKIPPED: {variable} is not set");
            return None;
        };
        let mut server = Url::parse(&text).unwrap();
        server.drivername = driver.to_owned();
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("alembic_drivers_{}_{count}", std::process::id());
        let mut connection = connect(&server);
        run(connection.as_mut(), &format!("CREATE DATABASE {name}"));
        let url = Url {
            database: Some(name.clone()),
            ..server.clone()
        };
        Some(Self { server, url, name })
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        connect(&self.url)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        run(
            connect(&self.server).as_mut(),
            &format!("DROP DATABASE {}", self.name),
        );
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told of servers by variables"
)]
fn environment_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

pub(crate) fn connect(url: &Url) -> Box<dyn Connection> {
    alembic_drivers::all()
        .connect(url)
        .unwrap_or_else(|error| panic!("{url}: {error}"))
}

pub(crate) fn connect_error(url: &Url) -> String {
    match alembic_drivers::all().connect(url) {
        Ok(_) => "connected".to_owned(),
        Err(error) => error.to_string(),
    }
}

pub(crate) fn run(connection: &mut dyn Connection, sql: &str) -> i64 {
    connection
        .execute(&sql.into())
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

pub(crate) fn query(connection: &mut dyn Connection, sql: &str) -> QueryResult {
    connection
        .query(&sql.into())
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// Returns what a value becomes when it is sent and read back.
pub(crate) fn echo(connection: &mut dyn Connection, value: &Value) -> Value {
    let mut statement = Statement::sql("SELECT ");
    statement.push_parameter("value", value.clone());
    connection
        .query(&statement)
        .unwrap_or_else(|error| panic!("{value:?}: {error}"))
        .rows
        .remove(0)
        .remove(0)
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
