//! Statements that a connection runs on a thread of its own while its owner does something else.

use std::sync::mpsc::{Receiver, Sender, channel};

use alembic_db::{Connection, DatabaseError, Statement};

use crate::RuntimeError;

/// A connection that can run statements while its owner does something else.
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
    orders: Sender<(Driver, BackgroundWork)>,
    answers: Receiver<(Driver, Finished)>,
}

/// What the thread gives back beside the connection.
pub(super) struct Finished {
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
        let (orders, incoming) = channel::<(Driver, BackgroundWork)>();
        let (outgoing, answers) = channel();
        std::thread::Builder::new()
            .name("database".to_owned())
            .stack_size(STACK_SIZE)
            .spawn(move || {
                for (mut driver, work) in incoming {
                    let finished = run(driver.as_mut(), work);
                    if outgoing.send((driver, finished)).is_err() {
                        return;
                    }
                }
            })
            .ok()?;
        Some(Self { orders, answers })
    }

    /// Hands over a connection with work for it; gives it back when the thread has ended.
    pub(super) fn order(&self, driver: Driver, work: BackgroundWork) -> Result<(), Driver> {
        self.orders
            .send((driver, work))
            .map_err(|refused| refused.0.0)
    }

    /// Waits for the connection; there is none when the thread has ended.
    pub(super) fn wait(&self) -> Option<(Driver, Finished)> {
        self.answers.recv().ok()
    }
}

fn run(driver: &mut dyn Connection, work: BackgroundWork) -> Finished {
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
    Finished {
        work,
        counts,
        failure,
        commit,
    }
}
