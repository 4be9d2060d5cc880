//! A table out of the answers about it.

use std::collections::HashSet;

use alembic_schema::{
    Autoincrement, Column, Computed, Constraint, ConstraintKind, Expression, Identity, Index, Name,
    SequenceOptions, ServerDefault, Table,
};

use super::{
    InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn, ReflectedForeignKey,
    ReflectedIdentity, ReflectedIndex, ReflectedPrimaryKey, ReflectedUniqueConstraint, WARNINGS,
    plain_text,
};

/// Asks for everything about a table and puts it together.
///
/// Constraints come in the order: primary key, foreign keys, unique, check.
pub(super) fn reflect<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Table, E> {
    let mut reflected = Table {
        name: Name::from(table),
        schema: schema.map(Name::from),
        columns: inspector
            .get_columns(table, schema)?
            .into_iter()
            .map(column)
            .collect(),
        ..Table::default()
    };
    add_primary_key(&mut reflected, inspector.get_pk_constraint(table, schema)?);
    for key in inspector.get_foreign_keys(table, schema)? {
        add_foreign_key(&mut reflected, key);
    }
    for index in inspector.get_indexes(table, schema)? {
        add_index(&mut reflected, index);
    }
    for constraint in inspector.get_unique_constraints(table, schema)? {
        add_unique_constraint(&mut reflected, constraint);
    }
    for check in inspector.get_check_constraints(table, schema)? {
        reflected.constraints.push(check_constraint(check));
    }
    if inspector.supports_comments() {
        reflected.comment = inspector.get_table_comment(table, schema)?.text;
    }
    reflected.dialect_options = inspector.get_table_options(table, schema)?;
    Ok(reflected)
}

fn column(column: ReflectedColumn) -> Column {
    Column {
        autoincrement: match column.autoincrement {
            None => Autoincrement::Auto,
            Some(true) => Autoincrement::Yes,
            Some(false) => Autoincrement::No,
        },
        server_default: column.default.map(|text| ServerDefault::Expression {
            expression: Box::new(plain_text(&text)),
        }),
        computed: column.computed.map(|computed| Computed {
            sqltext: plain_text(&computed.sqltext),
            persisted: computed.persisted,
        }),
        identity: column.identity.map(identity),
        comment: column.comment.flatten(),
        nullable: column.nullable,
        dialect_options: column.dialect_options,
        ..Column::new(column.name, column.sql_type)
    }
}

fn identity(identity: ReflectedIdentity) -> Identity {
    Identity {
        always: identity.always,
        on_null: None,
        options: SequenceOptions {
            start: Some(identity.start),
            increment: Some(identity.increment),
            minvalue: Some(identity.minvalue),
            maxvalue: Some(identity.maxvalue),
            cycle: Some(identity.cycle),
            cache: Some(identity.cache),
            ..SequenceOptions::default()
        },
    }
}

fn add_primary_key(table: &mut Table, key: ReflectedPrimaryKey) {
    let columns: Vec<Name> = key
        .constrained_columns
        .iter()
        .map(|name| Name::from(name.as_str()))
        .collect();
    if columns.is_empty() {
        return;
    }
    for column in &mut table.columns {
        column.primary_key = columns.contains(&column.name);
    }
    table.constraints.push(Constraint {
        comment: key.comment.flatten(),
        dialect_options: key.dialect_options.unwrap_or_default(),
        ..Constraint::new(
            key.name.map(Name::from),
            ConstraintKind::PrimaryKey {
                columns,
                implicit: false,
            },
        )
    });
}

fn add_foreign_key(table: &mut Table, key: ReflectedForeignKey) {
    let known: HashSet<&str> = table
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    if !key
        .constrained_columns
        .iter()
        .all(|column| known.contains(column.as_str()))
    {
        log::warn!(
            target: WARNINGS,
            "SAWarning: On reflected table {}, skipping reflection of foreign key constraint {}; one or more \
             subject columns within name(s) {} are not present in the table",
            table.name,
            key.name.as_deref().unwrap_or("None"),
            key.constrained_columns.join(", ")
        );
        return;
    }
    let target = match &key.referred_schema {
        Some(schema) => format!("{schema}.{}", key.referred_table),
        None => key.referred_table,
    };
    let refcolumns = key
        .referred_columns
        .iter()
        .map(|column| format!("{target}.{column}"))
        .collect();
    table.constraints.push(Constraint {
        deferrable: key.options.deferrable,
        initially: key.options.initially,
        comment: key.comment.flatten(),
        dialect_options: key.options.dialect_options,
        ..Constraint::new(
            key.name.map(Name::from),
            ConstraintKind::ForeignKey {
                columns: key
                    .constrained_columns
                    .into_iter()
                    .map(Name::from)
                    .collect(),
                refcolumns,
                onupdate: key.options.onupdate,
                ondelete: key.options.ondelete,
                match_: key.options.match_,
                use_alter: false,
                link_to_name: true,
            },
        )
    });
}

fn add_index(table: &mut Table, index: ReflectedIndex) {
    if index.duplicates_constraint.is_some() {
        return;
    }
    let mut expressions = Vec::new();
    for (position, column) in index.column_names.iter().enumerate() {
        let expression = match column {
            Some(name) if table.column(name).is_some() => {
                let words = index
                    .column_sorting
                    .get(name)
                    .map_or(&[][..], Vec::as_slice);
                words
                    .iter()
                    .fold(Expression::column(name.as_str()), |operand, word| {
                        sorted(operand, word)
                    })
            }
            Some(name) => {
                log::warn!(
                    target: WARNINGS,
                    "SAWarning: {} key '{name}' was not located in columns for table '{}'",
                    index.kind.as_deref().unwrap_or("index"),
                    table.name
                );
                continue;
            }
            None => match index
                .expressions
                .as_ref()
                .and_then(|texts| texts.get(position))
            {
                Some(text) => plain_text(text),
                None => return,
            },
        };
        expressions.push(expression);
    }
    let mut dialect_options = index.dialect_options.unwrap_or_default();
    if let Some(condition) = dialect_options.get_mut("postgresql_where")
        && let Some(text) = condition.as_str()
    {
        *condition = plain_text(text).into();
    }
    table.indexes.push(Index {
        name: index.name.map(Name::from),
        expressions,
        unique: index.unique,
        dialect_options,
        info: serde_json::Map::new(),
    });
}

fn sorted(operand: Expression, word: &str) -> Expression {
    let modifier = match word {
        "asc" => "ASC",
        "desc" => "DESC",
        "nulls_first" => "NULLS FIRST",
        "nulls_last" => "NULLS LAST",
        _ => return operand,
    };
    Expression::Unary {
        operator: None,
        modifier: Some(modifier.to_owned()),
        operand: Box::new(operand),
    }
}

fn add_unique_constraint(table: &mut Table, constraint: ReflectedUniqueConstraint) {
    if constraint.duplicates_index.is_some() {
        return;
    }
    let mut columns = Vec::new();
    for name in constraint.column_names {
        if table.column(&name).is_some() {
            columns.push(Name::from(name));
        } else {
            log::warn!(
                target: WARNINGS,
                "SAWarning: unique constraint key '{name}' was not located in columns for table '{}'",
                table.name
            );
        }
    }
    table.constraints.push(Constraint {
        comment: constraint.comment.flatten(),
        dialect_options: constraint.dialect_options.unwrap_or_default(),
        ..Constraint::new(
            constraint.name.map(Name::from),
            ConstraintKind::Unique { columns },
        )
    });
}

fn check_constraint(check: ReflectedCheckConstraint) -> Constraint {
    Constraint {
        comment: check.comment.flatten(),
        dialect_options: check.dialect_options.unwrap_or_default(),
        ..Constraint::new(
            check.name.map(Name::from),
            ConstraintKind::Check {
                sqltext: plain_text(&check.sqltext),
                columns: Vec::new(),
            },
        )
    }
}
