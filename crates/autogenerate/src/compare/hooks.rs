//! What a project has a say in.

use alembic_db::{QueryResult, Statement};
use alembic_dialect::{DialectError, InspectError};
use alembic_ops::{AlterColumn, ModifyTableOps, Operation};
use alembic_schema::{Column, Constraint, Index, Name, SqlType, Table};

use super::{Corrected, Correction, LeftItem, Next, Outcome, Rename};
use crate::AutogenerateError;

/// A kind of thing that can be left out of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectKind {
    /// A schema.
    Schema,
    /// A table.
    Table,
    /// A column.
    Column,
    /// An index.
    Index,
    /// A unique constraint.
    UniqueConstraint,
    /// A foreign key.
    ForeignKeyConstraint,
    /// A check constraint.
    CheckConstraint,
    /// A primary key.
    PrimaryKeyConstraint,
    /// An enumeration that is a type of the database.
    Enum,
}

impl ObjectKind {
    /// Returns the word that hooks get as `type_`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Table => "table",
            Self::Column => "column",
            Self::Index => "index",
            Self::UniqueConstraint => "unique_constraint",
            Self::ForeignKeyConstraint => "foreign_key_constraint",
            Self::CheckConstraint => "check_constraint",
            Self::PrimaryKeyConstraint => "primary_key_constraint",
            Self::Enum => "enum",
        }
    }
}

/// The table that something stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parents<'a> {
    /// The schema; none for the default one.
    pub schema: Option<&'a str>,
    /// The table, for what is inside of one.
    pub table: Option<&'a str>,
}

/// Something of a schema, of the models' or of the database's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Object<'a> {
    /// The table that it is, or that it is part of; an enumeration is part of none.
    pub table: &'a Table,
    /// What it is.
    pub item: Item<'a>,
    /// Its name.
    pub name: Option<&'a Name>,
    /// Whether it comes from the database.
    pub reflected: bool,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Item<'a> {
    /// The table itself.
    Table,
    /// A column of it.
    Column(&'a Column),
    /// An index of it.
    Index(&'a Index),
    /// A constraint of it.
    Constraint(&'a Constraint),
    /// An enumeration.
    Enum(&'a SqlType),
}

/// A column of the models, and the one of the database.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnPair<'a> {
    /// The table of the models.
    pub model_table: &'a Table,
    /// The column of the models.
    pub model: &'a Column,
    /// The table of the database.
    pub database_table: &'a Table,
    /// The column of the database.
    pub database: &'a Column,
}

/// A project's say in a comparison.
pub trait Hooks {
    /// What may go wrong.
    type Error: From<AutogenerateError> + From<DialectError> + From<InspectError>;

    /// Returns whether a name of the database is looked at.
    fn include_name(
        &self,
        _name: Option<&str>,
        _kind: ObjectKind,
        _parents: Parents<'_>,
    ) -> Result<bool, Self::Error> {
        Ok(true)
    }

    /// Returns whether an object takes part; `compare_to` is the other side's.
    fn include_object(
        &self,
        _object: Object<'_>,
        _kind: ObjectKind,
        _compare_to: Option<Object<'_>>,
    ) -> Result<bool, Self::Error> {
        Ok(true)
    }

    /// Returns whether two types differ, where the project decides that.
    fn compare_type(&self, _columns: ColumnPair<'_>) -> Result<Option<bool>, Self::Error> {
        Ok(None)
    }

    /// Returns whether two defaults differ, where the project decides that, and the name by which
    /// the log knows who decided.
    fn compare_server_default(
        &self,
        _columns: ColumnPair<'_>,
        _database_default: Option<&str>,
        _model_default: Option<&str>,
    ) -> Result<Option<(bool, String)>, Self::Error> {
        Ok(None)
    }

    /// Returns what two things of one name come to, where the project decides that.
    fn compare_objects(
        &self,
        _kind: ObjectKind,
        _model: Object<'_>,
        _database: Object<'_>,
    ) -> Result<Option<Outcome>, Self::Error> {
        Ok(None)
    }

    /// Returns whether the project adjusts what is compared.
    fn corrects(&self, _what: Correction) -> bool {
        false
    }

    /// Lets the project adjust what is compared.
    fn correct(
        &self,
        _what: Correction,
        database: &[Object<'_>],
        model: &[Object<'_>],
    ) -> Result<Corrected, Self::Error> {
        Ok(Corrected {
            database: (0..database.len()).map(LeftItem::Kept).collect(),
            model: (0..model.len()).map(LeftItem::Kept).collect(),
            and_engine: true,
        })
    }

    /// Lets a function of the project's change what was found.
    fn compare_all(
        &self,
        _number: u64,
        _operations: &mut Vec<Operation>,
    ) -> Result<Next, Self::Error> {
        Ok(Next::Continue)
    }

    /// Lets a function of the project's compare schemas; the default one is none.
    fn compare_schemas(
        &self,
        _number: u64,
        _operations: &mut Vec<Operation>,
        _schemas: &[Option<String>],
    ) -> Result<Next, Self::Error> {
        Ok(Next::Continue)
    }

    /// Lets a function of the project's compare a table, which may be on one side only.
    fn compare_table(
        &self,
        _number: u64,
        _modify: &mut ModifyTableOps,
        _model: Option<&Table>,
        _database: Option<&Table>,
    ) -> Result<Next, Self::Error> {
        Ok(Next::Continue)
    }

    /// Lets a function of the project's compare a column.
    fn compare_column(
        &self,
        _number: u64,
        _alter: &mut AlterColumn,
        _columns: ColumnPair<'_>,
    ) -> Result<Next, Self::Error> {
        Ok(Next::Continue)
    }

    /// Returns whether there is somebody to ask about renames.
    fn can_ask(&self) -> bool {
        false
    }

    /// Asks whether something has only got another name.
    fn is_rename(&self, _rename: &Rename) -> Result<bool, Self::Error> {
        Ok(false)
    }

    /// Asks the database.
    fn query(&self, statement: &Statement) -> Result<QueryResult, Self::Error>;
}
