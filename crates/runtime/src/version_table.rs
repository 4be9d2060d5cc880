//! The table that remembers where a database is.

use std::rc::Rc;

use alembic_db::{Statement, Value};
use alembic_dialect::{CompileOptions, Compiler, Dialect, ReturningStyle};
use alembic_ops::{CreateTable, Operation};
use alembic_revision::{HeadChange, RowChange};
use alembic_schema::{
    Column, Constraint, ConstraintKind, Name, SqlType, StringType, Table, TypeFamily,
};

use crate::connection::DatabaseConnection;
use crate::error::RuntimeError;
use crate::migration::{LOGGER, MigrationContext, MigrationOptions};

/// The version table of one database: a row for each current head.
#[derive(Clone, Debug)]
pub struct VersionTable {
    name: String,
    schema: Option<String>,
    has_primary_key: bool,
}

impl VersionTable {
    /// Returns the table that the options name.
    pub fn new(options: &MigrationOptions) -> Self {
        Self {
            name: options.version_table.clone(),
            schema: options.version_table_schema.clone(),
            has_primary_key: options.version_table_pk,
        }
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
        let NamesInSql {
            table, qualified, ..
        } = self.names(dialect);
        let statement = Statement::sql(format!("SELECT {qualified} \nFROM {table}"));
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
        context.invoke(&Operation::CreateTable(CreateTable {
            table,
            if_not_exists: false,
        }))
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
        let table = self.names(context.dialect().as_ref()).table;
        context.execute(&Statement::sql(format!("DELETE FROM {table}")))?;
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
        for row in change.row_changes() {
            match row {
                RowChange::Insert { revision } => self.insert(context, &revision)?,
                RowChange::Delete { revision } => self.delete(context, &revision)?,
                RowChange::Update { from, to } => self.update(context, &from, &to)?,
            }
        }
        Ok(())
    }

    fn exists(&self, connection: &Rc<dyn DatabaseConnection>) -> Result<bool, RuntimeError> {
        connection
            .inspector()?
            .has_table(&self.name, self.schema.as_deref())
    }

    fn names(&self, dialect: &dyn Dialect) -> NamesInSql {
        let options = CompileOptions::default();
        let compiler = Compiler::new(dialect, &options);
        let schema: Option<Name> = self.schema.as_deref().map(Into::into);
        let table = compiler.table_name(schema.as_ref(), &self.name.as_str().into());
        let column = compiler.quote_text("version_num");
        NamesInSql {
            qualified: format!("{table}.{column}"),
            table,
            column,
        }
    }

    fn insert(&self, context: &MigrationContext, revision: &str) -> Result<(), RuntimeError> {
        let NamesInSql {
            table,
            column,
            qualified,
        } = self.names(context.dialect().as_ref());
        let mut text = format!(
            "INSERT INTO {table} ({column}) VALUES ({})",
            literal(revision)
        );
        // SQLAlchemy asks for the key of a row whose primary key it did not bind.
        if self.has_primary_key {
            match context.dialect().insert_returning() {
                ReturningStyle::None => {}
                ReturningStyle::Qualified => text.push_str(&format!(" RETURNING {qualified}")),
                ReturningStyle::Unqualified => text.push_str(&format!(" RETURNING {column}")),
            }
        }
        context.execute(&Statement::sql(text))?;
        Ok(())
    }

    fn delete(&self, context: &MigrationContext, revision: &str) -> Result<(), RuntimeError> {
        let NamesInSql {
            table, qualified, ..
        } = self.names(context.dialect().as_ref());
        let found = context.execute(&Statement::sql(format!(
            "DELETE FROM {table} WHERE {qualified} = {}",
            literal(revision)
        )))?;
        if context.as_sql() || found == 1 || found < 0 {
            return Ok(());
        }
        Err(RuntimeError::DeletedRows {
            version: revision.to_owned(),
            table: self.name.clone(),
            found,
        })
    }

    fn update(&self, context: &MigrationContext, from: &str, to: &str) -> Result<(), RuntimeError> {
        let NamesInSql {
            table,
            column,
            qualified,
        } = self.names(context.dialect().as_ref());
        let found = context.execute(&Statement::sql(format!(
            "UPDATE {table} SET {column}={} WHERE {qualified} = {}",
            literal(to),
            literal(from)
        )))?;
        if context.as_sql() || found == 1 || found < 0 {
            return Ok(());
        }
        Err(RuntimeError::UpdatedRows {
            from: from.to_owned(),
            to: to.to_owned(),
            table: self.name.clone(),
            found,
        })
    }
}

/// The table's names as they stand in SQL.
struct NamesInSql {
    table: String,
    column: String,
    qualified: String,
}

fn version_type() -> SqlType {
    TypeFamily::String(StringType {
        length: Some(32),
        ..StringType::default()
    })
    .into()
}

fn literal(revision: &str) -> String {
    format!("'{}'", revision.replace('\'', "''"))
}
