//! What a connection does on a thread of its own while its owner does something else.

use std::sync::mpsc::{Receiver, Sender, channel};

use alembic_db::{Connection, DatabaseError, QueryResult, Statement};
use alembic_dialect::{InspectError, Inspector, ReadTables};

use crate::RuntimeError;

/// A connection that can use its database while its owner does something else.
pub trait BackgroundConnection {
    /// Starts to run statements; `finish` tells what came of them.
    fn start(&self, work: BackgroundWork) -> Result<(), RuntimeError>;

    /// Waits until what was started has ended.
    fn finish(&self) -> BackgroundOutcome;

    /// Has all that would reach the database fail with `NeedsDatabase`.
    fn hold(&self);

    /// Ends what `hold` began; returns whether anything wanted to reach the database.
    fn release(&self) -> bool;
}

/// Tables of a database that are being read; their connection serves nobody else until this is dropped.
pub trait Reading {
    /// Waits until the tables are read.
    fn finish(self: Box<Self>) -> Result<ReadTables, RuntimeError>;
}

/// The statements to run, in order, until one fails.
#[derive(Debug, Default)]
pub struct BackgroundWork {
    /// The statements.
    pub statements: Vec<BackgroundStatement>,
    /// Whether the transaction is committed after the last statement.
    pub commit: bool,
}

/// A statement to run.
#[derive(Debug)]
pub struct BackgroundStatement {
    /// The statement.
    pub statement: Statement,
    /// Whether nothing after it may run unless it changes exactly one row.
    pub must_change_one_row: bool,
}

/// What came of statements.
#[derive(Debug, Default)]
pub struct BackgroundOutcome {
    /// The numbers of changed rows of those that succeeded, -1 where it is not known.
    pub counts: Vec<i64>,
    /// Why the one after those failed.
    pub failure: Option<RuntimeError>,
    /// What came of the commit, where it was reached.
    pub commit: Option<Result<(), RuntimeError>>,
}

/// Returns whether a number of changed rows is known and not one.
pub(crate) fn is_not_one_row(count: i64) -> bool {
    count >= 0 && count != 1
}

type Driver = Box<dyn Connection + Send>;

/// The thread; it owns the driver's connection while it works.
pub(super) struct Worker {
    orders: Sender<(Driver, Order)>,
    answers: Receiver<(Driver, Finished)>,
}

/// What the thread is to do.
pub(super) enum Order {
    Run(BackgroundWork),
    Read {
        dialect: String,
        but: Option<String>,
    },
}

/// What the thread gives back beside the connection.
pub(super) enum Finished {
    Run(Box<Ran>),
    Read(Box<Result<ReadTables, ReadError>>),
}

/// Why tables could not be read.
pub(super) enum ReadError {
    Database(Box<DatabaseError>, Statement),
    Inspect(InspectError),
}

impl From<InspectError> for ReadError {
    fn from(error: InspectError) -> Self {
        Self::Inspect(error)
    }
}

/// What came of statements, and what they were.
pub(super) struct Ran {
    pub(super) work: BackgroundWork,
    pub(super) counts: Vec<i64>,
    pub(super) failure: Option<DatabaseError>,
    pub(super) commit: Option<Result<(), DatabaseError>>,
}

/// As much as the main thread usually has: SQLite's parser takes its share of a nested expression.
const STACK_SIZE: usize = 8 * 1024 * 1024;

impl Worker {
    /// Starts the thread, if the system lets it.
    pub(super) fn start() -> Option<Self> {
        let (orders, incoming) = channel::<(Driver, Order)>();
        let (outgoing, answers) = channel();
        std::thread::Builder::new()
            .name("database".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(move || {
                for (mut driver, order) in incoming {
                    let finished = match order {
                        Order::Run(work) => Finished::Run(Box::new(run(driver.as_mut(), work))),
                        Order::Read { dialect, but } => {
                            let read = read(driver.as_mut(), &dialect, but.as_deref());
                            Finished::Read(Box::new(read))
                        }
                    };
                    if outgoing.send((driver, finished)).is_err() {
                        return;
                    }
                }
            })
            .ok()?;
        Some(Self { orders, answers })
    }

    /// Hands over a connection with work for it; gives it back when the thread has ended.
    pub(super) fn order(&self, driver: Driver, order: Order) -> Result<(), Driver> {
        self.orders
            .send((driver, order))
            .map_err(|refused| refused.0.0)
    }

    /// Waits for the connection; there is none when the thread has ended.
    pub(super) fn wait(&self) -> Option<(Driver, Finished)> {
        self.answers.recv().ok()
    }
}

fn read(
    driver: &mut dyn Connection,
    dialect: &str,
    but: Option<&str>,
) -> Result<ReadTables, ReadError> {
    let server = driver.server().clone();
    let query = |statement: &Statement| -> Result<QueryResult, ReadError> {
        driver
            .query(statement)
            .map_err(|error| ReadError::Database(Box::new(error), statement.clone()))
    };
    Inspector::new(dialect, &server, query)?.read_tables(but)
}

fn run(driver: &mut dyn Connection, work: BackgroundWork) -> Ran {
    let mut counts = Vec::with_capacity(work.statements.len());
    let mut failure = None;
    let mut goes_on = true;
    for planned in &work.statements {
        match driver.execute(&planned.statement) {
            Ok(count) => {
                counts.push(count);
                goes_on = !(planned.must_change_one_row && is_not_one_row(count));
            }
            Err(error) => {
                failure = Some(error);
                goes_on = false;
            }
        }
        if !goes_on {
            break;
        }
    }
    let commit = (goes_on && work.commit).then(|| driver.commit());
    Ran {
        work,
        counts,
        failure,
        commit,
    }
}
