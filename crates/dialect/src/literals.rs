//! Values written into SQL.

use alembic_schema::{
    ArrayKind, ArrayType, SqlType, TemporalKind, TypeFamily, UuidType, Value, multirange_text,
};

use crate::sqlite::moments;
use crate::{Compiler, DialectError};
use alembic_python_text::json::json_text;
use alembic_python_text::number::float_repr;

impl Compiler<'_> {
    /// Returns text as a string literal.
    pub fn string_literal(&self, text: &str) -> String {
        let mut literal = String::with_capacity(text.len() + 2);
        literal.push('\'');
        for letter in text.chars() {
            let doubled = letter == '\''
                || (letter == '%' && self.doubles_percents())
                || (letter == '\\' && self.dialect.doubles_backslashes());
            if doubled {
                literal.push(letter);
            }
            literal.push(letter);
        }
        literal.push('\'');
        literal
    }

    /// Returns a value of a type as a literal; without a type, the value's own kind decides.
    pub fn literal(
        &self,
        value: &Value,
        sql_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        if *value == Value::Null {
            return Ok("NULL".to_owned());
        }
        let sql_type = sql_type.map(|sql_type| sql_type.for_dialect(self.dialect.name()));
        let quoted = |text: &str| self.string_literal(text);
        let refused = || DialectError::Literal {
            value: value_text(value),
            type_name: sql_type.map_or("NULL".to_owned(), type_class_name),
        };
        Ok(match (value, sql_type.map(|sql_type| &sql_type.family)) {
            (_, Some(TypeFamily::Boolean(_))) => match value {
                Value::Boolean(value) => self.dialect.boolean_literal(*value).to_owned(),
                Value::Integer(number @ (0 | 1)) => {
                    self.dialect.boolean_literal(*number == 1).to_owned()
                }
                _ => return Err(refused()),
            },
            (Value::Json(items), Some(TypeFamily::Array(array))) => {
                self.array_literal(items, array)?
            }
            (_, Some(TypeFamily::Json(_))) => quoted(&json_value_text(value)),
            (Value::Uuid(text), Some(TypeFamily::Uuid(uuid))) => {
                self.dialect.uuid_literal(self, uuid, text)
            }
            (
                Value::Date(text) | Value::Time(text) | Value::DateTime(text),
                Some(TypeFamily::Temporal(temporal)),
            ) => self.dialect.temporal_literal(temporal.kind, text),
            (
                Value::Date(text) | Value::Time(text) | Value::DateTime(text),
                Some(TypeFamily::Dialect(own)),
            ) if own.text("storage_format").is_some() => {
                quoted(&moments::written(own, text).ok_or_else(refused)?)
            }
            (Value::Integer(_) | Value::BigInteger(_), Some(TypeFamily::Temporal(_))) => {
                return Err(refused());
            }
            (Value::Boolean(value), Some(TypeFamily::Integer(_))) => i64::from(*value).to_string(),
            (Value::Text(text), Some(TypeFamily::Integer(_))) => text
                .trim()
                .parse::<i128>()
                .map_err(|_| refused())?
                .to_string(),
            (Value::Text(text), Some(TypeFamily::Numeric(_) | TypeFamily::Float(_))) => {
                text.trim().parse::<f64>().map_err(|_| refused())?;
                text.clone()
            }
            (Value::Null, _) => "NULL".to_owned(),
            (Value::Boolean(value), _) => self.dialect.boolean_literal(*value).to_owned(),
            (Value::Integer(number), _) => number.to_string(),
            (Value::BigInteger(text) | Value::Decimal(text), _) => text.clone(),
            (Value::Float(number), _) => float_repr(*number),
            (Value::Text(text), _) => {
                let prefix =
                    sql_type.map_or("", |sql_type| self.dialect.text_literal_prefix(sql_type));
                format!("{prefix}{}", quoted(text))
            }
            (Value::Bytes(bytes), _) => quoted(std::str::from_utf8(bytes).map_err(|_| refused())?),
            (Value::Date(text), _) => self.dialect.temporal_literal(TemporalKind::Date, text),
            (Value::Time(text), _) => self.dialect.temporal_literal(TemporalKind::Time, text),
            (Value::DateTime(text), _) => {
                self.dialect.temporal_literal(TemporalKind::DateTime, text)
            }
            (Value::Interval(seconds), _) => self
                .dialect
                .interval_literal(*seconds)
                .ok_or_else(refused)?,
            (Value::Uuid(text), _) => self.dialect.uuid_literal(self, &UuidType::default(), text),
            (Value::Json(document), _) => quoted(&json_text(document)),
            (Value::Address(text) | Value::Network(text), _) => quoted(text),
            (Value::Range(range), _) => quoted(&range.text()),
            (Value::Multirange(ranges), _) => quoted(&multirange_text(ranges)),
            (Value::Array(_) | Value::Tuple(_) | Value::Foreign(_), _) => return Err(refused()),
        })
    }

    fn array_literal(
        &self,
        items: &serde_json::Value,
        array: &ArrayType,
    ) -> Result<String, DialectError> {
        let serde_json::Value::Array(items) = items else {
            return Err(DialectError::Literal {
                value: json_text(items),
                type_name: "ARRAY".to_owned(),
            });
        };
        let items: Vec<String> = items
            .iter()
            .map(|item| match item {
                serde_json::Value::Array(_) => self.array_literal(item, array),
                item => self.literal(&Value::of_item(item), Some(&array.item_type)),
            })
            .collect::<Result<_, _>>()?;
        Ok(match array.kind {
            ArrayKind::Postgresql => format!("ARRAY[{}]", items.join(", ")),
            ArrayKind::Array => self.dialect.array_literal(&items),
        })
    }

    /// Returns the literal of a unique identifier as most databases want it.
    pub(crate) fn shared_uuid_literal(&self, uuid_type: &UuidType, text: &str) -> String {
        if uuid_type.native_uuid && self.dialect.supports_native_uuid(self) {
            self.string_literal(text)
        } else {
            self.string_literal(&text.replace('-', ""))
        }
    }
}

/// Returns the value of a JSON column as its document.
pub(crate) fn json_value_text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Json(document) => json_text(document),
        Value::Text(text) => json_text(&serde_json::Value::String(text.clone())),
        Value::Boolean(value) => value.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => float_repr(*number),
        other => value_text(other),
    }
}

/// Returns an ISO date, time or both for a type, with a blank in the middle.
pub(crate) fn iso_text(kind: TemporalKind, text: &str) -> String {
    match kind {
        TemporalKind::Date | TemporalKind::SqlDate => date_part(text).to_owned(),
        TemporalKind::Time | TemporalKind::SqlTime => time_part(text).to_owned(),
        _ => text.replacen('T', " ", 1),
    }
}

/// Returns the date of an ISO date and time.
pub(crate) fn date_part(text: &str) -> &str {
    text.split(['T', ' ']).next().unwrap_or(text)
}

/// Returns the time of an ISO date and time.
pub(crate) fn time_part(text: &str) -> &str {
    text.split_once(['T', ' ']).map_or(text, |(_, time)| time)
}

/// Returns a value for a message.
pub(crate) fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Boolean(true) => "True".to_owned(),
        Value::Boolean(false) => "False".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => float_repr(*number),
        Value::BigInteger(text)
        | Value::Decimal(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::DateTime(text)
        | Value::Uuid(text) => text.clone(),
        Value::Text(text) => format!("'{text}'"),
        Value::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::Interval(seconds) => float_repr(*seconds),
        Value::Json(document) => json_text(document),
        Value::Address(text) | Value::Network(text) | Value::Foreign(text) => text.clone(),
        Value::Range(range) => range.text(),
        Value::Multirange(ranges) => multirange_text(ranges),
        Value::Array(items) | Value::Tuple(items) => {
            let items: Vec<String> = items.iter().map(value_text).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// Returns the class of a type for a message.
pub(crate) fn type_class_name(sql_type: &SqlType) -> String {
    serde_json::to_value(sql_type)
        .ok()
        .and_then(|json| json.get("type")?.as_str().map(str::to_owned))
        .unwrap_or_default()
        .to_uppercase()
}
