//! Running migrations: environment and migration contexts, the version table, transactions, the
//! lock, SQL scripts and batch mode.
//!
//! `EnvironmentContext` is what one run of `env.py` is for; `MigrationContext` is one database on
//! its way. Python is reached through the trait `Migrations` alone.

mod autogenerate;
mod batch;
mod connection;
mod environment;
mod error;
mod interrupt;
mod lock;
mod migration;
mod offline;
mod script_error;
mod statement_error;
mod version_table;
mod warnings;

pub use autogenerate::{AutogenerateOptions, TargetMetadata};
pub use batch::BatchError;
pub use connection::{
    BackgroundConnection, BackgroundOutcome, BackgroundStatement, BackgroundWork,
    DatabaseConnection, DriverConnection, ENGINE_LOGGER, Reading,
};
pub use environment::{
    EnvironmentArguments, EnvironmentContext, Migrations, PlanFunction, Progress,
};
pub use error::RuntimeError;
pub use interrupt::interrupt_flag;
pub use lock::{LockError, LockRequest, MigrationLock};
pub use migration::{MigrationContext, MigrationOptions, Target, TransactionScope, run_operation};
pub use offline::SqlOutput;
pub use script_error::{Cause, ErrorLocation, Frame, ScriptError, SyntaxLocation};
pub use statement_error::{
    DriverParameters, ParameterStyle, StatementError, python_repr, shown_sets,
};
pub use version_table::VersionTable;
