//! Foreign keys and unique constraints: the pragmas tell the columns, the table's text the names and
//! options.

use std::collections::HashMap;

use super::catalog::{self, PragmaRows};
use super::definition;
use super::indexes::is_automatic;
use crate::inspect::{
    InspectError, Inspector, ReflectedForeignKey, ReflectedIndex, ReflectedUniqueConstraint, Row,
};
use crate::warnings::warn;
use alembic_db::Value;

/// Returns the foreign keys by table; `columns` are those that are known already.
pub(super) fn read_foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    names: &[String],
    texts: &HashMap<String, String>,
    columns: &PragmaRows,
    schema: Option<&str>,
) -> Result<HashMap<String, Vec<ReflectedForeignKey>>, E> {
    let rows = catalog::foreign_keys(inspector, names, schema)?;
    let keys = implied_keys(inspector, &rows, columns, schema)?;
    Ok(names
        .iter()
        .map(|table| {
            let rows = rows.get(table).map_or(&[][..], Vec::as_slice);
            let text = texts.get(table).map_or("", String::as_str);
            (table.clone(), of_table(table, rows, text, &keys, schema))
        })
        .collect())
}

/// Returns the primary keys of the tables that are referred to without naming columns.
fn implied_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    rows: &PragmaRows,
    known: &PragmaRows,
    schema: Option<&str>,
) -> Result<HashMap<String, Vec<String>>, E> {
    let mut tables: Vec<String> = rows
        .values()
        .flatten()
        .map(|row| Row(row))
        .filter(|row| row.name(3).is_empty())
        .map(|row| row.name(1))
        .collect();
    tables.sort();
    tables.dedup();
    let missing: Vec<String> = tables
        .iter()
        .filter(|table| !known.contains_key(*table))
        .cloned()
        .collect();
    let asked = catalog::columns(inspector, &missing, schema)?;
    Ok(tables
        .into_iter()
        .map(|table| {
            let rows = known.get(&table).or_else(|| asked.get(&table));
            let mut key: Vec<(i64, String)> = rows
                .into_iter()
                .flatten()
                .map(|row| (Row(row).number(5), Row(row).name(1)))
                .filter(|(place, _)| *place > 0)
                .collect();
            key.sort();
            (table, key.into_iter().map(|(_, name)| name).collect())
        })
        .collect())
}

fn of_table(
    table: &str,
    rows: &[Vec<Value>],
    text: &str,
    implied_keys: &HashMap<String, Vec<String>>,
    schema: Option<&str>,
) -> Vec<ReflectedForeignKey> {
    let mut remaining = listed(rows, implied_keys, schema);
    let mut keys = Vec::new();
    for parsed in definition::foreign_keys(text) {
        let Some(position) = remaining.iter().position(|key| {
            key.constrained_columns == parsed.columns
                && key.referred_table == parsed.referred_table
                && key.referred_columns == parsed.referred_columns
        }) else {
            warn(format!(
                "WARNING: SQL-parsed foreign key constraint '{}' could not be located in PRAGMA \
                 foreign_keys for table {table}",
                parsed.signature(),
            ));
            continue;
        };
        let mut key = remaining.remove(position);
        key.name = parsed.name;
        key.options = parsed.options;
        keys.push(key);
    }
    keys.extend(remaining);
    keys
}

fn listed(
    rows: &[Vec<Value>],
    implied_keys: &HashMap<String, Vec<String>>,
    schema: Option<&str>,
) -> Vec<ReflectedForeignKey> {
    let mut listed: Vec<(i64, ReflectedForeignKey)> = Vec::new();
    for row in rows {
        let row = Row(row);
        let (number, referred_table) = (row.number(0), row.name(1));
        let referred_column = row.text(3).filter(|column| !column.is_empty());
        let position = match listed.iter().position(|(known, _)| *known == number) {
            Some(position) => position,
            None => {
                let implied = implied_keys.get(&referred_table).cloned();
                listed.push((
                    number,
                    ReflectedForeignKey {
                        referred_schema: schema.map(str::to_owned),
                        referred_table,
                        referred_columns: match referred_column {
                            Some(_) => Vec::new(),
                            None => implied.unwrap_or_default(),
                        },
                        ..ReflectedForeignKey::default()
                    },
                ));
                listed.len() - 1
            }
        };
        let key = &mut listed[position].1;
        key.constrained_columns.push(row.name(2));
        key.referred_columns.extend(referred_column);
    }
    // Of keys with the same columns only the last one listed is known, as in SQLAlchemy.
    let mut distinct: Vec<ReflectedForeignKey> = Vec::new();
    for (_, key) in listed {
        match distinct
            .iter_mut()
            .find(|known| is_same_reference(known, &key))
        {
            Some(known) => *known = key,
            None => distinct.push(key),
        }
    }
    distinct
}

fn is_same_reference(left: &ReflectedForeignKey, right: &ReflectedForeignKey) -> bool {
    left.constrained_columns == right.constrained_columns
        && left.referred_table == right.referred_table
        && left.referred_columns == right.referred_columns
}

/// Returns the unique constraints that have an index of SQLite's.
pub(super) fn read_unique_constraints(
    indexes: &[ReflectedIndex],
    text: &str,
) -> Vec<ReflectedUniqueConstraint> {
    let mut automatic: Vec<Vec<String>> = indexes
        .iter()
        .filter(|index| is_automatic(index))
        .map(|index| index.column_names.iter().flatten().cloned().collect())
        .collect();
    let mut constraints = Vec::new();
    for (name, column_names) in definition::unique_constraints(text) {
        if automatic.contains(&column_names) {
            automatic.retain(|columns| *columns != column_names);
            constraints.push(ReflectedUniqueConstraint {
                name,
                column_names,
                ..ReflectedUniqueConstraint::default()
            });
        }
    }
    constraints
}
