//! SQL that is only looked at, as `str()` of a statement gives it.

use alembic_schema::SqlType;

use super::names;
use crate::expressions::{BinaryForm, JsonForm, Modifiers, SeveralTables, shared_binary_form};
use crate::{Compiler, Dialect, DialectError};

/// SQLAlchemy's dialect for statements without a database, which has something for everything.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StringDialect;

impl Dialect for StringDialect {
    fn name(&self) -> &'static str {
        "default"
    }

    fn impl_name(&self) -> &'static str {
        "DefaultImpl"
    }

    fn statement_compiler_name(&self) -> &'static str {
        "sqlalchemy.sql.compiler.StrSQLCompiler"
    }

    fn is_reserved_word(&self, _compiler: &Compiler<'_>, word: &str) -> bool {
        names::RESERVED_WORDS.binary_search(&word).is_ok()
    }

    fn supports_native_boolean(&self) -> bool {
        true
    }

    fn binary_form(
        &self,
        _compiler: &Compiler<'_>,
        operator: &str,
        modifiers: &Modifiers,
    ) -> BinaryForm {
        match operator {
            "[]" => BinaryForm::Template("{left}[{right}]"),
            "REGEXP" => BinaryForm::Infix("<regexp>"),
            "NOT REGEXP" => BinaryForm::Infix("<not regexp>"),
            "REGEXP REPLACE" => BinaryForm::Template("<regexp replace>({left}, {first}, {second})"),
            operator => shared_binary_form(operator, modifiers),
        }
    }

    fn json_form(
        &self,
        _compiler: &Compiler<'_>,
        _is_path: bool,
        _document_type: Option<&SqlType>,
        _value_type: &SqlType,
    ) -> JsonForm {
        JsonForm::Template("{left}[{right}]".to_owned())
    }

    fn json_path(&self, steps: &[serde_json::Value], is_path: bool) -> serde_json::Value {
        match (steps, is_path) {
            ([step], false) => step.clone(),
            _ => crate::expressions::dollar_path(steps),
        }
    }

    fn empty_set(
        &self,
        _compiler: &Compiler<'_>,
        _item_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        Ok("SELECT 1 WHERE 1!=1".to_owned())
    }

    fn next_value(&self, _compiler: &Compiler<'_>, sequence: &str) -> Result<String, DialectError> {
        Ok(format!("<next sequence value: {sequence}>"))
    }

    fn supports_arrays(&self) -> bool {
        true
    }

    fn supports_try_cast(&self) -> bool {
        true
    }

    fn empty_insert(&self) -> &'static str {
        " () VALUES ()"
    }

    fn update_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" FROM ")
    }

    fn delete_several_tables(&self) -> SeveralTables {
        SeveralTables::Clause(" , ")
    }
}
