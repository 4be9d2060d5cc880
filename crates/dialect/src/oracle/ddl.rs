//! Oracle's definitions of tables, columns, constraints and indexes, and their changes.

use alembic_ops::AlterColumn;
use alembic_schema::{Argument, Column, Identity, Index, Value};

use crate::indexes::unique_word;
use crate::{ColumnChange, Compiler, DialectError, Plan, ResolvedTable};

pub(super) fn add_column(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    column: &Column,
    plan: &mut Plan,
) -> Result<String, DialectError> {
    let definition = compiler
        .dialect
        .column_specification(compiler, table, column, plan)?;
    Ok(format!("ADD {definition}"))
}

pub(super) fn identity(compiler: &Compiler<'_>, identity: &Identity) -> String {
    let mode = match identity.always {
        Some(true) => "ALWAYS",
        Some(false) => "BY DEFAULT",
        None => "",
    };
    let on_null = if identity.on_null == Some(true) {
        " ON NULL"
    } else {
        ""
    };
    let options = compiler.sequence_options(&identity.options);
    let options = if options.is_empty() {
        options
    } else {
        format!(" ({options})")
    };
    format!("GENERATED {mode}{on_null} AS IDENTITY{options}")
}

pub(super) fn table_options(compiler: &Compiler<'_>, table: &ResolvedTable) -> String {
    let mut text = String::new();
    let option = |name: &str| {
        table
            .dialect_options
            .get(name)
            .filter(|argument| argument.is_truthy())
    };
    if let Some(action) = option("oracle_on_commit").and_then(Argument::as_str) {
        let action = action.replace('_', " ").to_uppercase();
        text.push_str(&format!("\n ON COMMIT {action}"));
    }
    match option("oracle_compress") {
        Some(Argument::Value(Value::Boolean(true))) => text.push_str("\n COMPRESS"),
        Some(Argument::Value(Value::Integer(number))) => {
            text.push_str(&format!("\n COMPRESS FOR {number}"));
        }
        Some(purpose) => text.push_str(&format!(
            "\n COMPRESS FOR {}",
            purpose.as_str().unwrap_or_default()
        )),
        None => {}
    }
    if let Some(tablespace) = option("oracle_tablespace").and_then(Argument::as_str) {
        text.push_str(&format!(
            "\n TABLESPACE {}",
            compiler.quote_text(tablespace)
        ));
    }
    text
}

pub(super) fn create_index(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    index: &Index,
) -> Result<String, DialectError> {
    let option = |name: &str| index.dialect_options.get(name);
    let is_on = |name: &str| option(name).is_some_and(Argument::is_truthy);
    let elements: Vec<String> = index
        .expressions
        .iter()
        .map(|element| compiler.ddl_expression(element))
        .collect::<Result<_, _>>()?;
    let schema = table.schema.as_ref();
    let mut text = format!(
        "CREATE {}{}{}INDEX {} ON {} ({})",
        unique_word(index),
        if is_on("oracle_bitmap") {
            "BITMAP "
        } else {
            ""
        },
        if is_on("oracle_vector") {
            "VECTOR "
        } else {
            ""
        },
        compiler.qualified_index_name(schema, &compiler.index_name(index)?),
        compiler.table_name(schema, &table.name),
        elements.join(", ")
    );
    match option("oracle_compress") {
        Some(Argument::Value(Value::Boolean(true))) => text.push_str(" COMPRESS"),
        Some(Argument::Value(Value::Integer(columns))) => {
            text.push_str(&format!(" COMPRESS {columns}"));
        }
        _ => {}
    }
    if is_on("oracle_vector") {
        text.push_str(&vector_clauses(option("oracle_vector")));
    }
    Ok(text)
}

/// Returns the clauses of an index of vectors, which are given in a dictionary or left to Oracle.
fn vector_clauses(config: Option<&Argument>) -> String {
    let field = |name: &str| -> Option<String> {
        let Some(Argument::Dictionary(fields)) = config else {
            return None;
        };
        match fields.get(name)? {
            Argument::Value(Value::Text(text)) => Some(text.clone()),
            Argument::Value(Value::Integer(number)) => Some(number.to_string()),
            _ => None,
        }
    };
    let kind = field("index_type").unwrap_or_else(|| "HNSW".to_owned());
    let (organization, own_parameters): (_, &[(&str, &str)]) = if kind == "IVF" {
        let parameters = &[
            ("ivf_neighbor_partitions", "neighbor partitions"),
            ("ivf_sample_per_partition", "sample_per_partition"),
            ("ivf_min_vectors_per_partition", "min_vectors_per_partition"),
        ];
        ("NEIGHBOR PARTITIONS", parameters)
    } else {
        let parameters = &[
            ("hnsw_neighbors", "neighbors"),
            ("hnsw_efconstruction", "efconstruction"),
        ];
        ("INMEMORY NEIGHBOR GRAPH", parameters)
    };
    let mut text = format!(" ORGANIZATION {organization}");
    if let Some(distance) = field("distance") {
        text.push_str(&format!(" DISTANCE {distance}"));
    }
    if let Some(accuracy) = field("accuracy") {
        text.push_str(&format!(" WITH TARGET ACCURACY {accuracy}"));
    }
    let mut parameters = vec![format!("type {kind}")];
    for (name, words) in own_parameters {
        parameters.extend(field(name).map(|value| format!("{words} {value}")));
    }
    text.push_str(&format!(" PARAMETERS ({})", parameters.join(", ")));
    if let Some(parallel) = field("parallel") {
        text.push_str(&format!(" PARALLEL {parallel}"));
    }
    text
}

pub(super) fn column_change(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    change: &ColumnChange<'_>,
) -> Result<String, DialectError> {
    let schema = operation.schema.as_ref();
    let table = compiler.alter_table(schema, &operation.table_name);
    let column = compiler.quote(&operation.column_name);
    Ok(match change {
        ColumnChange::Nullable(nullable) => {
            let word = if *nullable { "NULL" } else { "NOT NULL" };
            format!("{table} MODIFY {column} {word}")
        }
        ColumnChange::Default(Some(default)) => format!(
            "{table} MODIFY {column} DEFAULT {}",
            compiler.required_default(operation, default)?
        ),
        ColumnChange::Default(None) => format!("{table} MODIFY {column} DEFAULT NULL"),
        ColumnChange::IdentityForDefault => {
            return Err(DialectError::IdentityForDefault {
                column: operation.column_name.to_string(),
            });
        }
        ColumnChange::Identity(Some(new)) => {
            format!("{table} MODIFY {column} {}", identity(compiler, new))
        }
        ColumnChange::Identity(None) => format!("{table} MODIFY {column} DROP IDENTITY"),
        ColumnChange::Type(sql_type) => {
            format!("{table} MODIFY {column} {}", compiler.sql_type(sql_type)?)
        }
        ColumnChange::Comment(comment) => format!(
            "COMMENT ON COLUMN {}.{column} IS {}",
            compiler.dotted_table_name(schema, &operation.table_name),
            compiler.string_literal(comment.unwrap_or_default())
        ),
        ColumnChange::Name(name) => {
            format!("{table} RENAME COLUMN {column} TO {}", compiler.quote(name))
        }
    })
}
