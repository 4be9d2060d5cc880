//! PostgreSQL, MySQL/MariaDB and SQLite behind one Connection trait.
//!
//! The only crate with sockets and TLS. A driver keeps the manners of the Python driver that the URL
//! names: its options, the way it sends parameters, the values it gives and the words of its errors.

mod batches;
mod environment;
mod mysql;
mod postgresql;
mod semicolons;
mod sqlite;

use alembic_db::Drivers;

/// Returns all drivers.
pub fn all() -> Drivers {
    Drivers::new(vec![
        Box::new(postgresql::PostgresqlDriver),
        Box::new(mysql::MysqlDriver),
        Box::new(sqlite::SqliteDriver),
    ])
}
