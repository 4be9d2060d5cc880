//! The loggers and what they pass on.

use crate::handler::{Handler, Stream, Streams};
use crate::{NOTSET, Record, WARNING};
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// The loggers that the original has made by the time env.py configures them. A configuration that
/// names neither them nor a logger above them silences them.
const FIRST_LOGGERS: &[&str] = &[
    "alembic",
    "alembic.autogenerate.api",
    "alembic.autogenerate.compare",
    "alembic.autogenerate.compare.comments",
    "alembic.autogenerate.compare.constraints",
    "alembic.autogenerate.compare.schema",
    "alembic.autogenerate.compare.server_defaults",
    "alembic.autogenerate.compare.tables",
    "alembic.autogenerate.compare.types",
    "alembic.config",
    "alembic.ddl.impl",
    "alembic.ddl.postgresql",
    "alembic.ext.checkconstraint_byname",
    "alembic.runtime.migration",
    "alembic.runtime.plugins",
    "alembic.util.messaging",
    "sqlalchemy",
    "sqlalchemy.dialects.postgresql",
];

/// The root logger's name inside the tree.
const ROOT: &str = "";

/// A logger's settings.
#[derive(Clone, Debug)]
pub(crate) struct Logger {
    pub(crate) level: i32,
    pub(crate) propagates: bool,
    pub(crate) is_disabled: bool,
    pub(crate) handlers: Vec<Arc<Handler>>,
}

impl Default for Logger {
    fn default() -> Self {
        Self {
            level: NOTSET,
            propagates: true,
            is_disabled: false,
            handlers: Vec::new(),
        }
    }
}

/// The loggers by name.
#[derive(Clone, Debug)]
pub(crate) struct Loggers {
    by_name: BTreeMap<String, Logger>,
}

/// A tree of loggers.
pub struct Logging {
    loggers: RwLock<Loggers>,
    streams: RwLock<Streams>,
    last_resort: Handler,
    own_loggers_wait: AtomicBool,
}

impl Logging {
    /// Returns a tree in which nothing is configured, writing to the program's standard streams.
    pub fn new() -> Self {
        Self::with_streams(std::io::stdout(), std::io::stderr())
    }

    /// Returns a tree in which nothing is configured, with others in place of the standard streams.
    pub fn with_streams(
        stdout: impl Write + Send + 'static,
        stderr: impl Write + Send + 'static,
    ) -> Self {
        Self {
            loggers: RwLock::new(Loggers::new()),
            streams: RwLock::new(Streams::new(Box::new(stdout), Box::new(stderr))),
            last_resort: Handler::last_resort(),
            own_loggers_wait: AtomicBool::new(false),
        }
    }

    /// Replaces what stands for the standard streams, also in handlers that exist.
    pub fn set_streams(
        &self,
        stdout: impl Write + Send + 'static,
        stderr: impl Write + Send + 'static,
    ) {
        let mut streams = self.streams.write().unwrap_or_else(PoisonError::into_inner);
        *streams = Streams::new(Box::new(stdout), Box::new(stderr));
    }

    /// Puts the loggers into the state in which importing Alembic and SQLAlchemy leaves them.
    ///
    /// Those of Alembic say nothing until something is configured, as they have a handler that does
    /// nothing; that of SQLAlchemy has a level, so that a root that says more does not show every
    /// statement.
    pub fn start_as_imported(&self) {
        self.own_loggers_wait.store(true, Ordering::Relaxed);
        self.set_level("sqlalchemy", WARNING);
    }

    fn is_silent_at_first(&self, logger: &str) -> bool {
        self.own_loggers_wait.load(Ordering::Relaxed)
            && (logger == "alembic" || logger.starts_with("alembic."))
    }

    /// Forgets all configuration.
    pub fn reset(&self) {
        *self.write() = Loggers::new();
        self.update_filter();
    }

    /// Makes sure that a logger exists, as `logging.getLogger` does.
    ///
    /// It matters to a later configuration, which may silence the loggers that exist.
    pub fn register(&self, logger: &str) {
        if !self.read().contains(logger) {
            self.write().logger(logger);
        }
    }

    /// Writes a message to the handlers of a logger and of those above it.
    pub fn log(&self, logger: &str, level: i32, message: &str) {
        self.register(logger);
        if self.is_enabled_for(logger, level) {
            self.handle(&Record::new(shown_name(logger), level, message));
        }
    }

    /// Writes a record that its logger lets through to the handlers of the logger and of those above.
    pub fn handle(&self, record: &Record<'_>) {
        // The handlers are called without the lock, as they may be slow.
        let handlers: Vec<Arc<Handler>> = {
            let loggers = self.read();
            if loggers.is_disabled(record.name) {
                return;
            }
            loggers
                .handlers_of(record.name)
                .flatten()
                .cloned()
                .collect()
        };
        let streams = self.streams.read().unwrap_or_else(PoisonError::into_inner);
        if handlers.is_empty() && !self.is_silent_at_first(record.name) {
            self.last_resort.handle(record, &streams);
        }
        for handler in handlers {
            handler.handle(record, &streams);
        }
    }

    /// Writes to the standard error, past all handlers.
    pub(crate) fn write_error(&self, text: &str) {
        let streams = self.streams.read().unwrap_or_else(PoisonError::into_inner);
        streams.write(Stream::Stderr, text);
    }

    /// Returns whether a logger lets records of a level through.
    pub fn is_enabled_for(&self, logger: &str, level: i32) -> bool {
        let loggers = self.read();
        level > NOTSET && !loggers.is_disabled(logger) && level >= loggers.effective_level(logger)
    }

    /// Sets the level of a logger; the root logger's name is empty.
    pub fn set_level(&self, logger: &str, level: i32) {
        self.write().logger(logger).level = level;
        self.update_filter();
    }

    /// Returns the level that counts for a logger: its own, or that of the nearest one above that has one.
    pub fn effective_level(&self, logger: &str) -> i32 {
        self.read().effective_level(logger)
    }

    /// Returns the lowest level that some logger lets through.
    pub(crate) fn lowest_level(&self) -> i32 {
        self.read().lowest_level()
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Loggers> {
        self.loggers.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Loggers> {
        self.loggers.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Logging {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Logging {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Logging")
            .field("loggers", &*self.read())
            .finish_non_exhaustive()
    }
}

impl Loggers {
    fn new() -> Self {
        let mut loggers = Self {
            by_name: BTreeMap::new(),
        };
        loggers.logger(ROOT).level = WARNING;
        for name in FIRST_LOGGERS {
            loggers.logger(name);
        }
        loggers
    }

    fn contains(&self, name: &str) -> bool {
        self.by_name.contains_key(key(name))
    }

    /// Returns a logger, which is made if need be.
    pub(crate) fn logger(&mut self, name: &str) -> &mut Logger {
        let key = key(name);
        if !self.by_name.contains_key(key) {
            self.by_name.insert(key.to_owned(), Logger::default());
        }
        self.by_name
            .get_mut(key)
            .expect("it was inserted if it was not there")
    }

    /// Returns the root logger.
    pub(crate) fn root(&mut self) -> &mut Logger {
        self.logger(ROOT)
    }

    /// Returns the loggers but the root one, with their names.
    pub(crate) fn named(&mut self) -> impl Iterator<Item = (&str, &mut Logger)> {
        let named = self.by_name.iter_mut().filter(|(name, _)| !name.is_empty());
        named.map(|(name, logger)| (name.as_str(), logger))
    }

    fn is_disabled(&self, name: &str) -> bool {
        self.by_name
            .get(key(name))
            .is_some_and(|logger| logger.is_disabled)
    }

    fn effective_level(&self, name: &str) -> i32 {
        self.chain(name)
            .map(|logger| logger.level)
            .find(|level| *level != NOTSET)
            .unwrap_or(NOTSET)
    }

    fn lowest_level(&self) -> i32 {
        let root = self.effective_level(ROOT);
        let own = self
            .by_name
            .values()
            .map(|logger| logger.level)
            .filter(|level| *level != NOTSET);
        own.chain([root]).min().unwrap_or(root)
    }

    /// Returns a logger, if it exists, and those above it that do, up to the root.
    fn chain<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l Logger> {
        let first = key(name);
        let above = std::iter::successors(Some(first), |name| match name.rsplit_once('.') {
            Some((parent, _)) => Some(parent),
            None if name.is_empty() => None,
            None => Some(ROOT),
        });
        above.filter_map(|name| self.by_name.get(name))
    }

    /// Returns the handlers of the loggers that a record of a logger reaches.
    fn handlers_of<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l [Arc<Handler>]> {
        let mut reaches = true;
        self.chain(name).map_while(move |logger| {
            let is_reached = reaches;
            reaches &= logger.propagates;
            is_reached.then_some(logger.handlers.as_slice())
        })
    }
}

/// Returns a logger's name inside the tree.
fn key(name: &str) -> &str {
    if name == "root" { ROOT } else { name }
}

/// Returns a logger's name as formats show it.
fn shown_name(name: &str) -> &str {
    if name == ROOT { "root" } else { name }
}

#[cfg(test)]
pub(crate) mod tests;
