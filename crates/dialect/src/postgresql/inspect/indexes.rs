//! The indexes of tables.

use std::collections::HashMap;

use alembic_db::Statement;
use alembic_schema::{Argument, DialectOptions, Value};
use indexmap::IndexMap;

use super::attributes::AttributeNames;
use super::relations::{Relations, oids};
use super::{is_at_least, numbers, options_dictionary, text_list, texts};
use crate::inspect::{InspectError, Inspector, ReflectedIndex, Row};

/// Returns the indexes by the number of their relation, in the order of their names.
pub(super) fn read_indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    relations: &Relations,
    names: &mut AttributeNames,
) -> Result<HashMap<i64, Vec<ReflectedIndex>>, E> {
    let mut indexes: HashMap<i64, Vec<ReflectedIndex>> = HashMap::new();
    if relations.is_empty() {
        return Ok(indexes);
    }
    let statement = query(inspector, relations);
    let rows = inspector.query(&statement)?.rows;
    if rows.is_empty() {
        return Ok(indexes);
    }
    names.load(inspector, rows.iter().map(|row| Row(row).number(0)))?;
    let classes = operator_classes(inspector)?;
    let has_include = is_at_least(inspector, 11);
    for row in rows {
        let row = Row(&row);
        let index = index(&row, names, &classes, has_include);
        indexes.entry(row.number(0)).or_default().push(index);
    }
    Ok(indexes)
}

fn query<E: From<InspectError>>(inspector: &Inspector<'_, E>, relations: &Relations) -> Statement {
    let key_count = if is_at_least(inspector, 11) {
        "i.indnkeyatts"
    } else {
        "i.indnatts"
    };
    let nulls = if is_at_least(inspector, 15) {
        "i.indnullsnotdistinct"
    } else {
        "false"
    };
    Statement::sql(format!(
        "SELECT i.indrelid, c.relname, i.indisunique, i.indisvalid, k.oid IS NOT NULL, \
         c.reloptions, m.amname, pg_catalog.pg_get_expr(i.indpred, i.indrelid), \
         {key_count}, {nulls}, i.indkey::int2[], \
         CASE WHEN i.indexprs IS NOT NULL THEN \
         (SELECT array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true) ORDER BY n) \
         FROM generate_series(1, i.indnatts) AS n) END, \
         i.indclass::oid[]::int8[], i.indoption::int2[] \
         FROM pg_catalog.pg_index AS i \
         JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid \
         JOIN pg_catalog.pg_am AS m ON m.oid = c.relam \
         LEFT JOIN pg_catalog.pg_constraint AS k ON k.conrelid = i.indrelid \
         AND k.conindid = i.indexrelid AND k.contype = ANY (ARRAY['p', 'u', 'x']::\"char\"[]) \
         WHERE i.indrelid = ANY ({}) AND NOT i.indisprimary ORDER BY i.indrelid, c.relname",
        oids(relations.values().map(|relation| &relation.oid))
    ))
}

/// Returns the names of the operator classes that have to be named to be used.
fn operator_classes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<HashMap<i64, String>, E> {
    let result = inspector.query(&Statement::sql(
        "SELECT o.oid, o.opcname FROM pg_catalog.pg_opclass AS o WHERE NOT o.opcdefault",
    ))?;
    let rows = result.rows.iter().map(|row| Row(row));
    Ok(rows.map(|row| (row.number(0), row.name(1))).collect())
}

fn index(
    row: &Row<'_>,
    names: &AttributeNames,
    classes: &HashMap<i64, String>,
    has_include: bool,
) -> ReflectedIndex {
    let name = row.name(1);
    let mut columns = numbers(row.value(10));
    let key_count = usize::try_from(row.number(8)).unwrap_or(columns.len());
    let included = columns.split_off(key_count.min(columns.len()));
    let column_name = |number: &i64| names.name(row.number(0), *number);
    // The number of an expression is 0.
    let definitions = texts(row.value(11));
    let elements: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(position, number)| match definitions.get(position) {
            Some(definition) if *number == 0 => definition.clone(),
            _ => column_name(number),
        })
        .collect();
    let mut operator_classes = IndexMap::new();
    let element_classes = numbers(row.value(12)).into_iter();
    for (element, class) in elements.iter().zip(element_classes) {
        if let Some(class) = classes.get(&class) {
            operator_classes.insert(element.clone(), Value::Text(class.clone()).into());
        }
    }
    let mut column_sorting = IndexMap::new();
    for (element, flags) in elements.iter().zip(numbers(row.value(13))) {
        let words = sorting(flags);
        if !words.is_empty() {
            column_sorting.insert(element.clone(), words);
        }
    }
    let mut options = DialectOptions::new();
    let mut set = |option: &str, value: Argument| {
        options.insert(format!("postgresql_{option}"), value);
    };
    if !operator_classes.is_empty() {
        set("ops", Argument::Dictionary(operator_classes));
    }
    let with = options_dictionary(row.value(5));
    if !with.is_empty() {
        set("with", Argument::Dictionary(with));
    }
    let method = row.name(6);
    if method != "btree" {
        set("using", Value::Text(method).into());
    }
    if let Some(condition) = row.text(7) {
        set("where", Value::Text(condition).into());
    }
    if has_include {
        let included = included.iter().map(column_name).collect();
        set("include", text_list(included));
    }
    if row.flag(9) {
        set("nulls_not_distinct", Value::Boolean(true).into());
    }
    if !row.flag(3) {
        set("invalid", Value::Boolean(true).into());
    }
    ReflectedIndex {
        column_names: columns
            .iter()
            .map(|number| (*number != 0).then(|| column_name(number)))
            .collect(),
        unique: row.flag(2),
        expressions: columns.contains(&0).then_some(elements),
        column_sorting,
        duplicates_constraint: row.flag(4).then(|| name.clone()),
        dialect_options: (!options.is_empty()).then_some(options),
        name: Some(name),
        ..ReflectedIndex::default()
    }
}

/// Returns the words for an element's flags where they are not what the server assumes.
fn sorting(flags: i64) -> Vec<String> {
    let words: &[&str] = match (flags & 1 != 0, flags & 2 != 0) {
        (true, true) => &["desc"],
        (true, false) => &["desc", "nulls_last"],
        (false, true) => &["nulls_first"],
        (false, false) => &[],
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}
