//! Going from revision to revision, step by step.
//!
//! While the database is at work on one step, the script of the next one is called already, if it
//! does nothing but describe operations. Nothing of the next step is sent or logged before the step
//! has ended, and everything else is done at its turn, so that it looks as if there were no such
//! thing.

use std::rc::Rc;

use alembic_db::Statement;
use alembic_revision::{Direction, HeadTracker, Step};
use serde_json::Value as Json;

use super::EnvironmentContext;
use crate::connection::BackgroundConnection;
use crate::error::RuntimeError;
use crate::interrupt;
use crate::migration::{Ended, LOGGER, MigrationContext, StepInBackground, TransactionScope};

impl EnvironmentContext {
    /// Runs steps, each after the one before has ended.
    pub(super) fn run_steps(
        &self,
        context: &Rc<MigrationContext>,
        steps: &[Step],
        mut tracker: HeadTracker<'_>,
        keywords: &Json,
    ) -> Result<(), RuntimeError> {
        let background = self.background(context, steps);
        let mut running: Option<(&Step, StepInBackground)> = None;
        for step in steps {
            let described = background.and_then(|connection| {
                Some((
                    connection,
                    self.describe(context, connection, step, keywords)?,
                ))
            });
            self.finish(context, running.take(), keywords)?;
            // Where the user wants to stop, the step fails at its turn.
            running = match described.filter(|_| !interrupt::is_requested()) {
                Some((connection, statements)) => self
                    .start(context, connection, step, statements, &mut tracker)?
                    .map(|started| (step, started)),
                None => None,
            };
            if running.is_none() {
                let scope = context.begin_transaction(true)?;
                let result = self.run_step(context, step, &mut tracker, keywords);
                self.end(context, step, scope, result)?;
            }
        }
        self.finish(context, running, keywords)
    }

    /// Ends the transaction of a step and remembers what came of the step.
    fn end(
        &self,
        context: &MigrationContext,
        step: &Step,
        scope: TransactionScope,
        result: Result<(), RuntimeError>,
    ) -> Result<(), RuntimeError> {
        let ended = context.end_transaction(scope, result.is_err());
        // A connection that is lost cannot be rolled back either: what failed first counts.
        let result = result.and(ended);
        let mut progress = self.progress.borrow_mut();
        if context.take_committed_in_block() {
            progress.committed_in_block = Some((progress.applied.len(), step.to_string()));
        }
        match &result {
            Ok(()) => progress.applied.push(step.to_string()),
            Err(_) => {
                progress.failed = Some((step.to_string(), self.step_path(step)));
                progress.way_out = context.way_out();
            }
        }
        drop(progress);
        result
    }

    /// Returns the connection as one that works in the background, if any step can gain by it.
    fn background<'a>(
        &self,
        context: &'a MigrationContext,
        steps: &[Step],
    ) -> Option<&'a dyn BackgroundConnection> {
        let callbacks = self.version_callbacks.borrow();
        if steps.len() < 2 || !callbacks.is_empty() {
            return None;
        }
        context.background()
    }

    /// Returns the statements of a step's operations, if its script can be called before its turn.
    ///
    /// What fails now fails again at its turn, and is told then.
    fn describe(
        &self,
        context: &MigrationContext,
        connection: &dyn BackgroundConnection,
        step: &Step,
        keywords: &Json,
    ) -> Option<Vec<Statement>> {
        let path = self.step_path(step)?;
        let direction = step.direction();
        if !self.migrations.only_describes(&path, direction) {
            return None;
        }
        let call = || self.migrations.run(&path, direction, keywords);
        context.describe(connection, call)
    }

    /// Starts to run a step that has been described; gives none when it cannot be.
    fn start(
        &self,
        context: &MigrationContext,
        connection: &dyn BackgroundConnection,
        step: &Step,
        statements: Vec<Statement>,
        tracker: &mut HeadTracker<'_>,
    ) -> Result<Option<StepInBackground>, RuntimeError> {
        let Ok(change) = tracker.apply(step) else {
            return Ok(None);
        };
        let scope = context.begin_transaction(true)?;
        log::info!(target: LOGGER, "Running {step}");
        match context.start(connection, scope, statements, change) {
            Ok(started) => Ok(Some(started)),
            Err(error) => {
                self.end(context, step, scope, Err(error))?;
                Ok(None)
            }
        }
    }

    /// Waits for a step in the background.
    fn finish(
        &self,
        context: &MigrationContext,
        running: Option<(&Step, StepInBackground)>,
        keywords: &Json,
    ) -> Result<(), RuntimeError> {
        let (Some((step, started)), Some(connection)) = (running, context.background()) else {
            return Ok(());
        };
        let (ended, scope) = context.finish(connection, started);
        let result = match ended {
            Ended::Well => Ok(()),
            Ended::OperationFailed(ran, error) => {
                Err(self.fail_in_script(context, connection, step, (ran, error), keywords))
            }
            Ended::VersionFailed(error) => Err(error),
            Ended::CommitFailed(error) => return Err(error),
        };
        self.end(context, step, scope, result)
    }

    /// Has the script fail where it called for the statement that has failed.
    fn fail_in_script(
        &self,
        context: &MigrationContext,
        connection: &dyn BackgroundConnection,
        step: &Step,
        (ran, error): (usize, RuntimeError),
        keywords: &Json,
    ) -> RuntimeError {
        let RuntimeError::Statement(statement_error) = &error else {
            return error;
        };
        let plain = RuntimeError::Statement(statement_error.clone());
        let Some(path) = self.step_path(step) else {
            return plain;
        };
        let call = || self.migrations.run(&path, step.direction(), keywords);
        context
            .repeat(connection, ran, error, call)
            .map_or_else(Into::into, |()| plain)
    }

    fn run_step(
        &self,
        context: &Rc<MigrationContext>,
        step: &Step,
        tracker: &mut HeadTracker<'_>,
        keywords: &Json,
    ) -> Result<(), RuntimeError> {
        if context.as_sql() && tracker.is_empty() {
            context.version_table().create(context)?;
        }
        interrupt::check()?;
        log::info!(target: LOGGER, "Running {step}");
        if context.as_sql() {
            context.static_output(&format!("-- Running {}", step.short_log()))?;
        }
        if let Some(path) = self.step_path(step) {
            self.migrations
                .run(&path, step.direction(), keywords)
                .inspect_err(|error| {
                    if error.is_a("KeyboardInterrupt") {
                        interrupt::forget();
                    }
                })?;
        }
        let change = tracker.apply(step)?;
        context.version_table().apply(context, &change)?;
        let heads: Vec<&str> = tracker.heads().collect();
        self.tell_version_callbacks(step, &heads, keywords)
    }

    fn tell_version_callbacks(
        &self,
        step: &Step,
        heads: &[&str],
        keywords: &Json,
    ) -> Result<(), RuntimeError> {
        for callback in self.version_callbacks.borrow().iter() {
            let arguments = serde_json::json!({
                "step": {
                    "is_upgrade": step.direction() == Direction::Upgrade,
                    "is_stamp": matches!(step, Step::Stamp(_)),
                    "up_revision_ids": step.up_revisions(),
                    "down_revision_ids": step.down_revisions(),
                },
                "heads": heads,
                "run_args": keywords,
            });
            self.migrations.call(callback, Vec::new(), arguments)?;
        }
        Ok(())
    }
}
