//! Columns and what belongs to one column.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{Constraint, DialectOptions, Expression, Name, RareMap, SqlType, Value, is_default};

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// The column's name.
    pub name: Name,
    /// The type.
    #[serde(rename = "type")]
    pub sql_type: SqlType,
    /// Whether it may hold `NULL`.
    pub nullable: bool,
    /// Whether the user left `nullable` open, so that a primary key constraint may decide it.
    #[serde(skip_serializing_if = "is_default")]
    pub nullable_unspecified: bool,
    /// Whether it is part of the primary key.
    #[serde(skip_serializing_if = "is_default")]
    pub primary_key: bool,
    /// Whether the database counts it up.
    #[serde(skip_serializing_if = "is_default")]
    pub autoincrement: Autoincrement,
    /// Whether a unique constraint, or with `index` a unique index, covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unique: Option<bool>,
    /// Whether an index covers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<bool>,
    /// Whether the database provides it itself.
    #[serde(skip_serializing_if = "is_default")]
    pub system: bool,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The default that the database applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_default: Option<ServerDefault>,
    /// What the database does with the column at an update.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_onupdate: Option<Box<ServerDefault>>,
    /// The default that is applied before a row reaches the database.
    #[serde(rename = "default", skip_serializing_if = "Option::is_none")]
    pub client_default: Option<ColumnDefault>,
    /// The expression that the database computes it with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub computed: Option<Box<Computed>>,
    /// The identity that the database generates it with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Box<Identity>>,
    /// The sequence that gives its default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<Box<Sequence>>,
    /// The columns that it refers to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
    /// Constraints that were given with the column.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// The choice about quoting its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<bool>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The user's own data.
    #[serde(skip_serializing_if = "RareMap::is_empty")]
    pub info: RareMap<Json>,
    /// The text that the project's `render_item` gave for it; empty where it leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
}

impl Column {
    /// Returns a nullable column.
    pub fn new(name: impl Into<Name>, sql_type: SqlType) -> Self {
        Self {
            name: name.into(),
            sql_type,
            nullable: true,
            ..Self::default()
        }
    }
}

/// Whether the database counts a column up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "AutoincrementForm", into = "AutoincrementForm")]
pub enum Autoincrement {
    /// Where it is an integer primary key of one column without foreign key.
    #[default]
    Auto,
    /// As `Auto`, and despite a foreign key.
    IgnoreForeignKey,
    /// Always.
    Yes,
    /// Never.
    No,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum AutoincrementForm {
    Flag(bool),
    Word(AutoincrementWord),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AutoincrementWord {
    Auto,
    IgnoreFk,
}

impl From<AutoincrementForm> for Autoincrement {
    fn from(form: AutoincrementForm) -> Self {
        match form {
            AutoincrementForm::Flag(true) => Self::Yes,
            AutoincrementForm::Flag(false) => Self::No,
            AutoincrementForm::Word(AutoincrementWord::Auto) => Self::Auto,
            AutoincrementForm::Word(AutoincrementWord::IgnoreFk) => Self::IgnoreForeignKey,
        }
    }
}

impl From<Autoincrement> for AutoincrementForm {
    fn from(value: Autoincrement) -> Self {
        match value {
            Autoincrement::Yes => Self::Flag(true),
            Autoincrement::No => Self::Flag(false),
            Autoincrement::Auto => Self::Word(AutoincrementWord::Auto),
            Autoincrement::IgnoreForeignKey => Self::Word(AutoincrementWord::IgnoreFk),
        }
    }
}

/// A default that the database applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ServerDefault {
    /// A text, rendered as a quoted literal.
    String {
        /// The text.
        value: String,
    },
    /// An expression.
    Expression {
        /// The expression.
        expression: Box<Expression>,
    },
    /// A default that the database has and the model does not tell.
    Fetched,
    /// A computed column; only `alter_column` passes it in this place.
    Computed(Box<Computed>),
    /// An identity; only `alter_column` passes it in this place.
    Identity(Box<Identity>),
    /// The text that the project's `render_item` gave for a default; only scripts have it.
    Rendered {
        /// The text.
        text: String,
    },
}

/// A default that is applied before a row reaches the database.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ColumnDefault {
    /// A value.
    Scalar {
        /// The value.
        value: Value,
    },
    /// An expression.
    Expression {
        /// The expression.
        expression: Box<Expression>,
    },
    /// A Python function.
    Callable,
}

/// The expression of a computed column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    /// The expression.
    pub sqltext: Expression,
    /// Whether the value is stored; without it the database decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persisted: Option<bool>,
}

/// The identity of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Identity {
    /// Whether a value that an insert gives is refused; without it Oracle decides, and elsewhere it is
    /// not.
    #[serde(skip_serializing_if = "is_by_default")]
    pub always: Option<bool>,
    /// Whether it is generated when an insert gives `NULL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_null: Option<bool>,
    /// How it counts.
    #[serde(flatten)]
    pub options: SequenceOptions,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            always: Some(false),
            on_null: None,
            options: SequenceOptions::default(),
        }
    }
}

fn is_by_default(always: &Option<bool>) -> bool {
    *always == Some(false)
}

/// How a sequence counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SequenceOptions {
    /// The first value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// The step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increment: Option<i64>,
    /// The least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minvalue: Option<i64>,
    /// The greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maxvalue: Option<i64>,
    /// Whether it says that there is no least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nominvalue: Option<bool>,
    /// Whether it says that there is no greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nomaxvalue: Option<bool>,
    /// Whether it starts again at its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cycle: Option<bool>,
    /// How many values are kept in memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<i64>,
    /// Whether values come in the order of the requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<bool>,
}

/// A sequence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sequence {
    /// The name.
    pub name: Name,
    /// The schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether it is only used where the database has no other way of counting.
    #[serde(skip_serializing_if = "is_default")]
    pub optional: bool,
    /// The type of its values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<SqlType>,
    /// How it counts.
    #[serde(flatten)]
    pub options: SequenceOptions,
}

/// A reference from one column to another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForeignKey {
    /// The column referred to, `users.id` or `schema.users.id`.
    pub column: String,
    /// The name of the constraint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Whether the constraint is added by `ALTER` after its table.
    #[serde(skip_serializing_if = "is_default")]
    pub use_alter: bool,
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
    /// Whether `column` names the column by its name rather than its key.
    #[serde(skip_serializing_if = "is_default")]
    pub link_to_name: bool,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Options of dialects.
    #[serde(skip_serializing_if = "DialectOptions::is_empty")]
    pub dialect_options: DialectOptions,
    /// The user's own data.
    #[serde(skip_serializing_if = "RareMap::is_empty")]
    pub info: RareMap<Json>,
}
