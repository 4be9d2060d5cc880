//! From the server's words for a type to the type.

use alembic_schema::{
    ArrayKind, ArrayType, BooleanKind, BooleanType, DialectType, EnumKind, EnumType, FloatKind,
    FloatType, IntegerKind, Name, NumericKind, NumericType, SqlType, StringKind, StringType,
    TemporalKind, TemporalType, TypeFamily, UuidKind, UuidType,
};
use serde_json::{Map, Value as Json, json};

use crate::inspect::WARNINGS;

/// A type that the database's users have made.
#[derive(Clone, Debug)]
pub(super) enum NamedType {
    /// An enumeration.
    Enum {
        name: String,
        schema: Option<String>,
        labels: Vec<String>,
    },
    /// A domain.
    Domain(Box<Domain>),
}

/// A domain.
#[derive(Clone, Debug, Default)]
pub(super) struct Domain {
    pub(super) name: String,
    /// The schema, unless an unqualified name finds the domain.
    pub(super) schema: Option<String>,
    pub(super) base: String,
    pub(super) default: Option<String>,
    pub(super) not_null: bool,
    pub(super) collation: Option<String>,
    /// The name and condition of the first check constraint.
    pub(super) check: Option<(String, String)>,
}

/// Returns the type that `format_type()` writes so, of a thing that a warning names.
pub(super) fn resolve(
    written: &str,
    collation: Option<&str>,
    named: Option<&NamedType>,
    subject: &str,
) -> SqlType {
    let (element, is_array) = match written.find("[]") {
        Some(position) => (&written[..position], true),
        None => (written, false),
    };
    let (word, arguments) = split_arguments(element);
    let Some(sql_type) = element_type(&word, &arguments, collation, named) else {
        log::warn!(
            target: WARNINGS,
            "SAWarning: Did not recognize type '{word}' of {subject}"
        );
        return SqlType::default();
    };
    if !is_array {
        return sql_type;
    }
    SqlType::from(TypeFamily::Array(ArrayType {
        kind: ArrayKind::Postgresql,
        item_type: Box::new(sql_type),
        dimensions: None,
    }))
}

/// Returns a type without its parentheses, and what stood in them.
///
/// They may stand in the middle: `timestamp(3) with time zone`.
fn split_arguments(written: &str) -> (String, Vec<&str>) {
    match (written.find('('), written.rfind(')')) {
        (Some(open), Some(close)) if open < close => {
            let inside = &written[open + 1..close];
            let arguments = if inside.is_empty() {
                Vec::new()
            } else {
                inside.split(',').map(str::trim).collect()
            };
            (
                format!("{}{}", &written[..open], &written[close + 1..]),
                arguments,
            )
        }
        _ => (written.to_owned(), Vec::new()),
    }
}

fn element_type(
    word: &str,
    arguments: &[&str],
    collation: Option<&str>,
    named: Option<&NamedType>,
) -> Option<SqlType> {
    let first = arguments
        .first()
        .and_then(|argument| argument.parse::<i64>().ok());
    let second = arguments
        .get(1)
        .and_then(|argument| argument.parse::<i64>().ok());
    let length = first.and_then(|length| u64::try_from(length).ok());
    let text = |kind| {
        TypeFamily::String(StringType {
            kind,
            length,
            collation: collation.map(str::to_owned),
        })
    };
    let integer = TypeFamily::Integer;
    let float = |kind, precision| TypeFamily::Float(FloatType { kind, precision });
    Some(SqlType::from(match word.to_lowercase().as_str() {
        "integer" => integer(IntegerKind::SqlInteger),
        "bigint" => integer(IntegerKind::SqlBigint),
        "smallint" => integer(IntegerKind::SqlSmallint),
        "character varying" => text(StringKind::Varchar),
        "character" => text(StringKind::Char),
        "\"char\"" | "name" => text(StringKind::String),
        "text" => text(StringKind::SqlText),
        "numeric" => TypeFamily::Numeric(NumericType {
            kind: NumericKind::SqlNumeric,
            // A precision comes with a scale always.
            precision: second.and(first),
            scale: second,
        }),
        "float" => float(FloatKind::SqlFloat, first),
        "real" => float(FloatKind::Real, first),
        "double precision" => float(FloatKind::DoublePrecision, Some(53)),
        "date" => TypeFamily::Temporal(TemporalType {
            kind: TemporalKind::SqlDate,
            timezone: false,
        }),
        "boolean" => TypeFamily::Boolean(BooleanType {
            kind: BooleanKind::SqlBoolean,
            ..BooleanType::default()
        }),
        "uuid" => TypeFamily::Uuid(UuidType {
            kind: UuidKind::SqlUuid,
            ..UuidType::default()
        }),
        lower => return own_type(lower, first, collation).or_else(|| named_type(named)),
    }))
}

/// Returns a type that only PostgreSQL has.
fn own_type(word: &str, first: Option<i64>, collation: Option<&str>) -> Option<SqlType> {
    let mut fields = Map::new();
    let mut set = |name: &str, value: Json| {
        if !value.is_null() {
            fields.insert(name.to_owned(), value);
        }
    };
    let class_name = match word {
        "timestamp" | "timestamp without time zone" | "timestamp with time zone" => {
            if word.ends_with("with time zone") {
                set("timezone", json!(true));
            }
            set("precision", json!(first));
            "TIMESTAMP"
        }
        "time" | "time without time zone" | "time with time zone" => {
            if word.ends_with("with time zone") {
                set("timezone", json!(true));
            }
            set("precision", json!(first));
            "TIME"
        }
        "bit" => {
            set("length", json!(first.unwrap_or(1)));
            "BIT"
        }
        "bit varying" => {
            set("length", json!(first));
            set("varying", json!(true));
            "BIT"
        }
        "bytea" => "BYTEA",
        "citext" => {
            set("collation", json!(collation));
            "CITEXT"
        }
        "interval" => {
            set("precision", json!(first));
            "INTERVAL"
        }
        word if word.starts_with("interval ") => {
            set("fields", json!(word["interval ".len()..].trim()));
            set("precision", json!(first));
            "INTERVAL"
        }
        word => OWN_TYPES.iter().find(|(known, _)| *known == word)?.1,
    };
    Some(SqlType::from(TypeFamily::Dialect(DialectType {
        dialect: "postgresql".to_owned(),
        class_name: class_name.to_owned(),
        fields,
    })))
}

/// The types without arguments.
const OWN_TYPES: [(&str, &str); 25] = [
    ("cidr", "CIDR"),
    ("datemultirange", "DATEMULTIRANGE"),
    ("daterange", "DATERANGE"),
    ("hstore", "HSTORE"),
    ("inet", "INET"),
    ("int4multirange", "INT4MULTIRANGE"),
    ("int4range", "INT4RANGE"),
    ("int8multirange", "INT8MULTIRANGE"),
    ("int8range", "INT8RANGE"),
    ("json", "JSON"),
    ("jsonb", "JSONB"),
    ("macaddr", "MACADDR"),
    ("macaddr8", "MACADDR8"),
    ("money", "MONEY"),
    ("nummultirange", "NUMMULTIRANGE"),
    ("numrange", "NUMRANGE"),
    ("oid", "OID"),
    ("regclass", "REGCLASS"),
    ("regconfig", "REGCONFIG"),
    ("tsmultirange", "TSMULTIRANGE"),
    ("tsquery", "TSQUERY"),
    ("tsrange", "TSRANGE"),
    ("tstzmultirange", "TSTZMULTIRANGE"),
    ("tstzrange", "TSTZRANGE"),
    ("tsvector", "TSVECTOR"),
];

fn named_type(named: Option<&NamedType>) -> Option<SqlType> {
    Some(match named? {
        NamedType::Enum {
            name,
            schema,
            labels,
        } => SqlType::from(TypeFamily::Enum(EnumType {
            kind: EnumKind::Postgresql,
            values: labels.clone(),
            name: Some(Name::from(name.as_str())),
            schema: schema.as_deref().map(Name::from),
            ..EnumType::default()
        })),
        NamedType::Domain(domain) => domain_type(domain),
    })
}

fn domain_type(domain: &Domain) -> SqlType {
    let collation = domain.collation.as_deref();
    let data_type = resolve(
        &domain.base,
        collation,
        None,
        &format!("DOMAIN '{}'", domain.name),
    );
    let (constraint_name, check) = domain.check.clone().unzip();
    let mut fields = Map::new();
    for (field, value) in [
        ("name", json!(domain.name)),
        (
            "data_type",
            serde_json::to_value(data_type).unwrap_or_default(),
        ),
        ("schema", json!(domain.schema)),
        ("collation", json!(domain.collation)),
        ("default", json!(domain.default)),
        ("constraint_name", json!(constraint_name)),
        ("not_null", json!(domain.not_null.then_some(true))),
        ("check", json!(check)),
        ("create_type", json!(false)),
    ] {
        if !value.is_null() {
            fields.insert(field.to_owned(), value);
        }
    }
    SqlType::from(TypeFamily::Dialect(DialectType {
        dialect: "postgresql".to_owned(),
        class_name: "DOMAIN".to_owned(),
        fields,
    }))
}
