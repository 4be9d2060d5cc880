//! Keys and constraints of a table.

use std::sync::LazyLock;

use alembic_db::Statement;
use alembic_schema::{Argument, DialectOptions, Value};
use regex::{Captures, Regex};

use super::{relation_oid, texts};
use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedForeignKey,
    ReflectedForeignKeyOptions, ReflectedPrimaryKey, ReflectedUniqueConstraint, Row, WARNINGS,
    matching_parenthesis,
};

/// A primary key or unique constraint.
struct Key {
    name: String,
    columns: Vec<String>,
    comment: Option<String>,
    options: DialectOptions,
}

pub(crate) fn get_pk_constraint<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<ReflectedPrimaryKey, E> {
    let key = keys(inspector, "p", table, schema)?.into_iter().next();
    Ok(
        key.map_or_else(ReflectedPrimaryKey::default, |key| ReflectedPrimaryKey {
            constrained_columns: key.columns,
            name: Some(key.name),
            comment: Some(key.comment),
            dialect_options: (!key.options.is_empty()).then_some(key.options),
        }),
    )
}

pub(crate) fn get_unique_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedUniqueConstraint>, E> {
    let keys = keys(inspector, "u", table, schema)?;
    Ok(keys
        .into_iter()
        .map(|key| ReflectedUniqueConstraint {
            name: Some(key.name),
            column_names: key.columns,
            comment: Some(key.comment),
            duplicates_index: None,
            dialect_options: Some(key.options),
        })
        .collect())
}

fn keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    kind: &str,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<Key>, E> {
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
        "SELECT k.conname, d.description, {key_count}, {nulls}, \
         (SELECT array_agg(a.attname::text ORDER BY n.ord) \
         FROM unnest(i.indkey) WITH ORDINALITY AS n (attnum, ord) \
         JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = n.attnum) \
         FROM pg_catalog.pg_constraint AS k \
         JOIN pg_catalog.pg_index AS i ON i.indexrelid = k.conindid \
         LEFT JOIN pg_catalog.pg_description AS d ON d.objoid = k.oid \
         AND d.classoid = 'pg_catalog.pg_constraint'::regclass \
         WHERE k.contype = '{kind}' AND k.conrelid = {oid} ORDER BY k.conname"
    )))?;
    Ok(result
        .rows
        .iter()
        .map(|row| {
            let row = Row(row);
            let mut columns = texts(row.value(4));
            let key_count = usize::try_from(row.number(2)).unwrap_or(columns.len());
            let included = columns.split_off(key_count.min(columns.len()));
            let mut options = DialectOptions::new();
            if has_include {
                options.insert("postgresql_include".to_owned(), text_list(included));
            }
            if kind == "u" {
                options.insert(
                    "postgresql_nulls_not_distinct".to_owned(),
                    Value::Boolean(row.flag(3)).into(),
                );
            }
            Key {
                name: row.name(0),
                columns,
                comment: row.text(1),
                options,
            }
        })
        .collect())
}

/// Returns a list of texts as an option's value.
pub(super) fn text_list(texts: Vec<String>) -> Argument {
    Argument::List(
        texts
            .into_iter()
            .map(|text| Value::Text(text).into())
            .collect(),
    )
}

/// A constraint as the server writes it.
struct Definition {
    name: String,
    text: String,
    comment: Option<String>,
    /// The schema of the other table of a foreign key.
    referred_schema: Option<String>,
}

fn definitions<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    kind: &str,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<Definition>, E> {
    let oid = relation_oid(inspector, table, schema)?;
    let result = inspector.query(&Statement::sql(format!(
        "SELECT k.conname, pg_catalog.pg_get_constraintdef(k.oid, true), d.description, n.nspname \
         FROM pg_catalog.pg_constraint AS k \
         LEFT JOIN pg_catalog.pg_class AS r ON r.oid = k.confrelid \
         LEFT JOIN pg_catalog.pg_namespace AS n ON n.oid = r.relnamespace \
         LEFT JOIN pg_catalog.pg_description AS d ON d.objoid = k.oid \
         AND d.classoid = 'pg_catalog.pg_constraint'::regclass \
         WHERE k.contype = '{kind}' AND k.conrelid = {oid} ORDER BY k.conname"
    )))?;
    let rows = result.rows.iter().map(|row| Row(row));
    Ok(rows
        .map(|row| Definition {
            name: row.name(0),
            text: row.name(1),
            comment: row.text(2),
            referred_schema: row.text(3),
        })
        .collect())
}

pub(crate) fn get_foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedForeignKey>, E> {
    let mut keys = Vec::new();
    for definition in definitions(inspector, "f", table, schema)? {
        let Some(mut key) = foreign_key(&definition.text) else {
            let subject = format!("the foreign key {}", definition.name);
            return Err(InspectError::Unexpected { subject }.into());
        };
        // The definition names the schema only when the search path does not lead to it.
        if key.referred_schema.is_none() && schema == definition.referred_schema.as_deref() {
            key.referred_schema = schema.map(str::to_owned);
        }
        keys.push(ReflectedForeignKey {
            name: Some(definition.name),
            comment: Some(definition.comment),
            ..key
        });
    }
    Ok(keys)
}

/// Reads what `pg_get_constraintdef()` writes for a foreign key.
fn foreign_key(definition: &str) -> Option<ReflectedForeignKey> {
    static KEY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let name = r#"(?:"(?:[^"]|"")+"|\w+)"#;
        Regex::new(&format!(
            r"FOREIGN KEY \((?<columns>.*?)\) REFERENCES (?:(?<schema>{name})\.)?(?<table>{name})\((?<referred>.*?)\)(?<options>.*)$"
        ))
        .ok()
    });
    static MATCH: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"MATCH (?<match>FULL|PARTIAL|SIMPLE)").ok());
    static ACTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"ON (?<event>UPDATE|DELETE) (?<action>CASCADE|RESTRICT|NO ACTION|SET (?:NULL|DEFAULT)(?:\s\([^)]+\))?)",
        )
        .ok()
    });
    let captures = KEY.as_ref()?.captures(definition)?;
    let group = |name: &str| captures.name(name).map_or("", |found| found.as_str());
    let rest = group("options");
    let mut options = ReflectedForeignKeyOptions::default();
    for action in ACTION.as_ref()?.captures_iter(rest) {
        let text = Some(action["action"].to_owned()).filter(|action| action != "NO ACTION");
        match &action["event"] {
            "UPDATE" => options.onupdate = text,
            _ => options.ondelete = text,
        }
    }
    options.match_ = MATCH
        .as_ref()?
        .captures(rest)
        .map(|found: Captures<'_>| found["match"].to_owned());
    if rest.contains("DEFERRABLE") {
        options.deferrable = Some(!rest.contains("NOT DEFERRABLE"));
    }
    options.initially = ["DEFERRED", "IMMEDIATE"]
        .into_iter()
        .find(|word| rest.contains(&format!("INITIALLY {word}")))
        .map(str::to_owned);
    Some(ReflectedForeignKey {
        constrained_columns: names(group("columns")),
        referred_schema: captures
            .name("schema")
            .map(|schema| unquoted(schema.as_str())),
        referred_table: unquoted(group("table")),
        referred_columns: names(group("referred")),
        options,
        ..ReflectedForeignKey::default()
    })
}

fn names(list: &str) -> Vec<String> {
    list.split(',').map(|name| unquoted(name.trim())).collect()
}

fn unquoted(name: &str) -> String {
    match name
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        Some(inside) => inside.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

pub(crate) fn get_check_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedCheckConstraint>, E> {
    let definitions = definitions(inspector, "c", table, schema)?;
    Ok(definitions
        .into_iter()
        .map(|definition| ReflectedCheckConstraint {
            name: Some(definition.name),
            comment: Some(definition.comment),
            ..check_constraint(&definition.text)
        })
        .collect())
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
        log::warn!(
            target: WARNINGS,
            "SAWarning: Could not parse CHECK constraint text: '{definition}'"
        );
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
    fn foreign_keys_are_read() {
        for (definition, expected) in [
            (
                "FOREIGN KEY (a, \"B c\") REFERENCES s.\"T\"\"t\"(x, y) MATCH FULL ON UPDATE CASCADE \
                 ON DELETE SET NULL (a) DEFERRABLE INITIALLY DEFERRED",
                json!({
                    "name": null, "constrained_columns": ["a", "B c"], "referred_schema": "s",
                    "referred_table": "T\"t", "referred_columns": ["x", "y"],
                    "options": {"onupdate": "CASCADE", "ondelete": "SET NULL (a)",
                        "deferrable": true, "initially": "DEFERRED", "match": "FULL"},
                }),
            ),
            (
                "FOREIGN KEY (a) REFERENCES t(x) NOT VALID",
                json!({
                    "name": null, "constrained_columns": ["a"], "referred_schema": null,
                    "referred_table": "t", "referred_columns": ["x"], "options": {},
                }),
            ),
        ] {
            let key = foreign_key(definition).unwrap();
            assert_eq!(serde_json::to_value(key).unwrap(), expected, "{definition}");
        }
        assert_eq!(foreign_key("CHECK (x)"), None);
    }

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
