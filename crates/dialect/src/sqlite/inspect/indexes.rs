//! The indexes of tables.

use std::collections::HashMap;

use alembic_db::Value;
use alembic_schema::{Argument, DialectOptions};
use indexmap::IndexMap;

use super::{catalog, definition, sort_key};
use crate::inspect::{InspectError, Inspector, ReflectedIndex, Row, Selection, plain_text};
use crate::warnings::warn;

pub(crate) fn indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedIndex>>, E> {
    let mut names = catalog::selected(inspector, selection)?;
    let mut found = read_indexes(inspector, &names, selection.schema)?;
    let without: Vec<String> = names
        .iter()
        .filter(|name| !found.contains_key(*name))
        .cloned()
        .collect();
    let existing = catalog::columns(inspector, &without, selection.schema)?;
    names.retain(|name| found.contains_key(name) || existing.contains_key(name));
    Ok(names
        .into_iter()
        .map(|name| {
            let indexes = found.remove(&name).unwrap_or_default();
            (name, visible_indexes(indexes))
        })
        .collect())
}

/// Returns all indexes, also those that SQLite made for a constraint, by table.
pub(super) fn read_indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    schema: Option<&str>,
) -> Result<HashMap<String, Vec<ReflectedIndex>>, E> {
    let rows = catalog::index_columns(inspector, names, schema)?;
    let has_partial = rows.values().flatten().any(|row| Row(row).flag(2));
    let texts = if has_partial {
        catalog::partial_index_texts(inspector, schema)?
    } else {
        HashMap::new()
    };
    let tables = names.iter().filter_map(|name| rows.get_key_value(name));
    Ok(tables
        .map(|(table, rows)| (table.clone(), of_table(rows, &texts)))
        .collect())
}

fn of_table(rows: &[Vec<Value>], texts: &HashMap<String, String>) -> Vec<ReflectedIndex> {
    let mut indexes: IndexMap<String, ReflectedIndex> = IndexMap::new();
    for row in rows {
        let row = Row(row);
        let name = row.name(0);
        let index = indexes.entry(name.clone()).or_insert_with(|| {
            let mut options = DialectOptions::new();
            if row.flag(2)
                && let Some(predicate) = predicate(&name, texts)
            {
                let predicate = Argument::from(plain_text(&predicate));
                options.insert("sqlite_where".to_owned(), predicate);
            }
            ReflectedIndex {
                name: Some(name.clone()),
                unique: row.flag(1),
                dialect_options: Some(options),
                ..ReflectedIndex::default()
            }
        });
        index.column_names.push(row.text(3));
    }
    let mut indexes: Vec<ReflectedIndex> = indexes
        .into_iter()
        .filter(|(name, index)| {
            let is_plain = index.column_names.iter().all(Option::is_some);
            if !is_plain {
                warn(format!(
                    "Skipped unsupported reflection of expression-based index {name}"
                ));
            }
            is_plain
        })
        .map(|(_, index)| index)
        .collect();
    indexes.sort_by(|left, right| sort_key(&left.name).cmp(sort_key(&right.name)));
    indexes
}

fn predicate(index: &str, texts: &HashMap<String, String>) -> Option<String> {
    let text = texts.get(index).map_or("", String::as_str);
    let predicate = definition::index_predicate(text);
    if predicate.is_none() {
        warn(format!(
            "Failed to look up filter predicate of partial index {index}"
        ));
    }
    predicate
}

/// Returns whether SQLite made an index for a constraint.
pub(super) fn is_automatic(index: &ReflectedIndex) -> bool {
    let name = index.name.as_deref();
    name.is_some_and(|name| name.starts_with("sqlite_autoindex"))
}

/// Returns the indexes without those that SQLite made for a constraint.
pub(super) fn visible_indexes(mut indexes: Vec<ReflectedIndex>) -> Vec<ReflectedIndex> {
    indexes.retain(|index| !is_automatic(index));
    indexes
}
