//! How the program tells of a failure.

use std::io::{IsTerminal, Write};

use alembic_command::{CommandError, ErrorKind, Output};

use crate::hand_over::ProjectEnvironment;

/// The exit code of a program that was stopped, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Tells what went wrong and returns the exit code.
///
/// As in the original, a mistake in what was asked is logged and printed as `FAILED: …` on the
/// standard output, or with `--raiseerr` leaves as an exception; an exception goes to the standard
/// error with its traceback, here through the user's own files only. What we add comes after, on the
/// standard error.
pub(crate) fn failure(error: &CommandError, output: &Output, raise: bool) -> u8 {
    let code = match error.kind {
        ErrorKind::Command if raise => {
            let traceback = error.traceback.as_deref().unwrap_or_default();
            to_stderr(&format!(
                "{traceback}alembic.util.exc.CommandError: {error}\n"
            ));
            1
        }
        ErrorKind::Command => {
            log::error!(target: "alembic.util.messaging", "{error}");
            if !error.is_told {
                output.message(&format!("FAILED: {error}"));
            }
            255
        }
        ErrorKind::Exception => {
            match &error.traceback {
                Some(traceback) => to_stderr(&format!("{}\n", traceback.trim_end())),
                None => to_stderr(&format!("{error}\n")),
            }
            1
        }
        ErrorKind::Interrupted => {
            to_stderr(&format!("{error}\n"));
            INTERRUPTED
        }
        ErrorKind::Exit(code) if !error.message.is_empty() => {
            to_stderr(&format!("{}\n", error.message));
            u8::try_from(code.rem_euclid(256)).unwrap_or(1)
        }
        ErrorKind::Exit(code) => u8::try_from(code.rem_euclid(256)).unwrap_or(1),
    };
    if !error.hints.is_empty() {
        to_stderr(&format!("\n{}\n", error.hints.join("\n")));
    }
    code
}

/// Tells that the project's own Python takes over, and why.
pub(crate) fn hand_over(error: &CommandError, environment: &ProjectEnvironment) {
    to_stderr(&format!(
        "The built-in interpreter cannot run this project ({error}); its own Python in {} takes over.\n",
        environment.folder.display()
    ));
}

/// Tells why the project's own Python did not take over.
pub(crate) fn not_handed_over(environment: &ProjectEnvironment, reason: &std::io::Error) {
    to_stderr(&format!(
        "{} cannot be started: {reason}\n",
        environment.python.display()
    ));
}

/// Tells why the arguments were not taken, or what they asked to be told; returns the exit code.
pub(crate) fn not_parsed(error: &clap::Error, output: &Output) -> u8 {
    if error.use_stderr() {
        // Nobody is left to tell when this fails.
        let _ = error.print();
    } else {
        output.text(&error.render().to_string());
    }
    u8::try_from(error.exit_code()).unwrap_or(2)
}

/// Tells of a wrong command line, with its usage; returns the exit code.
pub(crate) fn usage_error(parser: &mut clap::Command, message: &str) -> u8 {
    to_stderr(&format!(
        "{}\nalembic: error: {message}\n",
        parser.render_usage()
    ));
    2
}

/// Returns the width that messages are wrapped to: the terminal's, when the input is one.
pub(crate) fn message_width() -> Option<usize> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(std::io::stdin())
        .map(|(terminal_size::Width(width), _)| usize::from(width))
        .filter(|width| *width > 0)
}

fn to_stderr(text: &str) {
    // Nobody is left to tell when this fails.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
