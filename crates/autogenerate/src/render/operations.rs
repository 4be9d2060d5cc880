//! Operations, one or several, as lines.

use alembic_ops::{Executable, Execute, Operation, RenameTable};
use alembic_python_text::repr;
use alembic_schema::Name;

use super::{Renderer, ScriptItem, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    /// Returns the lines of an item; one of them may hold line breaks.
    pub fn lines(&mut self, item: &ScriptItem) -> Result<Vec<String>, AutogenerateError> {
        match item {
            ScriptItem::Lines(lines) => Ok(lines.clone()),
            ScriptItem::Held(_) => Err(AutogenerateError::NoRenderer {
                operation: "custom",
            }),
            ScriptItem::Operation(operation) => self.operation(operation),
            ScriptItem::Table {
                table_name,
                schema,
                items,
            } => self.table_items(table_name, schema.as_ref(), items),
        }
    }

    fn table_items(
        &mut self,
        table_name: &Name,
        schema: Option<&Name>,
        items: &[ScriptItem],
    ) -> Result<Vec<String>, AutogenerateError> {
        let mut lines = Vec::new();
        if items.is_empty() {
            return Ok(lines);
        }
        let was_in_batch = self.in_batch;
        if self.options.render_as_batch {
            lines.push(format!(
                "with op.batch_alter_table({}, schema={}{}) as batch_op:",
                python::name(table_name),
                python::optional_name(schema),
                self.name_of_key(items)
            ));
            self.in_batch = true;
        }
        for item in items {
            lines.extend(self.lines(item)?);
        }
        if self.options.render_as_batch {
            self.in_batch = was_in_batch;
            lines.push(String::new());
        }
        Ok(lines)
    }

    fn operation(&mut self, operation: &Operation) -> Result<Vec<String>, AutogenerateError> {
        let mut lines = match operation {
            Operation::RenameTable(rename) => self.alternative("table", &rename.alternative)?,
            Operation::AlterColumn(alter) => self.alternative("column", &alter.alternative)?,
            _ => Vec::new(),
        };
        lines.extend(self.operation_alone(operation)?);
        Ok(lines)
    }

    /// Returns the comment that tells what to do instead of a rename.
    fn alternative(
        &mut self,
        kind: &str,
        operations: &[Operation],
    ) -> Result<Vec<String>, AutogenerateError> {
        if operations.is_empty() {
            return Ok(Vec::new());
        }
        let mut lines = vec![
            format!(
                "# Taken for a {kind} that has got another name, which keeps its data. If these are two"
            ),
            format!("# {kind}s, do this instead, which loses the data of the one that is dropped:"),
        ];
        for operation in operations {
            for text in self.operation(operation)? {
                lines.extend(text.lines().map(|line| format!("#   {line}")));
            }
        }
        Ok(lines)
    }

    fn operation_alone(&mut self, operation: &Operation) -> Result<Vec<String>, AutogenerateError> {
        Ok(vec![match operation {
            Operation::CreateTable(create) => self.create_table(create)?,
            Operation::DropTable(drop) => self.drop_table(drop),
            Operation::RenameTable(rename) => self.rename_table(rename),
            Operation::CreateTableComment(create) => self.create_table_comment(create),
            Operation::DropTableComment(drop) => self.drop_table_comment(drop),
            Operation::AddColumn(add) => self.add_column(add)?,
            Operation::DropColumn(drop) => self.drop_column(drop),
            Operation::AlterColumn(alter) => {
                if let Some(lines) = self.altered_labels(alter)? {
                    return Ok(lines);
                }
                self.alter_column(alter)?
            }
            Operation::CreateIndex(create) => self.create_index(create)?,
            Operation::DropIndex(drop) => self.drop_index(drop)?,
            Operation::CreatePrimaryKey(create)
            | Operation::CreateUniqueConstraint(create)
            | Operation::CreateForeignKey(create)
            | Operation::CreateCheckConstraint(create)
            | Operation::CreateExcludeConstraint(create) => self.create_constraint(create)?,
            Operation::DropConstraint(drop) => return Ok(self.drop_constraint(drop)),
            Operation::Execute(execute) => self.execute(execute)?,
            Operation::CreateType(_) | Operation::DropType(_) => {
                return self.type_statements(operation);
            }
            Operation::AlterEnum(alter) => return self.alter_enum(alter),
            Operation::ModifyTableOps(_) => return self.lines(&ScriptItem::from(operation)),
            Operation::BulkInsert(_)
            | Operation::BatchAlterTable(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::Custom(_) => {
                return Err(AutogenerateError::NoRenderer {
                    operation: operation_name(operation),
                });
            }
        }])
    }

    /// Returns the argument by which a batch knows a primary key that SQLite keeps without a name.
    fn name_of_key(&self, items: &[ScriptItem]) -> &'static str {
        let is_of_key = |item: &ScriptItem| match item {
            ScriptItem::Operation(operation) => match operation.as_ref() {
                Operation::CreatePrimaryKey(_) => true,
                Operation::DropConstraint(drop) => drop.type_.as_deref() == Some("primary"),
                _ => false,
            },
            _ => false,
        };
        if self.options.compare_primary_keys
            && self.compiler.dialect.name() == "sqlite"
            && items.iter().any(is_of_key)
        {
            ", naming_convention={'pk': 'pk_%(table_name)s'}"
        } else {
            ""
        }
    }

    fn rename_table(&self, rename: &RenameTable) -> String {
        let mut arguments = vec![
            python::name(&rename.old_table_name),
            python::name(&rename.new_table_name),
        ];
        arguments.extend(schema_argument(rename.schema.as_ref()));
        format!("{}rename_table({})", self.op(), arguments.join(", "))
    }

    fn execute(&self, execute: &Execute) -> Result<String, AutogenerateError> {
        match &execute.statement {
            Executable::Text(text) => Ok(format!("{}execute({})", self.op(), repr(text))),
            Executable::Expression(_) => Err(AutogenerateError::ExpressionInExecute),
        }
    }

    /// Returns a name, in `op.f()` where a naming convention made it.
    pub(super) fn generated_name(&self, name: Option<&Name>) -> String {
        match name {
            None => "None".to_owned(),
            Some(Name::Conventional(name)) => format!("{}f({})", self.op(), repr(name)),
            Some(name) => python::name(name),
        }
    }
}

/// Returns the argument that names a schema, where there is one.
pub(super) fn schema_argument(schema: Option<&Name>) -> Option<String> {
    schema
        .filter(|schema| !schema.is_empty())
        .map(|schema| format!("schema={}", python::name(schema)))
}

fn operation_name(operation: &Operation) -> &'static str {
    match operation {
        Operation::BulkInsert(_) => "bulk_insert",
        Operation::BatchAlterTable(_) => "batch_alter_table",
        Operation::CreateSequence(_) => "create_sequence",
        Operation::DropSequence(_) => "drop_sequence",
        Operation::CreateSchema(_) => "create_schema",
        Operation::DropSchema(_) => "drop_schema",
        _ => "operation",
    }
}
