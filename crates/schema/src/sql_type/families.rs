//! The fields of each family of types.
//!
//! A `kind` is SQLAlchemy's class: it tells `String` from `Text` and the generic `Integer` from the
//! SQL-standard `INTEGER`, whose variants here begin with `Sql` where both exist.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use crate::{Name, SqlType, is_default};

macro_rules! kinds {
    ($(#[$meta:meta])* $name:ident { $($(#[$first:meta])* $variant:ident = $tag:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(
                #[doc = concat!("SQLAlchemy's `", $tag, "`.")]
                #[serde(rename = $tag)]
                $(#[$first])*
                $variant,
            )+
        }

        impl $name {
            /// Returns the kind of a class name.
            pub fn from_class_name(name: &str) -> Option<Self> {
                match name {
                    $($tag => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// Returns SQLAlchemy's class name.
            pub fn class_name(self) -> &'static str {
                match self {
                    $(Self::$variant => $tag,)+
                }
            }
        }
    };
}

kinds! {
    /// The integer types.
    IntegerKind {
        #[default]
        Integer = "Integer",
        SmallInteger = "SmallInteger",
        BigInteger = "BigInteger",
        SqlInteger = "INTEGER",
        SqlSmallint = "SMALLINT",
        SqlBigint = "BIGINT",
    }
}

kinds! {
    /// The text types.
    StringKind {
        #[default]
        String = "String",
        Unicode = "Unicode",
        Text = "Text",
        UnicodeText = "UnicodeText",
        Char = "CHAR",
        Varchar = "VARCHAR",
        Nchar = "NCHAR",
        Nvarchar = "NVARCHAR",
        SqlText = "TEXT",
        Clob = "CLOB",
    }
}

kinds! {
    /// The exact number types.
    NumericKind {
        #[default]
        Numeric = "Numeric",
        Decimal = "DECIMAL",
        SqlNumeric = "NUMERIC",
    }
}

kinds! {
    /// The floating point types.
    FloatKind {
        #[default]
        Float = "Float",
        Double = "Double",
        SqlFloat = "FLOAT",
        Real = "REAL",
        SqlDouble = "DOUBLE",
        DoublePrecision = "DOUBLE_PRECISION",
    }
}

kinds! {
    /// The date and time types.
    TemporalKind {
        #[default]
        DateTime = "DateTime",
        Date = "Date",
        Time = "Time",
        Timestamp = "TIMESTAMP",
        SqlDatetime = "DATETIME",
        SqlDate = "DATE",
        SqlTime = "TIME",
    }
}

kinds! {
    /// The types of bytes.
    BinaryKind {
        #[default]
        LargeBinary = "LargeBinary",
        Blob = "BLOB",
        Binary = "BINARY",
        Varbinary = "VARBINARY",
    }
}

kinds! {
    /// The types of truth values.
    BooleanKind {
        #[default]
        Boolean = "Boolean",
        SqlBoolean = "BOOLEAN",
    }
}

kinds! {
    /// The enumeration types.
    EnumKind {
        #[default]
        Enum = "Enum",
        Postgresql = "postgresql.ENUM",
    }
}

kinds! {
    /// The types of unique identifiers.
    UuidKind {
        #[default]
        Uuid = "Uuid",
        SqlUuid = "UUID",
    }
}

kinds! {
    /// The array types.
    ArrayKind {
        #[default]
        Array = "ARRAY",
        Postgresql = "postgresql.ARRAY",
    }
}

kinds! {
    /// The types of JSON documents.
    JsonKind {
        #[default]
        Json = "JSON",
    }
}

/// A text type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StringType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: StringKind,
    /// The greatest number of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// The collation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

/// An exact number type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NumericType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: NumericKind,
    /// The number of digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<i64>,
    /// The number of digits after the point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<i64>,
}

/// A floating point type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FloatType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: FloatKind,
    /// The precision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<i64>,
}

/// A date or time type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TemporalType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: TemporalKind,
    /// Whether it knows time zones.
    #[serde(skip_serializing_if = "is_default")]
    pub timezone: bool,
}

/// The type of time spans.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct IntervalType {
    /// Whether the database's own type is used where there is one.
    #[serde(skip_serializing_if = "Clone::clone")]
    pub native: bool,
    /// The digits of the seconds' fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_precision: Option<i64>,
    /// The digits of the days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_precision: Option<i64>,
}

impl Default for IntervalType {
    fn default() -> Self {
        Self {
            native: true,
            second_precision: None,
            day_precision: None,
        }
    }
}

/// A type of bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BinaryType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: BinaryKind,
    /// The greatest number of bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
}

/// A type of truth values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BooleanType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: BooleanKind,
    /// The name of the check constraint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// Whether a check constraint guards the values where the database has no such type.
    #[serde(skip_serializing_if = "is_default")]
    pub create_constraint: bool,
}

/// An enumeration type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnumType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: EnumKind,
    /// The labels.
    pub values: Vec<String>,
    /// The name of the type, or of the check constraint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
    /// The schema of the type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// Whether the database's own type is used where there is one.
    #[serde(skip_serializing_if = "Clone::clone")]
    pub native_enum: bool,
    /// Whether a check constraint guards the values where the database has no such type.
    #[serde(skip_serializing_if = "is_default")]
    pub create_constraint: bool,
    /// The length of the text type that stands in; without it, that of the longest label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u64>,
    /// Whether the type is created with the table.
    #[serde(skip_serializing_if = "Clone::clone")]
    pub create_type: bool,
    /// Whether Python refuses values that are no labels.
    #[serde(skip_serializing_if = "is_default")]
    pub validate_strings: bool,
    /// Whether the type takes the table's schema.
    #[serde(skip_serializing_if = "is_default")]
    pub inherit_schema: bool,
    /// The collation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
}

impl Default for EnumType {
    fn default() -> Self {
        Self {
            kind: EnumKind::Enum,
            values: Vec::new(),
            name: None,
            schema: None,
            native_enum: true,
            create_constraint: false,
            length: None,
            create_type: true,
            validate_strings: false,
            inherit_schema: false,
            collation: None,
        }
    }
}

/// A type of unique identifiers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UuidType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: UuidKind,
    /// Whether the database's own type is used where there is one.
    #[serde(skip_serializing_if = "Clone::clone")]
    pub native_uuid: bool,
    /// Whether Python has objects for the values, and not texts; only parameters tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_uuid: Option<bool>,
}

impl Default for UuidType {
    fn default() -> Self {
        Self {
            kind: UuidKind::Uuid,
            native_uuid: true,
            as_uuid: None,
        }
    }
}

/// An array type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArrayType {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: ArrayKind,
    /// The type of the items.
    pub item_type: Box<SqlType>,
    /// The number of dimensions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<u64>,
}

/// A type that one dialect has, with the arguments of its constructor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DialectType {
    /// The dialect, `postgresql`.
    pub dialect: String,
    /// The class, `JSONB`.
    pub class_name: String,
    /// The arguments by name.
    pub fields: Map<String, Json>,
}

impl DialectType {
    /// Returns an argument that is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.fields.get(name).and_then(Json::as_i64)
    }

    /// Returns an argument that is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.get(name).and_then(Json::as_str)
    }

    /// Returns whether an argument is `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.fields.get(name).and_then(Json::as_bool) == Some(true)
    }

    /// Returns an argument that is a list of texts.
    pub fn texts(&self, name: &str) -> Option<Vec<&str>> {
        self.fields
            .get(name)?
            .as_array()?
            .iter()
            .map(Json::as_str)
            .collect()
    }

    /// Returns an argument in the form of a noun, such as a type or an expression.
    pub fn noun<T: serde::de::DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_value(self.fields.get(name)?.clone()).ok()
    }
}
