//! Statements that are run again and again with other values, as in a loop over rows.
//!
//! What a script describes is read once. When it builds the same statement again, its number and the values
//! suffice: they are put in the places of those before, and SQL is written of it as of any other.

use std::cell::{Ref, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use alembic_dialect::ResultTypes;
use alembic_schema::{Expression, Value};
use serde::Deserialize;
use serde_json::Value as Json;

use super::read;
use crate::host::EngineError;

/// The wish that a statement be kept.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Keep {
    /// The number by which it will be called.
    number: u64,
    /// How many values it has.
    slots: usize,
}

/// The statements that were kept, by their numbers.
#[derive(Default)]
pub(super) struct KeptStatements(HashMap<u64, Rc<KeptStatement>>);

impl KeptStatements {
    pub(super) fn add(&mut self, number: u64, statement: KeptStatement) {
        self.0.insert(number, Rc::new(statement));
    }

    pub(super) fn get(&self, number: u64) -> Option<Rc<KeptStatement>> {
        self.0.get(&number).cloned()
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// A statement with places for its values.
pub(super) struct KeptStatement {
    expression: RefCell<Expression>,
    /// The types of its result.
    pub(super) types: ResultTypes,
}

impl KeptStatement {
    /// Returns the statement under its number, if nothing but the values in its slots can change.
    ///
    /// A value without a slot would stay as it is, such as a default that was computed; a slot that no parameter
    /// has belongs to a value that is somewhere else in the statement.
    pub(super) fn new(expression: &Expression, keep: Keep) -> Option<(u64, Self)> {
        let mut expression = expression.clone();
        let mut found = vec![false; keep.slots];
        let mut is_complete = true;
        expression.visit_binds_mut(&mut |bind| {
            let has_value = bind.value.is_some() || bind.values.is_some();
            match bind.slot.and_then(|slot| found.get_mut(slot)) {
                Some(found) => *found = true,
                None => is_complete &= !has_value,
            }
        });
        is_complete &= found.iter().all(|found| *found);
        is_complete.then(|| {
            let kept = Self {
                types: ResultTypes::of(&expression),
                expression: RefCell::new(expression),
            };
            (keep.number, kept)
        })
    }

    /// Returns the statement with other values; a list is that of an expanding parameter.
    pub(super) fn with_values(
        &self,
        values: Vec<Json>,
    ) -> Result<Ref<'_, Expression>, EngineError> {
        let mut single = Vec::with_capacity(values.len());
        for value in values {
            single.push(match value {
                Json::Array(_) => (None, Some(read::<Vec<Value>>(value)?)),
                value => (Some(read::<Value>(value)?), None),
            });
        }
        let mut expression = self
            .expression
            .try_borrow_mut()
            .map_err(|_| EngineError::new("RuntimeError", "the statement is being run already"))?;
        expression.visit_binds_mut(&mut |bind| {
            if let Some((value, values)) = bind.slot.and_then(|slot| single.get(slot)) {
                bind.value.clone_from(value);
                bind.values.clone_from(values);
            }
        });
        drop(expression);
        Ok(self.expression.borrow())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn comparison(right: Json) -> Expression {
        let column = json!({"expr": "column", "name": "id"});
        let binary = json!({"expr": "binary", "operator": "IN", "left": column, "right": right});
        serde_json::from_value(binary).unwrap()
    }

    fn sql(expression: &Expression) -> String {
        let dialect = alembic_dialect::dialect("sqlite").unwrap();
        let options = alembic_dialect::CompileOptions {
            literal_binds: true,
            ..Default::default()
        };
        alembic_dialect::compile_expression(
            dialect.as_ref(),
            expression,
            &indexmap::IndexMap::new(),
            &options,
        )
        .unwrap()
        .text_with(|_, name| name.to_owned())
    }

    fn keep(slots: usize) -> Keep {
        Keep { number: 1, slots }
    }

    #[test]
    fn values_take_the_places_of_those_before() {
        let bind =
            json!({"expr": "bind", "key": "id", "expanding": true, "values": [1], "slot": 0});
        let (_, kept) = KeptStatement::new(&comparison(bind), keep(1)).unwrap();
        for (values, expected) in [
            (json!([[2, 3]]), "id IN (2, 3)"),
            (json!([[null]]), "id IN (NULL)"),
            (
                json!([["a", {"$decimal": "1.5"}, 4]]),
                "id IN ('a', 1.5, 4)",
            ),
        ] {
            let expression = kept
                .with_values(serde_json::from_value(values).unwrap())
                .unwrap();
            assert_eq!(sql(&expression), expected);
        }
        let expression = kept.with_values(vec![json!([])]).unwrap();
        assert!(sql(&expression).contains("SELECT 1"));
    }

    #[test]
    fn what_could_go_stale_is_not_kept() {
        for (bind, slots) in [
            (json!({"expr": "bind", "key": "id", "value": 1}), 0),
            (json!({"expr": "bind", "key": "id", "value": null}), 0),
            (
                json!({"expr": "bind", "key": "id", "value": 1, "slot": 0}),
                2,
            ),
            (
                json!({"expr": "bind", "key": "id", "value": 1, "slot": 1}),
                1,
            ),
            (json!({"expr": "inline_literal", "value": 1}), 1),
        ] {
            assert!(
                KeptStatement::new(&comparison(bind.clone()), keep(slots)).is_none(),
                "{bind}"
            );
        }
        let pending = json!({"expr": "bind", "key": "id"});
        assert!(KeptStatement::new(&comparison(pending), keep(0)).is_some());
    }
}
