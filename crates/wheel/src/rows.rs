//! The rows of statements, as SQLAlchemy's connections give them.

use alembic_db::QueryResult;
use alembic_schema::Value;
use indexmap::IndexMap;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyInt, PyList, PyString};
use serde_json::Value as Json;

use crate::host::{converted, to_json};

/// Runs a statement on the connection of a handle.
pub(crate) fn execute(
    py: Python<'_>,
    connection: u64,
    text: &str,
    parameters: &IndexMap<String, Value>,
) -> PyResult<QueryResult> {
    let connections = py.import("alembic._connections")?;
    let parameters = pythonize::pythonize(py, parameters)?;
    let answer = connections.call_method1("connection_execute", (connection, text, parameters))?;
    if let Ok(row_count) = answer.extract() {
        return Ok(QueryResult {
            row_count,
            ..QueryResult::default()
        });
    }
    let (columns, found): (Vec<String>, Vec<Bound<'_, PyAny>>) = answer.extract()?;
    let mut rows = Vec::with_capacity(found.len());
    for row in &found {
        let mut values = Vec::with_capacity(columns.len());
        for value in row.try_iter()? {
            values.push(read(&value?)?);
        }
        rows.push(values);
    }
    Ok(QueryResult {
        returns_rows: true,
        columns,
        row_count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
        rows,
        last_insert_id: None,
    })
}

/// Reads a value; what is not of the kinds that catalogs are full of is described by Python.
fn read(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    if let Some(plain) = plain(value)? {
        return Ok(plain);
    }
    if let Ok(list) = value.cast_exact::<PyList>()
        && let Some(items) = plain_items(list)
    {
        return Ok(Value::Json(Box::new(Json::Array(items))));
    }
    let values = value.py().import("alembic._values")?;
    converted(&values.call_method1("to_data", (value,))?)
}

/// Returns a text, a number, a truth value or None.
pub(crate) fn plain(value: &Bound<'_, PyAny>) -> PyResult<Option<Value>> {
    Ok(if value.is_none() {
        Some(Value::Null)
    } else if let Ok(text) = value.cast_exact::<PyString>() {
        Some(Value::Text(text.to_str()?.to_owned()))
    } else if let Ok(flag) = value.cast_exact::<PyBool>() {
        Some(Value::Boolean(flag.is_true()))
    } else if value.is_exact_instance_of::<PyInt>() {
        value.extract().ok().map(Value::Integer)
    } else {
        None
    })
}

/// Returns the items of a list, where all are texts, numbers or truth values.
fn plain_items(list: &Bound<'_, PyList>) -> Option<Vec<Json>> {
    list.iter()
        .map(|item| {
            let is_plain = item.is_none()
                || item.is_exact_instance_of::<PyString>()
                || item.is_exact_instance_of::<PyBool>()
                || item.is_exact_instance_of::<PyInt>() && item.extract::<i64>().is_ok();
            if is_plain { to_json(&item).ok() } else { None }
        })
        .collect()
}
