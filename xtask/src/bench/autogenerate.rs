//! `revision --autogenerate` over many models, through the program and through the wheel.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::database::Database;
use super::measure::{self, Run, Sample, median};
use super::models::{self, State};
use super::report::{self, Memory, Row, Target};
use super::{Programs, command};
use crate::shell;

const SIZES: [usize; 2] = [1000, 3000];
const DATABASE: Database = Database::Postgresql;

/// Times the program as a whole, its comparison alone, and the wheel without the import of the models.
pub fn measure(
    programs: &Programs,
    is_wanted: impl Fn(&str) -> bool,
    wheel: impl Fn() -> Result<PathBuf>,
    runs: usize,
) -> Result<()> {
    for tables in SIZES {
        let names =
            ["", "-comparison", "-wheel"].map(|part| format!("autogenerate-{tables}{part}"));
        let [whole, comparison, through_wheel] = names.each_ref().map(|name| is_wanted(name));
        if !(whole || comparison || through_wheel) {
            continue;
        }
        let project = tempfile::Builder::new().prefix("alembic-bench").tempdir()?;
        prepare(programs, project.path(), tables)?;
        let mut original = Vec::new();
        let mut ours = Vec::new();
        let mut wheels = Vec::new();
        let wheel = through_wheel.then(&wheel).transpose()?;
        for _ in 0..runs {
            original.push(Phases::of(&programs.original, project.path())?);
            if whole || comparison {
                ours.push(Phases::of(&programs.ours, project.path())?);
            }
            if let Some(wheel) = &wheel {
                wheels.push(Phases::of(wheel, project.path())?);
            }
        }
        let row = |name: usize, ours: &[Phases], part: fn(&Phases) -> Sample, target, memory| {
            let samples = |phases: &[Phases]| median(&phases.iter().map(part).collect::<Vec<_>>());
            report::print(&Row {
                name: &names[name],
                original: samples(&original),
                ours: samples(ours),
                floor: None,
                target,
                memory,
            });
        };
        if whole {
            let memory = Memory::BelowOriginal(0.5);
            row(0, &ours, |phases| phases.whole, Target::Faster(6.0), memory);
        }
        if comparison {
            row(
                1,
                &ours,
                Phases::comparison,
                Target::Faster(20.0),
                Memory::Any,
            );
        }
        if through_wheel {
            row(
                2,
                &wheels,
                Phases::without_models,
                Target::Faster(10.0),
                Memory::Any,
            );
        }
    }
    Ok(())
}

/// Lays out the project, and the database that its models have moved on from.
fn prepare(programs: &Programs, project: &Path, tables: usize) -> Result<()> {
    let url = DATABASE.url(&programs.servers);
    let before = tempfile::Builder::new().prefix("alembic-bench").tempdir()?;
    models::generate(before.path(), tables, State::Before, &url)?;
    DATABASE.reset(&programs.servers, project)?;
    let mut create = Command::new(&programs.python);
    create
        .args(["-c", models::CREATE_ALL, &url])
        .current_dir(before.path());
    shell::quietly(&mut create)?;
    models::generate(project, tables, State::After, &url)
}

/// What a run took, and parts of it.
struct Phases {
    whole: Sample,
    models: f64,
    comparison: f64,
}

impl Phases {
    /// Writes a revision and removes it again.
    fn of(program: &Path, project: &Path) -> Result<Self> {
        let arguments = ["revision", "--autogenerate", "--message", "change"];
        let Run { sample, errors } =
            measure::run(&mut command(program, project, &arguments), None)?;
        for file in fs_err::read_dir(project.join("alembic/versions"))? {
            let path = file?.path();
            if path.is_file() {
                fs_err::remove_file(path)?;
            }
        }
        let [models, comparison] = models::PHASES.map(|phase| seconds_of(&errors, phase));
        Ok(Self {
            whole: sample,
            models: models?,
            comparison: comparison?,
        })
    }

    /// Inspection and comparison by the clock of `env.py`; with us, also the description of the models.
    fn comparison(&self) -> Sample {
        Sample {
            seconds: self.comparison,
            ..self.whole
        }
    }

    fn without_models(&self) -> Sample {
        Sample {
            seconds: self.whole.seconds - self.models,
            ..self.whole
        }
    }
}

fn seconds_of(printed: &str, phase: &str) -> Result<f64> {
    let mark = format!("@{phase} ");
    let found = printed.lines().find_map(|line| line.strip_prefix(&mark));
    let seconds = found.with_context(|| format!("`env.py` told no time of its {phase}"))?;
    Ok(seconds.trim().parse()?)
}
