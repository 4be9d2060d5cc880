//! The names of columns by their numbers, which is how the catalog refers to them.

use std::collections::{BTreeSet, HashMap};

use alembic_db::{Statement, Value};

use super::numbers;
use super::relations::oids;
use crate::inspect::{InspectError, Inspector, Row};

/// The columns' names by the number of their relation and their own.
#[derive(Default)]
pub(super) struct AttributeNames {
    names: HashMap<i64, HashMap<i64, String>>,
}

impl AttributeNames {
    /// Adds a column that is known already.
    pub(super) fn insert(&mut self, relation: i64, number: i64, name: &str) {
        let columns = self.names.entry(relation).or_default();
        columns.insert(number, name.to_owned());
    }

    /// Asks for the columns of the relations that are not known yet.
    pub(super) fn load<E: From<InspectError>>(
        &mut self,
        inspector: &mut Inspector<'_, E>,
        relations: impl IntoIterator<Item = i64>,
    ) -> Result<(), E> {
        let missing: BTreeSet<i64> = relations
            .into_iter()
            .filter(|relation| !self.names.contains_key(relation))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let result = inspector.query(&Statement::sql(format!(
            "SELECT a.attrelid, a.attnum, a.attname FROM pg_catalog.pg_attribute AS a \
             WHERE a.attrelid = ANY ({}) AND a.attnum > 0 AND NOT a.attisdropped",
            oids(&missing)
        )))?;
        for row in &result.rows {
            let row = Row(row);
            self.insert(row.number(0), row.number(1), &row.name(2));
        }
        Ok(())
    }

    /// Returns the name of a column; an empty one where the number is none of a column.
    pub(super) fn name(&self, relation: i64, number: i64) -> String {
        let columns = self.names.get(&relation);
        columns
            .and_then(|columns| columns.get(&number))
            .cloned()
            .unwrap_or_default()
    }

    /// Returns the names of the columns with the numbers in an array.
    pub(super) fn names(&self, relation: i64, array: &Value) -> Vec<String> {
        let numbers = numbers(array).into_iter();
        numbers.map(|number| self.name(relation, number)).collect()
    }
}
