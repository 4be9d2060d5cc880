//! Operators between two expressions.

use alembic_db::Statement;
use alembic_schema::{Expression, SqlType, Value};

use super::Scope;
use crate::binds::is_document;
use crate::{Affinity, Compiler, DialectError, Percents};

/// What was given along with an operator.
pub type Modifiers = serde_json::Map<String, serde_json::Value>;

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
    /// As a division without fraction.
    FloorDivision,
    /// As SQL in which `{left}`, `{right}` and `{flags}` stand for the operands and the flags of a
    /// regular expression; `{first}` and `{second}` are the parts of the right one.
    Template(&'static str),
    /// Not at all, and the message ends like this.
    NoRegularExpressions(&'static str),
    /// Not at all, as these three ways to search a text exclude each other: in boolean mode, in
    /// natural language mode, with query expansion.
    InvalidMatchFlags((bool, bool, bool)),
    /// Not at all, as the class of SQLAlchemy is another dialect's own.
    Foreign(&'static str),
    /// Not at all.
    Unsupported(&'static str),
}

/// How an element of a JSON document is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonForm {
    /// With an operator.
    Infix(&'static str),
    /// As SQL in which `{left}` stands for the document and `{right}` for the path.
    Template(String),
    /// As SQL of that form, cast to the type.
    Cast(&'static str),
    /// Not at all.
    Unsupported,
}

/// Returns how SQLAlchemy's default dialect writes an operator.
pub(crate) fn shared_binary_form(operator: &str, modifiers: &Modifiers) -> BinaryForm {
    let is_symmetric = modifiers.get("symmetric") == Some(&serde_json::Value::Bool(true));
    match operator {
        "ILIKE" => BinaryForm::LowerCase("LIKE"),
        "NOT ILIKE" => BinaryForm::LowerCase("NOT LIKE"),
        "NOT IN" => BinaryForm::Grouped,
        "/" => BinaryForm::CastDivision,
        "//" => BinaryForm::FloorDivision,
        "BETWEEN" if is_symmetric => BinaryForm::Infix("BETWEEN SYMMETRIC"),
        "NOT BETWEEN" if is_symmetric => BinaryForm::Infix("NOT BETWEEN SYMMETRIC"),
        ":" => BinaryForm::Template("{left}:{right}"),
        "HSTORE[]" => BinaryForm::Infix("->"),
        "REGEXP" | "NOT REGEXP" => BinaryForm::NoRegularExpressions("s"),
        "REGEXP REPLACE" => BinaryForm::NoRegularExpressions(" replacements"),
        "MATCH AGAINST" => BinaryForm::Foreign("sqlalchemy.dialects.mysql.expression.match"),
        "[]" => BinaryForm::Unsupported("getitem"),
        _ => BinaryForm::AsGiven,
    }
}

fn python_bool(flag: bool) -> &'static str {
    if flag { "True" } else { "False" }
}

impl Compiler<'_> {
    pub(super) fn write_binary(
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
            sql_type,
        } = expression
        else {
            return self.write(out, expression, scope);
        };
        if let Some(rewritten) = self.rewritten(operator, left, right, modifiers) {
            return self.write(out, &rewritten, scope);
        }
        if matches!(operator.as_str(), "->" | "#>" | "->>" | "#>>")
            && is_json(expression_type(left))
        {
            return self.write_json_element(out, operator, (left, right), sql_type.as_ref(), scope);
        }
        let is_empty_set = matches!(right.as_ref(),
            Expression::Bind { values: Some(values), .. } if values.is_empty());
        let is_empty_set = is_empty_set && (scope.literal || !self.keeps_lists());
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
        let is_like = operator.ends_with("LIKE");
        let inner = Scope {
            in_operator: scope.in_operator || !is_like,
            ..scope
        };
        let infix = |out: &mut Statement, operator: &str| -> Result<(), DialectError> {
            self.write(out, left, inner)?;
            out.push_sql(&format!(" {operator} "));
            self.write(out, right, inner)
        };
        match self.dialect.binary_form(self, operator, modifiers) {
            BinaryForm::AsGiven if operator == "%" && self.options.percents != Percents::Single => {
                infix(out, "%%")?;
            }
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
            BinaryForm::FloorDivision => {
                let is_whole = self.dialect.divides_to_integers()
                    && [left, right]
                        .into_iter()
                        .all(|side| self.operand_affinity(side) == Some(Affinity::Integer));
                let template = if is_whole {
                    "{left} / {right}"
                } else {
                    "FLOOR({left} / {right})"
                };
                self.write_template(out, template, (left, right), modifiers, scope)?;
            }
            BinaryForm::Template(template) => {
                self.write_template(out, template, (left, right), modifiers, scope)?;
            }
            BinaryForm::NoRegularExpressions(what) => {
                return Err(DialectError::RegularExpressions {
                    dialect: self.dialect.name(),
                    what,
                });
            }
            BinaryForm::InvalidMatchFlags((boolean_mode, natural_language, query_expansion)) => {
                return Err(DialectError::MatchFlags {
                    boolean_mode: python_bool(boolean_mode),
                    natural_language: python_bool(natural_language),
                    query_expansion: python_bool(query_expansion),
                });
            }
            BinaryForm::Foreign(class_name) => return Err(self.unwritable(class_name)),
            BinaryForm::Unsupported(operator) => {
                return Err(DialectError::UnsupportedOperator {
                    operator,
                    dialect: self.dialect.name(),
                });
            }
        }
        if let Some(escape) = modifiers.get("escape").and_then(serde_json::Value::as_str) {
            out.push_sql(" ESCAPE ");
            out.push_sql(&self.string_literal(escape));
        }
        Ok(())
    }

    /// Writes SQL with operands in the places of their names.
    fn write_template(
        &self,
        out: &mut Statement,
        template: &str,
        (left, right): (&Expression, &Expression),
        modifiers: &Modifiers,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let mut rest = template;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            out.push_sql(before);
            let parts = match right {
                Expression::Tuple { items, .. } => items.as_slice(),
                _ => &[],
            };
            let operand = match name {
                "left" => Some(left),
                "right" => Some(right),
                "first" => parts.first(),
                "second" => parts.get(1),
                _ => None,
            };
            match operand {
                Some(operand) => self.write(out, operand, scope)?,
                None => {
                    let flags = modifiers.get("flags").and_then(serde_json::Value::as_str);
                    out.push_sql(&self.string_literal(flags.unwrap_or_default()));
                }
            }
            rest = after;
        }
        out.push_sql(rest);
        Ok(())
    }

    /// Writes an element of a JSON document.
    fn write_json_element(
        &self,
        out: &mut Statement,
        operator: &str,
        (document, path): (&Expression, &Expression),
        sql_type: Option<&SqlType>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let is_path = operator.starts_with('#');
        let path = self.json_steps(path, is_path);
        let sides = (document, &path);
        let form = if operator.ends_with(">>") {
            JsonForm::Infix(if is_path { "#>>" } else { "->>" })
        } else {
            let document_type = expression_type(document);
            let value_type = sql_type.or(document_type).cloned().unwrap_or_default();
            self.dialect
                .json_form(self, is_path, document_type, &value_type)
        };
        let no_modifiers = Modifiers::new();
        let inner = Scope {
            in_operator: true,
            ..scope
        };
        match form {
            JsonForm::Infix(operator) => {
                let template = format!("{{left}} {operator} {{right}}");
                // An element is put in parentheses by the operator around it, except for one that
                // Python has put in them already.
                let is_grouped = scope.in_operator && !operator.ends_with(">>");
                out.push_sql(if is_grouped { "(" } else { "" });
                self.write_template(out, &template, sides, &no_modifiers, inner)?;
                out.push_sql(if is_grouped { ")" } else { "" });
            }
            JsonForm::Template(template) => {
                // A subscript would belong to the last argument's parenthesis.
                let is_call = matches!(
                    document,
                    Expression::Function { .. } | Expression::Cast { .. }
                );
                let template = if is_call && template.starts_with("{left}[") {
                    template.replacen("{left}", "({left})", 1)
                } else {
                    template
                };
                self.write_template(out, &template, sides, &no_modifiers, scope)?;
            }
            JsonForm::Cast(template) => {
                let sql_type = sql_type.cloned().unwrap_or_default();
                let sql_type = self.sql_type(&sql_type)?;
                let is_grouped = scope.in_operator && !template.ends_with(')');
                out.push_sql(if is_grouped { "CAST((" } else { "CAST(" });
                self.write_template(out, template, sides, &no_modifiers, inner)?;
                out.push_sql(if is_grouped { ")" } else { "" });
                out.push_sql(&format!(" AS {sql_type})"));
            }
            JsonForm::Unsupported => return Err(self.unrenderable("json_getitem_op")),
        }
        Ok(())
    }

    /// Returns a key, an index or a path as the dialect writes it.
    fn json_steps(&self, path: &Expression, is_path: bool) -> Expression {
        let Expression::Bind {
            value: Some(value), ..
        } = path
        else {
            return path.clone();
        };
        let steps = match value {
            Value::Text(text) => vec![text.as_str().into()],
            Value::Integer(number) => vec![(*number).into()],
            value if let Some(steps) = value.list() => steps.to_vec(),
            _ => return path.clone(),
        };
        let value = match self.dialect.json_path(&steps, is_path) {
            serde_json::Value::String(text) => Value::Text(text),
            serde_json::Value::Number(number) => {
                Value::Integer(number.as_i64().unwrap_or_default())
            }
            _ => return path.clone(),
        };
        let mut path = path.clone();
        if let Expression::Bind {
            value: content,
            sql_type,
            ..
        } = &mut path
        {
            *content = Some(value);
            *sql_type = None;
        }
        path
    }

    /// Returns what kind of values an operand of arithmetic has, as far as that is known.
    fn operand_affinity(&self, operand: &Expression) -> Option<Affinity> {
        if let Some(sql_type) = expression_type(operand) {
            return Some(self.affinity(sql_type));
        }
        match operand {
            Expression::Bind {
                value: Some(Value::Integer(_)),
                ..
            } => Some(Affinity::Integer),
            Expression::Binary { left, .. } => self.operand_affinity(left),
            Expression::Grouping { operand } | Expression::Unary { operand, .. } => {
                self.operand_affinity(operand)
            }
            _ => None,
        }
    }
}

fn is_json(sql_type: Option<&SqlType>) -> bool {
    sql_type.is_some_and(|sql_type| is_document(&sql_type.family))
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

pub(super) fn expression_type(expression: &Expression) -> Option<&SqlType> {
    match expression {
        Expression::LiteralColumn { sql_type, .. }
        | Expression::Bind { sql_type, .. }
        | Expression::InlineLiteral { sql_type, .. }
        | Expression::Column { sql_type, .. }
        | Expression::SourceColumn { sql_type, .. }
        | Expression::Function { sql_type, .. }
        | Expression::Binary { sql_type, .. } => sql_type.as_ref(),
        Expression::Cast { sql_type, .. }
        | Expression::TryCast { sql_type, .. }
        | Expression::TypeCoerce { sql_type, .. } => Some(sql_type),
        Expression::Grouping { operand } | Expression::Label { operand, .. } => {
            expression_type(operand)
        }
        _ => None,
    }
}
