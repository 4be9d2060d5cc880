//! The engine's end of the waist: requests by name, with plain data in and out.
//!
//! A request's name is a subject and a verb, `connection.execute`; each subject has its file here.

mod config;
mod connection;
mod context;
mod environment;
mod inspector;
mod logging;
mod registry;
mod script;
mod text;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use alembic_config::Config;
use alembic_db::{DatabaseError, Drivers};
use alembic_runtime::{
    DatabaseConnection, EnvironmentContext, MigrationContext, RuntimeError, ScriptError,
    StatementError, TransactionScope,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use crate::host::{EngineError, PythonHost};
use registry::Registry;

/// What scripts know of the command line.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    /// The values of `-x`, in order.
    pub x_arguments: Vec<String>,
    /// The options of the command, as `config.cmd_opts` shows them.
    pub options: Map<String, Json>,
}

/// The objects that requests speak of, and the environment that they work in.
pub struct Waist {
    config: Rc<RefCell<Config>>,
    command_line: CommandLine,
    drivers: Rc<Drivers>,
    print: Box<dyn Fn(&str)>,
    environment: RefCell<Option<Weak<EnvironmentContext>>>,
    host: RefCell<Option<Weak<dyn PythonHost>>>,
    engines: RefCell<Registry<connection::Engine>>,
    connections: RefCell<Registry<Rc<DatabaseConnection>>>,
    contexts: RefCell<Registry<Rc<MigrationContext>>>,
    transactions: RefCell<Registry<TransactionScope>>,
}

impl Waist {
    /// Returns the engine's end for one project; `print` is where `config.print_stdout` writes.
    pub fn new(
        config: Rc<RefCell<Config>>,
        command_line: CommandLine,
        drivers: Rc<Drivers>,
        print: Box<dyn Fn(&str)>,
    ) -> Self {
        Self {
            config,
            command_line,
            drivers,
            print,
            environment: RefCell::default(),
            host: RefCell::default(),
            engines: RefCell::default(),
            connections: RefCell::default(),
            contexts: RefCell::default(),
            transactions: RefCell::default(),
        }
    }

    /// Sets the environment that `context.*` works in from now on.
    pub fn enter_environment(&self, environment: &Rc<EnvironmentContext>) {
        *self.environment.borrow_mut() = Some(Rc::downgrade(environment));
    }

    /// Sets the host that callables are called in.
    pub fn attach_host(&self, host: &Rc<dyn PythonHost>) {
        *self.host.borrow_mut() = Some(Rc::downgrade(host));
    }

    /// Answers a request.
    ///
    /// Fails with the exception that Python is to raise.
    pub fn request(&self, name: &str, payload: Json) -> Result<Json, EngineError> {
        let (subject, verb) = name.split_once('.').unwrap_or((name, ""));
        match subject {
            "operation" if verb == "invoke" => context::invoke(self, payload),
            "config" => config::answer(self, verb, payload),
            "connection" => connection::answer(self, verb, payload),
            "context" => context::answer(self, verb, payload),
            "engine" | "url" => connection::answer_engine(self, name, payload),
            "environment" => environment::answer(self, verb, payload),
            "expression" | "type" | "operation" => text::answer(self, name, payload),
            "inspector" => inspector::answer(self, verb, payload),
            "logging" => logging::answer(self, verb, payload),
            "script" => script::answer(self, verb, payload),
            _ => Err(unknown_request(name)),
        }
    }

    fn environment(&self) -> Result<Rc<EnvironmentContext>, EngineError> {
        self.environment
            .borrow()
            .as_ref()
            .and_then(Weak::upgrade)
            .ok_or_else(|| {
                EngineError::new(
                    "NameError",
                    "Can't invoke function: the proxy object has not yet been established for the \
                 Alembic 'EnvironmentContext' class. Try placing this code inside a callable.",
                )
            })
    }

    fn host(&self) -> Result<Rc<dyn PythonHost>, EngineError> {
        self.host
            .borrow()
            .as_ref()
            .and_then(Weak::upgrade)
            .ok_or_else(|| EngineError::new("RuntimeError", "the interpreter has ended"))
    }

    fn context(&self, identifier: u64) -> Result<Rc<MigrationContext>, EngineError> {
        self.contexts
            .borrow()
            .get(identifier)
            .cloned()
            .ok_or_else(|| no_such("context", identifier))
    }

    fn connection(&self, identifier: u64) -> Result<Rc<DatabaseConnection>, EngineError> {
        self.connections
            .borrow()
            .get(identifier)
            .cloned()
            .ok_or_else(|| EngineError::from(RuntimeError::ConnectionClosed))
    }
}

fn unknown_request(name: &str) -> EngineError {
    EngineError::new(
        "NotImplementedError",
        format!("the engine does not know `{name}`"),
    )
}

fn no_such(kind: &str, identifier: u64) -> EngineError {
    EngineError::new("RuntimeError", format!("there is no {kind} {identifier}"))
}

/// Reads a payload; what does not fit is the caller's type error.
fn read<T: DeserializeOwned>(payload: Json) -> Result<T, EngineError> {
    serde_json::from_value(payload)
        .map_err(|error| EngineError::new("TypeError", error.to_string()))
}

impl From<RuntimeError> for EngineError {
    fn from(error: RuntimeError) -> Self {
        if let RuntimeError::Script(error) = error {
            return from_script(&error);
        }
        // A revision's error already says in the user's terms what its source says in the graph's.
        let message = match &error {
            RuntimeError::Lock(error) => with_sources(error),
            RuntimeError::Scripts(error) => with_sources(error),
            error => error.to_string(),
        };
        let mut raised = Self::new(error.exception_name(), message);
        if let RuntimeError::Statement(statement) = &error {
            raised.attributes = statement_attributes(statement);
        }
        raised
    }
}

/// Returns the exception that an exception further in becomes on its way out; its traceback goes
/// along as the attribute `alembic_traceback`, for the host to join.
fn from_script(error: &ScriptError) -> EngineError {
    let mut raised = EngineError::new(&error.class_name, &error.message);
    raised
        .attributes
        .insert("alembic_traceback".to_owned(), json!(error.location()));
    raised
}

/// Returns an error's message followed by those of what caused it.
fn with_sources(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(&format!(": {source}"));
        next = source.source();
    }
    text
}

fn statement_attributes(error: &StatementError) -> Map<String, Json> {
    let mut attributes = Map::new();
    attributes.insert("statement".to_owned(), error.sql.clone().into());
    attributes.insert("params".to_owned(), error.parameters.clone().into());
    attributes.insert("orig".to_owned(), original_error(&error.error));
    attributes
}

fn original_error(error: &DatabaseError) -> Json {
    json!({
        "class_name": error.driver_exception,
        "message": error.message,
        "code": error.code,
    })
}

impl From<alembic_dialect::DialectError> for EngineError {
    fn from(error: alembic_dialect::DialectError) -> Self {
        RuntimeError::from(error).into()
    }
}

impl From<alembic_revision::RevisionError> for EngineError {
    fn from(error: alembic_revision::RevisionError) -> Self {
        RuntimeError::from(error).into()
    }
}

impl From<alembic_script::ScriptError> for EngineError {
    fn from(error: alembic_script::ScriptError) -> Self {
        RuntimeError::from(error).into()
    }
}

impl From<alembic_config::Error> for EngineError {
    fn from(error: alembic_config::Error) -> Self {
        RuntimeError::from(error).into()
    }
}
