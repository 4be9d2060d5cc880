//! The SQL of the migration lock, a module per database that has one.

pub use crate::mysql::lock as mysql;
pub use crate::postgresql::lock as postgresql;
pub use crate::sqlite::lock as sqlite;
