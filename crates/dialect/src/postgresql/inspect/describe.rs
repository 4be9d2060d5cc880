//! The answers about many tables, each out of a fixed number of queries.

use alembic_schema::DialectOptions;
use indexmap::IndexMap;

use super::attributes::AttributeNames;
use super::constraints::{Constraints, read_constraints};
use super::relations::{Relations, relations};
use super::{columns as column_queries, indexes as index_queries};
use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn, ReflectedForeignKey,
    ReflectedIndex, ReflectedPrimaryKey, ReflectedTable, ReflectedTableComment,
    ReflectedUniqueConstraint, Selection,
};

pub(crate) fn describe<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedTable>, E> {
    let relations = relations(inspector, selection)?;
    let mut names = AttributeNames::default();
    let mut columns =
        column_queries::read_columns(inspector, &relations, selection.schema, &mut names)?;
    let kinds = ['p', 'f', 'u', 'c'];
    let mut constraints = read_constraints(inspector, &relations, selection, &kinds, &mut names)?;
    let mut indexes = index_queries::read_indexes(inspector, &relations, &mut names)?;
    Ok(relations
        .into_iter()
        .map(|(name, relation)| {
            let constraints = constraints.remove(&relation.oid).unwrap_or_default();
            let table = ReflectedTable {
                name: name.clone(),
                schema: selection.schema.map(str::to_owned),
                columns: columns.remove(&relation.oid).unwrap_or_default(),
                primary_key: constraints.primary_key,
                foreign_keys: constraints.foreign_keys,
                indexes: indexes.remove(&relation.oid).unwrap_or_default(),
                unique_constraints: constraints.unique_constraints,
                check_constraints: constraints.check_constraints,
                comment: relation.comment,
                options: relation.options,
                is_part: relation.is_part,
                ..ReflectedTable::default()
            };
            (name, table)
        })
        .collect())
}

pub(crate) fn columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedColumn>>, E> {
    let relations = relations(inspector, selection)?;
    let mut names = AttributeNames::default();
    let mut columns =
        column_queries::read_columns(inspector, &relations, selection.schema, &mut names)?;
    Ok(by_name(relations, |oid| columns.remove(&oid)))
}

pub(crate) fn indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedIndex>>, E> {
    let relations = relations(inspector, selection)?;
    let mut names = AttributeNames::default();
    let mut indexes = index_queries::read_indexes(inspector, &relations, &mut names)?;
    Ok(by_name(relations, |oid| indexes.remove(&oid)))
}

pub(crate) fn primary_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedPrimaryKey>, E> {
    constraints(inspector, selection, 'p', |found| found.primary_key)
}

pub(crate) fn foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedForeignKey>>, E> {
    constraints(inspector, selection, 'f', |found| found.foreign_keys)
}

pub(crate) fn unique_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedUniqueConstraint>>, E> {
    constraints(inspector, selection, 'u', |found| found.unique_constraints)
}

pub(crate) fn check_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, Vec<ReflectedCheckConstraint>>, E> {
    constraints(inspector, selection, 'c', |found| found.check_constraints)
}

fn constraints<T: Default, E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
    kind: char,
    choose: impl Fn(Constraints) -> T,
) -> Result<IndexMap<String, T>, E> {
    let relations = relations(inspector, selection)?;
    let mut names = AttributeNames::default();
    let mut found = read_constraints(inspector, &relations, selection, &[kind], &mut names)?;
    Ok(by_name(relations, |oid| found.remove(&oid).map(&choose)))
}

pub(crate) fn table_comments<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, ReflectedTableComment>, E> {
    let relations = relations(inspector, selection)?.into_iter();
    Ok(relations
        .map(|(name, relation)| {
            let text = relation.comment;
            (name, ReflectedTableComment { text })
        })
        .collect())
}

pub(crate) fn table_options<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<IndexMap<String, DialectOptions>, E> {
    let relations = relations(inspector, selection)?.into_iter();
    Ok(relations
        .map(|(name, relation)| (name, relation.options))
        .collect())
}

fn by_name<T: Default>(
    relations: Relations,
    mut find: impl FnMut(i64) -> Option<T>,
) -> IndexMap<String, T> {
    relations
        .into_iter()
        .map(|(name, relation)| (name, find(relation.oid).unwrap_or_default()))
        .collect()
}
