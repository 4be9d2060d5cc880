//! Questions to the user at the terminal.

use std::io::{IsTerminal, Write};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use alembic_command::RuntimeError;

/// Returns whether there is somebody at a terminal who can be asked.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks a question until it is answered with yes or no; no answer is a no.
///
/// # Errors
///
/// Fails when the user wants to stop, or ends the input.
pub fn ask(question: &str) -> Result<bool, RuntimeError> {
    loop {
        let mut stderr = std::io::stderr().lock();
        // Nobody is left to tell when this fails.
        let _ = write!(stderr, "{question} [y/N] ").and_then(|()| stderr.flush());
        drop(stderr);
        let answer = read_line()?;
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" => return Ok(true),
            "" | "n" | "no" => return Ok(false),
            _ => {}
        }
    }
}

/// Reads a line, and looks meanwhile whether the user wants to stop.
fn read_line() -> Result<String, RuntimeError> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        // After a stop nobody is waiting any more.
        let _ = sender.send(read.map(|_| line));
    });
    let stops = alembic_command::interrupt_flag();
    loop {
        match receiver.recv_timeout(Duration::from_millis(50)) {
            Ok(Ok(line)) if !line.is_empty() => return Ok(line),
            Err(RecvTimeoutError::Timeout) if !stops.load(Ordering::Relaxed) => {}
            _ => return Err(RuntimeError::Interrupted),
        }
    }
}
