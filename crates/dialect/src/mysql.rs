//! MySQL and MariaDB.

mod ddl;
mod expressions;
pub(crate) mod inspect;
pub mod lock;
mod names;
mod types;

use alembic_ops::{AlterColumn, DropConstraint, DropIndex};
use alembic_schema::{Column, EnumType, Expression, ForUpdate, Index, Name, SqlType, UuidType};

use crate::constraints::TableConstraint;
use crate::dialect::CommentStyle;
use crate::dialect::ReturningStyle;
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers, SeveralTables};
use crate::{Compiler, Dialect, DialectError, Plan, ResolvedTable};

/// The dialect of MySQL, or of MariaDB where the URL says so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MysqlDialect {
    is_mariadb: bool,
}

impl MysqlDialect {
    /// Returns the dialect of `mysql://`, behind which there may be a MariaDB as well.
    pub(crate) fn mysql() -> Self {
        Self { is_mariadb: false }
    }

    /// Returns the dialect of `mariadb://`.
    pub(crate) fn mariadb() -> Self {
        Self { is_mariadb: true }
    }
}

/// Returns whether the database is a MariaDB.
fn is_mariadb(compiler: &Compiler<'_>) -> bool {
    compiler.dialect.name() == "mariadb"
        || compiler
            .options
            .server
            .as_ref()
            .is_some_and(|server| server.is_mariadb)
}

impl Dialect for MysqlDialect {
    fn name(&self) -> &'static str {
        if self.is_mariadb { "mariadb" } else { "mysql" }
    }

    fn insert_returning(&self) -> ReturningStyle {
        if self.is_mariadb {
            ReturningStyle::Qualified
        } else {
            ReturningStyle::None
        }
    }

    fn impl_name(&self) -> &'static str {
        if self.is_mariadb {
            "MariaDBImpl"
        } else {
            "MySQLImpl"
        }
    }

    fn statement_compiler_name(&self) -> &'static str {
        "sqlalchemy.dialects.mysql.mysqldb.MySQLCompiler_mysqldb"
    }

    fn compiler_names(&self) -> (&'static str, &'static str) {
        (
            "sqlalchemy.dialects.mysql.base.MySQLTypeCompiler",
            "sqlalchemy.dialects.mysql.base.MySQLDDLCompiler",
        )
    }

    fn indexes_belong_to_tables(&self) -> bool {
        true
    }

    fn quote_characters(&self) -> (char, char) {
        ('`', '`')
    }

    fn is_reserved_word(&self, compiler: &Compiler<'_>, word: &str) -> bool {
        let own = if is_mariadb(compiler) {
            names::MARIADB_RESERVED_WORDS
        } else {
            names::MYSQL_RESERVED_WORDS
        };
        names::SHARED_RESERVED_WORDS.binary_search(&word).is_ok()
            || own.binary_search(&word).is_ok()
    }

    fn max_identifier_length(&self) -> usize {
        255
    }

    fn max_constraint_name_length(&self) -> usize {
        64
    }

    fn supports_native_enum(&self) -> bool {
        true
    }

    fn supports_native_uuid(&self, compiler: &Compiler<'_>) -> bool {
        is_mariadb(compiler) && compiler.is_server_at_least(&[10, 7])
    }

    fn comment_style(&self) -> CommentStyle {
        CommentStyle::Inline
    }

    fn doubles_backslashes(&self) -> bool {
        true
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

    fn uuid_literal(&self, compiler: &Compiler<'_>, _uuid_type: &UuidType, text: &str) -> String {
        compiler.string_literal(&text.replace('-', ""))
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

    fn negated_option(&self, phrase: &'static str) -> &'static str {
        if phrase == "NO CYCLE" {
            "NOCYCLE"
        } else {
            phrase
        }
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

    fn foreign_key_match(&self, _phrase: &str) -> Result<String, DialectError> {
        Err(DialectError::MysqlMatch)
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
        compiler: &Compiler<'_>,
        operation: &DropConstraint,
        name: Option<String>,
    ) -> Result<String, DialectError> {
        ddl::drop_constraint(compiler, operation, name)
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

    fn table_comment(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        table: &Name,
        comment: Option<&str>,
    ) -> String {
        format!(
            "ALTER TABLE {} COMMENT {}",
            compiler.table_name(schema, table),
            compiler.string_literal(comment.unwrap_or_default())
        )
    }

    fn plan_alter_column(
        &self,
        compiler: &Compiler<'_>,
        operation: &AlterColumn,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        ddl::plan_alter_column(compiler, operation, plan)
    }

    fn boolean_literal(&self, value: bool) -> &'static str {
        if value { "true" } else { "false" }
    }

    fn function_form(&self, name: &str) -> FunctionForm {
        expressions::function_form(name)
    }

    fn binary_form(
        &self,
        compiler: &Compiler<'_>,
        operator: &str,
        modifiers: &Modifiers,
    ) -> BinaryForm {
        expressions::binary_form(compiler, operator, modifiers)
    }

    fn divides_to_integers(&self) -> bool {
        false
    }

    fn extract(&self, field: &str) -> Result<(String, String), DialectError> {
        let field = if field == "milliseconds" {
            "millisecond"
        } else {
            field
        };
        Ok((format!("EXTRACT({field} FROM "), ")".to_owned()))
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
        let cast_type = expressions::cast_type(compiler, sql_type)?;
        if cast_type.is_none() {
            crate::warnings::warn(format!(
                "Datatype {} does not support CAST on MySQL/MariaDb; the CAST will be \
                 skipped.",
                compiler.sql_type(sql_type)?
            ));
        }
        Ok(cast_type)
    }

    fn empty_set(
        &self,
        _compiler: &Compiler<'_>,
        _item_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        Ok("SELECT _in_0 FROM (SELECT 1 AS _in_0) as _empty_set WHERE 1!=1".to_owned())
    }

    fn next_value(&self, _compiler: &Compiler<'_>, sequence: &str) -> Result<String, DialectError> {
        Ok(format!("nextval({sequence})"))
    }

    fn inner_join_words(&self) -> &'static str {
        " INNER JOIN "
    }

    fn writes_ctes_after_insert(&self) -> bool {
        true
    }

    fn limit_form(&self, _compiler: &Compiler<'_>) -> LimitForm {
        LimitForm::Comma
    }

    fn for_update(&self, compiler: &Compiler<'_>, for_update: &ForUpdate, of: &[String]) -> String {
        expressions::for_update(compiler, for_update, of)
    }

    fn empty_insert(&self) -> &'static str {
        " () VALUES ()"
    }

    fn supports_on_duplicate_key(&self) -> bool {
        true
    }

    fn before_on_duplicate_key(&self, compiler: &Compiler<'_>) -> &'static str {
        if expressions::names_new_rows(compiler) {
            " AS new"
        } else {
            ""
        }
    }

    fn inserted_value(&self, compiler: &Compiler<'_>, column: &str) -> String {
        if expressions::names_new_rows(compiler) {
            format!("new.{column}")
        } else {
            format!("VALUES({column})")
        }
    }

    fn update_several_tables(&self) -> SeveralTables {
        SeveralTables::List
    }

    fn delete_several_tables(&self) -> SeveralTables {
        SeveralTables::UsingAll
    }
}
