//! SQL expressions.

mod binary;
mod changes;
mod functions;
mod products;
mod queries;
mod repeated;
mod rewrites;
mod selects;
mod sources;

use alembic_db::{Fragment, Statement};
use alembic_schema::{Expression, SqlType, TypeFamily, Value};
use indexmap::IndexMap;

pub(crate) use self::binary::shared_binary_form;
pub use self::binary::{BinaryForm, JsonForm, Modifiers};
pub use self::changes::SeveralTables;
pub use self::functions::FunctionForm;
use self::queries::Around;
pub(crate) use self::queries::append;
use self::repeated::Given;
pub use self::repeated::{WrittenParameter, compile_repeated, written_parameters};
pub(crate) use self::rewrites::dollar_path;
pub use self::selects::LimitForm;
use crate::binds::is_document;
use crate::text::{Piece, pieces};
use crate::{Compiler, DialectError};

/// The circumstances of an expression.
#[derive(Clone, Copy)]
struct Scope<'a> {
    /// Whether values are written into the SQL.
    literal: bool,
    /// Whether columns have their tables before them.
    with_table: bool,
    /// Values that were given when the statement was run.
    parameters: Option<&'a Given<'a>>,
    /// Whether an operator stands around the expression.
    in_operator: bool,
    /// The query that it is a part of.
    query: Option<Around<'a>>,
}

impl Compiler<'_> {
    /// Returns an expression as a statement.
    pub fn statement(
        &self,
        expression: &Expression,
        parameters: &IndexMap<String, Value>,
    ) -> Result<Statement, DialectError> {
        self.statement_with(expression, &Given::new(parameters))
    }

    fn statement_with(
        &self,
        expression: &Expression,
        given: &Given<'_>,
    ) -> Result<Statement, DialectError> {
        let mut statement = Statement::default();
        let scope = Scope {
            literal: self.options.literal_binds,
            with_table: true,
            parameters: Some(given),
            in_operator: false,
            query: None,
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
            in_operator: false,
            query: None,
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
            in_operator: false,
            query: None,
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
            Expression::Bind { key, anonymous, .. } => {
                let name = match (scope.query, anonymous) {
                    (Some(around), Some(anonymous)) => around
                        .writing
                        .bind_name(*anonymous, key.as_deref().unwrap_or("param")),
                    _ => key.clone().unwrap_or_else(|| anonymous_name(out)),
                };
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
            Expression::Function {
                name,
                args,
                sql_type,
            } => {
                self.write_function(out, name, args, sql_type.as_ref(), scope)?;
            }
            Expression::Binary { .. } => self.write_binary(out, expression, scope)?,
            Expression::Unary {
                operator,
                modifier,
                operand,
            } => match (operator.as_deref(), modifier) {
                (Some(operator @ ("IS TRUE" | "IS FALSE")), None) => {
                    self.write_truth(out, operand, operator == "IS TRUE", scope)?;
                }
                (Some("~"), None) if !self.dialect.supports_bitwise_not() => {
                    return Err(DialectError::UnsupportedOperator {
                        operator: "bitwise_not",
                        dialect: self.dialect.name(),
                    });
                }
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
            Expression::SourceColumn { source, name, .. } => {
                self.write_source_column(out, *source, name, scope)?;
            }
            Expression::SourceName { source } => self.write_source_name(out, *source, scope)?,
            Expression::Label { operand, name } => self.write_label(out, operand, name, scope)?,
            Expression::LabelReference { name } => {
                let writing = scope.around(0)?.writing;
                out.push_sql(&self.quote(&writing.label(name)));
            }
            Expression::Subquery { query } => self.write_subquery(out, query, scope)?,
            Expression::Over { .. } => self.write_window(out, expression, scope)?,
            Expression::Filter {
                function,
                condition,
            } => {
                self.write(out, function, scope)?;
                out.push_sql(" FILTER (WHERE ");
                self.write(out, condition, scope)?;
                out.push_sql(")");
            }
            Expression::WithinGroup { function, order_by } => {
                self.write(out, function, scope)?;
                out.push_sql(" WITHIN GROUP (ORDER BY ");
                self.write_list(out, order_by, ", ", scope)?;
                out.push_sql(")");
            }
            Expression::TryCast { operand, sql_type } => {
                if !self.dialect.supports_try_cast() {
                    return Err(self.unwritable("sqlalchemy.sql.elements.TryCast"));
                }
                out.push_sql("TRY_");
                self.write_cast(out, operand, &self.sql_type(sql_type)?, scope)?;
            }
            Expression::Query(query) => self.write_query(out, query, scope)?,
            Expression::Select(_)
            | Expression::CompoundSelect(_)
            | Expression::TextualSelect(_)
            | Expression::Insert(_)
            | Expression::Update(_)
            | Expression::Delete(_) => self.write_body(out, expression, scope)?,
        }
        Ok(())
    }

    /// Writes a statement, which needs to know what it reads from.
    fn write_body(
        &self,
        out: &mut Statement,
        body: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        match body {
            Expression::Select(select) => self.write_select(out, select, scope),
            Expression::CompoundSelect(compound) => self.write_compound(out, compound, scope),
            Expression::TextualSelect(select) => self.write(out, &select.text, scope),
            Expression::Insert(insert) => self.write_insert(out, insert, scope),
            Expression::Update(update) => self.write_update(out, update, scope),
            Expression::Delete(delete) => self.write_delete(out, delete, scope),
            _ => self.write(out, body, scope),
        }
    }

    /// Writes a truth value, or its opposite, as a condition.
    fn write_truth(
        &self,
        out: &mut Statement,
        operand: &Expression,
        is_true: bool,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let is_native = self.dialect.supports_native_boolean();
        if is_native && !is_true {
            out.push_sql("NOT ");
        }
        self.write(out, operand, scope)?;
        if !is_native {
            out.push_sql(if is_true { " = 1" } else { " = 0" });
        }
        Ok(())
    }

    /// Returns SQL of the user's own as it is sent.
    pub(crate) fn plain_sql(&self, sql: &str) -> String {
        if self.doubles_percents() {
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
        let (value, values, sql_type, expanding, around, literal_execute) = match bind {
            Some(Expression::Bind {
                value,
                values,
                sql_type,
                expanding,
                around,
                literal_execute,
                ..
            }) => (
                value.as_ref(),
                values.as_deref(),
                sql_type.as_ref(),
                *expanding,
                around.as_deref(),
                *literal_execute,
            ),
            _ => (None, None, None, false, None, false),
        };
        if let Some(given) = scope.parameters.filter(|_| !scope.literal) {
            let anonymous = match bind {
                Some(Expression::Bind { anonymous, .. }) => *anonymous,
                _ => None,
            };
            given.note(name, anonymous, None);
        }
        let literal = scope.literal || literal_execute;
        let is_plain = !literal && !expanding && values.is_none();
        let given = scope
            .parameters
            .and_then(|parameters| parameters.take(name, is_plain.then_some(sql_type)));
        if literal_execute && !scope.literal && self.keeps_lists() && !expanding {
            out.push_sql(&format!("__[POSTCOMPILE_{name}]"));
            return Ok(());
        }
        if expanding || values.is_some() {
            let items = match given.or(value) {
                Some(value) if let Some(items) = value.list() => {
                    Some(items.iter().map(Value::of_item).collect())
                }
                Some(Value::Tuple(items)) => Some(items.clone()),
                Some(value) => Some(vec![value.clone()]),
                None => values.map(<[Value]>::to_vec),
            };
            let sides = match around {
                Some(around) => self.sides_of_value(name, around, scope)?,
                None => Sides::default(),
            };
            if self.keeps_lists() && !literal {
                out.push_sql(&sides.shown(name));
                return Ok(());
            }
            let Some(items) = items else {
                if self.options.is_shown {
                    out.push_sql("(NULL)");
                    return Ok(());
                }
                return Err(DialectError::MissingParameter {
                    name: name.to_owned(),
                });
            };
            return self.write_values(out, name, &items, sql_type, literal, &sides);
        }
        match given.or(value) {
            Some(value) if literal => out.push_sql(&self.literal(value, sql_type)?),
            Some(value) => {
                let value = self.bound_value(value, sql_type)?;
                let own_type = sql_type.map(|sql_type| sql_type.for_dialect(self.dialect.name()));
                let cast = match own_type {
                    Some(own) if self.dialect.name() == "postgresql" && is_cast(own, &value) => {
                        self.dialect.cast_type(self, own)?
                    }
                    _ => None,
                };
                out.push_parameter(name, value);
                if let Some(cast) = cast {
                    out.push_sql(&format!("::{cast}"));
                }
            }
            None if literal => out.push_sql("NULL"),
            None if self.options.offline || self.options.is_shown => {
                out.push_parameter(name, Value::Null);
            }
            None => {
                return Err(DialectError::MissingParameter {
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Returns what stands before and after each value of a parameter.
    fn sides_of_value(
        &self,
        name: &str,
        around: &Expression,
        scope: Scope<'_>,
    ) -> Result<Sides, DialectError> {
        let mut template = Statement::default();
        // The value's place has to be a parameter, whatever becomes of the value.
        let scope = Scope {
            literal: false,
            parameters: None,
            ..scope
        };
        self.write(&mut template, around, scope)?;
        let mut sides = Sides::default();
        let mut is_before = true;
        for fragment in template.fragments {
            match fragment {
                Fragment::Parameter { name: own, .. } if own == name => is_before = false,
                fragment if is_before => sides.before.fragments.push(fragment),
                fragment => sides.after.fragments.push(fragment),
            }
        }
        Ok(sides)
    }

    fn write_values(
        &self,
        out: &mut Statement,
        name: &str,
        items: &[Value],
        sql_type: Option<&SqlType>,
        literal: bool,
        sides: &Sides,
    ) -> Result<(), DialectError> {
        out.push_sql("(");
        let is_untyped =
            sql_type.is_none_or(|sql_type| matches!(sql_type.family, TypeFamily::Tuple));
        let parts_of = |item: &Value| match item {
            value if is_untyped && let Some(parts) = value.list() => {
                Some(parts.iter().map(Value::of_item).collect())
            }
            Value::Tuple(parts) if is_untyped => Some(parts.clone()),
            _ => None,
        };
        let tuples: Vec<Option<Vec<Value>>> = items.iter().map(parts_of).collect();
        if tuples.first().is_some_and(Option::is_some) {
            out.push_sql(self.dialect.before_tuples());
        }
        if items.is_empty() {
            out.push_sql(&self.dialect.empty_set(self, sql_type)?);
        }
        for (position, (item, tuple)) in items.iter().zip(&tuples).enumerate() {
            if position > 0 {
                out.push_sql(", ");
            }
            let name = format!("{name}_{}", position + 1);
            append(out, sides.before.clone());
            match tuple {
                Some(parts) => {
                    self.write_values(out, &name, parts, None, literal, &Sides::default())?;
                }
                None if literal => out.push_sql(&self.literal(item, sql_type)?),
                None => out.push_parameter(name, self.bound_value(item, sql_type)?),
            }
            append(out, sides.after.clone());
        }
        out.push_sql(")");
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

/// What stands before and after each value of an expanding parameter.
#[derive(Default)]
struct Sides {
    before: Statement,
    after: Statement,
}

impl Sides {
    /// Returns the text that stands for a parameter before it has values.
    fn shown(&self, name: &str) -> String {
        let text = |side: &Statement| side.text_with(|_, name| format!(":{name}"));
        match (text(&self.before), text(&self.after)) {
            (before, after) if before.is_empty() && after.is_empty() => {
                format!("(__[POSTCOMPILE_{name}])")
            }
            (before, after) => format!("(__[POSTCOMPILE_{name}~~{before}~~REPL~~{after}~~])"),
        }
    }
}

/// Returns whether a parameter says its type: a value alone does not tell that of an array, a document or a range.
fn is_cast(sql_type: &SqlType, value: &Value) -> bool {
    is_document(&sql_type.family)
        || matches!(
            value,
            Value::Array(_) | Value::Range(_) | Value::Multirange(_)
        )
}

fn anonymous_name(statement: &Statement) -> String {
    let parameters = statement
        .fragments
        .iter()
        .filter(|fragment| matches!(fragment, Fragment::Parameter { .. }))
        .count();
    format!("param_{}", parameters + 1)
}
