//! What every host of Python offers to the engine.

use std::rc::Rc;

use alembic_db::QueryResult;
use alembic_runtime::{RuntimeError, ScriptError};
use alembic_schema::{Table, Value};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json};

/// An engine error on its way into Python.
#[derive(Clone, Debug)]
pub struct EngineError {
    /// The exception class that the original raises, with its module
    /// (`alembic.util.exc.CommandError`); built-in classes have none.
    pub class_name: String,
    /// The exception's argument.
    pub message: String,
    /// Further attributes of the exception.
    pub attributes: Map<String, Json>,
    /// The number under which the host keeps the exception itself, when it was raised in Python.
    pub exception: Option<u64>,
}

impl EngineError {
    /// Returns an error without further attributes.
    pub fn new(class_name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            class_name: class_name.into(),
            message: message.into(),
            attributes: Map::new(),
            exception: None,
        }
    }
}

/// The engine's end of the waist: takes a request's name and payload and gives its answer.
pub type RequestHandler = Rc<dyn Fn(&str, Json) -> Result<Json, EngineError>>;

/// Runs the project's Python.
///
/// Calls nest: while a function runs it may send requests, and a request may call again.
pub trait PythonHost {
    /// Calls a function of the package's module `alembic._host`.
    ///
    /// Fails with the Python exception that left the function.
    fn call(&self, function: &'static str, arguments: Vec<Json>) -> Result<Json, ScriptError>;

    /// Returns the tables of models, which a function gives that `context.configure` handed over.
    fn metadata_tables(&self, function: &Json) -> Result<Vec<Table>, RuntimeError> {
        let function_name = "metadata_tables";
        let described = self.call(function_name, vec![function.clone()])?;
        serde_json::from_value(described).map_err(|error| RuntimeError::Answer {
            function: function_name,
            reason: error.to_string(),
        })
    }

    /// Runs a statement on a connection that the project's own SQLAlchemy made, with the values of its parameters by
    /// their names.
    ///
    /// Only a host of the project's own has such connections.
    fn execute(
        &self,
        connection: u64,
        text: &str,
        parameters: &IndexMap<String, Value>,
    ) -> Result<QueryResult, ScriptError> {
        let _ = (connection, text, parameters);
        let message = "this Python has no connections of its own";
        Err(ScriptError::new("NotImplementedError", message))
    }

    /// Returns this host for another thread, where more than one may use it.
    fn for_another_thread(&self) -> Option<Box<dyn PythonHost + Send>> {
        None
    }

    /// Waits for another thread, which may use this host meanwhile.
    fn wait(&self, wait: &mut (dyn FnMut() + Send)) {
        wait();
    }

    /// Returns whether this is the Python that the project is installed in, with all its packages.
    fn is_projects_own(&self) -> bool {
        false
    }
}
