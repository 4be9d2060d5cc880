//! What the engine knows of databases without a driver: URLs, statements, rows, errors and the
//! `Connection` that a driver provides.
//!
//! Drivers live in `alembic-drivers`; which SQL to send is decided by `alembic-dialect`.

mod connection;
pub mod dialects;
mod drivers;
mod error;
mod statement;
mod url;

pub use alembic_schema::Value;
pub use connection::{Connection, Driver, IsolationLevel, QueryResult, RowReceiver, ServerInfo};
pub use drivers::{ConnectError, Drivers};
pub use error::{DatabaseError, DatabaseErrorClass};
pub use statement::{Fragment, RepeatedStatement, Statement};
pub use url::{QueryValue, Url, UrlError};
