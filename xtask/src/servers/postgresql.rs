//! A private PostgreSQL server.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{PASSWORD, Server, USER, as_user, folder_for, free_port, spawn};
use crate::{shell, system};

const OWNER: &str = "postgres";

pub(super) fn start(folder: &Path) -> Result<Server> {
    if find("postgres").is_none() {
        system::install("PostgreSQL", &["postgresql", "postgresql-client"])?;
    }
    let postgres =
        find("postgres").context("PostgreSQL was installed but `postgres` is not found")?;
    let programs = vec![postgres.parent().unwrap_or(Path::new("")).to_owned()];
    folder_for(OWNER, folder)?;
    let (data, password) = (folder.join("data"), folder.join("password"));
    fs_err::write(&password, PASSWORD)?;
    let initdb = find("initdb").context("`initdb` is not found")?;
    shell::quietly(
        as_user(&initdb, OWNER)
            .args([
                "--username",
                USER,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-sync",
            ])
            .args(["--locale=C.UTF-8", "--no-instructions", "--pgdata"])
            .arg(&data)
            .arg(format!("--pwfile={}", password.display()))
            .current_dir(folder),
    )?;
    let port = free_port()?;
    let mut server = as_user(&postgres, OWNER);
    server
        .arg("-D")
        .arg(&data)
        .arg("-k")
        .arg(folder)
        .current_dir(folder);
    server.args([
        "-F",
        "-h",
        "127.0.0.1",
        "-p",
        &port.to_string(),
        "-N",
        "200",
    ]);
    server.args(["-c", "synchronous_commit=off", "-c", "full_page_writes=off"]);
    let mut stop = as_user(&find("pg_ctl").context("`pg_ctl` is not found")?, OWNER);
    stop.arg("stop")
        .arg("--pgdata")
        .arg(&data)
        .args(["--mode=immediate"])
        .current_dir(folder);
    let log = folder.join("log");
    let child = spawn(server, &log)?;
    let mut server = Server {
        port,
        programs,
        child,
        stop: Some(stop),
    };
    let psql = server.program("psql");
    server.wait("PostgreSQL", &log, || {
        let login = format!("postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres");
        shell::succeeds(Command::new(&psql).arg(login).args(["-c", "SELECT 1"]))
    })?;
    Ok(server)
}

/// Finds a program: Debian keeps those of the server off the path.
fn find(name: &str) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs_err::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    let number = |path: &PathBuf| {
        path.file_name()
            .and_then(|name| name.to_string_lossy().parse::<u32>().ok())
    };
    versions.sort_by_key(number);
    let folders: Vec<_> = versions
        .iter()
        .rev()
        .map(|version| version.join("bin"))
        .collect();
    shell::find_program(name, &folders)
}
