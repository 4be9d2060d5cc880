//! SQL Server's comments, which are properties of what they are about, and names in dots.

use alembic_schema::Name;

use crate::Compiler;

/// The schema of a table without one, which SQLAlchemy asks the server for.
const DEFAULT_SCHEMA: &str = "dbo";

pub(super) fn table_comment(
    compiler: &Compiler<'_>,
    schema: Option<&Name>,
    table: &Name,
    comment: Option<&str>,
) -> String {
    let path = path(compiler, schema, table, None);
    match comment {
        Some(comment) => format!(
            "execute sp_addextendedproperty 'MS_Description', N{}, {path}",
            compiler.string_literal(comment)
        ),
        None => format!("execute sp_dropextendedproperty 'MS_Description', {path}"),
    }
}

pub(super) fn column_comment(
    compiler: &Compiler<'_>,
    schema: Option<&Name>,
    table: &Name,
    column: &Name,
    comment: &str,
) -> String {
    format!(
        "execute sp_addextendedproperty 'MS_Description', N{}, {}",
        compiler.string_literal(comment),
        path(compiler, schema, table, Some(column))
    )
}

/// Returns the statement that changes the comment of a column that exists.
pub(super) fn changed_column_comment(
    compiler: &Compiler<'_>,
    schema: Option<&Name>,
    table: &Name,
    column: &Name,
    comment: Option<&str>,
    has_comment: bool,
) -> String {
    let path = path(compiler, schema, table, Some(column));
    match comment {
        Some(comment) => format!(
            "exec sp_{}extendedproperty 'MS_Description', N{}, {path}",
            if has_comment { "update" } else { "add" },
            compiler.string_literal(comment)
        ),
        None => format!("exec sp_dropextendedproperty 'MS_Description', {path}"),
    }
}

fn path(
    compiler: &Compiler<'_>,
    schema: Option<&Name>,
    table: &Name,
    column: Option<&Name>,
) -> String {
    let schema = match schema.filter(|schema| !schema.is_empty()) {
        Some(schema) => compiler.dialect.schema_name(compiler, schema),
        None => DEFAULT_SCHEMA.to_owned(),
    };
    let mut path = format!("'schema', {schema}, 'table', {}", compiler.quote(table));
    if let Some(column) = column {
        path.push_str(&format!(", 'column', {}", compiler.quote(column)));
    }
    path
}

/// Returns the database, where one is named, and the owner of a dotted schema; dots in brackets
/// are part of a name.
pub(super) fn schema_of_object(schema: &str) -> (Option<Name>, String) {
    let mut parts = Vec::new();
    let mut part = String::new();
    let (mut in_brackets, mut had_brackets) = (false, false);
    for letter in schema.chars() {
        match letter {
            '[' => (in_brackets, had_brackets) = (true, true),
            ']' => in_brackets = false,
            '.' if !in_brackets => {
                parts.push(finished(&mut part, had_brackets));
                had_brackets = false;
            }
            letter => part.push(letter),
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    let Some(owner) = parts.pop() else {
        return (None, String::new());
    };
    if parts.is_empty() {
        return (None, owner);
    }
    let database = parts.join(".");
    let inner = database
        .get(1..database.len().saturating_sub(1))
        .unwrap_or_default();
    let has_inner_brackets = inner
        .find(']')
        .is_some_and(|close| inner[close..].contains('['));
    let database = if has_inner_brackets {
        Name::Quoted {
            name: database,
            quote: false,
        }
    } else {
        Name::from(
            database
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned(),
        )
    };
    (Some(database), owner)
}

fn finished(part: &mut String, had_brackets: bool) -> String {
    let part = std::mem::take(part);
    if had_brackets {
        format!("[{part}]")
    } else {
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_part_the_database_from_the_owner() {
        for (schema, database, owner) in [
            ("dbo", None, "dbo"),
            ("shop.dbo", Some("shop"), "dbo"),
            ("[shop.main].[dbo]", Some("shop.main"), "dbo"),
            ("a.b.c", Some("a.b"), "c"),
            ("[a.b].[c.d].e", Some("[a.b].[c.d]"), "e"),
            ("", None, ""),
        ] {
            let (found, found_owner) = schema_of_object(schema);
            assert_eq!(
                (found.as_deref(), found_owner.as_str()),
                (database, owner),
                "{schema}"
            );
        }
    }
}
