//! Rows to insert.

use alembic_db::Statement;
use alembic_ops::BulkInsert;
use alembic_schema::{Argument, Column, ColumnDefault, Value};
use indexmap::IndexMap;

use crate::expressions::append;
use crate::{Compiler, DialectError, Plan};

impl Compiler<'_> {
    /// Plans the insertion of rows, a statement for each.
    ///
    /// The rows' values are literals in a script and parameters otherwise.
    pub(crate) fn plan_bulk_insert(
        &self,
        operation: &BulkInsert,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        let table = &operation.table;
        let table = self.table_name(table.schema.as_ref(), &table.name);
        let around = self
            .options
            .offline
            .then(|| self.dialect.around_inserts(&self.plain_sql(&table)))
            .flatten();
        if let Some((before, _)) = &around {
            plan.push(before);
        }
        let first_row = operation.rows.first();
        for row in &operation.rows {
            // Rows that are sent together have the columns of the first one.
            let columns = match first_row {
                Some(first) if operation.multiinsert && !self.options.offline => first,
                _ => row,
            };
            plan.push_statement(self.insert_statement(operation, columns, row)?);
        }
        if let Some((_, after)) = around {
            plan.push(after);
        }
        Ok(())
    }

    fn insert_statement(
        &self,
        operation: &BulkInsert,
        columns: &IndexMap<String, Argument>,
        row: &IndexMap<String, Argument>,
    ) -> Result<Statement, DialectError> {
        let table = &operation.table;
        if let Some(unknown) = columns.keys().find(|name| table.column(name).is_none()) {
            return Err(DialectError::UnknownInsertColumn {
                column: unknown.clone(),
            });
        }
        let mut names = Vec::new();
        let mut values = Statement::default();
        for column in &table.columns {
            let is_given = columns.contains_key(column.name.as_str());
            if !is_given && column.client_default.is_none() {
                continue;
            }
            if !names.is_empty() {
                values.push_sql(", ");
            }
            names.push(self.quote(&column.name));
            if is_given {
                let value = row.get(column.name.as_str()).ok_or_else(|| {
                    DialectError::MissingParameter {
                        name: column.name.to_string(),
                    }
                })?;
                self.write_row_value(&mut values, column, value)?;
            } else {
                self.write_client_default(&mut values, column)?;
            }
        }
        let target = self.table_name(table.schema.as_ref(), &table.name);
        let mut statement = if names.is_empty() {
            Statement::sql(format!("INSERT INTO {target} DEFAULT VALUES"))
        } else {
            Statement::sql(format!(
                "INSERT INTO {target} ({}) VALUES (",
                names.join(", ")
            ))
        };
        if !names.is_empty() {
            append(&mut statement, values);
            statement.push_sql(")");
        }
        Ok(statement)
    }

    fn write_row_value(
        &self,
        values: &mut Statement,
        column: &Column,
        value: &Argument,
    ) -> Result<(), DialectError> {
        match value {
            Argument::Expression(expression) => {
                self.write_value(values, expression, self.options.offline)
            }
            value => self.write_plain_value(values, column, &plain_value(value)),
        }
    }

    fn write_plain_value(
        &self,
        values: &mut Statement,
        column: &Column,
        value: &Value,
    ) -> Result<(), DialectError> {
        let sql_type = Some(&column.sql_type);
        if self.options.offline {
            values.push_sql(&self.literal(value, sql_type)?);
        } else {
            values.push_parameter(column.name.as_str(), self.bound_value(value, sql_type)?);
        }
        Ok(())
    }

    fn write_client_default(
        &self,
        values: &mut Statement,
        column: &Column,
    ) -> Result<(), DialectError> {
        match &column.client_default {
            Some(ColumnDefault::Scalar { value }) => self.write_plain_value(values, column, value),
            Some(ColumnDefault::Expression { expression }) => {
                self.write_value(values, expression, self.options.offline)
            }
            Some(ColumnDefault::Callable) | None => Err(DialectError::PythonDefault {
                column: column.name.to_string(),
            }),
        }
    }
}

/// Returns a row's value; lists and dictionaries are documents or arrays.
fn plain_value(argument: &Argument) -> Value {
    match argument {
        Argument::Value(value) => value.clone(),
        other => Value::json(serde_json::to_value(other).unwrap_or_default()),
    }
}
