//! The SQL of types that most databases share.

use alembic_schema::{
    BinaryKind, DialectType, EnumType, FloatKind, IntegerKind, NumericKind, SqlType, StringKind,
    StringType, TemporalKind, TypeFamily, UuidKind,
};

use crate::{Compiler, DialectError};

/// What kind of values a type has, by which SQLAlchemy compares types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Affinity {
    /// Integers.
    Integer,
    /// Exact numbers.
    Numeric,
    /// Floating point numbers.
    Float,
    /// Text, enumerations among it.
    String,
    /// Bytes.
    Binary,
    /// Truth values.
    Boolean,
    /// Dates with times.
    DateTime,
    /// Dates.
    Date,
    /// Times.
    Time,
    /// Time spans.
    Interval,
    /// JSON documents.
    Json,
    /// Arrays.
    Array,
    /// Unique identifiers.
    Uuid,
    /// Something else.
    Other,
}

impl Compiler<'_> {
    /// Returns the SQL of a type.
    pub fn sql_type(&self, sql_type: &SqlType) -> Result<String, DialectError> {
        let sql_type = sql_type.for_dialect(self.dialect.name());
        if let Some(own) = self.dialect.own_type(self, sql_type) {
            return own;
        }
        Ok(match &sql_type.family {
            TypeFamily::Null => return Err(DialectError::MissingType),
            TypeFamily::Integer(kind) => match kind {
                IntegerKind::Integer | IntegerKind::SqlInteger => "INTEGER",
                IntegerKind::SmallInteger | IntegerKind::SqlSmallint => "SMALLINT",
                IntegerKind::BigInteger | IntegerKind::SqlBigint => "BIGINT",
            }
            .to_owned(),
            TypeFamily::String(string) => self.string_type(string),
            TypeFamily::Numeric(numeric) => with_digits(
                match numeric.kind {
                    NumericKind::Numeric | NumericKind::SqlNumeric => "NUMERIC",
                    NumericKind::Decimal => "DECIMAL",
                },
                numeric.precision,
                numeric.scale,
            ),
            TypeFamily::Float(float) => match float.kind {
                FloatKind::Float | FloatKind::SqlFloat => "FLOAT",
                FloatKind::Double | FloatKind::SqlDouble => "DOUBLE",
                FloatKind::Real => "REAL",
                FloatKind::DoublePrecision => "DOUBLE PRECISION",
            }
            .to_owned(),
            TypeFamily::Temporal(temporal) => match temporal.kind {
                TemporalKind::DateTime | TemporalKind::SqlDatetime => "DATETIME",
                TemporalKind::Date | TemporalKind::SqlDate => "DATE",
                TemporalKind::Time | TemporalKind::SqlTime => "TIME",
                TemporalKind::Timestamp => "TIMESTAMP",
            }
            .to_owned(),
            TypeFamily::Interval(_) => "DATETIME".to_owned(),
            TypeFamily::Binary(binary) => match binary.kind {
                BinaryKind::LargeBinary | BinaryKind::Blob => "BLOB".to_owned(),
                BinaryKind::Binary => with_length("BINARY", binary.length),
                BinaryKind::Varbinary => with_length("VARBINARY", binary.length),
            },
            TypeFamily::Boolean(_) | TypeFamily::Match => "BOOLEAN".to_owned(),
            TypeFamily::Enum(enumeration) => self.dialect.enum_type(self, enumeration)?,
            TypeFamily::Uuid(uuid) => {
                let native = uuid.kind == UuidKind::SqlUuid
                    || (uuid.native_uuid && self.dialect.supports_native_uuid(self));
                if native { "UUID" } else { "CHAR(32)" }.to_owned()
            }
            TypeFamily::Array(_) => return Err(self.unrenderable("ARRAY")),
            TypeFamily::Json(_) => return Err(self.unrenderable("JSON")),
            TypeFamily::Tuple => return Err(self.unrenderable("TupleType")),
            TypeFamily::Pickle => "BLOB".to_owned(),
            TypeFamily::UserDefined { sql } => sql.clone(),
            TypeFamily::Dialect(own) => match standard_type(own) {
                Some(standard) => self.sql_type(&standard)?,
                None => return Err(self.unrenderable(&own.class_name)),
            },
        })
    }

    fn string_type(&self, string: &StringType) -> String {
        let name = match string.kind {
            StringKind::String | StringKind::Unicode | StringKind::Varchar => "VARCHAR",
            StringKind::Text | StringKind::UnicodeText | StringKind::SqlText => "TEXT",
            StringKind::Char => "CHAR",
            StringKind::Nchar => "NCHAR",
            StringKind::Nvarchar => "NVARCHAR",
            StringKind::Clob => return "CLOB".to_owned(),
        };
        let mut text = with_length(name, string.length);
        if let Some(collation) = &string.collation {
            text.push_str(" COLLATE ");
            text.push_str(&self.collation_name(collation));
        }
        text
    }

    /// Returns the text type that stands in for an enumeration.
    pub(crate) fn enum_as_text(&self, enumeration: &EnumType) -> String {
        self.string_type(&enum_string(enumeration))
    }

    pub(crate) fn unrenderable(&self, element: &str) -> DialectError {
        DialectError::Unrenderable {
            compiler: self.dialect.compiler_names().0,
            element: element.to_owned(),
        }
    }

    /// Returns what kind of values a type has.
    pub fn affinity(&self, sql_type: &SqlType) -> Affinity {
        match &sql_type.family {
            TypeFamily::Integer(_) => Affinity::Integer,
            TypeFamily::String(_) | TypeFamily::Enum(_) => Affinity::String,
            TypeFamily::Numeric(_) => Affinity::Numeric,
            TypeFamily::Float(_) => Affinity::Float,
            TypeFamily::Temporal(temporal) => match temporal.kind {
                TemporalKind::Date | TemporalKind::SqlDate => Affinity::Date,
                TemporalKind::Time | TemporalKind::SqlTime => Affinity::Time,
                _ => Affinity::DateTime,
            },
            TypeFamily::Interval(_) => Affinity::Interval,
            TypeFamily::Binary(_) | TypeFamily::Pickle => Affinity::Binary,
            TypeFamily::Boolean(_) | TypeFamily::Match => Affinity::Boolean,
            TypeFamily::Uuid(_) => Affinity::Uuid,
            TypeFamily::Array(_) => Affinity::Array,
            TypeFamily::Json(_) => Affinity::Json,
            TypeFamily::Null | TypeFamily::Tuple | TypeFamily::UserDefined { .. } => {
                Affinity::Other
            }
            TypeFamily::Dialect(own) => match own.class_name.as_str() {
                "TINYINT" | "MEDIUMINT" | "YEAR" => Affinity::Integer,
                "TINYTEXT" | "MEDIUMTEXT" | "LONGTEXT" | "ENUM" | "SET" | "CITEXT" => {
                    Affinity::String
                }
                "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" | "BYTEA" => Affinity::Binary,
                "JSONB" => Affinity::Json,
                "INTERVAL" => Affinity::Interval,
                _ => {
                    standard_type(own).map_or(Affinity::Other, |standard| self.affinity(&standard))
                }
            },
        }
    }
}

/// Returns a type of a dialect as the standard type of the same name, without what only the
/// dialect knows.
pub(crate) fn standard_type(own: &DialectType) -> Option<SqlType> {
    let class_name = match (own.dialect.as_str(), own.class_name.as_str()) {
        // SQLite's classes are the general ones with a text format.
        ("sqlite", "DATETIME") => "DateTime",
        ("sqlite", "DATE") => "Date",
        ("sqlite", "TIME") => "Time",
        (_, class_name) => class_name,
    };
    let mut fields = own.fields.clone();
    fields.insert("type".to_owned(), class_name.into());
    serde_json::from_value(serde_json::Value::Object(fields)).ok()
}

/// Returns the text type that stands in for an enumeration.
pub(crate) fn enum_string(enumeration: &EnumType) -> StringType {
    let longest = enumeration
        .values
        .iter()
        .map(|label| label.chars().count() as u64)
        .max();
    StringType {
        kind: StringKind::Varchar,
        length: enumeration.length.or(longest),
        collation: enumeration.collation.clone(),
    }
}

/// Returns a type with its length in parentheses, where it has one.
pub(crate) fn with_length(name: &str, length: Option<u64>) -> String {
    match length {
        None | Some(0) => name.to_owned(),
        Some(length) => format!("{name}({length})"),
    }
}

/// Returns a type with its digits in parentheses, where they are given.
pub(crate) fn with_digits(name: &str, precision: Option<i64>, scale: Option<i64>) -> String {
    match (precision, scale) {
        (None, _) => name.to_owned(),
        (Some(precision), None) => format!("{name}({precision})"),
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
    }
}
