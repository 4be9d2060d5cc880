//! The table that remembers where a database is.

use std::cell::RefCell;
use std::rc::Rc;

use alembic_db::{Statement, Value};
use alembic_dialect::{CompileOptions, Compiler, Dialect, VersionRows};
use alembic_ops::{CreateTable, Operation};
use alembic_revision::{HeadChange, RowChange};
use alembic_schema::{Column, Constraint, ConstraintKind, SqlType, StringType, Table, TypeFamily};

use crate::connection::{DatabaseConnection, is_not_one_row};
use crate::error::RuntimeError;
use crate::migration::{LOGGER, MigrationContext, MigrationOptions};

/// The version table of one database: a row for each current head.
#[derive(Clone, Debug)]
pub struct VersionTable {
    name: String,
    schema: Option<String>,
    has_primary_key: bool,
    /// What the project makes of it.
    own_form: RefCell<Option<Table>>,
}

impl VersionTable {
    /// Returns the table that the options name.
    pub fn new(options: &MigrationOptions) -> Self {
        Self {
            name: options.version_table.clone(),
            schema: options.version_table_schema.clone(),
            has_primary_key: options.version_table_pk,
            own_form: RefCell::default(),
        }
    }

    /// Lets the table be created as the project has it.
    pub fn set_own_form(&self, table: Table) {
        *self.own_form.borrow_mut() = Some(table);
    }

    /// Returns the table's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the table's schema, if it is not the default one.
    pub fn schema(&self) -> Option<&str> {
        self.schema.as_deref()
    }

    /// Returns the revisions in the table, sorted; none when there is no table.
    pub fn read(
        &self,
        dialect: &dyn Dialect,
        connection: &Rc<dyn DatabaseConnection>,
    ) -> Result<Vec<String>, RuntimeError> {
        if !self.exists(connection)? {
            return Ok(Vec::new());
        }
        let options = CompileOptions::default();
        let statement = self.rows(Compiler::new(dialect, &options)).select();
        let mut revisions: Vec<String> = connection
            .query(&statement)?
            .rows
            .into_iter()
            .filter_map(|row| match row.into_iter().next() {
                Some(Value::Text(revision)) => Some(revision),
                _ => None,
            })
            .collect();
        revisions.sort();
        Ok(revisions)
    }

    /// Creates the table, in the database or the script.
    pub fn create(&self, context: &MigrationContext) -> Result<(), RuntimeError> {
        let own_form = self.own_form.borrow().clone();
        let table = own_form.unwrap_or_else(|| self.usual_form());
        context.invoke(&Operation::CreateTable(CreateTable {
            table,
            if_not_exists: false,
        }))
    }

    fn usual_form(&self) -> Table {
        let mut column = Column::new("version_num", version_type());
        column.nullable = false;
        let mut table = Table {
            name: self.name.as_str().into(),
            schema: self.schema.as_deref().map(Into::into),
            columns: vec![column],
            ..Table::default()
        };
        if self.has_primary_key {
            table.constraints.push(Constraint::new(
                Some(format!("{}_pkc", self.name).into()),
                ConstraintKind::PrimaryKey {
                    columns: vec!["version_num".into()],
                    implicit: false,
                },
            ));
        }
        table
    }

    /// Creates the table unless the database has it.
    pub fn create_if_missing(
        &self,
        context: &MigrationContext,
        connection: &Rc<dyn DatabaseConnection>,
    ) -> Result<(), RuntimeError> {
        if self.exists(connection)? {
            Ok(())
        } else {
            self.create(context)
        }
    }

    /// Empties the table.
    pub fn delete_all(&self, context: &MigrationContext) -> Result<(), RuntimeError> {
        let options = context.compile_options();
        let rows = self.rows(Compiler::new(context.dialect().as_ref(), &options));
        context.execute(&rows.delete_all())?;
        Ok(())
    }

    /// Changes the rows for one step.
    ///
    /// Fails when a row that is to be replaced or deleted is not there exactly once: another
    /// program has changed the table.
    pub fn apply(
        &self,
        context: &MigrationContext,
        change: &HeadChange,
    ) -> Result<(), RuntimeError> {
        log::debug!(target: LOGGER, "{change}");
        for (row, statement) in self.statements(context, change) {
            let found = context.execute(&statement)?;
            if !context.as_sql() {
                self.check(&row, found)?;
            }
        }
        Ok(())
    }

    /// Returns the statements that change the rows for one step.
    pub(crate) fn statements(
        &self,
        context: &MigrationContext,
        change: &HeadChange,
    ) -> Vec<(RowChange, Statement)> {
        let options = context.compile_options();
        let rows = self.rows(Compiler::new(context.dialect().as_ref(), &options));
        let changes = change.row_changes().into_iter();
        changes
            .map(|row| {
                let statement = match &row {
                    RowChange::Insert { revision } => rows.insert(revision),
                    RowChange::Delete { revision } => rows.delete(revision),
                    RowChange::Update { from, to } => rows.update(from, to),
                };
                (row, statement)
            })
            .collect()
    }

    /// Fails when a row that was to be replaced or deleted was not there exactly once.
    pub(crate) fn check(&self, row: &RowChange, found: i64) -> Result<(), RuntimeError> {
        if !is_not_one_row(found) {
            return Ok(());
        }
        let table = self.name.clone();
        match row.clone() {
            RowChange::Insert { .. } => Ok(()),
            RowChange::Delete { revision } => Err(RuntimeError::DeletedRows {
                version: revision,
                table,
                found,
            }),
            RowChange::Update { from, to } => Err(RuntimeError::UpdatedRows {
                from,
                to,
                table,
                found,
            }),
        }
    }

    fn exists(&self, connection: &Rc<dyn DatabaseConnection>) -> Result<bool, RuntimeError> {
        connection.has_table(&self.name, self.schema.as_deref())
    }

    fn rows<'a>(&self, compiler: Compiler<'a>) -> VersionRows<'a> {
        VersionRows::new(
            compiler,
            self.schema.as_deref(),
            &self.name,
            self.has_primary_key,
        )
    }
}

fn version_type() -> SqlType {
    TypeFamily::String(StringType {
        length: Some(32),
        ..StringType::default()
    })
    .into()
}
