//! The migration lock of MySQL and MariaDB: a lock by name.

use alembic_db::{Statement, Value};

/// The longest name that MySQL takes.
const LONGEST_NAME: usize = 64;

/// Returns the lock's name for a version table.
///
/// Names belong to the whole server, so the database is part of it.
pub fn name(database: Option<&str>, table: &str) -> String {
    let name = format!("alembic:{}.{table}", database.unwrap_or_default());
    if name.chars().count() <= LONGEST_NAME {
        return name;
    }
    let hash = crate::postgresql::lock::key(database, table);
    let start: String = name.chars().take(LONGEST_NAME - 17).collect();
    format!("{start}:{hash:016x}")
}

/// Returns the statement that readies a session to hold a lock for long without a word.
pub fn prepare_session() -> Statement {
    Statement::sql("SET SESSION wait_timeout = 2147483")
}

/// Returns the statement that takes the lock, waiting up to some seconds; it gives 1 for success.
pub fn acquire(name: &str, seconds: u64) -> Statement {
    let mut statement = call("GET_LOCK(", name);
    statement.push_sql(&format!(", {seconds})"));
    statement
}

/// Returns the statement that gives the lock back.
pub fn release(name: &str) -> Statement {
    let mut statement = call("RELEASE_LOCK(", name);
    statement.push_sql(")");
    statement
}

/// Returns the query for the connection that holds the lock.
pub fn holding_connection(name: &str) -> Statement {
    let mut statement = call("IS_USED_LOCK(", name);
    statement.push_sql(")");
    statement
}

/// Returns the query for a connection's user and host, as far as the asking user may see them.
pub fn holder(connection: i64) -> Statement {
    Statement::sql(format!(
        "SELECT USER, HOST FROM information_schema.PROCESSLIST WHERE ID = {connection}"
    ))
}

fn call(function: &str, name: &str) -> Statement {
    let mut statement = Statement::sql(format!("SELECT {function}"));
    statement.push_parameter("name", Value::Text(name.to_owned()));
    statement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_differ() {
        assert_eq!(
            name(Some("shop"), "alembic_version"),
            "alembic:shop.alembic_version"
        );
        let long = |end: &str| name(Some(&"é".repeat(60)), &format!("alembic_version_{end}"));
        assert_eq!(long("a").chars().count(), 64);
        assert_ne!(long("a"), long("b"));
    }
}
