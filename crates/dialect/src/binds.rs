//! Values as parameters: what SQLAlchemy's types make of them before a driver sees them.

use alembic_schema::{SqlType, TemporalKind, TypeFamily, Value};

use crate::Compiler;
use crate::literals::json_value_text;
use alembic_python_text::number::float_repr;

impl Compiler<'_> {
    /// Returns a value of a type as the driver takes it.
    pub(crate) fn bound_value(&self, value: &Value, sql_type: Option<&SqlType>) -> Value {
        let Some(sql_type) = sql_type else {
            return value.clone();
        };
        let sql_type = sql_type.for_dialect(self.dialect.name());
        match (&sql_type.family, value) {
            (TypeFamily::Json(_), value) => Value::Text(json_value_text(value)),
            (TypeFamily::Dialect(own), value @ Value::Json(_))
                if matches!(own.class_name.as_str(), "JSON" | "JSONB") =>
            {
                Value::Text(json_value_text(value))
            }
            (_, Value::Null) => Value::Null,
            (TypeFamily::Boolean(_), Value::Boolean(value))
                if !self.dialect.supports_native_boolean() =>
            {
                Value::Integer(i64::from(*value))
            }
            (TypeFamily::Uuid(uuid), Value::Uuid(text))
                if !(uuid.native_uuid && self.dialect.supports_native_uuid(self)) =>
            {
                Value::Text(text.replace('-', ""))
            }
            (TypeFamily::Uuid(uuid), Value::Text(text))
                if !(uuid.native_uuid && self.dialect.supports_native_uuid(self)) =>
            {
                Value::Text(text.replace('-', ""))
            }
            (TypeFamily::Interval(interval), Value::Interval(seconds))
                if !interval.native || self.dialect.interval_literal(*seconds).is_none() =>
            {
                self.bound_moment(TemporalKind::DateTime, &after_epoch(*seconds))
            }
            (
                TypeFamily::Temporal(temporal),
                Value::Date(text) | Value::Time(text) | Value::DateTime(text),
            ) => self.bound_moment(temporal.kind, text),
            (TypeFamily::Numeric(_), Value::Decimal(text)) if self.dialect.name() == "sqlite" => {
                text.parse().map_or_else(|_| value.clone(), Value::Float)
            }
            _ => value.clone(),
        }
    }

    fn bound_moment(&self, kind: TemporalKind, text: &str) -> Value {
        let text = self.dialect.temporal_text(kind, text);
        match (self.dialect.name(), kind) {
            ("sqlite", _) => Value::Text(text),
            (_, TemporalKind::Date | TemporalKind::SqlDate) => Value::Date(text),
            (_, TemporalKind::Time | TemporalKind::SqlTime) => Value::Time(text),
            _ => Value::DateTime(text.replacen(' ', "T", 1)),
        }
    }
}

/// Returns the moment so many seconds after the beginning of 1970, in which SQLAlchemy keeps time
/// spans where there is no type for them.
fn after_epoch(seconds: f64) -> String {
    let days = (seconds / 86_400.0).floor();
    let rest = seconds - days * 86_400.0;
    let (year, month, day) = civil_date(days as i64);
    let (hours, minutes) = ((rest / 3600.0).floor(), (rest % 3600.0 / 60.0).floor());
    let rest = rest % 60.0;
    let second = if rest < 10.0 {
        format!("0{}", float_repr(rest))
    } else {
        float_repr(rest)
    };
    format!(
        "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{}",
        second.strip_suffix(".0").unwrap_or(&second)
    )
}

/// Returns year, month and day of a number of days after 1970-01-01.
fn civil_date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_become_moments() {
        for (seconds, expected) in [
            (0.0, "1970-01-01T00:00:00"),
            (90.5, "1970-01-01T00:01:30.5"),
            (86_400.0 * 59.0, "1970-03-01T00:00:00"),
            (-1.0, "1969-12-31T23:59:59"),
        ] {
            assert_eq!(after_epoch(seconds), expected);
        }
    }
}
