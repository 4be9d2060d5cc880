//! Columns that are new, gone or different.

use std::collections::BTreeSet;

use alembic_ops::{
    AddColumn, AlterColumn, Change, CreateTableComment, DropTableComment, Operation,
};
use alembic_schema::{Autoincrement, Column};

use super::comparators::{Function, Next, OfColumn, dispatch};
use super::sides::{DatabaseTable, ModelTable};
use super::tables::{database_object, dotted, model_object};
use super::{ColumnPair, Comparison, Hooks, Item, ObjectKind, Parents};
use alembic_dialect::CommentStyle;

const TABLES: &str = "alembic.autogenerate.compare.tables";
const CONSTRAINTS: &str = "alembic.autogenerate.compare.constraints";
const COMMENTS: &str = "alembic.autogenerate.compare.comments";

type Key = (Option<String>, String);

/// A column on both sides.
pub(super) struct ComparedColumn<'a> {
    pub(super) model_table: &'a ModelTable,
    pub(super) model: &'a Column,
    pub(super) database: &'a Column,
    /// The default as the catalog tells it.
    pub(super) database_default: Option<&'a str>,
    pub(super) pair: ColumnPair<'a>,
    /// The name of the table without its schema, as the log has it.
    pub(super) table_name: &'a str,
}

impl<H: Hooks> Comparison<'_, H> {
    /// Adds the operations for columns that are new or different, and returns the names of the
    /// database's columns that are looked at.
    pub(super) fn added_and_altered_columns(
        &self,
        key: &Key,
        model: &ModelTable,
        table: &DatabaseTable,
        operations: &mut Vec<Operation>,
    ) -> Result<BTreeSet<String>, H::Error> {
        let mut database = BTreeSet::new();
        for column in &table.table.columns {
            let parents = Parents {
                schema: key.0.as_deref(),
                table: Some(&key.1),
            };
            if self
                .hooks
                .include_name(Some(&column.name), ObjectKind::Column, parents)?
            {
                database.insert(column.name.to_string());
            }
        }
        let columns = || model.table.columns.iter().filter(|column| !column.system);
        for column in columns().filter(|column| !database.contains(column.name.as_str())) {
            let object = model_object(model, Item::Column(column), Some(&column.name));
            if self
                .hooks
                .include_object(object, ObjectKind::Column, None)?
            {
                operations.push(Operation::AddColumn(Box::new(AddColumn {
                    table_name: model.table.name.clone(),
                    column: column.clone(),
                    schema: key.0.as_deref().map(Into::into),
                    ..AddColumn::default()
                })));
                log::info!(target: TABLES, "Detected added column '{}.{}'", dotted(key), column.name);
            }
        }
        for column in columns() {
            let found = table
                .table
                .columns
                .iter()
                .position(|other| column.name == other.name.as_str());
            let Some(position) = found.filter(|_| database.contains(column.name.as_str())) else {
                continue;
            };
            let other = &table.table.columns[position];
            let object = model_object(model, Item::Column(column), Some(&column.name));
            let compare_to = database_object(table, Item::Column(other), Some(&other.name));
            if !self
                .hooks
                .include_object(object, ObjectKind::Column, Some(compare_to))?
            {
                continue;
            }
            let compared = ComparedColumn {
                model_table: model,
                model: column,
                database: other,
                database_default: table.defaults[position].as_deref(),
                pair: ColumnPair {
                    model_table: &model.table,
                    model: column,
                    database_table: &table.table,
                    database: other,
                },
                table_name: &key.1,
            };
            let alter = self.compare_column(key, &compared)?;
            if alter.has_changes() {
                self.altered_column(&compared, alter, operations)?;
            }
        }
        Ok(database)
    }

    /// Adds the operations for columns that are gone.
    pub(super) fn removed_columns(
        &self,
        key: &Key,
        model: &ModelTable,
        table: &DatabaseTable,
        included: &BTreeSet<String>,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        for column in &table.table.columns {
            let is_in_model = model
                .table
                .columns
                .iter()
                .any(|other| !other.system && column.name == other.name.as_str());
            if is_in_model || !included.contains(column.name.as_str()) {
                continue;
            }
            let object = database_object(table, Item::Column(column), Some(&column.name));
            if self
                .hooks
                .include_object(object, ObjectKind::Column, None)?
            {
                let add = AddColumn {
                    table_name: model.table.name.clone(),
                    column: column.clone(),
                    schema: key.0.as_deref().map(Into::into),
                    ..AddColumn::default()
                };
                operations.push(Operation::DropColumn(add.reverse()));
                log::info!(target: TABLES, "Detected removed column '{}.{}'", dotted(key), column.name);
            }
        }
        Ok(())
    }

    /// Compares a column that is on both sides.
    fn compare_column(
        &self,
        key: &Key,
        column: &ComparedColumn<'_>,
    ) -> Result<AlterColumn, H::Error> {
        let mut alter = AlterColumn {
            table_name: column.model_table.table.name.clone(),
            column_name: column.model.name.clone(),
            schema: key.0.as_deref().map(Into::into),
            ..AlterColumn::default()
        };
        dispatch(&self.options.comparators.column, |function| {
            let own = match function {
                Function::Own(own) => own,
                Function::Project(number) => {
                    return self.hooks.compare_column(number, &mut alter, column.pair);
                }
            };
            Ok(match own {
                OfColumn::TypeByProject => self.type_by_project(column, &mut alter)?,
                OfColumn::DefaultByProject => self.default_by_project(column, &mut alter)?,
                OfColumn::Nullable => nullable(column, &mut alter),
                OfColumn::Computed => self.computed(column)?,
                OfColumn::Identity => self.identity(column, &mut alter),
                OfColumn::Autoincrement => autoincrement(column, &mut alter),
                OfColumn::Comment if self.supports_comments() => column_comment(column, &mut alter),
                OfColumn::Comment => Next::Continue,
                OfColumn::TypeByDialect => self.type_by_dialect(column, &mut alter)?,
                OfColumn::DefaultByDialect => self.default_by_dialect(column, &mut alter)?,
            })
        })?;
        Ok(alter)
    }

    fn supports_comments(&self) -> bool {
        self.compiler.dialect.comment_style() != CommentStyle::None
    }

    /// Adds the operation for a table's comment.
    pub(super) fn table_comment(
        &self,
        key: &Key,
        model: &ModelTable,
        table: &DatabaseTable,
        operations: &mut Vec<Operation>,
    ) -> Next {
        if !self.supports_comments() {
            return Next::Continue;
        }
        let existing = normalized(table.table.comment.as_ref());
        let wanted = normalized(model.table.comment.as_ref());
        if existing == wanted {
            return Next::Continue;
        }
        let table_name = model.table.name.clone();
        let schema = key.0.as_deref().map(Into::into);
        operations.push(match wanted {
            None => Operation::DropTableComment(DropTableComment {
                table_name,
                existing_comment: existing.cloned(),
                schema,
            }),
            Some(comment) => Operation::CreateTableComment(CreateTableComment {
                table_name,
                comment: Some(comment.clone()),
                existing_comment: existing.cloned(),
                schema,
            }),
        });
        Next::Stop
    }
}

/// Returns a comment; most databases do not tell an empty one from none.
fn normalized(comment: Option<&String>) -> Option<&String> {
    comment.filter(|comment| !comment.is_empty())
}

fn column_comment(column: &ComparedColumn<'_>, alter: &mut AlterColumn) -> Next {
    let wanted = normalized(column.model.comment.as_ref());
    let existing = normalized(column.database.comment.as_ref());
    alter.existing_comment = existing.cloned();
    let differs = existing != wanted;
    if differs {
        alter.comment = match wanted {
            Some(comment) => Change::Set(comment.clone()),
            None => Change::Remove,
        };
        log::info!(
            target: COMMENTS,
            "Detected column comment '{}.{}'",
            column.table_name,
            column.model.name
        );
    }
    Next::stop_if(differs)
}

fn nullable(column: &ComparedColumn<'_>, alter: &mut AlterColumn) -> Next {
    let (wanted, existing) = (column.model.nullable, column.database.nullable);
    alter.existing_nullable = Some(existing);
    if wanted == existing {
        return Next::Continue;
    }
    let is_computed = column.model.computed.is_some() || column.database.computed.is_some();
    let is_identity = column.model.identity.is_some() || column.database.identity.is_some();
    if (is_computed && column.model.nullable_unspecified) || is_identity {
        log::info!(
            target: CONSTRAINTS,
            "Ignoring nullable change on identity column '{}.{}'",
            column.table_name,
            column.model.name
        );
        return Next::Continue;
    }
    alter.nullable = Some(wanted);
    log::info!(
        target: CONSTRAINTS,
        "Detected {} on column '{}.{}'",
        if wanted { "NULL" } else { "NOT NULL" },
        column.table_name,
        column.model.name
    );
    Next::Stop
}

fn autoincrement(column: &ComparedColumn<'_>, alter: &mut AlterColumn) -> Next {
    let counts = column.model_table.counts(column.model);
    if counts || column.model.autoincrement == Autoincrement::Yes {
        alter.autoincrement = Some(Autoincrement::Yes);
    } else if column.model.autoincrement == Autoincrement::No {
        alter.autoincrement = Some(Autoincrement::No);
    }
    Next::Continue
}
