//! SQL expressions.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};

use crate::{
    CompoundSelect, Delete, Insert, Label, Name, Query, Select, Sequence, SqlType, TextualSelect,
    Update, Value, is_default,
};

/// A SQL expression.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "expr", rename_all = "snake_case")]
pub enum Expression {
    /// SQL text with `:name` parameters.
    Text {
        /// The text; `\:` is a colon that starts no parameter.
        text: String,
        /// What is bound to the parameters, as `bind` expressions.
        #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
        binds: IndexMap<String, Self>,
    },
    /// SQL text that is rendered as it stands.
    LiteralColumn {
        /// The text.
        text: String,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
    },
    /// A parameter.
    Bind {
        /// The parameter's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<String>,
        /// What tells it from others of the name, which is then only the word before a count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anonymous: Option<u64>,
        /// What is bound; without it, the parameter has to be given when the statement is run.
        #[serde(
            default,
            deserialize_with = "present",
            skip_serializing_if = "Option::is_none"
        )]
        value: Option<Value>,
        /// The values of an expanding parameter (`IN`), instead of `value`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        values: Option<Vec<Value>>,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
        /// Whether a list is written as so many parameters (`IN`).
        #[serde(default, skip_serializing_if = "is_default")]
        expanding: bool,
        /// What stands around each value of an expanding parameter, with a parameter of its name in the value's place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        around: Option<Box<Self>>,
        /// Whether the value is written into the SQL even when the statement is run.
        #[serde(default, skip_serializing_if = "is_default")]
        literal_execute: bool,
        /// The place of its value among those that change when the statement is run again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slot: Option<usize>,
    },
    /// A literal that is written into the SQL always.
    InlineLiteral {
        /// The value.
        value: Value,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
    },
    /// A column.
    Column {
        /// The column's name.
        name: Name,
        /// The table's name; without it the column stands alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        table: Option<Name>,
        /// The table's schema.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        schema: Option<Name>,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
    },
    /// A call of a function.
    Function {
        /// The function's name, with its package where there is one.
        name: Name,
        /// The arguments.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        args: Vec<Self>,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
    },
    /// An operator between two expressions.
    Binary {
        /// The operator in SQL, upper case.
        operator: String,
        /// What stands on its left.
        left: Box<Self>,
        /// What stands on its right.
        right: Box<Self>,
        /// Additions such as `escape`.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        modifiers: Map<String, Json>,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
    },
    /// An operator before, or a modifier after, one expression.
    Unary {
        /// The operator in SQL: `NOT`, `-`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        operator: Option<String>,
        /// The modifier in SQL: `DESC`, `NULLS FIRST`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modifier: Option<String>,
        /// What it applies to.
        operand: Box<Self>,
    },
    /// Conditions that all hold.
    And {
        /// The conditions.
        clauses: Vec<Self>,
    },
    /// Conditions of which one holds.
    Or {
        /// The conditions.
        clauses: Vec<Self>,
    },
    /// `CAST`.
    Cast {
        /// What is cast.
        operand: Box<Self>,
        /// The type that it is cast to.
        #[serde(rename = "type")]
        sql_type: SqlType,
    },
    /// A change of type that SQL does not show.
    TypeCoerce {
        /// What gets another type.
        operand: Box<Self>,
        /// The type.
        #[serde(rename = "type")]
        sql_type: SqlType,
    },
    /// `COLLATE`.
    Collate {
        /// What is collated.
        operand: Box<Self>,
        /// The collation's name.
        collation: Name,
    },
    /// `NULL`.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `CASE`.
    Case {
        /// What the conditions are compared to, where there is such a thing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Box<Self>>,
        /// Pairs of condition and result.
        whens: Vec<(Self, Self)>,
        /// The result when no condition holds.
        #[serde(rename = "else", default, skip_serializing_if = "Option::is_none")]
        otherwise: Option<Box<Self>>,
    },
    /// A list of expressions.
    Tuple {
        /// The expressions.
        items: Vec<Self>,
        /// Whether parentheses stand around it.
        #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
        grouped: bool,
    },
    /// An expression in parentheses.
    Grouping {
        /// What stands in them.
        operand: Box<Self>,
    },
    /// The next value of a sequence.
    NextValue {
        /// The sequence.
        sequence: Box<Sequence>,
    },
    /// A statement with what it reads from.
    Query(Box<Query>),
    /// A column of a source of the query.
    SourceColumn {
        /// The place of the source in the query.
        #[serde(rename = "from")]
        source: usize,
        /// The column's name.
        name: Label,
        /// The type.
        #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
        sql_type: Option<SqlType>,
    },
    /// A source of the query that stands for its only column, or for its rows.
    SourceName {
        /// The place of the source in the query.
        #[serde(rename = "from")]
        source: usize,
    },
    /// An expression that has a name among the columns of the query.
    Label {
        /// The expression.
        operand: Box<Self>,
        /// Its name.
        name: Label,
    },
    /// The name of a column of the result.
    LabelReference {
        /// The name.
        name: Label,
    },
    /// A query in parentheses.
    Subquery {
        /// The query.
        query: Box<Self>,
    },
    /// A function over the rows around.
    Over {
        /// The call.
        function: Box<Self>,
        /// `PARTITION BY`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        partition_by: Vec<Self>,
        /// `ORDER BY`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        order_by: Vec<Self>,
        /// The frame: `ROWS`, `RANGE` or `GROUPS` with its two ends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        frame: Option<(String, FrameEnd, FrameEnd)>,
        /// What is left out of the frame.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        exclude: Option<String>,
    },
    /// A function over some of the rows only.
    Filter {
        /// The call.
        function: Box<Self>,
        /// Which rows.
        condition: Box<Self>,
    },
    /// A function over rows in an order.
    WithinGroup {
        /// The call.
        function: Box<Self>,
        /// The order.
        order_by: Vec<Self>,
    },
    /// `TRY_CAST`.
    TryCast {
        /// What is cast.
        operand: Box<Self>,
        /// The type that it is cast to.
        #[serde(rename = "type")]
        sql_type: SqlType,
    },
    /// `SELECT`.
    Select(Box<Select>),
    /// Queries with a word such as `UNION` between them.
    CompoundSelect(Box<CompoundSelect>),
    /// SQL text whose columns are known.
    TextualSelect(Box<TextualSelect>),
    /// `INSERT`.
    Insert(Box<Insert>),
    /// `UPDATE`.
    Update(Box<Update>),
    /// `DELETE`.
    Delete(Box<Delete>),
}

/// An end of a window's frame.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FrameEnd {
    /// The first row.
    UnboundedPreceding,
    /// The last row.
    UnboundedFollowing,
    /// The row itself.
    CurrentRow,
    /// So much before it.
    Preceding(Box<Expression>),
    /// So much after it.
    Following(Box<Expression>),
}

impl Expression {
    /// Returns SQL text without parameters.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            binds: IndexMap::new(),
        }
    }

    /// Returns a column that stands alone.
    pub fn column(name: impl Into<Name>) -> Self {
        Self::Column {
            name: name.into(),
            table: None,
            schema: None,
            sql_type: None,
        }
    }

    /// Returns the expressions that this one is made of; those of a statement are its own.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Text { binds, .. } => binds.values().collect(),
            Self::LiteralColumn { .. }
            | Self::Bind { .. }
            | Self::InlineLiteral { .. }
            | Self::Column { .. }
            | Self::SourceColumn { .. }
            | Self::SourceName { .. }
            | Self::LabelReference { .. }
            | Self::Null
            | Self::True
            | Self::False
            | Self::NextValue { .. }
            | Self::Query(_)
            | Self::Select(_)
            | Self::CompoundSelect(_)
            | Self::TextualSelect(_)
            | Self::Insert(_)
            | Self::Update(_)
            | Self::Delete(_)
            | Self::Subquery { .. } => Vec::new(),
            Self::Function { args, .. } => args.iter().collect(),
            Self::Binary { left, right, .. } => vec![left, right],
            Self::Unary { operand, .. }
            | Self::Cast { operand, .. }
            | Self::TryCast { operand, .. }
            | Self::TypeCoerce { operand, .. }
            | Self::Collate { operand, .. }
            | Self::Grouping { operand }
            | Self::Label { operand, .. } => vec![operand],
            Self::And { clauses } | Self::Or { clauses } => clauses.iter().collect(),
            Self::Case {
                value,
                whens,
                otherwise,
            } => {
                let branches = whens.iter().flat_map(|(when, then)| [when, then]);
                let value = value.iter().map(|value| &**value);
                let otherwise = otherwise.iter().map(|otherwise| &**otherwise);
                value.chain(branches).chain(otherwise).collect()
            }
            Self::Tuple { items, .. } => items.iter().collect(),
            Self::Over {
                function,
                partition_by,
                order_by,
                ..
            } => {
                let parts = partition_by.iter().chain(order_by);
                std::iter::once(&**function).chain(parts).collect()
            }
            Self::Filter {
                function,
                condition,
            } => vec![function, condition],
            Self::WithinGroup { function, order_by } => {
                std::iter::once(&**function).chain(order_by).collect()
            }
        }
    }
}

fn yes() -> bool {
    true
}

/// Reads a field that is present, so that `null` is a value and not an absence.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
