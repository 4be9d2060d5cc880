//! The columns of a table and the types that users have made.

use std::collections::HashMap;
use std::sync::LazyLock;

use alembic_db::Statement;
use alembic_schema::{Column, Expression, IntegerKind, ServerDefault, SqlType, TypeFamily, Value};
use regex::Regex;

use super::types::{Domain, NamedType, resolve};
use super::{relation_oid, texts};
use crate::inspect::{
    InspectError, Inspector, ReflectedColumn, ReflectedComputed, ReflectedIdentity, Row,
};

pub(crate) fn get_columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedColumn>, E> {
    let oid = relation_oid(inspector, table, schema)?;
    let is_at_least = |major| {
        inspector
            .server()
            .version
            .first()
            .is_none_or(|it| *it >= major)
    };
    let generated = if is_at_least(12) {
        "a.attgenerated"
    } else {
        "''"
    };
    let identity = if is_at_least(10) {
        "a.attidentity"
    } else {
        "''"
    };
    let sequence = if is_at_least(10) {
        "LEFT JOIN pg_catalog.pg_sequence AS s ON a.attidentity != '' AND s.seqrelid = \
         pg_catalog.pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass::oid"
    } else {
        "LEFT JOIN (SELECT NULL AS seqstart, NULL AS seqincrement, NULL AS seqmin, \
         NULL AS seqmax, NULL AS seqcache, NULL AS seqcycle) AS s ON false"
    };
    let rows = inspector
        .query(&Statement::sql(format!(
            "SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), \
             pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attnotnull, c.description, \
             {generated}::text, {identity}::text, \
             s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, \
             CASE WHEN a.attcollation != t.typcollation THEN l.collname END, \
             CASE WHEN t.typtype IN ('e', 'd') THEN t.oid WHEN e.typtype IN ('e', 'd') THEN e.oid \
             END \
             FROM pg_catalog.pg_attribute AS a \
             JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid \
             LEFT JOIN pg_catalog.pg_type AS e ON e.oid = t.typelem AND t.typlen = -1 \
             LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
             LEFT JOIN pg_catalog.pg_description AS c ON c.objoid = a.attrelid \
             AND c.objsubid = a.attnum AND c.classoid = 'pg_catalog.pg_class'::regclass \
             LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = a.attcollation {sequence} \
             WHERE a.attrelid = {oid} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
        )))?
        .rows;
    let mut named = HashMap::new();
    for row in &rows {
        let oid = Row(row).number(14);
        if oid != 0 && !named.contains_key(&oid) {
            named.insert(oid, named_type(inspector, oid)?);
        }
    }
    Ok(rows
        .iter()
        .map(|row| {
            let row = Row(row);
            let named_type = named.get(&row.number(14)).and_then(Option::as_ref);
            column(&row, named_type, schema)
        })
        .collect())
}

fn column(row: &Row<'_>, named: Option<&NamedType>, schema: Option<&str>) -> ReflectedColumn {
    let name = row.name(0);
    let sql_type = resolve(
        &row.name(1),
        row.text(13).as_deref(),
        named,
        &format!("column '{name}'"),
    );
    let mut default = row.text(2);
    let mut nullable = !row.flag(3);
    if let (Some(NamedType::Domain(domain)), TypeFamily::Dialect(_)) = (named, &sql_type.family) {
        default = default.or_else(|| domain.default.clone());
        nullable &= !domain.not_null;
    }
    let mut computed = None;
    let generated = row.name(5);
    if !generated.is_empty() {
        computed = Some(ReflectedComputed {
            sqltext: default.take().unwrap_or_default(),
            persisted: Some(generated == "s"),
        });
    }
    let identity = row.name(6);
    let identity = (!identity.is_empty()).then(|| ReflectedIdentity {
        always: identity == "a",
        start: row.number(7),
        increment: row.number(8),
        minvalue: row.number(9),
        maxvalue: row.number(10),
        cache: row.number(11),
        cycle: row.flag(12),
    });
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
        comment: Some(row.text(4)),
        computed,
        identity,
        ..ReflectedColumn::default()
    }
}

/// Returns where the sequence's name stands in a default that takes its next value.
fn next_value(default: &str) -> Option<std::ops::Range<usize>> {
    static NEXT_VALUE: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"nextval\('(?<sequence>[^']+)'").ok());
    Some(
        NEXT_VALUE
            .as_ref()?
            .captures(default)?
            .name("sequence")?
            .range(),
    )
}

/// Removes the default of an integer column whose sequence belongs to it.
pub(crate) fn leave_out_serial<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    column: &mut Column,
) -> Result<(), E> {
    let Some(ServerDefault::Expression { expression }) = &column.server_default else {
        return Ok(());
    };
    let Expression::Text { text, .. } = expression.as_ref() else {
        return Ok(());
    };
    let default = text.replace("\\:", ":");
    let is_counted = matches!(
        column.sql_type.family,
        TypeFamily::Integer(IntegerKind::SqlInteger | IntegerKind::SqlBigint)
    );
    let Some(sequence) = next_value(&default) else {
        return Ok(());
    };
    if !is_counted || !default.starts_with("nextval(") {
        return Ok(());
    }
    let mut statement = Statement::sql(
        "SELECT c.relname, a.attname FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_depend AS d ON d.objid = c.oid \
         AND d.classid = 'pg_catalog.pg_class'::regclass \
         AND d.refclassid = 'pg_catalog.pg_class'::regclass \
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid \
         WHERE c.relkind = 'S' AND c.oid = pg_catalog.to_regclass(",
    );
    statement.push_parameter("sequence", Value::Text(default[sequence].to_owned()));
    statement.push_sql("::text)");
    let result = inspector.query(&statement)?;
    let Some(row) = result.rows.first().map(|row| Row(row)) else {
        return Ok(());
    };
    if row.name(1) == column.name.as_str() {
        log::info!(
            target: "alembic.ddl.postgresql",
            "Detected sequence named '{}' as owned by integer column '{table}({})', assuming \
             SERIAL and omitting",
            row.name(0),
            column.name
        );
        column.server_default = None;
    }
    Ok(())
}

fn is_integer(sql_type: &SqlType) -> bool {
    matches!(
        sql_type.family,
        TypeFamily::Integer(
            IntegerKind::SqlInteger | IntegerKind::SqlBigint | IntegerKind::SqlSmallint
        )
    )
}

/// Returns the enumeration or domain of an object identifier.
fn named_type<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    oid: i64,
) -> Result<Option<NamedType>, E> {
    let result = inspector.query(&Statement::sql(format!(
        "SELECT t.typtype::text, t.typname, \
         CASE WHEN NOT pg_catalog.pg_type_is_visible(t.oid) THEN n.nspname END, \
         (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) \
         FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid), \
         pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typdefault, t.typnotnull, l.collname \
         FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
         LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = t.typcollation \
         WHERE t.oid = {oid}"
    )))?;
    let Some(row) = result.rows.first().map(|row| Row(row)) else {
        return Ok(None);
    };
    let (name, schema) = (row.name(1), row.text(2));
    if row.name(0) == "e" {
        let labels = texts(row.value(3));
        return Ok(Some(NamedType::Enum {
            name,
            schema,
            labels,
        }));
    }
    let base = row.name(4);
    Ok(Some(NamedType::Domain(Box::new(Domain {
        name,
        schema,
        // What stands in the parentheses of the base type is left out, as in SQLAlchemy.
        base: base.split('(').next().unwrap_or_default().to_owned(),
        default: row.text(5),
        not_null: row.flag(6),
        collation: row.text(7),
        check: domain_check(inspector, oid)?,
    }))))
}

/// Returns the first check constraint of a domain by name.
fn domain_check<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    oid: i64,
) -> Result<Option<(String, String)>, E> {
    let result = inspector.query(&Statement::sql(format!(
        "SELECT conname, pg_catalog.pg_get_constraintdef(oid, true) \
         FROM pg_catalog.pg_constraint WHERE contypid = {oid} AND contype = 'c' \
         ORDER BY conname::text COLLATE \"C\""
    )))?;
    Ok(result.rows.first().map(|row| {
        let row = Row(row);
        let definition = row.name(1);
        let condition = definition.get("CHECK (".len()..definition.len().saturating_sub(1));
        (row.name(0), condition.unwrap_or_default().to_owned())
    }))
}
