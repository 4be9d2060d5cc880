//! The migration lock of SQLite: a file beside the database's.

use alembic_db::Statement;

/// Returns the query whose third column names the files of the attached databases, the main one
/// first; a database in memory has none.
pub fn database_file() -> Statement {
    Statement::sql("PRAGMA database_list")
}

/// Returns the name of the lock's file for a version table.
pub fn file_name(database: &str, schema: Option<&str>, table: &str) -> String {
    match (schema, table) {
        (None, "alembic_version") => format!("{database}-alembic-lock"),
        (None, table) => format!("{database}-{table}-alembic-lock"),
        (Some(schema), table) => format!("{database}-{schema}.{table}-alembic-lock"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_table_has_its_own_file() {
        for (schema, table, expected) in [
            (None, "alembic_version", "x.db-alembic-lock"),
            (None, "other", "x.db-other-alembic-lock"),
            (
                Some("aux"),
                "alembic_version",
                "x.db-aux.alembic_version-alembic-lock",
            ),
        ] {
            assert_eq!(file_name("x.db", schema, table), expected);
        }
    }
}
