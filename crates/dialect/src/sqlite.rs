//! SQLite.

mod ddl;
mod expressions;
pub(crate) mod inspect;
mod lacks;
pub mod lock;
pub(crate) mod moments;
mod names;
mod types;

use alembic_ops::{AlterColumn, DropConstraint, Operation};
use alembic_schema::{Column, Constraint, ForUpdate, Index, Name, SqlType, TemporalKind};

use crate::constraints::TableConstraint;
use crate::dialect::ReturningStyle;
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers, SeveralTables};
use crate::{ColumnChange, Compiler, Dialect, DialectError, Plan, ResolvedTable};

/// SQLite's dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SqliteDialect;

impl Dialect for SqliteDialect {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn insert_returning(&self) -> ReturningStyle {
        ReturningStyle::Unqualified
    }

    fn impl_name(&self) -> &'static str {
        "SQLiteImpl"
    }

    fn statement_compiler_name(&self) -> &'static str {
        "sqlalchemy.dialects.sqlite.base.SQLiteCompiler"
    }

    fn compiler_names(&self) -> (&'static str, &'static str) {
        (
            "sqlalchemy.dialects.sqlite.base.SQLiteTypeCompiler",
            "sqlalchemy.dialects.sqlite.base.SQLiteDDLCompiler",
        )
    }

    fn is_reserved_word(&self, _compiler: &Compiler<'_>, word: &str) -> bool {
        names::RESERVED_WORDS.binary_search(&word).is_ok()
    }

    fn supports_alter(&self) -> bool {
        false
    }

    fn way_out(&self, operation: &Operation, failure: &str) -> Option<String> {
        lacks::way_out(operation, failure)
    }

    fn own_type(
        &self,
        _compiler: &Compiler<'_>,
        sql_type: &SqlType,
    ) -> Option<Result<String, DialectError>> {
        types::own_type(sql_type).map(Ok)
    }

    fn temporal_text(&self, kind: TemporalKind, text: &str) -> String {
        types::temporal_text(kind, text)
    }

    fn column_specification(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        ddl::column_specification(compiler, table, column, plan)
    }

    fn table_options(
        &self,
        _compiler: &Compiler<'_>,
        table: &ResolvedTable,
    ) -> Result<String, DialectError> {
        Ok(ddl::table_options(table))
    }

    fn constraint(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        constraint: &TableConstraint,
    ) -> Result<Option<String>, DialectError> {
        ddl::constraint(compiler, table, constraint)
    }

    fn column_check_suffix(&self, constraint: &Constraint) -> Result<String, DialectError> {
        match ddl::on_conflict(&constraint.dialect_options, "sqlite_on_conflict") {
            Some(_) => Err(DialectError::SqliteColumnCheckConflict),
            None => Ok(String::new()),
        }
    }

    fn references_schema(&self) -> bool {
        false
    }

    fn plan_add_constraint(
        &self,
        _compiler: &Compiler<'_>,
        _table: &ResolvedTable,
        constraint: &TableConstraint,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        ddl::plan_add_constraint(constraint, plan)
    }

    fn plan_drop_type_bound_constraint(
        &self,
        _compiler: &Compiler<'_>,
        _table: &ResolvedTable,
        _constraint: &TableConstraint,
        _plan: &mut Plan,
    ) -> Result<(), DialectError> {
        Ok(())
    }

    fn drop_constraint(
        &self,
        _compiler: &Compiler<'_>,
        _operation: &DropConstraint,
        _name: Option<String>,
    ) -> Result<String, DialectError> {
        Err(DialectError::SqliteAlterConstraint)
    }

    fn create_index(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<String, DialectError> {
        ddl::create_index(compiler, table, index, if_not_exists)
    }

    fn rename_table(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        old_name: &Name,
        new_name: &Name,
    ) -> String {
        let table = compiler.alter_table(schema, old_name);
        format!("{table} RENAME TO {}", compiler.quote(new_name))
    }

    fn column_change(
        &self,
        compiler: &Compiler<'_>,
        operation: &AlterColumn,
        change: &ColumnChange<'_>,
    ) -> Result<String, DialectError> {
        ddl::column_change(compiler, operation, change)
    }

    fn function_form(&self, name: &str) -> FunctionForm {
        expressions::function_form(name)
    }

    fn binary_form(
        &self,
        _compiler: &Compiler<'_>,
        operator: &str,
        modifiers: &Modifiers,
    ) -> BinaryForm {
        expressions::binary_form(operator, modifiers)
    }

    fn extract(&self, field: &str) -> Result<(String, String), DialectError> {
        expressions::extract(field)
    }

    fn json_form(
        &self,
        compiler: &Compiler<'_>,
        _is_path: bool,
        _document_type: Option<&SqlType>,
        value_type: &SqlType,
    ) -> JsonForm {
        expressions::json_form(compiler, value_type)
    }

    fn empty_set(
        &self,
        _compiler: &Compiler<'_>,
        _item_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        Ok("SELECT 1 FROM (SELECT 1) WHERE 1!=1".to_owned())
    }

    fn before_tuples(&self) -> &'static str {
        "VALUES "
    }

    fn compares_empty_set_to_null(&self) -> bool {
        false
    }

    fn groups_script_default(&self, default: &str) -> bool {
        inspect::needs_parentheses(default)
    }

    fn limit_form(&self, _compiler: &Compiler<'_>) -> LimitForm {
        LimitForm::Both
    }

    fn for_update(
        &self,
        _compiler: &Compiler<'_>,
        _for_update: &ForUpdate,
        _of: &[String],
    ) -> String {
        String::new()
    }

    fn supports_on_conflict(&self) -> bool {
        true
    }

    fn update_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" FROM ")
    }
}
