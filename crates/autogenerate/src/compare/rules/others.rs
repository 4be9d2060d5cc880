//! The databases that are written for and not read, and what is no database.

use alembic_dialect::{Compiler, DialectError};

use super::{Defaults, Rules};
use crate::compare::columns::ComparedColumn;

pub(super) struct Default;

impl Rules for Default {
    fn implementation(&self) -> &'static str {
        "alembic.ddl.impl.DefaultImpl"
    }
}

pub(super) struct Mssql;

impl Rules for Mssql {
    fn implementation(&self) -> &'static str {
        "alembic.ddl.mssql.MSSQLImpl"
    }

    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[&["numeric", "decimal"], &["varchar", "nvarchar"]]
    }

    fn compare_defaults(
        &self,
        _compiler: Compiler<'_>,
        column: &ComparedColumn<'_>,
        wanted: Option<&str>,
    ) -> Result<Defaults, DialectError> {
        let bare = |default: &str| -> String {
            default
                .chars()
                .filter(|letter| !matches!(letter, '(' | ')' | '"' | '\'' | ' '))
                .collect()
        };
        let existing = column.database_default.map(bare);
        Ok(Defaults::Differ(existing != wanted.map(bare)))
    }

    fn ignored_identity_options(&self) -> &'static [&'static str] {
        &[
            "order",
            "on_null",
            "minvalue",
            "maxvalue",
            "nominvalue",
            "nomaxvalue",
            "cycle",
            "cache",
        ]
    }
}

pub(super) struct Oracle;

impl Rules for Oracle {
    fn implementation(&self) -> &'static str {
        "alembic.ddl.oracle.OracleImpl"
    }

    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[
            &["numeric", "decimal"],
            &["varchar", "varchar2"],
            &[
                "bigint", "integer", "smallint", "decimal", "numeric", "number",
            ],
            &["double", "float", "double_precision"],
        ]
    }

    fn ignored_identity_options(&self) -> &'static [&'static str] {
        &[]
    }
}
