//! The two sides of a comparison: the tables of the models and those of the database.

use std::collections::BTreeSet;

use alembic_dialect::{Compiler, DialectError, ReflectedIndex, ReflectedTable};
use alembic_ops::CreateTable;
use alembic_schema::{
    Column, Constraint, ConstraintKind, DialectOptions, Expression, Index, Name, RareMap, SqlType,
    Table,
};
use indexmap::IndexMap;

use super::enums::WantedEnums;
use super::tables::Key;

/// The tables of one metadata.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
pub struct Metadata {
    /// The schema of tables that name none.
    #[serde(default)]
    pub schema: Option<Name>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The enumerations that belong to the metadata, whether or not a table has them.
    #[serde(default)]
    pub enums: Vec<SqlType>,
}

/// The models, ready to be compared.
pub(super) struct Models {
    /// The tables in the order in which they can be created.
    pub(super) tables: IndexMap<Key, ModelTable>,
    /// The enumerations; none unless they are compared.
    pub(super) enums: WantedEnums,
}

/// A table of the models.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ModelTable {
    /// In the form that operations and hooks have it: what flags of columns stand for is written
    /// out, and indexes are left out.
    pub(super) table: Table,
    /// The indexes, with those that flags of columns stand for.
    pub(super) indexes: Vec<Index>,
    /// The constraints that types bring along, which are not written with the table.
    pub(super) type_constraints: Vec<Constraint>,
    /// The position of the column that the database counts up.
    counted: Option<usize>,
}

impl ModelTable {
    pub(super) fn new(
        compiler: &Compiler<'_>,
        mut table: Table,
        default_schema: Option<&Name>,
    ) -> Result<Self, DialectError> {
        let info = std::mem::take(&mut table.info);
        let mut resolved = compiler.resolve_table(table)?;
        if let Some(schema) = default_schema {
            for constraint in &mut resolved.constraints {
                if let ConstraintKind::ForeignKey { refcolumns, .. } =
                    &mut constraint.constraint.kind
                {
                    for reference in refcolumns {
                        if reference.matches('.').count() == 1 {
                            *reference = format!("{schema}.{reference}");
                        }
                    }
                }
            }
        }
        let mut checks = Vec::new();
        for column in &mut resolved.columns {
            column.unique = None;
            column.index = None;
            column.foreign_keys = Vec::new();
            checks.append(&mut column.constraints);
        }
        let checks = checks
            .into_iter()
            .map(|check| compiler.named_constraint(&resolved, check))
            .collect::<Result<Vec<_>, _>>()?;
        let key = resolved.primary_key.map(|key| key.constraint);
        let mut constraints = Vec::from_iter(key);
        let mut type_constraints = Vec::new();
        for found in resolved.constraints {
            let place = if found.is_type_bound {
                &mut type_constraints
            } else {
                &mut constraints
            };
            place.push(found.constraint);
        }
        constraints.extend(checks);
        let table = Table {
            name: resolved.name,
            schema: resolved.schema,
            columns: resolved.columns,
            constraints,
            indexes: Vec::new(),
            comment: resolved.comment,
            prefixes: resolved.prefixes,
            dialect_options: resolved.dialect_options,
            naming_convention: resolved.naming_convention,
            info,
        };
        Ok(Self {
            table,
            indexes: resolved.indexes,
            type_constraints,
            counted: resolved.autoincrement,
        })
    }

    /// Returns the column that the database counts up.
    pub(super) fn counted(&self) -> Option<&Column> {
        self.table.columns.get(self.counted?)
    }

    /// Returns whether the database counts a column up.
    pub(super) fn counts(&self, column: &Column) -> bool {
        self.counted()
            .is_some_and(|counted| counted.name == column.name)
    }

    /// Returns the primary key.
    pub(super) fn primary_key(&self) -> Option<&Constraint> {
        self.table
            .constraints
            .iter()
            .find(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }))
    }

    /// Returns the name of the schema as the database tells it: none for the default one.
    pub(super) fn schema(&self) -> Option<&str> {
        self.table
            .schema
            .as_deref()
            .filter(|schema| !schema.is_empty())
    }

    pub(super) fn uniques(&self) -> impl Iterator<Item = &Constraint> {
        self.table
            .constraints
            .iter()
            .filter(|constraint| matches!(constraint.kind, ConstraintKind::Unique { .. }))
    }

    pub(super) fn create(&self) -> CreateTable {
        CreateTable {
            table: self.table.clone(),
            if_not_exists: false,
        }
    }
}

/// An index of the database.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DatabaseIndex {
    pub(super) index: Index,
    /// Whether it is a unique constraint under another view.
    pub(super) duplicates_constraint: bool,
}

/// A unique constraint of the database.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DatabaseUnique {
    pub(super) constraint: Constraint,
    /// Whether it is an index under another view.
    pub(super) duplicates_index: bool,
}

/// A table of the database.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DatabaseTable {
    /// As operations and hooks have it, without its indexes.
    pub(super) table: Table,
    /// The defaults of columns as the catalog tells them.
    pub(super) defaults: Vec<Option<String>>,
    pub(super) indexes: Vec<DatabaseIndex>,
    pub(super) uniques: Vec<DatabaseUnique>,
    /// Whether it is there as a part of something else.
    pub(super) is_part: bool,
    /// What has another name already than the catalog tells.
    pub(super) renamed: Renamed,
}

/// What of a table has another name than the catalog tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Renamed {
    /// The old and new names of its columns.
    pub(super) columns: Vec<(String, String)>,
    /// The names of its foreign keys that have to do with something renamed.
    pub(super) foreign_keys: BTreeSet<String>,
}

impl DatabaseTable {
    pub(super) fn new(reflected: ReflectedTable) -> Self {
        let defaults = reflected
            .columns
            .iter()
            .map(|column| {
                let is_serial = reflected.serials.contains_key(&column.name);
                column.default.clone().filter(|_| !is_serial)
            })
            .collect();
        let mut uniques = Vec::new();
        for unique in &reflected.unique_constraints {
            let columns = unique
                .column_names
                .iter()
                .map(|name| Name::from(name.as_str()));
            uniques.push(DatabaseUnique {
                constraint: Constraint {
                    dialect_options: adjusted(unique.dialect_options.as_ref()),
                    comment: unique.comment.clone().flatten(),
                    ..Constraint::new(
                        unique.name.clone().map(Name::Conventional),
                        ConstraintKind::Unique {
                            columns: columns.collect(),
                        },
                    )
                },
                duplicates_index: unique.duplicates_index.is_some(),
            });
        }
        let indexes = reflected
            .indexes
            .iter()
            .map(|index| DatabaseIndex {
                index: database_index(index),
                duplicates_constraint: index.duplicates_constraint.is_some(),
            })
            .collect();
        let is_part = reflected.is_part;
        let mut table = reflected.into_table();
        table.indexes.clear();
        for constraint in &mut table.constraints {
            // The name is what the database has, so no convention may work on it.
            constraint.name = constraint
                .name
                .take()
                .map(|name| Name::Conventional(name.to_string()));
        }
        Self {
            table,
            defaults,
            indexes,
            uniques,
            is_part,
            renamed: Renamed::default(),
        }
    }

    /// Returns the table with its indexes.
    pub(super) fn whole(&self) -> Table {
        let indexes = self
            .indexes
            .iter()
            .filter(|index| !index.duplicates_constraint);
        Table {
            indexes: indexes.map(|index| index.index.clone()).collect(),
            ..self.table.clone()
        }
    }

    pub(super) fn foreign_keys(&self) -> impl Iterator<Item = &Constraint> {
        self.table
            .constraints
            .iter()
            .filter(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey { .. }))
    }

    pub(super) fn create(&self) -> CreateTable {
        CreateTable {
            table: self.table.clone(),
            if_not_exists: false,
        }
    }
}

/// Returns an index under the name that the database has for it.
fn database_index(reflected: &ReflectedIndex) -> Index {
    let mut expressions = Vec::new();
    for (position, column) in reflected.column_names.iter().enumerate() {
        let text = reflected
            .expressions
            .as_ref()
            .and_then(|texts| texts.get(position));
        let (key, element) = match (column, text) {
            (Some(name), _) => (name, Expression::column(name.as_str())),
            (None, Some(text)) => (text, Expression::text(text.replace(':', "\\:"))),
            (None, None) => continue,
        };
        let words = reflected.column_sorting.get(key);
        expressions.push(
            words
                .into_iter()
                .flatten()
                .fold(element, |operand, word| sorted(operand, word)),
        );
    }
    let mut dialect_options = adjusted(reflected.dialect_options.as_ref());
    if let Some(condition) = dialect_options.get_mut("postgresql_where")
        && let Some(text) = condition.as_str()
    {
        *condition = Expression::text(text.replace(':', "\\:")).into();
    }
    Index {
        name: reflected.name.clone().map(Name::Conventional),
        expressions,
        unique: reflected.unique,
        dialect_options,
        info: RareMap::new(),
    }
}

/// Returns options without the empty one that PostgreSQL always tells.
fn adjusted(options: Option<&DialectOptions>) -> DialectOptions {
    let mut options = options.cloned().unwrap_or_default();
    if options
        .get("postgresql_include")
        .is_some_and(|columns| !columns.is_truthy())
    {
        options.shift_remove("postgresql_include");
    }
    options
}

fn sorted(operand: Expression, word: &str) -> Expression {
    let modifier = match word {
        "asc" => "ASC",
        "desc" => "DESC",
        "nulls_first" | "nullsfirst" => "NULLS FIRST",
        "nulls_last" | "nullslast" => "NULLS LAST",
        _ => return operand,
    };
    Expression::Unary {
        operator: None,
        modifier: Some(modifier.to_owned()),
        operand: Box::new(operand),
    }
}
