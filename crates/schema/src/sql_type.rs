//! SQL types.

mod families;
mod json;

pub use families::{
    ArrayKind, ArrayType, BinaryKind, BinaryType, BooleanKind, BooleanType, DialectType, EnumKind,
    EnumType, FloatKind, FloatType, IntegerKind, IntervalType, JsonKind, NumericKind, NumericType,
    StringKind, StringType, TemporalKind, TemporalType, UuidKind, UuidType,
};

use indexmap::IndexMap;

/// A SQL type, with the types that stand for it on some dialects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SqlType {
    /// What it is.
    pub family: TypeFamily,
    /// What takes its place, by dialect (`with_variant`).
    pub variants: IndexMap<String, Self>,
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
            variants: IndexMap::new(),
        }
    }
}

#[cfg(test)]
mod tests;
