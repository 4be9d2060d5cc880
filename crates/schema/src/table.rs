//! Tables and indexes.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    Column, Constraint, DialectOptions, Expression, Name, NamingConvention, RareMap, is_default,
};

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Table {
    /// The name.
    pub name: Name,
    /// The schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The constraints that do not stand with a column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// The indexes that do not stand with a column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<Index>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Words between `CREATE` and `TABLE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prefixes: Vec<String>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The naming convention of the table's metadata.
    #[serde(skip_serializing_if = "NamingConvention::is_empty")]
    pub naming_convention: NamingConvention,
    /// The user's own data.
    #[serde(skip_serializing_if = "RareMap::is_empty")]
    pub info: RareMap<Json>,
}

impl Table {
    /// Returns the column of a name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// An index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The name.
    #[serde(default)]
    pub name: Option<Name>,
    /// What is indexed; a plain column is a column expression.
    pub expressions: Vec<Expression>,
    /// Whether no two rows may be alike.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// Options of dialects.
    #[serde(default, skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The user's own data.
    #[serde(default, skip_serializing_if = "RareMap::is_empty")]
    pub info: RareMap<Json>,
}

/// What may stand among the arguments of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TableItem {
    /// A constraint.
    Constraint(Box<Constraint>),
    /// An index.
    Index(Index),
    /// A column.
    Column(Box<Column>),
}
