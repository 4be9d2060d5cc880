//! Values as parameters: what SQLAlchemy's types make of them before a driver sees them.

use alembic_schema::{SqlType, TemporalKind, TypeFamily, Value};

use crate::literals::{json_value_text, value_text};
use crate::sqlite::moments;
use crate::{Compiler, DialectError, hstore};

/// Returns whether values of a type are JSON documents.
pub(crate) fn is_document(family: &TypeFamily) -> bool {
    match family {
        TypeFamily::Json(_) => true,
        TypeFamily::Dialect(own) => matches!(own.class_name.as_str(), "JSON" | "JSONB"),
        _ => false,
    }
}

impl Compiler<'_> {
    /// Returns a value of a type as the driver takes it; fails where the type refuses it.
    pub(crate) fn bound_value(
        &self,
        value: &Value,
        sql_type: Option<&SqlType>,
    ) -> Result<Value, DialectError> {
        let Some(sql_type) = sql_type else {
            return Ok(value.clone());
        };
        let sql_type = sql_type.for_dialect(self.dialect.name());
        if !self.options.is_shown
            && let Some(refusal) = self.refusal(&sql_type.family, value)
        {
            return Err(refusal);
        }
        Ok(match (&sql_type.family, value) {
            (TypeFamily::Json(_) | TypeFamily::Dialect(_), Value::Foreign(class_name))
                if class_name == "Null" =>
            {
                Value::Null
            }
            (TypeFamily::Json(_), value) => Value::Text(json_value_text(value)),
            (family @ TypeFamily::Dialect(own), value)
                if is_document(family) && !(*value == Value::Null && own.flag("none_as_null")) =>
            {
                Value::Text(json_value_text(value))
            }
            (_, Value::Null) => Value::Null,
            (TypeFamily::Dialect(own), Value::Json(document))
                if own.class_name == "HSTORE"
                    && let Some(entries) = document.as_object() =>
            {
                Value::Text(hstore::write(entries))
            }
            (TypeFamily::Array(array), value) if let Some(items) = value.list() => {
                let item = |item: &serde_json::Value| match item {
                    serde_json::Value::Array(_) => {
                        self.bound_value(&Value::json(item.clone()), Some(sql_type))
                    }
                    item => self.bound_value(&Value::of_item(item), Some(&array.item_type)),
                };
                Value::Array(items.iter().map(item).collect::<Result<_, _>>()?)
            }
            (TypeFamily::Array(array), Value::Tuple(items)) => {
                let item = |item| self.bound_value(item, Some(&array.item_type));
                Value::Array(items.iter().map(item).collect::<Result<_, _>>()?)
            }
            (TypeFamily::Boolean(_), Value::Boolean(value))
                if !self.dialect.supports_native_boolean() =>
            {
                Value::Integer(i64::from(*value))
            }
            (TypeFamily::Boolean(_), Value::Integer(number @ (0 | 1)))
                if self.dialect.supports_native_boolean() =>
            {
                Value::Boolean(*number == 1)
            }
            (TypeFamily::Uuid(uuid), Value::Uuid(text) | Value::Text(text))
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
            (
                TypeFamily::Dialect(own),
                Value::Date(text) | Value::Time(text) | Value::DateTime(text),
            ) => moments::written(own, text).map_or_else(|| value.clone(), Value::Text),
            (TypeFamily::Numeric(_), Value::Decimal(text) | Value::BigInteger(text))
                if self.dialect.name() == "sqlite" =>
            {
                text.parse().map_or_else(|_| value.clone(), Value::Float)
            }
            _ => value.clone(),
        })
    }

    /// Returns the error of a value that SQLAlchemy's type does not take.
    fn refusal(&self, family: &TypeFamily, value: &Value) -> Option<DialectError> {
        let refused =
            |exception, message: String| Some(DialectError::RefusedValue { exception, message });
        let is_sqlite = self.dialect.name() == "sqlite";
        match (family, value) {
            (_, Value::Null) => None,
            (TypeFamily::Boolean(_), Value::Boolean(_) | Value::Integer(0 | 1)) => None,
            (TypeFamily::Boolean(_), Value::Integer(number)) => refused(
                "builtins.ValueError",
                format!("Value {number} is not None, True, or False"),
            ),
            (TypeFamily::Boolean(_), value) => refused(
                "builtins.TypeError",
                format!("Not a boolean value: {}", value_text(value)),
            ),
            (TypeFamily::Binary(_), Value::Text(_)) if is_sqlite => refused(
                "builtins.TypeError",
                "memoryview: a bytes-like object is required, not 'str'".to_owned(),
            ),
            (family, Value::Foreign(class_name)) if is_document(family) && class_name != "Null" => {
                refused(
                    "builtins.TypeError",
                    format!("Object of type {class_name} is not JSON serializable"),
                )
            }
            (TypeFamily::Uuid(uuid), value)
                if !(uuid.native_uuid && self.dialect.supports_native_uuid(self)) =>
            {
                let class_name = match value {
                    Value::Uuid(_) => "UUID",
                    Value::Text(_) => "str",
                    Value::Integer(_) => "int",
                    Value::Bytes(_) => "bytes",
                    _ => return None,
                };
                let missing = match uuid.as_uuid? {
                    true if class_name != "UUID" => "hex",
                    false if class_name != "str" => "replace",
                    _ => return None,
                };
                refused(
                    "builtins.AttributeError",
                    format!("'{class_name}' object has no attribute '{missing}'"),
                )
            }
            (TypeFamily::Temporal(temporal), value) if is_sqlite => {
                let (kind, accepted, fits) = match temporal.kind {
                    TemporalKind::Date | TemporalKind::SqlDate => (
                        "Date",
                        "date",
                        matches!(value, Value::Date(_) | Value::DateTime(_)),
                    ),
                    TemporalKind::Time | TemporalKind::SqlTime => (
                        "Time",
                        "time",
                        matches!(value, Value::Time(_) | Value::DateTime(_)),
                    ),
                    _ => (
                        "DateTime",
                        "datetime and date",
                        matches!(value, Value::Date(_) | Value::DateTime(_)),
                    ),
                };
                if fits {
                    return None;
                }
                refused(
                    "builtins.TypeError",
                    format!("SQLite {kind} type only accepts Python {accepted} objects as input."),
                )
            }
            _ => None,
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
    let microseconds = (rest % 60.0 * 1e6).round();
    let second = format!("{:02}", (microseconds / 1e6).floor());
    let fraction = match microseconds % 1e6 {
        0.0 => String::new(),
        fraction => format!(".{fraction:06}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{second}{fraction}")
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
            (90.5, "1970-01-01T00:01:30.500000"),
            (86_400.000_005, "1970-01-02T00:00:00.000005"),
            (86_400.0 * 59.0, "1970-03-01T00:00:00"),
            (-1.0, "1969-12-31T23:59:59"),
        ] {
            assert_eq!(after_epoch(seconds), expected);
        }
    }
}
