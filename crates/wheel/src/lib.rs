//! The engine as a module of CPython: `alembic._engine`.
//!
//! Each thread has an engine of its own, so that two threads can migrate two databases at once.

mod host;
mod log;
mod rows;
#[cfg(not(feature = "built-in-modules"))]
mod tables;

use std::ffi::OsString;
use std::rc::Rc;

use alembic_command::{Config, Output, Question};
use alembic_db::Drivers;
use alembic_python::{EngineError, ProjectPython, PythonHost, Waist};
use alembic_runtime::{RuntimeError, SqlOutput};
use pyo3::prelude::*;
use serde_json::{Value as Json, json};

use host::CpythonHost;

pyo3::create_exception!(
    alembic._engine,
    PlainEngineError,
    pyo3::exceptions::PyException,
    "What went wrong in the engine: a class, a message and attributes."
);

thread_local! {
    static PYTHON: Rc<ProjectPython> = start();
}

/// Starts the engine of a thread.
fn start() -> Rc<ProjectPython> {
    let waist = Rc::new(Waist::new(Rc::new(drivers())));
    let start = |_| -> Rc<dyn PythonHost> { Rc::new(CpythonHost) };
    let python = ProjectPython::new(waist, Box::new(start));
    python.host();
    alembic_command::offer_commands(&python);
    python.waist().add_subject("cli", Box::new(command_line));
    python
}

/// Returns no drivers: connections are SQLAlchemy's.
#[cfg(not(feature = "built-in-modules"))]
fn drivers() -> Drivers {
    Drivers::default()
}

/// Returns the program's drivers, which its own `sqlalchemy` connects with.
#[cfg(feature = "built-in-modules")]
fn drivers() -> Drivers {
    alembic_drivers::all()
}

/// Adds what the program's own `sqlalchemy` asks of the engine beside requests.
#[cfg(feature = "built-in-modules")]
fn add_for_built_in_modules(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let code = std::ffi::CString::new(include_str!("built_in_modules.py"))?;
    module.py().run(&code, Some(&module.dict()), None)?;
    module.add("with_built_in_modules", true)
}

/// Answers `cli.run`, which runs the program with arguments and gives its exit code, and `cli.describe`.
fn command_line(verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "describe" {
        return Ok(alembic_cli::describe_command_line());
    }
    let arguments = payload["arguments"].as_array().into_iter().flatten();
    let arguments: Vec<OsString> = arguments
        .filter_map(|argument| argument.as_str().map(OsString::from))
        .collect();
    let python = PYTHON.with(Rc::clone);
    let printer = python.clone();
    let writer = python.clone();
    let output = Output::new(move |text| {
        // Nobody is left to tell when this fails.
        let _ = printer.host().call("print_text", vec![json!(text)]);
    });
    let sql_output = SqlOutput::new(move |text| {
        writer.host().call("print_text", vec![json!(text)])?;
        Ok(())
    });
    let asker = python.clone();
    let ask = move |question: &str| -> Result<bool, RuntimeError> {
        let answer = asker.host().call("ask", vec![json!(question)])?;
        Ok(answer == Json::Bool(true))
    };
    let question = alembic_cli::is_interactive().then(|| Rc::new(ask) as Question);
    let make_config = |settings| {
        Config::in_running(&python, settings)
            .with_sql_output(sql_output)
            .with_question(question)
    };
    let code = alembic_cli::run(arguments, output, make_config, |_| None);
    Ok(json!(code))
}

/// Answers a request of the package's.
#[pyfunction]
fn request(py: Python<'_>, name: &str, payload: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    let payload = host::to_json(payload)?;
    let python = PYTHON.with(Rc::clone);
    match python.waist().request(name, payload) {
        Ok(answer) => Ok(host::from_json(py, &answer)?.unbind()),
        Err(error) => Err(raised(py, error)?),
    }
}

/// Returns the exception for an engine error: the one that Python raised, where it was one.
fn raised(py: Python<'_>, error: EngineError) -> PyResult<PyErr> {
    if let Some(exception) = error.exception.and_then(host::take_exception) {
        return Ok(exception);
    }
    let attributes = host::from_json(py, &Json::Object(error.attributes))?.unbind();
    let arguments = (error.class_name, error.message, attributes);
    Ok(PlainEngineError::new_err(arguments))
}

#[pymodule(name = "_engine")]
fn engine(module: &Bound<'_, PyModule>) -> PyResult<()> {
    log::install();
    module.add_function(wrap_pyfunction!(request, module)?)?;
    #[cfg(feature = "built-in-modules")]
    add_for_built_in_modules(module)?;
    module.add("EngineError", module.py().get_type::<PlainEngineError>())
}
