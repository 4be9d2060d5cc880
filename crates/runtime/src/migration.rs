//! The migration context: one database, or one SQL script, on its way from revision to revision.

mod describing;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use alembic_db::{IsolationLevel, Statement};
use alembic_dialect::{CompileOptions, Condition, Dialect, Percents, Plan, TypeName};
use alembic_ops::{Change, Operation};
use alembic_schema::NamingConvention;
use alembic_script::ScriptDirectory;

use self::describing::Mode;
pub(crate) use self::describing::{Ended, StepInBackground};
use crate::autogenerate::AutogenerateOptions;
use crate::connection::DatabaseConnection;
use crate::error::RuntimeError;
use crate::offline::{ScriptStyle, SqlOutput};
use crate::statement_error::ParameterStyle;
use crate::version_table::VersionTable;

/// The parameters of `context.configure` that shape a run of migrations.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(default)]
pub struct MigrationOptions {
    /// Whether DDL takes part in transactions; the dialect's own answer unless given.
    pub transactional_ddl: Option<bool>,
    /// Whether each migration has a transaction of its own.
    pub transaction_per_migration: bool,
    /// The name of the version table.
    pub version_table: String,
    /// The schema of the version table.
    pub version_table_schema: Option<String>,
    /// Whether the version table has a primary key.
    pub version_table_pk: bool,
    /// Whether bound values are written into offline SQL.
    pub literal_binds: bool,
    /// The revision that offline SQL starts from.
    pub starting_rev: Option<String>,
    /// The tag that `context.get_tag_argument()` gives.
    pub tag: Option<String>,
    /// The naming convention of `target_metadata`.
    pub naming_convention: NamingConvention,
    /// The URL that a script is for.
    pub url: Option<String>,
    /// The dialect that a script is for, perhaps with a driver.
    pub dialect_name: Option<String>,
    /// The arguments of SQLAlchemy's dialect.
    pub dialect_opts: DialectArguments,
    /// What parts the statements of a script for SQL Server; nothing where it is empty or removed.
    pub mssql_batch_separator: Change<String>,
    /// What parts the statements of a script for Oracle; nothing where it is empty or removed.
    pub oracle_batch_separator: Change<String>,
    /// The classes that the project has in the place of the original's, by dialects.
    pub impl_names: BTreeMap<String, String>,
    /// What is said about autogenerate.
    #[serde(flatten)]
    pub autogenerate: AutogenerateOptions,
}

impl MigrationOptions {
    /// Has a script look as SQLAlchemy's dialect of a connection would write it.
    pub fn take_dialect_of(&mut self, connection: &dyn DatabaseConnection) {
        let (dialect, driver) = (connection.dialect().name(), connection.url().driver_name());
        self.url = None;
        self.dialect_name = Some(format!("{dialect}+{driver}"));
        self.dialect_opts.paramstyle = Some(ParameterStyle::of(dialect, driver).name().to_owned());
    }
}

/// The arguments of SQLAlchemy's dialect that change what a script looks like.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct DialectArguments {
    /// How parameters are marked, `named`.
    pub paramstyle: Option<String>,
}

impl Default for MigrationOptions {
    fn default() -> Self {
        Self {
            transactional_ddl: None,
            transaction_per_migration: false,
            version_table: "alembic_version".to_owned(),
            version_table_schema: None,
            version_table_pk: true,
            literal_binds: false,
            starting_rev: None,
            tag: None,
            naming_convention: NamingConvention::default(),
            url: None,
            dialect_name: None,
            dialect_opts: DialectArguments::default(),
            mssql_batch_separator: Change::Unchanged,
            oracle_batch_separator: Change::Unchanged,
            impl_names: BTreeMap::new(),
            autogenerate: AutogenerateOptions::default(),
        }
    }
}

/// Where the statements of a migration context go.
pub enum Target {
    /// A database.
    Online(Rc<dyn DatabaseConnection>),
    /// A SQL script.
    Offline(SqlOutput),
}

/// What `begin_transaction` began and `end_transaction` ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionScope {
    /// Nothing: another scope owns the transaction.
    None,
    /// A transaction of the connection.
    Connection,
    /// `BEGIN` and `COMMIT` in a SQL script.
    Script,
}

/// One database, or one SQL script, on its way from revision to revision.
pub struct MigrationContext {
    dialect: Rc<dyn Dialect>,
    target: Target,
    options: MigrationOptions,
    script_style: ScriptStyle,
    transactional_ddl: bool,
    in_external_transaction: bool,
    /// The connection's transaction, where this context began it.
    transaction: Cell<Option<u64>>,
    /// The isolation level to return to after an autocommit block, and its transaction.
    autocommit: RefCell<Vec<AutocommitBlock>>,
    /// Whether an autocommit block has committed since this was last asked.
    committed_in_block: Cell<bool>,
    version_table: VersionTable,
    /// The types that this run has created, which it creates once only.
    created_types: RefCell<BTreeSet<TypeName>>,
    /// What to do instead of the operation that failed last.
    way_out: RefCell<Option<String>>,
    /// What becomes of the statements of operations.
    mode: RefCell<Mode>,
}

struct AutocommitBlock {
    level_before: Option<IsolationLevel>,
    was_in_transaction: bool,
}

impl MigrationContext {
    /// Returns a context and logs what it is, as the original does.
    pub fn new(
        dialect: Rc<dyn Dialect>,
        target: Target,
        options: MigrationOptions,
    ) -> Result<Self, RuntimeError> {
        if options.literal_binds && matches!(target, Target::Online(_)) {
            return Err(RuntimeError::LiteralBindsOnline);
        }
        // What becomes of this context's output is no business of others.
        let target = match target {
            Target::Offline(output) => Target::Offline(output.separate()),
            online => online,
        };
        let context = Self {
            transactional_ddl: options
                .transactional_ddl
                .unwrap_or_else(|| dialect.transactional_ddl()),
            in_external_transaction: match &target {
                Target::Online(connection) => connection.in_transaction(),
                Target::Offline(_) => false,
            },
            transaction: Cell::new(None),
            autocommit: RefCell::default(),
            committed_in_block: Cell::default(),
            version_table: VersionTable::new(&options),
            created_types: RefCell::default(),
            way_out: RefCell::default(),
            mode: RefCell::default(),
            script_style: ScriptStyle::new(dialect.as_ref(), &options),
            dialect,
            target,
            options,
        };
        let own_impl = context.options.impl_names.get(context.dialect.name());
        let impl_name = own_impl.map_or(context.dialect.impl_name(), String::as_str);
        log::info!(target: LOGGER, "Context impl {impl_name}.");
        if context.as_sql() {
            log::info!(target: LOGGER, "Generating static SQL");
        }
        log::info!(
            target: LOGGER,
            "Will assume {} DDL.",
            if context.transactional_ddl { "transactional" } else { "non-transactional" }
        );
        Ok(context)
    }

    /// Returns the database's dialect.
    pub fn dialect(&self) -> &Rc<dyn Dialect> {
        &self.dialect
    }

    /// Returns the options of `context.configure`.
    pub fn options(&self) -> &MigrationOptions {
        &self.options
    }

    /// Returns the version table.
    pub fn version_table(&self) -> &VersionTable {
        &self.version_table
    }

    /// Returns whether a SQL script is written instead of a database changed.
    pub fn as_sql(&self) -> bool {
        matches!(self.target, Target::Offline(_))
    }

    /// Returns whether DDL takes part in transactions.
    pub fn transactional_ddl(&self) -> bool {
        self.transactional_ddl
    }

    /// Returns the connection; none offline.
    pub fn connection(&self) -> Option<&Rc<dyn DatabaseConnection>> {
        match &self.target {
            Target::Online(connection) => Some(connection),
            Target::Offline(_) => None,
        }
    }

    /// Returns how operations are compiled for this context.
    pub fn compile_options(&self) -> CompileOptions {
        CompileOptions {
            is_shown: false,
            expands_lists: false,
            warns_of_products: false,
            offline: self.as_sql(),
            literal_binds: self.as_sql() && self.options.literal_binds,
            server: self
                .connection()
                .map(|connection| connection.server().clone()),
            naming_convention: self.options.naming_convention.clone(),
            percents: if self.as_sql() {
                self.script_style.percents
            } else {
                Percents::Single
            },
        }
    }

    /// Runs an operation: compiles it and sends or writes its statements.
    pub fn invoke(&self, operation: &Operation) -> Result<(), RuntimeError> {
        if let Operation::BatchAlterTable(batch) = operation {
            self.require_database()?;
            return crate::batch::run(self, batch);
        }
        let done = alembic_dialect::compile_operation(
            self.dialect.as_ref(),
            operation,
            &self.compile_options(),
        )
        .map_err(RuntimeError::from)
        .and_then(|plan| self.run_plan(&plan));
        *self.way_out.borrow_mut() = match &done {
            Ok(()) => None,
            Err(error) => self.dialect.way_out(operation, &error.to_string()),
        };
        done
    }

    /// Returns what to do instead of the operation that failed last, if that is known.
    pub fn way_out(&self) -> Option<String> {
        self.way_out.borrow().clone()
    }

    /// Returns whether an operation is a batch that copies its table, for which it reads what the table
    /// is like.
    pub fn reads_table(&self, operation: &Operation) -> Result<bool, RuntimeError> {
        match operation {
            Operation::BatchAlterTable(batch) => Ok(crate::batch::reads_table(self, batch)?),
            _ => Ok(false),
        }
    }

    /// Runs what an operation became.
    pub(crate) fn run_plan(&self, plan: &Plan) -> Result<(), RuntimeError> {
        if !plan.warnings.is_empty()
            || plan
                .statements
                .iter()
                .any(|planned| planned.condition.is_some())
        {
            self.require_database()?;
        }
        let mut created = self.created_types.borrow_mut();
        let connection = self.connection().map(Rc::as_ref);
        run_plan(plan, connection, &mut created, |statement| {
            self.execute(statement).map(drop)
        })
    }

    /// Sends a statement to the database or writes it to the script.
    ///
    /// Returns the number of changed rows, -1 where it is not known.
    pub fn execute(&self, statement: &Statement) -> Result<i64, RuntimeError> {
        if let Some(answer) = self.mode.borrow_mut().take_statement(statement) {
            return answer;
        }
        match &self.target {
            Target::Online(connection) => connection.execute(statement),
            Target::Offline(output) => {
                output.statement(self.dialect.as_ref(), &self.script_style, statement)?;
                Ok(-1)
            }
        }
    }

    /// Writes the SQL script to another place from now on.
    pub fn set_output(&self, output: &SqlOutput) {
        if let Target::Offline(own) = &self.target {
            own.redirect(output);
        }
    }

    /// Writes a text to the SQL script.
    pub fn static_output(&self, text: &str) -> Result<(), RuntimeError> {
        match &self.target {
            Target::Online(_) => SqlOutput::standard().text(text),
            Target::Offline(output) => output.text(text),
        }
    }

    /// Begins the transaction that is due here, if one is.
    ///
    /// `per_migration` tells the scope around one migration from the one around all. As in the
    /// original, transactional DDL has one of the two, as configured, other DDL always the inner
    /// one, and a transaction that env.py began itself is left alone.
    pub fn begin_transaction(&self, per_migration: bool) -> Result<TransactionScope, RuntimeError> {
        self.require_database()?;
        if self.in_external_transaction {
            return Ok(TransactionScope::None);
        }
        let due = if self.transactional_ddl {
            per_migration == self.options.transaction_per_migration
        } else {
            per_migration
        };
        if !due {
            return Ok(TransactionScope::None);
        }
        match &self.target {
            Target::Offline(output) if self.transactional_ddl => {
                output.begin(self.dialect.as_ref(), &self.script_style)?;
                Ok(TransactionScope::Script)
            }
            Target::Offline(_) => Ok(TransactionScope::None),
            Target::Online(_) if !self.transactional_ddl && self.transaction.get().is_some() => {
                Ok(TransactionScope::None)
            }
            Target::Online(connection) => {
                self.transaction.set(Some(connection.begin_or_join()?));
                Ok(TransactionScope::Connection)
            }
        }
    }

    /// Ends what `begin_transaction` began: commits, or rolls back after a failure.
    pub fn end_transaction(
        &self,
        scope: TransactionScope,
        failed: bool,
    ) -> Result<(), RuntimeError> {
        self.require_database()?;
        match (scope, &self.target) {
            (TransactionScope::Script, Target::Offline(output)) if !failed => {
                output.commit(self.dialect.as_ref(), &self.script_style)
            }
            (TransactionScope::Connection, Target::Online(connection)) => {
                match self.transaction.take() {
                    Some(number) => connection.end(number, !failed),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Commits what was done so far and lets each statement commit on its own until
    /// `end_autocommit`.
    pub fn begin_autocommit(&self) -> Result<(), RuntimeError> {
        self.require_database()?;
        let connection = match &self.target {
            Target::Offline(output) => {
                return if self.transactional_ddl {
                    output.commit(self.dialect.as_ref(), &self.script_style)
                } else {
                    Ok(())
                };
            }
            Target::Online(connection) => connection,
        };
        let was_in_transaction = connection.in_transaction();
        if was_in_transaction {
            let Some(number) = self.transaction.take() else {
                return Err(RuntimeError::AutocommitInExternalTransaction);
            };
            connection.end(number, true)?;
        }
        let level_before = connection.isolation_level();
        connection.set_isolation_level(Some(IsolationLevel::Autocommit))?;
        connection.begin()?;
        self.committed_in_block.set(true);
        self.autocommit.borrow_mut().push(AutocommitBlock {
            level_before,
            was_in_transaction,
        });
        Ok(())
    }

    /// Returns whether an autocommit block has committed since this was last asked.
    pub(crate) fn take_committed_in_block(&self) -> bool {
        self.committed_in_block.take()
    }

    /// Ends an autocommit block and begins a transaction again if one was open before.
    pub fn end_autocommit(&self) -> Result<(), RuntimeError> {
        self.require_database()?;
        let connection = match &self.target {
            Target::Offline(output) => {
                return if self.transactional_ddl {
                    output.begin(self.dialect.as_ref(), &self.script_style)
                } else {
                    Ok(())
                };
            }
            Target::Online(connection) => connection,
        };
        let Some(block) = self.autocommit.borrow_mut().pop() else {
            return Ok(());
        };
        connection.commit()?;
        connection.set_isolation_level(block.level_before)?;
        if block.was_in_transaction {
            self.transaction.set(Some(connection.begin()?));
        }
        Ok(())
    }

    /// Returns the revisions in the version table, sorted; offline, the one to start from.
    pub fn current_heads(
        &self,
        resolve: impl Fn(&str) -> Result<Vec<String>, RuntimeError>,
    ) -> Result<Vec<String>, RuntimeError> {
        match (&self.target, self.options.starting_rev.as_deref()) {
            (Target::Offline(_), None | Some("base")) => Ok(Vec::new()),
            (Target::Offline(_), Some(revision)) => resolve(revision),
            (Target::Online(_), Some(_)) => Err(RuntimeError::StartingRevisionOnline),
            (Target::Online(connection), None) => {
                self.version_table.read(self.dialect.as_ref(), connection)
            }
        }
    }

    /// Returns the current heads; the revision that a SQL script starts from may be any identifier
    /// that `script` knows.
    pub fn current_heads_in(&self, script: &ScriptDirectory) -> Result<Vec<String>, RuntimeError> {
        self.current_heads(|revision| {
            let found = script.get_revision(revision)?;
            Ok(found
                .map(|script| script.revision().revision().to_owned())
                .into_iter()
                .collect())
        })
    }

    /// Creates the version table if it is missing, and empties it when `purge` is set.
    pub fn ensure_version_table(&self, purge: bool) -> Result<(), RuntimeError> {
        let Target::Online(connection) = &self.target else {
            return self.version_table.create(self);
        };
        let transaction = if connection.in_transaction() {
            None
        } else {
            Some(connection.begin()?)
        };
        let made = self
            .version_table
            .create_if_missing(self, connection)
            .and_then(|()| {
                if purge {
                    self.version_table.delete_all(self)
                } else {
                    Ok(())
                }
            });
        if let Some(number) = transaction {
            connection.end(number, made.is_ok())?;
        }
        made
    }
}

/// Runs an operation on a connection, outside of any migration context.
pub fn run_operation(
    connection: &dyn DatabaseConnection,
    operation: &Operation,
) -> Result<(), RuntimeError> {
    let options = CompileOptions {
        server: Some(connection.server().clone()),
        ..CompileOptions::default()
    };
    let dialect = connection.dialect().as_ref();
    let plan = alembic_dialect::compile_operation(dialect, operation, &options)?;
    run_plan(&plan, Some(connection), &mut BTreeSet::new(), |statement| {
        connection.execute(statement).map(drop)
    })
}

/// Runs the statements of a plan whose conditions hold; a script has no database to ask.
fn run_plan(
    plan: &Plan,
    connection: Option<&dyn DatabaseConnection>,
    created: &mut BTreeSet<TypeName>,
    mut execute: impl FnMut(&Statement) -> Result<(), RuntimeError>,
) -> Result<(), RuntimeError> {
    for warning in &plan.warnings {
        crate::warnings::warn(warning.category, &warning.message);
    }
    for planned in &plan.statements {
        let (query, wanted) = match &planned.condition {
            Some(Condition::TypeAbsent { query, .. }) => (Some(query), false),
            Some(Condition::TypePresent { query, .. }) => (Some(query), true),
            _ => (None, true),
        };
        if !planned.is_first_in_run(created) {
            continue;
        }
        if let (Some(query), Some(connection)) = (query, connection) {
            let exists = !connection.query(query)?.rows.is_empty();
            if exists != wanted {
                continue;
            }
        }
        execute(&planned.statement)?;
    }
    Ok(())
}

pub(crate) const LOGGER: &str = "alembic.runtime.migration";
