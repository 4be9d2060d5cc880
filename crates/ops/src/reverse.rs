//! The operation that undoes another one.

use alembic_schema::{Column, ConstraintKind, Name};

use crate::{
    AddColumn, AlterColumn, Change, CreateConstraint, CreateIndex, CreateSchema, CreateSequence,
    CreateTable, CreateTableComment, CreateType, DropColumn, DropConstraint, DropIndex, DropSchema,
    DropSequence, DropTable, DropTableComment, DropType, Operation, OpsError, RenameTable,
};

impl Operation {
    /// Returns the operation that undoes this one.
    pub fn reverse(&self) -> Result<Self, OpsError> {
        Ok(match self {
            Self::CreateTable(create) => Self::DropTable(create.reverse()),
            Self::DropTable(drop) => drop.reverse(),
            Self::RenameTable(rename) => Self::RenameTable(RenameTable {
                old_table_name: rename.new_table_name.clone(),
                new_table_name: rename.old_table_name.clone(),
                schema: rename.schema.clone(),
                alternative: reversed(&rename.alternative)?,
            }),
            Self::CreateTableComment(create) => create.reverse(),
            Self::DropTableComment(drop) => Self::CreateTableComment(CreateTableComment {
                table_name: drop.table_name.clone(),
                comment: drop.existing_comment.clone(),
                existing_comment: None,
                schema: drop.schema.clone(),
            }),
            Self::AddColumn(add) => Self::DropColumn(add.reverse()),
            Self::DropColumn(drop) => drop.reverse()?,
            Self::AlterColumn(alter) => Self::AlterColumn(Box::new(AlterColumn {
                alternative: reversed(&alter.alternative)?,
                ..alter.reverse()
            })),
            Self::CreateIndex(create) => Self::DropIndex(create.reverse()),
            Self::DropIndex(drop) => drop.reverse(),
            Self::CreatePrimaryKey(create)
            | Self::CreateUniqueConstraint(create)
            | Self::CreateForeignKey(create)
            | Self::CreateCheckConstraint(create)
            | Self::CreateExcludeConstraint(create) => Self::DropConstraint(create.reverse()),
            Self::DropConstraint(drop) => drop.reverse()?,
            Self::CreateType(create) => Self::DropType(DropType {
                sql_type: create.sql_type.clone(),
                checkfirst: create.checkfirst,
            }),
            Self::DropType(drop) => Self::CreateType(CreateType {
                sql_type: drop.sql_type.clone(),
                checkfirst: drop.checkfirst,
            }),
            Self::AlterEnum(alter) => Self::AlterEnum(Box::new(alter.reverse())),
            Self::CreateSequence(create) => Self::DropSequence(DropSequence {
                sequence: create.sequence.clone(),
                if_exists: create.if_not_exists,
            }),
            Self::DropSequence(drop) => Self::CreateSequence(CreateSequence {
                sequence: drop.sequence.clone(),
                if_not_exists: drop.if_exists,
            }),
            Self::CreateSchema(create) => Self::DropSchema(DropSchema {
                name: create.name.clone(),
                if_exists: create.if_not_exists,
                cascade: false,
            }),
            Self::DropSchema(drop) => Self::CreateSchema(CreateSchema {
                name: drop.name.clone(),
                if_not_exists: drop.if_exists,
            }),
            Self::ModifyTableOps(modify) => Self::ModifyTableOps(modify.reverse()?),
            Self::Execute(_) => {
                return Err(OpsError::NotReversible {
                    operation: "execute",
                });
            }
            Self::BulkInsert(_) => {
                return Err(OpsError::NotReversible {
                    operation: "bulk_insert",
                });
            }
            Self::BatchAlterTable(_) => {
                return Err(OpsError::NotReversible {
                    operation: "batch_alter_table",
                });
            }
            Self::Custom(_) => {
                return Err(OpsError::NotReversible {
                    operation: "custom",
                });
            }
        })
    }
}

/// Returns the operations that undo others, the last one first.
pub(crate) fn reversed(operations: &[Operation]) -> Result<Vec<Operation>, OpsError> {
    operations.iter().rev().map(Operation::reverse).collect()
}

impl CreateTable {
    /// Returns the operation that drops the table.
    pub fn reverse(&self) -> DropTable {
        DropTable {
            table_name: self.table.name.clone(),
            schema: self.table.schema.clone(),
            if_exists: self.if_not_exists,
            dialect_options: self.table.dialect_options.clone(),
            reverse: Some(Box::new(Operation::CreateTable(self.clone()))),
        }
    }
}

impl DropTable {
    /// Returns the operation that creates the table: without columns where they are not known.
    pub fn reverse(&self) -> Operation {
        match &self.reverse {
            Some(reverse) => (**reverse).clone(),
            None => Operation::CreateTable(CreateTable {
                table: alembic_schema::Table {
                    name: self.table_name.clone(),
                    schema: self.schema.clone(),
                    dialect_options: self.dialect_options.clone(),
                    ..alembic_schema::Table::default()
                },
                if_not_exists: self.if_exists,
            }),
        }
    }
}

impl CreateTableComment {
    /// Returns the operation that brings back the comment that was there, or removes this one.
    pub fn reverse(&self) -> Operation {
        match &self.existing_comment {
            None => Operation::DropTableComment(DropTableComment {
                table_name: self.table_name.clone(),
                existing_comment: self.comment.clone(),
                schema: self.schema.clone(),
            }),
            Some(existing) => Operation::CreateTableComment(Self {
                table_name: self.table_name.clone(),
                comment: Some(existing.clone()),
                existing_comment: self.comment.clone(),
                schema: self.schema.clone(),
            }),
        }
    }
}

impl AddColumn {
    /// Returns the operation that drops the column.
    pub fn reverse(&self) -> DropColumn {
        DropColumn {
            table_name: self.table_name.clone(),
            column_name: self.column.name.clone(),
            schema: self.schema.clone(),
            if_exists: self.if_not_exists,
            reverse: Some(Box::new(Operation::AddColumn(Box::new(self.clone())))),
            ..DropColumn::default()
        }
    }
}

impl DropColumn {
    /// Returns the operation that adds the column.
    pub fn reverse(&self) -> Result<Operation, OpsError> {
        match &self.reverse {
            Some(reverse) => Ok((**reverse).clone()),
            None => Err(OpsError::ColumnNotPresent {
                column_name: self.column_name.to_string(),
            }),
        }
    }

    /// Returns the column, where it is known.
    pub fn column(&self) -> Option<&Column> {
        match self.reverse.as_deref() {
            Some(Operation::AddColumn(add)) => Some(&add.column),
            _ => None,
        }
    }
}

impl AlterColumn {
    /// Returns the operation that sets what was there before.
    pub fn reverse(&self) -> Self {
        let mut reverse = self.clone();
        if let Some(new_name) = &self.new_column_name {
            reverse.column_name = new_name.clone();
            reverse.new_column_name = Some(self.column_name.clone());
        }
        swap(&mut reverse.type_, &mut reverse.existing_type);
        // It tells the way to the other type, not the way back.
        reverse.dialect_options.shift_remove("postgresql_using");
        swap(&mut reverse.nullable, &mut reverse.existing_nullable);
        if reverse.existing_autoincrement.is_some() {
            swap(
                &mut reverse.autoincrement,
                &mut reverse.existing_autoincrement,
            );
        }
        if !self.server_default.is_unchanged() {
            std::mem::swap(
                &mut reverse.server_default,
                &mut reverse.existing_server_default,
            );
        }
        if !self.comment.is_unchanged() {
            reverse.existing_comment = self.comment.value().cloned();
            reverse.comment = match &self.existing_comment {
                Some(comment) => Change::Set(comment.clone()),
                None => Change::Remove,
            };
        }
        reverse
    }

    /// Returns whether it changes anything.
    ///
    /// That a column is counted up is said along with other changes and counts for none.
    pub fn has_changes(&self) -> bool {
        let Self {
            nullable,
            comment,
            server_default,
            new_column_name,
            type_,
            ..
        } = self;
        nullable.is_some()
            || !comment.is_unchanged()
            || !server_default.is_unchanged()
            || new_column_name.is_some()
            || type_.is_some()
    }
}

/// Exchanges a change with the present state, where there is a change.
fn swap<T>(change: &mut Option<T>, existing: &mut Option<T>) {
    if change.is_some() {
        std::mem::swap(change, existing);
    }
}

impl CreateIndex {
    /// Returns the operation that drops the index.
    ///
    /// An index without a name cannot be dropped by one; its name is left empty.
    pub fn reverse(&self) -> DropIndex {
        DropIndex {
            index_name: self.index_name.clone().unwrap_or_default(),
            table_name: Some(self.table_name.clone()),
            schema: self.schema.clone(),
            if_exists: self.if_not_exists,
            dialect_options: self.dialect_options.clone(),
            reverse: Some(Box::new(Operation::CreateIndex(self.clone()))),
        }
    }
}

impl DropIndex {
    /// Returns the operation that creates the index: on the column `x` where its columns are not
    /// known.
    pub fn reverse(&self) -> Operation {
        match &self.reverse {
            Some(reverse) => (**reverse).clone(),
            None => Operation::CreateIndex(CreateIndex {
                index_name: Some(self.index_name.clone()),
                table_name: self.table_name.clone().unwrap_or_default(),
                columns: vec![alembic_schema::Expression::column("x")],
                schema: self.schema.clone(),
                dialect_options: self.dialect_options.clone(),
                ..CreateIndex::default()
            }),
        }
    }
}

impl CreateConstraint {
    /// Returns the operation that drops the constraint.
    pub fn reverse(&self) -> DropConstraint {
        DropConstraint {
            constraint_name: self.constraint.name.clone(),
            table_name: self.table_name.clone(),
            type_: type_word(&self.constraint.kind).map(str::to_owned),
            schema: self.schema.clone(),
            if_exists: false,
            reverse: Some(Box::new(Operation::from(self.clone()))),
        }
    }
}

impl From<CreateConstraint> for Operation {
    fn from(create: CreateConstraint) -> Self {
        match &create.constraint.kind {
            ConstraintKind::PrimaryKey { .. } => Self::CreatePrimaryKey(create),
            ConstraintKind::Unique { .. } => Self::CreateUniqueConstraint(create),
            ConstraintKind::ForeignKey { .. } => Self::CreateForeignKey(create),
            ConstraintKind::Check { .. } => Self::CreateCheckConstraint(create),
            ConstraintKind::Exclude { .. } => Self::CreateExcludeConstraint(create),
        }
    }
}

/// Returns the word of `drop_constraint` for a kind of constraint.
fn type_word(kind: &ConstraintKind) -> Option<&'static str> {
    match kind {
        ConstraintKind::PrimaryKey { .. } => Some("primary"),
        ConstraintKind::Unique { .. } => Some("unique"),
        ConstraintKind::ForeignKey { .. } => Some("foreignkey"),
        ConstraintKind::Check { .. } => Some("check"),
        ConstraintKind::Exclude { .. } => None,
    }
}

impl DropConstraint {
    /// Returns the operation that adds the constraint, under the name that is dropped.
    pub fn reverse(&self) -> Result<Operation, OpsError> {
        let Some(reverse) = &self.reverse else {
            return Err(OpsError::ConstraintNotPresent {
                constraint_name: self.constraint_name.as_ref().map(Name::to_string),
            });
        };
        let mut reverse = (**reverse).clone();
        if let Operation::CreatePrimaryKey(create)
        | Operation::CreateUniqueConstraint(create)
        | Operation::CreateForeignKey(create)
        | Operation::CreateCheckConstraint(create)
        | Operation::CreateExcludeConstraint(create) = &mut reverse
        {
            create.constraint.name.clone_from(&self.constraint_name);
            create.table_name.clone_from(&self.table_name);
            create.schema.clone_from(&self.schema);
        }
        Ok(reverse)
    }
}

#[cfg(test)]
mod tests;
