//! The columns of tables.

use std::collections::HashMap;

use alembic_db::Statement;
use alembic_schema::{IntegerKind, SqlType, TypeFamily};

use super::attributes::AttributeNames;
use super::named_types::NamedTypes;
use super::relations::{Relations, oids};
use super::serial::next_value;
use super::types::{is_built_in, resolve};
use super::{is_at_least, texts};
use crate::inspect::{
    InspectError, Inspector, ReflectedColumn, ReflectedComputed, ReflectedIdentity, Row,
};

/// Returns the columns by the number of their relation; remembers their names.
pub(super) fn read_columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    relations: &Relations,
    schema: Option<&str>,
    names: &mut AttributeNames,
) -> Result<HashMap<i64, Vec<ReflectedColumn>>, E> {
    let mut columns: HashMap<i64, Vec<ReflectedColumn>> = HashMap::new();
    if relations.is_empty() {
        return Ok(columns);
    }
    let statement = query(inspector, relations);
    let rows = inspector.query(&statement)?.rows;
    let is_known = rows.iter().all(|row| is_built_in(&Row(row).name(3)));
    let named = if is_known {
        NamedTypes::default()
    } else {
        NamedTypes::load(inspector)?
    };
    // Each row goes when it is read, for together they take as much room as what comes of them.
    for row in rows {
        let row = Row(&row);
        let (relation, column) = (row.number(0), column(&row, &named, schema));
        names.insert(relation, row.number(1), &column.name);
        columns.entry(relation).or_default().push(column);
    }
    Ok(columns)
}

fn query<E: From<InspectError>>(inspector: &Inspector<'_, E>, relations: &Relations) -> Statement {
    let is_at_least_12 = is_at_least(inspector, 12);
    let generated = if is_at_least_12 {
        "a.attgenerated::text"
    } else {
        "''"
    };
    // A default that names no columns is written many times faster without their relation.
    let context = if is_at_least_12 {
        "CASE a.attgenerated WHEN '' THEN 0 ELSE d.adrelid END"
    } else {
        "0"
    };
    let (identity, sequence) = if is_at_least(inspector, 10) {
        (
            "a.attidentity::text",
            "CASE WHEN a.attidentity != '' THEN (SELECT ARRAY[s.seqstart, s.seqincrement, \
             s.seqmin, s.seqmax, s.seqcache, s.seqcycle::int]::text[] \
             FROM pg_catalog.pg_sequence AS s WHERE s.seqrelid = pg_catalog.pg_get_serial_sequence(\
             a.attrelid::regclass::text, a.attname)::regclass::oid) END",
        )
    } else {
        ("''", "NULL")
    };
    Statement::sql(format!(
        "SELECT a.attrelid, a.attnum, a.attname, \
         pg_catalog.format_type(a.atttypid, a.atttypmod), \
         CASE WHEN a.atthasdef THEN (SELECT pg_catalog.pg_get_expr(d.adbin, {context}) \
         FROM pg_catalog.pg_attrdef AS d \
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) END, \
         a.attnotnull, c.description, {generated}, {identity}, {sequence}, \
         CASE WHEN a.attcollation != t.typcollation THEN (SELECT l.collname \
         FROM pg_catalog.pg_collation AS l WHERE l.oid = a.attcollation) END \
         FROM pg_catalog.pg_attribute AS a \
         JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid \
         LEFT JOIN pg_catalog.pg_description AS c ON c.objoid = a.attrelid \
         AND c.objsubid = a.attnum AND c.classoid = 'pg_catalog.pg_class'::regclass \
         WHERE a.attrelid = ANY ({}) AND a.attnum > 0 AND NOT a.attisdropped \
         ORDER BY a.attrelid, a.attnum",
        oids(relations.values().map(|relation| &relation.oid))
    ))
}

fn column(row: &Row<'_>, named: &NamedTypes, schema: Option<&str>) -> ReflectedColumn {
    let name = row.name(2);
    let subject = format!("column '{name}'");
    let sql_type = resolve(
        row.text(3).as_deref(),
        row.text(10).as_deref(),
        named,
        &subject,
    );
    let mut default = row.text(4);
    let mut nullable = !row.flag(5);
    if let TypeFamily::Dialect(own) = &sql_type.family
        && own.class_name == "DOMAIN"
    {
        let domain_default = own.fields.get("default").and_then(|text| text.as_str());
        default = default.or_else(|| domain_default.map(str::to_owned));
        nullable &= !own.fields.contains_key("not_null");
    }
    let mut computed = None;
    let generated = row.name(7);
    if !generated.is_empty() {
        computed = Some(ReflectedComputed {
            sqltext: default.take().unwrap_or_default(),
            persisted: Some(generated == "s"),
        });
    }
    let identity = identity(row);
    let mut counts = identity.is_some();
    if let Some(text) = &mut default
        && let Some(sequence) = next_value(text)
    {
        counts |= is_integer(&sql_type);
        // The sequence's name is relative to the table's schema then.
        if let Some(schema) = schema
            && !text[sequence.clone()].contains('.')
        {
            text.insert_str(sequence.start, &format!("\"{schema}\"."));
        }
    }
    ReflectedColumn {
        name,
        sql_type,
        nullable,
        default,
        autoincrement: Some(counts),
        comment: Some(row.text(6)),
        computed,
        identity,
        ..ReflectedColumn::default()
    }
}

fn identity(row: &Row<'_>) -> Option<ReflectedIdentity> {
    let kind = row.name(8);
    if kind.is_empty() {
        return None;
    }
    let options: Vec<i64> = texts(row.value(9))
        .iter()
        .map(|number| number.parse().unwrap_or_default())
        .collect();
    let option = |position: usize| options.get(position).copied().unwrap_or_default();
    Some(ReflectedIdentity {
        always: kind == "a",
        start: option(0),
        increment: option(1),
        minvalue: option(2),
        maxvalue: option(3),
        cache: option(4),
        cycle: option(5) != 0,
    })
}

fn is_integer(sql_type: &SqlType) -> bool {
    matches!(
        sql_type.family,
        TypeFamily::Integer(
            IntegerKind::SqlInteger | IntegerKind::SqlBigint | IntegerKind::SqlSmallint
        )
    )
}
