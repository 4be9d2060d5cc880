//! The questions about tables: each about one, and about many at once.

use alembic_schema::DialectOptions;
use indexmap::IndexMap;

use super::{
    Database, InspectError, Inspector, ReflectedCheckConstraint, ReflectedColumn,
    ReflectedForeignKey, ReflectedIndex, ReflectedPrimaryKey, ReflectedTableComment,
    ReflectedUniqueConstraint, Selection,
};
use crate::{mysql, postgresql, sqlite};

impl<E: From<InspectError>> Inspector<'_, E> {
    /// Returns the columns of tables and views, by name.
    pub fn get_multi_columns(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, Vec<ReflectedColumn>>, E> {
        ask!(self, columns, selection)
    }

    /// Returns the columns of a table.
    pub fn get_columns(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedColumn>, E> {
        self.one(table, schema, Self::get_multi_columns)
    }

    /// Returns the primary keys of tables and views, by name.
    pub fn get_multi_pk_constraint(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, ReflectedPrimaryKey>, E> {
        ask!(self, primary_keys, selection)
    }

    /// Returns the primary key of a table; without columns when it has none.
    pub fn get_pk_constraint(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<ReflectedPrimaryKey, E> {
        self.one(table, schema, Self::get_multi_pk_constraint)
    }

    /// Returns the foreign keys of tables and views, by name.
    pub fn get_multi_foreign_keys(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, Vec<ReflectedForeignKey>>, E> {
        ask!(self, foreign_keys, selection)
    }

    /// Returns the foreign keys of a table.
    pub fn get_foreign_keys(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedForeignKey>, E> {
        self.one(table, schema, Self::get_multi_foreign_keys)
    }

    /// Returns the unique constraints of tables and views, by name.
    pub fn get_multi_unique_constraints(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, Vec<ReflectedUniqueConstraint>>, E> {
        ask!(self, unique_constraints, selection)
    }

    /// Returns the unique constraints of a table.
    pub fn get_unique_constraints(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedUniqueConstraint>, E> {
        self.one(table, schema, Self::get_multi_unique_constraints)
    }

    /// Returns the check constraints of tables and views, by name.
    pub fn get_multi_check_constraints(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, Vec<ReflectedCheckConstraint>>, E> {
        ask!(self, check_constraints, selection)
    }

    /// Returns the check constraints of a table.
    pub fn get_check_constraints(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedCheckConstraint>, E> {
        self.one(table, schema, Self::get_multi_check_constraints)
    }

    /// Returns the indexes of tables and views, by name.
    pub fn get_multi_indexes(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, Vec<ReflectedIndex>>, E> {
        ask!(self, indexes, selection)
    }

    /// Returns the indexes of a table.
    pub fn get_indexes(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Vec<ReflectedIndex>, E> {
        self.one(table, schema, Self::get_multi_indexes)
    }

    /// Returns the comments of tables and views, by name.
    pub fn get_multi_table_comment(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, ReflectedTableComment>, E> {
        ask!(self, table_comments, selection)
    }

    /// Returns the comment of a table.
    pub fn get_table_comment(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<ReflectedTableComment, E> {
        self.one(table, schema, Self::get_multi_table_comment)
    }

    /// Returns the options under their full names, `mysql_engine`, of tables and views, by name.
    pub fn get_multi_table_options(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, DialectOptions>, E> {
        ask!(self, table_options, selection)
    }

    /// Returns the options under their full names, `mysql_engine`, of a table.
    pub fn get_table_options(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<DialectOptions, E> {
        self.one(table, schema, Self::get_multi_table_options)
    }
}
