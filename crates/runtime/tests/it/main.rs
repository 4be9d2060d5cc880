//! The runtime against live databases.

mod inspect;
mod lock;
