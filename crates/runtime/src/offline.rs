//! The SQL script that `--sql` writes.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use alembic_db::{Statement, Url};
use alembic_dialect::{Dialect, Percents};
use alembic_ops::Change;

use crate::error::RuntimeError;
use crate::migration::MigrationOptions;
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

    /// Returns an output of its own that writes to the same place for as long as it is not redirected.
    pub fn separate(&self) -> Self {
        let output = Self::new(|_| Ok(()));
        output.redirect(self);
        output
    }

    /// Lets this output, and all clones of it, write to where another one writes.
    pub fn redirect(&self, to: &Self) {
        let write = to.write.clone();
        *self.write.borrow_mut() = Box::new(move |text| (write.borrow_mut())(text));
    }

    /// Writes a text and an empty line.
    pub fn text(&self, text: &str) -> Result<(), RuntimeError> {
        (self.write.borrow_mut())(&format!("{text}\n\n"))
    }

    /// Writes a statement with the terminator of the dialect, and what parts it from the next.
    pub fn statement(
        &self,
        dialect: &dyn Dialect,
        style: &ScriptStyle,
        statement: &Statement,
    ) -> Result<(), RuntimeError> {
        self.text(&style.statement_text(dialect, statement))?;
        self.separator(style)
    }

    /// Writes what begins a transaction, where there is such a thing.
    pub fn begin(&self, dialect: &dyn Dialect, style: &ScriptStyle) -> Result<(), RuntimeError> {
        self.command(dialect, dialect.begin_sql())?;
        if dialect.separates_transactions() {
            self.separator(style)
        } else {
            Ok(())
        }
    }

    /// Writes what commits a transaction, where there is such a thing.
    pub fn commit(&self, dialect: &dyn Dialect, style: &ScriptStyle) -> Result<(), RuntimeError> {
        self.command(dialect, dialect.commit_sql())?;
        self.separator(style)
    }

    fn separator(&self, style: &ScriptStyle) -> Result<(), RuntimeError> {
        match &style.separator {
            Some(separator) => self.text(separator),
            None => Ok(()),
        }
    }

    fn command(&self, dialect: &dyn Dialect, command: Option<&str>) -> Result<(), RuntimeError> {
        match command {
            Some(command) => self.text(&format!("{command}{}", dialect.command_terminator())),
            None => Ok(()),
        }
    }
}

/// What a SQL script looks like beside its statements.
#[derive(Clone, Debug)]
pub struct ScriptStyle {
    /// How parameters without a value are marked.
    pub parameters: ParameterStyle,
    /// Which `%` are written twice.
    pub percents: Percents,
    /// What follows each statement on a line of its own.
    pub separator: Option<String>,
}

impl ScriptStyle {
    /// Returns a statement with the terminator of the dialect.
    pub(crate) fn statement_text(&self, dialect: &dyn Dialect, statement: &Statement) -> String {
        let text = self.parameters.text(statement).replace('\t', "    ");
        format!("{}{}", text.trim(), dialect.command_terminator())
    }

    /// Returns the style that the parameters of `context.configure` ask for.
    pub fn new(dialect: &dyn Dialect, options: &MigrationOptions) -> Self {
        let url = options
            .url
            .clone()
            .or_else(|| {
                options
                    .dialect_name
                    .as_ref()
                    .map(|name| format!("{name}://"))
            })
            .and_then(|url| Url::parse(&url).ok());
        let driver = url.as_ref().map_or("", Url::driver_name);
        let asked = options
            .dialect_opts
            .paramstyle
            .as_deref()
            .and_then(ParameterStyle::from_name);
        let parameters = asked.unwrap_or_else(|| ParameterStyle::of_script(dialect.name(), driver));
        let separator = match dialect.name() {
            "mssql" => &options.mssql_batch_separator,
            "oracle" => &options.oracle_batch_separator,
            _ => &Change::Unchanged,
        };
        let separator = match separator {
            Change::Unchanged => dialect.batch_separator(),
            Change::Remove => None,
            Change::Set(text) => Some(text.as_str()),
        };
        Self {
            parameters,
            percents: parameters.percents(driver),
            separator: separator
                .filter(|separator| !separator.is_empty())
                .map(str::to_owned),
        }
    }
}
