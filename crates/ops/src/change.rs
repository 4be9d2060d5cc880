//! Changes with three states.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What happens to something that may be absent.
///
/// A field of this type is left out of JSON when unchanged, so it carries `#[serde(default,
/// skip_serializing_if = "Change::is_unchanged")]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Change<T> {
    /// It stays as it is, or nothing is known of it.
    #[default]
    Unchanged,
    /// It goes.
    Remove,
    /// It becomes this.
    Set(T),
}

impl<T> Change<T> {
    /// Returns whether nothing changes.
    pub fn is_unchanged(&self) -> bool {
        matches!(self, Self::Unchanged)
    }

    /// Returns what is set.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Set(value),
            None => Self::Remove,
        })
    }
}
