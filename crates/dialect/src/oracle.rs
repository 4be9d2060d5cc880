//! Oracle.

mod ddl;
mod expressions;
mod names;
mod types;

use alembic_ops::{AddColumn, AlterColumn};
use alembic_schema::{
    Column, Computed, Constraint, ConstraintKind, Identity, Index, Name, SqlType, TemporalKind,
};

use crate::dialect::CommentStyle;
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers};
use crate::{ColumnChange, Compiler, Dialect, DialectError, Plan, ResolvedTable};

/// The dialect of Oracle, of which only scripts are written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OracleDialect;

impl Dialect for OracleDialect {
    fn name(&self) -> &'static str {
        "oracle"
    }

    fn impl_name(&self) -> &'static str {
        "OracleImpl"
    }

    fn compiler_names(&self) -> (&'static str, &'static str) {
        (
            "sqlalchemy.dialects.oracle.base.OracleTypeCompiler",
            "sqlalchemy.dialects.oracle.base.OracleDDLCompiler",
        )
    }

    fn begin_sql(&self) -> Option<&'static str> {
        Some("SET TRANSACTION READ WRITE")
    }

    fn command_terminator(&self) -> &'static str {
        ""
    }

    fn batch_separator(&self) -> Option<&'static str> {
        Some("/")
    }

    fn separates_transactions(&self) -> bool {
        true
    }

    fn quotes_underscores(&self) -> bool {
        true
    }

    fn is_reserved_word(&self, _compiler: &Compiler<'_>, word: &str) -> bool {
        names::RESERVED_WORDS.binary_search(&word).is_ok()
    }

    fn max_identifier_length(&self) -> usize {
        128
    }

    fn supports_native_boolean(&self) -> bool {
        true
    }

    fn supports_identity(&self, _compiler: &Compiler<'_>) -> bool {
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

    fn temporal_literal(&self, kind: TemporalKind, text: &str) -> String {
        types::temporal_literal(kind, text)
    }

    fn interval_literal(&self, seconds: f64) -> Option<String> {
        Some(types::interval_literal(seconds))
    }

    fn computed(
        &self,
        compiler: &Compiler<'_>,
        _column: &Column,
        computed: &Computed,
        _plan: &mut Plan,
    ) -> Result<String, DialectError> {
        match computed.persisted {
            Some(true) => Err(DialectError::OracleStoredColumn),
            _ => compiler.shared_computed(computed),
        }
    }

    fn identity(&self, compiler: &Compiler<'_>, identity: &Identity) -> String {
        ddl::identity(compiler, identity)
    }

    fn negated_option(&self, phrase: &'static str) -> &'static str {
        match phrase {
            "NO MINVALUE" => "NOMINVALUE",
            "NO MAXVALUE" => "NOMAXVALUE",
            "NO CYCLE" => "NOCYCLE",
            phrase => phrase,
        }
    }

    fn orders_sequences(&self) -> bool {
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

    fn constraint_warning(&self, constraint: &Constraint) -> Option<&'static str> {
        match &constraint.kind {
            ConstraintKind::ForeignKey {
                onupdate: Some(_), ..
            } => Some(
                "Oracle Database does not contain native UPDATE CASCADE functionality - onupdates \
                 will not be rendered for foreign keys.  Consider using deferrable=True, \
                 initially='deferred' or triggers.",
            ),
            _ => None,
        }
    }

    fn supports_onupdate(&self) -> bool {
        false
    }

    fn table_options(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
    ) -> Result<String, DialectError> {
        Ok(ddl::table_options(compiler, table))
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

    fn rename_table(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        old_name: &Name,
        new_name: &Name,
    ) -> String {
        format!(
            "{} RENAME TO {}",
            compiler.alter_table(schema, old_name),
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
        format!(
            "COMMENT ON TABLE {} IS {}",
            compiler.table_name(schema, table),
            compiler.string_literal(comment.unwrap_or_default())
        )
    }

    fn column_change(
        &self,
        compiler: &Compiler<'_>,
        operation: &AlterColumn,
        change: &ColumnChange<'_>,
    ) -> Result<String, DialectError> {
        ddl::column_change(compiler, operation, change)
    }

    fn boolean_literal(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
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

    fn divides_to_integers(&self) -> bool {
        false
    }

    fn supports_bitwise_not(&self) -> bool {
        false
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

    fn cast_type(
        &self,
        compiler: &Compiler<'_>,
        sql_type: &SqlType,
    ) -> Result<Option<String>, DialectError> {
        expressions::cast_type(compiler, sql_type).map(Some)
    }

    fn empty_set(
        &self,
        _compiler: &Compiler<'_>,
        _item_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        Ok("SELECT 1 FROM DUAL WHERE 1!=1".to_owned())
    }

    fn next_value(&self, _compiler: &Compiler<'_>, sequence: &str) -> Result<String, DialectError> {
        Ok(format!("{sequence}.nextval"))
    }

    fn with_words(&self, _is_recursive: bool) -> &'static str {
        "WITH "
    }

    fn writes_ctes_after_insert(&self) -> bool {
        true
    }

    fn alias_words(&self) -> &'static str {
        " "
    }

    fn default_from(&self, _compiler: &Compiler<'_>) -> &'static str {
        " FROM DUAL"
    }

    fn limit_form(&self, _compiler: &Compiler<'_>) -> LimitForm {
        LimitForm::Fetch
    }

    fn inserts_several_rows(&self) -> bool {
        false
    }
}
