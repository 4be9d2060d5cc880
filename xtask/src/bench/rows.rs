//! Migrations that read and change many rows.
use anyhow::Result;

use super::database::Database;
use super::history::{self, Kind};
use super::measure::{self, median};
use super::report::{self, Memory, Row, Target};
use super::{Programs, command};
use crate::shell;

const PREPARATION: &str = include_str!("rows/prepare.py");

struct Form {
    name: &'static str,
    script: &'static str,
    /// How many times as fast we are to be; with psycopg, as fast.
    target: f64,
}

const FORMS: [Form; 5] = [
    Form {
        name: "core",
        script: include_str!("rows/core.py"),
        target: 1.0,
    },
    Form {
        name: "text",
        script: include_str!("rows/text.py"),
        target: 1.0,
    },
    Form {
        name: "session",
        script: include_str!("rows/session.py"),
        target: 1.0,
    },
    Form {
        name: "many",
        script: include_str!("rows/many.py"),
        target: 2.0,
    },
    Form {
        name: "read",
        script: include_str!("rows/read.py"),
        target: 1.0,
    },
];

const DATABASES: [(&str, Database); 4] = [
    ("sqlite", Database::Sqlite),
    ("postgresql", Database::Postgresql),
    ("psycopg", Database::Psycopg),
    ("mariadb", Database::Mariadb),
];

/// Times the migrations of both programs; the rows come from a revision before, which is not timed.
pub(super) fn measure(
    programs: &Programs,
    is_wanted: impl Fn(&str) -> bool,
    runs: usize,
    rows: usize,
) -> Result<()> {
    for form in FORMS {
        for (database_name, database) in DATABASES {
            let name = format!("rows-{}-{database_name}", form.name);
            if is_wanted(&name) {
                measure_form(programs, &name, &form, database, runs, rows)?;
            }
        }
    }
    Ok(())
}

fn measure_form(
    programs: &Programs,
    name: &str,
    form: &Form,
    database: Database,
    runs: usize,
    rows: usize,
) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("alembic-bench").tempdir()?;
    let folder = folder.path();
    history::generate(folder, Kind::Linear, 0, &database.url(&programs.servers))?;
    let versions = folder.join("alembic/versions");
    let preparation = PREPARATION.replace("$ROWS", &rows.to_string());
    fs_err::write(versions.join("prepare.py"), preparation)?;
    fs_err::write(versions.join("change.py"), form.script)?;
    let (mut original, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        for (program, samples) in [
            (&programs.original, &mut original),
            (&programs.ours, &mut ours),
        ] {
            database.reset(&programs.servers, folder)?;
            shell::quietly(&mut command(
                &programs.original,
                folder,
                &["upgrade", "prepare"],
            ))?;
            let mut change = command(program, folder, &["upgrade", "head"]);
            samples.push(measure::run(&mut change, None)?.sample);
        }
    }
    report::print(&Row {
        name,
        original: median(&original),
        ours: median(&ours),
        floor: None,
        target: Target::Faster(match database {
            Database::Psycopg => 1.0,
            _ => form.target,
        }),
        memory: Memory::BelowOriginal(2.0),
    });
    Ok(())
}
