//! PostgreSQL's types, and the statements that create and drop them.

use alembic_db::Statement;
use alembic_schema::{
    ArrayType, DialectType, EnumKind, EnumType, Expression, FloatKind, IntervalType, Name, SqlType,
    TemporalKind, TypeFamily, Value,
};

use super::names::BUILT_IN_TYPES;
use crate::{Compiler, Condition, DialectError, Plan, PlannedStatement, ResolvedTable, TypeName};

/// The classes whose SQL is their name.
const PLAIN_TYPES: &[&str] = &[
    "BYTEA",
    "CIDR",
    "CITEXT",
    "DATEMULTIRANGE",
    "DATERANGE",
    "HSTORE",
    "INET",
    "INT4MULTIRANGE",
    "INT4RANGE",
    "INT8MULTIRANGE",
    "INT8RANGE",
    "JSON",
    "JSONB",
    "JSONPATH",
    "MACADDR",
    "MACADDR8",
    "MONEY",
    "NUMMULTIRANGE",
    "NUMRANGE",
    "OID",
    "REGCLASS",
    "REGCONFIG",
    "TSMULTIRANGE",
    "TSQUERY",
    "TSRANGE",
    "TSTZMULTIRANGE",
    "TSTZRANGE",
    "TSVECTOR",
];

pub(super) fn own_type(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
) -> Result<Option<String>, DialectError> {
    Ok(Some(match &sql_type.family {
        TypeFamily::Float(float) => match (float.kind, float.precision) {
            (FloatKind::Float | FloatKind::SqlFloat, Some(precision)) if precision != 0 => {
                format!("FLOAT({precision})")
            }
            (FloatKind::Double, _) => "DOUBLE PRECISION".to_owned(),
            _ => return Ok(None),
        },
        TypeFamily::Temporal(temporal) => match temporal.kind {
            TemporalKind::DateTime | TemporalKind::Timestamp => {
                with_time_zone("TIMESTAMP", None, temporal.timezone)
            }
            TemporalKind::Time | TemporalKind::SqlTime => {
                with_time_zone("TIME", None, temporal.timezone)
            }
            _ => return Ok(None),
        },
        TypeFamily::Interval(IntervalType {
            native,
            second_precision,
            ..
        }) => {
            if *native {
                interval(None, *second_precision)
            } else {
                with_time_zone("TIMESTAMP", None, false)
            }
        }
        TypeFamily::Binary(binary) if binary.kind == alembic_schema::BinaryKind::LargeBinary => {
            "BYTEA".to_owned()
        }
        TypeFamily::Pickle => "BYTEA".to_owned(),
        TypeFamily::Json(_) => "JSON".to_owned(),
        TypeFamily::Array(array) => array_type(compiler, array)?,
        TypeFamily::Dialect(own) if own.dialect == "postgresql" => {
            return postgresql_type(compiler, own);
        }
        TypeFamily::Dialect(own) if PLAIN_TYPES.binary_search(&own.class_name.as_str()).is_ok() => {
            own.class_name.clone()
        }
        _ => return Ok(None),
    }))
}

fn postgresql_type(
    compiler: &Compiler<'_>,
    own: &DialectType,
) -> Result<Option<String>, DialectError> {
    let name = own.class_name.as_str();
    Ok(Some(match name {
        "TIMESTAMP" | "TIME" => with_time_zone(name, own.number("precision"), own.flag("timezone")),
        "INTERVAL" => interval(own.text("fields"), own.number("precision")),
        "BIT" => match (own.flag("varying"), own.number("length")) {
            (true, None) => "BIT VARYING".to_owned(),
            (true, Some(length)) => format!("BIT VARYING({length})"),
            (false, length) => format!("BIT({})", length.unwrap_or(1)),
        },
        "DOMAIN" => type_name(compiler, "DOMAIN", &domain_name(own))?,
        name if PLAIN_TYPES.binary_search(&name).is_ok() => name.to_owned(),
        _ => return Ok(None),
    }))
}

fn with_time_zone(name: &str, precision: Option<i64>, timezone: bool) -> String {
    let precision = precision
        .map(|precision| format!("({precision})"))
        .unwrap_or_default();
    let with = if timezone { "WITH" } else { "WITHOUT" };
    format!("{name}{precision} {with} TIME ZONE")
}

fn interval(fields: Option<&str>, precision: Option<i64>) -> String {
    let mut text = "INTERVAL".to_owned();
    if let Some(fields) = fields {
        text.push_str(&format!(" {fields}"));
    }
    if let Some(precision) = precision {
        text.push_str(&format!(" ({precision})"));
    }
    text
}

fn array_type(compiler: &Compiler<'_>, array: &ArrayType) -> Result<String, DialectError> {
    let item = compiler.sql_type(&array.item_type)?;
    let brackets = "[]".repeat(array.dimensions.unwrap_or(1) as usize);
    Ok(match item.find(" COLLATE") {
        Some(start) => format!("{}{brackets}{}", &item[..start], &item[start..]),
        None => item + &brackets,
    })
}

/// The name of an enumeration or domain.
struct NamedType<'a> {
    schema: Option<Name>,
    name: Option<&'a str>,
    quote: Option<Name>,
    description: String,
}

pub(super) fn enum_type(
    compiler: &Compiler<'_>,
    enumeration: &EnumType,
) -> Result<String, DialectError> {
    if enumeration.native_enum || enumeration.kind == EnumKind::Postgresql {
        type_name(compiler, "ENUM", &enum_name(enumeration))
    } else {
        Ok(compiler.enum_as_text(enumeration))
    }
}

fn enum_name(enumeration: &EnumType) -> NamedType<'_> {
    NamedType {
        schema: enumeration.schema.clone(),
        name: enumeration.name.as_deref(),
        quote: enumeration.name.clone(),
        description: {
            let labels: Vec<String> = enumeration
                .values
                .iter()
                .map(|label| format!("'{label}', "))
                .collect();
            let name = enumeration.name.as_deref().unwrap_or_default();
            format!(
                "ENUM({}name='{name}', _create_events=False)",
                labels.concat()
            )
        },
    }
}

fn domain_name(own: &DialectType) -> NamedType<'_> {
    NamedType {
        schema: own.noun("schema"),
        name: own.text("name"),
        quote: own.noun("name"),
        description: format!("DOMAIN('{}')", own.text("name").unwrap_or_default()),
    }
}

fn type_name(
    compiler: &Compiler<'_>,
    class_name: &'static str,
    named: &NamedType<'_>,
) -> Result<String, DialectError> {
    let (Some(name), Some(quoted)) = (named.name.filter(|name| !name.is_empty()), &named.quote)
    else {
        return Err(DialectError::TypeNameRequired { class_name });
    };
    if named.schema.is_none() && BUILT_IN_TYPES.binary_search(&name).is_ok() {
        return Err(DialectError::TypeNameTaken {
            description: named.description.clone(),
            name: name.to_owned(),
        });
    }
    Ok(compiler.table_name(named.schema.as_ref(), quoted))
}

/// Plans the types that must exist before a table.
pub(super) fn plan_types(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    for column in &table.columns {
        let Some(own) = named_type_of(&column.sql_type) else {
            continue;
        };
        let creates = match &own.family {
            TypeFamily::Enum(enumeration) => enumeration.create_type,
            TypeFamily::Dialect(domain) => {
                domain
                    .fields
                    .get("create_type")
                    .and_then(serde_json::Value::as_bool)
                    != Some(false)
            }
            _ => false,
        };
        if !creates {
            continue;
        }
        if let Some((statement, type_name)) = create_statement(compiler, &own)? {
            let condition = Some(Condition::OncePerRun { type_name });
            let planned = PlannedStatement {
                statement: Statement::sql(statement),
                condition,
            };
            if !plan.statements.contains(&planned) {
                plan.statements.push(planned);
            }
        }
    }
    Ok(())
}

/// Returns the enumeration or domain that a column's type is, or has as its items.
fn named_type_of(sql_type: &SqlType) -> Option<SqlType> {
    let sql_type = sql_type.for_dialect("postgresql");
    match &sql_type.family {
        TypeFamily::Enum(enumeration)
            if enumeration.native_enum || enumeration.kind == EnumKind::Postgresql =>
        {
            Some(sql_type.clone())
        }
        TypeFamily::Dialect(own) if own.dialect == "postgresql" && own.class_name == "DOMAIN" => {
            Some(sql_type.clone())
        }
        TypeFamily::Array(array) => named_type_of(&array.item_type),
        _ => None,
    }
}

fn create_statement(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
) -> Result<Option<(String, TypeName)>, DialectError> {
    Ok(match &sql_type.family {
        TypeFamily::Enum(enumeration) => {
            let named = enum_name(enumeration);
            let labels: Vec<String> = enumeration
                .values
                .iter()
                .map(|label| compiler.string_literal(label))
                .collect();
            let name = type_name(compiler, "ENUM", &named)?;
            let text = format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "));
            Some((text, key(&named)))
        }
        TypeFamily::Dialect(own) => {
            let named = domain_name(own);
            Some((create_domain(compiler, own, &named)?, key(&named)))
        }
        _ => None,
    })
}

fn key(named: &NamedType<'_>) -> TypeName {
    TypeName {
        schema: named.schema.as_ref().map(Name::to_string),
        name: named.name.unwrap_or_default().to_owned(),
    }
}

fn create_domain(
    compiler: &Compiler<'_>,
    own: &DialectType,
    named: &NamedType<'_>,
) -> Result<String, DialectError> {
    let mut options = Vec::new();
    if let Some(collation) = own.text("collation") {
        options.push(format!("COLLATE {}", compiler.collation_name(collation)));
    }
    if let Some(default) = domain_expression(compiler, own, "default", true)? {
        options.push(format!("DEFAULT {default}"));
    }
    if let Some(name) = own.noun::<Name>("constraint_name") {
        options.push(format!("CONSTRAINT {}", compiler.constraint_name(&name)?));
    }
    if own.flag("not_null") {
        options.push("NOT NULL".to_owned());
    }
    if let Some(check) = domain_expression(compiler, own, "check", false)? {
        options.push(format!("CHECK ({check})"));
    }
    let data_type: SqlType = own.noun("data_type").unwrap_or_default();
    Ok(format!(
        "CREATE DOMAIN {} AS {} {}",
        type_name(compiler, "DOMAIN", named)?,
        compiler.sql_type(&data_type)?,
        options.join(" ")
    ))
}

/// Returns an option of a domain that is an expression, or text: a literal or SQL.
fn domain_expression(
    compiler: &Compiler<'_>,
    own: &DialectType,
    field: &str,
    text_is_literal: bool,
) -> Result<Option<String>, DialectError> {
    if let Some(expression) = own.noun::<Expression>(field) {
        return compiler.ddl_expression(&expression).map(Some);
    }
    match own.text(field) {
        Some(text) if text_is_literal => Ok(Some(compiler.string_literal(text))),
        Some(text) => compiler.ddl_expression(&Expression::text(text)).map(Some),
        None => Ok(None),
    }
}

pub(super) fn plan_create_type(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
    checkfirst: bool,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    let Some(own) = named_type_of(sql_type) else {
        return Ok(());
    };
    if let Some((statement, type_name)) = create_statement(compiler, &own)? {
        let condition = checkfirst.then(|| Condition::TypeAbsent {
            query: existence_query(&type_name),
            type_name,
        });
        plan.statements.push(PlannedStatement {
            statement: Statement::sql(statement),
            condition,
        });
    }
    Ok(())
}

pub(super) fn plan_drop_type(
    compiler: &Compiler<'_>,
    sql_type: &SqlType,
    checkfirst: bool,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    let Some(own) = named_type_of(sql_type) else {
        return Ok(());
    };
    let (kind, class_name, named) = match &own.family {
        TypeFamily::Enum(enumeration) => ("TYPE", "ENUM", enum_name(enumeration)),
        TypeFamily::Dialect(domain) => ("DOMAIN", "DOMAIN", domain_name(domain)),
        _ => return Ok(()),
    };
    let statement = format!("DROP {kind} {}", type_name(compiler, class_name, &named)?);
    let type_name = key(&named);
    let condition = checkfirst.then(|| Condition::TypePresent {
        query: existence_query(&type_name),
        type_name,
    });
    plan.statements.push(PlannedStatement {
        statement: Statement::sql(statement),
        condition,
    });
    Ok(())
}

/// Returns a query that gives a row when a type exists.
fn existence_query(type_name: &TypeName) -> Statement {
    let mut statement = Statement::sql(
        "SELECT 1 FROM pg_catalog.pg_type t \
         JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typname = ",
    );
    statement.push_parameter("typname", Value::Text(type_name.name.clone()));
    match &type_name.schema {
        Some(schema) => {
            statement.push_sql(" AND n.nspname = ");
            statement.push_parameter("nspname", Value::Text(schema.clone()));
        }
        None => statement
            .push_sql(" AND pg_catalog.pg_type_is_visible(t.oid) AND n.nspname != 'pg_catalog'"),
    }
    statement
}
