//! `fuzz-graph`: random revision graphs and commands, on the original and on our program.
mod check;
mod command;
mod graph;
mod original;
mod outcome;
mod project;
mod random;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::python::Environment;
use crate::shell;
use check::{Bench, Verdict};
use command::Step;
use graph::Graph;
use outcome::Outcome;
use random::Random;

/// How many commands are run on each graph.
const STEPS: usize = 15;
/// How many smaller cases are tried before a difference is shown.
const SHRINKS: usize = 400;

/// Arguments of `fuzz-graph`.
#[derive(clap::Args)]
pub struct FuzzGraphArgs {
    /// Where to start: the same seed gives the same graphs and commands.
    #[arg(long, default_value_t = 1)]
    seed: u64,

    /// How long to go on.
    #[arg(long, default_value_t = 60)]
    seconds: u64,

    /// How many differences to look for before the end.
    #[arg(long, default_value_t = 1)]
    differences: usize,
}

/// How many graphs the test suite looks at.
const SUITE: u64 = 30;

/// Compares both programs until the time is over or they differ.
pub fn run(arguments: &FuzzGraphArgs) -> Result<()> {
    let environment = Environment::prepare()?;
    let program = shell::build_program("dev")?;
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    compare(
        &environment,
        &program,
        arguments.seed,
        arguments.differences,
        |_| Instant::now() < end,
    )
}

/// Compares both programs on always the same graphs, for the test suite.
pub fn test(environment: &Environment, program: &Path) -> Result<()> {
    compare(environment, program, 1, 1, |graphs| graphs < SUITE)
}

fn compare(
    environment: &Environment,
    program: &Path,
    first_seed: u64,
    limit: usize,
    goes_on: impl Fn(u64) -> bool,
) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("graph").tempdir()?;
    let path = fs_err::canonicalize(folder.path())?;
    // A copy, because the program may be built anew meanwhile.
    let copy = path.join("alembic");
    fs_err::copy(program, &copy)?;
    let mut bench = Bench::new(environment.python(), copy, path);
    let (mut commands, mut crashes, mut on_purpose, mut differences) = (0, 0, 0, 0);
    let mut seed = first_seed;
    while goes_on(seed - first_seed) && differences < limit {
        let mut random = Random::new(seed);
        let graph = Graph::random(&mut random);
        for _ in 0..STEPS {
            let step = Step::random(&mut random, &graph);
            commands += 1;
            match bench.check(&graph, &step)? {
                Verdict::Same => {}
                Verdict::OnPurpose => on_purpose += 1,
                Verdict::Crash => crashes += 1,
                Verdict::Different(outcomes) => {
                    differences += 1;
                    let (graph, step, outcomes) =
                        shrink(&mut bench, graph.clone(), step, *outcomes)?;
                    show(seed, &graph, &step, &outcomes);
                    break;
                }
            }
        }
        seed += 1;
    }
    println!(
        "{commands} commands on {} graphs; {crashes} ended in an exception of the original, \
         {on_purpose} differ on purpose",
        seed - first_seed
    );
    if differences > 0 {
        bail!("the programs differ");
    }
    Ok(())
}

/// Looks for a smaller graph and fewer rows that show a difference still.
fn shrink(
    bench: &mut Bench,
    mut graph: Graph,
    mut step: Step,
    mut outcomes: (Outcome, Outcome),
) -> Result<(Graph, Step, (Outcome, Outcome))> {
    let mut budget = SHRINKS;
    'smaller: loop {
        let graphs = graph
            .smaller()
            .into_iter()
            .map(|graph| (graph, step.clone()));
        let steps = fewer_rows(&step)
            .into_iter()
            .map(|step| (graph.clone(), step));
        for (smaller, step_then) in steps.chain(graphs).collect::<Vec<_>>() {
            if budget == 0 {
                break 'smaller;
            }
            budget -= 1;
            if let Verdict::Different(found) = bench.check(&smaller, &step_then)? {
                (graph, step, outcomes) = (smaller, step_then, *found);
                continue 'smaller;
            }
        }
        break;
    }
    Ok((graph, step, outcomes))
}

fn fewer_rows(step: &Step) -> Vec<Step> {
    let Some(rows) = &step.rows else {
        return Vec::new();
    };
    let without = (0..rows.len()).map(|position| {
        let mut rows = rows.clone();
        rows.remove(position);
        Step {
            rows: Some(rows),
            ..step.clone()
        }
    });
    without.collect()
}

fn show(seed: u64, graph: &Graph, step: &Step, (original, ours): &(Outcome, Outcome)) {
    println!("\nseed {seed}: alembic {}", step.arguments.join(" "));
    println!("version table: {:?}", step.rows);
    for revision in &graph.revisions {
        println!("  {revision}");
    }
    println!("--- original\n{original}--- ours\n{ours}");
}
