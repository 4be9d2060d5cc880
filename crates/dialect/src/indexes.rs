//! Statements that create and drop indexes.

use alembic_ops::{CreateIndex, DropIndex};
use alembic_schema::{Argument, Expression, Index, Name, RareMap};

use crate::{Compiler, DialectError, ResolvedTable};

impl Compiler<'_> {
    /// Returns the statement that creates an index.
    pub(crate) fn create_index(&self, operation: &CreateIndex) -> Result<String, DialectError> {
        let table = ResolvedTable::named(&operation.table_name, operation.schema.as_ref());
        let index = Index {
            name: operation.index_name.clone(),
            expressions: operation.columns.clone(),
            unique: operation.unique,
            dialect_options: operation.dialect_options.clone(),
            info: RareMap::new(),
        };
        let has_column = index
            .expressions
            .iter()
            .any(|element| matches!(element, Expression::Column { .. }));
        // Without a column of its own, SQLAlchemy does not find the table, nor its convention.
        let index = if has_column {
            self.named_index(&table, index)?
        } else {
            index
        };
        self.dialect
            .create_index(self, &table, &index, operation.if_not_exists)
    }

    /// Returns the statement that creates an index as most databases have it.
    pub(crate) fn shared_create_index(
        &self,
        table: &ResolvedTable,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<String, DialectError> {
        let elements: Vec<String> = index
            .expressions
            .iter()
            .map(|element| self.ddl_expression(element))
            .collect::<Result<_, _>>()?;
        Ok(format!(
            "CREATE {}INDEX {}{} ON {} ({})",
            unique_word(index),
            if if_not_exists { "IF NOT EXISTS " } else { "" },
            self.index_name(index)?,
            self.table_name(table.schema.as_ref(), &table.name),
            elements.join(", ")
        ))
    }

    /// Returns an index's name in SQL, without schema.
    pub(crate) fn index_name(&self, index: &Index) -> Result<String, DialectError> {
        let name = index.name.as_ref().ok_or(DialectError::UnnamedIndex)?;
        self.constraint_name(name)
    }

    /// Returns an element of an index, in parentheses where the dialect wants them.
    pub fn index_element(&self, element: &Expression) -> Result<String, DialectError> {
        let text = self.ddl_expression(element)?;
        Ok(if self.dialect.groups_index_element(element) {
            format!("({text})")
        } else {
            text
        })
    }

    /// Returns the statement that drops an index.
    pub(crate) fn drop_index(&self, operation: &DropIndex) -> Result<String, DialectError> {
        let name = self.constraint_name(&operation.index_name)?;
        Ok(self.dialect.drop_index(self, operation, &name))
    }

    /// Returns the statement that drops an index as most databases have it.
    pub(crate) fn shared_drop_index(&self, operation: &DropIndex, name: &str) -> String {
        format!(
            "\nDROP INDEX {}{}",
            if operation.if_exists {
                "IF EXISTS "
            } else {
                ""
            },
            self.qualified_index_name(operation.schema.as_ref(), name)
        )
    }

    /// Returns an index's formatted name with its schema.
    pub(crate) fn qualified_index_name(&self, schema: Option<&Name>, name: &str) -> String {
        match schema.filter(|schema| !schema.is_empty()) {
            Some(schema) => format!("{}.{name}", self.dialect.schema_name(self, schema)),
            None => name.to_owned(),
        }
    }

    /// Returns the condition of a partial index, given as an expression or as SQL text.
    pub(crate) fn index_condition(
        &self,
        argument: Option<&Argument>,
    ) -> Result<String, DialectError> {
        Ok(match argument {
            Some(Argument::Expression(expression)) => {
                format!(" WHERE {}", self.ddl_expression(expression)?)
            }
            Some(argument) => match argument.as_str() {
                Some(text) => format!(" WHERE {}", self.ddl_expression(&Expression::text(text))?),
                None => String::new(),
            },
            None => String::new(),
        })
    }
}

/// Returns the word for an index whose rows are all different.
pub(crate) fn unique_word(index: &Index) -> &'static str {
    if index.unique { "UNIQUE " } else { "" }
}
