//! The `alembic` program.

use std::path::Path;
use std::rc::Rc;

use alembic_cli::ProjectEnvironment;
use alembic_command::{Config, Output, Question};

/// The interpreter makes and drops small objects all the time; this allocator is good at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    alembic_logging::install().start_as_imported();
    alembic_cli::stop_on_interrupt();
    let code = alembic_cli::run(
        std::env::args_os(),
        Output::standard(),
        |settings| {
            let ask: Option<Question> =
                alembic_cli::is_interactive().then(|| Rc::new(alembic_cli::ask) as Question);
            Config::new(settings)
                .with_python_path(alembic_cli::python_path())
                .with_question(ask)
        },
        |configured| {
            let active = alembic_cli::active_environment();
            ProjectEnvironment::find(configured, active.as_deref(), Path::new("."))
        },
    );
    // Without this the interpreter would be taken apart piece by piece just to end the process.
    exit(code)
}

#[expect(clippy::exit, reason = "the one place where the program ends")]
fn exit(code: u8) -> ! {
    std::process::exit(i32::from(code))
}
