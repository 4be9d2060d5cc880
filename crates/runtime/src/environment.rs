//! The environment context: what one run of `env.py` is for.

mod steps;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use alembic_config::Config;
use alembic_dialect::Dialect;
use alembic_revision::{Direction, HeadTracker, Step};
use alembic_script::ScriptDirectory;
use serde_json::Value as Json;

use crate::connection::DatabaseConnection;
use crate::error::RuntimeError;
use crate::lock::{LockError, LockRequest, MigrationLock};
use crate::migration::{LOGGER, MigrationContext, MigrationOptions, Target};
use crate::offline::SqlOutput;
use crate::script_error::ScriptError;

/// Runs the Python of the project.
pub trait Migrations {
    /// Runs `env.py`, which asks for what follows.
    fn run_environment(&self, path: &Path) -> Result<(), ScriptError>;

    /// Reads version files, so that what they lack is known before anything is changed.
    fn prepare(&self, scripts: &[(PathBuf, Direction)]) -> Result<(), ScriptError>;

    /// Returns whether calling `upgrade` or `downgrade` of a prepared version file does nothing but
    /// describe operations, so that it can be called early, and again.
    fn only_describes(&self, path: &Path, direction: Direction) -> bool;

    /// Calls `upgrade` or `downgrade` of a version file with keyword arguments.
    fn run(&self, path: &Path, direction: Direction, keywords: &Json) -> Result<(), ScriptError>;

    /// Calls a callable of env.py's.
    fn call(
        &self,
        handle: &Json,
        arguments: Vec<Json>,
        keywords: Json,
    ) -> Result<Json, ScriptError>;
}

/// The work of a command once the current heads are known: it gives the steps to run.
pub type PlanFunction =
    Box<dyn Fn(&[String], &Rc<MigrationContext>) -> Result<Vec<Step>, RuntimeError>>;

/// What a command asks of the environment.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentArguments {
    /// Whether SQL is written instead of run.
    pub as_sql: bool,
    /// The revision that offline SQL starts from.
    pub starting_revision: Option<String>,
    /// The revisions to go to.
    pub destination_revisions: Vec<String>,
    /// `--tag`.
    pub tag: Option<String>,
    /// Whether the version table is emptied first.
    pub purge: bool,
    /// Whether a missing version table is left missing.
    pub dont_mutate: bool,
    /// Whether each migration has a transaction of its own, whatever `env.py` configures.
    pub transaction_per_migration: bool,
    /// Whether only one such run may be at work on a database at a time.
    pub exclusive: bool,
}

/// How far a run has come, for the report of a failure.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// The steps that have run, as the log names them.
    pub applied: Vec<String>,
    /// Whether each step was committed on its own.
    pub committed_each: bool,
    /// How many steps had run when an `autocommit_block()` last committed, and the step it stood in.
    pub committed_in_block: Option<(usize, String)>,
    /// The step that failed, with its file.
    pub failed: Option<(String, Option<PathBuf>)>,
    /// What to do instead of the operation that failed, where that is known.
    pub way_out: Option<String>,
    /// Whether the database takes DDL back with its transaction.
    pub transactional_ddl: bool,
    /// A revision in the version table that no version file has, and the table's name.
    pub unknown: Option<(String, String)>,
}

/// What one run of `env.py` is for, and what it has configured.
pub struct EnvironmentContext {
    config: Rc<RefCell<Config>>,
    script: Rc<ScriptDirectory>,
    arguments: EnvironmentArguments,
    migrations: Rc<dyn Migrations>,
    plan: PlanFunction,
    output: SqlOutput,
    context: RefCell<Option<Rc<MigrationContext>>>,
    version_callbacks: RefCell<Vec<Json>>,
    /// The locks that are held, each with the context that took it.
    locks: RefCell<Vec<(Rc<MigrationContext>, MigrationLock)>>,
    progress: RefCell<Progress>,
    /// Whether scripts were already read in this run of env.py.
    prepared: Cell<bool>,
}

impl EnvironmentContext {
    /// Returns the environment of one command.
    pub fn new(
        config: Rc<RefCell<Config>>,
        script: Rc<ScriptDirectory>,
        arguments: EnvironmentArguments,
        migrations: Rc<dyn Migrations>,
        output: SqlOutput,
        plan: PlanFunction,
    ) -> Self {
        Self {
            config,
            script,
            arguments,
            migrations,
            plan,
            output,
            context: RefCell::default(),
            version_callbacks: RefCell::default(),
            locks: RefCell::default(),
            progress: RefCell::default(),
            prepared: Cell::new(false),
        }
    }

    /// Returns the settings.
    pub fn config(&self) -> &Rc<RefCell<Config>> {
        &self.config
    }

    /// Returns the version files.
    pub fn script(&self) -> &Rc<ScriptDirectory> {
        &self.script
    }

    /// Returns what the command asked for.
    pub fn arguments(&self) -> &EnvironmentArguments {
        &self.arguments
    }

    /// Returns how far the run has come.
    pub fn progress(&self) -> Progress {
        self.progress.borrow().clone()
    }

    /// Runs `env.py`; the locks it took are given back when it has ended.
    pub fn run(&self) -> Result<(), RuntimeError> {
        let path = self.script.file("env.py");
        let result = self.migrations.run_environment(&path);
        self.locks.borrow_mut().clear();
        Ok(result?)
    }

    /// Returns the context that `env.py` configured last.
    pub fn context(&self) -> Result<Rc<MigrationContext>, RuntimeError> {
        self.context.borrow().clone().ok_or(RuntimeError::NoContext)
    }

    /// Takes the parameters of `context.configure`.
    ///
    /// The dialect is that of the connection, else the given one; without a connection only SQL
    /// can be written.
    pub fn configure(
        &self,
        connection: Option<Rc<dyn DatabaseConnection>>,
        dialect: Option<Rc<dyn Dialect>>,
        mut options: MigrationOptions,
        output: Option<SqlOutput>,
        version_callbacks: Vec<Json>,
    ) -> Result<Rc<MigrationContext>, RuntimeError> {
        let dialect = match (&connection, dialect) {
            (Some(connection), _) => connection.dialect().clone(),
            (None, Some(dialect)) => dialect,
            (None, None) => return Err(RuntimeError::NoDatabase),
        };
        if options.starting_rev.is_none() {
            options
                .starting_rev
                .clone_from(&self.arguments.starting_revision);
        }
        self.settings_of_comparison(&mut options)?;
        options.transaction_per_migration |= self.arguments.transaction_per_migration;
        if let Some(connection) = &connection {
            options.take_dialect_of(connection.as_ref());
        }
        let target = match (self.arguments.as_sql, connection) {
            (false, Some(connection)) => Target::Online(connection),
            _ => Target::Offline(output.unwrap_or_else(|| self.output.clone())),
        };
        let context = Rc::new(MigrationContext::new(dialect, target, options)?);
        *self.context.borrow_mut() = Some(context.clone());
        *self.version_callbacks.borrow_mut() = version_callbacks;
        Ok(context)
    }

    /// Takes what the configuration file says about comparisons where `env.py` does not.
    fn settings_of_comparison(&self, options: &mut MigrationOptions) -> Result<(), RuntimeError> {
        let config = self.config.borrow();
        let compared = &mut options.autogenerate;
        if compared.compare_enums.is_none() {
            compared.compare_enums = Some(config.compare_enums()?);
        }
        if compared.compare_primary_keys.is_none() {
            compared.compare_primary_keys = Some(config.compare_primary_keys()?);
        }
        Ok(())
    }

    /// Runs the command's steps: takes the lock, reads the version, plans, and goes step by step.
    ///
    /// `keywords` are passed to each `upgrade` and `downgrade`.
    pub fn run_migrations(&self, keywords: &Json) -> Result<(), RuntimeError> {
        let context = self.context()?;
        let heads = self.starting_heads(&context)?;
        self.note_unknown(&context, &heads)?;
        let steps = (self.plan)(&heads, &context)?;
        self.prepare(&steps)?;
        {
            let mut progress = self.progress.borrow_mut();
            progress.transactional_ddl = context.transactional_ddl();
            progress.committed_each =
                !context.transactional_ddl() || context.options().transaction_per_migration;
        }
        let tracker = HeadTracker::new(self.script.revision_map()?, heads);
        self.run_steps(&context, &steps, tracker, keywords)
    }

    /// Remembers a revision of the database's that no version file has, for the report.
    fn note_unknown(
        &self,
        context: &MigrationContext,
        heads: &[String],
    ) -> Result<(), RuntimeError> {
        self.script.revision_map()?;
        for warning in self.script.take_warnings() {
            crate::warnings::warn("UserWarning", &warning);
        }
        if context.as_sql() {
            return Ok(());
        }
        for head in heads {
            if self.script.get_revision(head).is_err() {
                self.progress.borrow_mut().unknown =
                    Some((head.clone(), context.version_table().name().to_owned()));
            }
        }
        Ok(())
    }

    fn starting_heads(&self, context: &Rc<MigrationContext>) -> Result<Vec<String>, RuntimeError> {
        if context.as_sql() && !self.arguments.as_sql {
            return Err(RuntimeError::NoConnection);
        }
        self.lock(context)?;
        if self.arguments.purge {
            if context.as_sql() {
                return Err(RuntimeError::PurgeOffline);
            }
            context.ensure_version_table(true)?;
            return Ok(Vec::new());
        }
        let heads = context.current_heads_in(&self.script)?;
        if heads.is_empty() && !context.as_sql() && !self.arguments.dont_mutate {
            context.ensure_version_table(false)?;
        }
        Ok(heads)
    }

    fn step_path(&self, step: &Step) -> Option<PathBuf> {
        let Step::Revision(step) = step else {
            return None;
        };
        let script = self.script.get_revision(&step.revision).ok().flatten()?;
        Some(script.file().path.clone())
    }

    fn prepare(&self, steps: &[Step]) -> Result<(), RuntimeError> {
        if self.prepared.replace(true) {
            return Ok(());
        }
        let scripts: Vec<(PathBuf, Direction)> = steps
            .iter()
            .filter_map(|step| Some((self.step_path(step)?, step.direction())))
            .collect();
        Ok(self.migrations.prepare(&scripts)?)
    }

    /// Waits until no other run is at work on the same version table.
    fn lock(&self, context: &Rc<MigrationContext>) -> Result<(), RuntimeError> {
        let Some(connection) = context.connection() else {
            return Ok(());
        };
        let config = self.config.borrow();
        if !self.arguments.exclusive || !config.migration_lock()? {
            return Ok(());
        }
        let request = LockRequest {
            url: connection.url().clone(),
            version_table: context.version_table().name().to_owned(),
            version_table_schema: context.version_table().schema().map(str::to_owned),
            timeout: config.lock_timeout()?,
        };
        let held = |(_, lock): &(_, MigrationLock)| lock.holds(&request);
        if self.locks.borrow().iter().any(held) {
            return Ok(());
        }
        let another = connection
            .open_another()
            .map_err(|source| LockError::Connect {
                source: Box::new(source),
            })?;
        let Some(another) = another else {
            return Ok(());
        };
        let lock = MigrationLock::acquire(another, &request, |holder| {
            log::info!(target: LOGGER, "Waiting for another migration run: {holder}");
        })?;
        let lock = lock.map(|lock| (context.clone(), lock));
        self.locks.borrow_mut().extend(lock);
        Ok(())
    }

    /// Gives back the lock of a context whose transaction has ended.
    ///
    /// What is held longer is given back at the end of `env.py`, when an event loop that the lock's
    /// connection may need is gone.
    pub fn release_lock(&self, context: &Rc<MigrationContext>) {
        self.locks
            .borrow_mut()
            .retain(|(owner, _)| !Rc::ptr_eq(owner, context));
    }
}
