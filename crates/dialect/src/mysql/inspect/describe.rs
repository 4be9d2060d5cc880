//! The answers about tables, out of the texts that create them.

use std::collections::HashSet;

use alembic_db::{Statement, Value};
use alembic_schema::{Argument, DialectOptions};
use indexmap::IndexMap;

use super::definition::{self, Definition, ForeignKey, Key};
use super::{all_names, create_text, full_name, has_table, names_of_kinds, quote};
use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn, ReflectedForeignKey,
    ReflectedForeignKeyOptions, ReflectedIndex, ReflectedPrimaryKey, ReflectedTable,
    ReflectedTableComment, ReflectedUniqueConstraint, Row, Selection,
};
use crate::warnings::warn;

/// A statement for each table: what `information_schema` tells of defaults, character sets and
/// keys is less than what `SHOW CREATE TABLE` writes, and MariaDB opens every table for it too.
pub(crate) fn describe<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedTable>, E> {
    let mut described = IndexMap::new();
    for name in selected(inspector, selection)? {
        if let Some(definition) = definition(inspector, &name, selection.schema)? {
            let table = table(definition, &name, selection.schema, inspector.dialect());
            described.insert(name, table);
        }
    }
    Ok(described)
}

/// Returns the names that a question is about, of tables and views that there are.
fn selected<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<Vec<String>, E> {
    if let Some([name]) = selection.names
        && selection.is_of_any_kind()
    {
        let exists = has_table(inspector, name, selection.schema)?;
        return Ok(exists.then(|| name.clone()).into_iter().collect());
    }
    let found = if !selection.permanent {
        Vec::new()
    } else if selection.names.is_some() && selection.is_of_any_kind() {
        all_names(inspector, selection.schema)?
    } else {
        let mut kinds = Vec::new();
        if selection.tables {
            kinds.push("BASE TABLE");
        }
        if selection.views {
            kinds.extend(["VIEW", "SYSTEM VIEW"]);
        }
        names_of_kinds(inspector, selection.schema, &kinds)?
    };
    let Some(names) = selection.names else {
        return Ok(found);
    };
    let found: HashSet<String> = found.into_iter().collect();
    Ok(names
        .iter()
        .filter(|name| found.contains(*name))
        .cloned()
        .collect())
}

pub(crate) fn columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedColumn>>, E> {
    part(inspector, selection, |table| table.columns)
}

pub(crate) fn primary_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedPrimaryKey>, E> {
    part(inspector, selection, |table| table.primary_key)
}

pub(crate) fn foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedForeignKey>>, E> {
    part(inspector, selection, |table| table.foreign_keys)
}

pub(crate) fn unique_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedUniqueConstraint>>, E> {
    part(inspector, selection, |table| table.unique_constraints)
}

pub(crate) fn check_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedCheckConstraint>>, E> {
    part(inspector, selection, |table| table.check_constraints)
}

pub(crate) fn indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedIndex>>, E> {
    part(inspector, selection, |table| table.indexes)
}

pub(crate) fn table_options<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, DialectOptions>, E> {
    part(inspector, selection, |table| table.options)
}

pub(crate) fn table_comments<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedTableComment>, E> {
    part(inspector, selection, |table| ReflectedTableComment {
        text: table.comment,
    })
}

fn part<T, E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
    choose: impl Fn(ReflectedTable) -> T,
) -> Result<IndexMap<String, T>, E> {
    let described = describe(inspector, selection)?;
    Ok(described
        .into_iter()
        .map(|(name, table)| (name, choose(table)))
        .collect())
}

fn table(
    definition: Definition,
    name: &str,
    schema: Option<&str>,
    dialect: &str,
) -> ReflectedTable {
    let is_kind = |key: &&Key, kind: &str| key.kind.as_deref() == Some(kind);
    let keys = &definition.keys;
    let primary_key = keys.iter().find(|key| is_kind(key, "PRIMARY"));
    let mut unique_constraints: Vec<ReflectedUniqueConstraint> = keys
        .iter()
        .filter(|key| is_kind(key, "UNIQUE"))
        .map(|key| ReflectedUniqueConstraint {
            name: key.name.clone(),
            duplicates_index: key.name.clone(),
            column_names: names_of(key),
            ..ReflectedUniqueConstraint::default()
        })
        .collect();
    unique_constraints.sort_by(|left, right| left.name.cmp(&right.name));
    let mut indexes: Vec<ReflectedIndex> = keys
        .iter()
        .filter(|key| !is_kind(key, "PRIMARY"))
        .map(|key| index(key, dialect))
        .collect();
    indexes.sort_by(|left, right| left.name.cmp(&right.name));
    let checks = definition.checks.into_iter();
    let mut check_constraints: Vec<ReflectedCheckConstraint> = checks
        .map(|(name, sqltext)| ReflectedCheckConstraint {
            sqltext,
            name: Some(name),
            ..ReflectedCheckConstraint::default()
        })
        .collect();
    check_constraints.sort_by(|left, right| left.name.cmp(&right.name));
    let comment = definition.options.get(&format!("{dialect}_comment"));
    ReflectedTable {
        name: name.to_owned(),
        schema: schema.map(str::to_owned),
        primary_key: ReflectedPrimaryKey {
            constrained_columns: primary_key.map(names_of).unwrap_or_default(),
            ..ReflectedPrimaryKey::default()
        },
        comment: comment.and_then(Argument::as_str).map(str::to_owned),
        columns: definition.columns,
        foreign_keys: definition
            .foreign_keys
            .into_iter()
            .map(|key| foreign_key(key, schema))
            .collect(),
        indexes,
        unique_constraints,
        check_constraints,
        options: definition.options,
        ..ReflectedTable::default()
    }
}

fn foreign_key(mut key: ForeignKey, schema: Option<&str>) -> ReflectedForeignKey {
    let referred_table = key.table.pop().unwrap_or_default();
    ReflectedForeignKey {
        name: Some(key.name),
        constrained_columns: key.columns,
        referred_schema: key.table.pop().or_else(|| schema.map(str::to_owned)),
        referred_table,
        referred_columns: key.referred_columns,
        options: ReflectedForeignKeyOptions {
            onupdate: key.onupdate,
            ondelete: key.ondelete,
            ..ReflectedForeignKeyOptions::default()
        },
        comment: None,
    }
}

fn index(key: &Key, dialect: &str) -> ReflectedIndex {
    let mut options = DialectOptions::new();
    match key.kind.as_deref() {
        None | Some("UNIQUE") => {}
        Some(kind @ ("FULLTEXT" | "SPATIAL")) => {
            options.insert(
                format!("{dialect}_prefix"),
                Value::Text(kind.to_owned()).into(),
            );
        }
        Some(kind) => warn(format!("Converting unknown KEY type {kind} to a plain KEY")),
    }
    if let Some(parser) = &key.parser {
        options.insert(
            format!("{dialect}_with_parser"),
            Value::Text(parser.clone()).into(),
        );
    }
    let lengths = key.columns.iter().filter_map(|(column, length)| {
        Some((column.clone(), Argument::from(Value::Integer((*length)?))))
    });
    let lengths: indexmap::IndexMap<String, Argument> = lengths.collect();
    if !lengths.is_empty() {
        options.insert(format!("{dialect}_length"), Argument::Dictionary(lengths));
    }
    ReflectedIndex {
        name: key.name.clone(),
        unique: key.kind.as_deref() == Some("UNIQUE"),
        column_names: names_of(key).into_iter().map(Some).collect(),
        dialect_options: (!options.is_empty()).then_some(options),
        ..ReflectedIndex::default()
    }
}

fn names_of(key: &Key) -> Vec<String> {
    key.columns
        .iter()
        .map(|(column, _)| column.clone())
        .collect()
}

/// Asks for the text that creates a table, and reads it; gives none when the table is gone.
fn definition<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Option<Definition>, E> {
    let Some(sql) = create_text(inspector, table, schema)? else {
        return Ok(None);
    };
    if sql.starts_with("CREATE TABLE") || sql.starts_with("CREATE TEMPORARY TABLE") {
        return Ok(Some(definition::parse(&sql, inspector.dialect())));
    }
    let full_name = full_name(table, schema);
    let described = inspector.query(&Statement::sql(format!("DESCRIBE {full_name}")))?;
    let columns = described.rows.iter().map(|row| view_column(&Row(row)));
    let columns: Vec<String> = columns.collect();
    let sql = format!(
        "CREATE TABLE {} (\n{}\n) ",
        quote(table),
        columns.join(",\n")
    );
    Ok(Some(definition::parse(&sql, inspector.dialect())))
}

/// Returns a column of a view in the form that a table's has; it counts as nullable.
fn view_column(row: &Row<'_>) -> String {
    let (name, declared, extra) = (quote(&row.name(0)), row.name(1), row.name(5));
    let default = match row.text(4) {
        Some(default) if default.is_empty() || default.contains("auto_increment") => String::new(),
        Some(default) if declared.starts_with("timestamp") && default.starts_with('C') => {
            format!(" DEFAULT {default}")
        }
        Some(default) if default == "NULL" => " DEFAULT NULL".to_owned(),
        Some(default) => format!(" DEFAULT '{}'", default.replace('\'', "''")),
        None => String::new(),
    };
    let extra = if extra.is_empty() {
        extra
    } else {
        format!(" {extra}")
    };
    format!("  {name} {declared}{default}{extra}")
}
