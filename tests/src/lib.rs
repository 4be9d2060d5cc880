//! Runs directory cases: a project, the commands that are run on it, and what they must print,
//! write and leave in the database.
//!
//! A case is a folder `cases/<group>/<case>` with a `case.toml` (see [`case::Case`]), the files of its
//! project and one golden transcript a database, recorded from the original by `cargo xtask record`.
//! The tests read the goldens and need no Python.
pub mod case;
pub mod database;
pub mod models;
pub mod normalise;
pub mod package;
pub mod run;
pub mod sandbox;
pub mod script;
pub mod settings;
pub mod transcript;
