//! Reading the rows of catalog queries.

use alembic_db::Value;
use alembic_schema::{Expression, multirange_text};

/// Returns the text of a value; none of `NULL`.
pub(crate) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Text(text)
        | Value::Decimal(text)
        | Value::BigInteger(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::DateTime(text)
        | Value::Address(text)
        | Value::Network(text)
        | Value::Foreign(text)
        | Value::Uuid(text) => Some(text.clone()),
        Value::Range(range) => Some(range.text()),
        Value::Multirange(ranges) => Some(multirange_text(ranges)),
        Value::Bytes(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::Boolean(flag) => Some(i64::from(*flag).to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) | Value::Interval(number) => Some(number.to_string()),
        Value::Json(json) => Some(json.to_string()),
        Value::Array(items) | Value::Tuple(items) => {
            let items: Vec<String> = items.iter().filter_map(text_of).collect();
            Some(format!("{{{}}}", items.join(",")))
        }
    }
}

/// Returns SQL text in which no colon starts a parameter.
pub(crate) fn plain_text(text: &str) -> Expression {
    Expression::text(text.replace(':', "\\:"))
}

/// Returns the number that a value is; 0 for what is none.
fn number_of(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        Value::Boolean(flag) => i64::from(*flag),
        Value::Decimal(text) | Value::Text(text) => text.parse().unwrap_or(0),
        _ => 0,
    }
}

/// Returns where the parenthesis closes that was opened just before `text`.
pub(crate) fn matching_parenthesis(text: &str) -> Option<usize> {
    let mut depth = 1;
    let mut quote = None;
    for (position, character) in text.char_indices() {
        match (quote, character) {
            // A doubled quote closes and opens again, which comes to the same.
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(position);
                }
            }
            (None, _) => {}
        }
    }
    None
}

/// A row of a catalog query, read by position.
///
/// A column that the row lacks reads as `NULL`.
pub(crate) struct Row<'a>(pub(crate) &'a [Value]);

impl Row<'_> {
    pub(crate) fn value(&self, position: usize) -> &Value {
        self.0.get(position).unwrap_or(&Value::Null)
    }

    pub(crate) fn text(&self, position: usize) -> Option<String> {
        text_of(self.value(position))
    }

    pub(crate) fn name(&self, position: usize) -> String {
        self.text(position).unwrap_or_default()
    }

    pub(crate) fn number(&self, position: usize) -> i64 {
        number_of(self.value(position))
    }

    pub(crate) fn flag(&self, position: usize) -> bool {
        self.number(position) != 0
    }
}
