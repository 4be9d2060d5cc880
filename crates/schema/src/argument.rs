//! Arguments that are values or expressions.

use indexmap::IndexMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

use crate::{Expression, RareMap, Value};

/// The keyword arguments of a dialect by their full names, `postgresql_where`.
pub type DialectOptions = RareMap<Argument>;

/// A value, an expression, or a collection of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Argument {
    /// A plain value.
    Value(Value),
    /// A SQL expression.
    Expression(Box<Expression>),
    /// A list.
    List(Vec<Self>),
    /// A dictionary.
    Dictionary(IndexMap<String, Self>),
}

impl Argument {
    /// Returns the text of a text value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Value(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns whether Python would take it as true.
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Value(value) => match value {
                Value::Null => false,
                Value::Boolean(value) => *value,
                Value::Integer(value) => *value != 0,
                Value::Float(value) => *value != 0.0,
                Value::Text(text) => !text.is_empty(),
                _ => true,
            },
            Self::Expression(_) => true,
            Self::List(items) => !items.is_empty(),
            Self::Dictionary(items) => !items.is_empty(),
        }
    }

    /// Returns whether it is `None`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Value(Value::Null))
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl From<Expression> for Argument {
    fn from(expression: Expression) -> Self {
        Self::Expression(Box::new(expression))
    }
}

impl<'de> Deserialize<'de> for Argument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        argument(Json::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

fn argument(json: Json) -> Result<Argument, serde_json::Error> {
    Ok(match json {
        Json::Array(items) => {
            Argument::List(items.into_iter().map(argument).collect::<Result<_, _>>()?)
        }
        Json::Object(map) if map.contains_key("expr") => {
            Argument::Expression(Box::new(serde_json::from_value(Json::Object(map))?))
        }
        Json::Object(map) if map.len() != 1 || !map.keys().all(|key| key.starts_with('$')) => {
            Argument::Dictionary(
                map.into_iter()
                    .map(|(key, value)| Ok((key, argument(value)?)))
                    .collect::<Result<_, serde_json::Error>>()?,
            )
        }
        value => Argument::Value(serde_json::from_value(value)?),
    })
}
