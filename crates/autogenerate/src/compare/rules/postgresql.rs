//! PostgreSQL.

use std::sync::LazyLock;

use alembic_db::Statement;
use alembic_dialect::{Affinity, Compiler, DialectError};
use alembic_schema::{Argument, Constraint, DialectOptions, Index, ServerDefault};
use regex::Regex;

use super::{Defaults, Rules, different_columns, different_uniqueness, outcome, without_variation};
use crate::compare::Outcome;
use crate::compare::columns::ComparedColumn;
use crate::compare::constraints::Candidates;
use crate::enumeration::labels;
use alembic_python_text::repr;

use crate::python_text::repr_tuple;

pub(super) struct Postgresql;

impl Rules for Postgresql {
    fn implementation(&self) -> &'static str {
        "alembic.ddl.postgresql.PostgresqlImpl"
    }

    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[&["numeric", "decimal"], &["float", "double precision"]]
    }

    fn compare_defaults(
        &self,
        compiler: Compiler<'_>,
        column: &ComparedColumn<'_>,
        wanted: Option<&str>,
    ) -> Result<Defaults, DialectError> {
        // The default of a counted key is its sequence.
        if column.model.primary_key && column.model_table.counts(column.model) {
            return Ok(Defaults::Differ(false));
        }
        let existing = column.database_default.map(|default| {
            if default.starts_with("nextval('") {
                default.replace("::regclass", "")
            } else {
                default.to_owned()
            }
        });
        if existing.as_deref() == wanted {
            return Ok(Defaults::Differ(false));
        }
        let (Some(existing), Some(_), Some(default)) =
            (existing, wanted, &column.model.server_default)
        else {
            return Ok(Defaults::Differ(true));
        };
        // The server refuses to compare with a label that its type lacks.
        if let (ServerDefault::String { value }, Some(labels)) =
            (default, labels(&column.database.sql_type))
            && !labels.iter().any(|label| label == value.trim_matches('\''))
        {
            return Ok(Defaults::Differ(true));
        }
        let wanted = match default {
            ServerDefault::String { value } => {
                let is_number = matches!(
                    compiler.affinity(&column.database.sql_type),
                    Affinity::Numeric | Affinity::Float
                );
                if is_number {
                    value.clone()
                } else {
                    let value = value.strip_prefix('\'').unwrap_or(value);
                    format!("'{}'", value.strip_suffix('\'').unwrap_or(value))
                }
            }
            ServerDefault::Expression { expression } => compiler.literal_expression(expression)?,
            _ => return Ok(Defaults::Differ(false)),
        };
        // Only the server knows whether two texts are one value.
        Ok(Defaults::Ask(Statement::sql(format!(
            "SELECT {existing} = {wanted} AS anon_1"
        ))))
    }

    fn correct_constraints(&self, candidates: &mut Candidates) {
        candidates
            .database_indexes
            .retain(|index| !index.is_doubled);
    }

    fn compare_indexes(
        &self,
        compiler: Compiler<'_>,
        table: &str,
        existing: &Index,
        wanted: &Index,
    ) -> Result<Outcome, DialectError> {
        let mut reasons: Vec<String> = different_uniqueness(existing, wanted).into_iter().collect();
        let (existing_count, wanted_count) = (existing.expressions.len(), wanted.expressions.len());
        if existing_count != wanted_count {
            reasons.push(format!(
                "expression number {existing_count} to {wanted_count}"
            ));
        }
        if !reasons.is_empty() {
            return Ok(Outcome::Different(reasons));
        }
        let mut skipped = Vec::new();
        let pairs = wanted.expressions.iter().zip(&existing.expressions);
        for (position, (wanted_element, existing_element)) in (1..).zip(pairs) {
            let wanted_sql = compiler.ddl_expression(wanted_element)?;
            let existing_sql = compiler.ddl_expression(existing_element)?;
            if cleaned(&wanted_sql, table) == cleaned(&existing_sql, table) {
                continue;
            }
            let is_expression = wanted_sql.contains([' ', ')']);
            if wanted_sql.trim().ends_with("_ops") && is_expression {
                skipped.push(format!(
                    "expression #{position} {} detected as including operator clause.",
                    repr(&wanted_sql)
                ));
                warn_of_operator_class(position, &wanted_sql, existing);
            } else {
                reasons.push(format!(
                    "expression #{position} {} to {}",
                    repr(&existing_sql),
                    repr(&wanted_sql)
                ));
            }
        }
        let (existing_options, wanted_options) = (
            options(&existing.dialect_options),
            options(&wanted.dialect_options),
        );
        if existing_options != wanted_options {
            // The original takes this sentence for a list, and joins its letters.
            let sentence = format!("options {existing_options} to {wanted_options}");
            reasons.extend(sentence.chars().map(String::from));
        }
        Ok(match (reasons.is_empty(), skipped.is_empty()) {
            (false, _) => Outcome::Different(reasons),
            (true, false) => Outcome::Skip(skipped),
            (true, true) => Outcome::Equal,
        })
    }

    fn compare_uniques(&self, existing: &Constraint, wanted: &Constraint) -> Outcome {
        if let Some(reason) = different_columns(existing, wanted) {
            return Outcome::Different(vec![reason]);
        }
        let (existing, wanted) = (
            options(&existing.dialect_options),
            options(&wanted.dialect_options),
        );
        outcome(
            (existing != wanted)
                .then(|| format!("expression {existing} to {wanted}"))
                .into_iter()
                .collect(),
        )
    }

    fn normalized_computed(&self, sql: &str) -> String {
        without_variation(&without_casts(sql))
    }
}

/// Returns the options that are compared, as Python writes them.
fn options(options: &DialectOptions) -> String {
    let is_set = options
        .get("postgresql_nulls_not_distinct")
        .is_some_and(Argument::is_truthy);
    repr_tuple(if is_set {
        &["nulls_not_distinct"][..]
    } else {
        &[]
    })
}

fn warn_of_operator_class(position: usize, sql: &str, existing: &Index) {
    let name = existing
        .name
        .as_ref()
        .map_or_else(|| "None".to_owned(), |name| repr(name));
    log::warn!(
        target: "py.warnings",
        "UserWarning: Expression #{position} {} in index {name} detected to include an operator clause. Expression \
         compare cannot proceed. Please move the operator clause to the ``postgresql_ops`` dict to enable proper \
         compare of the index expressions: \
         https://docs.sqlalchemy.org/en/latest/dialects/postgresql.html#operator-classes",
        repr(sql)
    );
}

/// The name of a type, so that what follows a cast is left alone.
const TYPE_NAME: &str = r#"(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?(?:\s+(?:varying|precision))?(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\s+with(?:out)?\s+time\s+zone)?(?:\s*\[\s*\d*\s*\])*"#;

static CAST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?i)::\s*{TYPE_NAME}")).ok());

static CAST_FUNCTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)\bcast\s*\((?<operand>.*?)\s+as\s+{TYPE_NAME}\s*\)"
    ))
    .ok()
});

/// Returns SQL without its `::` casts.
fn without_casts(sql: &str) -> String {
    match &*CAST {
        Some(cast) => cast.replace_all(sql, "").into_owned(),
        None => sql.to_owned(),
    }
}

/// Returns an element of an index without what the server adds or leaves out.
fn cleaned(sql: &str, table: &str) -> String {
    let sql = sql.to_lowercase().replace(['"', '\''], "");
    let sql = sql.replace(&format!("{}.", table.to_lowercase()), "");
    let sql = without_casts(&sql);
    let sql = without_parentheses(&sql);
    let sql = without_default_order(sql);
    let mut sql = without_parentheses(&sql).to_owned();
    if let Some(cast) = &*CAST_FUNCTION {
        while cast.is_match(&sql) {
            sql = cast.replace_all(&sql, "$operand").into_owned();
        }
    }
    sql.replace(' ', "")
}

fn without_parentheses(mut sql: &str) -> &str {
    while let Some(inner) = sql
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        sql = inner;
    }
    sql
}

/// Takes away the words about the order that say what would be the case without them.
fn without_default_order(sql: &str) -> String {
    if let Some(rest) = sql.strip_suffix(" asc nulls last") {
        return rest.to_owned();
    }
    if let Some(rest) = sql.strip_suffix(" nulls last")
        && !rest.ends_with(" desc")
    {
        return rest.to_owned();
    }
    if let Some(rest) = sql.strip_suffix(" asc") {
        return rest.to_owned();
    }
    if let Some(rest) = sql.strip_suffix(" asc nulls first") {
        return format!("{rest} nulls first");
    }
    if let Some(rest) = sql.strip_suffix(" desc nulls first") {
        return format!("{rest} desc");
    }
    sql.to_owned()
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn elements_are_compared_without_what_the_server_adds() {
        for (wanted, existing) in [
            ("lower(name)", "lower(name::text)"),
            ("x ASC", "x"),
            ("x DESC NULLS FIRST", "x DESC"),
            ("x ASC NULLS FIRST", "x NULLS FIRST"),
            ("x NULLS LAST", "x"),
            ("CAST(x AS VARCHAR(10))", "x"),
            ("t.\"Q\"", "q"),
            ("(a || 'x'::character varying)", "a||x"),
        ] {
            assert_eq!(cleaned(wanted, "t"), cleaned(existing, "t"), "{wanted}");
        }
        assert_ne!(cleaned("x DESC NULLS LAST", "t"), cleaned("x DESC", "t"));
    }
}
