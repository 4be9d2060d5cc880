//! Definitions of constraints, and statements that add and drop them.

use alembic_ops::DropConstraint;
use alembic_schema::{Constraint, ConstraintKind, Name};

use crate::naming::Naming;
use crate::{Compiler, DialectError, Plan, ResolvedTable};

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableConstraint {
    /// The constraint with its name.
    pub constraint: Constraint,
    /// Whether a column's type brought it along.
    pub is_type_bound: bool,
}

impl From<Constraint> for TableConstraint {
    fn from(constraint: Constraint) -> Self {
        Self {
            constraint,
            is_type_bound: false,
        }
    }
}

/// What a foreign key refers to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reference<'a> {
    pub(crate) schema: Option<&'a str>,
    pub(crate) table: &'a str,
    pub(crate) column: &'a str,
}

/// Returns the parts of `users.id` or `schema.users.id`.
pub(crate) fn parse_reference(text: &str) -> Option<Reference<'_>> {
    let (table, column) = text.rsplit_once('.')?;
    Some(match table.rsplit_once('.') {
        Some((schema, table)) => Reference {
            schema: Some(schema),
            table,
            column,
        },
        None => Reference {
            schema: None,
            table,
            column,
        },
    })
}

/// Returns a phrase when it consists of words only.
pub(crate) fn keyword_phrase(phrase: &str) -> Result<&str, DialectError> {
    let is_word = |word: &str| {
        word.chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    let starts_and_ends = !phrase.starts_with(char::is_whitespace)
        && !phrase.trim_end_matches('\n').ends_with(char::is_whitespace);
    if !phrase.is_empty() && starts_and_ends && phrase.split_whitespace().all(is_word) {
        Ok(phrase)
    } else {
        Err(DialectError::UnexpectedPhrase {
            phrase: phrase.to_owned(),
            pattern: r"^\\w+(?:\\s+\\w+)*$",
        })
    }
}

impl Compiler<'_> {
    /// Returns the definition of a constraint as most databases have it.
    pub(crate) fn shared_constraint(
        &self,
        table: &ResolvedTable,
        TableConstraint { constraint, .. }: &TableConstraint,
    ) -> Result<String, DialectError> {
        let mut text = String::new();
        if let Some(name) = &constraint.name {
            text.push_str(&format!("CONSTRAINT {} ", self.constraint_name(name)?));
        }
        match &constraint.kind {
            ConstraintKind::PrimaryKey { columns, implicit } => {
                let mut columns: Vec<&Name> = columns.iter().collect();
                if *implicit {
                    columns.sort_by_key(|name| {
                        !table
                            .column(name)
                            .is_some_and(|column| table.is_autoincrement(column))
                    });
                }
                text.push_str(&format!(
                    "PRIMARY KEY ({})",
                    self.column_list(table, columns)
                ));
                text.push_str(&self.dialect.constraint_include(self, constraint));
            }
            ConstraintKind::Unique { columns } => {
                let distinctness = self.dialect.unique_distinctness(constraint);
                let columns = self.column_list(table, columns);
                text.push_str(&format!("UNIQUE {distinctness}({columns})"));
                text.push_str(&self.dialect.constraint_include(self, constraint));
            }
            ConstraintKind::ForeignKey {
                columns,
                refcolumns,
                ..
            } => {
                let columns = self.column_list(table, columns);
                text.push_str(&format!("FOREIGN KEY({columns}) "));
                text.push_str(&self.references(
                    &constraint.kind,
                    refcolumns,
                    self.dialect.references_schema(),
                )?);
            }
            ConstraintKind::Check { sqltext, .. } => {
                text.push_str(&format!("CHECK ({})", self.ddl_expression(sqltext)?));
            }
            ConstraintKind::Exclude { .. } if !self.dialect.supports_exclude_constraints() => {
                return Err(DialectError::Unrenderable {
                    compiler: self.dialect.compiler_names().1,
                    element: "<class 'sqlalchemy.dialects.postgresql.ext.ExcludeConstraint'>"
                        .to_owned(),
                });
            }
            ConstraintKind::Exclude { .. } => {
                text.push_str(&self.exclude_body(constraint)?);
            }
        }
        text.push_str(&self.deferrability(constraint)?);
        Ok(text)
    }

    /// Returns the part of a foreign key that begins with `REFERENCES`.
    pub(crate) fn references(
        &self,
        kind: &ConstraintKind,
        refcolumns: &[String],
        with_schema: bool,
    ) -> Result<String, DialectError> {
        let mut columns = Vec::new();
        let mut target = String::new();
        for reference in refcolumns {
            let Some(parts) = parse_reference(reference) else {
                return Err(DialectError::IncompleteReference {
                    reference: reference.clone(),
                });
            };
            let schema = parts.schema.filter(|_| with_schema).map(Name::from);
            target = self.table_name(schema.as_ref(), &Name::from(parts.table));
            columns.push(self.quote_text(parts.column));
        }
        let mut text = format!("REFERENCES {target} ({})", columns.join(", "));
        if let ConstraintKind::ForeignKey {
            onupdate,
            ondelete,
            match_,
            ..
        } = kind
        {
            if let Some(phrase) = match_ {
                text.push_str(&self.dialect.foreign_key_match(phrase)?);
            }
            if let Some(phrase) = ondelete {
                text.push_str(" ON DELETE ");
                text.push_str(self.dialect.foreign_key_ondelete(phrase)?);
            }
            if let Some(phrase) = onupdate
                && self.dialect.supports_onupdate()
            {
                text.push_str(" ON UPDATE ");
                text.push_str(keyword_phrase(phrase)?);
            }
        }
        Ok(text)
    }

    /// Returns the words about when a constraint is checked.
    pub(crate) fn deferrability(&self, constraint: &Constraint) -> Result<String, DialectError> {
        let mut text = match constraint.deferrable {
            Some(true) => " DEFERRABLE".to_owned(),
            Some(false) => " NOT DEFERRABLE".to_owned(),
            None => String::new(),
        };
        if let Some(phrase) = &constraint.initially {
            text.push_str(" INITIALLY ");
            text.push_str(keyword_phrase(phrase)?);
        }
        Ok(text)
    }

    fn exclude_body(&self, constraint: &Constraint) -> Result<String, DialectError> {
        let ConstraintKind::Exclude {
            elements,
            using,
            where_,
            ops,
        } = &constraint.kind
        else {
            return Ok(String::new());
        };
        let mut items = Vec::new();
        for (element, operator) in elements {
            let (mut text, name) = match element {
                alembic_schema::ExcludeElement::Column(name) => {
                    (self.quote(name), Some(name.as_str()))
                }
                alembic_schema::ExcludeElement::Expression(expression) => {
                    let name = match expression.as_ref() {
                        alembic_schema::Expression::Column { name, .. } => Some(name.as_str()),
                        alembic_schema::Expression::LiteralColumn { text, .. } => {
                            Some(text.as_str())
                        }
                        _ => None,
                    };
                    (self.ddl_expression(expression)?, name)
                }
            };
            if let Some(class) = name.and_then(|name| ops.get(name)) {
                text.push(' ');
                text.push_str(class);
            }
            items.push(format!("{text} WITH {operator}"));
        }
        let using = keyword_phrase(using.as_deref().unwrap_or("gist"))?.to_lowercase();
        let mut text = format!("EXCLUDE USING {using} ({})", items.join(", "));
        if let Some(condition) = where_ {
            text.push_str(&format!(" WHERE ({})", self.ddl_expression(condition)?));
        }
        Ok(text)
    }

    /// Returns names of columns with commas between them.
    pub(crate) fn column_list<'n>(
        &self,
        table: &ResolvedTable,
        columns: impl IntoIterator<Item = &'n Name>,
    ) -> String {
        let columns: Vec<String> = columns
            .into_iter()
            .map(|name| match table.column(name) {
                Some(column) => self.quote(&column.name),
                None => self.quote(name),
            })
            .collect();
        columns.join(", ")
    }

    /// Plans the addition of a constraint as most databases do it.
    pub(crate) fn shared_add_constraint(
        &self,
        table: &ResolvedTable,
        constraint: &TableConstraint,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        let definition = self
            .dialect
            .constraint(self, table, constraint)?
            .unwrap_or_default();
        plan.push(format!(
            "ALTER TABLE {} ADD {definition}",
            self.table_name(table.schema.as_ref(), &table.name)
        ));
        self.warn_of_constraint(&constraint.constraint, plan);
        Ok(())
    }

    /// Plans the removal of a type's constraint as most databases do it.
    pub(crate) fn shared_drop_type_bound_constraint(
        &self,
        table: &ResolvedTable,
        TableConstraint { constraint, .. }: &TableConstraint,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        let Some(name) = &constraint.name else {
            return Err(DialectError::UnnamedConstraint {
                constraint: "CheckConstraint",
            });
        };
        plan.push(format!(
            "ALTER TABLE {} DROP CONSTRAINT {}",
            self.table_name(table.schema.as_ref(), &table.name),
            self.constraint_name(name)?
        ));
        Ok(())
    }

    /// Returns the statement that drops a constraint.
    pub(crate) fn drop_constraint(
        &self,
        operation: &DropConstraint,
    ) -> Result<String, DialectError> {
        let kind = match operation.type_.as_deref() {
            None => None,
            Some("foreignkey") => Some("fk"),
            Some("primary") => Some("pk"),
            Some("unique") => Some("uq"),
            Some("check") => Some("ck"),
            Some(given) => {
                return Err(DialectError::UnknownConstraintType {
                    given: given.to_owned(),
                });
            }
        };
        let naming = Naming {
            kind,
            name: operation.constraint_name.as_ref(),
            table: &operation.table_name,
            schema: operation.schema.as_ref(),
            columns: &[],
            referred: None,
        };
        let name = self
            .conventional_name(&alembic_schema::NamingConvention::default(), naming)?
            .map(|name| self.constraint_name(&name))
            .transpose()?;
        self.dialect.drop_constraint(self, operation, name)
    }

    /// Returns the statement that drops a constraint as most databases have it.
    pub(crate) fn shared_drop_constraint(
        &self,
        operation: &DropConstraint,
        name: Option<String>,
    ) -> Result<String, DialectError> {
        let name = name.ok_or_else(|| unnamed(operation))?;
        Ok(format!(
            "ALTER TABLE {} DROP CONSTRAINT {}{name}",
            self.table_name(operation.schema.as_ref(), &operation.table_name),
            if operation.if_exists {
                "IF EXISTS "
            } else {
                ""
            },
        ))
    }
}

/// Returns the error about a constraint to drop that has no name.
pub(crate) fn unnamed(operation: &DropConstraint) -> DialectError {
    DialectError::UnnamedConstraint {
        constraint: match operation.type_.as_deref() {
            Some("foreignkey") => "ForeignKeyConstraint()",
            Some("primary") => "PrimaryKeyConstraint()",
            Some("unique") => "UniqueConstraint()",
            Some("check") => "CheckConstraint()",
            _ => "Constraint()",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_two_or_three_parts() {
        for (text, expected) in [
            ("users.id", Some((None, "users", "id"))),
            ("s.users.id", Some((Some("s"), "users", "id"))),
            ("db.s.users.id", Some((Some("db.s"), "users", "id"))),
            ("users", None),
        ] {
            let parts = parse_reference(text)
                .map(|reference| (reference.schema, reference.table, reference.column));
            assert_eq!(parts, expected, "{text}");
        }
    }

    #[test]
    fn phrases_are_words() {
        for (phrase, is_phrase) in [
            ("CASCADE", true),
            ("SET NULL", true),
            ("SET  NULL", true),
            ("", false),
            ("CASCADE;", false),
            (" CASCADE", false),
            ("x) DROP TABLE y", false),
        ] {
            assert_eq!(keyword_phrase(phrase).is_ok(), is_phrase, "{phrase}");
        }
    }
}
