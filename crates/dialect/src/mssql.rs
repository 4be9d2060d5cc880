//! SQL Server.

mod comments;
mod ddl;
mod expressions;
mod names;
mod types;

use alembic_ops::{AddColumn, AlterColumn, DropColumn, DropIndex};
use alembic_schema::{Column, Computed, ForUpdate, Identity, Index, Name, SqlType, UuidType};

use crate::constraints::TableConstraint;
use crate::dialect::{CommentStyle, ReturningStyle};
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers, SeveralTables};
use crate::{ColumnChange, Compiler, Dialect, DialectError, Plan, ResolvedTable};

/// The dialect of SQL Server, of which only scripts are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MssqlDialect;

impl Dialect for MssqlDialect {
    fn name(&self) -> &'static str {
        "mssql"
    }

    fn impl_name(&self) -> &'static str {
        "MSSQLImpl"
    }

    fn compiler_names(&self) -> (&'static str, &'static str) {
        (
            "sqlalchemy.dialects.mssql.base.MSTypeCompiler",
            "sqlalchemy.dialects.mssql.base.MSDDLCompiler",
        )
    }

    fn transactional_ddl(&self) -> bool {
        true
    }

    fn begin_sql(&self) -> Option<&'static str> {
        Some("BEGIN TRANSACTION")
    }

    fn batch_separator(&self) -> Option<&'static str> {
        Some("GO")
    }

    fn indexes_belong_to_tables(&self) -> bool {
        true
    }

    fn quote_characters(&self) -> (char, char) {
        ('[', ']')
    }

    fn doubles_percents_in_names(&self) -> bool {
        false
    }

    fn quotes_collations(&self) -> bool {
        false
    }

    fn is_reserved_word(&self, _compiler: &Compiler<'_>, word: &str) -> bool {
        names::RESERVED_WORDS.binary_search(&word).is_ok()
    }

    fn schema_name(&self, compiler: &Compiler<'_>, schema: &Name) -> String {
        ddl::schema_name(compiler, schema)
    }

    fn max_identifier_length(&self) -> usize {
        128
    }

    fn checks_booleans(&self) -> bool {
        false
    }

    fn supports_native_uuid(&self, _compiler: &Compiler<'_>) -> bool {
        true
    }

    fn comment_style(&self) -> CommentStyle {
        CommentStyle::Statements
    }

    fn insert_returning(&self) -> ReturningStyle {
        ReturningStyle::Output
    }

    fn own_type(
        &self,
        compiler: &Compiler<'_>,
        sql_type: &SqlType,
    ) -> Option<Result<String, DialectError>> {
        types::own_type(compiler, sql_type).map(Ok)
    }

    fn text_literal_prefix(&self, sql_type: &SqlType) -> &'static str {
        if types::is_unicode(sql_type) { "N" } else { "" }
    }

    fn uuid_literal(&self, compiler: &Compiler<'_>, uuid_type: &UuidType, text: &str) -> String {
        compiler.shared_uuid_literal(uuid_type, text)
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
        _column: &Column,
        computed: &Computed,
        _plan: &mut Plan,
    ) -> Result<String, DialectError> {
        ddl::computed(compiler, computed)
    }

    fn identity(&self, _compiler: &Compiler<'_>, identity: &Identity) -> String {
        ddl::identity_clause(&identity.options)
    }

    fn names_sequence_type(&self) -> bool {
        true
    }

    fn add_column(
        &self,
        compiler: &Compiler<'_>,
        _operation: &AddColumn,
        table: &ResolvedTable,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        ddl::add_column(compiler, table, column, plan)
    }

    fn plan_before_drop_column(
        &self,
        compiler: &Compiler<'_>,
        operation: &DropColumn,
        plan: &mut Plan,
    ) {
        ddl::plan_before_drop_column(compiler, operation, plan);
    }

    fn around_inserts(&self, table: &str) -> Option<(String, String)> {
        Some((
            format!("SET IDENTITY_INSERT {table} ON"),
            format!("SET IDENTITY_INSERT {table} OFF"),
        ))
    }

    fn constraint(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        constraint: &TableConstraint,
    ) -> Result<Option<String>, DialectError> {
        ddl::constraint(compiler, table, constraint).map(Some)
    }

    fn create_index(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        index: &Index,
        _if_not_exists: bool,
    ) -> Result<String, DialectError> {
        ddl::create_index(compiler, table, index)
    }

    fn drop_index(&self, compiler: &Compiler<'_>, operation: &DropIndex, name: &str) -> String {
        ddl::drop_index(compiler, operation, name)
    }

    fn rename_table(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        old_name: &Name,
        new_name: &Name,
    ) -> String {
        format!(
            "EXEC sp_rename '{}', {}",
            compiler.dotted_table_name(schema, old_name),
            compiler.quote(new_name)
        )
    }

    fn table_comment(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        table: &Name,
        comment: Option<&str>,
    ) -> String {
        comments::table_comment(compiler, schema, table, comment)
    }

    fn column_comment(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        table: &Name,
        column: &Name,
        comment: &str,
    ) -> String {
        comments::column_comment(compiler, schema, table, column, comment)
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

    fn moves_parameters_right(&self) -> bool {
        true
    }

    fn extract(&self, field: &str) -> Result<(String, String), DialectError> {
        Ok(expressions::extract(field))
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
        Ok("SELECT 1 WHERE 1!=1".to_owned())
    }

    fn next_value(&self, _compiler: &Compiler<'_>, sequence: &str) -> Result<String, DialectError> {
        Ok(format!("NEXT VALUE FOR {sequence}"))
    }

    fn with_words(&self, _is_recursive: bool) -> &'static str {
        "WITH "
    }

    fn limit_form(&self, _compiler: &Compiler<'_>) -> LimitForm {
        LimitForm::Top
    }

    fn for_update(
        &self,
        _compiler: &Compiler<'_>,
        _for_update: &ForUpdate,
        _of: &[String],
    ) -> String {
        String::new()
    }

    fn supports_try_cast(&self) -> bool {
        true
    }

    fn returns_generated_keys(&self) -> bool {
        true
    }

    fn update_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" FROM ")
    }

    fn delete_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" FROM ")
    }
}
