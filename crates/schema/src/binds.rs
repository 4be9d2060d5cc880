//! The parameters of an expression, wherever they stand in it.

use crate::{
    Affix, Assignment, CompoundSelect, Delete, Expression, FrameEnd, Insert, OnConflict, Query,
    Select, SelectedColumn, Source, Tail, TextualSelect, Update, Value,
};

/// A parameter of an expression, whose value can be replaced.
pub struct BindMut<'a> {
    /// The place of its value among those that change from one run to the next.
    pub slot: Option<usize>,
    /// What is bound.
    pub value: &'a mut Option<Value>,
    /// The values of an expanding parameter.
    pub values: &'a mut Option<Vec<Value>>,
    /// Whether the text of a statement depends on its value.
    pub changes_text: bool,
}

type Visit<'v> = dyn FnMut(BindMut<'_>) + 'v;

impl Expression {
    /// Calls a function with each parameter of the expression and of the queries inside it.
    pub fn visit_binds_mut(&mut self, visit: &mut Visit<'_>) {
        match self {
            Self::Bind {
                slot,
                value,
                values,
                key: _,
                anonymous: _,
                sql_type: _,
                expanding,
                around,
                literal_execute,
            } => {
                visit(BindMut {
                    slot: *slot,
                    changes_text: *expanding || *literal_execute || values.is_some(),
                    value,
                    values,
                });
                all(around.as_deref_mut(), visit);
            }
            Self::LiteralColumn { .. }
            | Self::InlineLiteral { .. }
            | Self::Column { .. }
            | Self::Null
            | Self::True
            | Self::False
            | Self::NextValue { .. }
            | Self::SourceColumn { .. }
            | Self::SourceName { .. }
            | Self::LabelReference { .. } => {}
            Self::Text { text: _, binds } => all(binds.values_mut(), visit),
            Self::Function {
                name: _,
                args,
                sql_type: _,
            } => all(args, visit),
            Self::Binary {
                operator: _,
                left,
                right,
                modifiers: _,
                sql_type: _,
            } => {
                left.visit_binds_mut(visit);
                right.visit_binds_mut(visit);
            }
            Self::Unary {
                operator: _,
                modifier: _,
                operand,
            }
            | Self::Cast {
                operand,
                sql_type: _,
            }
            | Self::TryCast {
                operand,
                sql_type: _,
            }
            | Self::TypeCoerce {
                operand,
                sql_type: _,
            }
            | Self::Collate {
                operand,
                collation: _,
            }
            | Self::Grouping { operand }
            | Self::Label { operand, name: _ }
            | Self::Subquery { query: operand } => operand.visit_binds_mut(visit),
            Self::And { clauses } | Self::Or { clauses } => all(clauses, visit),
            Self::Tuple { items, grouped: _ } => all(items, visit),
            Self::Case {
                value,
                whens,
                otherwise,
            } => {
                all(value.as_deref_mut(), visit);
                for (when, then) in whens {
                    when.visit_binds_mut(visit);
                    then.visit_binds_mut(visit);
                }
                all(otherwise.as_deref_mut(), visit);
            }
            Self::Over {
                function,
                partition_by,
                order_by,
                frame,
                exclude: _,
            } => {
                function.visit_binds_mut(visit);
                all(partition_by, visit);
                all(order_by, visit);
                if let Some((_, start, end)) = frame {
                    visit_frame_end(start, visit);
                    visit_frame_end(end, visit);
                }
            }
            Self::Filter {
                function,
                condition,
            } => {
                function.visit_binds_mut(visit);
                condition.visit_binds_mut(visit);
            }
            Self::WithinGroup { function, order_by } => {
                function.visit_binds_mut(visit);
                all(order_by, visit);
            }
            Self::Query(query) => {
                let Query { sources, body } = query.as_mut();
                for source in sources {
                    visit_source(source, visit);
                }
                body.visit_binds_mut(visit);
            }
            Self::Select(select) => visit_select(select, visit),
            Self::CompoundSelect(compound) => {
                let CompoundSelect {
                    operator: _,
                    selects,
                    group_by,
                    tail,
                    ctes: _,
                } = compound.as_mut();
                all(selects, visit);
                all(group_by, visit);
                visit_tail(tail, visit);
            }
            Self::TextualSelect(select) => {
                let TextualSelect {
                    text,
                    columns,
                    positional: _,
                } = select.as_mut();
                text.visit_binds_mut(visit);
                visit_columns(columns, visit);
            }
            Self::Insert(insert) => visit_insert(insert, visit),
            Self::Update(update) => {
                let Update {
                    table: _,
                    values,
                    condition,
                    prefixes,
                    returning,
                    limit,
                    ctes: _,
                } = update.as_mut();
                visit_assignments(values, visit);
                all(condition, visit);
                visit_affixes(prefixes, visit);
                visit_columns(returning, visit);
                all(limit, visit);
            }
            Self::Delete(delete) => {
                let Delete {
                    table: _,
                    condition,
                    prefixes,
                    returning,
                    limit,
                    ctes: _,
                } = delete.as_mut();
                all(condition, visit);
                visit_affixes(prefixes, visit);
                visit_columns(returning, visit);
                all(limit, visit);
            }
        }
    }
}

fn all<'e>(expressions: impl IntoIterator<Item = &'e mut Expression>, visit: &mut Visit<'_>) {
    for expression in expressions {
        expression.visit_binds_mut(visit);
    }
}

fn visit_frame_end(end: &mut FrameEnd, visit: &mut Visit<'_>) {
    match end {
        FrameEnd::Preceding(distance) | FrameEnd::Following(distance) => {
            distance.visit_binds_mut(visit);
        }
        FrameEnd::UnboundedPreceding | FrameEnd::UnboundedFollowing | FrameEnd::CurrentRow => {}
    }
}

fn visit_affixes(affixes: &mut [Affix], visit: &mut Visit<'_>) {
    for Affix { text, dialect: _ } in affixes {
        text.visit_binds_mut(visit);
    }
}

fn visit_columns(columns: &mut [SelectedColumn], visit: &mut Visit<'_>) {
    for column in columns {
        column.expression.visit_binds_mut(visit);
    }
}

fn visit_assignments(assignments: &mut [Assignment], visit: &mut Visit<'_>) {
    for assignment in assignments {
        assignment.value.visit_binds_mut(visit);
    }
}

fn visit_tail(tail: &mut Tail, visit: &mut Visit<'_>) {
    let Tail {
        order_by,
        limit,
        offset,
        fetch,
        for_update: _,
    } = tail;
    all(order_by, visit);
    all(limit, visit);
    all(offset, visit);
    all(fetch.as_mut().map(|fetch| &mut fetch.count), visit);
}

fn visit_select(select: &mut Select, visit: &mut Visit<'_>) {
    let Select {
        columns,
        distinct: _,
        distinct_on,
        prefixes,
        suffixes,
        hints,
        from: _,
        condition,
        group_by,
        having,
        tail,
        correlate: _,
        correlate_except: _,
        ctes: _,
    } = select;
    visit_columns(columns, visit);
    all(distinct_on, visit);
    visit_affixes(prefixes, visit);
    visit_affixes(suffixes, visit);
    for (_, hint) in hints {
        hint.text.visit_binds_mut(visit);
    }
    all(condition, visit);
    all(group_by, visit);
    all(having, visit);
    visit_tail(tail, visit);
}

fn visit_insert(insert: &mut Insert, visit: &mut Visit<'_>) {
    let Insert {
        table: _,
        values,
        more_rows,
        is_multiple: _,
        from_select,
        prefixes,
        on_conflict,
        returning,
        generated_key,
        ctes: _,
    } = insert;
    visit_assignments(values, visit);
    all(more_rows.iter_mut().flatten(), visit);
    all(from_select.as_mut().map(|(_, query)| query), visit);
    visit_affixes(prefixes, visit);
    match on_conflict {
        None => {}
        Some(OnConflict::Duplicate { set }) => visit_assignments(set, visit),
        Some(OnConflict::Conflict {
            class_name: _,
            constraint: _,
            elements,
            index_where,
            set,
            condition,
        }) => {
            all(elements, visit);
            all(index_where.as_deref_mut(), visit);
            visit_assignments(set.as_deref_mut().unwrap_or_default(), visit);
            all(condition.as_deref_mut(), visit);
        }
    }
    visit_columns(returning, visit);
    visit_columns(generated_key, visit);
}

fn visit_source(source: &mut Source, visit: &mut Visit<'_>) {
    match source {
        Source::Table { .. }
        | Source::Alias { .. }
        | Source::Grouping { .. }
        | Source::Excluded
        | Source::Inserted => {}
        Source::Sample {
            of: _,
            name: _,
            method,
            seed,
        } => {
            method.visit_binds_mut(visit);
            all(seed.as_deref_mut(), visit);
        }
        Source::Subquery {
            query,
            name: _,
            lateral: _,
        } => query.visit_binds_mut(visit),
        Source::Cte {
            query,
            name: _,
            recursive: _,
            columns: _,
            restates: _,
            prefixes,
            suffixes,
        } => {
            query.visit_binds_mut(visit);
            visit_affixes(prefixes, visit);
            visit_affixes(suffixes, visit);
        }
        Source::Function {
            function,
            name: _,
            columns: _,
            with_ordinality: _,
            lateral: _,
        } => function.visit_binds_mut(visit),
        Source::Values {
            columns: _,
            rows,
            name: _,
            literal_binds: _,
            lateral: _,
        } => all(rows.iter_mut().flatten(), visit),
        Source::Join {
            left: _,
            right: _,
            on,
            outer: _,
            full: _,
        } => on.visit_binds_mut(visit),
        Source::Text { text } => text.visit_binds_mut(visit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parameters_are_found_at_any_depth() {
        let mut bind = {
            let mut next = 0;
            move || {
                next += 1;
                json!({"expr": "bind", "slot": next - 1, "value": next})
            }
        };
        let select = json!({
            "expr": "select",
            "columns": [{"expression": {"expr": "label", "name": "a", "operand": bind()}}],
            "from": [0],
            "where": {"expr": "and", "clauses": [
                {"expr": "binary", "operator": "=", "left": {"expr": "null"}, "right": bind()},
                {"expr": "case", "whens": [[bind(), bind()]], "else": bind()},
                {"expr": "over", "function": {"expr": "function", "name": "sum", "args": [bind()]},
                 "frame": ["ROWS", {"preceding": bind()}, "current_row"]},
            ]},
            "order_by": [bind()],
            "limit": bind(),
        });
        let mut query: Expression = serde_json::from_value(json!({
            "expr": "query",
            "sources": [
                {"source": "subquery", "name": "s", "query": {"expr": "text", "text": "SELECT :x", "binds": {"x": bind()}}},
                {"source": "values", "columns": ["v"], "rows": [[bind()], [bind()]]},
            ],
            "body": select,
        }))
        .unwrap();
        let mut slots = Vec::new();
        query.visit_binds_mut(&mut |bind| {
            assert_eq!(
                *bind.value,
                bind.slot.map(|slot| Value::Integer(slot as i64 + 1))
            );
            slots.extend(bind.slot);
        });
        slots.sort_unstable();
        assert_eq!(slots, (0..12).collect::<Vec<_>>());
    }
}
