//! Tables that are new, gone or on both sides.

use std::collections::{BTreeMap, BTreeSet};

use alembic_dialect::Inspector;
use alembic_ops::{ModifyTableOps, Operation};
use alembic_schema::{Constraint, ConstraintKind, Name};
use indexmap::IndexMap;

use super::comparators::{Function, Next, OfTable, dispatch};
use super::enums::{WantedEnums, wanted};
use super::foreign_keys::referred_table;
use super::order::Dependencies;
use super::primary_keys::KeyChange;
use super::renames::make_way;
use super::sides::{DatabaseTable, Metadata, ModelTable, Models};
use super::{Comparison, Hooks, Item, Object, ObjectKind, Parents};
use crate::AutogenerateError;
use alembic_python_text::repr;

const LOGGER: &str = "alembic.autogenerate.compare.tables";

/// A schema, none for the default one, and a table.
pub(super) type Key = (Option<String>, String);

impl<H: Hooks> Comparison<'_, H> {
    /// Returns the operations for all tables.
    pub(super) fn tables(
        &self,
        inspector: &mut Inspector<'_, H::Error>,
        models: &IndexMap<Key, ModelTable>,
        schemas: &[Option<String>],
    ) -> Result<Vec<Operation>, H::Error> {
        let mut database = self.database(inspector, schemas)?;
        let mut operations = if self.options.detect_renames {
            self.renames(models, &mut database)?
        } else {
            Vec::new()
        };
        let renames = operations.len();
        for (key, model) in models {
            if !database.contains_key(key) {
                self.added_table(key, model, &mut operations)?;
            }
        }
        let removed: Vec<(&Key, &DatabaseTable)> = database
            .iter()
            .filter(|(key, _)| !models.contains_key(*key))
            .collect();
        for position in drop_order(&removed) {
            let (key, table) = removed[position];
            self.removed_table(key, table, &mut operations)?;
        }
        let mut existing: Vec<(&Key, &DatabaseTable)> = database.iter().collect();
        existing.sort_by_key(|((schema, name), _)| (schema.as_deref().unwrap_or(""), name));
        let mut changed_keys = Vec::new();
        for (key, table) in existing {
            if let Some(model) = models.get(key)
                && let Some(change) = self.existing_table(key, model, table, &mut operations)?
            {
                changed_keys.push((key.clone(), change));
            }
        }
        let rest = operations.split_off(renames);
        operations.extend(self.around_keys(&changed_keys, &database, rest));
        if renames > 0 && self.rules.can_replace_foreign_keys() {
            make_way(&mut operations, renames, models, &database);
        }
        Ok(operations)
    }

    /// Returns the models as they are compared.
    pub(super) fn models(
        &self,
        models: Vec<Metadata>,
        default_schema: Option<&str>,
    ) -> Result<Models, H::Error> {
        check_keys(&models)?;
        let enums = if self.compares_enums() {
            wanted(&models, default_schema)
        } else {
            WantedEnums::new()
        };
        let mut sorted = IndexMap::new();
        for metadata in models {
            let mut tables: Vec<(String, ModelTable)> = Vec::new();
            for table in metadata.tables {
                let model = ModelTable::new(&self.compiler, table, metadata.schema.as_ref())?;
                tables.push((table_key(model.schema(), &model.table.name), model));
            }
            tables.sort_by(|(left, _), (right, _)| left.cmp(right));
            let positions: BTreeMap<&str, usize> = tables
                .iter()
                .enumerate()
                .map(|(position, (key, _))| (key.as_str(), position))
                .collect();
            let refers_to = tables
                .iter()
                .enumerate()
                .map(|(position, (_, model))| {
                    references(&model.table.constraints)
                        .filter_map(|referred| positions.get(referred).copied())
                        .filter(|referred| *referred != position)
                        .collect()
                })
                .collect();
            let order = Dependencies { refers_to }.order();
            if !order.cycles.is_empty() {
                warn_of_cycles(order.cycles.iter().map(|table| tables[*table].0.as_str()));
            }
            let mut tables: Vec<Option<ModelTable>> =
                tables.into_iter().map(|(_, model)| Some(model)).collect();
            for position in order.sorted {
                let Some(model) = tables[position].take() else {
                    continue;
                };
                let schema = model.schema().map(str::to_owned);
                let name = model.table.name.to_string();
                let is_version_table = name == self.options.version_table
                    && schema == self.options.version_table_schema;
                if !is_version_table {
                    let schema = schema.filter(|schema| Some(schema.as_str()) != default_schema);
                    sorted.insert((schema, name), model);
                }
            }
        }
        Ok(Models {
            tables: sorted,
            enums,
        })
    }

    /// Returns the tables of the database.
    fn database(
        &self,
        inspector: &mut Inspector<'_, H::Error>,
        schemas: &[Option<String>],
    ) -> Result<IndexMap<Key, DatabaseTable>, H::Error> {
        let mut tables = IndexMap::new();
        for schema in schemas {
            let schema = schema.as_deref();
            let mut names = inspector.get_table_names(schema)?;
            names.sort();
            let mut included = Vec::new();
            for name in names {
                if schema == self.options.version_table_schema.as_deref()
                    && name == self.options.version_table
                {
                    continue;
                }
                let parents = Parents {
                    schema,
                    table: Some(&name),
                };
                if self
                    .hooks
                    .include_name(Some(&name), ObjectKind::Table, parents)?
                {
                    included.push(name);
                }
            }
            for (name, reflected) in inspector.describe_tables_to_write(&included, schema)? {
                let key = (schema.map(str::to_owned), name);
                tables.insert(key, DatabaseTable::new(reflected));
            }
        }
        Ok(tables)
    }

    fn added_table(
        &self,
        key: &Key,
        model: &ModelTable,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let object = model_object(model, Item::Table, Some(&model.table.name));
        if !self.hooks.include_object(object, ObjectKind::Table, None)? {
            return Ok(());
        }
        operations.push(Operation::CreateTable(model.create()));
        log::info!(target: LOGGER, "Detected added table {}", repr(&dotted(key)));
        let mut modify = modify_table(key, &model.table.name);
        self.compare_table(key, Some(model), None, &mut modify)?;
        push(modify, operations);
        Ok(())
    }

    fn removed_table(
        &self,
        key: &Key,
        table: &DatabaseTable,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        if table.is_part {
            return Ok(());
        }
        let object = database_object(table, Item::Table, Some(&table.table.name));
        if !self.hooks.include_object(object, ObjectKind::Table, None)? {
            return Ok(());
        }
        let mut modify = modify_table(key, &table.table.name);
        self.compare_table(key, None, Some(table), &mut modify)?;
        push(modify, operations);
        operations.push(Operation::DropTable(table.create().reverse()));
        log::info!(target: LOGGER, "Detected removed table {}", repr(&dotted(key)));
        Ok(())
    }

    /// Compares a table that is on both sides; returns the change of its primary key, if any.
    fn existing_table(
        &self,
        key: &Key,
        model: &ModelTable,
        table: &DatabaseTable,
        operations: &mut Vec<Operation>,
    ) -> Result<Option<KeyChange>, H::Error> {
        let object = model_object(model, Item::Table, Some(&model.table.name));
        let other = database_object(table, Item::Table, Some(&table.table.name));
        if !self
            .hooks
            .include_object(object, ObjectKind::Table, Some(other))?
        {
            return Ok(None);
        }
        let mut modify = modify_table(key, &model.table.name);
        let key_change = self.primary_key(key, model, table)?;
        if let Some(change) = &key_change {
            modify.ops.extend(change.before.iter().cloned());
        }
        let database_columns =
            self.added_and_altered_columns(key, model, table, &mut modify.ops)?;
        if let Some(change) = &key_change {
            change.bring_along_with_column(&mut modify.ops);
            modify.ops.extend(change.after.iter().cloned());
        }
        self.compare_table(key, Some(model), Some(table), &mut modify)?;
        self.removed_columns(key, model, table, &database_columns, &mut modify.ops)?;
        push(modify, operations);
        Ok(key_change)
    }

    /// Compares all of a table but its columns.
    fn compare_table(
        &self,
        key: &Key,
        model: Option<&ModelTable>,
        table: Option<&DatabaseTable>,
        modify: &mut ModifyTableOps,
    ) -> Result<(), H::Error> {
        dispatch(&self.options.comparators.table, |function| {
            let own = match function {
                Function::Own(own) => own,
                Function::Project(number) => {
                    let model = model.map(|model| &model.table);
                    let table = table.map(DatabaseTable::whole);
                    return self
                        .hooks
                        .compare_table(number, modify, model, table.as_ref());
                }
            };
            match (own, model, table) {
                (OfTable::IndexesAndUniques, _, _) => {
                    self.indexes_and_uniques(key, model, table, &mut modify.ops)?;
                }
                (OfTable::ForeignKeys, Some(model), Some(table)) => {
                    self.foreign_keys(key, model, table, &mut modify.ops)?;
                }
                (OfTable::Comment, Some(model), Some(table)) => {
                    return Ok(self.table_comment(key, model, table, &mut modify.ops));
                }
                (OfTable::CheckConstraints, Some(model), Some(table)) => {
                    self.check_constraints(key, model, table, &mut modify.ops)?;
                }
                _ => {}
            }
            Ok(Next::Continue)
        })
    }
}

/// Returns an object of the models.
pub(super) fn model_object<'a>(
    model: &'a ModelTable,
    item: Item<'a>,
    name: Option<&'a Name>,
) -> Object<'a> {
    Object {
        table: &model.table,
        item,
        name,
        reflected: false,
    }
}

/// Returns an object of the database.
pub(super) fn database_object<'a>(
    table: &'a DatabaseTable,
    item: Item<'a>,
    name: Option<&'a Name>,
) -> Object<'a> {
    Object {
        table: &table.table,
        item,
        name,
        reflected: true,
    }
}

/// Returns a table's name with its schema, as the log has it.
pub(super) fn dotted((schema, name): &Key) -> String {
    table_key(schema.as_deref(), name)
}

/// Returns the name under which a metadata knows a table.
fn table_key(schema: Option<&str>, name: &str) -> String {
    schema.map_or_else(|| name.to_owned(), |schema| format!("{schema}.{name}"))
}

fn modify_table((schema, _): &Key, name: &Name) -> ModifyTableOps {
    ModifyTableOps {
        table_name: name.clone(),
        schema: schema.as_deref().map(Name::from),
        ops: Vec::new(),
    }
}

fn push(modify: ModifyTableOps, operations: &mut Vec<Operation>) {
    if !modify.ops.is_empty() {
        operations.push(Operation::ModifyTableOps(modify));
    }
}

/// Returns the tables that constraints refer to, as a metadata knows them.
fn references(constraints: &[Constraint]) -> impl Iterator<Item = &str> {
    constraints
        .iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey {
                use_alter: false, ..
            } => referred_table(constraint),
            _ => None,
        })
}

/// Returns an order in which tables can be dropped: what refers to others goes before them.
fn drop_order(tables: &[(&Key, &DatabaseTable)]) -> Vec<usize> {
    let positions: BTreeMap<String, usize> = tables
        .iter()
        .enumerate()
        .map(|(position, (key, _))| (dotted(key), position))
        .collect();
    let refers_to = tables
        .iter()
        .enumerate()
        .map(|(position, (_, table))| {
            references(&table.table.constraints)
                .filter_map(|referred| positions.get(referred).copied())
                .filter(|referred| *referred != position)
                .collect()
        })
        .collect();
    let mut sorted = Dependencies { refers_to }.order().sorted;
    sorted.reverse();
    sorted
}

/// Fails where two metadata have the same table.
fn check_keys(models: &[Metadata]) -> Result<(), AutogenerateError> {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for metadata in models {
        let keys: BTreeSet<String> = metadata
            .tables
            .iter()
            .map(|table| table_key(table.schema.as_deref(), &table.name))
            .collect();
        let twice: Vec<String> = known.intersection(&keys).cloned().collect();
        if !twice.is_empty() {
            return Err(AutogenerateError::DuplicateTables { tables: twice });
        }
        known.extend(keys);
    }
    Ok(())
}

fn warn_of_cycles<'a>(tables: impl Iterator<Item = &'a str>) {
    let mut names: Vec<&str> = tables.collect();
    names.sort_unstable();
    log::warn!(
        target: "py.warnings",
        "SAWarning: Cannot correctly sort tables; there are unresolvable cycles between tables \"{}\", which is \
         usually caused by mutually dependent foreign key constraints.  Foreign key constraints involving these \
         tables will not be considered; this warning may raise an error in a future release.",
        names.join(", ")
    );
}
