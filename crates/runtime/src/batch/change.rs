//! What the operations of a batch change of its table.
//!
//! An operation may bring several changes: a column comes with the constraints and the index that
//! its flags, its type and its references stand for, and a change of type with the constraints of
//! both types. Names are final here: the project's naming convention has been applied.

use alembic_dialect::{CompileOptions, Compiler, DialectError};
use alembic_ops::{AddColumn, AlterColumn, BatchAlterTable, DropConstraint, DropIndex, Operation};
use alembic_schema::{
    Argument, Column, Constraint, ConstraintKind, Expression, Index, Name, NamingConvention,
    RareMap, ServerDefault, SqlType, Table, TypeFamily,
};

use super::BatchError;

/// A change of a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    /// A column comes.
    AddColumn {
        column: Box<Column>,
        insert_before: Option<Name>,
        insert_after: Option<Name>,
        if_not_exists: bool,
    },
    /// A column goes.
    DropColumn {
        name: Name,
        existing_type: Option<SqlType>,
        if_exists: bool,
    },
    /// A column changes.
    AlterColumn(Box<AlterColumn>),
    /// A constraint comes.
    AddConstraint {
        constraint: Box<Constraint>,
        is_type_bound: bool,
    },
    /// A constraint goes.
    DropConstraint {
        name: Option<Name>,
        is_type_bound: bool,
        if_exists: bool,
    },
    /// An index comes.
    CreateIndex { index: Index, if_not_exists: bool },
    /// An index goes.
    DropIndex { name: Name, if_exists: bool },
}

/// A table's name with its schema, as the owner of what operations describe.
#[derive(Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) name: &'a Name,
    pub(super) schema: Option<&'a Name>,
    pub(super) naming_convention: &'a NamingConvention,
}

impl Owner<'_> {
    /// Returns an empty table of this name.
    pub(super) fn table(&self) -> Table {
        Table {
            name: self.name.clone(),
            schema: self.schema.cloned(),
            naming_convention: self.naming_convention.clone(),
            ..Table::default()
        }
    }

    /// Returns the constraint with its final name.
    pub(super) fn named(
        &self,
        compiler: &Compiler<'_>,
        constraint: Constraint,
    ) -> Result<Constraint, DialectError> {
        if matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }) {
            let table = Table {
                constraints: vec![constraint.clone()],
                ..self.table()
            };
            let key = compiler.resolve_table(table)?.primary_key;
            return Ok(key.map_or(constraint, |key| key.constraint));
        }
        let table = Table {
            constraints: vec![constraint.clone()],
            ..self.table()
        };
        let found = compiler
            .resolve_table(table)?
            .constraints
            .into_iter()
            .next();
        Ok(found.map_or(constraint, |found| found.constraint))
    }
}

/// Returns a compiler's options without the naming convention of the run.
pub(super) fn without_convention(options: &CompileOptions) -> CompileOptions {
    CompileOptions {
        naming_convention: NamingConvention::default(),
        ..options.clone()
    }
}

/// Returns whether SQLite cannot do an operation without copying the table.
pub(super) fn forces_copy(
    compiler: &Compiler<'_>,
    operation: &Operation,
) -> Result<bool, BatchError> {
    Ok(match operation {
        Operation::CreateIndex(_) | Operation::DropIndex(_) | Operation::Execute(_) => false,
        Operation::AddColumn(add) => {
            let column = &add.column;
            matches!(
                column.server_default,
                Some(ServerDefault::Expression { .. })
            ) || column
                .computed
                .as_ref()
                .is_some_and(|computed| computed.persisted == Some(true))
                || has_constraints(compiler, add)?
        }
        _ => true,
    })
}

fn has_constraints(compiler: &Compiler<'_>, add: &AddColumn) -> Result<bool, BatchError> {
    let column = &add.column;
    let references = !column.foreign_keys.is_empty() && !is_reference_inline(add);
    let unique = column.unique == Some(true) && column.index != Some(true);
    Ok(references || unique || type_constraint(compiler, column)?.is_some())
}

fn is_reference_inline(add: &AddColumn) -> bool {
    add.inline_references && add.column.foreign_keys.len() == 1
}

/// Returns the changes that an operation brings, in their order.
pub(super) fn changes(
    compiler: &Compiler<'_>,
    batch: &BatchAlterTable,
    operation: &Operation,
) -> Result<Vec<Change>, BatchError> {
    let no_convention = NamingConvention::default();
    let owner = Owner {
        name: &batch.table_name,
        schema: batch.schema.as_ref(),
        naming_convention: &no_convention,
    };
    Ok(match operation {
        Operation::AddColumn(add) => add_column(compiler, owner, add)?,
        Operation::AlterColumn(alter) => alter_column(compiler, owner, alter)?,
        Operation::DropColumn(drop) => vec![Change::DropColumn {
            name: drop.column_name.clone(),
            existing_type: drop.dialect_options.get("existing_type").and_then(sql_type),
            if_exists: drop.if_exists,
        }],
        Operation::CreateIndex(create) => {
            let index = Index {
                name: create.index_name.clone(),
                expressions: create.columns.clone(),
                unique: create.unique,
                dialect_options: create.dialect_options.clone(),
                info: RareMap::new(),
            };
            vec![Change::CreateIndex {
                index: named_index(compiler, owner, index)?,
                if_not_exists: create.if_not_exists,
            }]
        }
        Operation::DropIndex(DropIndex {
            index_name,
            if_exists,
            ..
        }) => {
            vec![Change::DropIndex {
                name: index_name.clone(),
                if_exists: *if_exists,
            }]
        }
        Operation::CreatePrimaryKey(create)
        | Operation::CreateUniqueConstraint(create)
        | Operation::CreateForeignKey(create)
        | Operation::CreateCheckConstraint(create)
        | Operation::CreateExcludeConstraint(create) => {
            let constraint = owner.named(compiler, create.constraint.clone())?;
            vec![Change::AddConstraint {
                constraint: Box::new(constraint),
                is_type_bound: false,
            }]
        }
        Operation::DropConstraint(drop) => vec![drop_constraint(compiler, owner, drop)?],
        // The table that is created in its place has its comments from the start.
        Operation::CreateTableComment(_) | Operation::DropTableComment(_) => Vec::new(),
        Operation::CreateTable(_) => return Err(not_in_batch("create table")),
        Operation::DropTable(_) => return Err(not_in_batch("drop table")),
        Operation::RenameTable(_) => return Err(not_in_batch("rename table")),
        Operation::BulkInsert(_) => return Err(not_in_batch("insert rows")),
        Operation::BatchAlterTable(_) => return Err(not_in_batch("begin a batch")),
        Operation::Custom(_) => return Err(DialectError::CustomOperation.into()),
        Operation::ModifyTableOps(_) => return Err(not_in_batch("hold operations together")),
        Operation::CreateType(_)
        | Operation::DropType(_)
        | Operation::AlterEnum(_)
        | Operation::CreateSequence(_)
        | Operation::DropSequence(_)
        | Operation::CreateSchema(_)
        | Operation::DropSchema(_)
        | Operation::Execute(_) => return Err(not_in_batch("change anything but the table")),
    })
}

fn not_in_batch(operation: &'static str) -> BatchError {
    BatchError::NotInBatch { operation }
}

fn add_column(
    compiler: &Compiler<'_>,
    owner: Owner<'_>,
    add: &AddColumn,
) -> Result<Vec<Change>, BatchError> {
    let mut changes = vec![Change::AddColumn {
        // The constraint of the type comes as a change of its own, with its final name; a type that
        // is not there is for the script to create.
        column: Box::new(Column {
            sql_type: without_creation(&without_constraint(&add.column.sql_type)),
            foreign_keys: Vec::new(),
            ..add.column.clone()
        }),
        insert_before: add.insert_before.clone(),
        insert_after: add.insert_after.clone(),
        if_not_exists: add.if_not_exists,
    }];
    if let Some(constraint) = type_constraint(compiler, &add.column)? {
        changes.push(named_type_constraint(compiler, owner, constraint)?);
    }
    let mut column = Column {
        sql_type: without_constraint(&add.column.sql_type),
        primary_key: false,
        ..add.column.clone()
    };
    if is_reference_inline(add) {
        column.foreign_keys.clear();
    }
    let resolved = compiler.resolve_table(Table {
        columns: vec![column],
        ..owner.table()
    })?;
    changes.extend(
        resolved
            .constraints
            .into_iter()
            .map(|found| Change::AddConstraint {
                constraint: Box::new(found.constraint),
                is_type_bound: false,
            }),
    );
    changes.extend(
        resolved
            .indexes
            .into_iter()
            .map(|index| Change::CreateIndex {
                index,
                if_not_exists: false,
            }),
    );
    Ok(changes)
}

fn alter_column(
    compiler: &Compiler<'_>,
    owner: Owner<'_>,
    alter: &AlterColumn,
) -> Result<Vec<Change>, BatchError> {
    let constraint_of = |sql_type: &SqlType| {
        type_constraint(
            compiler,
            &Column::new(alter.column_name.clone(), sql_type.clone()),
        )
    };
    let mut changes = Vec::new();
    if let (Some(existing), Some(_)) = (&alter.existing_type, &alter.type_)
        && let Some(constraint) = constraint_of(existing)?
        && let Change::AddConstraint { constraint, .. } =
            named_type_constraint(compiler, owner, constraint)?
    {
        changes.push(Change::DropConstraint {
            name: constraint.name,
            is_type_bound: true,
            if_exists: false,
        });
    }
    let mut altered = alter.clone();
    altered.type_ = alter
        .type_
        .as_ref()
        .map(|sql_type| without_creation(&without_constraint(sql_type)));
    changes.push(Change::AlterColumn(Box::new(altered)));
    if let Some(sql_type) = &alter.type_
        && let Some(constraint) = constraint_of(sql_type)?
    {
        changes.push(named_type_constraint(compiler, owner, constraint)?);
    }
    Ok(changes)
}

/// A type's constraint without name gets none from a convention, as there is nothing to fill in.
fn named_type_constraint(
    compiler: &Compiler<'_>,
    owner: Owner<'_>,
    constraint: Constraint,
) -> Result<Change, BatchError> {
    let constraint = match constraint.name {
        Some(_) => owner.named(compiler, constraint)?,
        None => constraint,
    };
    Ok(Change::AddConstraint {
        constraint: Box::new(constraint),
        is_type_bound: true,
    })
}

fn named_index(
    compiler: &Compiler<'_>,
    owner: Owner<'_>,
    index: Index,
) -> Result<Index, BatchError> {
    let table = Table {
        indexes: vec![index.clone()],
        ..owner.table()
    };
    Ok(compiler
        .resolve_table(table)?
        .indexes
        .into_iter()
        .next()
        .unwrap_or(index))
}

fn drop_constraint(
    compiler: &Compiler<'_>,
    owner: Owner<'_>,
    drop: &DropConstraint,
) -> Result<Change, BatchError> {
    let kind = match drop.type_.as_deref() {
        None => None,
        Some("primary") => Some(ConstraintKind::PrimaryKey {
            columns: Vec::new(),
            implicit: false,
        }),
        Some("unique") => Some(ConstraintKind::Unique {
            columns: Vec::new(),
        }),
        Some("check") => Some(ConstraintKind::Check {
            sqltext: Box::new(Expression::text("")),
            columns: Vec::new(),
        }),
        Some("foreignkey") => Some(ConstraintKind::ForeignKey {
            columns: Vec::new(),
            refcolumns: Vec::new(),
            onupdate: None,
            ondelete: None,
            match_: None,
            use_alter: false,
            link_to_name: false,
        }),
        Some(given) => {
            let given = given.to_owned();
            return Err(DialectError::UnknownConstraintType { given }.into());
        }
    };
    let name = match (&drop.constraint_name, kind) {
        (Some(name), Some(kind)) => {
            owner
                .named(compiler, Constraint::new(Some(name.clone()), kind))?
                .name
        }
        (name, _) => name.clone(),
    };
    Ok(Change::DropConstraint {
        name,
        is_type_bound: false,
        if_exists: drop.if_exists,
    })
}

/// Returns the check constraint that the type of a column brings along, under the type's own name.
pub(super) fn type_constraint(
    compiler: &Compiler<'_>,
    column: &Column,
) -> Result<Option<Constraint>, DialectError> {
    let options = without_convention(compiler.options);
    let compiler = Compiler::new(compiler.dialect, &options);
    let table = Table {
        columns: vec![Column::new(column.name.clone(), column.sql_type.clone())],
        ..Table::default()
    };
    let resolved = compiler.resolve_table(table)?;
    Ok(resolved
        .constraints
        .into_iter()
        .next()
        .map(|found| found.constraint))
}

/// Returns a type that brings no constraint along.
pub(super) fn without_constraint(sql_type: &SqlType) -> SqlType {
    let mut sql_type = sql_type.clone();
    match &mut sql_type.family {
        TypeFamily::Boolean(boolean) => boolean.create_constraint = false,
        TypeFamily::Enum(enumeration) => enumeration.create_constraint = false,
        _ => {}
    }
    for variant in sql_type.variants.values_mut() {
        *variant = without_constraint(variant);
    }
    sql_type
}

/// Returns a type that is not created along with the table.
pub(super) fn without_creation(sql_type: &SqlType) -> SqlType {
    let mut sql_type = sql_type.clone();
    match &mut sql_type.family {
        TypeFamily::Enum(enumeration) => enumeration.create_type = false,
        TypeFamily::Array(array) => *array.item_type = without_creation(&array.item_type),
        TypeFamily::Dialect(own) if own.class_name == "DOMAIN" => {
            own.fields.insert("create_type".to_owned(), false.into());
        }
        _ => {}
    }
    for variant in sql_type.variants.values_mut() {
        *variant = without_creation(variant);
    }
    sql_type
}

fn sql_type(argument: &Argument) -> Option<SqlType> {
    serde_json::from_value(serde_json::to_value(argument).ok()?).ok()
}
