//! The `alembic` program.

use std::path::Path;
use std::rc::Rc;

use alembic_cli::ProjectEnvironment;
use alembic_command::{Config, Output, Question};

/// The interpreter makes and drops small objects all the time; this allocator is good at it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    give_memory_back_soon();
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

/// Has the allocator give memory that nothing is in back to the system after 50 ms; most runs end within its own second.
#[expect(
    unsafe_code,
    reason = "the allocator's options are set by a function of C"
)]
fn give_memory_back_soon() {
    // `mi_option_purge_delay`, in milliseconds.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: the function may be called at any time; it takes numbers only, and passes over an option it does not know.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 50) };
}

#[expect(clippy::exit, reason = "the one place where the program ends")]
fn exit(code: u8) -> ! {
    std::process::exit(i32::from(code))
}
