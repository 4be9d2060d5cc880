//! What differs between databases in a comparison.

mod mysql;
mod others;
mod postgresql;
mod sqlite;

use alembic_db::Statement;
use alembic_dialect::{Compiler, DialectError};
use alembic_schema::{Constraint, Index, Name, SqlType};

use super::Outcome;
use super::columns::ComparedColumn;
use super::constraints::{Candidates, has_expressions, indexed_columns, unique_columns};
use super::sides::DatabaseTable;
use alembic_python_text::repr;

use crate::python_text::{repr_tuple, truth};

/// Whether two defaults differ.
pub(super) enum Defaults {
    /// They do, or do not.
    Differ(bool),
    /// They do unless the database answers this with yes.
    Ask(Statement),
}

/// The rules of one database, which are the original's for it.
pub(super) trait Rules: Sync {
    /// Returns the original's class for the database, by which the log names it.
    fn implementation(&self) -> &'static str;

    /// Returns the groups of types, by the words of their SQL, that are one and the same.
    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[&["numeric", "decimal"]]
    }

    /// Returns the phrases whose following words are compared where both types have them.
    fn type_attributes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns whether two types differ, where that is not for their SQL to tell.
    fn types_differ(&self, _existing: &SqlType, _wanted: &SqlType) -> Option<bool> {
        None
    }

    /// Compares two defaults.
    fn compare_defaults(
        &self,
        _compiler: Compiler<'_>,
        column: &ComparedColumn<'_>,
        wanted: Option<&str>,
    ) -> Result<Defaults, DialectError> {
        Ok(Defaults::Differ(column.database_default != wanted))
    }

    /// Takes out what the database makes by itself or cannot tell.
    fn correct_constraints(&self, _candidates: &mut Candidates) {}

    /// Adjusts the foreign keys of the database to what the models may say in other words.
    fn correct_foreign_keys(
        &self,
        _existing: &mut [Constraint],
        _existing_schema: Option<&Name>,
        _wanted: &[Constraint],
        _wanted_schema: Option<&Name>,
    ) {
    }

    /// Returns whether a foreign key can be dropped and created under another name.
    fn can_replace_foreign_keys(&self) -> bool {
        true
    }

    /// Returns the index that the database keeps for a foreign key, under the key's name or the
    /// column's.
    fn index_of_foreign_key<'t>(
        &self,
        _key: &Constraint,
        _table: &'t DatabaseTable,
    ) -> Option<&'t Index> {
        None
    }

    /// Compares two indexes of one name.
    fn compare_indexes(
        &self,
        _compiler: Compiler<'_>,
        _table: &str,
        existing: &Index,
        wanted: &Index,
    ) -> Result<Outcome, DialectError> {
        let mut reasons: Vec<String> = different_uniqueness(existing, wanted).into_iter().collect();
        for index in [wanted, existing] {
            if has_expressions(index) {
                log::warn!(
                    target: "alembic.ddl.impl",
                    "Generating approximate signature for index Index({}). The dialect implementation should \
                     either skip expression indexes or provide a custom implementation.",
                    index.name.as_ref().map_or_else(|| "None".to_owned(), |name| repr(name))
                );
            }
        }
        let (existing, wanted) = (indexed_columns(existing), indexed_columns(wanted));
        if existing != wanted {
            reasons.push(format!(
                "expression {} to {}",
                repr_tuple(&existing),
                repr_tuple(&wanted)
            ));
        }
        Ok(outcome(reasons))
    }

    /// Compares two unique constraints of one name.
    fn compare_uniques(&self, existing: &Constraint, wanted: &Constraint) -> Outcome {
        outcome(different_columns(existing, wanted).into_iter().collect())
    }

    /// Returns the SQL of a computed column without what databases change about it.
    fn normalized_computed(&self, sql: &str) -> String {
        without_variation(sql)
    }

    /// Returns the options of identities that are not compared.
    fn ignored_identity_options(&self) -> &'static [&'static str] {
        &["order", "on_null"]
    }
}

/// Returns the rules of a dialect.
pub(super) fn of(dialect: &str) -> &'static dyn Rules {
    match dialect {
        "postgresql" => &postgresql::Postgresql,
        "mysql" => &mysql::Mysql { is_mariadb: false },
        "mariadb" => &mysql::Mysql { is_mariadb: true },
        "sqlite" => &sqlite::Sqlite,
        "mssql" => &others::Mssql,
        "oracle" => &others::Oracle,
        _ => &others::Default,
    }
}

fn outcome(reasons: Vec<String>) -> Outcome {
    if reasons.is_empty() {
        Outcome::Equal
    } else {
        Outcome::Different(reasons)
    }
}

fn different_uniqueness(existing: &Index, wanted: &Index) -> Option<String> {
    (existing.unique != wanted.unique).then(|| {
        format!(
            "unique={} to unique={}",
            truth(existing.unique),
            truth(wanted.unique)
        )
    })
}

fn different_columns(existing: &Constraint, wanted: &Constraint) -> Option<String> {
    let sorted = |constraint| {
        let mut columns = unique_columns(constraint);
        columns.sort();
        columns
    };
    let (existing, wanted) = (sorted(existing), sorted(wanted));
    (existing != wanted).then(|| {
        format!(
            "expression {} to {}",
            repr_tuple(&existing),
            repr_tuple(&wanted)
        )
    })
}

fn without_variation(sql: &str) -> String {
    sql.chars()
        .filter(|letter| {
            !matches!(
                letter,
                ' ' | '(' | ')' | '\'' | '"' | '`' | '[' | ']' | '\t' | '\r' | '\n'
            )
        })
        .collect::<String>()
        .to_lowercase()
}

/// Returns what stands within one pair of parentheses or quotes, where that is all there is.
fn within<'t>(text: &'t str, open: &str, close: &str) -> Option<&'t str> {
    text.strip_prefix(open)?
        .strip_suffix(close)
        .filter(|inner| !inner.is_empty() && !inner.contains('\n'))
}
