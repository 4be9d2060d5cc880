//! Tables and columns that have only got another name.
//!
//! What is gone and what is new look like a drop and an addition, which would lose the data. Where the
//! two have the same shape, and no other pair has it, they may be one thing under two names. Such a
//! rename is carried out on the description of the database before that is compared, so that the
//! comparison finds what is left to do once the names have changed: an index that keeps its name stays,
//! one whose name a convention makes of the column's is replaced.

mod follow;
mod identifiers;
mod referred_keys;
mod shape;
mod similarity;

pub(super) use referred_keys::make_way;

use std::collections::BTreeSet;

use alembic_ops::{AddColumn, AlterColumn, Operation, RenameTable};
use alembic_schema::{Autoincrement, Column, Name, SqlType, TypeFamily};
use indexmap::IndexMap;

use super::constraints::create_index;
use super::defaults::change_to;
use super::sides::{DatabaseTable, ModelTable};
use super::tables::{Key, database_object, model_object};
use super::{Comparison, Hooks, Item, ObjectKind, Parents};

const LOGGER: &str = "alembic.autogenerate.compare.tables";

/// Something of the database that the models may have under another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The schema; none for the default one.
    pub schema: Option<String>,
    /// The table that the column is in, under the name that the models have for it; none for a table.
    pub table: Option<String>,
    /// The name in the database.
    pub old_name: String,
    /// The name in the models.
    pub new_name: String,
}

impl Rename {
    fn kind(&self) -> &'static str {
        match self.table {
            Some(_) => "column",
            None => "table",
        }
    }

    /// Returns one of the two names with what it is in.
    fn path(&self, name: &str) -> String {
        let parts = [self.schema.as_deref(), self.table.as_deref(), Some(name)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(".")
    }
}

/// Two names, by their places on the two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pair {
    gone: usize,
    new: usize,
}

/// A rename that is carried out.
struct Decided {
    pair: Pair,
    /// Whether nobody has said that it is one.
    is_guess: bool,
}

impl<H: Hooks> Comparison<'_, H> {
    /// Finds renames, carries them out on the tables of the database, and returns the operations.
    pub(super) fn renames(
        &self,
        models: &IndexMap<Key, ModelTable>,
        database: &mut IndexMap<Key, DatabaseTable>,
    ) -> Result<Vec<Operation>, H::Error> {
        let mut operations = self.renamed_tables(models, database)?;
        for (key, model) in models {
            if database.contains_key(key) {
                self.renamed_columns(key, model, database, &mut operations)?;
            }
        }
        Ok(operations)
    }

    fn renamed_tables(
        &self,
        models: &IndexMap<Key, ModelTable>,
        database: &mut IndexMap<Key, DatabaseTable>,
    ) -> Result<Vec<Operation>, H::Error> {
        let mut gone: Vec<(&Key, &DatabaseTable)> = Vec::new();
        for (key, table) in &*database {
            let object = database_object(table, Item::Table, Some(&table.table.name));
            if !models.contains_key(key)
                && !table.is_part
                && self.hooks.include_object(object, ObjectKind::Table, None)?
            {
                gone.push((key, table));
            }
        }
        let mut new: Vec<(&Key, &ModelTable)> = Vec::new();
        for (key, model) in models {
            let object = model_object(model, Item::Table, Some(&model.table.name));
            if !database.contains_key(key)
                && self.hooks.include_object(object, ObjectKind::Table, None)?
            {
                new.push((key, model));
            }
        }
        let mut pairs = Vec::new();
        for (gone_place, (gone_key, table)) in gone.iter().enumerate() {
            for (new_place, (new_key, model)) in new.iter().enumerate() {
                if gone_key.0 == new_key.0 && self.is_table_alike(model, table)? {
                    pairs.push(Pair {
                        gone: gone_place,
                        new: new_place,
                    });
                }
            }
        }
        let rename = |pair: Pair| Rename {
            schema: gone[pair.gone].0.0.clone(),
            table: None,
            old_name: gone[pair.gone].0.1.clone(),
            new_name: new[pair.new].0.1.clone(),
        };
        let mut operations = Vec::new();
        let mut renamed = Vec::new();
        for decided in self.decide(pairs, rename)? {
            let (old_key, table) = gone[decided.pair.gone];
            let (new_key, model) = new[decided.pair.new];
            operations.push(Operation::RenameTable(RenameTable {
                old_table_name: table.table.name.clone(),
                new_table_name: model.table.name.clone(),
                schema: old_key.0.as_deref().map(Name::from),
                alternative: if decided.is_guess {
                    other_table(table, model)
                } else {
                    Vec::new()
                },
            }));
            renamed.push((old_key.clone(), new_key.clone(), model.table.name.clone()));
        }
        for (old_key, new_key, new_name) in renamed {
            follow::rename_table(database, &old_key, new_key, new_name);
        }
        Ok(operations)
    }

    fn renamed_columns(
        &self,
        key: &Key,
        model: &ModelTable,
        database: &mut IndexMap<Key, DatabaseTable>,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let table = &database[key];
        let object = model_object(model, Item::Table, Some(&model.table.name));
        let other = database_object(table, Item::Table, Some(&table.table.name));
        let is_in = |columns: &[Column], name: &Name| {
            columns
                .iter()
                .any(|column| column.name == name.as_str() && !column.system)
        };
        let has_new = |column: &&Column| !is_in(&table.table.columns, &column.name);
        let mut candidates = model.table.columns.iter().filter(|column| !column.system);
        if !candidates.any(|column| has_new(&column))
            || !self
                .hooks
                .include_object(object, ObjectKind::Table, Some(other))?
        {
            return Ok(());
        }
        let mut gone: Vec<usize> = Vec::new();
        for (position, column) in table.table.columns.iter().enumerate() {
            let parents = Parents {
                schema: key.0.as_deref(),
                table: Some(&key.1),
            };
            let object = database_object(table, Item::Column(column), Some(&column.name));
            if !is_in(&model.table.columns, &column.name)
                && self
                    .hooks
                    .include_name(Some(&column.name), ObjectKind::Column, parents)?
                && self
                    .hooks
                    .include_object(object, ObjectKind::Column, None)?
            {
                gone.push(position);
            }
        }
        let mut new: Vec<&Column> = Vec::new();
        for column in model.table.columns.iter().filter(|column| !column.system) {
            let object = model_object(model, Item::Column(column), Some(&column.name));
            if has_new(&column)
                && self
                    .hooks
                    .include_object(object, ObjectKind::Column, None)?
            {
                new.push(column);
            }
        }
        let mut pairs = Vec::new();
        for (gone_place, position) in gone.iter().enumerate() {
            for (new_place, column) in new.iter().enumerate() {
                if self.is_column_alike(model, column, table, *position)? {
                    pairs.push(Pair {
                        gone: gone_place,
                        new: new_place,
                    });
                }
            }
        }
        let old_column = |pair: Pair| &table.table.columns[gone[pair.gone]];
        let rename = |pair: Pair| Rename {
            schema: key.0.clone(),
            table: Some(key.1.clone()),
            old_name: old_column(pair).name.to_string(),
            new_name: new[pair.new].name.to_string(),
        };
        let mut renamed = Vec::new();
        for decided in self.decide(pairs, rename)? {
            let (old, column) = (old_column(decided.pair), new[decided.pair.new]);
            let mut alter = renamed_column(model, table, old, column);
            if decided.is_guess {
                alter.alternative = other_column(&alter, old, column);
            }
            operations.push(Operation::AlterColumn(Box::new(alter)));
            renamed.push((old.name.to_string(), column.name.clone()));
        }
        for (old_name, new_name) in renamed {
            follow::rename_column(database, key, &old_name, &new_name);
        }
        Ok(())
    }

    /// Chooses the pairs that are renames: by asking where that can be done, else those to which there
    /// is no other possibility.
    fn decide(
        &self,
        mut pairs: Vec<Pair>,
        rename: impl Fn(Pair) -> Rename,
    ) -> Result<Vec<Decided>, H::Error> {
        let mut decided: Vec<Decided> = Vec::new();
        if self.hooks.can_ask() {
            // The likeliest is asked first, so that the others need no question.
            pairs.sort_by_key(|pair| {
                let Rename {
                    old_name, new_name, ..
                } = rename(*pair);
                std::cmp::Reverse(similarity::of(&old_name, &new_name))
            });
            for pair in pairs {
                let is_taken =
                    |other: &Decided| other.pair.gone == pair.gone || other.pair.new == pair.new;
                if !decided.iter().any(is_taken) && self.hooks.is_rename(&rename(pair))? {
                    decided.push(Decided {
                        pair,
                        is_guess: false,
                    });
                }
            }
            decided.sort_by_key(|decided| decided.pair.gone);
        } else {
            let mut told = BTreeSet::new();
            for pair in &pairs {
                let rivals: Vec<Pair> = pairs
                    .iter()
                    .filter(|other| other.gone == pair.gone || other.new == pair.new)
                    .copied()
                    .collect();
                if rivals.len() == 1 {
                    decided.push(Decided {
                        pair: *pair,
                        is_guess: true,
                    });
                } else if told.insert(pair.gone) {
                    tell_rivals(&rivals, &rename);
                }
            }
        }
        for decided in &decided {
            let rename = rename(decided.pair);
            log::info!(
                target: LOGGER,
                "Detected renamed {} '{}': now '{}'",
                rename.kind(),
                rename.path(&rename.old_name),
                rename.new_name
            );
        }
        Ok(decided)
    }
}

/// Tells why something is not taken for renamed.
fn tell_rivals(rivals: &[Pair], rename: &impl Fn(Pair) -> Rename) {
    let mut texts = Vec::new();
    let mut kind = "";
    for pair in rivals {
        let rename = rename(*pair);
        kind = rename.kind();
        texts.push(format!(
            "'{}' to '{}'",
            rename.path(&rename.old_name),
            rename.new_name
        ));
    }
    log::warn!(
        target: LOGGER,
        "Several renames of a {kind} are possible, and none is taken: {}",
        texts.join(", ")
    );
}

/// Returns the operation that renames a column, with all that a database may have to be told again.
fn renamed_column(
    model: &ModelTable,
    table: &DatabaseTable,
    old: &Column,
    new: &Column,
) -> AlterColumn {
    let counts = old.autoincrement == Autoincrement::Yes
        || (old.autoincrement != Autoincrement::No && model.counts(new));
    AlterColumn {
        table_name: model.table.name.clone(),
        column_name: old.name.clone(),
        schema: table.table.schema.clone(),
        new_column_name: Some(new.name.clone()),
        existing_type: Some(told_type(old, new).clone()),
        existing_nullable: Some(old.nullable),
        existing_comment: old.comment.clone().filter(|comment| !comment.is_empty()),
        existing_server_default: match change_to(old) {
            alembic_ops::Change::Remove => alembic_ops::Change::Unchanged,
            change => change,
        },
        autoincrement: counts.then_some(Autoincrement::Yes),
        ..AlterColumn::default()
    }
}

/// Returns the type to tell the database again.
///
/// MariaDB shows JSON as the text type and the check that it stands for, which only JSON brings back.
fn told_type<'c>(old: &'c Column, new: &'c Column) -> &'c SqlType {
    let is_json = |column: &Column| matches!(column.sql_type.family, TypeFamily::Json(_));
    if is_json(new) && !is_json(old) {
        &new.sql_type
    } else {
        &old.sql_type
    }
}

/// Returns what is to be done if a column is not renamed.
fn other_column(alter: &AlterColumn, old: &Column, new: &Column) -> Vec<Operation> {
    let add = |column: &Column| AddColumn {
        table_name: alter.table_name.clone(),
        column: column.clone(),
        schema: alter.schema.clone(),
        ..AddColumn::default()
    };
    vec![
        Operation::AddColumn(Box::new(add(new))),
        Operation::DropColumn(add(old).reverse()),
    ]
}

/// Returns what is to be done if a table is not renamed.
fn other_table(table: &DatabaseTable, model: &ModelTable) -> Vec<Operation> {
    let mut operations = vec![Operation::CreateTable(model.create())];
    for index in &model.indexes {
        let (table_name, schema) = (&model.table.name, model.table.schema.as_ref());
        operations.push(Operation::CreateIndex(create_index(
            index, table_name, schema,
        )));
    }
    operations.push(Operation::DropTable(table.create().reverse()));
    operations
}
