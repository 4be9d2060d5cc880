//! The catalog of MySQL and MariaDB.

mod definition;
mod types;

use alembic_db::{Statement, Value};
use alembic_schema::{Argument, DialectOptions};

use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn, ReflectedForeignKey,
    ReflectedForeignKeyOptions, ReflectedIndex, ReflectedPrimaryKey, ReflectedTableComment,
    ReflectedUniqueConstraint, Row, WARNINGS,
};
use definition::{Definition, Key};

pub(crate) fn has_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    // A temporary table is in no listing, and to ask for the definition of a table that does not
    // exist is an error; an absent schema is an empty listing.
    let mut statement = Statement::sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE ");
    push_schema(&mut statement, "TABLE_SCHEMA", schema);
    push_equals(&mut statement, " AND TABLE_NAME = ", table);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_schema<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: &str,
) -> Result<bool, E> {
    Ok(get_schema_names(inspector)?
        .iter()
        .any(|name| name == schema))
}

pub(crate) fn has_sequence<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    sequence: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    // MariaDB keeps sequences among the tables.
    if !inspector.server().is_mariadb {
        return Err(inspector.not_implemented("has_sequence"));
    }
    let mut statement = Statement::sql(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'SEQUENCE' AND ",
    );
    push_schema(&mut statement, "TABLE_SCHEMA", schema);
    push_equals(&mut statement, " AND TABLE_NAME = ", sequence);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_type<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    _type_name: &str,
    _schema: Option<&str>,
) -> Result<bool, E> {
    Err(inspector.not_implemented("has_type"))
}

pub(crate) fn get_schema_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    inspector.query_texts(&Statement::sql("SHOW schemas"))
}

pub(crate) fn get_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kinds(inspector, schema, &["BASE TABLE"])
}

pub(crate) fn get_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kinds(inspector, schema, &["VIEW", "SYSTEM VIEW"])
}

fn names_of_kinds<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
    kinds: &[&str],
) -> Result<Vec<String>, E> {
    let from = schema
        .map(|schema| format!(" FROM {}", quote(schema)))
        .unwrap_or_default();
    let result = inspector.query(&Statement::sql(format!("SHOW FULL TABLES{from}")))?;
    let rows = result.rows.iter().map(|row| Row(row));
    Ok(rows
        .filter(|row| kinds.contains(&row.name(1).as_str()))
        .map(|row| row.name(0))
        .collect())
}

/// Restricts a query to a schema, without one to the connection's.
fn push_schema(statement: &mut Statement, column: &str, schema: Option<&str>) {
    match schema {
        Some(schema) => push_equals(statement, &format!("{column} = "), schema),
        None => statement.push_sql(&format!("{column} = DATABASE()")),
    }
}

fn push_equals(statement: &mut Statement, sql: &str, text: &str) {
    statement.push_sql(sql);
    statement.push_parameter("name", Value::Text(text.to_owned()));
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

pub(crate) fn get_columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedColumn>, E> {
    Ok(definition(inspector, table, schema)?.columns)
}

pub(crate) fn get_pk_constraint<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<ReflectedPrimaryKey, E> {
    let keys = definition(inspector, table, schema)?.keys;
    let key = keys
        .into_iter()
        .find(|key| key.kind.as_deref() == Some("PRIMARY"));
    Ok(ReflectedPrimaryKey {
        constrained_columns: key.map(names_of).unwrap_or_default(),
        ..ReflectedPrimaryKey::default()
    })
}

pub(crate) fn get_foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedForeignKey>, E> {
    let keys = definition(inspector, table, schema)?.foreign_keys;
    Ok(keys
        .into_iter()
        .map(|mut key| {
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
        })
        .collect())
}

pub(crate) fn get_unique_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedUniqueConstraint>, E> {
    let keys = definition(inspector, table, schema)?.keys;
    let mut constraints: Vec<ReflectedUniqueConstraint> = keys
        .into_iter()
        .filter(|key| key.kind.as_deref() == Some("UNIQUE"))
        .map(|key| ReflectedUniqueConstraint {
            name: key.name.clone(),
            duplicates_index: key.name.clone(),
            column_names: names_of(key),
            ..ReflectedUniqueConstraint::default()
        })
        .collect();
    constraints.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(constraints)
}

pub(crate) fn get_check_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedCheckConstraint>, E> {
    let checks = definition(inspector, table, schema)?.checks;
    let mut constraints: Vec<ReflectedCheckConstraint> = checks
        .into_iter()
        .map(|(name, sqltext)| ReflectedCheckConstraint {
            sqltext,
            name: Some(name),
            ..ReflectedCheckConstraint::default()
        })
        .collect();
    constraints.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(constraints)
}

pub(crate) fn get_indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedIndex>, E> {
    let keys = definition(inspector, table, schema)?.keys;
    let dialect = inspector.dialect().to_owned();
    let mut indexes: Vec<ReflectedIndex> = keys
        .into_iter()
        .filter(|key| key.kind.as_deref() != Some("PRIMARY"))
        .map(|key| index(key, &dialect))
        .collect();
    indexes.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(indexes)
}

fn index(key: Key, dialect: &str) -> ReflectedIndex {
    let mut options = DialectOptions::new();
    match key.kind.as_deref() {
        None | Some("UNIQUE") => {}
        Some(kind @ ("FULLTEXT" | "SPATIAL")) => {
            options.insert(
                format!("{dialect}_prefix"),
                Value::Text(kind.to_owned()).into(),
            );
        }
        Some(kind) => log::warn!(
            target: WARNINGS,
            "SAWarning: Converting unknown KEY type {kind} to a plain KEY"
        ),
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

fn names_of(key: Key) -> Vec<String> {
    key.columns.into_iter().map(|(column, _)| column).collect()
}

pub(crate) fn get_table_comment<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<ReflectedTableComment, E> {
    let options = definition(inspector, table, schema)?.options;
    let comment = options.get(&format!("{}_comment", inspector.dialect()));
    Ok(ReflectedTableComment {
        text: comment.and_then(Argument::as_str).map(str::to_owned),
    })
}

pub(crate) fn get_table_options<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<DialectOptions, E> {
    Ok(definition(inspector, table, schema)?.options)
}

/// Asks for the text that creates a table, and reads it.
fn definition<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Definition, E> {
    let full_name = match schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(table)),
        None => quote(table),
    };
    let no_such_table = || E::from(InspectError::no_such_table(table, schema));
    if !has_table(inspector, table, schema)? {
        return Err(no_such_table());
    }
    let result = inspector.query(&Statement::sql(format!("SHOW CREATE TABLE {full_name}")))?;
    let sql = result
        .rows
        .first()
        .and_then(|row| Row(row).text(1))
        .ok_or_else(no_such_table)?;
    let sql = sql.trim();
    if sql.starts_with("CREATE TABLE") || sql.starts_with("CREATE TEMPORARY TABLE") {
        return Ok(definition::parse(sql, inspector.dialect()));
    }
    let described = inspector.query(&Statement::sql(format!("DESCRIBE {full_name}")))?;
    let columns = described.rows.iter().map(|row| view_column(&Row(row)));
    let columns: Vec<String> = columns.collect();
    let sql = format!(
        "CREATE TABLE {} (\n{}\n) ",
        quote(table),
        columns.join(",\n")
    );
    Ok(definition::parse(&sql, inspector.dialect()))
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
