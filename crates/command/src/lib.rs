//! Every Alembic command as a library function.
//!
//! A command takes a [`Config`] and its own arguments, prints to the config's [`Output`], and fails
//! with a [`CommandError`]. Nothing here reads the command line or the environment.

mod branches;
mod config;
mod current;
mod downgrade;
mod error;
mod heads;
mod history;
mod init;
mod list_templates;
mod requests;
mod revision;
mod show;
mod stamp;
mod status;
mod upgrade;

pub use alembic_python::CommandLine;
pub use branches::branches;
pub use config::Config;
pub use current::current;
pub use downgrade::downgrade;
pub use error::{CommandError, ErrorKind};
pub use heads::heads;
pub use history::{HistoryOptions, history};
pub use init::init;
pub use list_templates::list_templates;
pub use requests::offer_commands;
pub use revision::{RevisionOptions, revision};
pub use show::show;
pub use stamp::{StampOptions, stamp};
pub use status::Output;
pub use upgrade::{UpgradeOptions, upgrade};
