//! What uses the enumerations of a database.

use std::collections::BTreeMap;

use alembic_db::Statement;
use alembic_ops::{EnumColumn, EnumConstraint, EnumIndex, EnumUsers};
use alembic_schema::Name;

use super::is_at_least;
use crate::inspect::{InspectError, Inspector, Row};

/// Returns what uses each enumeration, by schema and name.
///
/// One that belongs to an extension is left out.
pub(crate) fn get_enum_users<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<BTreeMap<(String, String), EnumUsers>, E> {
    let default_schema = inspector.server().default_schema.clone();
    let (generated, has_parent) = (
        if is_at_least(inspector, 12) {
            "a.attgenerated::text"
        } else {
            "''"
        },
        if is_at_least(inspector, 11) {
            "k.conparentid != 0"
        } else {
            "false"
        },
    );
    let statement = query(generated, has_parent);
    let rows = inspector.query(&statement)?.rows;
    let mut found: BTreeMap<(String, String), EnumUsers> = BTreeMap::new();
    for row in &rows {
        let row = Row(row);
        let users = found.entry((row.name(1), row.name(2))).or_default();
        let schema = row
            .text(3)
            .filter(|schema| Some(schema) != default_schema.as_ref())
            .map(Name::from);
        let (table_name, name) = (Name::from(row.name(4)), Name::from(row.name(5)));
        let text = row.text(7);
        match row.name(0).as_str() {
            "type" => {
                users.temporary_name = name;
                users.comment = text;
            }
            "column" => users.columns.push(EnumColumn {
                schema,
                table_name,
                column_name: name,
                is_array: row.name(6) == "array",
                existing_default: text.clone(),
                default: text,
            }),
            "constraint" => users.constraints.push(EnumConstraint {
                schema,
                table_name,
                name,
                definition: text.unwrap_or_default(),
            }),
            "index" => users.indexes.push(EnumIndex {
                schema,
                name,
                // The index of a partitioned table is to reach its partitions again.
                definition: text.unwrap_or_default().replacen(" ON ONLY ", " ON ", 1),
            }),
            _ => {
                let text = text.unwrap_or_default();
                if !users.others.contains(&text) {
                    users.others.push(text);
                }
            }
        }
    }
    Ok(found)
}

/// Returns the query: a kind, the schema and name of an enumeration, a schema, a table, a name, a
/// word, and a text.
fn query(generated: &str, has_parent: &str) -> Statement {
    Statement::sql(format!(
        "WITH enums AS (SELECT t.oid, t.typarray, n.nspname, t.typname, t.typacl, t.typnamespace \
         FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace \
         WHERE t.typtype = 'e' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend AS d \
         WHERE d.classid = 'pg_catalog.pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')), \
         types AS (SELECT oid AS enum, oid AS type, false AS is_array FROM enums \
         UNION ALL SELECT oid, typarray, true FROM enums WHERE typarray != 0), \
         columns AS (SELECT types.enum, types.is_array, c.oid AS relation, c.relkind, c.relname, \
         s.nspname, a.attnum, a.attname, a.attinhcount, {generated} AS generated, \
         pg_catalog.pg_get_expr(e.adbin, e.adrelid) AS expression FROM types \
         JOIN pg_catalog.pg_attribute AS a ON a.atttypid = types.type AND NOT a.attisdropped \
         JOIN pg_catalog.pg_class AS c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f', 'v', 'm') \
         JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace \
         LEFT JOIN pg_catalog.pg_attrdef AS e ON e.adrelid = a.attrelid AND e.adnum = a.attnum), \
         dependents AS (SELECT types.enum, d.classid, d.objid, d.objsubid FROM types \
         JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_type'::regclass \
         AND d.refobjid = types.type AND d.deptype IN ('n', 'a') \
         UNION SELECT columns.enum, d.classid, d.objid, d.objsubid FROM columns \
         JOIN pg_catalog.pg_depend AS d ON d.refclassid = 'pg_catalog.pg_class'::regclass \
         AND d.refobjid = columns.relation AND d.refobjsubid = columns.attnum \
         AND columns.relkind IN ('r', 'p') AND d.classid NOT IN \
         ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_constraint'::regclass)), \
         found AS (SELECT 1 AS place, 'type' AS kind, enums.oid AS enum, NULL AS schema, \
         NULL AS relation, left(enums.typname, 55) || CASE WHEN EXISTS \
         (SELECT 1 FROM pg_catalog.pg_type AS o WHERE o.typnamespace = enums.typnamespace \
         AND o.typname = left(enums.typname, 55) || '_old') THEN '_present' ELSE '_old' END AS name, \
         NULL AS word, \
         pg_catalog.obj_description(enums.oid, 'pg_type') AS text FROM enums \
         UNION ALL SELECT 2, 'column', enum, nspname, relname, attname, \
         CASE WHEN is_array THEN 'array' END, expression FROM columns \
         WHERE relkind IN ('r', 'p') AND attinhcount = 0 AND generated = '' \
         UNION ALL SELECT DISTINCT 3, 'constraint', u.enum, s.nspname, c.relname, k.conname, NULL, \
         pg_catalog.pg_get_constraintdef(k.oid) FROM \
         (SELECT enum, objid AS number FROM dependents \
         WHERE classid = 'pg_catalog.pg_constraint'::regclass \
         UNION SELECT columns.enum, f.oid FROM columns JOIN pg_catalog.pg_constraint AS f \
         ON f.contype = 'f' AND (f.conrelid = columns.relation AND columns.attnum = ANY (f.conkey) \
         OR f.confrelid = columns.relation AND columns.attnum = ANY (f.confkey))) AS u \
         JOIN pg_catalog.pg_constraint AS k ON k.oid = u.number AND k.contype IN ('c', 'f') \
         AND k.conislocal AND NOT ({has_parent}) AND k.conrelid != 0 \
         JOIN pg_catalog.pg_class AS c ON c.oid = k.conrelid \
         JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace \
         UNION ALL SELECT DISTINCT 4, 'index', dependents.enum, s.nspname, NULL, c.relname, NULL, \
         pg_catalog.pg_get_indexdef(c.oid) FROM dependents \
         JOIN pg_catalog.pg_class AS c ON c.oid = dependents.objid AND c.relkind IN ('i', 'I') \
         AND NOT c.relispartition \
         JOIN pg_catalog.pg_namespace AS s ON s.oid = c.relnamespace \
         WHERE dependents.classid = 'pg_catalog.pg_class'::regclass \
         UNION ALL SELECT DISTINCT 5, 'other', dependents.enum, NULL, NULL, NULL, NULL, \
         CASE WHEN r.oid IS NOT NULL \
         THEN pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, r.ev_class, 0) \
         WHEN e.oid IS NOT NULL \
         THEN pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, e.adrelid, e.adnum) \
         ELSE pg_catalog.pg_describe_object(dependents.classid, dependents.objid, 0) END \
         FROM dependents \
         LEFT JOIN pg_catalog.pg_rewrite AS r ON r.oid = dependents.objid \
         AND dependents.classid = 'pg_catalog.pg_rewrite'::regclass \
         LEFT JOIN (pg_catalog.pg_attrdef AS e JOIN pg_catalog.pg_attribute AS a \
         ON a.attrelid = e.adrelid AND a.attnum = e.adnum AND {generated} != '') \
         ON e.oid = dependents.objid AND dependents.classid = 'pg_catalog.pg_attrdef'::regclass \
         LEFT JOIN pg_catalog.pg_class AS c ON c.oid = dependents.objid \
         AND dependents.classid = 'pg_catalog.pg_class'::regclass \
         WHERE dependents.classid NOT IN ('pg_catalog.pg_constraint'::regclass) \
         AND (dependents.classid != 'pg_catalog.pg_attrdef'::regclass OR e.oid IS NOT NULL) \
         AND (c.oid IS NULL OR c.relkind NOT IN ('r', 'p', 'i', 'I', 't')) \
         UNION ALL SELECT 5, 'other', enums.oid, NULL, NULL, NULL, NULL, 'privileges on the type' \
         FROM enums WHERE enums.typacl IS NOT NULL) \
         SELECT found.kind, enums.nspname::text, enums.typname::text, found.schema::text, \
         found.relation::text, found.name::text, found.word::text, found.text::text FROM found \
         JOIN enums ON enums.oid = found.enum \
         ORDER BY enums.nspname, enums.typname, found.place, found.schema, found.relation, \
         found.name, found.text"
    ))
}
