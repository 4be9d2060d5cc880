//! Operations as statements.

use alembic_ops::{
    AddColumn, CreateConstraint, CreateTable, DropColumn, Executable, Execute, Operation,
};
use alembic_schema::{Column, Constraint, ConstraintKind, Expression, Name};
use indexmap::IndexMap;

use crate::dialect::CommentStyle;
use crate::tables::table_of_column;
use crate::{Compiler, DialectError, Plan, ResolvedTable};

impl Compiler<'_> {
    /// Returns the statements of an operation.
    pub fn operation(&self, operation: &Operation) -> Result<Plan, DialectError> {
        if operation.lacks_table() {
            return Err(DialectError::NoTable);
        }
        let mut plan = Plan::default();
        match operation {
            Operation::CreateTable(create) => self.plan_create_table(create, &mut plan)?,
            Operation::DropTable(drop) => plan.push(format!(
                "\nDROP TABLE {}{}",
                if drop.if_exists { "IF EXISTS " } else { "" },
                self.table_name(drop.schema.as_ref(), &drop.table_name)
            )),
            Operation::RenameTable(rename) => plan.push(self.dialect.rename_table(
                self,
                rename.schema.as_ref(),
                &rename.old_table_name,
                &rename.new_table_name,
            )),
            Operation::CreateTableComment(comment) => {
                plan.push(self.dialect.table_comment(
                    self,
                    comment.schema.as_ref(),
                    &comment.table_name,
                    comment.comment.as_deref(),
                ));
            }
            Operation::DropTableComment(comment) => {
                plan.push(self.dialect.table_comment(
                    self,
                    comment.schema.as_ref(),
                    &comment.table_name,
                    None,
                ));
            }
            Operation::AddColumn(add) => self.plan_add_column(add, &mut plan)?,
            Operation::DropColumn(drop) => {
                self.dialect.plan_before_drop_column(self, drop, &mut plan);
                plan.push(self.drop_column(drop));
            }
            Operation::AlterColumn(alter) => self.plan_alter_column(alter, &mut plan)?,
            Operation::CreateIndex(create) => plan.push(self.create_index(create)?),
            Operation::DropIndex(drop) => plan.push(self.drop_index(drop)?),
            Operation::CreatePrimaryKey(create)
            | Operation::CreateUniqueConstraint(create)
            | Operation::CreateForeignKey(create)
            | Operation::CreateCheckConstraint(create)
            | Operation::CreateExcludeConstraint(create) => {
                self.plan_create_constraint(create, &mut plan)?;
            }
            Operation::DropConstraint(drop) => plan.push(self.drop_constraint(drop)?),
            Operation::Execute(execute) => self.plan_execute(execute, &mut plan)?,
            Operation::BulkInsert(insert) => self.plan_bulk_insert(insert, &mut plan)?,
            Operation::CreateType(create) => {
                self.dialect.plan_create_type(
                    self,
                    &create.sql_type,
                    create.checkfirst,
                    &mut plan,
                )?;
            }
            Operation::DropType(drop) => {
                self.dialect
                    .plan_drop_type(self, &drop.sql_type, drop.checkfirst, &mut plan)?;
            }
            Operation::AlterEnum(alter) => self.dialect.plan_alter_enum(self, alter, &mut plan)?,
            Operation::CreateSequence(create) => {
                let sequence = &create.sequence;
                let mut text = format!(
                    "CREATE SEQUENCE {}{}",
                    if create.if_not_exists {
                        "IF NOT EXISTS "
                    } else {
                        ""
                    },
                    self.sequence_name(sequence)
                );
                if let Some(data_type) = &sequence.data_type
                    && self.dialect.names_sequence_type()
                {
                    text.push_str(&format!(" AS {}", self.sql_type(data_type)?));
                }
                let options = self.sequence_options(&sequence.options);
                if !options.is_empty() {
                    text.push_str(&format!(" {options}"));
                }
                plan.push(text);
            }
            Operation::DropSequence(drop) => plan.push(format!(
                "DROP SEQUENCE {}{}",
                if drop.if_exists { "IF EXISTS " } else { "" },
                self.sequence_name(&drop.sequence)
            )),
            Operation::CreateSchema(create) => plan.push(format!(
                "CREATE SCHEMA {}{}",
                if create.if_not_exists {
                    "IF NOT EXISTS "
                } else {
                    ""
                },
                self.quote(&create.name)
            )),
            Operation::DropSchema(drop) => plan.push(format!(
                "DROP SCHEMA {}{}{}",
                if drop.if_exists { "IF EXISTS " } else { "" },
                self.quote(&drop.name),
                if drop.cascade { " CASCADE" } else { "" }
            )),
            Operation::ModifyTableOps(modify) => {
                for operation in &modify.ops {
                    plan.append(self.operation(operation)?);
                }
            }
            Operation::BatchAlterTable(_) => return Err(DialectError::Batch),
            Operation::Custom(_) => return Err(DialectError::CustomOperation),
        }
        Ok(plan)
    }

    fn plan_create_table(
        &self,
        operation: &CreateTable,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        let table = self.resolve_table(operation.table.clone())?;
        self.dialect.plan_types(self, &table, plan)?;
        let text = self.create_table(&table, operation.if_not_exists, plan)?;
        plan.push(text);
        for index in &table.indexes {
            plan.push(self.dialect.create_index(self, &table, index, false)?);
        }
        if self.dialect.comment_style() == CommentStyle::Statements {
            let schema = table.schema.as_ref();
            if let Some(comment) = &table.comment {
                plan.push(
                    self.dialect
                        .table_comment(self, schema, &table.name, Some(comment)),
                );
            }
            for column in &table.columns {
                self.plan_column_comment(schema, &table.name, column, plan);
            }
        }
        Ok(())
    }

    /// Returns the statement that creates a table, without what follows it.
    pub fn create_table(
        &self,
        table: &ResolvedTable,
        if_not_exists: bool,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        let mut text = "\nCREATE ".to_owned();
        for prefix in &table.prefixes {
            text.push_str(&format!("{prefix} "));
        }
        text.push_str("TABLE ");
        if if_not_exists {
            text.push_str("IF NOT EXISTS ");
        }
        text.push_str(&self.table_name(table.schema.as_ref(), &table.name));
        text.push_str(" (");
        let mut lines = Vec::new();
        for column in table.columns.iter().filter(|column| !column.system) {
            lines.push(self.column_definition(table, column, plan)?);
        }
        let constraints = table
            .primary_key
            .iter()
            .chain(&table.constraints)
            .filter(|constraint| {
                let use_alter = matches!(
                    constraint.constraint.kind,
                    ConstraintKind::ForeignKey {
                        use_alter: true,
                        ..
                    }
                );
                !(use_alter && self.dialect.supports_alter())
            });
        for constraint in constraints {
            lines.extend(self.dialect.constraint(self, table, constraint)?);
            self.warn_of_constraint(&constraint.constraint, plan);
        }
        for (position, line) in lines.iter().enumerate() {
            text.push_str(if position == 0 { "\n\t" } else { ", \n\t" });
            text.push_str(line);
        }
        text.push_str("\n)");
        text.push_str(&self.dialect.table_options(self, table)?);
        text.push_str("\n\n");
        Ok(text)
    }

    fn column_definition(
        &self,
        table: &ResolvedTable,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        let definition = self.dialect.column_specification(self, table, column, plan);
        let definition =
            definition.and_then(|definition| Ok(definition + &self.column_checks(table, column)?));
        definition.map_err(|problem| {
            if matches!(
                problem.exception_name(),
                "sqlalchemy.exc.CompileError" | "sqlalchemy.exc.UnsupportedCompilationError"
            ) {
                DialectError::InColumn {
                    table: table.name.to_string(),
                    column: column.name.to_string(),
                    problem: Box::new(problem),
                }
            } else {
                problem
            }
        })
    }

    fn plan_column_comment(
        &self,
        schema: Option<&Name>,
        table: &Name,
        column: &Column,
        plan: &mut Plan,
    ) {
        if let Some(comment) = &column.comment {
            plan.push(
                self.dialect
                    .column_comment(self, schema, table, &column.name, comment),
            );
        }
    }

    /// Adds what the user should know about a constraint.
    pub(crate) fn warn_of_constraint(&self, constraint: &Constraint, plan: &mut Plan) {
        if let Some(message) = self.dialect.constraint_warning(constraint) {
            plan.warn("sqlalchemy.exc.SAWarning", message);
        }
    }

    fn plan_add_column(&self, operation: &AddColumn, plan: &mut Plan) -> Result<(), DialectError> {
        let schema = operation.schema.as_ref();
        let table = self.resolve_table(table_of_column(
            &operation.table_name,
            schema,
            operation.column.clone(),
        ))?;
        let Some(column) = table.columns.first() else {
            return Ok(());
        };
        let definition = self
            .dialect
            .add_column(self, operation, &table, column, plan)?;
        plan.push(format!(
            "{} {definition}",
            self.alter_table(schema, &operation.table_name)
        ));

        let has_inline_reference = has_inline_reference(operation, column);
        for constraint in &table.constraints {
            let is_inline = has_inline_reference
                && matches!(
                    constraint.constraint.kind,
                    ConstraintKind::ForeignKey { .. }
                );
            if !is_inline {
                self.dialect
                    .plan_add_constraint(self, &table, constraint, plan)?;
            }
        }
        for index in &table.indexes {
            plan.push(self.dialect.create_index(self, &table, index, false)?);
        }
        if self.dialect.comment_style() == CommentStyle::Statements {
            self.plan_column_comment(schema, &operation.table_name, column, plan);
        }
        Ok(())
    }

    /// Returns what follows the name of a table to which a column is added, as most databases have
    /// it.
    pub(crate) fn shared_add_column(
        &self,
        operation: &AddColumn,
        table: &ResolvedTable,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        let mut text = format!(
            "ADD COLUMN {}{}",
            if operation.if_not_exists {
                "IF NOT EXISTS "
            } else {
                ""
            },
            self.dialect
                .column_specification(self, table, column, plan)?
        );
        if operation.inline_primary_key && column.primary_key {
            text.push_str(" PRIMARY KEY");
        }
        for constraint in &table.constraints {
            let constraint = &constraint.constraint;
            if let ConstraintKind::ForeignKey { refcolumns, .. } = &constraint.kind
                && has_inline_reference(operation, column)
            {
                text.push(' ');
                text.push_str(&self.references(&constraint.kind, refcolumns, true)?);
                text.push_str(&self.deferrability(constraint)?);
            }
        }
        text.push_str(&self.column_checks(table, column)?);
        Ok(text)
    }

    fn drop_column(&self, operation: &DropColumn) -> String {
        format!(
            "{} DROP COLUMN {}{}",
            self.alter_table(operation.schema.as_ref(), &operation.table_name),
            if operation.if_exists {
                "IF EXISTS "
            } else {
                ""
            },
            self.quote(&operation.column_name)
        )
    }

    fn plan_create_constraint(
        &self,
        operation: &CreateConstraint,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        let table = ResolvedTable::named(&operation.table_name, operation.schema.as_ref());
        let constraint = self.named_constraint(&table, operation.constraint.clone())?;
        self.dialect
            .plan_add_constraint(self, &table, &constraint.into(), plan)
    }

    fn plan_execute(&self, operation: &Execute, plan: &mut Plan) -> Result<(), DialectError> {
        let parameters = IndexMap::new();
        let statement = match &operation.statement {
            Executable::Text(text) => self.statement(&Expression::text(text), &parameters)?,
            Executable::Expression(expression) => self.statement(expression, &parameters)?,
        };
        plan.push_statement(statement);
        Ok(())
    }

    /// Returns the beginning of a statement about one column, `ALTER TABLE t ALTER COLUMN c`.
    pub(crate) fn alter_column_prefix(
        &self,
        schema: Option<&Name>,
        table: &Name,
        column: &Name,
    ) -> String {
        format!(
            "{} ALTER COLUMN {}",
            self.alter_table(schema, table),
            self.quote(column)
        )
    }
}

/// Returns whether the reference of a new column stands in the column's own definition.
fn has_inline_reference(operation: &AddColumn, column: &Column) -> bool {
    operation.inline_references && column.foreign_keys.len() == 1
}
