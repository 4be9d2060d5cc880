//! The types that users have made: enumerations and domains.

use std::collections::HashMap;

use alembic_db::Statement;

use super::{push_equals, texts};
use crate::inspect::{
    InspectError, Inspector, ReflectedDomain, ReflectedDomainConstraint, ReflectedEnum, Row,
};

pub(crate) fn get_enums<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<ReflectedEnum>, E> {
    let mut statement = Statement::sql(
        "SELECT t.typname, n.nspname, pg_catalog.pg_type_is_visible(t.oid), \
         (SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) \
         FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid) \
         FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace WHERE t.typtype = 'e'",
    );
    push_type_schema(&mut statement, schema);
    statement.push_sql(" ORDER BY n.nspname, t.typname");
    let result = inspector.query(&statement)?;
    let rows = result.rows.iter().map(|row| Row(row));
    Ok(rows
        .map(|row| ReflectedEnum {
            name: row.name(0),
            schema: row.name(1),
            visible: row.flag(2),
            labels: texts(row.value(3)),
        })
        .collect())
}

pub(crate) fn get_domains<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<ReflectedDomain>, E> {
    let mut statement = Statement::sql(
        "SELECT t.typname, n.nspname, pg_catalog.pg_type_is_visible(t.oid), \
         pg_catalog.format_type(t.typbasetype, t.typtypmod), NOT t.typnotnull, t.typdefault, \
         l.collname, \
         CASE WHEN NOT pg_catalog.pg_collation_is_visible(l.oid) THEN m.nspname END, \
         (SELECT array_agg(k.conname::text ORDER BY k.conname::text COLLATE \"C\") \
         FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid), \
         (SELECT array_agg(pg_catalog.pg_get_constraintdef(k.oid, true) \
         ORDER BY k.conname::text COLLATE \"C\") \
         FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid) \
         FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
         LEFT JOIN pg_catalog.pg_collation AS l ON l.oid = t.typcollation \
         LEFT JOIN pg_catalog.pg_namespace AS m ON m.oid = l.collnamespace WHERE t.typtype = 'd'",
    );
    push_type_schema(&mut statement, schema);
    statement.push_sql(" ORDER BY n.nspname, t.typname");
    let result = inspector.query(&statement)?;
    let rows = result.rows.iter().map(|row| Row(row));
    Ok(rows
        .map(|row| {
            let names = texts(row.value(8)).into_iter();
            ReflectedDomain {
                name: row.name(0),
                schema: row.name(1),
                visible: row.flag(2),
                // What stands in the parentheses of the base type is left out, as in SQLAlchemy.
                base_type: row.name(3).split('(').next().unwrap_or_default().to_owned(),
                nullable: row.flag(4),
                default: row.text(5),
                collation: row.text(6),
                collation_schema: row.text(7),
                constraints: names
                    .zip(texts(row.value(9)))
                    .filter_map(|(name, definition)| {
                        // `NOT NULL` is among the constraints from version 17 on.
                        let condition = definition.strip_prefix("CHECK (")?.strip_suffix(')')?;
                        let check = condition.to_owned();
                        Some(ReflectedDomainConstraint { name, check })
                    })
                    .collect(),
            }
        })
        .collect())
}

/// Restricts a query over `pg_type AS t` and `pg_namespace AS n` to a schema; `*` is any.
pub(super) fn push_type_schema(statement: &mut Statement, schema: Option<&str>) {
    match schema {
        None => statement
            .push_sql(" AND pg_catalog.pg_type_is_visible(t.oid) AND n.nspname != 'pg_catalog'"),
        Some("*") => {}
        Some(schema) => push_equals(statement, " AND n.nspname = ", schema),
    }
}

/// The enumerations and domains of a database, by the names that `format_type()` gives them.
#[derive(Default)]
pub(super) struct NamedTypes {
    enums: HashMap<Vec<String>, ReflectedEnum>,
    domains: HashMap<Vec<String>, ReflectedDomain>,
}

impl NamedTypes {
    /// Asks for all of them.
    pub(super) fn load<E: From<InspectError>>(inspector: &mut Inspector<'_, E>) -> Result<Self, E> {
        let key = |visible: bool, schema: &str, name: &str| {
            let schema = (!visible).then(|| schema.to_owned());
            schema.into_iter().chain([name.to_owned()]).collect()
        };
        let enums = get_enums(inspector, Some("*"))?.into_iter();
        let domains = get_domains(inspector, Some("*"))?.into_iter();
        Ok(Self {
            enums: enums
                .map(|found| (key(found.visible, &found.schema, &found.name), found))
                .collect(),
            domains: domains
                .map(|found| (key(found.visible, &found.schema, &found.name), found))
                .collect(),
        })
    }

    /// Returns the enumeration of this written name.
    pub(super) fn enumeration(&self, written: &str) -> Option<&ReflectedEnum> {
        self.enums.get(&name_parts(written))
    }

    /// Returns the domain of this written name.
    pub(super) fn domain(&self, written: &str) -> Option<&ReflectedDomain> {
        self.domains.get(&name_parts(written))
    }
}

/// Returns the parts of a name, `"A b".c`, without quotes.
fn name_parts(written: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        let last = parts.len() - 1;
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                parts[last].push('"');
            }
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => parts.push(String::new()),
            other => parts[last].push(other),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split() {
        for (written, parts) in [
            ("mood", &["mood"][..]),
            ("a.mood", &["a", "mood"]),
            ("\"A.b\".\"c\"\"d\"", &["A.b", "c\"d"]),
            ("", &[""]),
        ] {
            assert_eq!(name_parts(written), parts, "{written}");
        }
    }
}
