//! The indexes of a table.

use alembic_db::Statement;
use alembic_schema::{Argument, DialectOptions, Value};
use indexmap::IndexMap;

use super::constraints::text_list;
use super::{options_dictionary, relation_oid, texts};
use crate::inspect::{InspectError, Inspector, ReflectedIndex, Row, number_of};

pub(crate) fn get_indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedIndex>, E> {
    let oid = relation_oid(inspector, table, schema)?;
    let is_at_least = |major| {
        inspector
            .server()
            .version
            .first()
            .is_none_or(|it| *it >= major)
    };
    let has_include = is_at_least(11);
    let key_count = if has_include {
        "i.indnkeyatts"
    } else {
        "i.indnatts"
    };
    let nulls = if is_at_least(15) {
        "i.indnullsnotdistinct"
    } else {
        "false"
    };
    let result = inspector.query(&Statement::sql(format!(
        "SELECT c.relname, i.indisunique, i.indisvalid, \
         EXISTS (SELECT 1 FROM pg_catalog.pg_constraint AS k WHERE k.conrelid = i.indrelid \
         AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')), \
         c.reloptions, m.amname, pg_catalog.pg_get_expr(i.indpred, i.indrelid), \
         {key_count}, {nulls}, e.elements, e.are_expressions, e.classes, i.indoption::int2[] \
         FROM pg_catalog.pg_index AS i \
         JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid \
         JOIN pg_catalog.pg_am AS m ON m.oid = c.relam \
         CROSS JOIN LATERAL (SELECT \
         array_agg(CASE WHEN n.attnum = 0 \
         THEN pg_catalog.pg_get_indexdef(i.indexrelid, n.ord::int, true) ELSE a.attname::text END \
         ORDER BY n.ord) AS elements, \
         array_agg(n.attnum = 0 ORDER BY n.ord) AS are_expressions, \
         array_agg(CASE WHEN NOT o.opcdefault THEN o.opcname::text END ORDER BY n.ord) AS classes \
         FROM unnest(i.indkey) WITH ORDINALITY AS n (attnum, ord) \
         LEFT JOIN unnest(i.indclass) WITH ORDINALITY AS q (oid, ord) ON q.ord = n.ord \
         LEFT JOIN pg_catalog.pg_opclass AS o ON o.oid = q.oid \
         LEFT JOIN pg_catalog.pg_attribute AS a \
         ON a.attrelid = i.indrelid AND a.attnum = n.attnum AND n.attnum != 0) AS e \
         WHERE i.indrelid = {oid} AND NOT i.indisprimary ORDER BY c.relname"
    )))?;
    Ok(result
        .rows
        .iter()
        .map(|row| index(&Row(row), has_include))
        .collect())
}

fn index(row: &Row<'_>, has_include: bool) -> ReflectedIndex {
    let name = row.name(0);
    let mut elements = texts(row.value(9));
    let key_count = usize::try_from(row.number(7)).unwrap_or(elements.len());
    let included = elements.split_off(key_count.min(elements.len()));
    let are_expressions = list(row.value(10));
    let is_expression = |position: usize| {
        are_expressions
            .get(position)
            .and_then(serde_json::Value::as_bool)
            .unwrap_or_default()
    };
    let classes = list(row.value(11));
    let mut operator_classes = IndexMap::new();
    let mut column_sorting = IndexMap::new();
    let flags = list(row.value(12));
    for (position, element) in elements.iter().enumerate() {
        if let Some(class) = classes.get(position).and_then(serde_json::Value::as_str) {
            operator_classes.insert(element.clone(), Value::Text(class.to_owned()).into());
        }
        let flags = flags
            .get(position)
            .and_then(serde_json::Value::as_i64)
            .unwrap_or_default();
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
    let with = options_dictionary(row.value(4));
    if !with.is_empty() {
        set("with", Argument::Dictionary(with));
    }
    let method = row.name(5);
    if method != "btree" {
        set("using", Value::Text(method).into());
    }
    if let Some(condition) = row.text(6) {
        set("where", Value::Text(condition).into());
    }
    if has_include {
        set("include", text_list(included));
    }
    if row.flag(8) {
        set("nulls_not_distinct", Value::Boolean(true).into());
    }
    if number_of(row.value(2)) == 0 {
        set("invalid", Value::Boolean(true).into());
    }
    let has_expressions = (0..elements.len()).any(is_expression);
    ReflectedIndex {
        column_names: elements
            .iter()
            .enumerate()
            .map(|(position, element)| (!is_expression(position)).then(|| element.clone()))
            .collect(),
        unique: row.flag(1),
        expressions: has_expressions.then_some(elements),
        column_sorting,
        duplicates_constraint: row.flag(3).then(|| name.clone()),
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

fn list(value: &Value) -> &[serde_json::Value] {
    match value {
        Value::Json(serde_json::Value::Array(items)) => items,
        _ => &[],
    }
}
