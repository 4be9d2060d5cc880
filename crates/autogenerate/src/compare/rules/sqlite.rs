//! SQLite.

use alembic_dialect::{Compiler, DialectError};

use super::{Defaults, Rules, has_expressions, within};
use crate::compare::columns::ComparedColumn;
use crate::compare::constraints::Candidates;
use alembic_python_text::repr;

/// The release of SQLAlchemy whose behaviour this is.
const SQLALCHEMY: &str = "2.1.9";

pub(super) struct Sqlite;

impl Rules for Sqlite {
    fn implementation(&self) -> &'static str {
        "alembic.ddl.sqlite.SQLiteImpl"
    }

    fn compare_defaults(
        &self,
        _compiler: Compiler<'_>,
        column: &ComparedColumn<'_>,
        wanted: Option<&str>,
    ) -> Result<Defaults, DialectError> {
        let existing = column.database_default.map(bare);
        Ok(Defaults::Differ(existing != wanted.map(bare)))
    }

    /// It would take a copy of the table, for a name that SQLite makes no use of.
    fn can_replace_foreign_keys(&self) -> bool {
        false
    }

    fn correct_constraints(&self, candidates: &mut Candidates) {
        let Candidates {
            model_indexes,
            database_indexes,
            ..
        } = candidates;
        model_indexes.retain(|index| {
            let is_known = database_indexes
                .iter()
                .any(|other| other.item.name.as_deref() == index.name.as_deref());
            let skipped = !is_known && has_expressions(index);
            if skipped {
                log::warn!(
                    target: "py.warnings",
                    "UserWarning: autogenerate skipping metadata-specified expression-based index {}; dialect \
                     'sqlite' under SQLAlchemy {SQLALCHEMY} can't reflect these indexes so they can't be compared",
                    index.name.as_ref().map_or_else(|| "None".to_owned(), |name| repr(name))
                );
            }
            !skipped
        });
    }
}

/// Returns a default without parentheses and quotes around it.
fn bare(default: &str) -> &str {
    let default = within(default, "(", ")").unwrap_or(default);
    for (open, close) in [("\"'", "'\""), ("\"'", "'"), ("'", "'\""), ("'", "'")] {
        if let Some(inner) = within(default, open, close) {
            return inner;
        }
    }
    default
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn defaults_are_stripped_of_one_pair_of_each() {
        for (default, expected) in [
            ("0", "0"),
            ("'0'", "0"),
            ("('x')", "x"),
            ("(CURRENT_TIMESTAMP)", "CURRENT_TIMESTAMP"),
            ("''", "''"),
            ("\"'x'\"", "x"),
        ] {
            assert_eq!(bare(default), expected);
        }
    }
}
