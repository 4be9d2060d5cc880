//! PostgreSQL's definitions of tables, columns, constraints and indexes, and their changes.

use alembic_ops::{AlterColumn, Change, DropIndex};
use alembic_schema::{
    Argument, Column, Computed, ConstraintKind, DialectOptions, Expression, Identity, Index,
    IntegerKind, SequenceOptions, ServerDefault, TypeFamily, Value,
};

use crate::alter_column::column_changes;
use crate::constraints::{TableConstraint, keyword_phrase};
use crate::indexes::unique_word;
use crate::literals::value_text;
use crate::{ColumnChange, Compiler, DialectError, Plan, ResolvedTable};

pub(super) fn column_specification(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    column: &Column,
    plan: &mut Plan,
) -> Result<String, DialectError> {
    let has_identity = column.identity.is_some() && compiler.dialect.supports_identity(compiler);
    let mut text = match serial_type(compiler, table, column).filter(|_| !has_identity) {
        Some(serial) => {
            let mut text = format!("{} {serial}", compiler.quote(&column.name));
            if let Some(computed) = &column.computed {
                text.push_str(&format!(
                    " {}",
                    self::computed(compiler, column, computed, plan)?
                ));
            }
            if !column.nullable {
                text.push_str(" NOT NULL");
            }
            text
        }
        None => compiler.shared_column_specification(column, plan)?,
    };
    if has_identity && column.nullable {
        text.push_str(" NULL");
    }
    Ok(text)
}

/// Returns the type of a column that counts up by a sequence of its own.
fn serial_type(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    column: &Column,
) -> Option<&'static str> {
    let has_own_default = column.client_default.is_some()
        || column
            .sequence
            .as_ref()
            .is_some_and(|sequence| !sequence.optional);
    if !column.primary_key || !table.is_autoincrement(column) || has_own_default {
        return None;
    }
    let sql_type = column.sql_type.for_dialect("postgresql");
    match &sql_type.family {
        TypeFamily::Integer(IntegerKind::BigInteger | IntegerKind::SqlBigint) => Some("BIGSERIAL"),
        TypeFamily::Integer(IntegerKind::SmallInteger | IntegerKind::SqlSmallint) => compiler
            .is_server_at_least(&[9, 2])
            .then_some("SMALLSERIAL"),
        _ => Some("SERIAL"),
    }
}

pub(super) fn computed(
    compiler: &Compiler<'_>,
    column: &Column,
    computed: &Computed,
    plan: &mut Plan,
) -> Result<String, DialectError> {
    if compiler.is_server_at_least(&[18]) {
        return compiler.shared_computed(computed);
    }
    match computed.persisted {
        Some(false) => return Err(DialectError::PostgresqlVirtualColumn),
        Some(true) => {}
        None => plan.warn(
            "sqlalchemy.exc.SAWarning",
            format!(
                "Computed column {} is being created as 'STORED' since the current PostgreSQL \
                 version does not support VIRTUAL columns. On PostgreSQL 18+, when 'persisted' is \
                 not specified, no keyword will be rendered and VIRTUAL will be used by default. \
                 Set 'persisted=True' to ensure STORED behavior across all PostgreSQL versions.",
                column.name
            ),
        ),
    }
    let expression = compiler.ddl_expression(&computed.sqltext)?;
    Ok(format!("GENERATED ALWAYS AS ({expression}) STORED"))
}

pub(super) fn table_options(compiler: &Compiler<'_>, table: &ResolvedTable) -> String {
    let options = &table.dialect_options;
    let text = |name: &str| {
        options
            .get(name)
            .filter(|argument| argument.is_truthy())
            .map(|argument| match argument {
                Argument::Value(Value::Text(text)) => text.clone(),
                Argument::Value(value) => value_text(value),
                _ => String::new(),
            })
    };
    let mut clauses = String::new();
    let parents: Vec<&str> = match options.get("postgresql_inherits") {
        Some(Argument::List(items)) => items.iter().filter_map(Argument::as_str).collect(),
        Some(argument) => argument.as_str().into_iter().collect(),
        None => Vec::new(),
    };
    if !parents.is_empty() {
        let parents: Vec<String> = parents
            .into_iter()
            .map(|parent| compiler.quote_text(parent))
            .collect();
        clauses.push_str(&format!("\n INHERITS ({})", parents.join(", ")));
    }
    if let Some(partition) = text("postgresql_partition_by") {
        clauses.push_str(&format!("\n PARTITION BY {partition}"));
    }
    if let Some(method) = text("postgresql_using") {
        clauses.push_str(&format!("\n USING {method}"));
    }
    if let Some(Argument::Dictionary(parameters)) = options.get("postgresql_with")
        && !parameters.is_empty()
    {
        clauses.push_str(&format!("\n WITH ({})", storage_parameters(parameters)));
    }
    match options.get("postgresql_with_oids") {
        Some(Argument::Value(Value::Boolean(true))) => clauses.push_str("\n WITH OIDS"),
        Some(Argument::Value(Value::Boolean(false))) => clauses.push_str("\n WITHOUT OIDS"),
        _ => {}
    }
    if let Some(action) = text("postgresql_on_commit") {
        let action = action.replace('_', " ").to_uppercase();
        clauses.push_str(&format!("\n ON COMMIT {action}"));
    }
    if let Some(tablespace) = text("postgresql_tablespace") {
        clauses.push_str(&format!(
            "\n TABLESPACE {}",
            compiler.quote_text(&tablespace)
        ));
    }
    clauses
}

fn storage_parameters(parameters: &indexmap::IndexMap<String, Argument>) -> String {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|(name, argument)| match argument {
            Argument::Value(Value::Null) => name.clone(),
            Argument::Value(Value::Boolean(value)) => format!("{name} = {value}"),
            Argument::Value(Value::Text(text)) => format!("{name} = {text}"),
            Argument::Value(value) => format!("{name} = {}", value_text(value)),
            _ => name.clone(),
        })
        .collect();
    parameters.join(", ")
}

pub(super) fn constraint(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    constraint: &TableConstraint,
) -> Result<String, DialectError> {
    let mut text = compiler.shared_constraint(table, constraint)?;
    let is_valid = !constraint
        .constraint
        .dialect_options
        .get("postgresql_not_valid")
        .is_some_and(Argument::is_truthy);
    let can_be_invalid = matches!(
        constraint.constraint.kind,
        ConstraintKind::Check { .. } | ConstraintKind::ForeignKey { .. }
    );
    if can_be_invalid && !is_valid {
        text.push_str(" NOT VALID");
    }
    Ok(text)
}

pub(super) fn nulls_distinctness(options: &DialectOptions) -> &'static str {
    match options.get("postgresql_nulls_not_distinct") {
        Some(Argument::Value(Value::Boolean(true))) => "NULLS NOT DISTINCT ",
        Some(Argument::Value(Value::Boolean(false))) => "NULLS DISTINCT ",
        _ => "",
    }
}

pub(super) fn include(compiler: &Compiler<'_>, options: &DialectOptions) -> String {
    let Some(Argument::List(items)) = options.get("postgresql_include") else {
        return String::new();
    };
    let columns: Vec<String> = items
        .iter()
        .filter_map(|item| match item {
            Argument::Expression(expression) => match expression.as_ref() {
                Expression::Column { name, .. } => Some(compiler.quote(name)),
                _ => None,
            },
            item => item.as_str().map(|name| compiler.quote_text(name)),
        })
        .collect();
    if columns.is_empty() {
        String::new()
    } else {
        format!(" INCLUDE ({})", columns.join(", "))
    }
}

/// Returns the action of `ON DELETE`, which may name columns: `SET NULL (a, b)`.
pub(super) fn ondelete(phrase: &str) -> Result<&str, DialectError> {
    let refused = || DialectError::UnexpectedPhrase {
        phrase: phrase.to_owned(),
        pattern: r#"^\\w+(?:\\s+\\w+)*(?:\\s*\\(\\s*(?:[\\w$]+|"(?:[^"]|"")+")(?:\\s*,\\s*(?:[\\w$]+|"(?:[^"]|"")+"))*\\s*\\))?$"#,
    };
    let (words, columns) = match phrase.split_once('(') {
        Some((words, rest)) => (
            words.trim_end(),
            Some(rest.strip_suffix(')').ok_or_else(refused)?),
        ),
        None => (phrase, None),
    };
    keyword_phrase(words).map_err(|_| refused())?;
    let is_column = |column: &str| {
        let column = column.trim();
        let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
        match column
            .strip_prefix('"')
            .and_then(|column| column.strip_suffix('"'))
        {
            Some(quoted) => !quoted.is_empty() && !quoted.replace("\"\"", "").contains('"'),
            None => !column.is_empty() && column.chars().all(plain),
        }
    };
    if columns.is_none_or(|columns| columns.split(',').all(is_column)) {
        Ok(phrase)
    } else {
        Err(refused())
    }
}

pub(super) fn create_index(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    index: &Index,
    if_not_exists: bool,
) -> Result<String, DialectError> {
    let options = &index.dialect_options;
    let mut text = format!(
        "CREATE {}INDEX {}{}{} ON {} ",
        unique_word(index),
        concurrently(options),
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        compiler.index_name(index)?,
        compiler.table_name(table.schema.as_ref(), &table.name)
    );
    if let Some(method) = options.get("postgresql_using").and_then(Argument::as_str) {
        text.push_str(&format!(
            "USING {} ",
            keyword_phrase(method)?.to_lowercase()
        ));
    }
    let classes = match options.get("postgresql_ops") {
        Some(Argument::Dictionary(classes)) => Some(classes),
        _ => None,
    };
    let mut elements = Vec::new();
    for element in &index.expressions {
        let mut element_text = compiler.index_element(element)?;
        let class = match element {
            Expression::Column { name, .. } => {
                classes.and_then(|classes| classes.get(name.as_str())?.as_str())
            }
            _ => None,
        };
        if let Some(class) = class {
            element_text.push_str(&format!(" {class}"));
        }
        elements.push(element_text);
    }
    text.push_str(&format!("({})", elements.join(", ")));
    text.push_str(&include(compiler, options));
    let distinctness = nulls_distinctness(options).trim_end();
    if !distinctness.is_empty() {
        text.push_str(&format!(" {distinctness}"));
    }
    if let Some(Argument::Dictionary(parameters)) = options.get("postgresql_with")
        && !parameters.is_empty()
    {
        text.push_str(&format!(" WITH ({})", storage_parameters(parameters)));
    }
    if let Some(tablespace) = options
        .get("postgresql_tablespace")
        .and_then(Argument::as_str)
    {
        text.push_str(&format!(" TABLESPACE {}", compiler.quote_text(tablespace)));
    }
    text.push_str(&compiler.index_condition(options.get("postgresql_where"))?);
    Ok(text)
}

fn concurrently(options: &DialectOptions) -> &'static str {
    match options.get("postgresql_concurrently") {
        Some(argument) if argument.is_truthy() => "CONCURRENTLY ",
        _ => "",
    }
}

pub(super) fn drop_index(compiler: &Compiler<'_>, operation: &DropIndex, name: &str) -> String {
    format!(
        "\nDROP INDEX {}{}{}",
        concurrently(&operation.dialect_options),
        if operation.if_exists {
            "IF EXISTS "
        } else {
            ""
        },
        compiler.qualified_index_name(operation.schema.as_ref(), name)
    )
}

/// Plans the changes of a column: its type comes first.
pub(super) fn plan_alter_column(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    let using = operation
        .dialect_options
        .get("postgresql_using")
        .filter(|argument| !argument.is_null());
    match (&operation.type_, using) {
        (None, Some(_)) => return Err(DialectError::PostgresqlUsingWithoutType),
        (Some(sql_type), using) => {
            let using = match using {
                Some(Argument::Expression(expression)) => {
                    compiler.literal_expression(expression)?
                }
                Some(argument) => argument.as_str().unwrap_or_default().to_owned(),
                None => String::new(),
            };
            let prefix = compiler.alter_column_prefix(
                operation.schema.as_ref(),
                &operation.table_name,
                &operation.column_name,
            );
            let using = if using.is_empty() {
                using
            } else {
                format!("USING {using}")
            };
            plan.push(format!(
                "{prefix} TYPE {} {using}",
                compiler.sql_type(sql_type)?
            ));
        }
        (None, None) => {}
    }
    if operation.autoincrement.is_some() || operation.existing_autoincrement.is_some() {
        plan.warn(
            "UserWarning",
            "autoincrement and existing_autoincrement only make sense for MySQL",
        );
    }
    for change in column_changes(operation)? {
        if !matches!(change, ColumnChange::Type(_)) {
            plan.push(column_change(compiler, operation, &change)?);
        }
    }
    Ok(())
}

pub(super) fn column_change(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    change: &ColumnChange<'_>,
) -> Result<String, DialectError> {
    let schema = operation.schema.as_ref();
    Ok(match change {
        ColumnChange::Comment(comment) => format!(
            "COMMENT ON COLUMN {}.{} IS {}",
            compiler.dotted_table_name(schema, &operation.table_name),
            compiler.quote(&operation.column_name),
            comment.map_or("NULL".to_owned(), |comment| compiler
                .string_literal(comment))
        ),
        ColumnChange::IdentityForDefault => {
            return Err(DialectError::IdentityForDefault {
                column: operation.column_name.to_string(),
            });
        }
        ColumnChange::Identity(identity) => {
            let prefix =
                compiler.alter_column_prefix(schema, &operation.table_name, &operation.column_name);
            match (identity, &operation.existing_server_default) {
                (None, _) => format!("{prefix} DROP IDENTITY"),
                (Some(identity), Change::Set(ServerDefault::Identity(existing))) => {
                    format!(
                        "{prefix} {}",
                        identity_changes(compiler, identity, existing)
                    )
                }
                (Some(identity), Change::Set(_)) => {
                    format!(
                        "{prefix} {}",
                        identity_changes(compiler, identity, &Identity::default())
                    )
                }
                (Some(identity), _) => {
                    format!("{prefix} ADD {}", compiler.shared_identity(identity))
                }
            }
        }
        change => return compiler.shared_column_change(operation, change),
    })
}

/// Returns the actions that make one identity of another, in the order of the attributes' names.
///
/// An option that the new identity leaves open stays as it is.
fn identity_changes(compiler: &Compiler<'_>, new: &Identity, old: &Identity) -> String {
    let mut actions = String::new();
    let is_always = |identity: &Identity| identity.always == Some(true);
    if is_always(new) != is_always(old) {
        let mode = if is_always(new) {
            "ALWAYS"
        } else {
            "BY DEFAULT"
        };
        actions.push_str(&format!("SET GENERATED {mode} "));
    }
    let (new, old) = (&new.options, &old.options);
    let none = SequenceOptions::default;
    let numbers = |new: Option<i64>, old: Option<i64>| new.filter(|_| new != old);
    let flags = |new: Option<bool>, old: Option<bool>| new.filter(|_| new != old);
    let changes = [
        SequenceOptions {
            cache: numbers(new.cache, old.cache),
            ..none()
        },
        SequenceOptions {
            cycle: flags(new.cycle, old.cycle),
            ..none()
        },
        SequenceOptions {
            increment: numbers(new.increment, old.increment),
            ..none()
        },
        SequenceOptions {
            maxvalue: numbers(new.maxvalue, old.maxvalue),
            ..none()
        },
        SequenceOptions {
            minvalue: numbers(new.minvalue, old.minvalue),
            ..none()
        },
        SequenceOptions {
            nomaxvalue: flags(new.nomaxvalue, old.nomaxvalue),
            ..none()
        },
        SequenceOptions {
            nominvalue: flags(new.nominvalue, old.nominvalue),
            ..none()
        },
        SequenceOptions {
            start: numbers(new.start, old.start),
            ..none()
        },
    ];
    for change in changes.iter().filter(|change| **change != none()) {
        actions.push_str(&format!("SET {} ", compiler.sequence_options(change)));
    }
    actions
}
