//! Operators that SQL has no word for, written with others.

use alembic_schema::Expression;

use super::binary::Modifiers;
use crate::Compiler;
use crate::expressions::BinaryForm;

impl Compiler<'_> {
    /// Returns a comparison that means the same, where the operator is none of SQL.
    pub(super) fn rewritten(
        &self,
        operator: &str,
        left: &Expression,
        right: &Expression,
        modifiers: &Modifiers,
    ) -> Option<Expression> {
        let is_parameter = |side: &Expression| {
            matches!(
                side,
                Expression::Bind { .. } | Expression::InlineLiteral { .. }
            )
        };
        if operator == "="
            && self.dialect.moves_parameters_right()
            && is_parameter(left)
            && !is_parameter(right)
        {
            return Some(binary(operator, right.clone(), left.clone(), modifiers));
        }
        if let Some(positive) = operator.strip_prefix("NOT ")
            && positive == "MATCH"
        {
            return Some(Expression::Unary {
                operator: Some("NOT".to_owned()),
                modifier: None,
                operand: Box::new(binary(positive, left.clone(), right.clone(), modifiers)),
            });
        }
        self.affix(operator, left, right, modifiers)
    }

    /// Returns `LIKE` for an operator that looks at the beginning, the end or all of a text.
    fn affix(
        &self,
        operator: &str,
        left: &Expression,
        right: &Expression,
        modifiers: &Modifiers,
    ) -> Option<Expression> {
        let (not, positive) = match operator.strip_prefix("NOT ") {
            Some(positive) => ("NOT ", positive),
            None => ("", operator),
        };
        let (before, after, ignores_case) = match positive {
            "STARTSWITH" => (false, true, false),
            "ENDSWITH" => (true, false, false),
            "CONTAINS" => (true, true, false),
            "ISTARTSWITH" => (false, true, true),
            "IENDSWITH" => (true, false, true),
            "ICONTAINS" => (true, true, true),
            _ => return None,
        };
        let has_ilike = ignores_case
            && self.dialect.binary_form(self, "ILIKE", modifiers) == BinaryForm::AsGiven;
        let cased = |side: &Expression| {
            if ignores_case && !has_ilike {
                Expression::Function {
                    name: "lower".into(),
                    args: vec![side.clone()],
                    sql_type: None,
                }
            } else {
                side.clone()
            }
        };
        let any = || Expression::LiteralColumn {
            text: "'%'".to_owned(),
            sql_type: None,
        };
        let mut pattern = cased(right);
        if before {
            pattern = concatenation(any(), pattern);
        }
        if after {
            pattern = concatenation(pattern, any());
        }
        let like = if has_ilike { "ILIKE" } else { "LIKE" };
        let like = format!("{not}{like}");
        Some(binary(&like, cased(left), pattern, modifiers))
    }
}

fn binary(
    operator: &str,
    left: Expression,
    right: Expression,
    modifiers: &Modifiers,
) -> Expression {
    Expression::Binary {
        operator: operator.to_owned(),
        left: Box::new(left),
        right: Box::new(right),
        modifiers: modifiers.clone(),
        sql_type: None,
    }
}

fn concatenation(left: Expression, right: Expression) -> Expression {
    binary("||", left, right, &Modifiers::new())
}

/// Returns a path into a JSON document as most databases write it, `$."a"[1]`.
pub(crate) fn dollar_path(steps: &[serde_json::Value]) -> serde_json::Value {
    let steps: String = steps
        .iter()
        .map(|step| match step {
            serde_json::Value::String(key) => format!(".\"{key}\""),
            index => format!("[{index}]"),
        })
        .collect();
    format!("${steps}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_with_a_dollar() {
        let steps = [
            serde_json::json!("a"),
            serde_json::json!(1),
            serde_json::json!("it's"),
        ];
        assert_eq!(dollar_path(&steps), r#"$."a"[1]."it's""#);
        assert_eq!(dollar_path(&[]), "$");
    }
}
