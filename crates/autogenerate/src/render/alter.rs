//! Columns of tables that exist.

use alembic_ops::{AddColumn, AlterColumn, Change, DropColumn};
use alembic_python_text::repr;
use alembic_schema::{Autoincrement, ServerDefault};

use super::columns::autoincrement;
use super::operations::schema_argument;
use super::{Renderer, python};
use crate::AutogenerateError;

/// What stands before the arguments of `alter_column`.
const INDENTATION: &str = "           ";

impl Renderer<'_> {
    pub(super) fn add_column(&mut self, add: &AddColumn) -> Result<String, AutogenerateError> {
        let mut column = self.column(&add.column)?.unwrap_or("None".to_owned());
        let inline_primary_key = add.inline_primary_key && !self.in_batch;
        if let (true, Some(open)) = (inline_primary_key, column.strip_suffix(')')) {
            column = format!("{open}, primary_key=True)");
        }
        if self.in_batch {
            return Ok(format!("{}add_column({column})", self.op()));
        }
        let mut arguments = vec![python::name(&add.table_name), column];
        arguments.extend(schema_argument(add.schema.as_ref()));
        if add.if_not_exists {
            arguments.push("if_not_exists=True".to_owned());
        }
        if inline_primary_key {
            arguments.push("inline_primary_key=True".to_owned());
        }
        Ok(format!("{}add_column({})", self.op(), arguments.join(", ")))
    }

    pub(super) fn drop_column(&self, drop: &DropColumn) -> String {
        let column = python::name(&drop.column_name);
        if self.in_batch {
            return format!("{}drop_column({column})", self.op());
        }
        let mut arguments = vec![python::name(&drop.table_name), column];
        arguments.extend(schema_argument(drop.schema.as_ref()));
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        format!("{}drop_column({})", self.op(), arguments.join(", "))
    }

    pub(super) fn alter_column(
        &mut self,
        alter: &AlterColumn,
    ) -> Result<String, AutogenerateError> {
        let mut keywords = Vec::new();
        if let Some(existing_type) = &alter.existing_type {
            keywords.push(format!("existing_type={}", self.sql_type(existing_type)?));
        }
        match &alter.server_default {
            Change::Unchanged => {}
            Change::Remove => keywords.push("server_default=None".to_owned()),
            Change::Set(default) => {
                keywords.push(format!("server_default={}", self.present(default)?));
            }
        }
        if let Some(new_name) = &alter.new_column_name {
            keywords.push(format!("new_column_name={}", python::name(new_name)));
        }
        if let Some(new_type) = &alter.type_ {
            keywords.push(format!("type_={}", self.sql_type(new_type)?));
        }
        if let Some(nullable) = alter.nullable {
            keywords.push(format!("nullable={}", python::boolean(nullable)));
        }
        match &alter.comment {
            Change::Unchanged => {}
            change => keywords.push(format!(
                "comment={}",
                python::optional_text(change.value().map(String::as_str))
            )),
        }
        if let Some(comment) = &alter.existing_comment {
            keywords.push(format!("existing_comment={}", repr(comment)));
        }
        if let (None, Some(nullable)) = (alter.nullable, alter.existing_nullable) {
            keywords.push(format!("existing_nullable={}", python::boolean(nullable)));
        }
        if let Some(change) = alter.autoincrement {
            let value = match change {
                Autoincrement::Auto => Some("'auto'"),
                change => autoincrement(change),
            };
            keywords.push(format!("autoincrement={}", value.unwrap_or("None")));
        }
        if let (Change::Unchanged, Some(default)) =
            (&alter.server_default, alter.existing_server_default.value())
        {
            let default = self.present(default)?;
            keywords.push(format!("existing_server_default={default}"));
        }
        if !self.in_batch {
            keywords.extend(schema_argument(alter.schema.as_ref()));
        }
        keywords.extend(self.conversion_to_enum(alter)?);
        let column = python::name(&alter.column_name);
        let subject = if self.in_batch {
            column
        } else {
            format!("{}, {column}", python::name(&alter.table_name))
        };
        let keywords: String = keywords
            .iter()
            .map(|keyword| format!(",\n{INDENTATION}{keyword}"))
            .collect();
        Ok(format!("{}alter_column({subject}{keywords})", self.op()))
    }

    /// Returns a server default, or `None` for one that the project leaves out.
    fn present(&mut self, default: &ServerDefault) -> Result<String, AutogenerateError> {
        let text = self.server_default(default)?;
        Ok(if text.is_empty() {
            "None".to_owned()
        } else {
            text
        })
    }
}
