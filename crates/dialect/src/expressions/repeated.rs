//! Statements for many sets of values.
//!
//! The text is written once where it cannot depend on the values, and then takes those of each set.

use std::cell::RefCell;

use alembic_db::{Fragment, RepeatedStatement, Statement};
use alembic_schema::{Expression, SqlType, Value};
use indexmap::IndexMap;

use crate::{CompileOptions, Compiler, Dialect, DialectError};

/// Returns an expression as statements for many sets of values; each row of values is a set, in the
/// order of `names`.
///
/// There are several statements where the text depends on the values, such as that of an expanding `IN`.
pub fn compile_repeated(
    dialect: &dyn Dialect,
    expression: &Expression,
    names: &[String],
    rows: &[Vec<Value>],
    options: &CompileOptions,
) -> Result<Vec<RepeatedStatement>, DialectError> {
    let compiler = Compiler::new(dialect, options);
    let mut repeated: Vec<RepeatedStatement> = Vec::new();
    let mut template: Option<Template> = None;
    for row in rows {
        if let (Some(template), Some(last)) = (&template, repeated.last_mut())
            && let Some(values) = template.fill(&compiler, row)?
        {
            last.rows.push(values);
            continue;
        }
        let set: IndexMap<String, Value> = names.iter().cloned().zip(row.iter().cloned()).collect();
        let given = Given {
            uses: Some(RefCell::default()),
            ..Given::new(&set)
        };
        let statement = compiler.statement_with(expression, &given)?;
        template = Template::new(&statement, &given);
        RepeatedStatement::add_to(&mut repeated, statement);
    }
    Ok(repeated)
}

/// Returns the parameters of an expression in the order in which they are written.
pub fn written_parameters(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<Vec<WrittenParameter>, DialectError> {
    let values = IndexMap::new();
    let given = Given {
        written: Some(RefCell::default()),
        ..Given::new(&values)
    };
    Compiler::new(dialect, options).statement_with(expression, &given)?;
    Ok(given.written.unwrap_or_default().into_inner())
}

/// Values that are given when a statement is run.
pub(super) struct Given<'a> {
    values: &'a IndexMap<String, Value>,
    /// What became of them, where somebody wants to know.
    uses: Option<RefCell<Vec<Use>>>,
    /// The parameters that were written, where somebody wants to know.
    written: Option<RefCell<Vec<WrittenParameter>>>,
}

/// A parameter as it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenParameter {
    /// Its name in the statement.
    pub name: String,
    /// What tells it from others whose names are counted.
    pub anonymous: Option<u64>,
    /// The value of one that the compiler added.
    pub value: Option<Value>,
}

/// A parameter that a given value was written for.
struct Use {
    name: String,
    /// The type that the value has there, if any; nothing where the text depends on the value.
    sql_type: Option<Option<SqlType>>,
}

impl<'a> Given<'a> {
    pub(super) fn new(values: &'a IndexMap<String, Value>) -> Self {
        Self {
            values,
            uses: None,
            written: None,
        }
    }

    /// Notes a parameter that is written; one that is written twice is one.
    pub(super) fn note(&self, name: &str, anonymous: Option<u64>, value: Option<Value>) {
        let Some(written) = &self.written else {
            return;
        };
        let mut written = written.borrow_mut();
        if !written.iter().any(|known| known.name == name) {
            written.push(WrittenParameter {
                name: name.to_owned(),
                anonymous,
                value,
            });
        }
    }

    /// Returns the value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.values.get(name)
    }

    /// Returns the value of a name, which is put where a value of a type stands; `sql_type` is nothing where the text
    /// depends on the value.
    pub(super) fn take(&self, name: &str, sql_type: Option<Option<&SqlType>>) -> Option<&'a Value> {
        let value = self.values.get(name)?;
        if let Some(uses) = &self.uses {
            uses.borrow_mut().push(Use {
                name: name.to_owned(),
                sql_type: sql_type.map(Option::<&SqlType>::cloned),
            });
        }
        Some(value)
    }
}

/// Where the values of a statement come from.
struct Template(Vec<Origin>);

enum Origin {
    /// The value is the same in all sets.
    Statement(Value),
    /// It is the one at a place of a set, and has a type.
    Set(usize, Option<SqlType>),
}

impl Template {
    /// Returns nothing where a set needs a text of its own.
    fn new(statement: &Statement, given: &Given<'_>) -> Option<Self> {
        let uses = given.uses.as_ref()?.borrow();
        let mut origins = Vec::new();
        let mut from_sets = 0;
        for fragment in &statement.fragments {
            let Fragment::Parameter { name, value } = fragment else {
                continue;
            };
            let mut own = uses.iter().filter(|used| used.name == *name);
            let Some(first) = own.next() else {
                origins.push(Origin::Statement(value.clone()));
                continue;
            };
            let sql_type = first.sql_type.clone()?;
            if may_be_cast(value) {
                return None;
            }
            if own.any(|other| other.sql_type != first.sql_type) {
                return None;
            }
            from_sets += 1;
            origins.push(Origin::Set(given.values.get_index_of(name)?, sql_type));
        }
        // What is written twice or not at all may not be what it seems.
        (from_sets == uses.len()).then_some(Self(origins))
    }

    /// Returns the values of a statement with those of a set; nothing where the text would be another one.
    fn fill(
        &self,
        compiler: &Compiler<'_>,
        set: &[Value],
    ) -> Result<Option<Vec<Value>>, DialectError> {
        let mut values = Vec::with_capacity(self.0.len());
        for origin in &self.0 {
            let value = match origin {
                Origin::Statement(value) => value.clone(),
                Origin::Set(place, sql_type) => {
                    let value = set.get(*place).unwrap_or(&Value::Null);
                    compiler.bound_value(value, sql_type.as_ref())?
                }
            };
            if may_be_cast(&value) {
                return Ok(None);
            }
            values.push(value);
        }
        Ok(Some(values))
    }
}

/// Returns whether a value, and not its type alone, decides about a cast, which is text.
fn may_be_cast(value: &Value) -> bool {
    matches!(
        value,
        Value::Array(_) | Value::Range(_) | Value::Multirange(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value as Json, json};

    fn compiled(
        dialect: &str,
        expression: Json,
        names: &[&str],
        rows: Json,
    ) -> Vec<(String, usize)> {
        let expression: Expression = serde_json::from_value(expression).unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let rows: Vec<Vec<Value>> = serde_json::from_value(rows).unwrap();
        let dialect = crate::dialect(dialect).unwrap();
        let options = CompileOptions::default();
        let repeated =
            compile_repeated(dialect.as_ref(), &expression, &names, &rows, &options).unwrap();
        // Each set has the statement that it would have by itself.
        let mut sets = rows.into_iter();
        for one in &repeated {
            for place in 0..one.rows.len() {
                let set = names.iter().cloned().zip(sets.next().unwrap()).collect();
                let alone =
                    crate::compile_expression(dialect.as_ref(), &expression, &set, &options);
                assert_eq!(one.statement(place), alone.ok());
            }
        }
        assert!(sets.next().is_none());
        repeated
            .iter()
            .map(|one| {
                (
                    one.template.text_with(|_, name| format!(":{name}")),
                    one.rows.len(),
                )
            })
            .collect()
    }

    fn equals(right: Json) -> Json {
        let column = json!({"expr": "column", "name": "a"});
        json!({"expr": "binary", "operator": "=", "left": column, "right": right})
    }

    #[test]
    fn a_text_that_no_value_changes_is_written_once() {
        let typed = json!({"expr": "bind", "key": "x", "type": {"type": "Boolean"}});
        for (expression, expected) in [
            (
                json!({"expr": "text", "text": "a = :x AND b = :y AND c = :x"}),
                "a = :x AND b = :y AND c = :x",
            ),
            (equals(typed), "a = :x"),
            (
                equals(json!({"expr": "bind", "key": "z", "value": 5})),
                "a = :z",
            ),
        ] {
            assert_eq!(
                compiled(
                    "sqlite",
                    expression,
                    &["y", "x"],
                    json!([[1, true], [null, false], ["b", null]])
                ),
                [(expected.to_owned(), 3)]
            );
        }
    }

    #[test]
    fn a_text_that_values_change_is_written_for_each() {
        let expanding = json!({"expr": "bind", "key": "x", "expanding": true});
        let list = |items: Json| json!({"$json": items});
        assert_eq!(
            compiled(
                "sqlite",
                equals(expanding),
                &["x"],
                json!([
                    [list(json!([1]))],
                    [list(json!([2]))],
                    [list(json!([1, 2]))]
                ]),
            ),
            [
                ("a = (:x_1)".to_owned(), 2),
                ("a = (:x_1, :x_2)".to_owned(), 1)
            ]
        );
        let array = json!({"type": "ARRAY", "item_type": {"type": "Integer"}});
        let array = json!({"expr": "bind", "key": "x", "type": array});
        assert_eq!(
            compiled(
                "postgresql",
                equals(array),
                &["x"],
                json!([[null], [list(json!([1]))], [list(json!([2]))], [null]]),
            ),
            [
                ("a = :x".to_owned(), 1),
                ("a = :x::INTEGER[]".to_owned(), 2),
                ("a = :x".to_owned(), 1),
            ]
        );
    }
}
