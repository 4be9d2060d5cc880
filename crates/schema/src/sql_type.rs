//! SQL types.

mod families;
mod json;

pub use families::{
    ArrayKind, ArrayType, BinaryKind, BinaryType, BooleanKind, BooleanType, DialectType, EnumKind,
    EnumType, FloatKind, FloatType, IntegerKind, IntervalType, JsonKind, NumericKind, NumericType,
    StringKind, StringType, TemporalKind, TemporalType, UuidKind, UuidType,
};

use serde::{Deserialize, Serialize};

use crate::RareMap;

/// A SQL type, with the types that stand for it on some dialects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SqlType {
    /// What it is.
    pub family: TypeFamily,
    /// What takes its place, by dialect (`with_variant`).
    pub variants: RareMap<Self>,
    /// What Python calls it, where its family does not tell all of that.
    pub python: Option<Box<PythonType>>,
}

/// What Python calls a type: a class of the project's own, or arguments that no SQL shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PythonType {
    /// The module of its class, `sqlalchemy.sql.sqltypes`.
    pub module: String,
    /// What `repr()` gives, `Money(scale=2)`.
    pub repr: String,
    /// The dialects of `with_variant`; the other variants come from the class itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// The text that the project's `render_item` gave for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
}

/// What a type is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum TypeFamily {
    /// An unknown type.
    #[default]
    Null,
    /// Integers.
    Integer(IntegerKind),
    /// Text.
    String(StringType),
    /// Exact numbers.
    Numeric(NumericType),
    /// Floating point numbers.
    Float(FloatType),
    /// Dates and times.
    Temporal(TemporalType),
    /// Time spans.
    Interval(IntervalType),
    /// Bytes.
    Binary(BinaryType),
    /// Truth values.
    Boolean(BooleanType),
    /// One of a list of labels.
    Enum(EnumType),
    /// Universally unique identifiers.
    Uuid(UuidType),
    /// Arrays.
    Array(ArrayType),
    /// JSON documents.
    Json(JsonKind),
    /// Pickled Python objects, stored as bytes.
    Pickle,
    /// The result of a text match.
    Match,
    /// A tuple of values.
    Tuple,
    /// A type that the user wrote.
    UserDefined {
        /// What its `get_col_spec()` gave.
        sql: String,
    },
    /// A type that one dialect has.
    Dialect(DialectType),
}

impl SqlType {
    /// Returns the type that takes this one's place on a dialect: a variant, or itself.
    pub fn for_dialect(&self, dialect: &str) -> &Self {
        self.variants.get(dialect).unwrap_or(self)
    }
}

impl From<TypeFamily> for SqlType {
    fn from(family: TypeFamily) -> Self {
        Self {
            family,
            variants: RareMap::new(),
            python: None,
        }
    }
}

#[cfg(test)]
mod tests;
