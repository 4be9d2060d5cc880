//! From the declared type of a column to the type that it stands for.
//!
//! SQLite takes any word for a type and derives an affinity from the letters in it. Words that
//! SQLAlchemy knows give their own type; of the others the affinity decides.

use std::sync::LazyLock;

use alembic_schema::{
    BinaryKind, BinaryType, BooleanKind, BooleanType, DialectType, FloatKind, FloatType,
    IntegerKind, NumericKind, NumericType, SqlType, StringKind, StringType, TemporalKind,
    TemporalType, TypeFamily,
};
use regex::Regex;

use crate::warnings::warn;

/// Returns the type that an upper-case declaration stands for.
pub(super) fn resolve(declared: &str) -> SqlType {
    static DECLARATION: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(?<word>[\w ]+)(?<arguments>\(.*?\))?").ok());
    let captures = DECLARATION
        .as_ref()
        .and_then(|pattern| pattern.captures(declared));
    let group = |name: &str| {
        captures
            .as_ref()
            .and_then(|captures| captures.name(name))
            .map(|found| found.as_str())
    };
    let word = group("word").unwrap_or_default();
    let numbers = numbers(group("arguments").unwrap_or_default());
    known(word)
        .unwrap_or_else(|| by_affinity(word))
        .with_arguments(&numbers)
}

fn numbers(arguments: &str) -> Vec<i64> {
    arguments
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

/// A type without its arguments.
enum Declared {
    Integer(IntegerKind),
    String(StringKind),
    Numeric(NumericKind),
    Float(FloatKind),
    Temporal(TemporalKind),
    Boolean,
    Blob,
    Json(&'static str),
    Null,
}

fn known(word: &str) -> Option<Declared> {
    Some(match word {
        "BIGINT" => Declared::Integer(IntegerKind::SqlBigint),
        "INT" | "INTEGER" => Declared::Integer(IntegerKind::SqlInteger),
        "SMALLINT" => Declared::Integer(IntegerKind::SqlSmallint),
        "BLOB" => Declared::Blob,
        "BOOL" | "BOOLEAN" => Declared::Boolean,
        "CHAR" => Declared::String(StringKind::Char),
        "NCHAR" => Declared::String(StringKind::Nchar),
        "VARCHAR" => Declared::String(StringKind::Varchar),
        "NVARCHAR" => Declared::String(StringKind::Nvarchar),
        "TEXT" => Declared::String(StringKind::SqlText),
        "DATE" | "DATE_CHAR" => Declared::Temporal(TemporalKind::SqlDate),
        "DATETIME" | "DATETIME_CHAR" => Declared::Temporal(TemporalKind::SqlDatetime),
        "TIME" | "TIME_CHAR" => Declared::Temporal(TemporalKind::SqlTime),
        "TIMESTAMP" => Declared::Temporal(TemporalKind::Timestamp),
        "DOUBLE" => Declared::Float(FloatKind::SqlDouble),
        "FLOAT" => Declared::Float(FloatKind::SqlFloat),
        "REAL" => Declared::Float(FloatKind::Real),
        "DECIMAL" => Declared::Numeric(NumericKind::Decimal),
        "NUMERIC" => Declared::Numeric(NumericKind::SqlNumeric),
        "JSON" => Declared::Json("JSON"),
        "JSONB" => Declared::Json("JSONB"),
        _ => return None,
    })
}

fn by_affinity(word: &str) -> Declared {
    let has = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    if has(&["INT"]) {
        Declared::Integer(IntegerKind::SqlInteger)
    } else if has(&["CHAR", "CLOB", "TEXT"]) {
        Declared::String(StringKind::SqlText)
    } else if word.is_empty() || has(&["BLOB"]) {
        Declared::Null
    } else if has(&["REAL", "FLOA", "DOUB"]) {
        Declared::Float(FloatKind::Real)
    } else {
        Declared::Numeric(NumericKind::SqlNumeric)
    }
}

impl Declared {
    /// Returns the type with as many of the arguments as its class takes.
    ///
    /// A class that takes fewer gets none, with SQLAlchemy's warning.
    fn with_arguments(self, numbers: &[i64]) -> SqlType {
        let (limit, class_name) = match &self {
            Self::Integer(kind) => (0, kind.class_name()),
            Self::Json(name) => (1, *name),
            Self::Null => (0, "NullType"),
            Self::String(kind) => (2, kind.class_name()),
            Self::Blob => (1, "BLOB"),
            Self::Temporal(kind @ TemporalKind::SqlDate) => (0, kind.class_name()),
            Self::Temporal(kind) => (1, kind.class_name()),
            Self::Boolean => (2, "BOOLEAN"),
            Self::Numeric(kind) => (2, kind.class_name()),
            Self::Float(kind) => (2, kind.class_name()),
        };
        let numbers = if numbers.len() > limit {
            let shown: Vec<String> = numbers.iter().map(|number| format!("'{number}'")).collect();
            warn(format!(
                "Could not instantiate type <class 'sqlalchemy.sql.sqltypes.{class_name}'> with \
                 reflected arguments [{}]; using no arguments.",
                shown.join(", ")
            ));
            &[]
        } else {
            numbers
        };
        let first = numbers.first().copied();
        let length = first.and_then(|number| u64::try_from(number).ok());
        SqlType::from(match self {
            Self::Integer(kind) => TypeFamily::Integer(kind),
            Self::String(kind) => TypeFamily::String(StringType {
                kind,
                length,
                ..StringType::default()
            }),
            Self::Numeric(kind) => TypeFamily::Numeric(NumericType {
                kind,
                precision: first,
                scale: numbers.get(1).copied(),
            }),
            Self::Float(kind) => TypeFamily::Float(FloatType {
                kind,
                precision: first,
            }),
            Self::Temporal(kind) => TypeFamily::Temporal(TemporalType {
                kind,
                timezone: first.is_some_and(|number| number != 0),
            }),
            Self::Boolean => TypeFamily::Boolean(BooleanType {
                kind: BooleanKind::SqlBoolean,
                ..BooleanType::default()
            }),
            Self::Blob => TypeFamily::Binary(BinaryType {
                kind: BinaryKind::Blob,
                length,
            }),
            Self::Json(class_name) => TypeFamily::Dialect(DialectType {
                dialect: "sqlite".to_owned(),
                class_name: class_name.to_owned(),
                ..DialectType::default()
            }),
            Self::Null => TypeFamily::Null,
        })
    }
}
