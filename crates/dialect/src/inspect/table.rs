//! A table out of the answers about it.

use std::collections::HashSet;

use alembic_schema::{
    Autoincrement, Column, Computed, Constraint, ConstraintKind, DialectOptions, Expression,
    Identity, Index, Name, RareMap, SequenceOptions, ServerDefault, Table,
};
use indexmap::IndexMap;
use serde::Serialize;

use super::{
    ReflectedCheckConstraint, ReflectedColumn, ReflectedForeignKey, ReflectedIdentity,
    ReflectedIndex, ReflectedPrimaryKey, ReflectedUniqueConstraint, plain_text,
};
use crate::warnings::warn;

/// All that the catalog tells about a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedTable {
    /// The name.
    #[serde(skip)]
    pub name: String,
    /// The schema that was asked for.
    #[serde(skip)]
    pub schema: Option<String>,
    /// The columns.
    pub columns: Vec<ReflectedColumn>,
    /// The primary key; without columns when there is none.
    #[serde(rename = "pk_constraint")]
    pub primary_key: ReflectedPrimaryKey,
    /// The foreign keys.
    pub foreign_keys: Vec<ReflectedForeignKey>,
    /// The indexes, also those that are a unique constraint under another view.
    pub indexes: Vec<ReflectedIndex>,
    /// The unique constraints, also those that are an index under another view.
    pub unique_constraints: Vec<ReflectedUniqueConstraint>,
    /// The check constraints.
    pub check_constraints: Vec<ReflectedCheckConstraint>,
    /// The comment.
    pub comment: Option<String>,
    /// The options under their full names, `mysql_engine`.
    #[serde(rename = "table_options")]
    pub options: DialectOptions,
    /// Whether it is there as a part of something else: a partition of a table, a table of an
    /// extension, what a virtual table keeps its rows in.
    #[serde(skip)]
    pub is_part: bool,
    /// The sequences of PostgreSQL's `SERIAL` columns, by column; only where the table is
    /// described as it is to be written.
    #[serde(skip)]
    pub serials: IndexMap<String, String>,
}

impl ReflectedTable {
    /// Returns the table as SQLAlchemy's `Table(autoload_with=…)` makes it.
    ///
    /// An index that is a unique constraint under another view comes once: on PostgreSQL as the
    /// constraint, on MySQL as the index. Constraints come in the order: primary key, foreign
    /// keys, unique, check.
    pub fn into_table(self) -> Table {
        let mut columns = self.columns;
        for column in &mut columns {
            if let Some(sequence) = self.serials.get(&column.name) {
                log::info!(
                    target: "alembic.ddl.postgresql",
                    "Detected sequence named '{sequence}' as owned by integer column '{}({})', \
                     assuming SERIAL and omitting",
                    self.name,
                    column.name
                );
                column.default = None;
            }
        }
        let mut table = Table {
            name: Name::from(self.name),
            schema: self.schema.map(Name::from),
            columns: columns.into_iter().map(column).collect(),
            comment: self.comment,
            dialect_options: self.options,
            ..Table::default()
        };
        add_primary_key(&mut table, self.primary_key);
        for key in self.foreign_keys {
            add_foreign_key(&mut table, key);
        }
        for index in self.indexes {
            add_index(&mut table, index);
        }
        for constraint in self.unique_constraints {
            add_unique_constraint(&mut table, constraint);
        }
        for check in self.check_constraints {
            table.constraints.push(check_constraint(check));
        }
        table
    }
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
        computed: column.computed.map(|computed| {
            Box::new(Computed {
                sqltext: plain_text(&computed.sqltext),
                persisted: computed.persisted,
            })
        }),
        identity: column
            .identity
            .map(|identity| Box::new(self::identity(identity))),
        comment: column.comment.flatten(),
        nullable: column.nullable,
        dialect_options: column.dialect_options,
        ..Column::new(column.name, column.sql_type)
    }
}

fn identity(identity: ReflectedIdentity) -> Identity {
    Identity {
        always: Some(identity.always),
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
        warn(format!(
            "On reflected table {}, skipping reflection of foreign key constraint {}; one or more \
             subject columns within name(s) {} are not present in the table",
            table.name,
            key.name.as_deref().unwrap_or("None"),
            key.constrained_columns.join(", ")
        ));
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
                warn(format!(
                    "{} key '{name}' was not located in columns for table '{}'",
                    index.kind.as_deref().unwrap_or("index"),
                    table.name
                ));
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
        info: RareMap::new(),
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
            warn(format!(
                "unique constraint key '{name}' was not located in columns for table '{}'",
                table.name
            ));
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
                sqltext: Box::new(plain_text(&check.sqltext)),
                columns: Vec::new(),
            },
        )
    }
}
