//! Values of result rows: what SQLAlchemy's types make of what a driver gives.

use alembic_python_text::json::read_json;
use alembic_schema::{DialectType, Expression, SqlType, TemporalKind, TypeFamily, Value};

use crate::literals::{date_part, time_part};
use crate::sqlite::moments;
use crate::{Dialect, hstore};

/// The columns whose types a statement knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultTypes {
    types: Vec<(Option<String>, Option<(SqlType, Option<bool>)>)>,
    /// Whether columns are found by their names, in any order.
    by_name: bool,
}

impl ResultTypes {
    /// Returns the types of a statement's result.
    pub fn of(statement: &Expression) -> Self {
        let columns = match statement {
            Expression::Query(query) => return Self::of(&query.body),
            Expression::Subquery { query } => return Self::of(query),
            Expression::CompoundSelect(compound) => {
                return compound.selects.first().map(Self::of).unwrap_or_default();
            }
            Expression::Select(select) => &select.columns,
            Expression::TextualSelect(select) => &select.columns,
            Expression::Insert(insert) if insert.returning.is_empty() => &insert.generated_key,
            Expression::Insert(insert) => &insert.returning,
            Expression::Update(update) => &update.returning,
            Expression::Delete(delete) => &delete.returning,
            _ => return Self::default(),
        };
        let types = columns
            .iter()
            .map(|column| {
                let name = match &column.label {
                    Some(alembic_schema::Label::Name(name)) => Some(name.to_string()),
                    _ => None,
                };
                let sql_type = column.sql_type.clone();
                (name, sql_type.map(|sql_type| (sql_type, column.exact)))
            })
            .collect();
        let by_name = matches!(statement, Expression::TextualSelect(select) if !select.positional);
        Self { types, by_name }
    }

    /// Returns whether nothing is known of the columns.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// Returns what changes the values of rows with these columns.
    pub fn converter<'a>(
        &'a self,
        dialect: &'a dyn Dialect,
        columns: &[String],
    ) -> RowConverter<'a> {
        let columns = columns
            .iter()
            .enumerate()
            .filter_map(|(position, column)| {
                let known = if self.by_name {
                    self.types
                        .iter()
                        .find(|(name, _)| name.as_deref() == Some(column.as_str()))
                } else if self.types.len() == columns.len() {
                    self.types.get(position)
                } else {
                    None
                };
                let (sql_type, exact) = known?.1.as_ref()?;
                Some((position, sql_type.for_dialect(dialect.name()), *exact))
            })
            .collect();
        RowConverter { dialect, columns }
    }
}

/// Changes the values of rows to those of the columns' types.
pub struct RowConverter<'a> {
    dialect: &'a dyn Dialect,
    columns: Vec<(usize, &'a SqlType, Option<bool>)>,
}

impl RowConverter<'_> {
    /// Changes the values of a row.
    pub fn apply(&self, row: &mut [Value]) {
        for (position, sql_type, exact) in &self.columns {
            if let Some(value) = row.get_mut(*position) {
                let given = std::mem::replace(value, Value::Null);
                *value = converted_value(self.dialect, given, sql_type, *exact);
            }
        }
    }
}

/// Returns a value as its type has it.
fn converted_value(
    dialect: &dyn Dialect,
    value: Value,
    sql_type: &SqlType,
    exact: Option<bool>,
) -> Value {
    match (&sql_type.family, value) {
        (TypeFamily::Boolean(_), Value::Integer(number)) => Value::Boolean(number != 0),
        (TypeFamily::Json(_), Value::Text(text)) => {
            if dialect.name() == "postgresql" {
                // What the driver read is a document that is a text.
                return Value::Text(text);
            }
            read_json(&text).map_or(Value::Text(text), Value::json)
        }
        (TypeFamily::Temporal(temporal), Value::Text(text)) => moment(temporal.kind, text),
        (TypeFamily::Temporal(temporal), Value::DateTime(text))
            if matches!(temporal.kind, TemporalKind::Date | TemporalKind::SqlDate)
                && dialect.name() != "oracle" =>
        {
            Value::Date(date_part(&text).to_owned())
        }
        (TypeFamily::Temporal(temporal), Value::Interval(seconds))
            if matches!(temporal.kind, TemporalKind::Time | TemporalKind::SqlTime) =>
        {
            Value::Time(time_of_day(seconds))
        }
        (TypeFamily::Numeric(numeric), value) => {
            let scale = numeric.scale.unwrap_or(10);
            number(
                value,
                exact != Some(false),
                usize::try_from(scale).unwrap_or(10),
            )
        }
        (TypeFamily::Float(_), value) => number(value, exact == Some(true), 10),
        (TypeFamily::Array(array), Value::Array(items)) => Value::Array(
            items
                .into_iter()
                .map(|item| match item {
                    Value::Null => Value::Null,
                    item @ Value::Array(_) => converted_value(dialect, item, sql_type, exact),
                    item => converted_value(dialect, item, &array.item_type, None),
                })
                .collect(),
        ),
        (TypeFamily::Uuid(_), Value::Text(text)) => match (hyphenated(&text), exact) {
            (Some(text), Some(false)) => Value::Text(text),
            (Some(text), _) => Value::Uuid(text),
            (None, _) => Value::Text(text),
        },
        (TypeFamily::Uuid(_), Value::Uuid(text)) if exact == Some(false) => Value::Text(text),
        (TypeFamily::Interval(_), Value::Text(text) | Value::DateTime(text)) => {
            seconds_after_epoch(&text).map_or(Value::Text(text), Value::Interval)
        }
        (TypeFamily::Binary(_), Value::Text(text)) => Value::Bytes(text.into_bytes()),
        (TypeFamily::Dialect(own), value) => own_value(dialect, value, own, exact),
        (_, value) => value,
    }
}

fn own_value(dialect: &dyn Dialect, value: Value, own: &DialectType, exact: Option<bool>) -> Value {
    if let Value::Text(text) = &value
        && let Some(moment) = moments::read(own, text)
    {
        return moment;
    }
    match (own.class_name.as_str(), value) {
        ("JSON" | "JSONB", Value::Text(text)) if dialect.name() != "postgresql" => {
            read_json(&text).map_or(Value::Text(text), Value::json)
        }
        ("DATETIME" | "TIMESTAMP", Value::Text(text)) => moment(TemporalKind::DateTime, text),
        ("DATE", Value::Text(text)) => moment(TemporalKind::Date, text),
        ("TIME", Value::Text(text)) => moment(TemporalKind::Time, text),
        ("TIME", Value::Interval(seconds)) => Value::Time(time_of_day(seconds)),
        ("HSTORE", Value::Text(text)) => hstore::read(&text).map_or(Value::Text(text), Value::json),
        ("BIT", Value::Bytes(bytes)) => Value::Integer(
            bytes
                .iter()
                .fold(0, |number, byte| number << 8 | i64::from(*byte)),
        ),
        ("DOUBLE" | "DOUBLE_PRECISION" | "REAL" | "DECIMAL" | "NUMERIC", value)
            if own.dialect == "mysql" =>
        {
            let scale = own
                .number("scale")
                .and_then(|scale| usize::try_from(scale).ok());
            number(value, exact != Some(false), scale.unwrap_or(10))
        }
        (_, value) => value,
    }
}

/// Returns a date, a time or both that a database without types for them has as text.
fn moment(kind: TemporalKind, text: String) -> Value {
    let starts_with_year = text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-');
    match kind {
        // PyMySQL leaves what is no date as text.
        _ if text.starts_with("0000") => Value::Text(text),
        TemporalKind::Date | TemporalKind::SqlDate if starts_with_year => {
            Value::Date(date_part(&text).to_owned())
        }
        TemporalKind::Time | TemporalKind::SqlTime if text.contains(':') => {
            Value::Time(time_part(&text).to_owned())
        }
        TemporalKind::Date | TemporalKind::SqlDate | TemporalKind::Time | TemporalKind::SqlTime => {
            Value::Text(text)
        }
        _ if starts_with_year && text.len() == 10 => Value::DateTime(format!("{text}T00:00:00")),
        _ if starts_with_year => Value::DateTime(text.replacen(' ', "T", 1)),
        _ => Value::Text(text),
    }
}

/// Returns the time of day so many seconds after midnight.
fn time_of_day(seconds: f64) -> String {
    // What is beyond a day is left out, as SQLAlchemy does.
    let microseconds = ((seconds * 1e6).round() as i64).rem_euclid(86_400_000_000);
    let (whole, rest) = (microseconds / 1_000_000, microseconds % 1_000_000);
    let clock = format!(
        "{:02}:{:02}:{:02}",
        whole / 3600,
        whole / 60 % 60,
        whole % 60
    );
    if rest == 0 {
        clock
    } else {
        format!("{clock}.{rest:06}")
    }
}

/// Returns a number as a decimal one or not.
fn number(value: Value, as_decimal: bool, scale: usize) -> Value {
    match (value, as_decimal) {
        (Value::Float(number), true) => Value::Decimal(format!("{number:.scale$}")),
        (Value::Integer(number), true) => Value::Decimal(format!(
            "{number}{}{}",
            if scale > 0 { "." } else { "" },
            "0".repeat(scale)
        )),
        (Value::Decimal(text), false) => text.parse().map_or(Value::Decimal(text), Value::Float),
        (Value::Integer(number), false) => Value::Float(number as f64),
        (value, _) => value,
    }
}

/// Returns a unique identifier with hyphens, if the text is one.
fn hyphenated(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|letter| *letter != '-').collect();
    let is_identifier = digits.len() == 32 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    is_identifier.then(|| {
        let digits = digits.to_lowercase();
        [
            &digits[..8],
            &digits[8..12],
            &digits[12..16],
            &digits[16..20],
            &digits[20..],
        ]
        .join("-")
    })
}

/// Returns how many seconds a moment is after the beginning of 1970.
fn seconds_after_epoch(text: &str) -> Option<f64> {
    let mut date = date_part(text).splitn(3, '-').map(str::parse::<i64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut time = time_part(text).splitn(3, ':').map(str::parse::<f64>);
    let (hours, minutes, seconds) = (time.next()?.ok()?, time.next()?.ok()?, time.next()?.ok()?);
    let year_from_march = if month <= 2 { year - 1 } else { year };
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some(days as f64 * 86_400.0 + hours * 3600.0 + minutes * 60.0 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect;

    #[test]
    fn values_become_those_of_their_types() {
        let sqlite = dialect("sqlite").unwrap();
        for (json, value, expected) in [
            (
                r#"{"type":"Boolean"}"#,
                Value::Integer(1),
                Value::Boolean(true),
            ),
            (
                r#"{"type":"JSON"}"#,
                Value::Text("{\"a\": [1]}".to_owned()),
                Value::json(serde_json::json!({"a": [1]})),
            ),
            (
                r#"{"type":"DateTime"}"#,
                Value::Text("2024-01-02 03:04:05.000000".to_owned()),
                Value::DateTime("2024-01-02T03:04:05.000000".to_owned()),
            ),
            (
                r#"{"type":"Numeric","precision":10,"scale":2}"#,
                Value::Float(1.5),
                Value::Decimal("1.50".to_owned()),
            ),
            (
                r#"{"type":"Uuid"}"#,
                Value::Text("0".repeat(32)),
                Value::Uuid("00000000-0000-0000-0000-000000000000".to_owned()),
            ),
            (
                r#"{"type":"Interval"}"#,
                Value::Text("1970-01-02 00:00:01.500000".to_owned()),
                Value::Interval(86_401.5),
            ),
            (
                r#"{"type":"Time"}"#,
                Value::Interval(-360_001.0),
                Value::Time("19:59:59".to_owned()),
            ),
            (r#"{"type":"String"}"#, Value::Integer(1), Value::Integer(1)),
        ] {
            let sql_type: SqlType = serde_json::from_str(json).unwrap();
            assert_eq!(
                converted_value(sqlite.as_ref(), value, &sql_type, None),
                expected,
                "{json}"
            );
        }
    }
}
