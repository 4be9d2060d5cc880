//! The statements about the rows of the version table.

use alembic_db::Statement;
use alembic_schema::Name;

use crate::{Compiler, ReturningStyle};

/// The column that holds a revision.
const COLUMN: &str = "version_num";

/// Writes the statements about the rows of one version table.
pub struct VersionRows<'a> {
    compiler: Compiler<'a>,
    table: String,
    has_primary_key: bool,
}

impl<'a> VersionRows<'a> {
    /// Returns the statements about the table of a name.
    pub fn new(
        compiler: Compiler<'a>,
        schema: Option<&str>,
        name: &str,
        has_primary_key: bool,
    ) -> Self {
        let schema = schema.map(Name::from);
        Self {
            table: compiler.table_name(schema.as_ref(), &Name::from(name)),
            compiler,
            has_primary_key,
        }
    }

    /// Returns the query for all revisions.
    pub fn select(&self) -> Statement {
        Statement::sql(format!(
            "SELECT {} \nFROM {}",
            self.qualified_column(),
            self.table
        ))
    }

    /// Returns the statement that adds a revision.
    pub fn insert(&self, revision: &str) -> Statement {
        // SQLAlchemy asks for the key of a row whose primary key it did not bind.
        let returning = if self.has_primary_key {
            self.compiler.dialect.insert_returning()
        } else {
            ReturningStyle::None
        };
        let column = self.column();
        let (output, returning) = match returning {
            ReturningStyle::None => (String::new(), String::new()),
            ReturningStyle::Qualified => (
                String::new(),
                format!(" RETURNING {}", self.qualified_column()),
            ),
            ReturningStyle::Unqualified => (String::new(), format!(" RETURNING {column}")),
            ReturningStyle::Output => (format!(" OUTPUT inserted.{column}"), String::new()),
        };
        Statement::sql(format!(
            "INSERT INTO {} ({column}){output} VALUES ({}){returning}",
            self.table,
            self.literal(revision)
        ))
    }

    /// Returns the statement that puts a revision in the place of another.
    pub fn update(&self, from: &str, to: &str) -> Statement {
        Statement::sql(format!(
            "UPDATE {} SET {}={} WHERE {} = {}",
            self.table,
            self.column(),
            self.literal(to),
            self.qualified_column(),
            self.literal(from)
        ))
    }

    /// Returns the statement that removes a revision.
    pub fn delete(&self, revision: &str) -> Statement {
        Statement::sql(format!(
            "DELETE FROM {} WHERE {} = {}",
            self.table,
            self.qualified_column(),
            self.literal(revision)
        ))
    }

    /// Returns the statement that removes all revisions.
    pub fn delete_all(&self) -> Statement {
        Statement::sql(format!("DELETE FROM {}", self.table))
    }

    fn column(&self) -> String {
        self.compiler.quote_text(COLUMN)
    }

    fn qualified_column(&self) -> String {
        format!("{}.{}", self.table, self.column())
    }

    fn literal(&self, revision: &str) -> String {
        self.compiler.string_literal(revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompileOptions, dialect};

    #[test]
    fn new_rows_come_back_as_each_dialect_has_it() {
        for (name, expected) in [
            (
                "postgresql",
                "INSERT INTO s.v (version_num) VALUES ('it''s') RETURNING s.v.version_num",
            ),
            ("mysql", "INSERT INTO s.v (version_num) VALUES ('it''s')"),
            (
                "sqlite",
                "INSERT INTO s.v (version_num) VALUES ('it''s') RETURNING version_num",
            ),
            (
                "mssql",
                "INSERT INTO s.v (version_num) OUTPUT inserted.version_num VALUES ('it''s')",
            ),
            ("oracle", "INSERT INTO s.v (version_num) VALUES ('it''s')"),
        ] {
            let dialect = dialect(name).unwrap();
            let options = CompileOptions::default();
            let compiler = Compiler::new(dialect.as_ref(), &options);
            let rows = VersionRows::new(compiler, Some("s"), "v", true);
            assert_eq!(rows.insert("it's"), Statement::sql(expected), "{name}");
            let rows = VersionRows::new(compiler, Some("s"), "v", false);
            let plain = Statement::sql("INSERT INTO s.v (version_num) VALUES ('it''s')");
            assert_eq!(rows.insert("it's"), plain, "{name}");
        }
    }
}
