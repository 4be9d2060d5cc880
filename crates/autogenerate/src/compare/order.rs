//! The order in which tables can be created: what others refer to comes first.

use std::collections::{BTreeMap, BTreeSet};

/// A table of a graph: the tables that it refers to, by position.
#[derive(Clone, Debug, Default)]
pub(super) struct Dependencies {
    /// The tables that others must precede.
    pub(super) refers_to: Vec<BTreeSet<usize>>,
}

/// The order of tables, and the tables that refer to each other in a circle.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    /// The positions in order.
    pub(super) sorted: Vec<usize>,
    /// The tables whose references could not be respected.
    pub(super) cycles: Vec<usize>,
}

impl Dependencies {
    /// Returns an order in which each table comes after those that it refers to.
    ///
    /// As in SQLAlchemy, tables come in waves, each in the given order; tables that are in a circle,
    /// and only they, are taken as if they referred to nothing.
    pub(super) fn order(mut self) -> Order {
        if let Some(sorted) = self.waves() {
            return Order {
                sorted,
                cycles: Vec::new(),
            };
        }
        let cycles: Vec<usize> = (0..self.refers_to.len())
            .filter(|table| self.reaches(*table, *table))
            .collect();
        for table in &cycles {
            self.refers_to[*table].clear();
        }
        Order {
            sorted: self.waves().unwrap_or_default(),
            cycles,
        }
    }

    fn waves(&self) -> Option<Vec<usize>> {
        let mut waiting: Vec<BTreeSet<usize>> = self.refers_to.clone();
        let mut referred_by: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (table, referred) in waiting.iter().enumerate() {
            for other in referred {
                referred_by.entry(*other).or_default().push(table);
            }
        }
        let mut wave: Vec<usize> = (0..waiting.len())
            .filter(|table| waiting[*table].is_empty())
            .collect();
        let mut sorted = Vec::with_capacity(waiting.len());
        while !wave.is_empty() {
            let mut next = BTreeSet::new();
            for table in &wave {
                for dependent in referred_by.get(table).into_iter().flatten() {
                    waiting[*dependent].remove(table);
                    if waiting[*dependent].is_empty() {
                        next.insert(*dependent);
                    }
                }
            }
            sorted.append(&mut wave);
            wave = next.into_iter().collect();
        }
        (sorted.len() == waiting.len()).then_some(sorted)
    }

    fn reaches(&self, from: usize, target: usize) -> bool {
        let mut seen = BTreeSet::new();
        let mut stack: Vec<usize> = self.refers_to[from].iter().copied().collect();
        while let Some(table) = stack.pop() {
            if table == target {
                return true;
            }
            if seen.insert(table) {
                stack.extend(&self.refers_to[table]);
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(refers_to: &[&[usize]]) -> Order {
        let refers_to = refers_to
            .iter()
            .map(|tables| tables.iter().copied().collect())
            .collect();
        Dependencies { refers_to }.order()
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        assert_eq!(order(&[&[1], &[2], &[], &[]]).sorted, [2, 3, 1, 0]);
        assert_eq!(order(&[]).sorted, Vec::<usize>::new());
    }

    #[test]
    fn circles_are_cut_and_told_of() {
        let found = order(&[&[1], &[0, 3], &[1], &[]]);
        assert_eq!(found.cycles, [0, 1]);
        assert_eq!(found.sorted, [0, 1, 3, 2]);
    }
}
