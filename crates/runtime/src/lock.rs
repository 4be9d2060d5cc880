//! One migration run at a time on a version table.
//!
//! The lock lives in the database, so that it holds between machines, and ends with the process that
//! holds it. It is taken on a connection of its own: a transaction or an `autocommit_block` of the
//! migrations cannot lose it.

mod file;

use std::time::{Duration, Instant};

use alembic_db::{Connection, DatabaseError, Statement, Url, Value};
use alembic_dialect::lock as sql;

use self::file::LockFile;
use crate::error::RuntimeError;

/// The codes of servers that speak PostgreSQL's protocol and have no advisory locks.
const LACKS_ADVISORY_LOCKS: &[&str] = &["42883", "0A000"];

/// Why the migration lock was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another run kept the lock for longer than the setting allows.
    #[error(
        "Another migration run is at work on this database: {holder}; gave up waiting after \
         {seconds} seconds (setting `lock_timeout`)"
    )]
    Timeout {
        /// Who holds the lock.
        holder: String,
        /// How long was waited.
        seconds: f64,
    },
    /// No connection could be opened for the lock.
    #[error("The connection that holds the migration lock could not be opened")]
    Connect {
        /// The reason.
        #[source]
        source: Box<RuntimeError>,
    },
    /// The database refused the lock.
    #[error("The migration lock could not be taken (setting `migration_lock`)")]
    Database {
        /// The reason.
        #[source]
        source: DatabaseError,
    },
    /// The file of the lock could not be used.
    #[error("The migration lock could not be taken (setting `migration_lock`)")]
    File {
        /// The reason.
        #[source]
        source: std::io::Error,
    },
}

impl From<DatabaseError> for LockError {
    fn from(source: DatabaseError) -> Self {
        Self::Database { source }
    }
}

/// What to lock, and how long to wait for it.
#[derive(Clone, Debug, PartialEq)]
pub struct LockRequest {
    /// The database.
    pub url: Url,
    /// The name of the version table.
    pub version_table: String,
    /// Its schema.
    pub version_table_schema: Option<String>,
    /// How long to wait while another run holds the lock.
    pub timeout: Duration,
}

/// The right to migrate the database of a version table; dropping it gives it back.
pub struct MigrationLock {
    request: LockRequest,
    held: Held,
}

enum Held {
    /// A session, with the statement that gives its lock back.
    Session(Box<dyn Connection>, Statement),
    File(LockFile),
}

impl MigrationLock {
    /// Takes the lock, waiting for whoever holds it; `connection` is the lock's own from then on.
    ///
    /// `waiting` is called once, with a description of the holder, before the wait. Where the
    /// database has no means for a lock, there is none.
    pub fn acquire(
        connection: Box<dyn Connection>,
        request: &LockRequest,
        waiting: impl FnOnce(&str),
    ) -> Result<Option<Self>, LockError> {
        let acquire = match request.url.backend_name() {
            "postgresql" => acquire_postgresql,
            "mysql" | "mariadb" => acquire_mysql,
            "sqlite" => acquire_sqlite,
            _ => return Ok(None),
        };
        let held = acquire(
            connection,
            request,
            &mut Waiter::new(request.timeout, waiting),
        )?;
        Ok(held.map(|held| Self {
            request: request.clone(),
            held,
        }))
    }

    /// Returns whether this lock is the one that `request` asks for.
    pub fn holds(&self, request: &LockRequest) -> bool {
        let LockRequest {
            url,
            version_table,
            version_table_schema,
            timeout: _,
        } = &self.request;
        *url == request.url
            && *version_table == request.version_table
            && *version_table_schema == request.version_table_schema
    }
}

impl Drop for MigrationLock {
    fn drop(&mut self) {
        match &mut self.held {
            // Closing the session gives the lock back as well, only a moment later.
            Held::Session(connection, release) => drop(connection.query(release)),
            Held::File(file) => file.release(),
        }
    }
}

impl std::fmt::Debug for MigrationLock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("MigrationLock")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// Called once with a description of the holder.
type Announce<'a> = Box<dyn FnOnce(&str) + 'a>;

/// Keeps the time of a wait.
struct Waiter<'a> {
    started: Instant,
    timeout: Duration,
    pause: Duration,
    announce: Option<Announce<'a>>,
}

impl<'a> Waiter<'a> {
    const LONGEST_PAUSE: Duration = Duration::from_millis(200);

    fn new(timeout: Duration, announce: impl FnOnce(&str) + 'a) -> Self {
        Self {
            started: Instant::now(),
            timeout,
            pause: Duration::from_millis(10),
            announce: Some(Box::new(announce)),
        }
    }

    fn remaining(&self) -> Duration {
        self.timeout.saturating_sub(self.started.elapsed())
    }

    /// Tells, once, for whom is waited.
    fn announce(&mut self, holder: &str) {
        if let Some(announce) = self.announce.take() {
            announce(holder);
        }
    }

    fn is_announced(&self) -> bool {
        self.announce.is_none()
    }

    /// Waits a little, or gives up.
    fn pause(&mut self, holder: &str) -> Result<(), LockError> {
        self.check(holder)?;
        std::thread::sleep(self.pause.min(self.remaining()));
        self.pause = (self.pause * 2).min(Self::LONGEST_PAUSE);
        Ok(())
    }

    /// Gives up when the time is over.
    fn check(&self, holder: &str) -> Result<(), LockError> {
        if self.remaining().is_zero() {
            return Err(LockError::Timeout {
                holder: holder.to_owned(),
                seconds: self.timeout.as_secs_f64(),
            });
        }
        Ok(())
    }
}

type Acquired = Result<Option<Held>, LockError>;

fn acquire_postgresql(
    mut connection: Box<dyn Connection>,
    request: &LockRequest,
    waiter: &mut Waiter<'_>,
) -> Acquired {
    let default_schema = connection.server().default_schema.clone();
    let schema = request.version_table_schema.clone().or(default_schema);
    let key = sql::postgresql::key(schema.as_deref(), &request.version_table);
    connection.query(&sql::postgresql::prepare_session())?;
    loop {
        match first_value(connection.as_mut(), &sql::postgresql::try_acquire(key)) {
            Ok(Value::Boolean(true)) => break,
            Ok(_) => {}
            Err(error)
                if error
                    .code
                    .as_deref()
                    .is_some_and(|code| LACKS_ADVISORY_LOCKS.contains(&code)) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        }
        let Some(holder) = postgresql_holder(connection.as_mut(), key)? else {
            // Given back in between.
            waiter.pause("unknown")?;
            continue;
        };
        waiter.announce(&holder);
        waiter.pause(&holder)?;
    }
    let release = sql::postgresql::release(key);
    Ok(Some(Held::Session(connection, release)))
}

fn postgresql_holder(
    connection: &mut dyn Connection,
    key: i64,
) -> Result<Option<String>, DatabaseError> {
    let result = connection.query(&sql::postgresql::holder(key))?;
    let Some(row) = result.rows.first() else {
        return Ok(None);
    };
    let labels = ["process", "application", "user", "host"];
    Ok(Some(describe(labels.into_iter().zip(row))))
}

fn acquire_mysql(
    mut connection: Box<dyn Connection>,
    request: &LockRequest,
    waiter: &mut Waiter<'_>,
) -> Acquired {
    let database = connection.server().database.clone();
    let database = request.version_table_schema.clone().or(database);
    let name = sql::mysql::name(database.as_deref(), &request.version_table);
    connection.execute(&sql::mysql::prepare_session())?;
    let mut seconds = 0;
    while first_value(connection.as_mut(), &sql::mysql::acquire(&name, seconds))?
        != Value::Integer(1)
    {
        let holder = mysql_holder(connection.as_mut(), &name)?;
        waiter.announce(&holder);
        waiter.check(&holder)?;
        // The server waits by itself, for no longer than the socket's own limit may be.
        seconds = 1;
    }
    let release = sql::mysql::release(&name);
    Ok(Some(Held::Session(connection, release)))
}

fn mysql_holder(connection: &mut dyn Connection, name: &str) -> Result<String, DatabaseError> {
    let holding = first_value(connection, &sql::mysql::holding_connection(name))?;
    let Value::Integer(id) = holding else {
        return Ok("unknown".to_owned());
    };
    let result = connection.query(&sql::mysql::holder(id))?;
    let row = result.rows.first().map(Vec::as_slice).unwrap_or_default();
    let labels = ["connection", "user", "host"];
    Ok(describe(
        labels.into_iter().zip([&holding].into_iter().chain(row)),
    ))
}

fn acquire_sqlite(
    mut connection: Box<dyn Connection>,
    request: &LockRequest,
    waiter: &mut Waiter<'_>,
) -> Acquired {
    let result = connection.query(&sql::sqlite::database_file())?;
    drop(connection);
    let database = match result.rows.first().and_then(|row| row.get(2)) {
        Some(Value::Text(path)) if !path.is_empty() => path.clone(),
        _ => return Ok(None),
    };
    let schema = request.version_table_schema.as_deref();
    let path = sql::sqlite::file_name(&database, schema, &request.version_table);
    let mut unknown_before = false;
    loop {
        match LockFile::try_acquire(path.as_ref()).map_err(|source| LockError::File { source })? {
            file::Attempt::Acquired(file) => return Ok(Some(Held::File(file))),
            file::Attempt::Unavailable => return Ok(None),
            file::Attempt::Replaced => {}
            file::Attempt::HeldBy(holder) => {
                // The one who just took it may not have written its name yet.
                if holder.is_some() || unknown_before || waiter.is_announced() {
                    waiter.announce(holder.as_deref().unwrap_or("unknown"));
                }
                unknown_before = holder.is_none();
                waiter.pause(holder.as_deref().unwrap_or("unknown"))?;
            }
        }
    }
}

fn first_value(
    connection: &mut dyn Connection,
    statement: &Statement,
) -> Result<Value, DatabaseError> {
    let result = connection.query(statement)?;
    Ok(result
        .rows
        .into_iter()
        .flatten()
        .next()
        .unwrap_or(Value::Null))
}

/// Returns `process 123, user u`, without what is not known.
fn describe<'a>(parts: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let known: Vec<String> = parts
        .filter_map(|(label, value)| match value {
            Value::Text(text) => Some(format!("{label} {text}")),
            Value::Integer(number) => Some(format!("{label} {number}")),
            _ => None,
        })
        .collect();
    known.join(", ")
}
