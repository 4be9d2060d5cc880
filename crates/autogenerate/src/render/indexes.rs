//! Indexes.

use alembic_dialect::ResolvedTable;
use alembic_ops::{CreateIndex, DropIndex};
use alembic_schema::{Expression, Index, Name, RareMap};

use super::operations::schema_argument;
use super::{Renderer, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    pub(super) fn create_index(&self, create: &CreateIndex) -> Result<String, AutogenerateError> {
        let elements = create
            .columns
            .iter()
            .map(|element| self.index_element(element))
            .collect::<Result<Vec<_>, _>>()?;
        let mut arguments = vec![self.generated_name(self.index_name(create)?.as_ref())];
        if !self.in_batch {
            arguments.push(python::name(&create.table_name));
        }
        arguments.push(format!("[{}]", elements.join(", ")));
        arguments.push(format!("unique={}", python::boolean(create.unique)));
        if !self.in_batch {
            arguments.extend(schema_argument(create.schema.as_ref()));
        }
        arguments.extend(self.dialect_options(&create.dialect_options)?);
        if create.if_not_exists {
            arguments.push("if_not_exists=True".to_owned());
        }
        Ok(format!(
            "{}create_index({})",
            self.op(),
            arguments.join(", ")
        ))
    }

    pub(super) fn drop_index(&self, drop: &DropIndex) -> Result<String, AutogenerateError> {
        let mut arguments = vec![self.generated_name(Some(&drop.index_name))];
        if !self.in_batch {
            arguments.push(format!(
                "table_name={}",
                python::optional_name(drop.table_name.as_ref())
            ));
            arguments.extend(schema_argument(drop.schema.as_ref()));
        }
        arguments.extend(self.dialect_options(&drop.dialect_options)?);
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        Ok(format!("{}drop_index({})", self.op(), arguments.join(", ")))
    }

    /// Returns the name of an index, which a convention may give.
    fn index_name(&self, create: &CreateIndex) -> Result<Option<Name>, AutogenerateError> {
        let is_on_column = create
            .columns
            .iter()
            .any(|element| matches!(element, Expression::Column { .. }));
        if create.index_name.is_some() || !is_on_column {
            return Ok(create.index_name.clone());
        }
        let table = ResolvedTable {
            name: create.table_name.clone(),
            schema: create.schema.clone(),
            ..ResolvedTable::default()
        };
        let index = Index {
            name: None,
            expressions: create.columns.clone(),
            unique: create.unique,
            dialect_options: create.dialect_options.clone(),
            info: RareMap::new(),
        };
        Ok(self.compiler.named_index(&table, index)?.name)
    }
}
