//! Operations whose statements run later than they are described.
//!
//! A script that does nothing but describe operations can be called while the database is still at
//! work on the step before. What it describes is then run in the background, and nobody can tell
//! the difference: when a statement fails, the script is called once more, and the call of `op`
//! that the statement came from fails.

use alembic_db::Statement;
use alembic_revision::{HeadChange, RowChange};

use super::{LOGGER, MigrationContext, TransactionScope};
use crate::connection::{BackgroundConnection, BackgroundStatement, BackgroundWork};
use crate::error::RuntimeError;

/// What becomes of the statements of operations.
#[derive(Default)]
pub(super) enum Mode {
    /// They are run or written.
    #[default]
    Run,
    /// They are kept for later.
    Describe(Description),
    /// They are kept to be shown; what the database is asked, it answers.
    Record(Vec<Statement>),
    /// So many have run before, and the next one has failed.
    Repeat(usize, Option<RuntimeError>),
}

/// The statements that are kept for later.
#[derive(Default)]
pub(super) struct Description {
    statements: Vec<Statement>,
    /// Whether something was asked for that needs the database.
    needs_database: bool,
}

impl Mode {
    /// Returns the answer to a statement that is not to be run.
    pub(super) fn take_statement(
        &mut self,
        statement: &Statement,
    ) -> Option<Result<i64, RuntimeError>> {
        match self {
            Self::Run => None,
            Self::Describe(description) => {
                description.statements.push(statement.clone());
                Some(Ok(-1))
            }
            Self::Record(statements) => {
                statements.push(statement.clone());
                Some(Ok(-1))
            }
            Self::Repeat(0, failure) => Some(failure.take().map_or(Ok(-1), Err)),
            Self::Repeat(ran, _) => {
                *ran -= 1;
                Some(Ok(-1))
            }
        }
    }
}

/// A step whose statements run in the background.
pub(crate) struct StepInBackground {
    scope: TransactionScope,
    operations: usize,
    change: HeadChange,
    rows: Vec<RowChange>,
}

/// How a step in the background has ended.
pub(crate) enum Ended {
    /// As it was meant to.
    Well,
    /// A statement of an operation failed, after so many others.
    OperationFailed(usize, RuntimeError),
    /// A change of the version table failed.
    VersionFailed(RuntimeError),
    /// The commit failed.
    CommitFailed(RuntimeError),
}

impl MigrationContext {
    /// Returns the connection as one that can be worked ahead of; none where there is no such.
    pub(crate) fn background(&self) -> Option<&dyn BackgroundConnection> {
        self.connection()?.background()
    }

    /// Fails where operations are described only: what is asked for needs the database.
    pub(super) fn require_database(&self) -> Result<(), RuntimeError> {
        match &mut *self.mode.borrow_mut() {
            Mode::Run | Mode::Record(_) => return Ok(()),
            Mode::Describe(description) => description.needs_database = true,
            Mode::Repeat(..) => {}
        }
        Err(RuntimeError::NeedsDatabase)
    }

    /// Returns the statements of the operations that `call` invokes as a script has them; none of them
    /// runs.
    ///
    /// # Errors
    ///
    /// Fails when `call` does: an operation cannot be expressed, or builds on one before it.
    pub fn record<E>(&self, call: impl FnOnce() -> Result<(), E>) -> Result<Vec<String>, E> {
        let created = self.created_types.borrow().clone();
        self.mode.replace(Mode::Record(Vec::new()));
        let result = call();
        let mode = self.mode.take();
        self.created_types.replace(created);
        result?;
        let Mode::Record(statements) = mode else {
            return Ok(Vec::new());
        };
        let text = |statement: &Statement| {
            let style = &self.script_style;
            style.statement_text(self.dialect.as_ref(), statement)
        };
        Ok(statements.iter().map(text).collect())
    }

    /// Returns whether statements are recorded, not run.
    pub(crate) fn is_recording(&self) -> bool {
        matches!(*self.mode.borrow(), Mode::Record(_))
    }

    /// Returns the statements of the operations that `call` invokes; none of them runs.
    ///
    /// Gives none when the call fails, or wants to know what is in the database.
    pub(crate) fn describe<E>(
        &self,
        connection: &dyn BackgroundConnection,
        call: impl FnOnce() -> Result<(), E>,
    ) -> Option<Vec<Statement>> {
        self.mode.replace(Mode::Describe(Description::default()));
        connection.hold();
        let result = call();
        let was_wanted = connection.release();
        match (result, self.mode.take()) {
            (Ok(()), Mode::Describe(description)) if !was_wanted && !description.needs_database => {
                Some(description.statements)
            }
            _ => None,
        }
    }

    /// Has the operations that `call` invokes come to the same end again: so many statements
    /// succeed, and the one after them fails. None of them runs.
    pub(crate) fn repeat<E>(
        &self,
        connection: &dyn BackgroundConnection,
        ran: usize,
        failure: RuntimeError,
        call: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        self.mode.replace(Mode::Repeat(ran, Some(failure)));
        connection.hold();
        let result = call();
        connection.release();
        self.mode.take();
        result
    }

    /// Starts to run the statements of a step, in the transaction that `scope` tells of.
    pub(crate) fn start(
        &self,
        connection: &dyn BackgroundConnection,
        scope: TransactionScope,
        operations: Vec<Statement>,
        change: HeadChange,
    ) -> Result<StepInBackground, RuntimeError> {
        let (rows, row_statements): (Vec<_>, Vec<_>) = self
            .version_table
            .statements(self, &change)
            .into_iter()
            .unzip();
        let step = StepInBackground {
            scope,
            operations: operations.len(),
            change,
            rows,
        };
        let operations = operations.into_iter().map(|statement| BackgroundStatement {
            statement,
            must_change_one_row: false,
        });
        let rows = step.rows.iter().zip(row_statements);
        let rows = rows.map(|(row, statement)| BackgroundStatement {
            statement,
            must_change_one_row: !matches!(row, RowChange::Insert { .. }),
        });
        connection.start(BackgroundWork {
            statements: operations.chain(rows).collect(),
            commit: scope == TransactionScope::Connection,
        })?;
        Ok(step)
    }

    /// Waits for the statements of a step.
    pub(crate) fn finish(
        &self,
        connection: &dyn BackgroundConnection,
        step: StepInBackground,
    ) -> (Ended, TransactionScope) {
        let outcome = connection.finish();
        let ran = outcome.counts.len();
        if ran < step.operations {
            let failure = outcome.failure.unwrap_or(RuntimeError::ConnectionClosed);
            return (Ended::OperationFailed(ran, failure), step.scope);
        }
        log::debug!(target: LOGGER, "{}", step.change);
        let counts = outcome.counts.iter().skip(step.operations);
        let checked = step
            .rows
            .iter()
            .zip(counts)
            .try_for_each(|(row, count)| self.version_table.check(row, *count));
        if let Some(failure) = checked.err().or(outcome.failure) {
            return (Ended::VersionFailed(failure), step.scope);
        }
        match outcome.commit {
            None => (Ended::Well, step.scope),
            Some(result) => {
                self.transaction.take();
                let ended = result.map_or_else(Ended::CommitFailed, |()| Ended::Well);
                (ended, TransactionScope::None)
            }
        }
    }
}
