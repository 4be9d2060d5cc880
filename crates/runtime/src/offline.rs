//! The SQL script that `--sql` writes.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use alembic_db::Statement;
use alembic_dialect::Dialect;

use crate::error::RuntimeError;
use crate::statement_error::ParameterStyle;

type WriteText = dyn FnMut(&str) -> Result<(), RuntimeError>;

/// Where a SQL script goes.
#[derive(Clone)]
pub struct SqlOutput {
    write: Rc<RefCell<Box<WriteText>>>,
}

impl SqlOutput {
    /// Returns an output that hands each piece of text to `write`.
    pub fn new(write: impl FnMut(&str) -> Result<(), RuntimeError> + 'static) -> Self {
        Self {
            write: Rc::new(RefCell::new(Box::new(write))),
        }
    }

    /// Returns an output to the standard output.
    ///
    /// A reader that has gone away is no error, as in the original.
    pub fn standard() -> Self {
        Self::new(|text| {
            let mut stream = io::stdout().lock();
            match stream
                .write_all(text.as_bytes())
                .and_then(|()| stream.flush())
            {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    Err(RuntimeError::Output { source: error })
                }
                _ => Ok(()),
            }
        })
    }

    /// Writes a text and an empty line.
    pub fn text(&self, text: &str) -> Result<(), RuntimeError> {
        (self.write.borrow_mut())(&format!("{text}\n\n"))
    }

    /// Writes a statement with the terminator of the dialect.
    pub fn statement(
        &self,
        dialect: &dyn Dialect,
        statement: &Statement,
    ) -> Result<(), RuntimeError> {
        let style = ParameterStyle::of(dialect.name(), "");
        let text = style.text(statement).replace('\t', "    ");
        self.text(&format!("{}{}", text.trim(), dialect.command_terminator()))
    }

    /// Writes what begins a transaction, where there is such a thing.
    pub fn begin(&self, dialect: &dyn Dialect) -> Result<(), RuntimeError> {
        self.command(dialect, dialect.begin_sql())
    }

    /// Writes what commits a transaction, where there is such a thing.
    pub fn commit(&self, dialect: &dyn Dialect) -> Result<(), RuntimeError> {
        self.command(dialect, dialect.commit_sql())
    }

    fn command(&self, dialect: &dyn Dialect, command: Option<&str>) -> Result<(), RuntimeError> {
        match command {
            Some(command) => self.text(&format!("{command}{}", dialect.command_terminator())),
            None => Ok(()),
        }
    }
}
