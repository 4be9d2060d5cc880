//! `inspector.*`: the methods of SQLAlchemy's `Inspector`.

use alembic_dialect::{Inspector, Selection};
use alembic_runtime::{DatabaseConnection, RuntimeError};
use indexmap::IndexMap;
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
    sequence_name: String,
    #[serde(default)]
    type_name: String,
    #[serde(default)]
    filter_names: Option<Vec<String>>,
    /// SQLAlchemy's `ObjectKind`: 1 tables, 2 views, 4 materialized views.
    #[serde(default = "any_kind")]
    kind: u8,
    /// SQLAlchemy's `ObjectScope`: 1 permanent, 2 temporary.
    #[serde(default = "any_scope")]
    scope: u8,
    #[serde(default)]
    postgresql_ignore_search_path: bool,
}

fn any_kind() -> u8 {
    7
}

fn any_scope() -> u8 {
    3
}

impl Question {
    fn selection(&self) -> Selection<'_> {
        Selection {
            schema: self.schema.as_deref(),
            names: self.filter_names.as_deref(),
            tables: self.kind & 1 != 0,
            views: self.kind & 2 != 0,
            materialized_views: self.kind & 4 != 0,
            permanent: self.scope & 1 != 0,
            temporary: self.scope & 2 != 0,
            ignore_search_path: self.postgresql_ignore_search_path,
        }
    }
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let question: Question = read(payload)?;
    let connection = waist.driver_connection(question.connection)?;
    let mut inspector = connection.inspector()?;
    let table = question.table_name.as_str();
    let schema = question.schema.as_deref();
    if let Some(aspect) = verb.strip_prefix("get_multi_") {
        return about_many(&mut inspector, aspect, &question.selection());
    }
    match verb {
        "describe" => pairs(inspector.describe(&question.selection())),
        "has_table" => plain(inspector.has_table(table, schema)),
        "has_schema" => plain(inspector.has_schema(&question.schema_name)),
        "has_sequence" => plain(inspector.has_sequence(&question.sequence_name, schema)),
        "has_type" => plain(inspector.has_type(&question.type_name, schema)),
        "get_schema_names" => plain(inspector.get_schema_names()),
        "get_table_names" => plain(inspector.get_table_names(schema)),
        "get_temp_table_names" => plain(inspector.get_temp_table_names()),
        "get_view_names" => plain(inspector.get_view_names(schema)),
        "get_materialized_view_names" => plain(inspector.get_materialized_view_names(schema)),
        "get_temp_view_names" => plain(inspector.get_temp_view_names(schema)),
        "get_foreign_table_names" => plain(inspector.get_foreign_table_names(schema)),
        "get_sequence_names" => plain(inspector.get_sequence_names(schema)),
        "get_view_definition" => plain(inspector.get_view_definition(table, schema)),
        "get_table_oid" => plain(inspector.get_table_oid(table, schema)),
        "get_domains" => plain(inspector.get_domains(schema)),
        "get_enums" => plain(inspector.get_enums(schema)),
        _ => {
            let Some(aspect) = verb.strip_prefix("get_") else {
                return Err(unknown_request(&format!("inspector.{verb}")));
            };
            let names = [table.to_owned()];
            let selection = Selection {
                names: Some(&names),
                ..question.selection()
            };
            let mut found = about_many(&mut inspector, aspect, &selection)?;
            match found.pointer_mut("/0/1") {
                Some(answer) => Ok(answer.take()),
                None => Err(inspector.no_such_table(table, schema).into()),
            }
        }
    }
}

fn about_many(
    inspector: &mut Inspector<'_, RuntimeError>,
    aspect: &str,
    selection: &Selection<'_>,
) -> Result<Json, EngineError> {
    match aspect {
        "columns" => pairs(inspector.get_multi_columns(selection)),
        "pk_constraint" => pairs(inspector.get_multi_pk_constraint(selection)),
        "foreign_keys" => pairs(inspector.get_multi_foreign_keys(selection)),
        "indexes" => pairs(inspector.get_multi_indexes(selection)),
        "unique_constraints" => pairs(inspector.get_multi_unique_constraints(selection)),
        "check_constraints" => pairs(inspector.get_multi_check_constraints(selection)),
        "table_comment" => pairs(inspector.get_multi_table_comment(selection)),
        "table_options" => pairs(inspector.get_multi_table_options(selection)),
        _ => Err(unknown_request(&format!("inspector.get_multi_{aspect}"))),
    }
}

fn plain(found: Result<impl Serialize, RuntimeError>) -> Result<Json, EngineError> {
    serde_json::to_value(found?).map_err(|error| EngineError::new("TypeError", error.to_string()))
}

/// Returns answers by name as pairs, which keep their order.
fn pairs(
    found: Result<IndexMap<String, impl Serialize>, RuntimeError>,
) -> Result<Json, EngineError> {
    plain(found.map(|found| found.into_iter().collect::<Vec<_>>()))
}
