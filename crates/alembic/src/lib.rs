//! Database migrations with Alembic projects, as a Rust library.
//!
//! ```no_run
//! use alembic::{Config, command};
//!
//! # fn main() -> Result<(), alembic::CommandError> {
//! let config = Config::from_file("alembic.ini");
//! config.set_main_option("sqlalchemy.url", "sqlite:///library.db")?;
//! command::upgrade(&config, "head", &command::UpgradeOptions::default())?;
//! # Ok(())
//! # }
//! ```
//!
//! Log lines go to the `log` crate under the original's logger names; nothing is printed but what a
//! command's result is, to the config's [`Output`].

pub use alembic_command::{self as command, CommandError, Config, ErrorKind, Output};
