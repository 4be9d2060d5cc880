//! Oracle's types.

use alembic_schema::{
    BinaryKind, BooleanKind, DialectType, FloatKind, IntegerKind, SqlType, StringKind, StringType,
    TemporalKind, TypeFamily,
};

use crate::literals::{date_part, iso_text};
use crate::types::{enum_string, with_digits, with_length};
use crate::{Compiler, DialectError};
use alembic_python_text::number::float_repr;

pub(super) fn own_type(
    _compiler: &Compiler<'_>,
    sql_type: &SqlType,
) -> Result<Option<String>, DialectError> {
    Ok(Some(match &sql_type.family {
        TypeFamily::Integer(IntegerKind::BigInteger) => "NUMBER(19)".to_owned(),
        TypeFamily::String(string) => match string_type(string) {
            Some(text) => text,
            None => return Ok(None),
        },
        TypeFamily::Enum(enumeration) => varchar("VARCHAR", enum_string(enumeration).length),
        TypeFamily::Float(float) => match float.kind {
            FloatKind::Float | FloatKind::SqlFloat => {
                if let Some(precision) = float.precision.filter(|precision| *precision != 0) {
                    return Err(DialectError::OracleFloatPrecision {
                        class_name: float.kind.class_name(),
                        precision,
                        // The ratio of decimal to binary digits that SQLAlchemy goes by.
                        binary_precision: (precision * 100_000) / 30_103,
                    });
                }
                "FLOAT".to_owned()
            }
            FloatKind::Double | FloatKind::DoublePrecision => {
                with_digits("DOUBLE PRECISION", float.precision, None)
            }
            _ => return Ok(None),
        },
        TypeFamily::Temporal(temporal) => match temporal.kind {
            TemporalKind::DateTime => "DATE".to_owned(),
            TemporalKind::Timestamp => timestamp(temporal.timezone, false),
            _ => return Ok(None),
        },
        TypeFamily::Interval(interval_type) if interval_type.native => {
            interval(interval_type.day_precision, interval_type.second_precision)
        }
        TypeFamily::Interval(_) => "DATE".to_owned(),
        TypeFamily::Binary(binary) if binary.kind == BinaryKind::LargeBinary => "BLOB".to_owned(),
        TypeFamily::Boolean(boolean) if boolean.kind == BooleanKind::Boolean => {
            "BOOLEAN".to_owned()
        }
        TypeFamily::Json(_) => "JSON".to_owned(),
        TypeFamily::Dialect(own) => return Ok(dialect_type(own)),
        _ => return Ok(None),
    }))
}

fn string_type(string: &StringType) -> Option<String> {
    Some(match string.kind {
        StringKind::String | StringKind::Unicode => varchar("VARCHAR2", string.length),
        StringKind::Varchar => varchar("VARCHAR", string.length),
        StringKind::Nvarchar => with_length("NVARCHAR2", string.length),
        StringKind::Text | StringKind::UnicodeText => "CLOB".to_owned(),
        _ => return None,
    })
}

/// Returns a type of text whose length is counted in characters.
fn varchar(name: &str, length: Option<u64>) -> String {
    match length {
        None | Some(0) => name.to_owned(),
        Some(length) => format!("{name}({length} CHAR)"),
    }
}

fn timestamp(timezone: bool, local_timezone: bool) -> String {
    match (local_timezone, timezone) {
        (true, _) => "TIMESTAMP WITH LOCAL TIME ZONE",
        (_, true) => "TIMESTAMP WITH TIME ZONE",
        _ => "TIMESTAMP",
    }
    .to_owned()
}

fn interval(day_precision: Option<i64>, second_precision: Option<i64>) -> String {
    let digits = |precision: Option<i64>| {
        precision.map_or(String::new(), |precision| format!("({precision})"))
    };
    format!(
        "INTERVAL DAY{} TO SECOND{}",
        digits(day_precision),
        digits(second_precision)
    )
}

fn dialect_type(own: &DialectType) -> Option<String> {
    let precision = own.number("precision");
    let length = own.number("length").map(i64::unsigned_abs);
    Some(match own.class_name.as_str() {
        "NUMBER" => with_digits("NUMBER", precision, own.number("scale")),
        "BINARY_DOUBLE" | "BINARY_FLOAT" => with_digits(&own.class_name, precision, None),
        "FLOAT" => with_digits("FLOAT", own.number("binary_precision"), None),
        "DOUBLE_PRECISION" => with_digits("DOUBLE PRECISION", precision, None),
        "VARCHAR2" => varchar("VARCHAR2", length),
        "NVARCHAR2" | "NVARCHAR" => with_length("NVARCHAR2", length),
        "NCLOB" | "LONG" | "ROWID" | "DATE" | "BFILE" => own.class_name.clone(),
        "RAW" => with_length("RAW", length),
        "INTERVAL" => interval(own.number("day_precision"), own.number("second_precision")),
        "TIMESTAMP" => timestamp(own.flag("timezone"), own.flag("local_timezone")),
        "JSON" if own.flag("use_blob") => "BLOB".to_owned(),
        "JSON" => "JSON".to_owned(),
        "VECTOR" => {
            let part = |name: &str| own.text(name).unwrap_or("*").to_owned();
            let dimensions = own
                .number("dim")
                .map_or("*".to_owned(), |number| number.to_string());
            format!(
                "VECTOR({dimensions},{},{})",
                part("storage_format"),
                part("storage_type")
            )
        }
        _ => return None,
    })
}

/// Returns the literal of a date or a date with time; a time of day alone is a text.
pub(super) fn temporal_literal(kind: TemporalKind, text: &str) -> String {
    let (text, format) = match kind {
        TemporalKind::Time | TemporalKind::SqlTime => {
            return format!("'{}'", iso_text(kind, text));
        }
        TemporalKind::Date | TemporalKind::SqlDate => (date_part(text).to_owned(), "YYYY-MM-DD"),
        _ => (iso_text(kind, text), "YYYY-MM-DD HH24:MI:SS"),
    };
    if text.contains('.') {
        format!("TO_TIMESTAMP('{text}', '{format}.FF')")
    } else {
        format!("TO_DATE('{text}', '{format}')")
    }
}

pub(super) fn interval_literal(seconds: f64) -> String {
    format!("NUMTODSINTERVAL({}, 'SECOND')", float_repr(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_made_by_functions() {
        for (kind, text, expected) in [
            (
                TemporalKind::Date,
                "2024-01-02T03:04:05",
                "TO_DATE('2024-01-02', 'YYYY-MM-DD')",
            ),
            (
                TemporalKind::DateTime,
                "2024-01-02T03:04:05",
                "TO_DATE('2024-01-02 03:04:05', 'YYYY-MM-DD HH24:MI:SS')",
            ),
            (
                TemporalKind::Timestamp,
                "2024-01-02T03:04:05.5",
                "TO_TIMESTAMP('2024-01-02 03:04:05.5', 'YYYY-MM-DD HH24:MI:SS.FF')",
            ),
            (TemporalKind::Time, "03:04:05", "'03:04:05'"),
        ] {
            assert_eq!(temporal_literal(kind, text), expected);
        }
    }
}
