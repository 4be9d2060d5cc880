//! Connections as scripts see them: a driver's connection with SQLAlchemy's rules for transactions.

mod background;

pub(crate) use background::is_not_one_row;
pub use background::{
    BackgroundConnection, BackgroundOutcome, BackgroundStatement, BackgroundWork, Reading,
};

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use alembic_db::{
    Connection, DatabaseError, Drivers, IsolationLevel, QueryResult, RepeatedStatement,
    RowReceiver, ServerInfo, Statement, Url,
};
use alembic_dialect::{Dialect, Inspector, ReadTables};

use self::background::{Finished, Order, ReadError, Worker};
use crate::RuntimeError;
use crate::statement_error::{ParameterStyle, StatementError};

/// The logger of statements.
pub const ENGINE_LOGGER: &str = "sqlalchemy.engine.Engine";

/// The transaction that a connection is in.
#[derive(Clone, Debug, Default, PartialEq)]
struct TransactionState {
    /// The number of the outermost transaction; none outside of one.
    root: Option<u64>,
    /// The numbers and names of the savepoints inside it, outermost first.
    savepoints: Vec<(u64, String)>,
}

/// A connection to a database, as migrations use it.
///
/// As in SQLAlchemy 2, the first statement starts a transaction by itself.
pub trait DatabaseConnection {
    /// Returns the database's dialect.
    fn dialect(&self) -> &Rc<dyn Dialect>;

    /// Returns what the connection learned of its server.
    fn server(&self) -> &ServerInfo;

    /// Returns the URL that was connected to.
    fn url(&self) -> &Url;

    /// Returns whether the connection is in a transaction, its own or one that was begun.
    fn in_transaction(&self) -> bool;

    /// Returns the isolation level that was asked for, if any.
    fn isolation_level(&self) -> Option<IsolationLevel>;

    /// Runs a statement whose rows nobody needs; returns the number of changed rows, -1 if unknown.
    fn execute(&self, statement: &Statement) -> Result<i64, RuntimeError>;

    /// Runs a statement and returns its rows.
    fn query(&self, statement: &Statement) -> Result<QueryResult, RuntimeError>;

    /// Starts a transaction and returns its number.
    ///
    /// Fails when there is one already, as SQLAlchemy does.
    fn begin(&self) -> Result<u64, RuntimeError>;

    /// Returns the number of the transaction that is open, or starts one.
    fn begin_or_join(&self) -> Result<u64, RuntimeError>;

    /// Ends the transaction or savepoint with this number, and the savepoints inside it.
    ///
    /// Does nothing when it has ended already.
    fn end(&self, number: u64, commit: bool) -> Result<(), RuntimeError>;

    /// Commits the transaction; does nothing outside of one.
    fn commit(&self) -> Result<(), RuntimeError>;

    /// Sets the isolation level of the transactions to come.
    ///
    /// With `Autocommit`, transactions are those of the caller's bookkeeping alone: each statement
    /// takes effect at once. `None` ends that. Fails inside a transaction.
    fn set_isolation_level(&self, level: Option<IsolationLevel>) -> Result<(), RuntimeError>;

    /// Opens a second connection to the same database, for the migration lock.
    ///
    /// Gives none where there is no way to one.
    fn open_another(&self) -> Result<Option<Box<dyn Connection>>, RuntimeError>;

    /// Returns the connection as one that runs statements by itself, if it can.
    fn background(&self) -> Option<&dyn BackgroundConnection> {
        None
    }

    /// Starts to read the tables of the default schema but one by itself, if it can.
    fn start_reading(
        &self,
        _but: Option<&str>,
    ) -> Result<Option<Box<dyn Reading + '_>>, RuntimeError> {
        Ok(None)
    }

    /// Returns what asks the database's catalog.
    fn inspector(&self) -> Result<Inspector<'_, RuntimeError>, RuntimeError> {
        Ok(Inspector::new(
            self.dialect().name(),
            self.server(),
            |statement| self.query(statement),
        )?)
    }

    /// Returns whether the database has a table.
    fn has_table(&self, table: &str, schema: Option<&str>) -> Result<bool, RuntimeError> {
        self.inspector()?.has_table(table, schema)
    }
}

/// Where the driver's connection is.
enum DriverState {
    Here(Box<dyn Connection + Send>),
    WithWorker,
    Closed,
}

/// Who may reach the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Free,
    Held,
    /// Somebody wanted to while it was held.
    HeldAndWanted,
}

/// A connection over one of our drivers, with SQLAlchemy's rules for transactions.
///
/// `commit` and `rollback` end the transaction, and closing rolls back.
pub struct DriverConnection {
    drivers: Rc<Drivers>,
    driver: RefCell<DriverState>,
    worker: RefCell<Option<Worker>>,
    /// What the worker gave back and nobody has asked for yet.
    finished: RefCell<Option<Finished>>,
    access: Cell<Access>,
    server: ServerInfo,
    dialect: Rc<dyn Dialect>,
    url: Url,
    transaction: RefCell<TransactionState>,
    next_transaction: Cell<u64>,
    isolation_level: Cell<Option<IsolationLevel>>,
    /// Whether the server has ended the connection, and with it what was not committed.
    is_lost: Cell<bool>,
    /// Whether statements are logged.
    echo: bool,
}

impl DatabaseConnection for DriverConnection {
    fn dialect(&self) -> &Rc<dyn Dialect> {
        &self.dialect
    }

    fn server(&self) -> &ServerInfo {
        &self.server
    }

    fn url(&self) -> &Url {
        &self.url
    }

    fn in_transaction(&self) -> bool {
        self.transaction.borrow().root.is_some()
    }

    fn isolation_level(&self) -> Option<IsolationLevel> {
        self.isolation_level.get()
    }

    fn execute(&self, statement: &Statement) -> Result<i64, RuntimeError> {
        crate::interrupt::check()?;
        self.begin_by_itself()?;
        self.log_statement(statement);
        self.with_driver(|driver| {
            driver
                .execute(statement)
                .map_err(|error| self.statement_error(error, statement))
        })
    }

    fn query(&self, statement: &Statement) -> Result<QueryResult, RuntimeError> {
        let mut rows = Vec::new();
        let mut result = self.query_into(statement, &mut rows)?;
        result.rows = rows;
        Ok(result)
    }

    fn begin(&self) -> Result<u64, RuntimeError> {
        if self.in_transaction() {
            return Err(RuntimeError::TransactionAlreadyBegun);
        }
        self.start_transaction()
    }

    fn begin_or_join(&self) -> Result<u64, RuntimeError> {
        let open = self.transaction.borrow().root;
        open.map_or_else(|| self.start_transaction(), Ok)
    }

    fn end(&self, number: u64, commit: bool) -> Result<(), RuntimeError> {
        let position = {
            let state = self.transaction.borrow();
            if state.root == Some(number) {
                drop(state);
                return if commit {
                    self.commit()
                } else {
                    self.rollback()
                };
            }
            state
                .savepoints
                .iter()
                .position(|(savepoint, _)| *savepoint == number)
        };
        let Some(position) = position else {
            return Ok(());
        };
        self.require_access()?;
        let name = self
            .transaction
            .borrow_mut()
            .savepoints
            .split_off(position)
            .swap_remove(0)
            .1;
        if self.is_lost.get() && !commit {
            return Ok(());
        }
        let text = if commit {
            format!("RELEASE SAVEPOINT {name}")
        } else {
            format!("ROLLBACK TO SAVEPOINT {name}")
        };
        self.with_driver(|driver| {
            let statement = Statement::sql(text);
            driver
                .execute(&statement)
                .map_err(|error| self.statement_error(error, &statement))
        })?;
        Ok(())
    }

    fn commit(&self) -> Result<(), RuntimeError> {
        self.end_root("COMMIT", |driver| driver.commit())
    }

    fn set_isolation_level(&self, level: Option<IsolationLevel>) -> Result<(), RuntimeError> {
        self.require_access()?;
        if self.in_transaction() {
            return Err(RuntimeError::IsolationLevelInTransaction);
        }
        if let Some(level) = level.filter(|level| *level != IsolationLevel::Autocommit) {
            self.with_driver(|driver| {
                driver
                    .set_isolation_level(level)
                    .map_err(|error| self.statement_error(error, &Statement::default()))
            })?;
        }
        self.isolation_level.set(level);
        Ok(())
    }

    fn open_another(&self) -> Result<Option<Box<dyn Connection>>, RuntimeError> {
        Ok(Some(self.drivers.connect(&self.url)?))
    }

    fn background(&self) -> Option<&dyn BackgroundConnection> {
        // Lines about statements come where the statements are written.
        (!self.echo && self.start_worker()).then_some(self)
    }

    fn start_reading(
        &self,
        but: Option<&str>,
    ) -> Result<Option<Box<dyn Reading + '_>>, RuntimeError> {
        if self.background().is_none() {
            return Ok(None);
        }
        self.order(Order::Read {
            dialect: self.dialect.name().to_owned(),
            but: but.map(str::to_owned),
        })?;
        Ok(Some(Box::new(WorkersReading(self))))
    }
}

/// What the worker reads; whoever uses the connection waits for it.
struct WorkersReading<'a>(&'a DriverConnection);

impl Reading for WorkersReading<'_> {
    fn finish(self: Box<Self>) -> Result<ReadTables, RuntimeError> {
        let Self(connection) = *self;
        connection.wait();
        let Some(Finished::Read(read)) = connection.finished.take() else {
            return Err(RuntimeError::ConnectionClosed);
        };
        read.map_err(|error| match error {
            ReadError::Database(error, statement) => connection.statement_error(*error, &statement),
            ReadError::Inspect(error) => error.into(),
        })
    }
}

impl BackgroundConnection for DriverConnection {
    fn start(&self, work: BackgroundWork) -> Result<(), RuntimeError> {
        self.order(Order::Run(BackgroundWork {
            commit: work.commit && !self.is_autocommit(),
            ..work
        }))
    }

    fn finish(&self) -> BackgroundOutcome {
        self.wait();
        let Some(Finished::Run(finished)) = self.finished.take() else {
            return BackgroundOutcome {
                failure: Some(RuntimeError::ConnectionClosed),
                ..BackgroundOutcome::default()
            };
        };
        let failed = finished.work.statements.get(finished.counts.len());
        BackgroundOutcome {
            failure: finished
                .failure
                .zip(failed)
                .map(|(error, failed)| self.statement_error(error, &failed.statement)),
            commit: finished.commit.map(|result| {
                self.transaction.take();
                result.map_err(|error| self.statement_error(error, &Statement::default()))
            }),
            counts: finished.counts,
        }
    }

    fn hold(&self) {
        self.access.set(Access::Held);
    }

    fn release(&self) -> bool {
        self.access.replace(Access::Free) == Access::HeldAndWanted
    }
}

impl DriverConnection {
    /// Wraps a driver's connection to `url`; `drivers` open others to the same database.
    ///
    /// `echo` is whether statements are logged; SQLAlchemy decides that when an engine is made.
    pub fn new(
        driver: Box<dyn Connection + Send>,
        drivers: Rc<Drivers>,
        dialect: Rc<dyn Dialect>,
        url: Url,
        echo: bool,
    ) -> Self {
        Self {
            drivers,
            server: driver.server().clone(),
            driver: RefCell::new(DriverState::Here(driver)),
            worker: RefCell::default(),
            finished: RefCell::default(),
            access: Cell::new(Access::Free),
            dialect,
            url,
            transaction: RefCell::default(),
            next_transaction: Cell::new(1),
            isolation_level: Cell::new(None),
            is_lost: Cell::new(false),
            echo,
        }
    }

    /// Returns whether a savepoint is open.
    pub fn in_nested_transaction(&self) -> bool {
        !self.transaction.borrow().savepoints.is_empty()
    }

    /// Starts a savepoint and returns its number.
    pub fn begin_nested(&self) -> Result<u64, RuntimeError> {
        self.begin_by_itself()?;
        let number = self.take_number();
        let name = format!("sa_savepoint_{number}");
        self.with_driver(|driver| {
            let statement = Statement::sql(format!("SAVEPOINT {name}"));
            driver
                .execute(&statement)
                .map_err(|error| self.statement_error(error, &statement))
        })?;
        self.transaction
            .borrow_mut()
            .savepoints
            .push((number, name));
        Ok(number)
    }

    /// Runs a statement and hands its rows to `receiver`, so that they need not be held at once.
    pub fn query_into(
        &self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, RuntimeError> {
        crate::interrupt::check()?;
        self.begin_by_itself()?;
        self.log_statement(statement);
        self.with_driver(|driver| {
            driver
                .query_into(statement, receiver)
                .map_err(|error| self.statement_error(error, statement))
        })
    }

    /// Runs statements for many sets of values whose rows nobody needs, one statement after the
    /// other; returns the number of changed rows, -1 if unknown.
    pub fn execute_many(&self, repeated: &[RepeatedStatement]) -> Result<i64, RuntimeError> {
        crate::interrupt::check()?;
        self.begin_by_itself()?;
        if self.echo {
            for repeated in repeated {
                for place in 0..repeated.rows.len() {
                    if let Some(statement) = repeated.statement(place) {
                        self.log_statement(&statement);
                    }
                }
            }
        }
        let mut total = 0;
        for (number, one) in repeated.iter().enumerate() {
            let changed = self.with_driver(|driver| {
                driver.execute_many(one).map_err(|error| {
                    self.notice_loss(&error);
                    RuntimeError::Statement(Box::new(StatementError::of_many(
                        error,
                        repeated,
                        number,
                        self.parameter_style(),
                    )))
                })
            })?;
            total = if changed < 0 || total < 0 {
                -1
            } else {
                total + changed
            };
        }
        Ok(total)
    }

    /// Rolls the transaction back; does nothing outside of one.
    pub fn rollback(&self) -> Result<(), RuntimeError> {
        if self.is_lost.get() {
            // The server has done so.
            self.transaction.take();
            return Ok(());
        }
        self.end_root("ROLLBACK", |driver| driver.rollback())
    }

    /// Returns whether the server has ended the connection. The next transaction opens another one.
    pub fn is_lost(&self) -> bool {
        self.is_lost.get()
    }

    fn notice_loss(&self, error: &DatabaseError) {
        if error.ends_connection {
            self.is_lost.set(true);
        }
    }

    /// Opens another connection in the place of one that is lost.
    fn reconnect(&self) -> Result<(), RuntimeError> {
        self.wait();
        let mut state = self.driver.borrow_mut();
        if matches!(*state, DriverState::Closed) {
            return Err(RuntimeError::ConnectionClosed);
        }
        let mut driver = self.drivers.connect(&self.url)?;
        let level = self.isolation_level.get();
        if let Some(level) = level.filter(|level| *level != IsolationLevel::Autocommit) {
            driver
                .set_isolation_level(level)
                .map_err(|error| self.statement_error(error, &Statement::default()))?;
        }
        *state = DriverState::Here(driver);
        self.is_lost.set(false);
        Ok(())
    }

    fn end_root(
        &self,
        logged: &str,
        end: impl FnOnce(&mut dyn Connection) -> Result<(), DatabaseError>,
    ) -> Result<(), RuntimeError> {
        self.require_access()?;
        if self.is_lost.get() && self.in_transaction() {
            return Err(RuntimeError::InvalidTransaction);
        }
        if std::mem::take(&mut *self.transaction.borrow_mut())
            .root
            .is_none()
        {
            return Ok(());
        }
        self.log(logged);
        if self.is_autocommit() {
            return Ok(());
        }
        self.with_driver(|driver| {
            end(driver).map_err(|error| self.statement_error(error, &Statement::default()))
        })
    }

    fn is_autocommit(&self) -> bool {
        self.isolation_level.get() == Some(IsolationLevel::Autocommit)
    }

    /// Rolls back what is open and disconnects. The connection cannot be used afterwards.
    pub fn close(&self) -> Result<(), RuntimeError> {
        if matches!(*self.driver.borrow(), DriverState::Closed) {
            return Ok(());
        }
        let ended = self.rollback();
        self.wait();
        *self.driver.borrow_mut() = DriverState::Closed;
        ended
    }

    fn begin_by_itself(&self) -> Result<(), RuntimeError> {
        if !self.in_transaction() {
            self.start_transaction()?;
        }
        Ok(())
    }

    fn start_transaction(&self) -> Result<u64, RuntimeError> {
        if self.is_lost.get() {
            self.require_access()?;
            self.reconnect()?;
        }
        self.log("BEGIN (implicit)");
        if !self.is_autocommit() {
            self.with_driver(|driver| {
                driver
                    .begin()
                    .map_err(|error| self.statement_error(error, &Statement::default()))
            })?;
        }
        let number = self.take_number();
        self.transaction.borrow_mut().root = Some(number);
        Ok(number)
    }

    fn take_number(&self) -> u64 {
        let number = self.next_transaction.get();
        self.next_transaction.set(number + 1);
        number
    }

    fn with_driver<T>(
        &self,
        act: impl FnOnce(&mut dyn Connection) -> Result<T, RuntimeError>,
    ) -> Result<T, RuntimeError> {
        self.require_access()?;
        self.wait();
        if self.is_lost.get() {
            return Err(RuntimeError::InvalidTransaction);
        }
        match &mut *self.driver.borrow_mut() {
            DriverState::Here(driver) => act(driver.as_mut()),
            DriverState::WithWorker | DriverState::Closed => Err(RuntimeError::ConnectionClosed),
        }
    }

    fn require_access(&self) -> Result<(), RuntimeError> {
        if self.access.get() == Access::Free {
            return Ok(());
        }
        self.access.set(Access::HeldAndWanted);
        Err(RuntimeError::NeedsDatabase)
    }

    /// Hands the driver's connection to the worker, inside of a transaction.
    fn order(&self, order: Order) -> Result<(), RuntimeError> {
        self.begin_by_itself()?;
        self.wait();
        self.start_worker();
        let worker = self.worker.borrow();
        let worker = worker.as_ref().ok_or(RuntimeError::ConnectionClosed)?;
        let mut state = self.driver.borrow_mut();
        match std::mem::replace(&mut *state, DriverState::WithWorker) {
            DriverState::Here(driver) => worker.order(driver, order).map_err(|driver| {
                *state = DriverState::Here(driver);
                RuntimeError::ConnectionClosed
            }),
            DriverState::WithWorker | DriverState::Closed => {
                *state = DriverState::Closed;
                Err(RuntimeError::ConnectionClosed)
            }
        }
    }

    /// Starts the thread for work in the background where there is none; returns whether there is one now.
    fn start_worker(&self) -> bool {
        let mut worker = self.worker.borrow_mut();
        if worker.is_none() {
            *worker = Worker::start();
        }
        worker.is_some()
    }

    /// Takes the driver's connection back from the worker, once it is free.
    fn wait(&self) {
        let mut state = self.driver.borrow_mut();
        if !matches!(*state, DriverState::WithWorker) {
            return;
        }
        match self.worker.borrow().as_ref().and_then(Worker::wait) {
            Some((driver, finished)) => {
                *state = DriverState::Here(driver);
                self.finished.replace(Some(finished));
            }
            None => *state = DriverState::Closed,
        }
        if matches!(*self.finished.borrow(), Some(Finished::Read(_))) {
            // Of all that it read rows into, nothing serves other threads while this one lives.
            self.worker.take();
        }
    }

    fn statement_error(&self, error: DatabaseError, statement: &Statement) -> RuntimeError {
        self.notice_loss(&error);
        RuntimeError::Statement(Box::new(StatementError::new(
            error,
            statement,
            self.parameter_style(),
        )))
    }

    /// Returns how the driver of the URL marks parameters.
    pub fn parameter_style(&self) -> ParameterStyle {
        ParameterStyle::of(self.dialect.name(), self.url.driver_name())
    }

    fn log_statement(&self, statement: &Statement) {
        if self.echo {
            let style = self.parameter_style();
            self.log(&style.text(statement));
            self.log(&format!("[raw sql] {}", style.parameters(statement)));
        }
    }

    fn log(&self, text: &str) {
        if self.echo {
            log::info!(target: ENGINE_LOGGER, "{text}");
        }
    }
}
