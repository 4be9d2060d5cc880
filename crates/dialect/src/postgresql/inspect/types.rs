//! From the server's words for a type to the type.

use alembic_schema::{
    ArrayKind, ArrayType, BooleanKind, BooleanType, DialectType, EnumKind, EnumType, FloatKind,
    FloatType, IntegerKind, Name, NumericKind, NumericType, SqlType, StringKind, StringType,
    TemporalKind, TemporalType, TypeFamily, UuidKind, UuidType,
};
use serde_json::{Map, Value as Json, json};

use super::named_types::NamedTypes;
use crate::inspect::{ReflectedDomain, ReflectedEnum};
use crate::warnings::warn;

/// Returns the type that `format_type()` writes so, of a thing that a warning names.
pub(super) fn resolve(
    written: Option<&str>,
    collation: Option<&str>,
    named: &NamedTypes,
    subject: &str,
) -> SqlType {
    let Some(written) = written else {
        warn(format!(
            "PostgreSQL format_type() returned NULL for {subject}"
        ));
        return SqlType::default();
    };
    let (element, is_array) = element_of(written);
    let (word, arguments) = split_arguments(element);
    let found = built_in(&word, &arguments, collation)
        .map(SqlType::from)
        .or_else(|| named.enumeration(&word).map(enum_type))
        .or_else(|| named.domain(&word).map(|domain| domain_type(domain, named)));
    let Some(sql_type) = found else {
        warn(format!("Did not recognize type '{word}' of {subject}"));
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

/// Returns whether the type that `format_type()` writes so is known without asking the database.
pub(super) fn is_built_in(written: &str) -> bool {
    let (word, arguments) = split_arguments(element_of(written).0);
    built_in(&word, &arguments, None).is_some()
}

/// Returns a type without the brackets of an array, and whether there were any.
fn element_of(written: &str) -> (&str, bool) {
    let element = written.trim_end_matches("[]");
    (element, element.len() != written.len())
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

/// Returns a type that every PostgreSQL has, or one of its usual extensions.
fn built_in(word: &str, arguments: &[&str], collation: Option<&str>) -> Option<TypeFamily> {
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
    Some(match word.to_lowercase().as_str() {
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
        lower => TypeFamily::Dialect(own_type(lower, first, collation)?),
    })
}

/// Returns a type that only PostgreSQL has.
fn own_type(word: &str, first: Option<i64>, collation: Option<&str>) -> Option<DialectType> {
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
    Some(DialectType {
        dialect: "postgresql".to_owned(),
        class_name: class_name.to_owned(),
        fields,
    })
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

fn enum_type(found: &ReflectedEnum) -> SqlType {
    let schema = (!found.visible).then(|| Name::from(found.schema.as_str()));
    SqlType::from(TypeFamily::Enum(EnumType {
        kind: EnumKind::Postgresql,
        values: found.labels.clone(),
        name: Some(Name::from(found.name.as_str())),
        schema,
        ..EnumType::default()
    }))
}

fn domain_type(domain: &ReflectedDomain, named: &NamedTypes) -> SqlType {
    let subject = format!("DOMAIN '{}'", domain.name);
    let collation = domain.collation.as_deref();
    let data_type = resolve(Some(&domain.base_type), collation, named, &subject);
    // A type has room for one constraint only.
    let check = domain.constraints.first();
    let mut fields = Map::new();
    for (field, value) in [
        ("name", json!(domain.name)),
        (
            "data_type",
            serde_json::to_value(data_type).unwrap_or_default(),
        ),
        ("schema", json!((!domain.visible).then_some(&domain.schema))),
        ("collation", json!(domain.collation)),
        ("default", json!(domain.default)),
        ("constraint_name", json!(check.map(|check| &check.name))),
        ("not_null", json!((!domain.nullable).then_some(true))),
        ("check", json!(check.map(|check| &check.check))),
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
