//! The answers about many tables, each out of a fixed number of queries.

use std::collections::HashMap;

use alembic_db::Value;
use alembic_schema::DialectOptions;
use indexmap::IndexMap;

use super::catalog::{self, PragmaRows};
use super::indexes::{read_indexes, visible_indexes};
use super::keys::{read_foreign_keys, read_unique_constraints};
use super::{definition, sort_key, types};
use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn, ReflectedComputed,
    ReflectedForeignKey, ReflectedPrimaryKey, ReflectedTable, ReflectedTableComment,
    ReflectedUniqueConstraint, Row, Selection,
};

type Texts = HashMap<String, String>;

pub(crate) fn describe<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedTable>, E> {
    let schema = selection.schema;
    let (names, texts) = names_and_texts(inspector, selection)?;
    let rows = catalog::columns(inspector, &names, schema)?;
    let mut indexes = read_indexes(inspector, &names, schema)?;
    let mut foreign_keys = read_foreign_keys(inspector, &names, &texts, &rows, schema)?;
    let parts = catalog::shadow_tables(inspector, schema)?;
    let mut described = IndexMap::new();
    for name in names {
        let text = text(&texts, &name);
        let columns = table_columns(&rows, &name, text);
        let indexes = indexes.remove(&name).unwrap_or_default();
        let table = ReflectedTable {
            name: name.clone(),
            schema: schema.map(str::to_owned),
            primary_key: primary_key(&columns, text),
            foreign_keys: foreign_keys.remove(&name).unwrap_or_default(),
            unique_constraints: read_unique_constraints(&indexes, text),
            indexes: visible_indexes(indexes),
            check_constraints: table_checks(text),
            options: options(text),
            is_part: parts.contains(&name),
            columns,
            ..ReflectedTable::default()
        };
        described.insert(name, table);
    }
    Ok(described)
}

pub(crate) fn columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedColumn>>, E> {
    let names = catalog::selected(inspector, selection)?;
    let rows = catalog::columns(inspector, &names, selection.schema)?;
    let has_generated = rows.values().flatten().any(|row| Row(row).number(6) > 1);
    let texts = if has_generated {
        catalog::table_texts(inspector, &names, selection.schema)?
    } else {
        Texts::new()
    };
    Ok(names
        .into_iter()
        .filter(|name| rows.contains_key(name))
        .map(|name| {
            let columns = table_columns(&rows, &name, text(&texts, &name));
            (name, columns)
        })
        .collect())
}

pub(crate) fn primary_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedPrimaryKey>, E> {
    let (names, texts) = names_and_texts(inspector, selection)?;
    let rows = catalog::columns(inspector, &names, selection.schema)?;
    Ok(by_name(names, |name| {
        let text = text(&texts, name);
        primary_key(&table_columns(&rows, name, text), text)
    }))
}

pub(crate) fn foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedForeignKey>>, E> {
    let schema = selection.schema;
    let (names, texts) = names_and_texts(inspector, selection)?;
    let mut keys = read_foreign_keys(inspector, &names, &texts, &PragmaRows::new(), schema)?;
    Ok(by_name(names, |name| keys.remove(name).unwrap_or_default()))
}

pub(crate) fn unique_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedUniqueConstraint>>, E> {
    let (names, texts) = names_and_texts(inspector, selection)?;
    let indexes = read_indexes(inspector, &names, selection.schema)?;
    Ok(by_name(names, |name| {
        let indexes = indexes.get(name).map_or(&[][..], Vec::as_slice);
        read_unique_constraints(indexes, text(&texts, name))
    }))
}

pub(crate) fn check_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedCheckConstraint>>, E> {
    let (names, texts) = names_and_texts(inspector, selection)?;
    Ok(by_name(names, |name| table_checks(text(&texts, name))))
}

pub(crate) fn table_options<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, DialectOptions>, E> {
    let (names, texts) = names_and_texts(inspector, selection)?;
    Ok(by_name(names, |name| options(text(&texts, name))))
}

pub(crate) fn table_comments<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    _selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedTableComment>, E> {
    Err(inspector.not_implemented("get_table_comment"))
}

/// Returns the names of the tables that there are, and the texts that created them.
///
/// The catalog's own tables have no text.
fn names_and_texts<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<(Vec<String>, Texts), E> {
    let mut names = catalog::selected(inspector, selection)?;
    let texts = catalog::table_texts(inspector, &names, selection.schema)?;
    names.retain(|name| {
        let is_catalog = matches!(
            name.as_str(),
            "sqlite_schema" | "sqlite_master" | "sqlite_temp_schema" | "sqlite_temp_master"
        );
        is_catalog || texts.contains_key(name)
    });
    Ok((names, texts))
}

fn text<'t>(texts: &'t Texts, name: &str) -> &'t str {
    texts.get(name).map_or("", String::as_str)
}

fn by_name<T>(names: Vec<String>, mut answer: impl FnMut(&str) -> T) -> IndexMap<String, T> {
    names
        .into_iter()
        .map(|name| {
            let answer = answer(&name);
            (name, answer)
        })
        .collect()
}

fn table_columns(rows: &PragmaRows, table: &str, text: &str) -> Vec<ReflectedColumn> {
    let rows = rows.get(table).map_or(&[][..], Vec::as_slice).iter();
    rows.filter_map(|row| column(&Row(row), text)).collect()
}

/// Returns a column; none for a hidden one.
fn column(row: &Row<'_>, text: &str) -> Option<ReflectedColumn> {
    // 0 is a plain column, 1 a hidden one, 2 a virtual and 3 a stored generated one.
    let hidden = row.number(6);
    if hidden == 1 {
        return None;
    }
    let name = row.name(1);
    let mut declared = row.name(2).to_uppercase();
    let mut computed = None;
    if hidden != 0 {
        // The words before `AS` count as part of the declared type.
        declared = declared
            .replace("GENERATED", "")
            .replace("ALWAYS", "")
            .trim()
            .to_owned();
        let body = definition::table_body(text).unwrap_or_default();
        computed = Some(ReflectedComputed {
            sqltext: definition::generated_expression(body, &name).unwrap_or_default(),
            persisted: Some(hidden == 3),
        });
    }
    Some(ReflectedColumn {
        name,
        sql_type: types::resolve(&declared),
        nullable: !row.flag(3),
        default: row.text(4),
        primary_key: Some(row.number(5)),
        computed,
        ..ReflectedColumn::default()
    })
}

fn primary_key(columns: &[ReflectedColumn], text: &str) -> ReflectedPrimaryKey {
    let mut key: Vec<&ReflectedColumn> = columns
        .iter()
        .filter(|column| column.primary_key > Some(0))
        .collect();
    key.sort_by_key(|column| column.primary_key);
    if key.is_empty() {
        return ReflectedPrimaryKey::default();
    }
    ReflectedPrimaryKey {
        constrained_columns: key.iter().map(|column| column.name.clone()).collect(),
        name: definition::primary_key_name(text),
        ..ReflectedPrimaryKey::default()
    }
}

fn table_checks(text: &str) -> Vec<ReflectedCheckConstraint> {
    let mut constraints: Vec<ReflectedCheckConstraint> = definition::check_constraints(text)
        .into_iter()
        .map(|(name, sqltext)| ReflectedCheckConstraint {
            sqltext,
            name,
            ..ReflectedCheckConstraint::default()
        })
        .collect();
    constraints.sort_by(|left, right| sort_key(&left.name).cmp(sort_key(&right.name)));
    constraints
}

fn options(text: &str) -> DialectOptions {
    let (without_rowid, strict) = definition::table_options(text);
    let mut options = DialectOptions::new();
    if without_rowid {
        options.insert("sqlite_with_rowid".to_owned(), Value::Boolean(false).into());
    }
    if strict {
        options.insert("sqlite_strict".to_owned(), Value::Boolean(true).into());
    }
    options
}
