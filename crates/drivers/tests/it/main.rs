//! The drivers against live servers, compared with what the Python drivers say and give.

mod errors;
mod mysql;
mod postgresql;
mod server;
