//! Numbered objects.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// The next number. Each is used once in a process, so that one thread's object is never taken for
/// another's.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Objects that Python knows by number.
pub(super) struct Registry<T> {
    objects: BTreeMap<u64, T>,
}

impl<T> Default for Registry<T> {
    fn default() -> Self {
        Self {
            objects: BTreeMap::new(),
        }
    }
}

impl<T> Registry<T> {
    pub(super) fn add(&mut self, object: T) -> u64 {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        self.objects.insert(number, object);
        number
    }

    pub(super) fn get(&self, number: u64) -> Option<&T> {
        self.objects.get(&number)
    }

    pub(super) fn replace(&mut self, number: u64, object: T) {
        self.objects.insert(number, object);
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
