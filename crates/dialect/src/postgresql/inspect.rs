//! The catalog of PostgreSQL.

mod columns;
mod constraints;
mod indexes;
mod types;

pub(crate) use columns::{get_columns, leave_out_serial};
pub(crate) use constraints::{
    get_check_constraints, get_foreign_keys, get_pk_constraint, get_unique_constraints,
};
pub(crate) use indexes::get_indexes;

use alembic_db::{Statement, Value};
use alembic_schema::{Argument, DialectOptions};
use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::inspect::{InspectError, Inspector, ReflectedTableComment, Row};

/// Kinds of relations: what `has_table` takes for a table.
const TABLE_LIKE: &str = "'r', 'p', 'f', 'v', 'm'";

pub(crate) fn has_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    let mut statement = relations(TABLE_LIKE, schema);
    push_equals(&mut statement, " AND c.relname = ", table);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_schema<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: &str,
) -> Result<bool, E> {
    let mut statement = Statement::sql("SELECT nspname FROM pg_catalog.pg_namespace WHERE ");
    push_equals(&mut statement, "nspname = ", schema);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_sequence<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    sequence: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    let mut statement = relations("'S'", schema);
    push_equals(&mut statement, " AND c.relname = ", sequence);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_type<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    type_name: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    let mut statement = Statement::sql(
        "SELECT t.typname FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace WHERE ",
    );
    push_equals(&mut statement, "t.typname = ", type_name);
    match schema {
        None => statement
            .push_sql(" AND pg_catalog.pg_type_is_visible(t.oid) AND n.nspname != 'pg_catalog'"),
        Some("*") => {}
        Some(schema) => push_equals(&mut statement, " AND n.nspname = ", schema),
    }
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn get_schema_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    inspector.query_texts(&Statement::sql(
        "SELECT nspname FROM pg_catalog.pg_namespace \
         WHERE nspname NOT LIKE 'pg/_%' ESCAPE '/' ORDER BY nspname",
    ))
}

pub(crate) fn get_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    permanent_names(inspector, "'r', 'p'", schema)
}

pub(crate) fn get_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    permanent_names(inspector, "'v'", schema)
}

fn permanent_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    kinds: &str,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    let mut statement = relations(kinds, schema);
    statement.push_sql(" AND c.relpersistence != 't'");
    inspector.query_texts(&statement)
}

/// Returns the query for the names of relations of some kinds in a schema, or of those that an
/// unqualified name finds.
fn relations(kinds: &str, schema: Option<&str>) -> Statement {
    let mut statement = Statement::sql(format!(
        "SELECT c.relname FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind = ANY (ARRAY[{kinds}])"
    ));
    push_schema(&mut statement, schema);
    statement
}

/// Restricts a query over `pg_class AS c` and `pg_namespace AS n` to a schema.
fn push_schema(statement: &mut Statement, schema: Option<&str>) {
    match schema {
        None => statement
            .push_sql(" AND pg_catalog.pg_table_is_visible(c.oid) AND n.nspname != 'pg_catalog'"),
        Some(schema) => push_equals(statement, " AND n.nspname = ", schema),
    }
}

/// Appends a comparison with a text; the cast tells the driver the parameter's type.
fn push_equals(statement: &mut Statement, sql: &str, text: &str) {
    statement.push_sql(sql);
    statement.push_parameter("name", Value::Text(text.to_owned()));
    statement.push_sql("::VARCHAR");
}

pub(crate) fn get_table_comment<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<ReflectedTableComment, E> {
    let oid = relation_oid(inspector, table, schema)?;
    let comments = inspector.query_texts(&Statement::sql(format!(
        "SELECT description FROM pg_catalog.pg_description WHERE objoid = {oid} AND objsubid = 0 \
         AND classoid = 'pg_catalog.pg_class'::regclass"
    )))?;
    Ok(ReflectedTableComment {
        text: comments.into_iter().next(),
    })
}

pub(crate) fn get_table_options<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<DialectOptions, E> {
    let oid = relation_oid(inspector, table, schema)?;
    let is_at_least_12 = inspector
        .server()
        .version
        .first()
        .is_none_or(|major| *major >= 12);
    // Before version 12 tables have no access method, and there is no such setting.
    let method = if is_at_least_12 {
        "CASE WHEN m.amname != current_setting('default_table_access_method') THEN m.amname END"
    } else {
        "NULL"
    };
    let result = inspector.query(&Statement::sql(format!(
        "SELECT {method}, (SELECT array_agg(p.relname::text ORDER BY i.inhseqno) \
         FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent \
         WHERE i.inhrelid = c.oid), c.reloptions, s.spcname \
         FROM pg_catalog.pg_class AS c LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam \
         LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace WHERE c.oid = {oid}"
    )))?;
    let mut options = DialectOptions::new();
    let Some(row) = result.rows.first().map(|row| Row(row)) else {
        return Ok(options);
    };
    if let Some(method) = row.text(0) {
        options.insert("postgresql_using".to_owned(), Value::Text(method).into());
    }
    let parents = texts(row.value(1));
    if !parents.is_empty() {
        options.insert(
            "postgresql_inherits".to_owned(),
            constraints::text_list(parents),
        );
    }
    let with = options_dictionary(row.value(2));
    if !with.is_empty() {
        options.insert("postgresql_with".to_owned(), Argument::Dictionary(with));
    }
    if let Some(tablespace) = row.text(3) {
        options.insert(
            "postgresql_tablespace".to_owned(),
            Value::Text(tablespace).into(),
        );
    }
    Ok(options)
}

/// Returns the object identifier of a table or view.
fn relation_oid<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<i64, E> {
    let mut statement = Statement::sql(format!(
        "SELECT c.oid FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind = ANY (ARRAY[{TABLE_LIKE}])"
    ));
    push_schema(&mut statement, schema);
    push_equals(&mut statement, " AND c.relname = ", table);
    let result = inspector.query(&statement)?;
    match result.rows.first() {
        Some(row) => Ok(Row(row).number(0)),
        None => Err(InspectError::no_such_table(table, schema).into()),
    }
}

/// Returns the texts of an array.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Json(Json::Array(items)) => items
            .iter()
            .map(|item| item.as_str().unwrap_or_default().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns an array of `name=value` as a dictionary.
fn options_dictionary(value: &Value) -> IndexMap<String, Argument> {
    let pairs = texts(value).into_iter();
    pairs
        .filter_map(|option| {
            let (name, value) = option.split_once('=')?;
            Some((name.to_owned(), Value::Text(value.to_owned()).into()))
        })
        .collect()
}
