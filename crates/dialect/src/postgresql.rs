//! PostgreSQL.

mod ddl;
mod enums;
mod expressions;
pub(crate) mod inspect;
pub mod lock;
mod names;
mod types;

use alembic_ops::{AlterColumn, AlterEnum, DropIndex};
use alembic_schema::{
    Column, Computed, Constraint, EnumType, Expression, ForUpdate, Index, Name, SqlType,
};

use crate::constraints::TableConstraint;
use crate::dialect::CommentStyle;
use crate::dialect::ReturningStyle;
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers, SeveralTables};
use crate::{ColumnChange, Compiler, Dialect, DialectError, Plan, ResolvedTable};

/// PostgreSQL's dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PostgresqlDialect;

impl Dialect for PostgresqlDialect {
    fn name(&self) -> &'static str {
        "postgresql"
    }

    fn insert_returning(&self) -> ReturningStyle {
        ReturningStyle::Qualified
    }

    fn impl_name(&self) -> &'static str {
        "PostgresqlImpl"
    }

    fn statement_compiler_name(&self) -> &'static str {
        "sqlalchemy.dialects.postgresql.psycopg2.PGCompiler_psycopg2"
    }

    fn compiler_names(&self) -> (&'static str, &'static str) {
        (
            "sqlalchemy.dialects.postgresql.base.PGTypeCompiler",
            "sqlalchemy.dialects.postgresql.base.PGDDLCompiler",
        )
    }

    fn transactional_ddl(&self) -> bool {
        true
    }

    fn is_reserved_word(&self, _compiler: &Compiler<'_>, word: &str) -> bool {
        names::RESERVED_WORDS.binary_search(&word).is_ok()
    }

    fn max_identifier_length(&self) -> usize {
        63
    }

    fn supports_exclude_constraints(&self) -> bool {
        true
    }

    fn supports_native_enum(&self) -> bool {
        true
    }

    fn supports_native_boolean(&self) -> bool {
        true
    }

    fn supports_native_uuid(&self, _compiler: &Compiler<'_>) -> bool {
        true
    }

    fn supports_identity(&self, compiler: &Compiler<'_>) -> bool {
        compiler.is_server_at_least(&[10])
    }

    fn names_sequence_type(&self) -> bool {
        true
    }

    fn comment_style(&self) -> CommentStyle {
        CommentStyle::Statements
    }

    fn own_type(
        &self,
        compiler: &Compiler<'_>,
        sql_type: &SqlType,
    ) -> Option<Result<String, DialectError>> {
        types::own_type(compiler, sql_type).transpose()
    }

    fn enum_type(
        &self,
        compiler: &Compiler<'_>,
        enumeration: &EnumType,
    ) -> Result<String, DialectError> {
        types::enum_type(compiler, enumeration)
    }

    fn interval_literal(&self, seconds: f64) -> Option<String> {
        Some(format!(
            "make_interval(secs=>{})",
            alembic_python_text::number::float_repr(seconds)
        ))
    }

    fn array_literal(&self, items: &[String]) -> String {
        format!("ARRAY[{}]", items.join(", "))
    }

    fn plan_types(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        types::plan_types(compiler, table, plan)
    }

    fn plan_create_type(
        &self,
        compiler: &Compiler<'_>,
        sql_type: &SqlType,
        checkfirst: bool,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        types::plan_create_type(compiler, sql_type, checkfirst, plan)
    }

    fn plan_drop_type(
        &self,
        compiler: &Compiler<'_>,
        sql_type: &SqlType,
        checkfirst: bool,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        types::plan_drop_type(compiler, sql_type, checkfirst, plan)
    }

    fn plan_alter_enum(
        &self,
        compiler: &Compiler<'_>,
        alter: &AlterEnum,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        enums::plan_alter_enum(compiler, alter, plan);
        Ok(())
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

    fn computed(
        &self,
        compiler: &Compiler<'_>,
        column: &Column,
        computed: &Computed,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        ddl::computed(compiler, column, computed, plan)
    }

    fn table_options(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
    ) -> Result<String, DialectError> {
        Ok(ddl::table_options(compiler, table))
    }

    fn constraint(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        constraint: &TableConstraint,
    ) -> Result<Option<String>, DialectError> {
        ddl::constraint(compiler, table, constraint).map(Some)
    }

    fn unique_distinctness(&self, constraint: &Constraint) -> &'static str {
        ddl::nulls_distinctness(&constraint.dialect_options)
    }

    fn constraint_include(&self, compiler: &Compiler<'_>, constraint: &Constraint) -> String {
        ddl::include(compiler, &constraint.dialect_options)
    }

    fn foreign_key_ondelete<'p>(&self, phrase: &'p str) -> Result<&'p str, DialectError> {
        ddl::ondelete(phrase)
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

    fn drop_index(&self, compiler: &Compiler<'_>, operation: &DropIndex, name: &str) -> String {
        ddl::drop_index(compiler, operation, name)
    }

    fn groups_index_element(&self, element: &Expression) -> bool {
        expressions::is_grouped_in_index(element)
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

    fn plan_alter_column(
        &self,
        compiler: &Compiler<'_>,
        operation: &AlterColumn,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        ddl::plan_alter_column(compiler, operation, plan)
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

    fn supports_arrays(&self) -> bool {
        true
    }

    fn json_path(&self, steps: &[serde_json::Value], is_path: bool) -> serde_json::Value {
        expressions::json_path(steps, is_path)
    }

    fn json_form(
        &self,
        compiler: &Compiler<'_>,
        is_path: bool,
        document_type: Option<&SqlType>,
        value_type: &SqlType,
    ) -> JsonForm {
        expressions::json_form(compiler, is_path, document_type, value_type)
    }

    fn empty_set(
        &self,
        compiler: &Compiler<'_>,
        item_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        expressions::empty_set(compiler, item_type)
    }

    fn next_value(&self, compiler: &Compiler<'_>, sequence: &str) -> Result<String, DialectError> {
        Ok(format!("nextval({})", compiler.string_literal(sequence)))
    }

    fn supports_distinct_on(&self) -> bool {
        true
    }

    fn limit_form(&self, _compiler: &Compiler<'_>) -> LimitForm {
        LimitForm::LimitOffset(" ", "ALL")
    }

    fn fetch_parentheses(&self) -> (&'static str, &'static str) {
        ("(", ")")
    }

    fn for_update(
        &self,
        _compiler: &Compiler<'_>,
        for_update: &ForUpdate,
        of: &[String],
    ) -> String {
        expressions::for_update(for_update, of)
    }

    fn supports_on_conflict(&self) -> bool {
        true
    }

    fn returns_generated_keys(&self) -> bool {
        true
    }

    fn update_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" FROM ")
    }

    fn delete_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" USING ")
    }
}
