//! The project's own chores.
mod bench;
mod fuzz_graph;
mod fuzz_readers;
mod layers;
mod python;
mod record;
mod servers;
mod shell;
mod system;
mod test;
mod upstream;
mod wheel;

use std::process::ExitCode;

use clap::Parser;

/// The project's own chores.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Chore {
    /// Checks and tests everything, on PostgreSQL and MariaDB servers of its own.
    Test(test::TestArgs),
    /// Runs the original over the cases and stores what it did as goldens.
    Record(record::RecordArgs),
    /// Times our program and the original side by side.
    Bench(bench::BenchArgs),
    /// Compares our program with the original on random revision graphs.
    FuzzGraph(fuzz_graph::FuzzGraphArgs),
    /// Gives the readers of users' files texts that reach ever more of their code.
    FuzzReaders(fuzz_readers::FuzzReadersArgs),
    /// Runs the original's own tests on our package and compares with the list of those to come.
    UpstreamTests(upstream::UpstreamArgs),
    /// Checks that crates depend only on crates below them.
    Layers,
}

fn main() -> ExitCode {
    let outcome = match Chore::parse() {
        Chore::Test(arguments) => test::run(&arguments),
        Chore::Record(arguments) => record::run(&arguments),
        Chore::Bench(arguments) => bench::run(&arguments),
        Chore::FuzzGraph(arguments) => fuzz_graph::run(&arguments),
        Chore::FuzzReaders(arguments) => fuzz_readers::run(&arguments),
        Chore::UpstreamTests(arguments) => upstream::run(&arguments),
        Chore::Layers => layers::check(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
