//! The pragmas and the stored texts of many tables at once.

use std::collections::{HashMap, HashSet};

use alembic_db::{Statement, Value};
use indexmap::IndexMap;

use super::main_table;
use crate::inspect::{InspectError, Inspector, Row, Selection, text_of};

/// The rows that a pragma gives for each table, by the tables' names.
pub(super) type PragmaRows = IndexMap<String, Vec<Vec<Value>>>;

/// Returns the names that a question is about.
///
/// Names of whatever kind are taken as they are; a name without a table has no rows.
pub(super) fn selected<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<Vec<String>, E> {
    if let Some(names) = selection.names
        && selection.is_of_any_kind()
    {
        return Ok(names.to_vec());
    }
    let permanent = (selection.permanent, main_table(selection.schema));
    let temporary = (selection.temporary, "sqlite_temp_master".to_owned());
    let mut found = Vec::new();
    for (is_meant, main_table) in [permanent, temporary] {
        for (kind, is_kind_meant) in [("table", selection.tables), ("view", selection.views)] {
            if is_meant && is_kind_meant {
                found.extend(super::names_of_kind(inspector, kind, &main_table)?);
            }
        }
    }
    if let Some(names) = selection.names {
        found.retain(|name| names.contains(name));
    }
    Ok(found)
}

/// Returns the columns: number, name, type, not null, default, place in the key, hidden.
pub(super) fn columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    schema: Option<&str>,
) -> Result<PragmaRows, E> {
    pragma(
        inspector,
        names,
        schema,
        "p.cid, p.name, p.type, p.\"notnull\", p.dflt_value, p.pk, p.hidden",
        |schema| format!("pragma_table_xinfo(n.name, {schema}) AS p"),
    )
}

/// Returns the columns of foreign keys: number, other table, column, other column.
pub(super) fn foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    schema: Option<&str>,
) -> Result<PragmaRows, E> {
    pragma(
        inspector,
        names,
        schema,
        "p.id, p.\"table\", p.\"from\", p.\"to\"",
        |schema| format!("pragma_foreign_key_list(n.name, {schema}) AS p"),
    )
}

/// Returns the columns of indexes: index, unique, partial, column.
pub(super) fn index_columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    schema: Option<&str>,
) -> Result<PragmaRows, E> {
    pragma(
        inspector,
        names,
        schema,
        "p.name, p.\"unique\", p.partial, i.name",
        |schema| {
            format!(
                "pragma_index_list(n.name, {schema}) AS p, pragma_index_info(p.name, {schema}) AS i"
            )
        },
    )
}

/// Asks pragmas about tables, all in one query.
///
/// Without a schema the main one counts, and the temporary one for what the main one has no rows
/// of: a bare pragma would look into attached databases too.
fn pragma<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    schema: Option<&str>,
    columns: &str,
    source: impl Fn(&str) -> String,
) -> Result<PragmaRows, E> {
    let mut answers = PragmaRows::new();
    if names.is_empty() {
        return Ok(answers);
    }
    let schemas = match schema {
        Some(schema) => vec![literal(schema)],
        None => vec!["'main'".to_owned(), "'temp'".to_owned()],
    };
    let selects: Vec<String> = schemas
        .iter()
        .enumerate()
        .map(|(rank, schema)| {
            let source = source(schema);
            format!("SELECT {rank}, n.name, {columns} FROM n, {source}")
        })
        .collect();
    let result = inspector.query(&Statement::sql(format!(
        "WITH n (name) AS (VALUES {}) {}",
        rows_of(names),
        selects.join(" UNION ALL ")
    )))?;
    let mut ranks = HashMap::new();
    for mut row in result.rows {
        let (rank, name) = (Row(&row).number(0), Row(&row).name(1));
        if *ranks.entry(name.clone()).or_insert(rank) == rank {
            answers.entry(name).or_default().push(row.split_off(2));
        }
    }
    Ok(answers)
}

/// Returns the texts that created tables and views, by name.
pub(super) fn table_texts<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    schema: Option<&str>,
) -> Result<HashMap<String, String>, E> {
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    stored_texts(
        inspector,
        schema,
        &format!(
            "type IN ('table', 'view') AND name IN (VALUES {})",
            rows_of(names)
        ),
    )
}

/// Returns the texts that created indexes with a condition, by name.
pub(super) fn partial_index_texts<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<HashMap<String, String>, E> {
    stored_texts(inspector, schema, "type = 'index' AND sql LIKE '%where%'")
}

fn stored_texts<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
    condition: &str,
) -> Result<HashMap<String, String>, E> {
    let mut sources = vec![main_table(schema)];
    if schema.is_none() {
        sources.push("sqlite_temp_master".to_owned());
    }
    let selects: Vec<String> = sources
        .iter()
        .map(|source| format!("SELECT name, sql FROM {source} WHERE {condition}"))
        .collect();
    let result = inspector.query(&Statement::sql(selects.join(" UNION ALL ")))?;
    let mut texts = HashMap::new();
    for row in &result.rows {
        let row = Row(row);
        texts
            .entry(row.name(0))
            .or_insert_with(|| text_of(row.value(1)).unwrap_or_default());
    }
    Ok(texts)
}

/// Returns the names of the tables that virtual tables keep their rows in.
pub(super) fn shadow_tables<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<HashSet<String>, E> {
    // Older versions do not tell.
    if inspector.server().version.as_slice() < &[3, 37] {
        return Ok(HashSet::new());
    }
    let schema = literal(schema.unwrap_or("main"));
    let names = inspector.query_texts(&Statement::sql(format!(
        "SELECT name FROM pragma_table_list WHERE schema = {schema} AND type = 'shadow'"
    )))?;
    Ok(names.into_iter().collect())
}

/// Returns names as the rows of `VALUES`.
fn rows_of(names: &[String]) -> String {
    let rows: Vec<String> = names
        .iter()
        .map(|name| format!("({})", literal(name)))
        .collect();
    rows.join(", ")
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
