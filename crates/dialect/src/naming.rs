//! Naming conventions: the names of constraints and indexes that have none.

use alembic_schema::{Expression, Name, NamingConvention};

use crate::{Compiler, DialectError};

/// What a naming convention may speak of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Naming<'a> {
    /// The kind of item: `ix`, `uq`, `ck`, `fk`, `pk`; none for what no convention covers.
    pub(crate) kind: Option<&'static str>,
    /// The item's own name.
    pub(crate) name: Option<&'a Name>,
    /// The table.
    pub(crate) table: &'a Name,
    /// The table's schema.
    pub(crate) schema: Option<&'a Name>,
    /// The columns that the item has.
    pub(crate) columns: &'a [&'a str],
    /// The table that a foreign key refers to, and its columns.
    pub(crate) referred: Option<(&'a str, &'a [&'a str])>,
}

/// SQLAlchemy's convention where a project has none.
const DEFAULT_INDEX_TEMPLATE: &str = "ix_%(column_0_label)s";

impl Compiler<'_> {
    /// Returns the name that an item has under the convention of its table, or else of the run.
    pub(crate) fn conventional_name(
        &self,
        convention: &NamingConvention,
        naming: Naming<'_>,
    ) -> Result<Option<Name>, DialectError> {
        let convention = if convention.is_empty() {
            &self.options.naming_convention
        } else {
            convention
        };
        let given = naming.name.cloned();
        if matches!(given, Some(Name::Conventional(_))) {
            return Ok(given);
        }
        let template = naming
            .kind
            .and_then(|kind| match convention.template(kind) {
                None if kind == "ix" && convention.is_empty() => Some(DEFAULT_INDEX_TEMPLATE),
                template => template,
            });
        match template {
            Some(template) if given.is_none() || template.contains("constraint_name") => {
                Ok(Some(Name::Conventional(naming.fill(template)?)))
            }
            _ => Ok(given),
        }
    }
}

impl Naming<'_> {
    /// Returns a template with its `%(token)s` filled in.
    fn fill(&self, template: &str) -> Result<String, DialectError> {
        let mut name = String::new();
        let mut rest = template;
        while let Some(start) = rest.find('%') {
            name.push_str(&rest[..start]);
            rest = &rest[start + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                name.push('%');
                rest = after;
            } else if let Some((token, after)) = rest
                .strip_prefix('(')
                .and_then(|rest| rest.split_once(")s"))
            {
                name.push_str(&self.token(token)?);
                rest = after;
            } else {
                name.push('%');
            }
        }
        name.push_str(rest);
        Ok(name)
    }

    fn token(&self, token: &str) -> Result<String, DialectError> {
        match token {
            "table_name" => return Ok(self.table.to_string()),
            "constraint_name" => {
                return match self.name {
                    Some(name) => Ok(name.to_string()),
                    None => Err(DialectError::ConventionNeedsName),
                };
            }
            "referred_table_name" => {
                return self
                    .referred
                    .map(|(table, _)| table.to_owned())
                    .ok_or_else(|| DialectError::UnknownConventionToken {
                        token: token.to_owned(),
                    });
            }
            _ => {}
        }
        self.column_token(token)
            .ok_or_else(|| DialectError::UnknownConventionToken {
                token: token.to_owned(),
            })
    }

    /// Returns a token such as `column_0_name`, or with `0N` or `0_N` the one of all columns.
    fn column_token(&self, token: &str) -> Option<String> {
        let (referred, rest) = match token.strip_prefix("referred_column_") {
            Some(rest) => (true, rest),
            None => (false, token.strip_prefix("column_")?),
        };
        let digits = rest.len()
            - rest
                .trim_start_matches(|digit: char| digit.is_ascii_digit())
                .len();
        let index: usize = rest[..digits].parse().ok()?;
        let (separator, attribute) = match &rest[digits..] {
            rest if rest.starts_with("_N_") => (Some("_"), &rest[3..]),
            rest if rest.starts_with("N_") => (Some(""), &rest[2..]),
            rest => (None, rest.strip_prefix('_')?),
        };
        let columns = match (referred, self.referred) {
            (false, _) => self.columns,
            (true, Some((_, columns))) => columns,
            (true, None) => return None,
        };
        let text = |column: &str| -> Option<String> {
            match attribute {
                "name" | "key" => Some(column.to_owned()),
                "label" if !referred => Some(self.label(column)),
                _ => None,
            }
        };
        match separator {
            Some(separator) => {
                let tokens: Option<Vec<String>> =
                    columns.iter().map(|column| text(column)).collect();
                Some(tokens?.join(separator))
            }
            None => text(columns.get(index).copied().unwrap_or_default()).map(|text| {
                if index < columns.len() {
                    text
                } else {
                    String::new()
                }
            }),
        }
    }

    /// Returns a column's name with those of its table and schema.
    fn label(&self, column: &str) -> String {
        match self.schema.filter(|schema| !schema.is_empty()) {
            Some(schema) => format!("{}_{}_{column}", schema.replace('.', "_"), self.table),
            None => format!("{}_{column}", self.table),
        }
    }
}

/// Returns the names of the columns in an expression, in order.
pub fn column_names(expression: &Expression) -> Vec<&str> {
    let mut names = Vec::new();
    collect(expression, false, &mut names);
    names
}

/// Returns the names of the columns in an expression that name their table as well.
pub(crate) fn table_column_names(expression: &Expression) -> Vec<&str> {
    let mut names = Vec::new();
    collect(expression, true, &mut names);
    names
}

fn collect<'e>(expression: &'e Expression, needs_table: bool, names: &mut Vec<&'e str>) {
    match expression {
        Expression::Column { name, table, .. }
            if !names.contains(&name.as_str()) && (table.is_some() || !needs_table) =>
        {
            names.push(name.as_str());
        }
        Expression::Function { args, .. } => {
            args.iter().for_each(|arg| collect(arg, needs_table, names));
        }
        Expression::Binary { left, right, .. } => {
            collect(left, needs_table, names);
            collect(right, needs_table, names);
        }
        Expression::Unary { operand, .. }
        | Expression::Cast { operand, .. }
        | Expression::TypeCoerce { operand, .. }
        | Expression::Collate { operand, .. }
        | Expression::Grouping { operand } => collect(operand, needs_table, names),
        Expression::And { clauses } | Expression::Or { clauses } => {
            clauses
                .iter()
                .for_each(|clause| collect(clause, needs_table, names));
        }
        Expression::Tuple { items, .. } => items
            .iter()
            .for_each(|item| collect(item, needs_table, names)),
        Expression::Case {
            value,
            whens,
            otherwise,
        } => {
            value
                .iter()
                .for_each(|value| collect(value, needs_table, names));
            for (condition, result) in whens {
                collect(condition, needs_table, names);
                collect(result, needs_table, names);
            }
            otherwise
                .iter()
                .for_each(|otherwise| collect(otherwise, needs_table, names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_filled() {
        let table = Name::from("books");
        let schema = Name::from("my.shop");
        let name = Name::from("given");
        let naming = Naming {
            kind: Some("fk"),
            name: Some(&name),
            table: &table,
            schema: Some(&schema),
            columns: &["a", "b"],
            referred: Some(("users", &["id", "x"])),
        };
        for (template, expected) in [
            ("%(table_name)s", "books"),
            ("ck_%(constraint_name)s", "ck_given"),
            ("ix_%(column_0_label)s", "ix_my_shop_books_a"),
            ("%(column_1_name)s", "b"),
            ("%(column_2_name)s!", "!"),
            ("%(column_0_N_name)s", "a_b"),
            ("%(column_0N_key)s", "ab"),
            (
                "%(referred_table_name)s_%(referred_column_0_name)s",
                "users_id",
            ),
            ("%(referred_column_0_N_name)s", "id_x"),
            ("100%%", "100%"),
        ] {
            assert_eq!(naming.fill(template).unwrap(), expected, "{template}");
        }
        assert_eq!(
            naming.fill("%(what)s"),
            Err(DialectError::UnknownConventionToken {
                token: "what".to_owned()
            })
        );
    }
}
