//! SQLite's types.

use alembic_schema::{SqlType, TemporalKind, TypeFamily};

use super::moments;
use crate::literals::{date_part, time_part};

pub(super) fn own_type(sql_type: &SqlType) -> Option<String> {
    match &sql_type.family {
        TypeFamily::Json(_) => Some("JSON".to_owned()),
        TypeFamily::Dialect(own) if matches!(own.class_name.as_str(), "JSON" | "JSONB") => {
            Some(own.class_name.clone())
        }
        TypeFamily::Dialect(own)
            if matches!(own.class_name.as_str(), "DATE" | "DATETIME" | "TIME")
                && moments::looks_like_number(own) =>
        {
            Some(format!("{}_CHAR", own.class_name))
        }
        _ => None,
    }
}

/// Returns the text in which SQLAlchemy stores a date, a time, or both: without time zone, and with
/// microseconds always.
pub(super) fn temporal_text(kind: TemporalKind, text: &str) -> String {
    match kind {
        TemporalKind::Date | TemporalKind::SqlDate => date_part(text).to_owned(),
        TemporalKind::Time | TemporalKind::SqlTime => full_time(time_part(text)),
        _ => {
            let has_time = text.contains(['T', ' ']);
            let time = if has_time {
                full_time(time_part(text))
            } else {
                full_time("00:00:00")
            };
            format!("{} {time}", date_part(text))
        }
    }
}

/// Returns a time with six digits after the second and without offset.
fn full_time(time: &str) -> String {
    let time = time.split(['+', '-', 'Z']).next().unwrap_or(time);
    match time.split_once('.') {
        Some((seconds, fraction)) => format!("{seconds}.{fraction:0<6}"),
        None => format!("{time}.000000"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_all_their_digits() {
        for (kind, text, expected) in [
            (
                TemporalKind::DateTime,
                "2024-01-02T03:04:05",
                "2024-01-02 03:04:05.000000",
            ),
            (
                TemporalKind::DateTime,
                "2024-01-02T03:04:05.07+00:00",
                "2024-01-02 03:04:05.070000",
            ),
            (
                TemporalKind::DateTime,
                "2024-01-02",
                "2024-01-02 00:00:00.000000",
            ),
            (TemporalKind::Date, "2024-01-02T03:04:05", "2024-01-02"),
            (TemporalKind::Time, "03:04:05-02:00", "03:04:05.000000"),
        ] {
            assert_eq!(temporal_text(kind, text), expected);
        }
    }
}
