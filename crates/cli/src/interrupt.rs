//! Ctrl-C.

use signal_hook::consts::SIGINT;
use signal_hook::flag;

use crate::report::INTERRUPTED;

/// Lets a command stop before its next statement when the user asks for it (Ctrl-C), and the program end
/// at once when the user asks again.
pub fn stop_on_interrupt() {
    let requested = alembic_command::interrupt_flag();
    // Where a handler cannot be set, the system ends the program.
    let _ = flag::register_conditional_shutdown(SIGINT, i32::from(INTERRUPTED), requested.clone())
        .and_then(|_| flag::register(SIGINT, requested));
}
