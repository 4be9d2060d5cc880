//! What makes a table or column of the database the same as one of the models, but for the name.

use std::collections::BTreeSet;

use alembic_schema::{Column, Constraint, ConstraintKind};

use super::super::columns::ComparedColumn;
use super::super::constraints::{indexed_columns, unique_columns};
use super::super::foreign_keys::referred_table;
use super::super::sides::{DatabaseTable, ModelTable};
use super::super::{ColumnPair, Comparison, Hooks};

impl<H: Hooks> Comparison<'_, H> {
    /// Returns whether two tables have the same columns.
    ///
    /// Constraints and indexes are left to the comparison: their names may well follow the table's.
    pub(super) fn is_table_alike(
        &self,
        model: &ModelTable,
        table: &DatabaseTable,
    ) -> Result<bool, H::Error> {
        let columns: Vec<&Column> = model
            .table
            .columns
            .iter()
            .filter(|column| !column.system)
            .collect();
        if columns.len() != table.table.columns.len() || columns.is_empty() {
            return Ok(false);
        }
        for column in columns {
            let position = table
                .table
                .columns
                .iter()
                .position(|other| column.name == other.name.as_str());
            let is_alike = match position {
                Some(position) => self.holds_the_same(model, column, table, position)?,
                None => false,
            };
            if !is_alike {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns whether a column of the database has the shape of one of the models: what it holds, and
    /// its part in keys.
    pub(super) fn is_column_alike(
        &self,
        model: &ModelTable,
        column: &Column,
        table: &DatabaseTable,
        position: usize,
    ) -> Result<bool, H::Error> {
        let existing = &table.table.columns[position];
        let refers_to = |constraints: &[Constraint], name: &str| -> BTreeSet<String> {
            constraints
                .iter()
                .filter(|constraint| is_in_foreign_key(constraint, name))
                .filter_map(referred_table)
                .map(str::to_owned)
                .collect()
        };
        Ok(refers_to(&model.table.constraints, &column.name)
            == refers_to(&table.table.constraints, &existing.name)
            && is_unique_in_model(model, &column.name)
                == is_unique_in_database(table, &existing.name)
            && self.holds_the_same(model, column, table, position)?)
    }

    /// Returns whether two defaults are the same but for what a comparison of their texts makes too much of.
    fn is_default_alike(&self, column: &ComparedColumn<'_>) -> Result<bool, H::Error> {
        let model = self.default_text(column.model.server_default.as_ref())?;
        Ok(match (model, column.database_default) {
            (Some(model), Some(database)) => bare_default(&model) == bare_default(database),
            _ => false,
        })
    }

    /// Returns whether two columns can hold the same.
    ///
    /// Computed columns never do: they hold nothing of their own, so that no data is lost with them.
    fn holds_the_same(
        &self,
        model: &ModelTable,
        column: &Column,
        table: &DatabaseTable,
        position: usize,
    ) -> Result<bool, H::Error> {
        let existing = &table.table.columns[position];
        if column.computed.is_some()
            || existing.computed.is_some()
            || column.nullable != existing.nullable
            || is_in_primary_key(&model.table.constraints, column)
                != is_in_primary_key(&table.table.constraints, existing)
        {
            return Ok(false);
        }
        let compared = ComparedColumn {
            model_table: model,
            model: column,
            database: existing,
            database_default: table.defaults[position].as_deref(),
            pair: ColumnPair {
                model_table: &model.table,
                model: column,
                database_table: &table.table,
                database: existing,
            },
            table_name: &table.table.name,
        };
        Ok(self.has_same_type(&compared)?
            && (!self.has_other_default(&compared)? || self.is_default_alike(&compared)?))
    }
}

/// Returns a default without what databases change about it, `now()` and `0.00` among it.
fn bare_default(text: &str) -> String {
    let text = text.to_lowercase();
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || "()'".contains(letter));
    match text {
        "now" | "current_timestamp" => "current_timestamp".to_owned(),
        text => match text.parse::<f64>() {
            Ok(number) => number.to_string(),
            Err(_) => text.to_owned(),
        },
    }
}

fn is_in_primary_key(constraints: &[Constraint], column: &Column) -> bool {
    constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => {
            columns.iter().any(|name| column.name == name.as_str())
        }
        _ => false,
    })
}

fn is_in_foreign_key(constraint: &Constraint, column: &str) -> bool {
    match &constraint.kind {
        ConstraintKind::ForeignKey { columns, .. } => columns.iter().any(|name| name == column),
        _ => false,
    }
}

fn is_unique_in_model(model: &ModelTable, column: &str) -> bool {
    let mut uniques = model.uniques();
    let mut indexes = model.indexes.iter();
    uniques.any(|unique| unique_columns(unique) == [column])
        || indexes.any(|index| index.unique && indexed_columns(index) == [column])
}

fn is_unique_in_database(table: &DatabaseTable, column: &str) -> bool {
    let mut uniques = table.uniques.iter();
    let mut indexes = table.indexes.iter().map(|index| &index.index);
    uniques.any(|unique| unique_columns(&unique.constraint) == [column])
        || indexes.any(|index| index.unique && indexed_columns(index) == [column])
}

#[cfg(test)]
mod tests {
    use super::bare_default;

    #[test]
    fn defaults_are_alike_in_the_words_of_databases() {
        for (model, database) in [
            ("now()", "current_timestamp()"),
            ("now()", "CURRENT_TIMESTAMP"),
            ("0", "0.00"),
            ("x", "'x'"),
        ] {
            assert_eq!(bare_default(model), bare_default(database));
        }
        assert_ne!(bare_default("x"), bare_default("y"));
    }
}
