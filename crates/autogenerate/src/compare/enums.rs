//! Enumerations that are types of the database: PostgreSQL's.

use std::collections::BTreeMap;

use alembic_dialect::{DialectError, Inspector};
use alembic_ops::{
    AlterColumn, AlterEnum, Change, CreateType, DropType, EnumChange, EnumColumn, EnumUsers,
    Operation,
};
use alembic_python_text::repr;
use alembic_schema::{Column, EnumKind, EnumType, Name, ServerDefault, SqlType, Table, TypeFamily};

use super::sides::{Metadata, Models};
use super::{Comparison, Hooks, Item, Object, ObjectKind, Parents};
use crate::enumeration::{NativeEnum, steps};

const LOGGER: &str = "alembic.autogenerate.compare.enums";

/// A schema, none for the default one, and the name of a type.
type Key = (Option<String>, String);

/// The operations on enumerations, in the places that they have around those on tables.
#[derive(Default)]
struct Found {
    /// Labels that are added. They come before all else, because they are there for good as soon
    /// as they are added.
    added_labels: Vec<Operation>,
    created: Vec<Operation>,
    changed: Vec<Operation>,
    dropped: Vec<Operation>,
}

impl<H: Hooks> Comparison<'_, H> {
    /// Puts the operations on enumerations around those on tables.
    pub(super) fn enums(
        &self,
        inspector: &mut Inspector<'_, H::Error>,
        models: &Models,
        schemas: &[Option<String>],
        mut operations: Vec<Operation>,
    ) -> Result<Vec<Operation>, H::Error> {
        let default_schema = inspector.server().default_schema.clone();
        let mut wanted = models.enums.clone();
        for key in wanted
            .iter()
            .filter(|(_, sql_type)| sql_type.is_none())
            .map(|(key, _)| key)
        {
            log::warn!(
                target: LOGGER,
                "Enum {} has different values in two models; it is not compared",
                repr(&dotted(key))
            );
        }
        let mut users = inspector.get_enum_users()?;
        let mut existing: BTreeMap<Key, (SqlType, EnumUsers)> = BTreeMap::new();
        for found in inspector.get_enums(Some("*"))? {
            // What has no users in this sense belongs to an extension.
            let Some(users) = users.remove(&(found.schema.clone(), found.name.clone())) else {
                continue;
            };
            let schema = local(Some(&found.schema), default_schema.as_deref());
            let sql_type = SqlType::from(TypeFamily::Enum(EnumType {
                kind: EnumKind::Postgresql,
                values: found.labels,
                name: Some(Name::from(found.name.as_str())),
                schema: schema.as_deref().map(Name::from),
                ..EnumType::default()
            }));
            let key = (schema, found.name);
            let is_wanted = wanted.contains_key(&key) || schemas.contains(&key.0);
            if !is_wanted {
                continue;
            }
            if self.includes_name(&key)? {
                existing.insert(key, (sql_type, users));
            } else {
                wanted.remove(&key);
            }
        }
        let mut found = Found::default();
        for (key, wanted) in &wanted {
            match (wanted, existing.get(key)) {
                (None, _) => {}
                (Some(sql_type), None) => self.added_enum(key, sql_type, &mut found)?,
                (Some(sql_type), Some((present, users))) => {
                    self.compare_enum(key, sql_type, (present, users), models, &mut found)?;
                }
            }
        }
        fit_defaults(&found.changed, &mut operations);
        for (key, (sql_type, users)) in &existing {
            if !wanted.contains_key(key) {
                self.removed_enum(key, sql_type, users, &operations, &mut found)?;
            }
        }
        let mut all = found.added_labels;
        all.append(&mut found.created);
        all.append(&mut found.changed);
        all.append(&mut operations);
        all.append(&mut found.dropped);
        Ok(all)
    }

    fn includes_name(&self, (schema, name): &Key) -> Result<bool, H::Error> {
        let parents = Parents {
            schema: schema.as_deref(),
            table: None,
        };
        self.hooks
            .include_name(Some(name), ObjectKind::Enum, parents)
    }

    fn includes_enum(
        &self,
        sql_type: &SqlType,
        reflected: bool,
        compare_to: Option<&SqlType>,
    ) -> Result<bool, H::Error> {
        let no_table = Table::default();
        let object = |sql_type, reflected| Object {
            table: &no_table,
            item: Item::Enum(sql_type),
            name: enumeration(sql_type).and_then(|enumeration| enumeration.name.as_ref()),
            reflected,
        };
        self.hooks.include_object(
            object(sql_type, reflected),
            ObjectKind::Enum,
            compare_to.map(|other| object(other, !reflected)),
        )
    }

    fn added_enum(&self, key: &Key, sql_type: &SqlType, found: &mut Found) -> Result<(), H::Error> {
        if self.includes_enum(sql_type, false, None)? {
            log::info!(target: LOGGER, "Detected added enum {}", repr(&dotted(key)));
            found.created.push(Operation::CreateType(CreateType {
                sql_type: sql_type.clone(),
                checkfirst: false,
            }));
        }
        Ok(())
    }

    fn removed_enum(
        &self,
        key: &Key,
        sql_type: &SqlType,
        users: &EnumUsers,
        operations: &[Operation],
        found: &mut Found,
    ) -> Result<(), H::Error> {
        if !self.includes_enum(sql_type, true, None)? {
            return Ok(());
        }
        let stays = users
            .columns
            .iter()
            .find(|column| !loses_type(column, operations));
        let user = stays
            .map(|column| {
                let table = dotted(&(
                    column.schema.as_deref().map(str::to_owned),
                    column.table_name.to_string(),
                ));
                format!("column '{table}.{}'", column.column_name)
            })
            .or_else(|| users.others.first().cloned());
        if let Some(user) = user {
            log::info!(
                target: LOGGER,
                "Enum {} is in no model but in use by {user}, so it stays",
                repr(&dotted(key))
            );
            return Ok(());
        }
        log::info!(target: LOGGER, "Detected removed enum {}", repr(&dotted(key)));
        found.dropped.push(Operation::DropType(DropType {
            sql_type: sql_type.clone(),
            checkfirst: false,
        }));
        Ok(())
    }

    fn compare_enum(
        &self,
        key: &Key,
        wanted: &SqlType,
        (existing, users): (&SqlType, &EnumUsers),
        models: &Models,
        found: &mut Found,
    ) -> Result<(), H::Error> {
        let (Some(present), Some(enumeration)) = (enumeration(existing), enumeration(wanted))
        else {
            return Ok(());
        };
        if present.values == enumeration.values
            || !self.includes_enum(wanted, false, Some(existing))?
        {
            return Ok(());
        }
        let mut labels = present.values.clone();
        for values in steps(&present.values, &enumeration.values) {
            let mut alter = AlterEnum {
                name: key.1.as_str().into(),
                schema: key.0.as_deref().map(Name::from),
                existing_values: std::mem::replace(&mut labels, values.clone()),
                values,
                rebuild: false,
                users: users.clone(),
            };
            let change = alter.change();
            tell(key, &alter, &change);
            let operations = match &change {
                EnumChange::Added(_) => &mut found.added_labels,
                EnumChange::Renamed { .. } => &mut found.changed,
                EnumChange::Rebuilt { removed } => {
                    alter.rebuild = true;
                    for column in &mut alter.users.columns {
                        self.replace_lost_default(column, removed, models)?;
                    }
                    &mut found.changed
                }
            };
            operations.push(Operation::AlterEnum(Box::new(alter)));
        }
        Ok(())
    }

    /// Gives a column whose default is a label that goes the default that the models have for it,
    /// or none.
    fn replace_lost_default(
        &self,
        column: &mut EnumColumn,
        removed: &[String],
        models: &Models,
    ) -> Result<(), DialectError> {
        let Some(default) = &column.existing_default else {
            return Ok(());
        };
        if !removed.iter().any(|label| names_label(default, label)) {
            return Ok(());
        }
        column.default = match model_column(models, column) {
            Some(Column {
                server_default: Some(default),
                ..
            }) => self.compiler.server_default(default)?,
            _ => None,
        };
        Ok(())
    }
}

fn enumeration(sql_type: &SqlType) -> Option<&EnumType> {
    NativeEnum::of(sql_type).map(|native| native.enumeration)
}

/// The enumerations of the models; none where two models have different labels for one.
pub(super) type WantedEnums = BTreeMap<Key, Option<SqlType>>;

/// Returns the enumerations of the models.
pub(super) fn wanted(models: &[Metadata], default_schema: Option<&str>) -> WantedEnums {
    let mut wanted = WantedEnums::new();
    let columns = models
        .iter()
        .flat_map(|metadata| &metadata.tables)
        .flat_map(|table| &table.columns)
        .map(|column| &column.sql_type);
    let own = models.iter().flat_map(|metadata| &metadata.enums);
    for native in columns.chain(own).filter_map(NativeEnum::of) {
        let enumeration = native.enumeration;
        let Some(name) = enumeration.name.as_ref().filter(|name| !name.is_empty()) else {
            continue;
        };
        let schema = local(enumeration.schema.as_deref(), default_schema);
        let key = (schema, name.to_string());
        match wanted.get(&key) {
            None => {
                let mut sql_type = native.sql_type.clone();
                sql_type.variants.clear();
                wanted.insert(key, Some(sql_type));
            }
            Some(Some(other))
                if self::enumeration(other)
                    .is_some_and(|other| other.values != enumeration.values) =>
            {
                wanted.insert(key, None);
            }
            Some(_) => {}
        }
    }
    wanted
}

/// Returns a schema as it is compared: none for the default one.
fn local(schema: Option<&str>, default_schema: Option<&str>) -> Option<String> {
    schema
        .filter(|schema| !schema.is_empty() && Some(*schema) != default_schema)
        .map(str::to_owned)
}

fn dotted((schema, name): &Key) -> String {
    match schema {
        Some(schema) => format!("{schema}.{name}"),
        None => name.clone(),
    }
}

fn tell(key: &Key, alter: &AlterEnum, change: &EnumChange) {
    let name = repr(&dotted(key));
    match change {
        EnumChange::Added(added) => {
            for label in added {
                log::info!(
                    target: LOGGER,
                    "Detected added value {} of enum {name}",
                    repr(&label.label)
                );
            }
        }
        EnumChange::Renamed { old, new } => log::info!(
            target: LOGGER,
            "Detected value {} of enum {name} renamed to {}",
            repr(old),
            repr(new)
        ),
        EnumChange::Rebuilt { removed } => {
            for label in removed {
                log::info!(
                    target: LOGGER,
                    "Detected removed value {} of enum {name}",
                    repr(label)
                );
            }
            let is_new = |label: &&String| !alter.existing_values.contains(label);
            for label in alter.values.iter().filter(is_new) {
                log::info!(
                    target: LOGGER,
                    "Detected added value {} of enum {name}",
                    repr(label)
                );
            }
            if removed.is_empty() {
                log::info!(target: LOGGER, "Detected other order of the values of enum {name}");
            }
        }
    }
}

/// Returns whether a default, `'a'::mood` or `'{a,b}'::mood[]`, names a label.
fn names_label(default: &str, label: &str) -> bool {
    if default.contains(&format!("'{}'", label.replace('\'', "''"))) {
        return true;
    }
    let items = default
        .strip_prefix("'{")
        .and_then(|rest| rest.split_once("}'"));
    items.is_some_and(|(items, _)| {
        items
            .split(',')
            .any(|item| item.trim().trim_matches('"') == label)
    })
}

fn model_column<'m>(models: &'m Models, column: &EnumColumn) -> Option<&'m Column> {
    let tables = models.tables.values().map(|model| &model.table);
    let mut same_name = tables.filter(|table| {
        table.name == column.table_name.as_str()
            && (column.schema.is_none() || table.schema == column.schema)
    });
    same_name.next()?.column(&column.column_name)
}

/// Returns whether the operations take a column away, or give it another type.
fn loses_type(column: &EnumColumn, operations: &[Operation]) -> bool {
    let is_table = |schema: Option<&Name>, name: &Name| {
        *name == column.table_name.as_str() && schema.map(Name::as_str) == column.schema.as_deref()
    };
    operations.iter().any(|operation| match operation {
        Operation::ModifyTableOps(modify) => loses_type(column, &modify.ops),
        Operation::DropTable(drop) => is_table(drop.schema.as_ref(), &drop.table_name),
        Operation::DropColumn(drop) => {
            is_table(drop.schema.as_ref(), &drop.table_name)
                && drop.column_name == column.column_name.as_str()
        }
        Operation::AlterColumn(alter) => {
            is_table(alter.schema.as_ref(), &alter.table_name)
                && alter.column_name == column.column_name.as_str()
                && alter.type_.is_some()
        }
        _ => false,
    })
}

/// Fits the changes of defaults to those of the enumerations that come before them: of the two
/// defaults, one may name a label that there is in one of the two types only.
fn fit_defaults(changed: &[Operation], operations: &mut Vec<Operation>) {
    for operation in changed {
        let Operation::AlterEnum(alter) = operation else {
            continue;
        };
        let change = alter.change();
        for operation in operations.iter_mut() {
            let Operation::ModifyTableOps(modify) = operation else {
                continue;
            };
            for operation in &mut modify.ops {
                let Operation::AlterColumn(column) = operation else {
                    continue;
                };
                let used = alter.users.columns.iter().find(|used| {
                    used.table_name == column.table_name.as_str()
                        && used.column_name == column.column_name.as_str()
                        && used.schema.as_deref() == column.schema.as_deref()
                });
                if let Some(used) = used {
                    fit_default(&change, used, column);
                }
            }
            modify.ops.retain(|operation| match operation {
                Operation::AlterColumn(column) => column.has_changes(),
                _ => true,
            });
        }
    }
    operations.retain(
        |operation| !matches!(operation, Operation::ModifyTableOps(modify) if modify.ops.is_empty()),
    );
}

fn fit_default(change: &EnumChange, used: &EnumColumn, column: &mut AlterColumn) {
    match change {
        EnumChange::Renamed { old, new } => {
            let is_renamed = used
                .existing_default
                .as_ref()
                .is_some_and(|default| names_label(default, old));
            let wanted = match &column.server_default {
                Change::Set(ServerDefault::String { value }) => Some(value.trim_matches('\'')),
                _ => None,
            };
            if is_renamed && wanted == Some(new) {
                column.server_default = Change::Unchanged;
            }
            if is_renamed && column.existing_server_default.value().is_some() {
                column.existing_server_default =
                    Change::Set(ServerDefault::String { value: new.clone() });
            }
        }
        _ if used.default != used.existing_default => {
            column.server_default = Change::Unchanged;
            column.existing_server_default = Change::Unchanged;
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::names_label;

    #[test]
    fn labels_are_found_in_defaults() {
        for (default, label, is_named) in [
            ("'a'::mood", "a", true),
            ("'ab'::mood", "a", false),
            ("'it''s'::mood", "it's", true),
            ("'{a,\"b c\"}'::mood[]", "b c", true),
            ("ARRAY['a'::mood]", "a", true),
            ("'{ab}'::mood[]", "a", false),
        ] {
            assert_eq!(names_label(default, label), is_named, "{default}");
        }
    }
}
