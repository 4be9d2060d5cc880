//! A map for what hardly anything has.

use indexmap::IndexMap;
use indexmap::map::{IntoIter, Iter, IterMut};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A map from texts that is as small as a pointer while it is empty; keeps the order of insertion.
///
/// Models have thousands of columns, and next to none of them has options, variants of its type, or data of the user's
/// own.
#[derive(Clone, Debug)]
pub struct RareMap<V>(Option<Box<IndexMap<String, V>>>);

impl<V> RareMap<V> {
    /// Returns an empty map.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Returns whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.0.as_ref().map_or(0, |map| map.len())
    }

    /// Returns the value of a key.
    pub fn get(&self, key: &str) -> Option<&V> {
        self.0.as_ref()?.get(key)
    }

    /// Returns the value of a key, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.0.as_mut()?.get_mut(key)
    }

    /// Returns whether there is such a key.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Adds an entry, or changes the value of the one that is there, which is returned.
    pub fn insert(&mut self, key: String, value: V) -> Option<V> {
        self.0.get_or_insert_default().insert(key, value)
    }

    /// Takes an entry away; the others keep their order.
    pub fn shift_remove(&mut self, key: &str) -> Option<V> {
        self.0.as_mut()?.shift_remove(key)
    }

    /// Takes all entries away.
    pub fn clear(&mut self) {
        self.0 = None;
    }

    /// Keeps the entries that a function wants.
    pub fn retain(&mut self, keep: impl FnMut(&String, &mut V) -> bool) {
        if let Some(map) = &mut self.0 {
            map.retain(keep);
        }
    }

    /// Sorts the entries by their keys.
    pub fn sort_keys(&mut self) {
        if let Some(map) = &mut self.0 {
            map.sort_keys();
        }
    }

    /// Returns the entries in order.
    pub fn iter(&self) -> std::iter::Flatten<std::option::IntoIter<Iter<'_, String, V>>> {
        self.0.as_ref().map(|map| map.iter()).into_iter().flatten()
    }

    /// Returns the entries in order, their values to be changed.
    pub fn iter_mut(
        &mut self,
    ) -> std::iter::Flatten<std::option::IntoIter<IterMut<'_, String, V>>> {
        self.0
            .as_mut()
            .map(|map| map.iter_mut())
            .into_iter()
            .flatten()
    }

    /// Returns the keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.iter().map(|(key, _)| key)
    }

    /// Returns the values in order.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Returns the values in order, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.iter_mut().map(|(_, value)| value)
    }
}

impl<V> Default for RareMap<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: PartialEq> PartialEq for RareMap<V> {
    /// Compares as other maps do, whatever their order.
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && self
                .iter()
                .all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<V> FromIterator<(String, V)> for RareMap<V> {
    fn from_iter<T: IntoIterator<Item = (String, V)>>(entries: T) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

impl<V, const N: usize> From<[(String, V); N]> for RareMap<V> {
    fn from(entries: [(String, V); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<V> From<IndexMap<String, V>> for RareMap<V> {
    fn from(map: IndexMap<String, V>) -> Self {
        Self((!map.is_empty()).then(|| Box::new(map)))
    }
}

impl<V> From<RareMap<V>> for IndexMap<String, V> {
    fn from(map: RareMap<V>) -> Self {
        map.0.map(|map| *map).unwrap_or_default()
    }
}

impl<V> Extend<(String, V)> for RareMap<V> {
    fn extend<T: IntoIterator<Item = (String, V)>>(&mut self, entries: T) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<V> IntoIterator for RareMap<V> {
    type Item = (String, V);
    type IntoIter = IntoIter<String, V>;

    fn into_iter(self) -> Self::IntoIter {
        IndexMap::from(self).into_iter()
    }
}

impl<'a, V> IntoIterator for &'a RareMap<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = std::iter::Flatten<std::option::IntoIter<Iter<'a, String, V>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, V> IntoIterator for &'a mut RareMap<V> {
    type Item = (&'a String, &'a mut V);
    type IntoIter = std::iter::Flatten<std::option::IntoIter<IterMut<'a, String, V>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl<V: Serialize> Serialize for RareMap<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for RareMap<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IndexMap::deserialize(deserializer).map(Self::from)
    }
}
