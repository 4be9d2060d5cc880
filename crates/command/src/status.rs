//! Where commands print: one object that tests and libraries can replace.

use std::cell::RefCell;
use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

type WriteText = dyn FnMut(&str);

/// Where commands print.
#[derive(Clone)]
pub struct Output {
    write: Rc<RefCell<WriteText>>,
    /// Where messages about what is being done go.
    write_message: Rc<RefCell<WriteText>>,
    /// Whether status messages are left out (`--quiet`).
    quiet: bool,
    /// The terminal's width, when messages are to be wrapped to it.
    width: Option<usize>,
}

impl Output {
    /// Returns an output that hands each piece of text to `write`.
    pub fn new(write: impl FnMut(&str) + 'static) -> Self {
        let write: Rc<RefCell<WriteText>> = Rc::new(RefCell::new(write));
        Self {
            write_message: write.clone(),
            write,
            quiet: false,
            width: None,
        }
    }

    /// Hands messages about what is being done to another function than results.
    #[must_use]
    pub fn with_messages(mut self, write: impl FnMut(&str) + 'static) -> Self {
        self.write_message = Rc::new(RefCell::new(write));
        self
    }

    /// Returns an output to the standard output; a reader that has gone away is no error.
    pub fn standard() -> Self {
        Self::new(|text| {
            let mut stream = io::stdout().lock();
            // Nobody is left to tell.
            let _ = stream
                .write_all(text.as_bytes())
                .and_then(|()| stream.flush());
        })
    }

    /// Leaves status messages and results out, as `--quiet` asks.
    #[must_use]
    pub fn quiet(mut self, quiet: bool) -> Self {
        self.quiet = quiet;
        self
    }

    /// Wraps messages to a terminal's width.
    #[must_use]
    pub fn wrapped(mut self, width: Option<usize>) -> Self {
        self.width = width;
        self
    }

    /// Prints a text as it is, also with `--quiet`.
    pub fn text(&self, text: &str) {
        (self.write.borrow_mut())(text);
    }

    /// Prints many lines of a command's result, a good many at a time: writing each on its own would take
    /// longer than making it.
    pub fn lines(&self, lines: impl IntoIterator<Item = String>) {
        const AT_ONCE: usize = 64 * 1024;
        if self.quiet {
            return;
        }
        let mut text = String::new();
        for line in lines {
            text.push_str(&line);
            text.push('\n');
            if text.len() >= AT_ONCE {
                self.text(&text);
                text.clear();
            }
        }
        if !text.is_empty() {
            self.text(&text);
        }
    }

    /// Prints a line of a command's result.
    pub fn line(&self, text: &str) {
        if !self.quiet {
            (self.write.borrow_mut())(&format!("{text}\n"));
        }
    }

    /// Prints a message, wrapped and indented on a terminal.
    pub fn message(&self, text: &str) {
        if !self.quiet {
            (self.write_message.borrow_mut())(&format!("{}\n", self.fitted(text)));
        }
    }

    /// Prints what is being done, does it, and prints how it went.
    pub fn status<T, E>(
        &self,
        what: impl Display,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.status_begin(&what.to_string());
        let result = act();
        self.status_end(result.is_ok());
        result
    }

    /// Returns the same output without `--quiet`, for what the original prints all the same.
    pub(crate) fn always(&self) -> Self {
        self.clone().quiet(false)
    }

    /// Prints what is being done on a line of its own, because what it does prints as well.
    pub(crate) fn status_line<T, E>(
        &self,
        what: impl Display,
        act: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.message(&format!("{what} ..."));
        let result = act();
        self.status_end(result.is_ok());
        result
    }

    /// Prints what is being done.
    pub(crate) fn status_begin(&self, what: &str) {
        if !self.quiet {
            (self.write_message.borrow_mut())(&self.fitted(&format!("{what} ...")));
        }
    }

    /// Prints how it went.
    pub(crate) fn status_end(&self, has_succeeded: bool) {
        if !self.quiet {
            (self.write_message.borrow_mut())(if has_succeeded {
                "  done\n"
            } else {
                "  FAILED\n"
            });
        }
    }

    fn fitted(&self, text: &str) -> String {
        let Some(width) = self.width else {
            return text.to_owned();
        };
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && 3 + line.chars().count() + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
        lines
            .iter()
            .map(|line| format!("  {line}"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Returns a path as an absolute one, without touching the file system.
pub(crate) fn absolute(path: &Path) -> std::path::PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
