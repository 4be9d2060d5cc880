//! What can go wrong while an environment runs.

use alembic_autogenerate::AutogenerateError;
use alembic_db::{ConnectError, UrlError};
use alembic_dialect::{DialectError, InspectError};
use alembic_revision::RevisionError;

use crate::batch::BatchError;
use crate::lock::LockError;
use crate::script_error::ScriptError;
use crate::statement_error::StatementError;

/// An error of a migration environment.
///
/// Where the original has a message, the display is that message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// The database refused a statement.
    #[error(transparent)]
    Statement(Box<StatementError>),
    /// No connection could be opened.
    #[error(transparent)]
    Connect(ConnectError),
    /// A database URL is none.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// An operation cannot be expressed for the database.
    #[error(transparent)]
    Dialect(#[from] DialectError),
    /// Two schemas cannot be compared, or their difference not be written.
    #[error(transparent)]
    Autogenerate(#[from] AutogenerateError),
    /// The catalog has no answer.
    #[error(transparent)]
    Inspect(#[from] InspectError),
    /// A batch asks for what is not there or cannot be.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A revision cannot be found, or the plan cannot be made.
    #[error(transparent)]
    Revision(#[from] RevisionError),
    /// A setting is wrong.
    #[error(transparent)]
    Config(#[from] alembic_config::Error),
    /// A version file cannot be found, read or written.
    #[error(transparent)]
    Scripts(alembic_script::ScriptError),
    /// The user's Python raised an exception.
    #[error(transparent)]
    Script(Box<ScriptError>),
    /// The user wants to stop.
    #[error("interrupted")]
    Interrupted,
    /// The migration lock could not be had.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// `begin` on a connection that is in a transaction.
    #[error(
        "This connection has already initialized a SQLAlchemy Transaction() object via begin() \
         or autobegin; can't call begin() here unless rollback() or commit() is called first."
    )]
    TransactionAlreadyBegun,
    /// A lost connection was used before its transaction was rolled back.
    #[error(
        "Can't reconnect until invalid transaction is rolled back.  Please rollback() fully \
         before proceeding (Background on this error at: https://sqlalche.me/e/21/8s2b)"
    )]
    InvalidTransaction,
    /// The isolation level was changed inside a transaction.
    #[error(
        "This connection has already initialized a SQLAlchemy Transaction() object via begin() \
         or autobegin; isolation_level may not be altered unless rollback() or commit() is \
         called first."
    )]
    IsolationLevelInTransaction,
    /// A closed connection was used.
    #[error("This Connection is closed")]
    ConnectionClosed,
    /// `context` was used before `context.configure`.
    #[error("No context has been configured yet.")]
    NoContext,
    /// `context.configure` got nothing to tell the database by.
    #[error("Connection, url, or dialect_name is required.")]
    NoDatabase,
    /// A command that needs a connection ran without one.
    #[error(
        "context.configure() was given no connection, which this command needs: pass connection=, or \
         run the command with --sql where it has that"
    )]
    NoConnection,
    /// The URL or dialect name is of a database that is not known.
    #[error("Can't load plugin: sqlalchemy.dialects:{name}")]
    UnknownDialect {
        /// The dialect's name.
        name: String,
    },
    /// `starting_rev` with a live connection.
    #[error("Can't specify current_rev to context when using a database connection")]
    StartingRevisionOnline,
    /// `literal_binds` with a live connection.
    #[error("Can't use literal_binds setting without as_sql mode")]
    LiteralBindsOnline,
    /// `stamp --purge --sql`.
    #[error("Can't use --purge with --sql mode")]
    PurgeOffline,
    /// Several heads where one was asked for.
    #[error(
        "Version table '{table}' has more than one head present; please use get_current_heads()"
    )]
    SeveralHeads {
        /// The version table.
        table: String,
    },
    /// The version row that a step replaces is not there.
    #[error(
        "Online migration expected to match one row when updating '{from}' to '{to}' in '{table}'; \
         {found} found"
    )]
    UpdatedRows {
        /// The version that was to be replaced.
        from: String,
        /// The version to replace it by.
        to: String,
        /// The version table.
        table: String,
        /// How many rows were changed.
        found: i64,
    },
    /// The version row that a step removes is not there.
    #[error(
        "Online migration expected to match one row when deleting '{version}' in '{table}'; \
         {found} found"
    )]
    DeletedRows {
        /// The version that was to be removed.
        version: String,
        /// The version table.
        table: String,
        /// How many rows were deleted.
        found: i64,
    },
    /// Autogenerate on a database that is not at the heads.
    #[error("Target database is not up to date.")]
    NotUpToDate,
    /// Autogenerate with SQL output.
    #[error("Using --sql with --autogenerate does not make any sense")]
    AutogenerateOffline,
    /// Autogenerate in an environment that only writes SQL.
    #[error(
        "autogenerate can't use as_sql=True as it prevents querying the database for schema information"
    )]
    AutogenerateNeedsDatabase,
    /// Autogenerate without models.
    #[error(
        "Can't proceed with --autogenerate option; environment script {env_py} does not provide a MetaData object \
         or sequence of objects to the context."
    )]
    NoTargetMetadata {
        /// The environment script.
        env_py: String,
    },
    /// What Python handed back is not what was asked for.
    #[error("{function} gave something else than it should: {reason}")]
    Answer {
        /// The function.
        function: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// `autocommit_block` inside a transaction that env.py began itself.
    #[error(
        "autocommit_block() has to commit first, but the transaction was begun outside of Alembic; \
         let context.begin_transaction() begin it"
    )]
    AutocommitInExternalTransaction,
    /// An operation has to know the database before its statements are known.
    #[error("The operation depends on what is in the database")]
    NeedsDatabase,
    /// `current --check-heads` on a database that is behind.
    #[error("Database is not on all head revisions")]
    NotAtHead,
    /// Offline SQL could not be written.
    #[error("could not write SQL output: {source}")]
    Output {
        /// Why.
        source: std::io::Error,
    },
}

impl RuntimeError {
    /// Returns the full name of the exception class that scripts see for this error.
    pub fn exception_name(&self) -> String {
        match self {
            Self::Statement(error) if error.error.is_dbapi_exception() => {
                format!("sqlalchemy.exc.{}", error.error.class.exception_name())
            }
            // SQLAlchemy lets what is no exception of the driver's own through as it is.
            Self::Statement(error) => error.error.driver_exception.clone(),
            Self::Connect(error) => error.exception_name(),
            Self::Url(error) => error.exception_name().to_owned(),
            Self::Batch(error) => error.exception_name().to_owned(),
            Self::Inspect(error) => error.exception_name().to_owned(),
            Self::Autogenerate(error) => error.exception_name().to_owned(),
            Self::Answer { .. } => "TypeError".to_owned(),
            Self::Config(error) => error.class_name().to_owned(),
            Self::Dialect(error) => error.exception_name().to_owned(),
            Self::Script(error) => error.class_name.clone(),
            Self::TransactionAlreadyBegun | Self::IsolationLevelInTransaction => {
                "sqlalchemy.exc.InvalidRequestError".to_owned()
            }
            Self::InvalidTransaction => "sqlalchemy.exc.PendingRollbackError".to_owned(),
            Self::ConnectionClosed => "sqlalchemy.exc.ResourceClosedError".to_owned(),
            Self::UnknownDialect { .. } => "sqlalchemy.exc.NoSuchModuleError".to_owned(),
            Self::NoContext | Self::NoDatabase => "Exception".to_owned(),
            Self::AutocommitInExternalTransaction | Self::NoConnection => {
                "AssertionError".to_owned()
            }
            Self::Interrupted => "KeyboardInterrupt".to_owned(),
            Self::NotAtHead => "alembic.util.exc.DatabaseNotAtHead".to_owned(),
            _ => "alembic.util.exc.CommandError".to_owned(),
        }
    }
}

impl RuntimeError {
    /// Returns the exception of the user's Python that this error passes on, if it is one.
    pub fn script_error(&self) -> Option<&ScriptError> {
        match self {
            Self::Script(error) => Some(error),
            Self::Lock(LockError::Connect { source }) => source.script_error(),
            Self::Scripts(
                alembic_script::ScriptError::Execution { source, .. }
                | alembic_script::ScriptError::Rendering { source, .. },
            ) => source.downcast_ref(),
            _ => None,
        }
    }
}

impl From<alembic_script::ScriptError> for RuntimeError {
    fn from(error: alembic_script::ScriptError) -> Self {
        match error {
            alembic_script::ScriptError::Revision(error) => Self::Revision(error),
            alembic_script::ScriptError::Config(error) => Self::Config(error),
            other => Self::Scripts(other),
        }
    }
}

impl From<ConnectError> for RuntimeError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Database(error) => StatementError::connect(error).into(),
            other => Self::Connect(other),
        }
    }
}

impl From<StatementError> for RuntimeError {
    fn from(error: StatementError) -> Self {
        Self::Statement(Box::new(error))
    }
}

impl From<ScriptError> for RuntimeError {
    fn from(error: ScriptError) -> Self {
        Self::Script(Box::new(error))
    }
}
