//! The operations.

use alembic_schema::{
    Argument, Autoincrement, Column, Constraint, DialectOptions, Expression, Name,
    NamingConvention, Sequence, ServerDefault, SqlType, Table, TableItem,
};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::{AlterEnum, Change, ModifyTableOps};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// One operation of a migration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Operation {
    /// Creates a table, with its indexes and comments.
    CreateTable(CreateTable),
    /// Drops a table.
    DropTable(DropTable),
    /// Renames a table.
    RenameTable(RenameTable),
    /// Sets the comment of a table.
    CreateTableComment(CreateTableComment),
    /// Removes the comment of a table.
    DropTableComment(DropTableComment),
    /// Adds a column.
    AddColumn(Box<AddColumn>),
    /// Drops a column.
    DropColumn(DropColumn),
    /// Changes a column.
    AlterColumn(Box<AlterColumn>),
    /// Creates an index.
    CreateIndex(CreateIndex),
    /// Drops an index.
    DropIndex(DropIndex),
    /// Adds a primary key.
    CreatePrimaryKey(CreateConstraint),
    /// Adds a unique constraint.
    CreateUniqueConstraint(CreateConstraint),
    /// Adds a foreign key.
    CreateForeignKey(CreateConstraint),
    /// Adds a check constraint.
    CreateCheckConstraint(CreateConstraint),
    /// Adds an exclusion constraint.
    CreateExcludeConstraint(CreateConstraint),
    /// Drops a constraint.
    DropConstraint(DropConstraint),
    /// Runs SQL.
    Execute(Execute),
    /// Inserts rows.
    BulkInsert(BulkInsert),
    /// Applies operations to one table at once, by copying it where need be.
    BatchAlterTable(Box<BatchAlterTable>),
    /// Holds the operations on one table together.
    ModifyTableOps(ModifyTableOps),
    /// Creates a type.
    CreateType(CreateType),
    /// Drops a type.
    DropType(DropType),
    /// Changes the labels of an enumeration.
    AlterEnum(Box<AlterEnum>),
    /// Creates a sequence.
    CreateSequence(CreateSequence),
    /// Drops a sequence.
    DropSequence(DropSequence),
    /// Creates a schema.
    CreateSchema(CreateSchema),
    /// Drops a schema.
    DropSchema(DropSchema),
    /// Does what only the project's Python knows.
    Custom(Custom),
}

impl Operation {
    /// Returns whether an operation on a table leaves the table out, as those of a batch do.
    pub fn lacks_table(&self) -> bool {
        match self {
            Self::AddColumn(add) => add.table_name.is_empty(),
            Self::AlterColumn(alter) => alter.table_name.is_empty(),
            Self::DropColumn(drop) => drop.table_name.is_empty(),
            Self::CreateIndex(create) => create.table_name.is_empty(),
            Self::CreatePrimaryKey(create)
            | Self::CreateUniqueConstraint(create)
            | Self::CreateForeignKey(create)
            | Self::CreateCheckConstraint(create)
            | Self::CreateExcludeConstraint(create) => create.table_name.is_empty(),
            Self::DropConstraint(drop) => drop.table_name.is_empty(),
            Self::CreateTableComment(comment) => comment.table_name.is_empty(),
            Self::DropTableComment(comment) => comment.table_name.is_empty(),
            _ => false,
        }
    }
}

/// An operation that only the project's Python knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custom {
    /// The number under which Python holds it.
    pub object: u64,
}

/// Creates a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateTable {
    /// The table.
    pub table: Table,
    /// Whether a table that exists is left alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_not_exists: bool,
}

/// Drops a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropTable {
    /// The table's name.
    pub table_name: Name,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether an absent table is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_exists: bool,
    /// Options of dialects.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The operation that brings it back, where that is known.
    #[serde(rename = "_reverse", default, skip_serializing_if = "Option::is_none")]
    pub reverse: Option<Box<Operation>>,
}

/// Renames a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RenameTable {
    /// The present name.
    pub old_table_name: Name,
    /// The name to come.
    pub new_table_name: Name,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// What is to be done instead, if the two names turn out to be those of two tables.
    #[serde(
        rename = "_alternative",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub alternative: Vec<Operation>,
}

/// Sets the comment of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateTableComment {
    /// The table's name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// The comment.
    #[serde(default)]
    pub comment: Option<String>,
    /// The present comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_comment: Option<String>,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

/// Removes the comment of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropTableComment {
    /// The table's name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// The present comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_comment: Option<String>,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
}

/// Adds a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddColumn {
    /// The table's name; absent in a batch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// The column.
    pub column: Column,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether a column that exists is left alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_not_exists: bool,
    /// Whether the foreign key is written into the column's definition.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inline_references: bool,
    /// Whether the primary key is written into the column's definition.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inline_primary_key: bool,
    /// In a batch, the column that follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insert_before: Option<Name>,
    /// In a batch, the column that precedes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insert_after: Option<Name>,
}

/// Drops a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropColumn {
    /// The table's name; absent in a batch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// The column's name.
    pub column_name: Name,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether an absent column is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_exists: bool,
    /// Options of dialects, `mssql_drop_default`.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The operation that brings it back, where that is known.
    #[serde(rename = "_reverse", default, skip_serializing_if = "Option::is_none")]
    pub reverse: Option<Box<Operation>>,
}

/// Changes a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlterColumn {
    /// The table's name; absent in a batch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// The column's name.
    pub column_name: Name,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether it may hold `NULL` from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The comment to come.
    #[serde(default, skip_serializing_if = "Change::is_unchanged")]
    pub comment: Change<String>,
    /// The default to come.
    #[serde(default, skip_serializing_if = "Change::is_unchanged")]
    pub server_default: Change<ServerDefault>,
    /// The name to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_column_name: Option<Name>,
    /// The type to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<SqlType>,
    /// Whether the database counts it up from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autoincrement: Option<Autoincrement>,
    /// The present type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_type: Option<SqlType>,
    /// Whether the type, or the present one where no other comes, was given as a class and not as
    /// an object, into which Alembic looks further.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_type_a_class: bool,
    /// The present default: not told, none, or this.
    #[serde(default, skip_serializing_if = "Change::is_unchanged")]
    pub existing_server_default: Change<ServerDefault>,
    /// Whether it may hold `NULL` at present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_nullable: Option<bool>,
    /// The present comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_comment: Option<String>,
    /// Whether the database counts it up at present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub existing_autoincrement: Option<Autoincrement>,
    /// Options of dialects, `postgresql_using`.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// In a batch, the column that follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insert_before: Option<Name>,
    /// In a batch, the column that precedes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insert_after: Option<Name>,
    /// For a new name, what is to be done instead if the two names turn out to be those of two columns.
    #[serde(
        rename = "_alternative",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub alternative: Vec<Operation>,
}

/// Creates an index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateIndex {
    /// The index's name; without it a naming convention gives one.
    #[serde(default)]
    pub index_name: Option<Name>,
    /// The table's name; absent in a batch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// What is indexed.
    pub columns: Vec<Expression>,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether no two rows may be alike.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// Whether an index that exists is left alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_not_exists: bool,
    /// Options of dialects.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// Columns that it covers, as the database has them: for whoever is shown the index, where it was read from there.
    #[serde(
        rename = "_known_columns",
        default,
        skip_serializing_if = "Vec::is_empty"
    )]
    pub known_columns: Vec<Column>,
}

/// Drops an index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropIndex {
    /// The index's name.
    pub index_name: Name,
    /// The table's name, which some databases need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table_name: Option<Name>,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether an absent index is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_exists: bool,
    /// Options of dialects.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The operation that brings it back, where that is known.
    #[serde(rename = "_reverse", default, skip_serializing_if = "Option::is_none")]
    pub reverse: Option<Box<Operation>>,
}

/// Adds a constraint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateConstraint {
    /// The table's name; absent in a batch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The constraint.
    pub constraint: Constraint,
}

/// Drops a constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropConstraint {
    /// The constraint's name.
    #[serde(default)]
    pub constraint_name: Option<Name>,
    /// The table's name; absent in a batch.
    #[serde(default, skip_serializing_if = "is_default")]
    pub table_name: Name,
    /// Its kind: `foreignkey`, `primary`, `unique` or `check`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether an absent constraint is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_exists: bool,
    /// The operation that brings it back, where that is known.
    #[serde(rename = "_reverse", default, skip_serializing_if = "Option::is_none")]
    pub reverse: Option<Box<Operation>>,
}

/// Runs SQL.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execute {
    /// The SQL.
    pub statement: Executable,
    /// SQLAlchemy's execution options.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub execution_options: Map<String, Json>,
}

/// Something that can be run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Executable {
    /// SQL as the user wrote it, in which `:name` is a parameter as in `text()`.
    Text(String),
    /// A statement in the form of an expression.
    Expression(Box<Expression>),
}

/// Inserts rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BulkInsert {
    /// The table, with the columns that rows may have.
    pub table: Table,
    /// The rows.
    #[serde(default)]
    pub rows: Vec<IndexMap<String, Argument>>,
    /// Whether rows may be sent together.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub multiinsert: bool,
}

/// Applies operations to one table at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchAlterTable {
    /// The table's name.
    pub table_name: Name,
    /// The table's schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether the table is copied.
    #[serde(skip_serializing_if = "is_default")]
    pub recreate: Recreate,
    /// Columns in the order that the copy shall have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub partial_reordering: Vec<Vec<Name>>,
    /// The table as it is, instead of what the database tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_from: Option<Table>,
    /// Items that the copy gets in addition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table_args: Vec<TableItem>,
    /// Options of the copy.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub table_kwargs: IndexMap<String, Argument>,
    /// Items that take the place of what the database tells.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reflect_args: Vec<TableItem>,
    /// Options that the table has besides what the database tells.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub reflect_kwargs: IndexMap<String, Argument>,
    /// The only columns that are read, where not all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reflect_only: Option<Vec<Name>>,
    /// What listeners make of columns that are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reflect_columns: Vec<AlterColumn>,
    /// The naming convention by which unnamed constraints are known.
    #[serde(skip_serializing_if = "NamingConvention::is_empty")]
    pub naming_convention: NamingConvention,
    /// What is copied into columns that get another type, where the project decides that.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub casts: IndexMap<String, Expression>,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// Whether a batch copies its table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recreate {
    /// Where the database cannot do the operations otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Creates a type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateType {
    /// The type: an enumeration or a domain.
    #[serde(rename = "type")]
    pub sql_type: SqlType,
    /// Whether a type that exists is left alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub checkfirst: bool,
}

/// Drops a type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropType {
    /// The type: an enumeration or a domain.
    #[serde(rename = "type")]
    pub sql_type: SqlType,
    /// Whether an absent type is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub checkfirst: bool,
}

/// Creates a sequence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateSequence {
    /// The sequence.
    pub sequence: Sequence,
    /// Whether a sequence that exists is left alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_not_exists: bool,
}

/// Drops a sequence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropSequence {
    /// The sequence.
    pub sequence: Sequence,
    /// Whether an absent sequence is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_exists: bool,
}

/// Creates a schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateSchema {
    /// The schema's name.
    pub name: Name,
    /// Whether a schema that exists is left alone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_not_exists: bool,
}

/// Drops a schema.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DropSchema {
    /// The schema's name.
    pub name: Name,
    /// Whether an absent schema is no error.
    #[serde(default, skip_serializing_if = "is_default")]
    pub if_exists: bool,
    /// Whether what the schema holds is dropped too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub cascade: bool,
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests;
