//! The copy of a table on SQLite: all of it or nothing, and without hurting what refers to the table.
//!
//! Python's driver starts a transaction late, so that a failure could leave the half-filled new table
//! behind. A savepoint starts one in time. And while foreign keys are enforced, the removal of a table
//! removes or refuses the rows that refer to it, so that enforcement rests while a table is copied that
//! rows refer to. SQLite can only lift it outside of a transaction. At last, views and triggers that name
//! the table would refuse that the new one takes its name, so that they are looked at after that.

use alembic_db::{IsolationLevel, QueryResult, Statement, Value};
use alembic_schema::Name;

use super::BatchError;
use crate::connection::DatabaseConnection;
use crate::error::RuntimeError;
use crate::migration::MigrationContext;

const SAVEPOINT: &str = "alembic_batch";

/// A table and the schema that it is in.
#[derive(Clone, Copy)]
pub(super) struct TableName<'a> {
    pub(super) name: &'a Name,
    pub(super) schema: Option<&'a Name>,
}

/// Runs the steps of a copy so that they take effect together or not at all.
pub(super) fn together(
    context: &MigrationContext,
    connection: &dyn DatabaseConnection,
    table: TableName<'_>,
    steps: impl FnOnce() -> Result<(), RuntimeError>,
) -> Result<(), RuntimeError> {
    let lifted = lift_foreign_keys(context, connection, table)?;
    let views = Views::read(connection, table)?;
    execute(connection, &format!("SAVEPOINT {SAVEPOINT}"))?;
    let done = views.aside(connection, steps).and_then(|()| match &lifted {
        Some(before) => require_same_violations(connection, table, before),
        None => Ok(()),
    });
    if done.is_err() {
        // Where the failure ended the transaction, there is nothing left to undo.
        let _ = execute(connection, &format!("ROLLBACK TO {SAVEPOINT}"));
        let _ = execute(connection, &format!("RELEASE {SAVEPOINT}"));
    } else if lifted.is_some() || connection.isolation_level() == Some(IsolationLevel::Autocommit) {
        // Otherwise the savepoint ends with the transaction that it is part of.
        execute(connection, &format!("RELEASE {SAVEPOINT}"))?;
    }
    if lifted.is_some() {
        execute(connection, "PRAGMA foreign_keys = ON")?;
    }
    done
}

/// The views and triggers of a schema, which name tables.
struct Views {
    /// What asks a view for nothing, for each view that answers.
    questions: Vec<String>,
    /// Whether there are views or triggers that a table's new name has to be kept from.
    are_checked: bool,
}

impl Views {
    fn read(
        connection: &dyn DatabaseConnection,
        table: TableName<'_>,
    ) -> Result<Self, RuntimeError> {
        let schema = quoted(table.schema.map_or("main", Name::as_str));
        let found = query(
            connection,
            &format!(
                "SELECT type, name FROM {schema}.sqlite_master WHERE type IN ('view', 'trigger')"
            ),
        )?
        .rows;
        if found.is_empty() {
            return Ok(Self {
                questions: Vec::new(),
                are_checked: false,
            });
        }
        let mut questions = Vec::new();
        for row in &found {
            let [Value::Text(kind), Value::Text(name)] = row.as_slice() else {
                continue;
            };
            let question = format!("SELECT * FROM {schema}.{} LIMIT 0", quoted(name));
            if kind == "view" && query(connection, &question).is_ok() {
                questions.push(question);
            }
        }
        let legacy = query(connection, "PRAGMA legacy_alter_table")?;
        let is_off = legacy.rows.first().and_then(|row| row.first()) == Some(&Value::Integer(0));
        Ok(Self {
            questions,
            are_checked: is_off,
        })
    }

    /// Runs steps in which a table may be missing that views name; they work afterwards.
    fn aside(
        &self,
        connection: &dyn DatabaseConnection,
        steps: impl FnOnce() -> Result<(), RuntimeError>,
    ) -> Result<(), RuntimeError> {
        if self.are_checked {
            execute(connection, "PRAGMA legacy_alter_table = ON")?;
        }
        let done = steps();
        if self.are_checked {
            execute(connection, "PRAGMA legacy_alter_table = OFF")?;
        }
        done?;
        for question in &self.questions {
            query(connection, question)?;
        }
        Ok(())
    }
}

/// Lifts the enforcement of foreign keys if that is on and rows refer to the table.
///
/// Returns the tables that refer to it, with the number of their references that lead nowhere; none
/// where nothing was lifted.
fn lift_foreign_keys(
    context: &MigrationContext,
    connection: &dyn DatabaseConnection,
    table: TableName<'_>,
) -> Result<Option<Vec<(String, usize)>>, RuntimeError> {
    if !is_enforced(connection)? {
        return Ok(None);
    }
    let referring = referring_tables(connection, table)?;
    if referring.is_empty() {
        return Ok(None);
    }
    let mut violations = Vec::new();
    for name in referring {
        let count = count_violations(connection, table, &name)?;
        violations.push((name, count));
    }
    execute(connection, "PRAGMA foreign_keys = OFF")?;
    if is_enforced(connection)? {
        if context.transactional_ddl() {
            return Err(BatchError::ForeignKeysEnforced {
                table: table.name.to_string(),
                referring: violations[0].0.clone(),
            }
            .into());
        }
        // What the migration has written so far; nobody was promised that it can be taken back.
        execute(connection, "COMMIT")?;
        execute(connection, "PRAGMA foreign_keys = OFF")?;
    }
    Ok(Some(violations))
}

fn is_enforced(connection: &dyn DatabaseConnection) -> Result<bool, RuntimeError> {
    let answer = query(connection, "PRAGMA foreign_keys")?;
    let value = answer.rows.first().and_then(|row| row.first());
    Ok(matches!(value, Some(Value::Integer(1))))
}

/// Returns the tables of which rows refer to the table, the table itself perhaps among them.
fn referring_tables(
    connection: &dyn DatabaseConnection,
    table: TableName<'_>,
) -> Result<Vec<String>, RuntimeError> {
    let schema = table.schema.map_or("main", Name::as_str);
    let mut statement = Statement::sql(format!(
        "SELECT m.name, k.\"from\" FROM {}.sqlite_master AS m \
         JOIN pragma_foreign_key_list(m.name, ",
        quoted(schema)
    ));
    statement.push_parameter("schema", Value::Text(schema.to_owned()));
    statement.push_sql(") AS k WHERE m.type = 'table' AND k.\"table\" = ");
    statement.push_parameter("name", Value::Text(table.name.to_string()));
    statement.push_sql(" COLLATE NOCASE");
    let mut found: Vec<String> = Vec::new();
    for row in connection.query(&statement)?.rows {
        let [Value::Text(name), Value::Text(column)] = row.as_slice() else {
            continue;
        };
        if found.contains(name) {
            continue;
        }
        let references = query(
            connection,
            &format!(
                "SELECT 1 FROM {}.{} WHERE {} IS NOT NULL LIMIT 1",
                quoted(schema),
                quoted(name),
                quoted(column)
            ),
        )?;
        if !references.rows.is_empty() {
            found.push(name.clone());
        }
    }
    Ok(found)
}

fn require_same_violations(
    connection: &dyn DatabaseConnection,
    table: TableName<'_>,
    before: &[(String, usize)],
) -> Result<(), RuntimeError> {
    for (referring, count) in before {
        if count_violations(connection, table, referring)? > *count {
            return Err(BatchError::LostReference {
                table: table.name.to_string(),
                referring: referring.clone(),
            }
            .into());
        }
    }
    Ok(())
}

fn count_violations(
    connection: &dyn DatabaseConnection,
    table: TableName<'_>,
    referring: &str,
) -> Result<usize, RuntimeError> {
    let schema = table.schema.map_or("main", Name::as_str);
    let sql = format!(
        "PRAGMA {}.foreign_key_check({})",
        quoted(schema),
        quoted(referring)
    );
    Ok(query(connection, &sql)?.rows.len())
}

fn execute(connection: &dyn DatabaseConnection, sql: &str) -> Result<(), RuntimeError> {
    connection.execute(&Statement::sql(sql.to_owned()))?;
    Ok(())
}

fn query(connection: &dyn DatabaseConnection, sql: &str) -> Result<QueryResult, RuntimeError> {
    connection.query(&Statement::sql(sql.to_owned()))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
