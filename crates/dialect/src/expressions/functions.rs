//! Calls of functions, and what is written like one.

use alembic_db::Statement;
use alembic_schema::{Expression, SqlType, Value};

use super::Scope;
use crate::{Compiler, DialectError};

/// How a function call is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FunctionForm {
    /// With the name as it was given.
    AsGiven,
    /// With another name.
    Named(&'static str),
    /// With another name, and without parentheses when there are no arguments.
    Bare(&'static str),
    /// As this text whatever the arguments are.
    Constant(&'static str),
    /// As the arguments, before these words.
    Before(&'static str),
    /// With another name, and with other words between the arguments than a comma.
    Separated(&'static str, &'static str),
}

/// Returns how SQLAlchemy's default dialect writes a function.
fn shared_function_form(name: &str) -> FunctionForm {
    match name {
        "now" => FunctionForm::Named("now"),
        "current_date" => FunctionForm::Bare("CURRENT_DATE"),
        "current_time" => FunctionForm::Bare("CURRENT_TIME"),
        "current_timestamp" => FunctionForm::Bare("CURRENT_TIMESTAMP"),
        "current_user" => FunctionForm::Bare("CURRENT_USER"),
        "localtime" => FunctionForm::Bare("LOCALTIME"),
        "localtimestamp" => FunctionForm::Bare("LOCALTIMESTAMP"),
        "session_user" => FunctionForm::Bare("SESSION_USER"),
        "user" => FunctionForm::Bare("USER"),
        "sysdate" => FunctionForm::Bare("sysdate"),
        "cube" => FunctionForm::Named("CUBE"),
        "rollup" => FunctionForm::Named("ROLLUP"),
        "grouping_sets" => FunctionForm::Named("GROUPING SETS"),
        _ => FunctionForm::AsGiven,
    }
}

impl Compiler<'_> {
    pub(super) fn write_function(
        &self,
        out: &mut Statement,
        name: &str,
        args: &[Expression],
        sql_type: Option<&SqlType>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let lower_name = name.to_lowercase();
        match (lower_name.as_str(), args) {
            ("array[]", items) => return self.write_array(out, items, sql_type, scope),
            ("extract", [Expression::Text { text: field, .. }, operand]) => {
                return self.write_extract(out, field, operand, scope);
            }
            (
                "extract",
                [
                    Expression::Bind {
                        value: Some(Value::Text(field)),
                        ..
                    },
                    operand,
                ],
            ) => {
                return self.write_extract(out, field, operand, scope);
            }
            _ => {}
        }
        let form = match self.dialect.function_form(&lower_name) {
            FunctionForm::AsGiven => shared_function_form(&lower_name),
            form => form,
        };
        match form {
            FunctionForm::Constant(text) => {
                out.push_sql(text);
                return Ok(());
            }
            FunctionForm::Bare(text) => {
                out.push_sql(text);
                if args.is_empty() {
                    return Ok(());
                }
            }
            FunctionForm::Named(text) => out.push_sql(text),
            FunctionForm::Before(words) => {
                self.write_list(out, args, ", ", scope)?;
                out.push_sql(words);
                return Ok(());
            }
            FunctionForm::Separated(text, separator) => {
                out.push_sql(&format!("{text}("));
                self.write_list(out, args, separator, scope)?;
                out.push_sql(")");
                return Ok(());
            }
            FunctionForm::AsGiven => {
                let parts: Vec<String> = name
                    .split('.')
                    .map(|part| self.quote_function_name(part))
                    .collect();
                out.push_sql(&parts.join("."));
            }
        }
        out.push_sql("(");
        self.write_list(out, args, ", ", scope)?;
        out.push_sql(")");
        Ok(())
    }

    /// Writes a part of a date or time.
    fn write_extract(
        &self,
        out: &mut Statement,
        field: &str,
        operand: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let (before, after) = self.dialect.extract(field)?;
        out.push_sql(&before);
        self.write(out, operand, scope)?;
        out.push_sql(&after);
        Ok(())
    }

    /// Writes the constructor of an array.
    fn write_array(
        &self,
        out: &mut Statement,
        items: &[Expression],
        sql_type: Option<&SqlType>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        if !self.dialect.supports_arrays() {
            return Err(self.unrenderable("<class 'sqlalchemy.dialects.postgresql.array.array'>"));
        }
        out.push_sql("ARRAY[");
        self.write_list(out, items, ", ", scope)?;
        out.push_sql("]");
        if let Some(sql_type) = sql_type.filter(|_| items.is_empty()) {
            out.push_sql(&format!("::{}", self.sql_type(sql_type)?));
        }
        Ok(())
    }
}
