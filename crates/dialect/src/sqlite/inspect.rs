//! The catalog of SQLite: its pragmas, and the text of `CREATE TABLE` for what they do not tell.

mod definition;
mod types;

use alembic_db::{Statement, Value};
use alembic_schema::{Argument, Column, DialectOptions, Expression, ServerDefault};

use crate::inspect::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn, ReflectedComputed,
    ReflectedForeignKey, ReflectedIndex, ReflectedPrimaryKey, ReflectedTableComment,
    ReflectedUniqueConstraint, Row, WARNINGS, plain_text, text_of,
};

pub(crate) fn has_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    if let Some(schema) = schema
        && !has_schema(inspector, schema)?
    {
        return Ok(false);
    }
    Ok(!pragma(inspector, "table_info", table, schema)?.is_empty())
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
    _sequence: &str,
    _schema: Option<&str>,
) -> Result<bool, E> {
    Err(inspector.not_implemented("has_sequence"))
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
    let result = inspector.query(&Statement::sql("PRAGMA database_list"))?;
    let names = result.rows.iter().map(|row| Row(row).name(1));
    Ok(names.filter(|name| name != "temp").collect())
}

pub(crate) fn get_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kind(inspector, "table", schema)
}

pub(crate) fn get_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kind(inspector, "view", schema)
}

fn names_of_kind<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    kind: &str,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    let prefix = schema_prefix(schema);
    inspector.query_texts(&Statement::sql(format!(
        "SELECT name FROM {prefix}sqlite_master WHERE type='{kind}' \
         AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    )))
}

pub(crate) fn get_columns<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedColumn>, E> {
    let mut columns = Vec::new();
    let mut body = None;
    for row in pragma(inspector, "table_xinfo", table, schema)? {
        let row = Row(&row);
        // 0 is a plain column, 1 a hidden one, 2 a virtual and 3 a stored generated one.
        let hidden = row.number(6);
        if hidden == 1 {
            continue;
        }
        let generated = hidden != 0;
        let name = row.name(1);
        let mut declared = row.name(2).to_uppercase();
        let mut computed = None;
        if generated {
            if body.is_none() {
                let text = table_sql(inspector, table, schema)?.unwrap_or_default();
                body = Some(definition::table_body(&text).unwrap_or_default().to_owned());
            }
            // The words before `AS` count as part of the declared type.
            declared = declared
                .replace("GENERATED", "")
                .replace("ALWAYS", "")
                .trim()
                .to_owned();
            let body = body.as_deref().unwrap_or_default();
            computed = Some(ReflectedComputed {
                sqltext: definition::generated_expression(body, &name).unwrap_or_default(),
                persisted: Some(hidden == 3),
            });
        }
        columns.push(ReflectedColumn {
            name,
            sql_type: types::resolve(&declared),
            nullable: !row.flag(3),
            default: row.text(4),
            primary_key: Some(row.number(5)),
            computed,
            ..ReflectedColumn::default()
        });
    }
    if columns.is_empty() {
        require_table(inspector, table, schema)?;
    }
    Ok(columns)
}

pub(crate) fn get_pk_constraint<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<ReflectedPrimaryKey, E> {
    let text = table_sql(inspector, table, schema)?;
    let mut columns = get_columns(inspector, table, schema)?;
    columns.retain(|column| column.primary_key > Some(0));
    columns.sort_by_key(|column| column.primary_key);
    if columns.is_empty() {
        return Ok(ReflectedPrimaryKey::default());
    }
    Ok(ReflectedPrimaryKey {
        constrained_columns: columns.into_iter().map(|column| column.name).collect(),
        name: text.as_deref().and_then(definition::primary_key_name),
        ..ReflectedPrimaryKey::default()
    })
}

pub(crate) fn get_foreign_keys<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedForeignKey>, E> {
    // The pragma tells the columns, the table's text the names and options.
    let mut listed: Vec<(i64, ReflectedForeignKey)> = Vec::new();
    for row in pragma(inspector, "foreign_key_list", table, schema)? {
        let row = Row(&row);
        let (number, referred_table) = (row.number(0), row.name(2));
        let referred_column = row.text(4).filter(|column| !column.is_empty());
        let position = match listed.iter().position(|(known, _)| *known == number) {
            Some(position) => position,
            None => {
                let mut referred_columns = Vec::new();
                if referred_column.is_none() && has_table(inspector, &referred_table, schema)? {
                    referred_columns =
                        get_pk_constraint(inspector, &referred_table, schema)?.constrained_columns;
                }
                listed.push((
                    number,
                    ReflectedForeignKey {
                        referred_schema: schema.map(str::to_owned),
                        referred_table,
                        referred_columns,
                        ..ReflectedForeignKey::default()
                    },
                ));
                listed.len() - 1
            }
        };
        let key = &mut listed[position].1;
        key.constrained_columns.push(row.name(3));
        key.referred_columns.extend(referred_column);
    }
    // Of keys with the same columns only the last one listed is known, as in SQLAlchemy.
    let mut remaining: Vec<ReflectedForeignKey> = Vec::new();
    for (_, key) in listed {
        match remaining
            .iter_mut()
            .find(|known| is_same_reference(known, &key))
        {
            Some(known) => *known = key,
            None => remaining.push(key),
        }
    }
    let text = table_sql(inspector, table, schema)?.unwrap_or_default();
    let mut keys = Vec::new();
    for parsed in definition::foreign_keys(&text) {
        let Some(position) = remaining.iter().position(|key| {
            key.constrained_columns == parsed.columns
                && key.referred_table == parsed.referred_table
                && key.referred_columns == parsed.referred_columns
        }) else {
            log::warn!(
                target: WARNINGS,
                "SAWarning: WARNING: SQL-parsed foreign key constraint '{}' could not be located in PRAGMA \
                 foreign_keys for table {table}",
                parsed.signature(),
            );
            continue;
        };
        let mut key = remaining.remove(position);
        key.name = parsed.name;
        key.options = parsed.options;
        keys.push(key);
    }
    keys.extend(remaining);
    Ok(keys)
}

fn is_same_reference(left: &ReflectedForeignKey, right: &ReflectedForeignKey) -> bool {
    left.constrained_columns == right.constrained_columns
        && left.referred_table == right.referred_table
        && left.referred_columns == right.referred_columns
}

pub(crate) fn get_unique_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedUniqueConstraint>, E> {
    let mut automatic: Vec<Vec<String>> = list_indexes(inspector, table, schema, true)?
        .into_iter()
        .filter(|index| index.name.as_deref().is_some_and(is_automatic))
        .map(|index| index.column_names.into_iter().flatten().collect())
        .collect();
    let text = table_sql(inspector, table, schema)?.unwrap_or_default();
    let mut constraints = Vec::new();
    for (name, column_names) in definition::unique_constraints(&text) {
        if automatic.contains(&column_names) {
            automatic.retain(|columns| *columns != column_names);
            constraints.push(ReflectedUniqueConstraint {
                name,
                column_names,
                ..ReflectedUniqueConstraint::default()
            });
        }
    }
    Ok(constraints)
}

pub(crate) fn get_check_constraints<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedCheckConstraint>, E> {
    let text = table_sql(inspector, table, schema)?.unwrap_or_default();
    let mut constraints: Vec<ReflectedCheckConstraint> = definition::check_constraints(&text)
        .into_iter()
        .map(|(name, sqltext)| ReflectedCheckConstraint {
            sqltext,
            name,
            ..ReflectedCheckConstraint::default()
        })
        .collect();
    constraints.sort_by(|left, right| sort_key(&left.name).cmp(sort_key(&right.name)));
    Ok(constraints)
}

pub(crate) fn get_indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Vec<ReflectedIndex>, E> {
    list_indexes(inspector, table, schema, false)
}

fn list_indexes<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
    with_automatic: bool,
) -> Result<Vec<ReflectedIndex>, E> {
    let mut indexes = Vec::new();
    for row in pragma(inspector, "index_list", table, schema)? {
        let row = Row(&row);
        let name = row.name(1);
        if !with_automatic && is_automatic(&name) {
            continue;
        }
        let mut options = DialectOptions::new();
        if row.flag(4)
            && let Some(predicate) = index_predicate(inspector, &name, schema)?
        {
            options.insert(
                "sqlite_where".to_owned(),
                Argument::from(plain_text(&predicate)),
            );
        }
        let columns = pragma(inspector, "index_info", &name, schema)?;
        let column_names: Option<Vec<String>> =
            columns.iter().map(|row| Row(row).text(2)).collect();
        let Some(column_names) = column_names else {
            log::warn!(
                target: WARNINGS,
                "SAWarning: Skipped unsupported reflection of expression-based index {name}"
            );
            continue;
        };
        indexes.push(ReflectedIndex {
            name: Some(name),
            column_names: column_names.into_iter().map(Some).collect(),
            unique: row.flag(2),
            dialect_options: Some(options),
            ..ReflectedIndex::default()
        });
    }
    indexes.sort_by(|left, right| sort_key(&left.name).cmp(sort_key(&right.name)));
    if indexes.is_empty() {
        require_table(inspector, table, schema)?;
    }
    Ok(indexes)
}

fn index_predicate<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    index: &str,
    schema: Option<&str>,
) -> Result<Option<String>, E> {
    let mut statement = Statement::sql(format!(
        "SELECT sql FROM {}sqlite_master WHERE name = ",
        schema_prefix(schema)
    ));
    statement.push_parameter("name", Value::Text(index.to_owned()));
    statement.push_sql(" AND type = 'index'");
    let text = inspector
        .query_texts(&statement)?
        .into_iter()
        .next()
        .unwrap_or_default();
    let predicate = definition::index_predicate(&text);
    if predicate.is_none() {
        log::warn!(
            target: WARNINGS,
            "SAWarning: Failed to look up filter predicate of partial index {index}"
        );
    }
    Ok(predicate)
}

pub(crate) fn get_table_comment<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    _table: &str,
    _schema: Option<&str>,
) -> Result<ReflectedTableComment, E> {
    Err(inspector.not_implemented("get_table_comment"))
}

pub(crate) fn get_table_options<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<DialectOptions, E> {
    let text = table_sql(inspector, table, schema)?.unwrap_or_default();
    let (without_rowid, strict) = definition::table_options(&text);
    let mut options = DialectOptions::new();
    if without_rowid {
        options.insert("sqlite_with_rowid".to_owned(), Value::Boolean(false).into());
    }
    if strict {
        options.insert("sqlite_strict".to_owned(), Value::Boolean(true).into());
    }
    Ok(options)
}

/// Puts a default that is an expression into parentheses, without which SQLite does not take it.
pub(crate) fn group_default(column: &mut Column) {
    if let Some(ServerDefault::Expression { expression }) = &mut column.server_default
        && let Expression::Text { text, .. } = expression.as_mut()
        && needs_parentheses(text)
    {
        *text = format!("({text})");
    }
}

/// Only a single digit counts as a number here, as in the original.
fn needs_parentheses(default: &str) -> bool {
    let within = |open: char, close: char| {
        default.chars().count() > 2
            && default.starts_with(open)
            && default.ends_with(close)
            && !default.contains('\n')
    };
    let is_digit = matches!(default.as_bytes(), [b'0'..=b'9' | b'.']);
    !(default.is_empty() || is_digit || within('\'', '\'') || within('(', ')'))
}

fn is_automatic(index: &str) -> bool {
    index.starts_with("sqlite_autoindex")
}

/// Unnamed items come last.
fn sort_key(name: &Option<String>) -> &str {
    name.as_deref()
        .filter(|name| !name.is_empty())
        .unwrap_or("~")
}

fn require_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<(), E> {
    if has_table(inspector, table, schema)? {
        return Ok(());
    }
    Err(InspectError::no_such_table(table, schema).into())
}

/// Returns the text that created a table or view; none for the catalog's own tables.
fn table_sql<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Option<String>, E> {
    let source = match schema {
        Some(_) => format!("{}sqlite_master", schema_prefix(schema)),
        None => {
            "(SELECT * FROM sqlite_master UNION ALL SELECT * FROM sqlite_temp_master)".to_owned()
        }
    };
    let mut statement = Statement::sql(format!("SELECT sql FROM {source} WHERE name = "));
    statement.push_parameter("name", Value::Text(table.to_owned()));
    statement.push_sql(" AND type in ('table', 'view')");
    let result = inspector.query(&statement)?;
    let text = result
        .rows
        .first()
        .and_then(|row| row.first())
        .and_then(text_of);
    let is_catalog = matches!(
        table,
        "sqlite_schema" | "sqlite_master" | "sqlite_temp_schema" | "sqlite_temp_master"
    );
    if text.is_none() && !is_catalog {
        return Err(InspectError::no_such_table(table, schema).into());
    }
    Ok(text)
}

/// Returns the rows of a pragma about a table or index.
///
/// Without a schema it asks the main one and then the temporary one: a bare pragma would look into
/// attached databases too.
fn pragma<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    pragma: &str,
    name: &str,
    schema: Option<&str>,
) -> Result<Vec<Vec<Value>>, E> {
    let name = quote(name);
    let prefixes = match schema {
        Some(schema) => vec![quote(schema)],
        None => vec!["main".to_owned(), "temp".to_owned()],
    };
    for prefix in prefixes {
        let rows = inspector
            .query(&Statement::sql(format!("PRAGMA {prefix}.{pragma}({name})")))?
            .rows;
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Ok(Vec::new())
}

fn schema_prefix(schema: Option<&str>) -> String {
    schema
        .map(|schema| format!("{}.", quote(schema)))
        .unwrap_or_default()
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
