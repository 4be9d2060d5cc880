//! `alembic.ini` and `pyproject.toml` as settings.
//!
//! [`Config`] is what `alembic.config.Config` is in Python, as far as files and options go: an ini file
//! read by [`ini`], `[tool.alembic]` of a `pyproject.toml`, and options that are set by a program. It owns
//! no command-line arguments but those that choose the files, and prints nothing: what the original
//! warns about is returned beside the value, and its log lines go to the `log` crate. Only
//! [`Config::from_command_line`] looks at the environment and the working directory.

mod config;
mod error;
pub mod ini;

pub use config::settings::{PathList, PostWriteHook};
pub use config::{Config, OptionValue, has_alembic_table};
pub use error::Error;
