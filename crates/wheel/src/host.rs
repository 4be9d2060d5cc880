//! CPython as a host.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use alembic_db::QueryResult;
use alembic_python::PythonHost;
#[cfg(not(feature = "built-in-modules"))]
use alembic_runtime::RuntimeError;
use alembic_runtime::{Cause, Frame, ScriptError, SyntaxLocation};
#[cfg(not(feature = "built-in-modules"))]
use alembic_schema::Table;
use alembic_schema::Value;
use indexmap::IndexMap;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// The interpreter that has loaded this module.
pub(crate) struct CpythonHost;

impl PythonHost for CpythonHost {
    fn is_projects_own(&self) -> bool {
        true
    }

    fn call(&self, function: &'static str, arguments: Vec<Json>) -> Result<Json, ScriptError> {
        run(|py| {
            let arguments = arguments
                .iter()
                .map(|argument| from_json(py, argument))
                .collect::<PyResult<Vec<_>>>()?;
            let module = py.import("alembic._host")?;
            let result = module
                .getattr(function)?
                .call1(PyTuple::new(py, arguments)?)?;
            to_json(&result)
        })
    }

    fn execute(
        &self,
        connection: u64,
        text: &str,
        parameters: &IndexMap<String, Value>,
    ) -> Result<QueryResult, ScriptError> {
        run(|py| crate::rows::execute(py, connection, text, parameters))
    }

    fn for_another_thread(&self) -> Option<Box<dyn PythonHost + Send>> {
        Some(Box::new(Self))
    }

    fn wait(&self, wait: &mut (dyn FnMut() + Send)) {
        Python::attach(|py| py.detach(wait));
    }

    // The program's own `sqlalchemy` has other attributes.
    #[cfg(not(feature = "built-in-modules"))]
    fn metadata_tables(&self, function: &Json) -> Result<Vec<Table>, RuntimeError> {
        Ok(run(|py| crate::tables::read(py, from_json(py, function)?))?)
    }
}

fn run<T>(work: impl FnOnce(Python<'_>) -> PyResult<T>) -> Result<T, ScriptError> {
    Python::attach(|py| work(py).map_err(|exception| to_script_error(py, exception)))
}

pub(crate) fn to_json(object: &Bound<'_, PyAny>) -> PyResult<Json> {
    Ok(pythonize::depythonize(object)?)
}

/// Reads what Python describes as plain data.
pub(crate) fn converted<T: DeserializeOwned>(described: &Bound<'_, PyAny>) -> PyResult<T> {
    serde_json::from_value(to_json(described)?)
        .map_err(|error| PyTypeError::new_err(error.to_string()))
}

pub(crate) fn from_json<'py>(py: Python<'py>, value: &Json) -> PyResult<Bound<'py, PyAny>> {
    Ok(pythonize::pythonize(py, value)?)
}

/// Exceptions that are on their way through the engine, by number.
struct Exceptions {
    passing: BTreeMap<u64, PyErr>,
    last: u64,
}

impl Exceptions {
    /// One is on its way in a thread at a time; what the engine dealt with itself is never asked for again.
    const KEPT: usize = 16;

    fn keep(&mut self, exception: PyErr) -> u64 {
        while self.passing.len() >= Self::KEPT {
            self.passing.pop_first();
        }
        self.last += 1;
        self.passing.insert(self.last, exception);
        self.last
    }
}

/// A thread may have another one work for it, which fails.
static EXCEPTIONS: Mutex<Exceptions> = Mutex::new(Exceptions {
    passing: BTreeMap::new(),
    last: 0,
});

fn exceptions() -> MutexGuard<'static, Exceptions> {
    EXCEPTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns an exception that a call ended with, for it to go on.
pub(crate) fn take_exception(number: u64) -> Option<PyErr> {
    exceptions().passing.remove(&number)
}

fn to_script_error(py: Python<'_>, exception: PyErr) -> ScriptError {
    let value = exception.value(py).clone().into_any();
    // Older interpreters keep the traceback beside the exception until something catches it.
    if let Some(traceback) = exception.traceback(py) {
        let _ = value.setattr("__traceback__", traceback);
    }
    let mut error = describe(&value, 0);
    error.exception = Some(exceptions().keep(exception));
    error
}

/// A chain of causes longer than this is cut: it can be circular.
const LONGEST_CHAIN: usize = 20;

fn describe(exception: &Bound<'_, PyAny>, depth: usize) -> ScriptError {
    let class = exception.get_type();
    let message = exception
        .str()
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_else(|_| "<exception str() failed>".to_owned());
    let mut error = ScriptError::new(class_name(&class), message);
    error.ancestors = class
        .mro()
        .iter()
        .filter_map(|class| Some(class_name(class.cast::<PyType>().ok()?)))
        .collect();
    error.frames = frames(exception).unwrap_or_default();
    if exception.is_instance_of::<pyo3::exceptions::PySyntaxError>() {
        error.syntax = syntax_location(exception).ok();
        if let Ok(text) = text_of(exception, "msg") {
            error.message = text;
        }
    }
    if depth < LONGEST_CHAIN {
        let before = |name: &str| {
            let value = exception.getattr(name).ok()?;
            (!value.is_none()).then(|| Box::new(describe(&value, depth + 1)))
        };
        let is_suppressed = exception
            .getattr("__suppress_context__")
            .and_then(|value| value.is_truthy())
            .unwrap_or(false);
        error.cause = match before("__cause__") {
            Some(cause) => Some(Cause::Explicit(cause)),
            None if is_suppressed => None,
            None => before("__context__").map(Cause::Context),
        };
    }
    error
}

fn class_name(class: &Bound<'_, PyType>) -> String {
    let name = class
        .qualname()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    match text_of(class.as_any(), "__module__") {
        Ok(module) if module != "builtins" => format!("{module}.{name}"),
        _ => name,
    }
}

fn text_of(object: &Bound<'_, PyAny>, name: &str) -> PyResult<String> {
    object.getattr(name)?.extract()
}

fn frames(exception: &Bound<'_, PyAny>) -> PyResult<Vec<Frame>> {
    let mut frames = Vec::new();
    let mut next = exception.getattr("__traceback__")?;
    while !next.is_none() {
        let code = next.getattr("tb_frame")?.getattr("f_code")?;
        frames.push(Frame {
            file: shown_file(text_of(&code, "co_filename")?),
            line: next.getattr("tb_lineno")?.extract().unwrap_or(0),
            function: text_of(&code, "co_name")?,
        });
        next = next.getattr("tb_next")?;
    }
    Ok(frames)
}

/// Marks the files of this package as none of the user's.
fn shown_file(path: String) -> String {
    let is_ours = path.contains("/site-packages/") || path.contains("/alembic/_");
    if is_ours { format!("<{path}>") } else { path }
}

fn syntax_location(exception: &Bound<'_, PyAny>) -> PyResult<SyntaxLocation> {
    Ok(SyntaxLocation {
        file: text_of(exception, "filename")?,
        line: exception.getattr("lineno")?.extract()?,
        column: exception.getattr("offset")?.extract()?,
        source: exception.getattr("text")?.extract()?,
    })
}
