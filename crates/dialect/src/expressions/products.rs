//! Queries whose sources nothing connects.

use std::collections::BTreeSet;

use alembic_schema::{Expression, Select, Source};

use super::queries::Writing;
use crate::Compiler;
use crate::warnings::warn;

/// The operators that compare nothing, and so connect nothing.
const CALCULATIONS: [&str; 20] = [
    "+", "-", "*", "/", "//", "%", "**", "||", "&", "|", "^", "<<", ">>", "->", "->>", "#>", "#>>",
    "[]", "HSTORE[]", ":",
];

impl Compiler<'_> {
    /// Warns of a query that gives each row of one source with each of another.
    ///
    /// As with SQLAlchemy, a join connects its sides, and so does a comparison of columns.
    pub(super) fn warn_of_products(&self, select: &Select, froms: &[usize], writing: &Writing<'_>) {
        let mut groups: Vec<BTreeSet<usize>> = froms
            .iter()
            .filter(|from| !writing.source(**from).is_ok_and(connects_itself))
            .map(|from| {
                let mut parts = BTreeSet::new();
                writing.expanded(*from, &mut parts);
                parts
            })
            .collect();
        if groups.len() < 2 {
            return;
        }
        if let Some(condition) = &select.condition {
            connect(condition, writing, &mut groups);
        }
        let Some(start) = groups.pop().filter(|_| !groups.is_empty()) else {
            return;
        };
        let names = |group: &BTreeSet<usize>| -> Vec<String> {
            let sources = group.iter().filter_map(|place| writing.source(*place).ok());
            sources
                .filter_map(|source| Some(format!("\"{}\"", shown(source, writing)?)))
                .collect()
        };
        let others: Vec<String> = groups.iter().flat_map(names).collect();
        let start = names(&start).into_iter().next().unwrap_or_default();
        warn(format!(
            "SELECT statement has a cartesian product between FROM element(s) {} and FROM element \
             {start}.  Apply join condition(s) between each element to resolve.",
            others.join(", ")
        ));
    }
}

/// Returns whether a source may be connected by what it is made of.
fn connects_itself(source: &Source) -> bool {
    matches!(
        source,
        Source::Subquery { lateral: true, .. } | Source::Function { .. } | Source::Text { .. }
    )
}

/// Makes one group of the sources that a comparison connects.
fn connect(condition: &Expression, writing: &Writing<'_>, groups: &mut Vec<BTreeSet<usize>>) {
    if let Expression::Binary {
        operator,
        left,
        right,
        ..
    } = condition
        && !CALCULATIONS.contains(&operator.as_str())
    {
        let sources = |side| {
            let mut found = Vec::new();
            writing.sources_of(side, &mut found);
            found
        };
        let (left, right) = (sources(left), sources(right));
        if !left.is_empty() && !right.is_empty() {
            let (mut together, apart): (Vec<_>, Vec<_>) =
                std::mem::take(groups).into_iter().partition(|group| {
                    left.iter()
                        .chain(&right)
                        .any(|source| group.contains(source))
                });
            *groups = apart;
            if let Some(mut first) = together.pop() {
                together.into_iter().for_each(|group| first.extend(group));
                groups.push(first);
            }
        }
    }
    for part in condition.parts() {
        connect(part, writing, groups);
    }
}

/// Returns the name of a source; what only holds others has none.
fn shown(source: &Source, writing: &Writing<'_>) -> Option<String> {
    Some(match source {
        Source::Table { name, schema } => match schema {
            Some(schema) => format!("{schema}.{name}"),
            None => name.to_string(),
        },
        Source::Alias { name, .. }
        | Source::Sample { name, .. }
        | Source::Subquery { name, .. }
        | Source::Cte { name, .. }
        | Source::Function { name, .. } => writing.label(name).to_string(),
        Source::Values { name, .. } => writing.label(name.as_ref()?).to_string(),
        _ => return None,
    })
}
