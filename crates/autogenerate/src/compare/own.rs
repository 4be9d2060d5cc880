//! What a project's own side of a database has a say in: how indexes and constraints are compared, and
//! which of them are.

use alembic_schema::{Constraint, Index};
use serde::Deserialize;

use super::constraints::{Candidate, Candidates, Named};
use super::tables::{database_object, model_object};
use super::{Comparison, Hooks, Item, Object};

/// What a comparison of two things of the same name comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// They are equal.
    Equal,
    /// They differ, for these reasons.
    Different(Vec<String>),
    /// They cannot be compared, for these reasons.
    Skip(Vec<String>),
}

/// What is adjusted before it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Indexes and unique constraints.
    Constraints,
    /// Foreign keys.
    ForeignKeys,
}

/// What is left to be compared.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Corrected {
    /// Of the database.
    pub database: Vec<LeftItem>,
    /// Of the models.
    pub model: Vec<LeftItem>,
    /// Whether the engine is to make its own correction as well.
    pub and_engine: bool,
}

/// Something that is left to be compared.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftItem {
    /// What was there, by its place.
    Kept(usize),
    /// Another index.
    Index(Box<Index>),
    /// Another constraint.
    Constraint(Box<Constraint>),
}

impl<H: Hooks> Comparison<'_, H> {
    /// Lets the project adjust indexes and unique constraints; returns whether the engine is to do so
    /// as well.
    pub(super) fn corrected_by_project(
        &self,
        named: &Named<'_>,
        candidates: &mut Candidates,
    ) -> Result<bool, H::Error> {
        let what = Correction::Constraints;
        if !self.hooks.corrects(what) {
            return Ok(true);
        }
        let mut database: Vec<Object<'_>> = Vec::new();
        if let Some(table) = named.database {
            for unique in &candidates.database_uniques {
                let item = Item::Constraint(&unique.item);
                database.push(database_object(table, item, unique.item.name.as_ref()));
            }
            for index in &candidates.database_indexes {
                let item = Item::Index(&index.item);
                database.push(database_object(table, item, index.item.name.as_ref()));
            }
        }
        let mut model: Vec<Object<'_>> = Vec::new();
        if let Some(table) = named.model {
            for unique in &candidates.model_uniques {
                let item = Item::Constraint(unique);
                model.push(model_object(table, item, unique.name.as_ref()));
            }
            for index in &candidates.model_indexes {
                let item = Item::Index(index);
                model.push(model_object(table, item, index.name.as_ref()));
            }
        }
        let corrected = self.hooks.correct(what, &database, &model)?;
        let (uniques, indexes) = left(
            corrected.database,
            &candidates.database_uniques,
            &candidates.database_indexes,
            single,
            single,
        );
        candidates.database_uniques = uniques;
        candidates.database_indexes = indexes;
        let (uniques, indexes) = left(
            corrected.model,
            &candidates.model_uniques,
            &candidates.model_indexes,
            |unique| unique,
            |index| index,
        );
        candidates.model_uniques = uniques;
        candidates.model_indexes = indexes;
        Ok(corrected.and_engine)
    }

    /// Lets the project adjust foreign keys; returns whether the engine is to do so as well.
    pub(super) fn foreign_keys_corrected_by_project(
        &self,
        named: &Named<'_>,
        existing: &mut Vec<Constraint>,
        wanted: &mut Vec<Constraint>,
    ) -> Result<bool, H::Error> {
        let what = Correction::ForeignKeys;
        let (true, Some(model), Some(database)) =
            (self.hooks.corrects(what), named.model, named.database)
        else {
            return Ok(true);
        };
        let of_database: Vec<Object<'_>> = existing
            .iter()
            .map(|key| database_object(database, Item::Constraint(key), key.name.as_ref()))
            .collect();
        let of_model: Vec<Object<'_>> = wanted
            .iter()
            .map(|key| model_object(model, Item::Constraint(key), key.name.as_ref()))
            .collect();
        let corrected = self.hooks.correct(what, &of_database, &of_model)?;
        let keys = |items, before: &[Constraint]| {
            let none: [Index; 0] = [];
            left(items, before, &none, |key| key, |index| index).0
        };
        *existing = keys(corrected.database, &existing[..]);
        *wanted = keys(corrected.model, &wanted[..]);
        Ok(corrected.and_engine)
    }
}

fn single<T>(item: T) -> Candidate<T> {
    Candidate {
        item,
        is_doubled: false,
    }
}

/// Returns the constraints and the indexes that are left of those that were there.
fn left<C: Clone, I: Clone>(
    items: Vec<LeftItem>,
    constraints: &[C],
    indexes: &[I],
    new_constraint: impl Fn(Constraint) -> C,
    new_index: impl Fn(Index) -> I,
) -> (Vec<C>, Vec<I>) {
    let (mut left_constraints, mut left_indexes) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            LeftItem::Kept(place) => match place.checked_sub(constraints.len()) {
                None => left_constraints.extend(constraints.get(place).cloned()),
                Some(place) => left_indexes.extend(indexes.get(place).cloned()),
            },
            LeftItem::Constraint(constraint) => left_constraints.push(new_constraint(*constraint)),
            LeftItem::Index(index) => left_indexes.push(new_index(*index)),
        }
    }
    (left_constraints, left_indexes)
}
