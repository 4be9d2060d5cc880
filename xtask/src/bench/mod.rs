//! `bench`: both programs side by side, and the databases' own clients as the floor.
mod autogenerate;
mod database;
mod growth;
mod history;
mod measure;
mod models;
mod report;
mod rows;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use history::Kind;
use measure::median;
use report::{Memory, Row, Target};

use crate::python::Environment;
use crate::servers::Servers;
use crate::{shell, wheel};
use database::Database;

/// Arguments of `bench`.
#[derive(clap::Args)]
pub struct BenchArgs {
    /// Runs only the measurements whose name contains one of these texts.
    filters: Vec<String>,

    /// How often each program runs.
    #[arg(long, default_value_t = 5)]
    runs: usize,

    /// Times this program instead of building ours.
    #[arg(long)]
    program: Option<PathBuf>,

    /// Times this program of an installed wheel instead of building the wheel.
    #[arg(long)]
    wheel: Option<PathBuf>,

    /// How many rows the measurements named `rows` read and change.
    #[arg(long, default_value_t = 100_000)]
    rows: usize,
}

struct Measurement {
    name: &'static str,
    arguments: &'static [&'static str],
    kind: Kind,
    length: usize,
    database: Database,
    target: Target,
}

const MEMORY_LIMIT: f64 = 80.0;

fn measurements() -> Vec<Measurement> {
    use Database::{Mariadb, Postgresql, Sqlite};
    let read = |name, arguments, kind, length| Measurement {
        name,
        arguments,
        kind,
        length,
        database: Sqlite,
        target: Target::Faster(30.0),
    };
    let branchy = |name, arguments| Measurement {
        target: Target::Faster(80.0),
        ..read(name, arguments, Kind::Branchy, 5000)
    };
    let upgrade = |name, kind, length, database, target| Measurement {
        name,
        arguments: &["upgrade", "head"],
        kind,
        length,
        database,
        target,
    };
    vec![
        read("heads-1000", &["heads"], Kind::Linear, 1000),
        read("heads-5000", &["heads"], Kind::Linear, 5000),
        read("history-1000", &["history"], Kind::Linear, 1000),
        read("history-5000", &["history"], Kind::Linear, 5000),
        branchy("branches-branchy-5000", &["branches"]),
        branchy("history-branchy-5000", &["history"]),
        upgrade(
            "nothing-sqlite-1",
            Kind::Linear,
            1,
            Sqlite,
            Target::Faster(6.0),
        ),
        upgrade(
            "nothing-sqlite-1000",
            Kind::Linear,
            1000,
            Sqlite,
            Target::Faster(6.0),
        ),
        upgrade(
            "nothing-postgresql-1",
            Kind::Linear,
            1,
            Postgresql,
            Target::Faster(6.0),
        ),
        upgrade(
            "nothing-postgresql-1000",
            Kind::Linear,
            1000,
            Postgresql,
            Target::Faster(6.0),
        ),
        upgrade(
            "tables-sqlite-1000",
            Kind::Tables,
            1000,
            Sqlite,
            Target::Floor(1.3),
        ),
        upgrade(
            "tables-postgresql-1000",
            Kind::Tables,
            1000,
            Postgresql,
            Target::Floor(1.3),
        ),
        upgrade(
            "tables-mariadb-1000",
            Kind::Tables,
            1000,
            Mariadb,
            Target::Floor(1.3),
        ),
    ]
}

/// Times both programs and prints the ratios.
pub fn run(arguments: &BenchArgs) -> Result<()> {
    let environment = Environment::prepare()?;
    let is_wanted = |name: &str| {
        arguments.filters.is_empty() || arguments.filters.iter().any(|filter| name.contains(filter))
    };
    let ours = match &arguments.program {
        Some(program) => fs_err::canonicalize(program)?,
        None => shell::build_program("release")?,
    };
    let programs = Programs {
        ours,
        original: environment.alembic(),
        python: environment.python(),
        servers: Servers::start()?,
    };
    report::print_head(arguments.runs);
    for measurement in measurements()
        .iter()
        .filter(|measurement| is_wanted(measurement.name))
    {
        programs.measure(measurement, arguments.runs)?;
    }
    rows::measure(&programs, is_wanted, arguments.runs, arguments.rows)?;
    growth::run(&programs.ours, arguments.runs, is_wanted)?;
    let wheel = || match &arguments.wheel {
        Some(program) => Ok(std::path::absolute(program)?),
        None => Ok(wheel::install(&environment, "release")?.alembic()),
    };
    autogenerate::measure(&programs, is_wanted, wheel, arguments.runs)
}

struct Programs {
    ours: PathBuf,
    original: PathBuf,
    /// The Python of the original.
    python: PathBuf,
    servers: Servers,
}

impl Programs {
    fn measure(&self, measurement: &Measurement, runs: usize) -> Result<()> {
        let folder = tempfile::Builder::new().prefix("alembic-bench").tempdir()?;
        let folder = folder.path();
        let database = measurement.database;
        let url = database.url(&self.servers);
        history::generate(folder, measurement.kind, measurement.length, &url)?;
        database.reset(&self.servers, folder)?;
        let needs_floor = matches!(measurement.target, Target::Floor(_));
        let script = folder.join("upgrade.sql");
        if needs_floor {
            let sql = shell::quietly(&mut command(
                &self.original,
                folder,
                &["upgrade", "head", "--sql"],
            ))?;
            fs_err::write(&script, sql)?;
        } else {
            // Both find all work done, and files in the cache of the system.
            shell::quietly(&mut command(&self.original, folder, measurement.arguments))?;
        }
        let (mut original, mut ours, mut floor) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..runs {
            for (program, samples) in [(&self.original, &mut original), (&self.ours, &mut ours)] {
                if needs_floor {
                    database.reset(&self.servers, folder)?;
                }
                let mut command = command(program, folder, measurement.arguments);
                samples.push(measure::run(&mut command, None)?.sample);
            }
            if needs_floor {
                database.reset(&self.servers, folder)?;
                let mut client = database.client(&self.servers, folder)?;
                let input = fs_err::File::open(&script)?.into_file();
                floor.push(measure::run(&mut client, Some(input))?.sample);
            }
        }
        report::print(&Row {
            name: measurement.name,
            original: median(&original),
            ours: median(&ours),
            floor: needs_floor.then(|| median(&floor)),
            target: measurement.target,
            memory: Memory::Below(MEMORY_LIMIT),
        });
        Ok(())
    }
}

fn command(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    command
}
