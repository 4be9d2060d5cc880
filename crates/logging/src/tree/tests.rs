use crate::{DEBUG, ERROR, INFO, Logging, NOTSET, Record, WARNING};
use std::io::Write;
use std::sync::{Arc, Mutex};

/// Bytes that a test can read while a tree writes them.
#[derive(Clone, Default)]
pub(crate) struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn captured() -> (Logging, Captured, Captured) {
    let (stdout, stderr) = (Captured::default(), Captured::default());
    (
        Logging::with_streams(stdout.clone(), stderr.clone()),
        stdout,
        stderr,
    )
}

#[test]
fn unconfigured_loggers_write_warnings_to_stderr() {
    let (logging, stdout, stderr) = captured();
    logging.log("alembic.runtime.migration", INFO, "no");
    logging.log("alembic.runtime.migration", WARNING, "yes");
    logging.set_level("alembic", DEBUG);
    logging.log("alembic.util", INFO, "still no");
    assert_eq!(
        (stdout.text().as_str(), stderr.text().as_str()),
        ("", "yes\n")
    );
}

#[test]
fn levels_are_inherited() {
    let (logging, ..) = captured();
    logging.set_level("a", ERROR);
    logging.set_level("a.b.c", 15);
    let cases = [
        ("", WARNING),
        ("root", WARNING),
        ("a", ERROR),
        ("a.b", ERROR),
        ("a.b.c.d", 15),
    ];
    for (name, level) in cases {
        assert_eq!(logging.effective_level(name), level, "{name}");
        assert!(logging.is_enabled_for(name, level), "{name}");
        assert!(!logging.is_enabled_for(name, level - 1), "{name}");
    }
    assert_eq!(logging.effective_level("ab"), WARNING);
    logging.set_level("root", NOTSET);
    assert_eq!(logging.effective_level("x"), NOTSET);
    assert!(logging.is_enabled_for("x", 1) && !logging.is_enabled_for("x", NOTSET));
}

#[test]
fn the_lowest_level_is_that_of_any_logger() {
    let (logging, ..) = captured();
    assert_eq!(logging.lowest_level(), WARNING);
    logging.set_level("a.b", DEBUG);
    assert_eq!(logging.lowest_level(), DEBUG);
    logging.set_level("", NOTSET);
    assert_eq!(logging.lowest_level(), NOTSET);
    logging.reset();
    assert_eq!(logging.lowest_level(), WARNING);
}

#[test]
fn exceptions_follow_the_message() {
    let (logging, _, stderr) = captured();
    let record = Record {
        exception: Some("Traceback: x"),
        ..Record::new("a", ERROR, "failed")
    };
    logging.handle(&record);
    assert_eq!(stderr.text(), "failed\nTraceback: x\n");
}

#[test]
fn streams_can_be_replaced() {
    let (logging, _, first) = captured();
    let second = Captured::default();
    logging.log("a", ERROR, "one");
    logging.set_streams(std::io::sink(), second.clone());
    logging.log("a", ERROR, "two");
    assert_eq!(
        (first.text().as_str(), second.text().as_str()),
        ("one\n", "two\n")
    );
}

#[test]
fn threads_do_not_mix_their_lines() {
    let (logging, _, stderr) = captured();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let logging = &logging;
            scope.spawn(move || {
                for line in 0..100 {
                    logging.log(&format!("t{thread}"), ERROR, &format!("{thread}-{line}"));
                    logging.set_level("a", line);
                }
            });
        }
    });
    let text = stderr.text();
    assert_eq!(text.lines().count(), 400);
    assert!(text.lines().all(|line| {
        line.split_once('-')
            .is_some_and(|(a, b)| a.len() == 1 && b.parse::<u32>().is_ok())
    }));
}
