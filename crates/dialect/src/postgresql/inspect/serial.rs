//! Columns that PostgreSQL's `SERIAL` made.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use alembic_db::Statement;
use alembic_schema::{IntegerKind, TypeFamily};
use regex::Regex;

use super::push_array;
use crate::inspect::{InspectError, Inspector, ReflectedColumn, ReflectedTable, Row};

/// Returns where the sequence's name stands in a default that takes its next value.
pub(super) fn next_value(default: &str) -> Option<std::ops::Range<usize>> {
    static NEXT_VALUE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"nextval\('(?<sequence>[^']+)'").ok());
    let captures = NEXT_VALUE.as_ref()?.captures(default)?;
    Some(captures.name("sequence")?.range())
}

/// Returns the sequence of an integer column that may have been made by `SERIAL`.
fn sequence(column: &ReflectedColumn) -> Option<&str> {
    let default = column.default.as_deref()?;
    let is_counted = matches!(
        column.sql_type.family,
        TypeFamily::Integer(IntegerKind::SqlInteger | IntegerKind::SqlBigint)
    );
    if !is_counted || !default.starts_with("nextval(") {
        return None;
    }
    Some(&default[next_value(default)?])
}

/// Marks the columns whose default takes the next value of a sequence that belongs to them.
pub(crate) fn find_serials<'t, E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    tables: impl IntoIterator<Item = &'t mut ReflectedTable>,
) -> Result<(), E> {
    let mut tables: Vec<&mut ReflectedTable> = tables.into_iter().collect();
    let sequences: BTreeSet<String> = tables
        .iter()
        .flat_map(|table| table.columns.iter().filter_map(sequence))
        .map(str::to_owned)
        .collect();
    if sequences.is_empty() {
        return Ok(());
    }
    let sequences: Vec<String> = sequences.into_iter().collect();
    let mut statement = Statement::sql("SELECT q.name, c.relname, a.attname FROM unnest(");
    push_array(&mut statement, &sequences);
    statement.push_sql(
        ") AS q (name) \
         JOIN pg_catalog.pg_class AS c ON c.oid = pg_catalog.to_regclass(q.name) \
         JOIN pg_catalog.pg_depend AS d ON d.objid = c.oid \
         AND d.classid = 'pg_catalog.pg_class'::regclass \
         AND d.refclassid = 'pg_catalog.pg_class'::regclass \
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
         WHERE c.relkind = 'S'",
    );
    let result = inspector.query(&statement)?;
    let owners: HashMap<String, (String, String)> = result
        .rows
        .iter()
        .map(|row| {
            let row = Row(row);
            (row.name(0), (row.name(1), row.name(2)))
        })
        .collect();
    for table in &mut tables {
        for column in &table.columns {
            if let Some((name, owner)) = sequence(column).and_then(|name| owners.get(name))
                && *owner == column.name
            {
                table.serials.insert(column.name.clone(), name.clone());
            }
        }
    }
    Ok(())
}
