//! The JSON form of types, told apart by their class name.

use serde::de::Error as ReadError;
use serde::ser::Error as WriteError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::families::{
    ArrayKind, BinaryKind, BooleanKind, DialectType, EnumKind, FloatKind, IntegerKind, JsonKind,
    NumericKind, StringKind, TemporalKind, UuidKind,
};
use super::{SqlType, TypeFamily};
use crate::RareMap;

impl<'de> Deserialize<'de> for SqlType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut map = Map::deserialize(deserializer)?;
        let variants = match map.remove("variants") {
            Some(variants) => serde_json::from_value(variants).map_err(ReadError::custom)?,
            None => RareMap::new(),
        };
        let python = match map.remove("python") {
            Some(python) => Some(serde_json::from_value(python).map_err(ReadError::custom)?),
            None => None,
        };
        let Some(class_name) = map.get("type").and_then(Json::as_str).map(str::to_owned) else {
            return Err(ReadError::custom("a type has a string `type`"));
        };
        Ok(Self {
            family: family(&class_name, map).map_err(ReadError::custom)?,
            variants,
            python,
        })
    }
}

fn family(class_name: &str, mut map: Map<String, Json>) -> Result<TypeFamily, serde_json::Error> {
    use TypeFamily as Family;
    if let Some(kind) = IntegerKind::from_class_name(class_name) {
        return Ok(Family::Integer(kind));
    }
    if let Some(kind) = JsonKind::from_class_name(class_name) {
        return Ok(Family::Json(kind));
    }
    let fields = |map| Json::Object(map);
    Ok(match class_name {
        "NullType" => Family::Null,
        "PickleType" => Family::Pickle,
        "MatchType" => Family::Match,
        "TupleType" => Family::Tuple,
        "Interval" => Family::Interval(serde_json::from_value(fields(map))?),
        "UserDefined" => match map.remove("sql") {
            Some(Json::String(sql)) => Family::UserDefined { sql },
            _ => {
                return Err(ReadError::custom("`UserDefined` has a string `sql`"));
            }
        },
        name if StringKind::from_class_name(name).is_some() => {
            Family::String(serde_json::from_value(fields(map))?)
        }
        name if NumericKind::from_class_name(name).is_some() => {
            Family::Numeric(serde_json::from_value(fields(map))?)
        }
        name if FloatKind::from_class_name(name).is_some() => {
            Family::Float(serde_json::from_value(fields(map))?)
        }
        name if TemporalKind::from_class_name(name).is_some() => {
            Family::Temporal(serde_json::from_value(fields(map))?)
        }
        name if BinaryKind::from_class_name(name).is_some() => {
            Family::Binary(serde_json::from_value(fields(map))?)
        }
        name if BooleanKind::from_class_name(name).is_some() => {
            Family::Boolean(serde_json::from_value(fields(map))?)
        }
        name if EnumKind::from_class_name(name).is_some() => {
            Family::Enum(serde_json::from_value(fields(map))?)
        }
        name if UuidKind::from_class_name(name).is_some() => {
            Family::Uuid(serde_json::from_value(fields(map))?)
        }
        name if ArrayKind::from_class_name(name).is_some() => {
            Family::Array(serde_json::from_value(fields(map))?)
        }
        name => {
            let Some((dialect, class_name)) = name.split_once('.') else {
                return Err(ReadError::custom(format!("`{name}` is not a type")));
            };
            map.remove("type");
            Family::Dialect(DialectType {
                dialect: dialect.to_owned(),
                class_name: class_name.to_owned(),
                fields: map,
            })
        }
    })
}

impl Serialize for SqlType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = family_map(&self.family).map_err(WriteError::custom)?;
        if !self.variants.is_empty() {
            let variants = serde_json::to_value(&self.variants).map_err(WriteError::custom)?;
            map.insert("variants".to_owned(), variants);
        }
        if let Some(python) = &self.python {
            let python = serde_json::to_value(python).map_err(WriteError::custom)?;
            map.insert("python".to_owned(), python);
        }
        map.serialize(serializer)
    }
}

fn family_map(family: &TypeFamily) -> Result<Map<String, Json>, serde_json::Error> {
    use TypeFamily as Family;
    let tagged = |class_name: &str, fields: Map<String, Json>| -> Map<String, Json> {
        let mut map = Map::new();
        map.insert("type".to_owned(), Json::String(class_name.to_owned()));
        map.extend(fields);
        map
    };
    let fields = match family {
        Family::Null => return Ok(tagged("NullType", Map::new())),
        Family::Pickle => return Ok(tagged("PickleType", Map::new())),
        Family::Match => return Ok(tagged("MatchType", Map::new())),
        Family::Tuple => return Ok(tagged("TupleType", Map::new())),
        Family::Integer(kind) => return Ok(tagged(kind.class_name(), Map::new())),
        Family::Json(kind) => return Ok(tagged(kind.class_name(), Map::new())),
        Family::UserDefined { sql } => {
            let mut fields = Map::new();
            fields.insert("sql".to_owned(), Json::String(sql.clone()));
            return Ok(tagged("UserDefined", fields));
        }
        Family::Dialect(dialect_type) => {
            let class_name = format!("{}.{}", dialect_type.dialect, dialect_type.class_name);
            return Ok(tagged(&class_name, dialect_type.fields.clone()));
        }
        Family::Interval(interval) => match serde_json::to_value(interval)? {
            Json::Object(fields) => return Ok(tagged("Interval", fields)),
            other => other,
        },
        Family::String(fields) => serde_json::to_value(fields)?,
        Family::Numeric(fields) => serde_json::to_value(fields)?,
        Family::Float(fields) => serde_json::to_value(fields)?,
        Family::Temporal(fields) => serde_json::to_value(fields)?,
        Family::Binary(fields) => serde_json::to_value(fields)?,
        Family::Boolean(fields) => serde_json::to_value(fields)?,
        Family::Enum(fields) => serde_json::to_value(fields)?,
        Family::Uuid(fields) => serde_json::to_value(fields)?,
        Family::Array(fields) => serde_json::to_value(fields)?,
    };
    match fields {
        Json::Object(map) => Ok(map),
        _ => Err(WriteError::custom("a type's fields are an object")),
    }
}
