//! How our time and memory grow with the history.
use std::path::Path;

use anyhow::Result;

use super::command;
use super::history::{self, Kind};
use super::measure::{self, Sample};

const SHORT: usize = 5000;
const LONG: usize = 50_000;
/// How many times as much ten times as many revisions may take.
const LIMIT: f64 = 13.0;
const COMMANDS: [(&str, &[&str]); 5] = [
    ("growth-heads", &["heads"]),
    ("growth-branches", &["branches"]),
    ("growth-history", &["history"]),
    ("growth-graph", &["history", "--graph"]),
    ("growth-upgrade-sql", &["upgrade", "heads", "--sql"]),
];

/// Measures our program on a history of 500 branches, short and long.
pub(super) fn run(program: &Path, runs: usize, is_wanted: impl Fn(&str) -> bool) -> Result<()> {
    let wanted: Vec<_> = COMMANDS
        .into_iter()
        .filter(|(name, _)| is_wanted(name))
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    let folders = [SHORT, LONG].map(|length| -> Result<_> {
        let folder = tempfile::Builder::new().prefix("alembic-bench").tempdir()?;
        history::generate(folder.path(), Kind::Branches, length, "sqlite:///bench.db")?;
        Ok(folder)
    });
    let [short, long] = folders;
    let (short, long) = (short?, long?);
    println!("\nbest of {runs} runs, seconds and MiB, with {SHORT} and {LONG} revisions");
    for (name, arguments) in wanted {
        let best = |folder: &Path| -> Result<Sample> {
            // The first run finds the files outside the cache of the system.
            measure::run(&mut command(program, folder, arguments), None)?;
            let mut samples = (0..runs)
                .map(|_| Ok(measure::run(&mut command(program, folder, arguments), None)?.sample))
                .collect::<Result<Vec<_>>>()?;
            samples.sort_by(|left, right| left.seconds.total_cmp(&right.seconds));
            Ok(samples[0])
        };
        let (before, after) = (best(short.path())?, best(long.path())?);
        let times = after.seconds / before.seconds;
        let memory = after.mebibytes / before.mebibytes;
        println!(
            "{name:<26}{:>9.3}{:>9.3}{times:>8.1}x{:>9.1}{:>9.1}{memory:>8.1}x  {}",
            before.seconds,
            after.seconds,
            before.mebibytes,
            after.mebibytes,
            if times <= LIMIT && memory <= LIMIT {
                "linear"
            } else {
                "NOT LINEAR"
            },
        );
    }
    Ok(())
}
