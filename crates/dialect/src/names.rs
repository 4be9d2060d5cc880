//! Names in SQL: when they are quoted, qualified and cut.

use alembic_schema::{Name, Sequence};
use md5::{Digest as _, Md5};

use crate::{Compiler, DialectError};

impl Compiler<'_> {
    /// Returns a name, in quotes where it needs them.
    pub fn quote(&self, name: &Name) -> String {
        match name.quote() {
            Some(true) => self.quote_always(name),
            Some(false) => name.to_string(),
            None => self.quote_text(name),
        }
    }

    /// Returns a name without a choice of its own, in quotes where it needs them.
    pub fn quote_text(&self, name: &str) -> String {
        let starts_plainly = |first: char| {
            first.is_ascii_alphabetic() || (first == '_' && !self.dialect.quotes_underscores())
        };
        let needs_quotes = !name.starts_with(starts_plainly)
            || !is_plain(name)
            || name.contains(|letter: char| letter.is_ascii_uppercase())
            || self.dialect.is_reserved_word(self, name);
        if needs_quotes {
            self.quote_always(name)
        } else {
            name.to_owned()
        }
    }

    /// Returns a name in quotes.
    pub fn quote_always(&self, name: &str) -> String {
        let (open, close) = self.dialect.quote_characters();
        let doubles_percents = self.doubles_percents() && self.dialect.doubles_percents_in_names();
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push(open);
        for letter in name.chars() {
            if letter == close || (letter == '%' && doubles_percents) {
                quoted.push(letter);
            }
            quoted.push(letter);
        }
        quoted.push(close);
        quoted
    }

    /// Returns a name that is quoted for its characters, but not for its case: a function's.
    pub(crate) fn quote_function_name(&self, name: &str) -> String {
        if is_plain(name) {
            name.to_owned()
        } else {
            self.quote_text(name)
        }
    }

    /// Returns a table's name with its schema, as SQLAlchemy's statements have it.
    pub fn table_name(&self, schema: Option<&Name>, name: &Name) -> String {
        match schema.filter(|schema| !schema.is_empty()) {
            Some(schema) => format!(
                "{}.{}",
                self.dialect.schema_name(self, schema),
                self.quote(name)
            ),
            None => self.quote(name),
        }
    }

    /// Returns a table's name with its schema, as Alembic's own statements have it: each part of a
    /// dotted schema is a name.
    pub(crate) fn dotted_table_name(&self, schema: Option<&Name>, name: &Name) -> String {
        match schema.filter(|schema| !schema.is_empty()) {
            Some(schema @ Name::Plain(text)) if schema.contains('.') => {
                let parts: Vec<String> =
                    text.split('.').map(|part| self.quote_text(part)).collect();
                format!("{}.{}", parts.join("."), self.quote(name))
            }
            Some(schema) => format!("{}.{}", self.quote(schema), self.quote(name)),
            None => self.quote(name),
        }
    }

    /// Returns the beginning of Alembic's own statements.
    pub(crate) fn alter_table(&self, schema: Option<&Name>, name: &Name) -> String {
        format!("ALTER TABLE {}", self.dotted_table_name(schema, name))
    }

    /// Returns a sequence's name with its schema.
    pub fn sequence_name(&self, sequence: &Sequence) -> String {
        self.table_name(sequence.schema.as_ref(), &sequence.name)
    }

    /// Returns the name of a constraint or index, cut when a naming convention made it too long.
    pub fn constraint_name(&self, name: &Name) -> Result<String, DialectError> {
        let limit = self.dialect.max_constraint_name_length();
        match name {
            Name::Conventional(text) => Ok(self.quote_text(&shortened(text, limit))),
            name => {
                let limit = self.dialect.max_identifier_length();
                if name.chars().count() > limit {
                    return Err(DialectError::IdentifierTooLong {
                        name: name.to_string(),
                        limit,
                    });
                }
                Ok(self.quote(name))
            }
        }
    }

    /// Returns the name that the database gives to a constraint or index.
    pub fn final_name(&self, name: &Name) -> Result<String, DialectError> {
        Ok(match name {
            Name::Conventional(text) => shortened(text, self.dialect.max_constraint_name_length()),
            name => {
                self.constraint_name(name)?;
                name.to_string()
            }
        })
    }

    /// Returns a collation's name, perhaps in quotes.
    pub(crate) fn collation_name(&self, collation: &str) -> String {
        if self.dialect.quotes_collations() {
            self.quote_text(collation)
        } else {
            collation.to_owned()
        }
    }
}

/// Returns whether a name has no characters that need quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$'))
}

/// Returns a name of at most `limit` characters, with the last digits of its MD5 sum when it is cut.
fn shortened(name: &str, limit: usize) -> String {
    if name.chars().count() <= limit {
        return name.to_owned();
    }
    let kept: String = name.chars().take(limit.saturating_sub(8)).collect();
    let digest = Md5::digest(name.as_bytes());
    let tail: String = digest
        .iter()
        .rev()
        .take(2)
        .rev()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{kept}_{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CompileOptions, dialect};

    #[test]
    fn names_are_quoted_where_they_need_it() {
        for (dialect_name, name, quoted) in [
            ("postgresql", "users", "users"),
            ("postgresql", "_x$1", "_x$1"),
            ("postgresql", "Users", "\"Users\""),
            ("postgresql", "user", "\"user\""),
            ("postgresql", "1st", "\"1st\""),
            ("postgresql", "$x", "\"$x\""),
            ("postgresql", "a\"b", "\"a\"\"b\""),
            ("postgresql", "", "\"\""),
            ("postgresql", "ä", "\"ä\""),
            ("mysql", "rank", "`rank`"),
            ("mysql", "a`b", "`a``b`"),
            ("mysql", "user", "user"),
            ("mariadb", "rank", "rank"),
            ("mariadb", "offset", "`offset`"),
            ("sqlite", "order", "\"order\""),
            ("default", "order", "\"order\""),
        ] {
            let dialect = dialect(dialect_name).unwrap();
            let options = CompileOptions::default();
            let compiler = Compiler::new(dialect.as_ref(), &options);
            assert_eq!(
                compiler.quote(&Name::from(name)),
                quoted,
                "{dialect_name} {name}"
            );
        }
    }

    #[test]
    fn a_choice_about_quotes_is_kept() {
        let dialect = dialect("postgresql").unwrap();
        let options = CompileOptions::default();
        let compiler = Compiler::new(dialect.as_ref(), &options);
        for (name, quote, expected) in [("x", true, "\"x\""), ("User", false, "User")] {
            let name = Name::Quoted {
                name: name.to_owned(),
                quote,
            };
            assert_eq!(compiler.quote(&name), expected);
        }
    }

    #[test]
    fn only_conventional_names_are_cut() {
        let dialect = dialect("postgresql").unwrap();
        let options = CompileOptions::default();
        let compiler = Compiler::new(dialect.as_ref(), &options);
        let long = "x".repeat(64);
        let cut = compiler
            .constraint_name(&Name::Conventional(long.clone()))
            .unwrap();
        assert_eq!(cut, format!("{}_2456", "x".repeat(55)));
        assert_eq!(
            compiler.constraint_name(&Name::Plain(long.clone())),
            Err(DialectError::IdentifierTooLong {
                name: long,
                limit: 63
            })
        );
    }
}
