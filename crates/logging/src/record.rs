//! One thing to log, with what formats may show of it.

use crate::level::level_name;
use alembic_python_text::percent::Value;
use jiff::Timestamp;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicI64, Ordering};

/// When the first record was made, which stands for the start of the program.
static START: LazyLock<Timestamp> = LazyLock::new(now);

/// One thing to log.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// The name of the logger.
    pub name: &'a str,
    /// The level.
    pub level: i32,
    /// The message.
    pub message: &'a str,
    /// The text of an exception and its traceback.
    pub exception: Option<&'a str>,
    /// The path of the source file.
    pub path: &'a str,
    /// The line in the source file.
    pub line: u32,
    /// The function.
    pub function: Option<&'a str>,
    /// When it was made.
    pub created: Timestamp,
    /// Milliseconds since the program started.
    pub relative_created: f64,
    /// The number of the thread.
    pub thread: i64,
    /// The name of the thread.
    pub thread_name: String,
    /// The number of the process.
    pub process: u32,
}

impl<'a> Record<'a> {
    /// Returns a record that is made now, here, without a place in a source file.
    pub fn new(name: &'a str, level: i32, message: &'a str) -> Self {
        let start = *START;
        let created = now();
        Self {
            name,
            level,
            message,
            exception: None,
            path: "(unknown file)",
            line: 0,
            function: Some("(unknown function)"),
            created,
            relative_created: (seconds(created) - seconds(start)) * 1000.0,
            thread: thread_number(),
            thread_name: thread_name(),
            process: std::process::id(),
        }
    }

    /// Returns the value that a format calls by this name, but for `asctime`.
    pub(crate) fn attribute(&self, name: &str) -> Option<Value<'_>> {
        let file = self.path.rsplit(['/', '\\']).next().unwrap_or_default();
        Some(match name {
            "name" => Value::text(self.name),
            "message" | "msg" => Value::text(self.message),
            "args" => Value::text("()"),
            "levelname" => Value::text(level_name(self.level)),
            "levelno" => Value::Integer(self.level.into()),
            "pathname" => Value::text(self.path),
            "filename" => Value::text(file),
            "module" => Value::text(match file.rsplit_once('.') {
                Some((stem, _)) if !stem.is_empty() => stem,
                _ => file,
            }),
            "lineno" => Value::Integer(self.line.into()),
            "funcName" => self.function.map_or(Value::None, Value::text),
            "created" => Value::Float(seconds(self.created)),
            "msecs" => Value::Float(self.created.subsec_millisecond().into()),
            "relativeCreated" => Value::Float(self.relative_created),
            "thread" => Value::Integer(self.thread),
            "threadName" => Value::text(self.thread_name.as_str()),
            "process" => Value::Integer(self.process.into()),
            "processName" => Value::text("MainProcess"),
            "exc_text" => self.exception.map_or(Value::None, Value::text),
            "exc_info" | "stack_info" | "taskName" => Value::None,
            _ => return None,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "log lines show the time at which they are written"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

fn seconds(time: Timestamp) -> f64 {
    // Microseconds of our age are exact in a float, nanoseconds are not.
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact for some two hundred years"
    )]
    let microseconds = time.as_microsecond() as f64;
    microseconds / 1e6
}

fn thread_number() -> i64 {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    thread_local! {
        static NUMBER: i64 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.with(|number| *number)
}

fn thread_name() -> String {
    match std::thread::current().name() {
        Some("main") => "MainThread".to_owned(),
        Some(name) => name.to_owned(),
        None => format!("Thread-{}", thread_number()),
    }
}
