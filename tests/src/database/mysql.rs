//! MySQL and MariaDB through `mysql` and `mysqldump`.
use std::process::Command;

use anyhow::Result;

use super::{Server, client};

pub(super) fn create(server: &Server, name: &str) -> Result<()> {
    let statement =
        format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
    execute(server, "mysql", &statement).map(|_| ())
}

pub(super) fn drop(server: &Server, name: &str) -> Result<()> {
    execute(
        server,
        "mysql",
        &format!("DROP DATABASE IF EXISTS `{name}`"),
    )
    .map(|_| ())
}

pub(super) fn execute(server: &Server, database: &str, statements: &str) -> Result<String> {
    let mut mysql = connected("mysql", server);
    mysql.args(["--batch", "--skip-column-names", database]);
    client(mysql, statements)
}

pub(super) fn dump(server: &Server, database: &str) -> Result<String> {
    let mut mysqldump = connected("mysqldump", server);
    mysqldump.args([
        "--compact",
        "--hex-blob",
        "--skip-extended-insert",
        "--no-tablespaces",
        "--routines",
    ]);
    let text = {
        mysqldump.arg(database);
        client(mysqldump, "")?
    };
    // Version-dependent comments hold settings of the session.
    let shown = |line: &&str| !line.is_empty() && !line.starts_with("/*");
    Ok(text
        .lines()
        .filter(shown)
        .flat_map(|line| [line, "\n"])
        .collect())
}

fn connected(program: &str, server: &Server) -> Command {
    let mut command = Command::new(program);
    command
        .args([
            "--no-defaults",
            "--protocol=TCP",
            "--default-character-set=utf8mb4",
        ])
        .args([
            "--host",
            &server.host,
            "--port",
            &server.port,
            "--user",
            &server.user,
        ])
        .env("MYSQL_PWD", &server.password);
    command
}
