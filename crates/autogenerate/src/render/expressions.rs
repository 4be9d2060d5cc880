//! SQL expressions and the options of dialects.

use alembic_python_text::repr;
use alembic_schema::{Argument, DialectOptions, Expression, Label};

use super::{Renderer, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    /// Returns the SQL of an expression as a string of Python.
    pub(super) fn sql_string(&self, expression: &Expression) -> Result<String, AutogenerateError> {
        Ok(repr(&self.compiler.ddl_expression(expression)?))
    }

    /// Returns an expression as `sa.text()`.
    pub fn text(&self, expression: &Expression) -> Result<String, AutogenerateError> {
        let sql = self.sql_string(expression)?;
        Ok(format!("{}text({sql})", self.sa()))
    }

    /// Returns a server default as `sa.text()`.
    pub(super) fn default_text(
        &self,
        expression: &Expression,
    ) -> Result<String, AutogenerateError> {
        let mut sql = self.compiler.ddl_expression(expression)?;
        if self.compiler.dialect.groups_script_default(&sql) {
            sql = format!("({sql})");
        }
        Ok(format!("{}text({})", self.sa(), repr(&sql)))
    }

    /// Returns what an index is made of, one element.
    pub(super) fn index_element(&self, element: &Expression) -> Result<String, AutogenerateError> {
        if let Expression::Column { name, .. } = element {
            return Ok(python::name(name));
        }
        if let Expression::Label { operand, name } = element {
            let sql = repr(&self.compiler.index_element(operand)?);
            let label = match name {
                Label::Name(name) => format!(".label({})", python::name(name)),
                Label::Anonymous { .. } => String::new(),
            };
            return Ok(format!("{}literal_column({sql}){label}", self.sa()));
        }
        let sql = repr(&self.compiler.index_element(element)?);
        Ok(format!("{}literal_column({sql})", self.sa()))
    }

    /// Returns the options of dialects as keyword arguments.
    pub(super) fn dialect_options(
        &self,
        options: &DialectOptions,
    ) -> Result<Vec<String>, AutogenerateError> {
        options
            .iter()
            .map(|(key, value)| Ok(format!("{key}={}", self.argument(value)?)))
            .collect()
    }

    fn argument(&self, argument: &Argument) -> Result<String, AutogenerateError> {
        Ok(match argument {
            Argument::Value(value) => python::value(value),
            Argument::Expression(expression) => match expression.as_ref() {
                Expression::Column { name, .. } => python::name(name),
                expression => self.text(expression)?,
            },
            Argument::List(items) => python::list(
                items
                    .iter()
                    .map(|item| self.argument(item))
                    .collect::<Result<Vec<_>, _>>()?,
            ),
            Argument::Dictionary(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, item)| Ok(format!("{}: {}", repr(key), self.argument(item)?)))
                    .collect::<Result<Vec<_>, AutogenerateError>>()?;
                format!("{{{}}}", entries.join(", "))
            }
        })
    }
}
