//! The form of the answers: SQLAlchemy's dictionaries, with the same keys.
//!
//! A key that SQLAlchemy's dialect leaves out is left out here too, which is why some fields are an
//! `Option` of an `Option`: the outer one tells whether the key is there.

use alembic_schema::{DialectOptions, SqlType};
use indexmap::IndexMap;
use serde::Serialize;

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedColumn {
    /// The name.
    pub name: String,
    /// The type.
    #[serde(rename = "type")]
    pub sql_type: SqlType,
    /// Whether it may hold `NULL`.
    pub nullable: bool,
    /// The default as SQL text.
    pub default: Option<String>,
    /// Whether the database counts it up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoincrement: Option<bool>,
    /// Its place in the primary key from 1 on, 0 outside of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary_key: Option<i64>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Option<String>>,
    /// The expression that it is computed with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed: Option<ReflectedComputed>,
    /// The identity that it is generated with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<ReflectedIdentity>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
}

/// The expression of a computed column.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedComputed {
    /// The expression as SQL text.
    pub sqltext: String,
    /// Whether the value is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persisted: Option<bool>,
}

/// The identity of a column.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedIdentity {
    /// Whether a value that an insert gives is refused.
    pub always: bool,
    /// The first value.
    pub start: i64,
    /// The step.
    pub increment: i64,
    /// The least value.
    pub minvalue: i64,
    /// The greatest value.
    pub maxvalue: i64,
    /// How many values are kept in memory.
    pub cache: i64,
    /// Whether it starts again at its end.
    pub cycle: bool,
}

/// A primary key.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedPrimaryKey {
    /// The columns in the key's order.
    pub constrained_columns: Vec<String>,
    /// The name.
    pub name: Option<String>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Option<String>>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect_options: Option<DialectOptions>,
}

/// A foreign key.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedForeignKey {
    /// The name.
    pub name: Option<String>,
    /// The columns of this table.
    pub constrained_columns: Vec<String>,
    /// The schema of the other table.
    pub referred_schema: Option<String>,
    /// The other table.
    pub referred_table: String,
    /// The columns of the other table.
    pub referred_columns: Vec<String>,
    /// What was said about it in addition.
    pub options: ReflectedForeignKeyOptions,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Option<String>>,
}

/// What was said about a foreign key beside its columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedForeignKeyOptions {
    /// The action when the referred key changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub onupdate: Option<String>,
    /// The action when the referred row is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ondelete: Option<String>,
    /// Whether it can be checked at the end of the transaction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<bool>,
    /// When it is checked at first, `DEFERRED`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initially: Option<String>,
    /// How it treats partial keys, `FULL`.
    #[serde(rename = "match", skip_serializing_if = "Option::is_none")]
    pub match_: Option<String>,
    /// Options of dialects.
    #[serde(flatten)]
    pub dialect_options: DialectOptions,
}

/// A unique constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedUniqueConstraint {
    /// The name.
    pub name: Option<String>,
    /// The columns.
    pub column_names: Vec<String>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Option<String>>,
    /// The index that is this constraint under another view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates_index: Option<String>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect_options: Option<DialectOptions>,
}

/// A check constraint.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedCheckConstraint {
    /// The condition as SQL text.
    pub sqltext: String,
    /// The name.
    pub name: Option<String>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Option<String>>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect_options: Option<DialectOptions>,
}

/// An index.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedIndex {
    /// The name.
    pub name: Option<String>,
    /// The columns, with a gap where an expression stands.
    pub column_names: Vec<Option<String>>,
    /// Whether no two rows may be alike.
    pub unique: bool,
    /// What is indexed, as SQL text; only where it is more than columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expressions: Option<Vec<String>>,
    /// Words about the order of columns, `desc`, `nulls_last`, by column.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub column_sorting: IndexMap<String, Vec<String>>,
    /// Columns that are stored in it without being part of its key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_columns: Option<Vec<String>>,
    /// The unique constraint that is this index under another view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duplicates_constraint: Option<String>,
    /// The kind of index where there are several, `FULLTEXT`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<Option<String>>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dialect_options: Option<DialectOptions>,
}

/// The comment of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedTableComment {
    /// The comment.
    pub text: Option<String>,
}

/// An enumeration.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedEnum {
    /// The name.
    pub name: String,
    /// The schema.
    pub schema: String,
    /// Whether an unqualified name finds it.
    pub visible: bool,
    /// The labels in their order.
    pub labels: Vec<String>,
}

/// A domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedDomain {
    /// The name.
    pub name: String,
    /// The schema.
    pub schema: String,
    /// Whether an unqualified name finds it.
    pub visible: bool,
    /// The type that it restricts, without what stands in parentheses.
    #[serde(rename = "type")]
    pub base_type: String,
    /// Whether it takes `NULL`.
    pub nullable: bool,
    /// The default as SQL text.
    pub default: Option<String>,
    /// The check constraints by name.
    pub constraints: Vec<ReflectedDomainConstraint>,
    /// The collation.
    pub collation: Option<String>,
    /// The collation's schema where an unqualified name does not find it.
    pub collation_schema: Option<String>,
}

/// A check constraint of a domain.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ReflectedDomainConstraint {
    /// The name.
    pub name: String,
    /// The condition as SQL text.
    pub check: String,
}
