//! SQLite through its library.
use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;

pub(super) fn execute(file: &Path, statements: &str) -> Result<String> {
    let connection = Connection::open(file)?;
    connection.execute_batch(statements)?;
    Ok(String::new())
}

pub(super) fn dump(file: &Path) -> Result<String> {
    let connection = Connection::open(file)?;
    let mut text = String::from("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n");
    let mut items = connection.prepare(
        "SELECT type, name, sql FROM sqlite_master \
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
         ORDER BY type <> 'table', rowid",
    )?;
    let mut rows = items.query([])?;
    while let Some(row) = rows.next()? {
        let (kind, name): (String, String) = (row.get(0)?, row.get(1)?);
        let sql: String = row.get(2)?;
        text.push_str(&format!("{sql};\n"));
        if kind == "table" {
            text.push_str(&inserts(&connection, &name)?);
        }
    }
    text.push_str("COMMIT;\n");
    Ok(text)
}

fn inserts(connection: &Connection, table: &str) -> Result<String> {
    let table = table.replace('"', "\"\"");
    let mut columns = Vec::new();
    let mut information = connection.prepare(&format!("PRAGMA table_info(\"{table}\")"))?;
    let mut rows = information.query([])?;
    while let Some(row) = rows.next()? {
        columns.push(format!(
            "\"{}\"",
            row.get::<_, String>(1)?.replace('"', "\"\"")
        ));
    }
    let quoted: Vec<_> = columns
        .iter()
        .map(|column| format!("quote({column})"))
        .collect();
    let values = quoted.join(" || ', ' || ");
    let mut statement = connection.prepare(&format!("SELECT {values} FROM \"{table}\""))?;
    let mut rows = statement.query([])?;
    let mut text = String::new();
    while let Some(row) = rows.next()? {
        let values: String = row.get(0)?;
        text.push_str(&format!(
            "INSERT INTO \"{table}\" ({}) VALUES ({values});\n",
            columns.join(", ")
        ));
    }
    Ok(text)
}
