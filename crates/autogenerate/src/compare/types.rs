//! Types: what the project says of them, else whether their SQL differs.

use std::sync::LazyLock;

use alembic_dialect::{Compiler, DialectError};
use alembic_ops::AlterColumn;
use alembic_schema::{SqlType, TypeFamily};
use regex::Regex;

use super::columns::ComparedColumn;
use super::comparators::Next;
use super::rules::Rules;
use super::{Comparison, Hooks};
use crate::type_text::type_text;

const LOGGER: &str = "alembic.autogenerate.compare.types";

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\w\-_]+|\(.+?\)").expect("the pattern is valid"));

impl<H: Hooks> Comparison<'_, H> {
    /// Lets the project compare.
    pub(super) fn type_by_project(
        &self,
        column: &ComparedColumn<'_>,
        alter: &mut AlterColumn,
    ) -> Result<Next, H::Error> {
        if !self.options.compare_type {
            return Ok(Next::Stop);
        }
        if !can_compare(column, alter) {
            return Ok(Next::Continue);
        }
        Ok(match self.hooks.compare_type(column.pair)? {
            Some(true) => {
                detected(self.compiler, column, alter);
                Next::Stop
            }
            Some(false) => Next::Stop,
            None => Next::Continue,
        })
    }

    /// Compares what the dialect makes of the types.
    pub(super) fn type_by_dialect(
        &self,
        column: &ComparedColumn<'_>,
        alter: &mut AlterColumn,
    ) -> Result<Next, H::Error> {
        let differs = can_compare(column, alter) && self.types_differ(column)?;
        if differs {
            detected(self.compiler, column, alter);
        }
        Ok(Next::stop_if(differs))
    }

    /// Returns whether both types are known and do not differ for the dialect.
    pub(super) fn has_same_type(&self, column: &ComparedColumn<'_>) -> Result<bool, DialectError> {
        Ok(!is_unknown(&column.database.sql_type)
            && !is_unknown(&column.model.sql_type)
            && !self.types_differ(column)?)
    }

    fn types_differ(&self, column: &ComparedColumn<'_>) -> Result<bool, DialectError> {
        let (database, model) = (&column.database.sql_type, &column.model.sql_type);
        Ok(self.labels_differ(column) || differ(self.compiler, self.rules, database, model)?)
    }
}

/// Returns whether two types differ.
pub(super) fn differ(
    compiler: Compiler<'_>,
    rules: &dyn Rules,
    existing: &SqlType,
    wanted: &SqlType,
) -> Result<bool, DialectError> {
    let wanted = wanted.for_dialect(compiler.dialect.name());
    if let Some(differ) = rules.types_differ(existing, wanted) {
        return Ok(differ);
    }
    let existing = TypeWords::of(&compiler.sql_type(existing)?);
    let wanted = TypeWords::of(&compiler.sql_type(wanted)?);
    Ok(existing.differs(&wanted, rules))
}

/// Notes the type that there is, and tells where one of the two is not known.
fn can_compare(column: &ComparedColumn<'_>, alter: &mut AlterColumn) -> bool {
    let (table, name) = (column.table_name, &column.model.name);
    alter.existing_type = Some(column.database.sql_type.clone());
    if is_unknown(&column.database.sql_type) {
        log::info!(target: LOGGER, "Couldn't determine database type for column '{table}.{name}'");
        return false;
    }
    if is_unknown(&column.model.sql_type) {
        log::info!(
            target: LOGGER,
            "Column '{table}.{name}' has no type within the model; can't compare"
        );
        return false;
    }
    true
}

fn is_unknown(sql_type: &SqlType) -> bool {
    sql_type.family == TypeFamily::Null
}

fn detected(compiler: Compiler<'_>, column: &ComparedColumn<'_>, alter: &mut AlterColumn) {
    alter.type_ = Some(column.model.sql_type.clone());
    log::info!(
        target: LOGGER,
        "Detected type change from {} to {} on '{}.{}'",
        type_text(compiler, &column.database.sql_type),
        type_text(compiler, &column.model.sql_type),
        column.table_name,
        column.model.name
    );
}

/// The SQL of a type in words: `numeric`, and `10` and `5` in parentheses.
#[derive(Clone, Debug, Default, PartialEq)]
struct TypeWords {
    first: String,
    others: Vec<String>,
    arguments: Vec<String>,
}

impl TypeWords {
    fn of(sql: &str) -> Self {
        let sql = sql.to_lowercase();
        let mut words = Self::default();
        let mut terms = Vec::new();
        let mut parenthesis = None;
        for token in TOKEN.find_iter(&sql) {
            let token = token.as_str();
            if token.starts_with('(') {
                parenthesis = Some(token);
            } else {
                terms.push(token.to_owned());
            }
        }
        let mut terms = terms.into_iter();
        words.first = terms.next().unwrap_or_default();
        words.others = terms.collect();
        for term in parenthesis
            .unwrap_or_default()
            .split(['(', ')', ','])
            .filter(|term| !term.is_empty())
        {
            if !term.contains('=') {
                words.arguments.push(term.trim().to_owned());
            }
        }
        words
    }

    fn differs(&self, wanted: &Self, rules: &dyn Rules) -> bool {
        !self.is_same_type(wanted, rules) || !self.has_same_arguments(wanted, rules)
    }

    fn is_same_type(&self, wanted: &Self, rules: &dyn Rules) -> bool {
        if self.first == wanted.first {
            return true;
        }
        let (existing_words, wanted_words) = (self.joined(), wanted.joined());
        rules.type_synonyms().iter().any(|synonyms| {
            let both =
                |left: &str, right: &str| synonyms.contains(&left) && synonyms.contains(&right);
            both(&existing_words, &wanted_words) || both(&self.first, &wanted.first)
        })
    }

    fn joined(&self) -> String {
        let words: Vec<&str> = std::iter::once(self.first.as_str())
            .chain(self.others.iter().map(String::as_str))
            .collect();
        words.join(" ")
    }

    /// Compares what both sides tell, so that a type that tells less is not a change.
    fn has_same_arguments(&self, wanted: &Self, rules: &dyn Rules) -> bool {
        let differ = |left: &[String], right: &[String]| left.len() == right.len() && left != right;
        if differ(&self.others, &wanted.others) || differ(&self.arguments, &wanted.arguments) {
            return false;
        }
        let (existing_words, wanted_words) = (self.others.join(" "), wanted.others.join(" "));
        rules.type_attributes().iter().all(|words| {
            match (
                word_after(&existing_words, words),
                word_after(&wanted_words, words),
            ) {
                (Some(existing), Some(wanted)) => existing == wanted,
                _ => true,
            }
        })
    }
}

/// Returns the word that follows a phrase.
fn word_after<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let rest = &text[text.find(phrase)? + phrase.len()..];
    let rest = rest.strip_prefix(' ')?;
    let end = rest
        .find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-')))
        .unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::rules;

    #[test]
    fn types_are_compared_by_what_both_sides_tell() {
        for (dialect, existing, wanted, differ) in [
            ("sqlite", "VARCHAR(50)", "VARCHAR(50)", false),
            ("sqlite", "VARCHAR(50)", "VARCHAR(60)", true),
            ("sqlite", "VARCHAR", "VARCHAR(60)", false),
            ("sqlite", "INTEGER", "BIGINT", true),
            ("sqlite", "NUMERIC(10, 2)", "DECIMAL(10, 2)", false),
            ("sqlite", "NUMERIC(10, 2)", "NUMERIC(10, 3)", true),
            ("sqlite", "NUMERIC(10)", "NUMERIC(10, 3)", false),
            (
                "postgresql",
                "TIMESTAMP WITHOUT TIME ZONE",
                "TIMESTAMP WITH TIME ZONE",
                true,
            ),
            ("mysql", "TINYINT(1)", "BOOL", false),
            ("mysql", "LONGTEXT", "JSON", false),
            (
                "mysql",
                "VARCHAR(5) CHARACTER SET utf8mb4",
                "VARCHAR(5)",
                false,
            ),
            (
                "mysql",
                "VARCHAR(5) CHARACTER SET utf8 COLLATE utf8_bin",
                "VARCHAR(5) COLLATE utf8_x",
                true,
            ),
            ("mysql", "INTEGER", "INTEGER UNSIGNED", false),
        ] {
            let found = TypeWords::of(existing).differs(&TypeWords::of(wanted), rules::of(dialect));
            assert_eq!(found, differ, "{dialect}: {existing} to {wanted}");
        }
    }
}
