//! PostgreSQL through `psql` and `pg_dump`.
use std::process::Command;

use anyhow::Result;

use super::{Server, client};

pub(super) fn create(server: &Server, name: &str) -> Result<()> {
    let statement = format!("CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'");
    execute(server, "postgres", &statement).map(|_| ())
}

pub(super) fn drop(server: &Server, name: &str) -> Result<()> {
    let statement = format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)");
    execute(server, "postgres", &statement).map(|_| ())
}

pub(super) fn execute(server: &Server, database: &str, statements: &str) -> Result<String> {
    let mut psql = connected("psql", server, database);
    psql.args([
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--set",
        "ON_ERROR_STOP=1",
    ]);
    client(psql, statements)
}

pub(super) fn dump(server: &Server, database: &str) -> Result<String> {
    let mut pg_dump = connected("pg_dump", server, database);
    pg_dump.args(["--no-owner", "--no-privileges", "--inserts"]);
    let text = client(pg_dump, "")?;
    // Settings and comments tell of the server's version, not of the schema.
    let shown = |line: &&str| {
        !line.is_empty()
            && !line.starts_with("--")
            && !line.starts_with('\\')
            && !line.starts_with("SET ")
            && !line.starts_with("SELECT pg_catalog.set_config(")
    };
    Ok(text
        .lines()
        .filter(shown)
        .flat_map(|line| [line, "\n"])
        .collect())
}

fn connected(program: &str, server: &Server, database: &str) -> Command {
    let mut command = Command::new(program);
    command
        .args([
            "--host",
            &server.host,
            "--port",
            &server.port,
            "--username",
            &server.user,
        ])
        .args(["--no-password", "--dbname", database])
        .env("PGPASSWORD", &server.password);
    command
}
