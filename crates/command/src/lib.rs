//! Every Alembic command as a library function.
//!
//! A command takes a [`Config`] and its own arguments, prints to the config's [`Output`], and fails
//! with a [`CommandError`]. Nothing here reads the command line or the environment.

mod branches;
mod check;
mod config;
mod current;
mod differences;
mod doctor;
mod downgrade;
mod edit;
mod ensure_version;
mod error;
mod generation;
mod graph;
mod heads;
mod history;
mod hooks;
mod init;
mod json;
mod list_templates;
mod merge;
mod programs;
mod renames;
mod requests;
mod revision;
mod show;
mod stamp;
mod status;
mod upgrade;

pub use alembic_python::CommandLine;
pub use alembic_runtime::{RuntimeError, interrupt_flag};
pub use branches::{BranchesOptions, branches};
pub use check::{CheckFormat, CheckOptions, check};
pub use config::{Config, Question};
pub use current::{CurrentOptions, current};
pub use doctor::{DoctorOptions, doctor};
pub use downgrade::downgrade;
pub use edit::edit;
pub use ensure_version::ensure_version;
pub use error::{CommandError, ErrorKind};
pub use graph::GraphFormat;
pub use heads::{HeadsOptions, heads};
pub use history::{HistoryOptions, history};
pub use init::init;
pub use list_templates::list_templates;
pub use merge::{MergeOptions, merge};
pub use programs::Programs;
pub use requests::offer_commands;
pub use revision::{RevisionOptions, revision};
pub use show::{ShowOptions, show};
pub use stamp::{StampOptions, stamp};
pub use status::Output;
pub use upgrade::{UpgradeOptions, upgrade};
