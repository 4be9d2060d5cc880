//! Numbered objects.

use std::collections::BTreeMap;

/// Objects that Python knows by number. Numbers are never used again.
pub(super) struct Registry<T> {
    objects: BTreeMap<u64, T>,
    next: u64,
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self {
            objects: BTreeMap::new(),
            next: 1,
        }
    }
}

impl<T> Registry<T> {
    pub(super) fn add(&mut self, object: T) -> u64 {
        let number = self.next;
        self.next += 1;
        self.objects.insert(number, object);
        number
    }

    pub(super) fn get(&self, number: u64) -> Option<&T> {
        self.objects.get(&number)
    }

    pub(super) fn remove(&mut self, number: u64) -> Option<T> {
        self.objects.remove(&number)
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.objects.values()
    }

    pub(super) fn find(&self, is_it: impl Fn(&T) -> bool) -> Option<u64> {
        self.objects
            .iter()
            .find(|(_, object)| is_it(object))
            .map(|(number, _)| *number)
    }
}
