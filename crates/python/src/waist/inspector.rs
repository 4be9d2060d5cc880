//! `inspector.*`: the methods of SQLAlchemy's `Inspector`.

use alembic_runtime::{DatabaseConnection, RuntimeError};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Question {
    connection: u64,
    #[serde(default)]
    table_name: String,
    #[serde(default)]
    schema: Option<String>,
    #[serde(default)]
    schema_name: String,
    #[serde(default)]
    index_name: String,
    #[serde(default)]
    sequence_name: String,
    #[serde(default)]
    type_name: String,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let question: Question = read(payload)?;
    let connection = waist.driver_connection(question.connection)?;
    let mut inspector = connection.inspector()?;
    let table = question.table_name.as_str();
    let schema = question.schema.as_deref();
    match verb {
        "has_table" => plain(inspector.has_table(table, schema)),
        "has_schema" => plain(inspector.has_schema(&question.schema_name)),
        "has_index" => plain(inspector.has_index(table, &question.index_name, schema)),
        "has_sequence" => plain(inspector.has_sequence(&question.sequence_name, schema)),
        "has_type" => plain(inspector.has_type(&question.type_name, schema)),
        "get_schema_names" => plain(inspector.get_schema_names()),
        "get_table_names" => plain(inspector.get_table_names(schema)),
        "get_view_names" => plain(inspector.get_view_names(schema)),
        "get_columns" => plain(inspector.get_columns(table, schema)),
        "get_pk_constraint" => plain(inspector.get_pk_constraint(table, schema)),
        "get_foreign_keys" => plain(inspector.get_foreign_keys(table, schema)),
        "get_unique_constraints" => plain(inspector.get_unique_constraints(table, schema)),
        "get_check_constraints" => plain(inspector.get_check_constraints(table, schema)),
        "get_indexes" => plain(inspector.get_indexes(table, schema)),
        "get_table_comment" => plain(inspector.get_table_comment(table, schema)),
        "get_table_options" => plain(inspector.get_table_options(table, schema)),
        "reflect_table" => plain(inspector.reflect_table(table, schema)),
        _ => Err(unknown_request(&format!("inspector.{verb}"))),
    }
}

fn plain(found: Result<impl Serialize, RuntimeError>) -> Result<Json, EngineError> {
    serde_json::to_value(found?).map_err(|error| EngineError::new("TypeError", error.to_string()))
}
