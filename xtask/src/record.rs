//! `record`: goldens from the original.
use anyhow::Result;

use crate::python::Environment;
use crate::servers::Servers;
use crate::shell;

/// Arguments of `record`.
#[derive(clap::Args)]
pub struct RecordArgs {
    /// Records only the cases whose name contains one of these texts.
    filters: Vec<String>,

    /// Records nothing, but runs the original against the goldens with another hash seed: what fails
    /// is not stable and must be compared otherwise.
    #[arg(long)]
    check: bool,
}

/// Runs the original over the cases and stores what it did.
pub fn run(arguments: &RecordArgs) -> Result<()> {
    let environment = Environment::prepare()?;
    let servers = Servers::start()?;
    let filters: Vec<Option<&str>> = match arguments.filters.as_slice() {
        [] => vec![None],
        filters => filters.iter().map(|filter| Some(filter.as_str())).collect(),
    };
    for filter in filters {
        let mut cargo = shell::cargo_cases();
        servers.offer_to(&mut cargo)?;
        if arguments.check {
            cargo.env("ALEMBIC_TEST_PROGRAM", environment.alembic());
            cargo.env("ALEMBIC_TEST_HASH_SEED", "12345");
        } else {
            cargo.env("ALEMBIC_TEST_RECORD", "1");
        }
        cargo
            .args(filter)
            .env("ALEMBIC_TEST_ORIGINAL", environment.alembic())
            .env("ALEMBIC_TEST_PYTHON", environment.python());
        shell::run(&mut cargo)?;
    }
    Ok(())
}
