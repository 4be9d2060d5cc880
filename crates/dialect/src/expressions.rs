//! SQL expressions.

use alembic_db::{Fragment, Statement};
use alembic_schema::{Expression, SqlType, Value};
use indexmap::IndexMap;

use crate::text::{Piece, pieces};
use crate::{Affinity, Compiler, DialectError};

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
}

/// How an operator between two expressions is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryForm {
    /// As it was given.
    AsGiven,
    /// As another operator.
    Infix(&'static str),
    /// As another operator, in parentheses after `NOT`.
    NotInfix(&'static str),
    /// As a function of all operands.
    Call(&'static str),
    /// As another operator between both sides in lower case.
    LowerCase(&'static str),
    /// In parentheses.
    Grouped,
    /// As a division whose divisor is cast, so that integers are not divided to integers.
    CastDivision,
    /// As a division whose divisor gets a fraction, for the same reason.
    FractionDivision,
}

/// Returns how SQLAlchemy's default dialect writes an operator.
pub(crate) fn shared_binary_form(operator: &str) -> BinaryForm {
    match operator {
        "ILIKE" => BinaryForm::LowerCase("LIKE"),
        "NOT ILIKE" => BinaryForm::LowerCase("NOT LIKE"),
        "NOT IN" => BinaryForm::Grouped,
        "/" => BinaryForm::CastDivision,
        _ => BinaryForm::AsGiven,
    }
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
        _ => FunctionForm::AsGiven,
    }
}

/// The circumstances of an expression.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// Whether values are written into the SQL.
    literal: bool,
    /// Whether columns have their tables before them.
    with_table: bool,
    /// Values that were given when the statement was run.
    parameters: Option<&'a IndexMap<String, Value>>,
}

impl Compiler<'_> {
    /// Returns an expression as a statement.
    pub fn statement(
        &self,
        expression: &Expression,
        parameters: &IndexMap<String, Value>,
    ) -> Result<Statement, DialectError> {
        let mut statement = Statement::default();
        let scope = Scope {
            literal: self.options.literal_binds,
            with_table: true,
            parameters: Some(parameters),
        };
        self.write(&mut statement, expression, scope)?;
        Ok(statement)
    }

    /// Returns an expression with its values written into it.
    pub fn literal_expression(&self, expression: &Expression) -> Result<String, DialectError> {
        self.literal_text(expression, true)
    }

    /// Returns an expression of a table's definition, where columns stand without their table.
    pub fn ddl_expression(&self, expression: &Expression) -> Result<String, DialectError> {
        self.literal_text(expression, false)
    }

    fn literal_text(
        &self,
        expression: &Expression,
        with_table: bool,
    ) -> Result<String, DialectError> {
        let mut statement = Statement::default();
        let scope = Scope {
            literal: true,
            with_table,
            parameters: None,
        };
        self.write(&mut statement, expression, scope)?;
        Ok(statement.text_with(|_, name| format!(":{name}")))
    }

    /// Appends an expression to a statement as one value of an insert.
    pub(crate) fn write_value(
        &self,
        statement: &mut Statement,
        expression: &Expression,
        literal: bool,
    ) -> Result<(), DialectError> {
        let scope = Scope {
            literal,
            with_table: false,
            parameters: None,
        };
        self.write(statement, expression, scope)
    }

    fn write(
        &self,
        out: &mut Statement,
        expression: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        match expression {
            Expression::Text { text, binds } => self.write_text(out, text, binds, scope)?,
            Expression::LiteralColumn { text, .. } => out.push_sql(&self.plain_sql(text)),
            Expression::Bind { key, .. } => {
                let name = key.clone().unwrap_or_else(|| anonymous_name(out));
                self.write_bind(out, &name, Some(expression), scope)?;
            }
            Expression::InlineLiteral { value, sql_type } => {
                out.push_sql(&self.literal(value, sql_type.as_ref())?);
            }
            Expression::Column {
                name,
                table,
                schema,
                ..
            } => {
                if let Some(table) = table.as_ref().filter(|_| scope.with_table) {
                    out.push_sql(&self.table_name(schema.as_ref(), table));
                    out.push_sql(".");
                }
                out.push_sql(&self.quote(name));
            }
            Expression::Function { name, args, .. } => {
                self.write_function(out, name, args, scope)?;
            }
            Expression::Binary { .. } => self.write_binary(out, expression, scope)?,
            Expression::Unary {
                operator,
                modifier,
                operand,
            } => match (operator, modifier) {
                (Some(operator), None) => {
                    out.push_sql(operator);
                    if operator.ends_with(|letter: char| letter.is_alphabetic()) {
                        out.push_sql(" ");
                    }
                    self.write(out, operand, scope)?;
                }
                (None, Some(modifier)) => {
                    self.write(out, operand, scope)?;
                    out.push_sql(" ");
                    out.push_sql(modifier);
                }
                _ => return Err(DialectError::EmptyUnary),
            },
            Expression::And { clauses } => self.write_list(out, clauses, " AND ", scope)?,
            Expression::Or { clauses } => self.write_list(out, clauses, " OR ", scope)?,
            Expression::Cast { operand, sql_type } => {
                match self
                    .dialect
                    .cast_type(self, sql_type.for_dialect(self.dialect.name()))?
                {
                    Some(sql_type) => self.write_cast(out, operand, &sql_type, scope)?,
                    None => self.write(out, operand, scope)?,
                }
            }
            Expression::TypeCoerce { operand, .. } => self.write(out, operand, scope)?,
            Expression::Collate { operand, collation } => {
                self.write(out, operand, scope)?;
                out.push_sql(" COLLATE ");
                out.push_sql(&self.collation_name(collation));
            }
            Expression::Null => out.push_sql("NULL"),
            Expression::True => out.push_sql(self.dialect.boolean_literal(true)),
            Expression::False => out.push_sql(self.dialect.boolean_literal(false)),
            Expression::Case {
                value,
                whens,
                otherwise,
            } => {
                out.push_sql("CASE ");
                if let Some(value) = value {
                    self.write(out, value, scope)?;
                    out.push_sql(" ");
                }
                for (condition, result) in whens {
                    out.push_sql("WHEN ");
                    self.write(out, condition, scope)?;
                    out.push_sql(" THEN ");
                    self.write(out, result, scope)?;
                    out.push_sql(" ");
                }
                if let Some(otherwise) = otherwise {
                    out.push_sql("ELSE ");
                    self.write(out, otherwise, scope)?;
                    out.push_sql(" ");
                }
                out.push_sql("END");
            }
            Expression::Tuple { items, grouped } => {
                out.push_sql(if *grouped { "(" } else { "" });
                self.write_list(out, items, ", ", scope)?;
                out.push_sql(if *grouped { ")" } else { "" });
            }
            Expression::Grouping { operand } => {
                out.push_sql("(");
                self.write(out, operand, scope)?;
                out.push_sql(")");
            }
            Expression::NextValue { sequence } => {
                out.push_sql(
                    &self
                        .dialect
                        .next_value(self, &self.sequence_name(sequence))?,
                );
            }
        }
        Ok(())
    }

    /// Returns SQL of the user's own as it is sent.
    fn plain_sql(&self, sql: &str) -> String {
        if self.options.double_percents {
            sql.replace('%', "%%")
        } else {
            sql.to_owned()
        }
    }

    fn write_list(
        &self,
        out: &mut Statement,
        items: &[Expression],
        separator: &str,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                out.push_sql(separator);
            }
            self.write(out, item, scope)?;
        }
        Ok(())
    }

    fn write_text(
        &self,
        out: &mut Statement,
        text: &str,
        binds: &IndexMap<String, Expression>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        for piece in pieces(text) {
            match piece {
                Piece::Sql(sql) => out.push_sql(&self.plain_sql(&sql)),
                Piece::Parameter(name) => {
                    let bind = binds.get(&name);
                    match bind {
                        Some(other) if !matches!(other, Expression::Bind { .. }) => {
                            self.write(out, other, scope)?;
                        }
                        bind => self.write_bind(out, &name, bind, scope)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn write_bind(
        &self,
        out: &mut Statement,
        name: &str,
        bind: Option<&Expression>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let (value, values, sql_type, expanding, literal_execute) = match bind {
            Some(Expression::Bind {
                value,
                values,
                sql_type,
                expanding,
                literal_execute,
                ..
            }) => (
                value.as_ref(),
                values.as_deref(),
                sql_type.as_ref(),
                *expanding,
                *literal_execute,
            ),
            _ => (None, None, None, false, false),
        };
        let given = scope.parameters.and_then(|parameters| parameters.get(name));
        let literal = scope.literal || literal_execute;
        if expanding || values.is_some() {
            let items = match given.or(value) {
                Some(Value::Json(serde_json::Value::Array(items))) => Some(
                    items
                        .iter()
                        .map(|item| {
                            serde_json::from_value(item.clone())
                                .unwrap_or_else(|_| Value::Json(item.clone()))
                        })
                        .collect(),
                ),
                Some(value) => Some(vec![value.clone()]),
                None => values.map(<[Value]>::to_vec),
            };
            let items = items.ok_or_else(|| DialectError::MissingParameter {
                name: name.to_owned(),
            })?;
            return self.write_values(out, name, &items, sql_type, literal);
        }
        match given.or(value) {
            Some(value) if literal => out.push_sql(&self.literal(value, sql_type)?),
            Some(value) => out.push_parameter(name, self.bound_value(value, sql_type)),
            None if literal => out.push_sql("NULL"),
            None if self.options.offline => out.push_parameter(name, Value::Null),
            None => {
                return Err(DialectError::MissingParameter {
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }

    fn write_values(
        &self,
        out: &mut Statement,
        name: &str,
        items: &[Value],
        sql_type: Option<&SqlType>,
        literal: bool,
    ) -> Result<(), DialectError> {
        out.push_sql("(");
        if items.is_empty() {
            out.push_sql(&self.dialect.empty_set(self, sql_type)?);
        }
        for (position, item) in items.iter().enumerate() {
            if position > 0 {
                out.push_sql(", ");
            }
            if literal {
                out.push_sql(&self.literal(item, sql_type)?);
            } else {
                let name = format!("{name}_{}", position + 1);
                out.push_parameter(name, self.bound_value(item, sql_type));
            }
        }
        out.push_sql(")");
        Ok(())
    }

    fn write_function(
        &self,
        out: &mut Statement,
        name: &str,
        args: &[Expression],
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let lower_name = name.to_lowercase();
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

    fn write_binary(
        &self,
        out: &mut Statement,
        expression: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let Expression::Binary {
            operator,
            left,
            right,
            modifiers,
            ..
        } = expression
        else {
            return self.write(out, expression, scope);
        };
        let is_empty_set = matches!(right.as_ref(),
            Expression::Bind { values: Some(values), .. } if values.is_empty());
        if is_empty_set && self.dialect.compares_empty_set_to_null() {
            let (open, tail) = match operator.as_str() {
                "NOT IN" => ("(", " OR (1 = 1))"),
                _ => ("", " AND (1 != 1)"),
            };
            out.push_sql(open);
            self.write(out, left, scope)?;
            out.push_sql(&format!(" {operator} (NULL){tail}"));
            return Ok(());
        }
        let infix = |out: &mut Statement, operator: &str| -> Result<(), DialectError> {
            self.write(out, left, scope)?;
            out.push_sql(&format!(" {operator} "));
            self.write(out, right, scope)
        };
        match self.dialect.binary_form(operator) {
            BinaryForm::AsGiven => infix(out, operator)?,
            BinaryForm::Infix(operator) => infix(out, operator)?,
            BinaryForm::Grouped => {
                out.push_sql("(");
                infix(out, operator)?;
                out.push_sql(")");
            }
            BinaryForm::NotInfix(operator) => {
                out.push_sql("NOT (");
                infix(out, operator)?;
                out.push_sql(")");
            }
            BinaryForm::LowerCase(operator) => {
                out.push_sql("lower(");
                self.write(out, left, scope)?;
                out.push_sql(&format!(") {operator} lower("));
                self.write(out, right, scope)?;
                out.push_sql(")");
            }
            BinaryForm::Call(name) => {
                let mut operands = Vec::new();
                flatten(expression, operator, &mut operands);
                out.push_sql(&format!("{name}("));
                for (position, operand) in operands.into_iter().enumerate() {
                    if position > 0 {
                        out.push_sql(", ");
                    }
                    self.write(out, operand, scope)?;
                }
                out.push_sql(")");
            }
            BinaryForm::CastDivision => {
                self.write(out, left, scope)?;
                out.push_sql(" / ");
                let sql_type = expression_type(right)
                    .filter(|sql_type| {
                        matches!(self.affinity(sql_type), Affinity::Numeric | Affinity::Float)
                    })
                    .map_or(Ok("NUMERIC".to_owned()), |sql_type| self.sql_type(sql_type))?;
                self.write_cast(out, right, &sql_type, scope)?;
            }
            BinaryForm::FractionDivision => {
                self.write(out, left, scope)?;
                out.push_sql(" / (");
                self.write(out, right, scope)?;
                out.push_sql(" + 0.0)");
            }
        }
        if let Some(escape) = modifiers.get("escape").and_then(serde_json::Value::as_str) {
            out.push_sql(" ESCAPE ");
            out.push_sql(&self.string_literal(escape));
        }
        Ok(())
    }

    fn write_cast(
        &self,
        out: &mut Statement,
        operand: &Expression,
        sql_type: &str,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        out.push_sql("CAST(");
        self.write(out, operand, scope)?;
        match sql_type.find(" COLLATE ") {
            Some(start) => {
                out.push_sql(&format!(
                    " AS {}){}",
                    &sql_type[..start],
                    &sql_type[start..]
                ));
            }
            None => out.push_sql(&format!(" AS {sql_type})")),
        }
        Ok(())
    }
}

/// Collects the operands of a chain of one operator.
fn flatten<'e>(expression: &'e Expression, operator: &str, operands: &mut Vec<&'e Expression>) {
    match expression {
        Expression::Binary {
            operator: own,
            left,
            right,
            ..
        } if own == operator => {
            flatten(left, operator, operands);
            flatten(right, operator, operands);
        }
        other => operands.push(other),
    }
}

fn expression_type(expression: &Expression) -> Option<&SqlType> {
    match expression {
        Expression::LiteralColumn { sql_type, .. }
        | Expression::Bind { sql_type, .. }
        | Expression::InlineLiteral { sql_type, .. }
        | Expression::Column { sql_type, .. }
        | Expression::Function { sql_type, .. }
        | Expression::Binary { sql_type, .. } => sql_type.as_ref(),
        Expression::Cast { sql_type, .. } | Expression::TypeCoerce { sql_type, .. } => {
            Some(sql_type)
        }
        Expression::Grouping { operand } => expression_type(operand),
        _ => None,
    }
}

fn anonymous_name(statement: &Statement) -> String {
    let parameters = statement
        .fragments
        .iter()
        .filter(|fragment| matches!(fragment, Fragment::Parameter { .. }))
        .count();
    format!("param_{}", parameters + 1)
}
