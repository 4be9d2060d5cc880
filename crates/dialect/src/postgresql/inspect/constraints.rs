//! Keys and constraints of tables.

use std::collections::HashMap;

use alembic_db::Statement;
use alembic_schema::{DialectOptions, Value};

use super::attributes::AttributeNames;
use super::relations::{Relations, oids};
use super::{is_at_least, text_list};
use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedForeignKey,
    ReflectedForeignKeyOptions, ReflectedPrimaryKey, ReflectedUniqueConstraint, Row, Selection,
    matching_parenthesis,
};
use crate::warnings::warn;

/// The constraints of a table, each kind by name.
#[derive(Default)]
pub(super) struct Constraints {
    pub(super) primary_key: ReflectedPrimaryKey,
    pub(super) foreign_keys: Vec<ReflectedForeignKey>,
    pub(super) unique_constraints: Vec<ReflectedUniqueConstraint>,
    pub(super) check_constraints: Vec<ReflectedCheckConstraint>,
}

/// Returns the constraints of these kinds (`p`, `f`, `u`, `c`) by the number of their relation.
pub(super) fn read_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    relations: &Relations,
    selection: &Selection<'_>,
    kinds: &[char],
    names: &mut AttributeNames,
) -> Result<HashMap<i64, Constraints>, E> {
    let mut constraints: HashMap<i64, Constraints> = HashMap::new();
    if relations.is_empty() {
        return Ok(constraints);
    }
    let statement = query(inspector, relations, kinds);
    let rows = inspector.query(&statement)?.rows;
    let needed = rows.iter().map(|row| Row(row)).flat_map(|row| {
        let referred = Some(row.number(5)).filter(|relation| *relation != 0);
        let own = (row.name(2) != "c").then(|| row.number(0));
        own.into_iter().chain(referred)
    });
    names.load(inspector, needed)?;
    let has_include = is_at_least(inspector, 11);
    for row in rows {
        let row = Row(&row);
        let of_table = constraints.entry(row.number(0)).or_default();
        match row.name(2).as_str() {
            "p" => {
                let key = key(&row, names, has_include);
                of_table.primary_key = ReflectedPrimaryKey {
                    constrained_columns: key.columns,
                    name: Some(key.name),
                    comment: Some(key.comment),
                    dialect_options: (!key.options.is_empty()).then_some(key.options),
                };
            }
            "u" => {
                let mut key = key(&row, names, has_include);
                key.options.insert(
                    "postgresql_nulls_not_distinct".to_owned(),
                    Value::Boolean(row.flag(18)).into(),
                );
                of_table.unique_constraints.push(ReflectedUniqueConstraint {
                    name: Some(key.name),
                    column_names: key.columns,
                    comment: Some(key.comment),
                    duplicates_index: None,
                    dialect_options: Some(key.options),
                });
            }
            "f" => {
                let default_schema = inspector.server().default_schema.as_deref();
                let key = foreign_key(&row, names, selection, default_schema);
                of_table.foreign_keys.push(key);
            }
            _ => of_table.check_constraints.push(ReflectedCheckConstraint {
                name: Some(row.name(1)),
                comment: Some(row.text(3)),
                ..check_constraint(&row.name(15))
            }),
        }
    }
    Ok(constraints)
}

fn query<E: From<InspectError>>(
    inspector: &Inspector<'_, E>,
    relations: &Relations,
    kinds: &[char],
) -> Statement {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    let key_count = if is_at_least(inspector, 11) {
        "i.indnkeyatts"
    } else {
        "i.indnatts"
    };
    let (nulls, set_columns) = if is_at_least(inspector, 15) {
        (
            "i.indnullsnotdistinct",
            "CASE WHEN k.confdelsetcols IS NOT NULL THEN \
             (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY u.ord) \
             FROM unnest(k.confdelsetcols) WITH ORDINALITY AS u (attnum, ord) \
             JOIN pg_catalog.pg_attribute AS a \
             ON a.attrelid = k.conrelid AND a.attnum = u.attnum) END",
        )
    } else {
        ("false", "NULL")
    };
    Statement::sql(format!(
        "SELECT k.conrelid, k.conname, k.contype::text, d.description, k.conkey, k.confrelid, \
         k.confkey, r.relname, n.nspname, pg_catalog.pg_table_is_visible(r.oid), \
         k.confupdtype::text, k.confdeltype::text, k.confmatchtype::text, k.condeferrable, \
         k.condeferred, \
         CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_constraintdef(k.oid, true) END, \
         i.indkey::int2[], {key_count}, {nulls}, {set_columns} \
         FROM pg_catalog.pg_constraint AS k \
         LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid \
         LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace \
         LEFT JOIN pg_catalog.pg_index AS i \
         ON i.indexrelid = k.conindid AND k.contype = ANY (ARRAY['p', 'u']::\"char\"[]) \
         LEFT JOIN pg_catalog.pg_description AS d ON d.objoid = k.oid \
         AND d.classoid = 'pg_catalog.pg_constraint'::regclass \
         WHERE k.conrelid = ANY ({}) AND k.contype = ANY (ARRAY[{}]::\"char\"[]) \
         ORDER BY k.conrelid, k.conname",
        oids(relations.values().map(|relation| &relation.oid)),
        kinds.join(", ")
    ))
}

/// A primary key or unique constraint.
struct Key {
    name: String,
    columns: Vec<String>,
    comment: Option<String>,
    options: DialectOptions,
}

fn key(row: &Row<'_>, names: &AttributeNames, has_include: bool) -> Key {
    let mut columns = names.names(row.number(0), row.value(16));
    let key_count = usize::try_from(row.number(17)).unwrap_or(columns.len());
    let included = columns.split_off(key_count.min(columns.len()));
    let mut options = DialectOptions::new();
    if has_include {
        options.insert("postgresql_include".to_owned(), text_list(included));
    }
    Key {
        name: row.name(1),
        columns,
        comment: row.text(3),
        options,
    }
}

fn foreign_key(
    row: &Row<'_>,
    names: &AttributeNames,
    selection: &Selection<'_>,
    default_schema: Option<&str>,
) -> ReflectedForeignKey {
    let schema = row.text(8);
    let own_schema = selection.schema.map(str::to_owned);
    let referred_schema = if selection.ignore_search_path {
        if schema.as_deref() == default_schema {
            own_schema
        } else {
            schema
        }
    } else if !row.flag(9) {
        schema
    } else if schema == own_schema {
        own_schema
    } else {
        None
    };
    let deferrable = row.flag(13);
    ReflectedForeignKey {
        name: Some(row.name(1)),
        constrained_columns: names.names(row.number(0), row.value(4)),
        referred_schema,
        referred_table: row.name(7),
        referred_columns: names.names(row.number(5), row.value(6)),
        options: ReflectedForeignKeyOptions {
            onupdate: action(&row.name(10), None),
            ondelete: action(&row.name(11), row.text(19)),
            deferrable: deferrable.then_some(true),
            initially: row.flag(14).then(|| "DEFERRED".to_owned()),
            match_: (row.name(12) == "f").then(|| "FULL".to_owned()),
            ..ReflectedForeignKeyOptions::default()
        },
        comment: Some(row.text(3)),
    }
}

/// Returns the words for what happens to a referring row, with the columns that it is limited to.
fn action(code: &str, columns: Option<String>) -> Option<String> {
    let words = match code {
        "r" => "RESTRICT",
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        _ => return None,
    };
    Some(match columns {
        Some(columns) => format!("{words} ({columns})"),
        None => words.to_owned(),
    })
}

/// Reads what `pg_get_constraintdef()` writes for a check constraint.
fn check_constraint(definition: &str) -> ReflectedCheckConstraint {
    let (rest, not_valid) = without_suffix(definition, " NOT VALID");
    let (rest, no_inherit) = without_suffix(rest, " NO INHERIT");
    let condition = rest.strip_prefix("CHECK").and_then(|rest| {
        rest.trim_start_matches(' ')
            .strip_prefix('(')?
            .strip_suffix(')')
    });
    let Some(condition) = condition else {
        warn(format!(
            "Could not parse CHECK constraint text: '{definition}'"
        ));
        return ReflectedCheckConstraint::default();
    };
    let mut options = DialectOptions::new();
    if not_valid {
        options.insert("not_valid".to_owned(), Value::Boolean(true).into());
    }
    if no_inherit {
        options.insert("no_inherit".to_owned(), Value::Boolean(true).into());
    }
    ReflectedCheckConstraint {
        sqltext: without_parentheses(condition).to_owned(),
        dialect_options: (!options.is_empty()).then_some(options),
        ..ReflectedCheckConstraint::default()
    }
}

fn without_suffix<'t>(text: &'t str, suffix: &str) -> (&'t str, bool) {
    match text.strip_suffix(suffix) {
        Some(rest) => (rest, true),
        None => (text, false),
    }
}

/// Returns a condition without the parentheses around all of it.
fn without_parentheses(condition: &str) -> &str {
    let stripped = condition.trim();
    match stripped.strip_prefix('(') {
        Some(inside) if matching_parenthesis(inside) == Some(inside.len() - 1) => {
            &inside[..inside.len() - 1]
        }
        _ => condition,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn check_constraints_are_read() {
        for (definition, sqltext, options) in [
            ("CHECK (a > 1)", "a > 1", json!(null)),
            (
                "CHECK ((a > 1) AND (b > 1))",
                "(a > 1) AND (b > 1)",
                json!(null),
            ),
            (
                "CHECK ((a > 1 AND b = ')'))",
                "a > 1 AND b = ')'",
                json!(null),
            ),
            (
                "CHECK (a\n > 1) NOT VALID",
                "a\n > 1",
                json!({"not_valid": true}),
            ),
            (
                "CHECK (a) NO INHERIT NOT VALID",
                "a",
                json!({"not_valid": true, "no_inherit": true}),
            ),
            ("what", "", json!(null)),
        ] {
            let check = check_constraint(definition);
            assert_eq!(check.sqltext, sqltext);
            assert_eq!(
                serde_json::to_value(check.dialect_options).unwrap(),
                options
            );
        }
    }
}
