//! Columns inside expressions.

use alembic_schema::{Expression, Name};

/// Calls `act` with the name of every column in an expression.
pub(super) fn for_each_column(expression: &mut Expression, act: &mut dyn FnMut(&mut Name)) {
    match expression {
        Expression::Column { name, .. } => act(name),
        Expression::Function { args: items, .. }
        | Expression::And { clauses: items }
        | Expression::Or { clauses: items }
        | Expression::Tuple { items, .. } => {
            items.iter_mut().for_each(|item| for_each_column(item, act));
        }
        Expression::Binary { left, right, .. } => {
            for_each_column(left, act);
            for_each_column(right, act);
        }
        Expression::Unary { operand, .. }
        | Expression::Cast { operand, .. }
        | Expression::TryCast { operand, .. }
        | Expression::TypeCoerce { operand, .. }
        | Expression::Collate { operand, .. }
        | Expression::Label { operand, .. }
        | Expression::Grouping { operand } => for_each_column(operand, act),
        Expression::Case {
            value,
            whens,
            otherwise,
        } => {
            for branch in value.iter_mut().chain(otherwise.iter_mut()) {
                for_each_column(branch, act);
            }
            for (condition, result) in whens {
                for_each_column(condition, act);
                for_each_column(result, act);
            }
        }
        // Neither a default nor a constraint holds a query or a window.
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_found_everywhere() {
        let column = json!({"expr": "column", "name": "x"});
        for json in [
            json!({"expr": "function", "name": "lower", "args": [column]}),
            json!({"expr": "binary", "operator": ">", "left": column, "right": {"expr": "null"}}),
            json!({"expr": "binary", "operator": ">", "left": {"expr": "null"}, "right": column}),
            json!({"expr": "unary", "modifier": "DESC", "operand": column}),
            json!({"expr": "cast", "operand": column, "type": {"type": "Integer"}}),
            json!({"expr": "collate", "operand": column, "collation": "C"}),
            json!({"expr": "and", "clauses": [{"expr": "grouping", "operand": column}]}),
            json!({"expr": "or", "clauses": [{"expr": "tuple", "items": [column]}]}),
            json!({"expr": "case", "value": null, "whens": [[{"expr": "null"}, column]]}),
            json!({"expr": "case", "whens": [], "else": column}),
        ] {
            let mut expression: Expression = serde_json::from_value(json.clone()).unwrap();
            for_each_column(&mut expression, &mut |name| *name = Name::from("y"));
            let expected = json.to_string().replace("\"x\"", "\"y\"");
            let expected: Expression = serde_json::from_str(&expected).unwrap();
            assert_eq!(expression, expected, "{json}");
        }
    }
}
