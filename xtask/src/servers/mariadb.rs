//! A private MariaDB server.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{PASSWORD, Server, USER, as_user, folder_for, free_port, spawn};
use crate::{shell, system};

const OWNER: &str = "mysql";

pub(super) fn start(folder: &Path) -> Result<Server> {
    if find("mariadbd").is_none() || find("mariadb-dump").is_none() {
        system::install("MariaDB", &["mariadb-server", "mariadb-client"])?;
    }
    let mariadbd = find("mariadbd").context("MariaDB was installed but `mariadbd` is not found")?;
    let install = find("mariadb-install-db").context("`mariadb-install-db` is not found")?;
    folder_for(OWNER, folder)?;
    let data = folder.join("data");
    let datadir = format!("--datadir={}", data.display());
    shell::quietly(
        as_user(&install, OWNER)
            .args([
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ])
            .arg(&datadir)
            .current_dir(folder),
    )?;
    let setup = folder.join("setup.sql");
    let statements = format!(
        "CREATE USER '{USER}'@'127.0.0.1' IDENTIFIED BY '{PASSWORD}';\n\
         GRANT ALL ON *.* TO '{USER}'@'127.0.0.1' WITH GRANT OPTION;\n"
    );
    fs_err::write(&setup, statements)?;
    let port = free_port()?;
    let mut server = as_user(&mariadbd, OWNER);
    server
        .args([
            "--no-defaults",
            "--bind-address=127.0.0.1",
            "--skip-name-resolve",
        ])
        .arg(&datadir);
    server.args([
        "--character-set-server=utf8mb4",
        "--max-connections=300",
        "--skip-log-bin",
    ]);
    server.args([
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-flush-method=nosync",
    ]);
    server.arg(format!("--port={port}")).current_dir(folder);
    for (option, file) in [
        ("socket", "socket"),
        ("pid-file", "pid"),
        ("init-file", "setup.sql"),
    ] {
        server.arg(format!("--{option}={}", folder.join(file).display()));
    }
    let log = folder.join("log");
    let child = spawn(server, &log)?;
    let mut server = Server {
        port,
        programs: Vec::new(),
        child,
        stop: None,
    };
    server.wait("MariaDB", &log, || {
        let mut client = Command::new("mariadb");
        client.args([
            "--no-defaults",
            "--protocol=TCP",
            "--host=127.0.0.1",
            "-e",
            "SELECT 1",
        ]);
        client
            .arg(format!("--port={port}"))
            .arg(format!("--user={USER}"));
        shell::succeeds(client.env("MYSQL_PWD", PASSWORD))
    })?;
    Ok(server)
}

fn find(name: &str) -> Option<PathBuf> {
    shell::find_program(name, &["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from))
}
