//! The engine's end of the waist: requests by name, with plain data in and out.
//!
//! A request's name is a subject and a verb, `connection.execute`; each subject has its file here.

mod config;
mod connection;
mod context;
mod dialects;
mod environment;
mod execution;
mod inspector;
mod kept_rows;
mod kept_statements;
mod logging;
mod registry;
mod render;
mod revisions;
mod script;
mod steps;
mod text;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::{Rc, Weak};

use alembic_config::Config;
use alembic_db::{DatabaseError, Drivers};
use alembic_dialect::ForeignDialect;
use alembic_revision::RevisionMap;
use alembic_runtime::{
    DatabaseConnection, DriverConnection, EnvironmentContext, MigrationContext, RuntimeError,
    ScriptError, SqlOutput, StatementError, TransactionScope,
};
use alembic_schema::Value;
use alembic_script::ScriptDirectory;
use indexmap::IndexMap;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use self::kept_rows::KeptRows;
use self::kept_statements::KeptStatements;
use crate::host::{EngineError, PythonHost};
use crate::host_connection::HostConnection;
use crate::project::ProjectPython;
use registry::Registry;

/// What scripts know of the command line.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    /// The values of `-x`, in order.
    pub x_arguments: Vec<String>,
    /// The options of the command, as `config.cmd_opts` shows them.
    pub options: Map<String, Json>,
}

/// A project, as `alembic.config.Config` shows it to Python.
pub struct Project {
    /// The settings.
    pub settings: Rc<RefCell<Config>>,
    /// What scripts know of the command line.
    pub command_line: CommandLine,
    /// The folders that scripts import from after the project's own.
    pub python_path: Vec<PathBuf>,
    /// Where `config.print_stdout` and the results of commands go.
    pub print: Rc<dyn Fn(&str)>,
    /// Where messages about what a command is doing go.
    pub message: Rc<dyn Fn(&str)>,
    /// Where SQL goes that is not run, unless `env.py` says otherwise.
    pub sql_output: SqlOutput,
}

/// Answers the requests of one subject that this crate does not know, such as `command.*`.
pub type SubjectHandler = Box<dyn Fn(&str, Json) -> Result<Json, EngineError>>;

/// The objects that requests speak of.
///
/// Python knows each by a number that requests carry: `config` for a project, `script` for a folder of
/// scripts, `environment`, `context`, `engine`, `connection` and `transaction`.
pub struct Waist {
    drivers: Rc<Drivers>,
    host: RefCell<Option<Weak<dyn PythonHost>>>,
    loader: RefCell<Option<Weak<ProjectPython>>>,
    subjects: RefCell<IndexMap<&'static str, Rc<SubjectHandler>>>,
    projects: RefCell<Registry<Rc<Project>>>,
    scripts: RefCell<Registry<(u64, Rc<ScriptDirectory>)>>,
    maps: RefCell<Registry<Rc<RevisionMap>>>,
    environments: RefCell<Registry<(u64, Rc<EnvironmentContext>)>>,
    engines: RefCell<Registry<connection::Engine>>,
    connections: RefCell<Registry<Rc<DriverConnection>>>,
    contexts: RefCell<Registry<Rc<MigrationContext>>>,
    transactions: RefCell<Registry<TransactionScope>>,
    /// The rows of results that were not asked for yet.
    results: RefCell<Registry<KeptRows>>,
    /// Statements that may be run again with other values.
    kept_statements: RefCell<KeptStatements>,
    /// Dialects that only the host's SQLAlchemy knows, by name.
    foreign_dialects: RefCell<IndexMap<String, ForeignDialect>>,
}

impl Waist {
    /// Returns the engine's end, which connects with `drivers`.
    pub fn new(drivers: Rc<Drivers>) -> Self {
        Self {
            drivers,
            host: RefCell::default(),
            loader: RefCell::default(),
            subjects: RefCell::default(),
            projects: RefCell::default(),
            scripts: RefCell::default(),
            maps: RefCell::default(),
            environments: RefCell::default(),
            engines: RefCell::default(),
            connections: RefCell::default(),
            contexts: RefCell::default(),
            transactions: RefCell::default(),
            results: RefCell::default(),
            kept_statements: RefCell::default(),
            foreign_dialects: RefCell::default(),
        }
    }

    /// Makes a project known to Python and returns its number.
    pub fn add_project(&self, project: Rc<Project>) -> u64 {
        self.projects.borrow_mut().add(project)
    }

    /// Returns the project with a number.
    pub fn project(&self, number: u64) -> Result<Rc<Project>, EngineError> {
        let found = self.projects.borrow().get(number).cloned();
        found.ok_or_else(|| no_such("config", number))
    }

    /// Lets a handler answer the requests of a subject.
    pub fn add_subject(&self, subject: &'static str, handler: SubjectHandler) {
        self.subjects.borrow_mut().insert(subject, Rc::new(handler));
    }

    /// Makes the environment of a command known to Python and returns its number.
    pub fn add_environment(&self, project: u64, environment: &Rc<EnvironmentContext>) -> u64 {
        let known = (project, environment.clone());
        self.environments.borrow_mut().add(known)
    }

    /// Forgets an environment whose run has ended.
    pub fn remove_environment(&self, number: u64) {
        self.environments.borrow_mut().remove(number);
    }

    /// Opens the version files of a project.
    pub fn open_scripts(&self, project: &Project) -> Result<ScriptDirectory, RuntimeError> {
        let settings = project.settings.borrow();
        let script = ScriptDirectory::from_config(&settings, &project.python_path)?;
        Ok(
            match self.loader.borrow().as_ref().and_then(Weak::upgrade) {
                Some(loader) => script.with_loader(loader),
                None => script,
            },
        )
    }

    /// Lets scripts import from the folders that a project's configuration names.
    pub fn extend_python_path(&self, project: &Project) -> Result<(), RuntimeError> {
        let settings = project.settings.borrow();
        let Some(prepended) = settings.prepend_sys_path()? else {
            return Ok(());
        };
        if let Some(host) = self.host.borrow().as_ref().and_then(Weak::upgrade) {
            host.call("prepend_sys_path", vec![json!(prepended.paths)])?;
        }
        Ok(())
    }

    /// Sets the host that callables are called in.
    pub(crate) fn attach_host(&self, host: &Rc<dyn PythonHost>) {
        *self.host.borrow_mut() = Some(Rc::downgrade(host));
    }

    /// Sets what executes version files whose headers are not literals.
    pub(crate) fn attach_loader(&self, loader: &Rc<ProjectPython>) {
        *self.loader.borrow_mut() = Some(Rc::downgrade(loader));
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
            "dialect" => dialects::answer(self, verb, payload),
            "engine" | "url" => connection::answer_engine(self, name, payload),
            "environment" => environment::answer(self, verb, payload),
            "expression" | "type" | "operation" => text::answer(self, name, payload),
            "inspector" => inspector::answer(self, verb, payload),
            "logging" => logging::answer(self, verb, payload),
            "render" => render::answer(self, verb, payload),
            "revisions" => revisions::answer(self, verb, payload),
            "script" => script::answer(self, verb, payload),
            _ => {
                let handler = self.subjects.borrow().get(subject).cloned();
                match handler {
                    Some(handler) => handler(verb, payload),
                    None => Err(unknown_request(name)),
                }
            }
        }
    }

    fn environment(&self, number: u64) -> Result<Rc<EnvironmentContext>, EngineError> {
        let found = self.environments.borrow().get(number).cloned();
        let (_, environment) = found.ok_or_else(|| no_such("environment", number))?;
        Ok(environment)
    }

    fn project_of_environment(&self, number: u64) -> Result<u64, EngineError> {
        let environments = self.environments.borrow();
        let found = environments.get(number).map(|(project, _)| *project);
        found.ok_or_else(|| no_such("environment", number))
    }

    fn release_lock(&self, context: &Rc<MigrationContext>) {
        for (_, environment) in self.environments.borrow().values() {
            environment.release_lock(context);
        }
    }

    /// Returns the number of a folder of scripts, which it gets now if it has none.
    fn number_of_script(&self, project: u64, script: &Rc<ScriptDirectory>) -> u64 {
        let mut scripts = self.scripts.borrow_mut();
        let known = scripts.find(|(_, other)| Rc::ptr_eq(other, script));
        known.unwrap_or_else(|| scripts.add((project, script.clone())))
    }

    fn migrations(&self) -> Result<Rc<ProjectPython>, EngineError> {
        let loader = self.loader.borrow().as_ref().and_then(Weak::upgrade);
        loader.ok_or_else(|| EngineError::new("RuntimeError", "the interpreter has ended"))
    }

    /// Returns the folder of scripts that Python knows by a number.
    pub fn script(&self, number: u64) -> Result<Rc<ScriptDirectory>, EngineError> {
        let found = self.scripts.borrow().get(number).cloned();
        let (_, script) = found.ok_or_else(|| no_such("script", number))?;
        Ok(script)
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

    fn driver_connection(&self, identifier: u64) -> Result<Rc<DriverConnection>, EngineError> {
        self.connections
            .borrow()
            .get(identifier)
            .cloned()
            .ok_or_else(|| EngineError::from(RuntimeError::ConnectionClosed))
    }

    /// Returns the connection that Python speaks of: one of ours by its number, or one of the
    /// host's own by its description.
    fn connection(&self, described: Json) -> Result<Rc<dyn DatabaseConnection>, EngineError> {
        match described {
            Json::Number(_) => Ok(self.driver_connection(read(described)?)?),
            _ => Ok(Rc::new(HostConnection::new(
                self.host()?,
                read(described)?,
                |url| self.dialect_of(url),
            )?)),
        }
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
        if let Some(error) = error.script_error() {
            return from_script(error);
        }
        // A revision's error already says in the user's terms what its source says in the graph's.
        let message = match &error {
            RuntimeError::Lock(error) => with_sources(error),
            RuntimeError::Scripts(error) => with_sources(error),
            error => error.to_string(),
        };
        // Python itself puts the argument of a `KeyError` into quotes.
        let message = match error.exception_name().as_str() {
            "KeyError" => message.trim_matches('\'').to_owned(),
            _ => message,
        };
        let mut raised = Self::new(error.exception_name(), message);
        if let RuntimeError::Statement(statement) = &error
            && statement.error.is_dbapi_exception()
        {
            raised.attributes = statement_attributes(statement);
        }
        raised
    }
}

/// Returns the exception that an exception further in becomes on its way out; its traceback goes
/// along as the attribute `alembic_traceback`, for the host to join.
fn from_script(error: &ScriptError) -> EngineError {
    let mut raised = EngineError::new(&error.class_name, &error.message);
    raised.exception = error.exception;
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
    attributes.insert("params".to_owned(), statement_parameters(error));
    attributes.insert("orig".to_owned(), original_error(&error.error));
    if error.error.ends_connection {
        attributes.insert("connection_invalidated".to_owned(), Json::Bool(true));
    }
    attributes
}

/// Returns the parameters as a dictionary or a list, as the driver takes them.
fn statement_parameters(error: &StatementError) -> Json {
    if error.sql.is_none() {
        return Json::Null;
    }
    let described = |set: &Vec<(String, Value)>| -> Json {
        if error.is_named {
            let named = set.iter().map(|(name, value)| (name.clone(), json!(value)));
            Json::Object(named.collect())
        } else {
            json!({ "$tuple": set.iter().map(|(_, value)| json!(value)).collect::<Vec<_>>() })
        }
    };
    match error.sets.as_slice() {
        [set] if !error.is_many => described(set),
        sets => sets.iter().map(described).collect(),
    }
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
