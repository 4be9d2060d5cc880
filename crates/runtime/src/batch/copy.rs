//! The table as the changes of a batch leave it.

use alembic_dialect::{Affinity, Compiler};
use alembic_ops::{AlterColumn, BatchAlterTable};
use alembic_schema::{
    Autoincrement, Column, Constraint, ConstraintKind, Expression, Index, Name, ServerDefault,
    SqlType, Table, TableItem, TypeFamily,
};
use indexmap::IndexMap;

use super::change::{Change, type_constraint, without_constraint, without_convention};
use super::warning::Warnings;
use super::{BatchError, order};

/// A table under change.
///
/// Columns are known by the name that they had at first, through any renaming.
pub(super) struct TableCopy<'a> {
    pub(super) compiler: &'a Compiler<'a>,
    pub(super) batch: &'a BatchAlterTable,
    /// The table as it was, its columns without what stands for constraints and indexes.
    pub(super) existing: Table,
    /// The named constraints of its columns' types.
    pub(super) type_constraints: Vec<Name>,
    pub(super) columns: IndexMap<String, Column>,
    /// What is copied into the columns; a new column is absent.
    pub(super) transfers: IndexMap<String, Expression>,
    pub(super) named_constraints: IndexMap<String, Constraint>,
    pub(super) unnamed_constraints: Vec<Constraint>,
    pub(super) indexes: IndexMap<String, Index>,
    pub(super) new_indexes: IndexMap<String, (Index, bool)>,
    /// The columns that are left of the table, in its order.
    existing_order: Vec<String>,
    /// Pairs of columns of which the first precedes the second, for the sake of new ones.
    added_order: Vec<(String, String)>,
}

impl<'a> TableCopy<'a> {
    /// Returns the table before any change; `is_reflected` tells whether the database described it.
    pub(super) fn new(
        compiler: &'a Compiler<'a>,
        batch: &'a BatchAlterTable,
        table: Table,
        is_reflected: bool,
        warnings: &mut Warnings,
    ) -> Result<Self, BatchError> {
        let mut copy = Self {
            compiler,
            batch,
            columns: IndexMap::new(),
            transfers: IndexMap::new(),
            named_constraints: IndexMap::new(),
            unnamed_constraints: Vec::new(),
            indexes: IndexMap::new(),
            new_indexes: IndexMap::new(),
            existing_order: Vec::new(),
            added_order: Vec::new(),
            existing: table,
            type_constraints: Vec::new(),
        };
        copy.take_constraints(is_reflected, warnings)?;
        for column in &copy.existing.columns {
            let name = column.name.to_string();
            // The database refuses values for a column that it computes.
            if column.computed.is_none() {
                let expression = Expression::Column {
                    name: column.name.clone(),
                    table: Some(copy.existing.name.clone()),
                    schema: copy.existing.schema.clone(),
                    sql_type: None,
                };
                copy.transfers.insert(name.clone(), expression);
            }
            copy.existing_order.push(name.clone());
            copy.columns.insert(name, column.clone());
        }
        Ok(copy)
    }

    /// Takes the constraints and indexes out of the table and its columns, by name.
    fn take_constraints(
        &mut self,
        is_reflected: bool,
        warnings: &mut Warnings,
    ) -> Result<(), BatchError> {
        let options = without_convention(self.compiler.options);
        let compiler = Compiler::new(self.compiler.dialect, &options);
        let mut plain = self.existing.clone();
        for column in &mut plain.columns {
            let bound = type_constraint(&compiler, column)?;
            self.type_constraints
                .extend(bound.and_then(|constraint| constraint.name));
            column.sql_type = without_constraint(&column.sql_type);
            // The index of a column's own flag does not survive, as in the original.
            if column.index == Some(true) {
                (column.index, column.unique) = (None, None);
            }
        }
        let resolved = compiler.resolve_table(plain)?;
        for (column, resolved) in self.existing.columns.iter_mut().zip(resolved.columns) {
            *column = Column {
                sql_type: column.sql_type.clone(),
                unique: None,
                index: None,
                foreign_keys: Vec::new(),
                ..resolved
            };
        }
        let has_own_check = self.batch.table_args.iter().any(|item| {
            matches!(item, TableItem::Constraint(constraint)
                if matches!(constraint.kind, ConstraintKind::Check { .. }))
        });
        self.existing.constraints.clear();
        for found in resolved.primary_key.into_iter().chain(resolved.constraints) {
            let constraint = found.constraint;
            self.existing.constraints.push(constraint.clone());
            let is_check = matches!(constraint.kind, ConstraintKind::Check { .. });
            match &constraint.name {
                Some(name) => {
                    self.named_constraints.insert(name.to_string(), constraint);
                }
                // Nobody can tell which column or type it belongs to.
                None if is_reflected && is_check => {
                    if !has_own_check {
                        warnings.omitted_check(&self.existing.name);
                    }
                }
                None => self.unnamed_constraints.push(constraint),
            }
        }
        for index in resolved.indexes {
            let name = index.name.as_ref().map(Name::to_string).unwrap_or_default();
            self.indexes.insert(name, index);
        }
        Ok(())
    }

    /// Applies a change.
    pub(super) fn apply(&mut self, change: Change) -> Result<(), BatchError> {
        match change {
            Change::AddColumn {
                column,
                insert_before,
                insert_after,
                if_not_exists,
            } => {
                if if_not_exists && self.columns.contains_key(column.name.as_str()) {
                    return Ok(());
                }
                self.place(&column.name, insert_before, insert_after)?;
                self.transfers.shift_remove(column.name.as_str());
                self.columns.insert(column.name.to_string(), *column);
                Ok(())
            }
            Change::DropColumn {
                name,
                existing_type,
                if_exists,
            } => self.drop_column(&name, existing_type.as_ref(), if_exists),
            Change::AlterColumn(alter) => self.alter_column(&alter),
            Change::AddConstraint {
                constraint,
                is_type_bound,
            } => self.add_constraint(*constraint, is_type_bound),
            Change::DropConstraint {
                name,
                is_type_bound,
                if_exists,
            } => self.drop_constraint(name, is_type_bound, if_exists),
            Change::CreateIndex {
                index,
                if_not_exists,
            } => {
                let name = index.name.as_ref().map(Name::to_string).unwrap_or_default();
                if !(if_not_exists && self.indexes.contains_key(&name)) {
                    self.new_indexes.insert(name, (index, if_not_exists));
                }
                Ok(())
            }
            Change::DropIndex { name, if_exists } => {
                if self.indexes.shift_remove(name.as_str()).is_none() && !if_exists {
                    return Err(BatchError::NoSuchIndex {
                        name: name.to_string(),
                    });
                }
                Ok(())
            }
        }
    }

    /// Returns the name by which a column is known, given that or its present name.
    pub(super) fn known_name(&self, name: &str) -> Option<&str> {
        if let Some((known, _)) = self.columns.get_key_value(name) {
            return Some(known);
        }
        self.columns
            .iter()
            .find_map(|(known, column)| (column.name == name).then_some(known.as_str()))
    }

    fn known_name_or_error(&self, name: &str) -> Result<String, BatchError> {
        self.known_name(name)
            .map(str::to_owned)
            .ok_or_else(|| BatchError::NoSuchColumn {
                name: name.to_owned(),
            })
    }

    fn drop_column(
        &mut self,
        name: &str,
        existing_type: Option<&SqlType>,
        if_exists: bool,
    ) -> Result<(), BatchError> {
        if if_exists && self.known_name(name).is_none() {
            return Ok(());
        }
        let name = self.known_name_or_error(name)?;
        self.columns.shift_remove(&name);
        self.transfers.shift_remove(&name);
        self.existing_order.retain(|column| *column != name);
        for constraint in self.constraints_mut() {
            if let ConstraintKind::PrimaryKey { columns, .. } = &mut constraint.kind {
                columns.retain(|column| *column != name.as_str());
            }
        }
        self.drop_constraint_of_type(existing_type);
        Ok(())
    }

    fn constraints_mut(&mut self) -> impl Iterator<Item = &mut Constraint> {
        self.named_constraints
            .values_mut()
            .chain(&mut self.unnamed_constraints)
    }

    /// Drops the constraint that has the name of a type, of a column that goes or is renamed.
    fn drop_constraint_of_type(&mut self, sql_type: Option<&SqlType>) {
        let name = match sql_type.map(|it| &it.for_dialect(self.compiler.dialect.name()).family) {
            Some(TypeFamily::Boolean(boolean)) => boolean.name.as_ref(),
            Some(TypeFamily::Enum(enumeration)) => enumeration.name.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.named_constraints.shift_remove(name.as_str());
        }
    }

    fn alter_column(&mut self, alter: &AlterColumn) -> Result<(), BatchError> {
        let name = self.known_name_or_error(&alter.column_name)?;
        if let Some(new_name) = &alter.new_column_name
            && *new_name != alter.column_name
        {
            if let Some(column) = self.columns.get_mut(&name) {
                column.name = new_name.clone();
            }
            self.drop_constraint_of_type(alter.existing_type.as_ref());
        }
        if let Some(sql_type) = &alter.type_ {
            self.change_type(&name, sql_type);
        }
        let Some(column) = self.columns.get_mut(&name) else {
            return Ok(());
        };
        if let Some(nullable) = alter.nullable {
            (column.nullable, column.nullable_unspecified) = (nullable, false);
        }
        match &alter.server_default {
            alembic_ops::Change::Unchanged => {}
            alembic_ops::Change::Remove => column.server_default = None,
            alembic_ops::Change::Set(ServerDefault::Computed(computed)) => {
                column.computed = Some(computed.clone());
                self.transfers.shift_remove(&name);
                return Ok(());
            }
            alembic_ops::Change::Set(ServerDefault::Identity(identity)) => {
                column.identity = Some(identity.clone());
            }
            alembic_ops::Change::Set(default) => column.server_default = Some(default.clone()),
        }
        if let Some(autoincrement) = alter.autoincrement {
            column.autoincrement = match autoincrement {
                Autoincrement::No => Autoincrement::No,
                _ => Autoincrement::Yes,
            };
        }
        match &alter.comment {
            alembic_ops::Change::Unchanged => {}
            alembic_ops::Change::Remove => column.comment = None,
            alembic_ops::Change::Set(comment) => column.comment = Some(comment.clone()),
        }
        Ok(())
    }

    /// Gives a column another type, to which its values are cast when it is of another kind.
    fn change_type(&mut self, name: &str, sql_type: &SqlType) {
        let Some(column) = self.columns.get_mut(name) else {
            return;
        };
        let is_sqlite = self.compiler.dialect.name() == "sqlite";
        let affinity = self.compiler.affinity(sql_type);
        let keeps_value = is_same_kind(self.compiler, &column.sql_type, sql_type)
            || (is_sqlite && affinity == Affinity::Json);
        column.sql_type = sql_type.clone();
        if let Some(cast) = self.batch.casts.get(name) {
            self.transfers.insert(name.to_owned(), cast.clone());
            return;
        }
        if !keeps_value && let Some(expression) = self.transfers.get_mut(name) {
            let operand = std::mem::replace(expression, Expression::Null);
            *expression = Expression::Cast {
                operand: Box::new(operand),
                sql_type: sql_type.clone(),
            };
        }
    }

    fn add_constraint(
        &mut self,
        constraint: Constraint,
        is_type_bound: bool,
    ) -> Result<(), BatchError> {
        if matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) {
            self.unnamed_constraints
                .retain(|known| !matches!(known.kind, ConstraintKind::PrimaryKey { .. }));
        }
        match &constraint.name {
            Some(name) => {
                self.named_constraints.insert(name.to_string(), constraint);
            }
            None if is_type_bound => self.unnamed_constraints.push(constraint),
            None => return Err(BatchError::UnnamedConstraint),
        }
        Ok(())
    }

    fn drop_constraint(
        &mut self,
        name: Option<Name>,
        is_type_bound: bool,
        if_exists: bool,
    ) -> Result<(), BatchError> {
        let Some(name) = name else {
            // The constraint of a type goes with the type.
            return if is_type_bound {
                Ok(())
            } else {
                Err(BatchError::UnnamedConstraint)
            };
        };
        if self.drop_column_constraint(&name) {
            return Ok(());
        }
        match self.named_constraints.shift_remove(name.as_str()) {
            Some(Constraint {
                kind: ConstraintKind::PrimaryKey { columns, .. },
                ..
            }) => {
                for column in columns {
                    if let Some(column) = self.columns.get_mut(column.as_str()) {
                        column.primary_key = false;
                    }
                }
                Ok(())
            }
            Some(_) => Ok(()),
            None if is_type_bound || if_exists => Ok(()),
            None => Err(BatchError::NoSuchConstraint {
                name: name.to_string(),
            }),
        }
    }

    /// Drops a constraint that stands with a column; returns whether there was one.
    fn drop_column_constraint(&mut self, name: &Name) -> bool {
        let is_it = |constraint: &Constraint| {
            constraint
                .name
                .as_ref()
                .is_some_and(|known| known.as_str() == name.as_str())
        };
        for column in self.columns.values_mut() {
            if column.constraints.iter().any(is_it) {
                column.constraints.retain(|constraint| !is_it(constraint));
                return true;
            }
        }
        false
    }

    /// Remembers where a new column goes: at the end unless told otherwise.
    fn place(
        &mut self,
        name: &Name,
        before: Option<Name>,
        after: Option<Name>,
    ) -> Result<(), BatchError> {
        let known = |column: Option<Name>| column.map(|column| column.to_string());
        let (mut before, mut after) = (known(before), known(after));
        let is_reordered = !self.batch.partial_reordering.is_empty();
        if !is_reordered {
            let unknown = |name: &str| BatchError::NoSuchColumn {
                name: name.to_owned(),
            };
            match (&before, &after) {
                (None, Some(predecessor)) => {
                    before = match self.position(predecessor) {
                        Some(position) => self.existing_order.get(position + 1).cloned(),
                        None => Some(
                            self.neighbour(|(first, _)| first == predecessor)
                                .ok_or_else(|| unknown(predecessor))?
                                .1
                                .clone(),
                        ),
                    };
                }
                (Some(successor), None) => {
                    after = match self.position(successor) {
                        Some(position) => position
                            .checked_sub(1)
                            .and_then(|position| self.existing_order.get(position).cloned()),
                        None => Some(
                            self.neighbour(|(_, second)| second == successor)
                                .ok_or_else(|| unknown(successor))?
                                .0
                                .clone(),
                        ),
                    };
                }
                (None, None) => after = self.existing_order.last().cloned(),
                (Some(_), Some(_)) => {}
            }
        }
        self.added_order
            .extend(before.map(|before| (name.to_string(), before)));
        self.added_order
            .extend(after.map(|after| (after, name.to_string())));
        Ok(())
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.existing_order.iter().position(|known| known == column)
    }

    /// Returns the last pair of which something is true.
    fn neighbour(&self, is_it: impl Fn(&(String, String)) -> bool) -> Option<&(String, String)> {
        self.added_order.iter().rfind(|pair| is_it(pair))
    }

    /// Puts the columns into their final order.
    pub(super) fn sort_columns(&mut self) -> Result<(), BatchError> {
        if self.batch.partial_reordering.is_empty() && self.added_order.is_empty() {
            return Ok(());
        }
        let columns: Vec<String> = self.columns.keys().cloned().collect();
        let mut pairs = self.added_order.clone();
        if self.batch.partial_reordering.is_empty() {
            pairs.extend(
                self.existing_order
                    .windows(2)
                    .map(|pair| (pair[0].clone(), pair[1].clone())),
            );
        } else {
            for group in &self.batch.partial_reordering {
                pairs.extend(
                    group
                        .windows(2)
                        .map(|pair| (pair[0].to_string(), pair[1].to_string())),
                );
            }
        }
        for (position, name) in order::sort(&pairs, &columns)?.iter().enumerate() {
            if let Some(present) = self.columns.get_index_of(name) {
                self.columns.move_index(present, position);
            }
        }
        Ok(())
    }
}

/// Returns whether two types hold values of the same kind.
fn is_same_kind(compiler: &Compiler<'_>, left: &SqlType, right: &SqlType) -> bool {
    let kinds = (compiler.affinity(left), compiler.affinity(right));
    match kinds {
        (Affinity::Other, Affinity::Other) => left.family == right.family,
        (left, right) => left == right,
    }
}
