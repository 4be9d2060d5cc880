//! Constraints of tables.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{DialectOptions, Expression, Name, RareMap, is_default};

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constraint {
    /// What it demands.
    #[serde(flatten)]
    pub kind: ConstraintKind,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Whether it can be checked at the end of the transaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<bool>,
    /// When it is checked at first, `DEFERRED`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initially: Option<String>,
    /// The comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Options of dialects.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The user's own data.
    #[serde(default, skip_serializing_if = "RareMap::is_empty")]
    pub info: RareMap<Json>,
    /// The text that the project's `render_item` gave for it; empty where it leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
}

impl Constraint {
    /// Returns a constraint without options.
    pub fn new(name: Option<Name>, kind: ConstraintKind) -> Self {
        Self {
            kind,
            name,
            deferrable: None,
            initially: None,
            comment: None,
            dialect_options: DialectOptions::new(),
            info: RareMap::new(),
            rendered: None,
        }
    }
}

/// What a constraint demands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "constraint")]
pub enum ConstraintKind {
    /// The columns identify a row.
    #[serde(rename = "PrimaryKeyConstraint")]
    PrimaryKey {
        /// The columns.
        columns: Vec<Name>,
        /// Whether SQLAlchemy made it from the columns' flags.
        #[serde(
            rename = "_implicit_generated",
            default,
            skip_serializing_if = "is_default"
        )]
        implicit: bool,
    },
    /// The columns are different in every row.
    #[serde(rename = "UniqueConstraint")]
    Unique {
        /// The columns.
        columns: Vec<Name>,
    },
    /// The columns name a row of another table.
    #[serde(rename = "ForeignKeyConstraint")]
    ForeignKey {
        /// The columns of this table.
        columns: Vec<Name>,
        /// The columns of the other table, `users.id` or `schema.users.id`.
        refcolumns: Vec<String>,
        /// The action when the referred key changes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        onupdate: Option<String>,
        /// The action when the referred row is deleted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ondelete: Option<String>,
        /// How it treats partial keys, `FULL`.
        #[serde(rename = "match", default, skip_serializing_if = "Option::is_none")]
        match_: Option<String>,
        /// Whether it is added by `ALTER` after its table.
        #[serde(default, skip_serializing_if = "is_default")]
        use_alter: bool,
        /// Whether `refcolumns` name columns by their names rather than their keys.
        #[serde(default, skip_serializing_if = "is_default")]
        link_to_name: bool,
    },
    /// A condition holds in every row.
    #[serde(rename = "CheckConstraint")]
    Check {
        /// The condition.
        sqltext: Box<Expression>,
        /// The columns that it names, where Python knows them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        columns: Vec<Name>,
    },
    /// No two rows compare true in all elements.
    #[serde(rename = "ExcludeConstraint")]
    Exclude {
        /// What is compared, and by which operator.
        elements: Vec<(ExcludeElement, String)>,
        /// The access method.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        using: Option<String>,
        /// The condition of the rows that it covers.
        #[serde(rename = "where", default, skip_serializing_if = "Option::is_none")]
        where_: Option<Box<Expression>>,
        /// The operator classes of elements by column name.
        #[serde(default, skip_serializing_if = "indexmap::IndexMap::is_empty")]
        ops: indexmap::IndexMap<String, String>,
    },
}

/// What an exclusion constraint compares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ExcludeElement {
    /// An expression.
    Expression(Box<Expression>),
    /// A column.
    Column(Name),
}
