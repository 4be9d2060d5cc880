//! Tables and views: their numbers, comments and options.

use alembic_db::{Statement, Value};
use alembic_schema::Argument;
use alembic_schema::DialectOptions;
use indexmap::IndexMap;

use super::{
    PERMANENT, TEMPORARY, is_at_least, options_dictionary, push_array, push_schema, text_list,
    texts,
};
use crate::inspect::{InspectError, Inspector, Row, Selection};

/// A table or view.
pub(super) struct Relation {
    /// The number under which other catalog tables know it.
    pub(super) oid: i64,
    pub(super) comment: Option<String>,
    pub(super) options: DialectOptions,
    /// Whether it is a partition or belongs to an extension.
    pub(super) is_part: bool,
}

/// The tables and views that a question is about, by name and in the order of names.
pub(super) type Relations = IndexMap<String, Relation>;

/// Returns the kinds of relations that a selection means.
fn kinds(selection: &Selection<'_>) -> String {
    let kinds = [
        (selection.tables, "'r', 'p', 'f'"),
        (selection.views, "'v'"),
        (selection.materialized_views, "'m'"),
    ];
    let chosen = kinds.iter().filter(|(chosen, _)| *chosen);
    chosen
        .map(|(_, kinds)| *kinds)
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn relations<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    selection: &Selection<'_>,
) -> Result<Relations, E> {
    // Before version 12 tables have no access method, and there is no such setting.
    let (method, with_oids) = if is_at_least(inspector, 12) {
        (
            "CASE WHEN m.amname != current_setting('default_table_access_method') THEN m.amname END",
            "false",
        )
    } else {
        ("NULL", "c.relhasoids")
    };
    let partition = if is_at_least(inspector, 10) {
        "c.relispartition"
    } else {
        "false"
    };
    // A join would compare each table with all comments where the server has not counted them yet.
    let comment = "(SELECT d.description FROM pg_catalog.pg_description AS d \
                   WHERE d.objoid = c.oid AND d.objsubid = 0 \
                   AND d.classoid = 'pg_catalog.pg_class'::regclass)";
    let mut statement = Statement::sql(format!(
        "SELECT c.relname, c.oid, {comment}, {method}, \
         (SELECT array_agg(p.relname::text ORDER BY i.inhseqno) \
         FROM pg_catalog.pg_inherits AS i JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent \
         WHERE i.inhrelid = c.oid), c.reloptions, {with_oids}, s.spcname, \
         {partition} OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS e \
         WHERE e.classid = 'pg_catalog.pg_class'::regclass AND e.objid = c.oid \
         AND e.deptype = 'e') \
         FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         LEFT JOIN pg_catalog.pg_am AS m ON m.oid = c.relam \
         LEFT JOIN pg_catalog.pg_tablespace AS s ON s.oid = c.reltablespace \
         WHERE c.relkind = ANY (ARRAY[{}]::\"char\"[])",
        kinds(selection)
    ));
    match (selection.permanent, selection.temporary) {
        (true, false) => statement.push_sql(PERMANENT),
        (false, true) => statement.push_sql(TEMPORARY),
        (true, true) => {}
        (false, false) => statement.push_sql(" AND false"),
    }
    push_schema(&mut statement, selection.schema);
    if let Some(names) = selection.names {
        statement.push_sql(" AND c.relname = ANY (");
        push_array(&mut statement, names);
        statement.push_sql(")");
    }
    statement.push_sql(" ORDER BY c.relname");
    let result = inspector.query(&statement)?;
    Ok(result
        .rows
        .iter()
        .map(|row| {
            let row = Row(row);
            let relation = Relation {
                oid: row.number(1),
                comment: row.text(2),
                options: options(&row),
                is_part: row.flag(8),
            };
            (row.name(0), relation)
        })
        .collect())
}

fn options(row: &Row<'_>) -> DialectOptions {
    let mut options = DialectOptions::new();
    let mut set = |option: &str, value: Argument| {
        options.insert(format!("postgresql_{option}"), value);
    };
    if let Some(method) = row.text(3) {
        set("using", Value::Text(method).into());
    }
    let parents = texts(row.value(4));
    if !parents.is_empty() {
        set("inherits", text_list(parents));
    }
    let with = options_dictionary(row.value(5));
    if !with.is_empty() {
        set("with", Argument::Dictionary(with));
    }
    if row.flag(6) {
        set("with_oids", Value::Boolean(true).into());
    }
    if let Some(tablespace) = row.text(7) {
        set("tablespace", Value::Text(tablespace).into());
    }
    options
}

/// Returns the numbers of relations as an array in SQL.
pub(super) fn oids<'o>(oids: impl IntoIterator<Item = &'o i64>) -> String {
    let oids: Vec<String> = oids.into_iter().map(i64::to_string).collect();
    format!("'{{{}}}'::oid[]", oids.join(","))
}
