//! Errors of databases and drivers.

/// The class that a DBAPI gives an error, which decides the exception that a script sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseErrorClass {
    /// Something about the driver's own interface.
    Interface,
    /// Out-of-range values, division by zero and the like.
    Data,
    /// The server's own operation: lost connection, lock time-out, out of memory, locked file.
    Operational,
    /// A constraint was violated.
    Integrity,
    /// The database's inner state.
    Internal,
    /// A missing or existing table, a syntax error, a wrong number of parameters.
    Programming,
    /// What the database cannot do.
    NotSupported,
    /// An error without a more precise class.
    Database,
}

impl DatabaseErrorClass {
    /// Returns the name of the exception class in `sqlalchemy.exc`.
    pub fn exception_name(self) -> &'static str {
        match self {
            Self::Interface => "InterfaceError",
            Self::Data => "DataError",
            Self::Operational => "OperationalError",
            Self::Integrity => "IntegrityError",
            Self::Internal => "InternalError",
            Self::Programming => "ProgrammingError",
            Self::NotSupported => "NotSupportedError",
            Self::Database => "DatabaseError",
        }
    }
}

/// An error of a database, as its driver in Python would report it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("({driver_exception}) {message}")]
#[non_exhaustive]
pub struct DatabaseError {
    /// Which class of the DBAPI it is.
    pub class: DatabaseErrorClass,
    /// The full name of the exception that the Python driver raises, `psycopg2.errors.UndefinedTable`.
    pub driver_exception: String,
    /// The driver's message, without the statement.
    pub message: String,
    /// The SQLSTATE, or the number that the server gave, where there is one.
    pub code: Option<String>,
    /// Whether the connection is of no use any more.
    pub ends_connection: bool,
}

impl DatabaseError {
    /// Returns an error with all its parts.
    pub fn new(
        class: DatabaseErrorClass,
        driver_exception: impl Into<String>,
        message: impl Into<String>,
        code: Option<String>,
    ) -> Self {
        Self {
            class,
            driver_exception: driver_exception.into(),
            message: message.into(),
            code,
            ends_connection: false,
        }
    }

    /// Returns the error as one after which the connection is of no use any more.
    #[must_use]
    pub fn ending_connection(self) -> Self {
        Self {
            ends_connection: true,
            ..self
        }
    }

    /// Returns the error for an argument that the Python driver, or SQLAlchemy, refuses with an
    /// exception outside of the DBAPI: `TypeError`, `ValueError`, `sqlalchemy.exc.ArgumentError`.
    pub fn refused(exception: &'static str, message: impl Into<String>) -> Self {
        Self::new(DatabaseErrorClass::Interface, exception, message, None)
    }

    /// Returns whether the exception is one of the DBAPI, which SQLAlchemy wraps in one of its own.
    pub fn is_dbapi_exception(&self) -> bool {
        let name = self.driver_exception.as_str();
        name.contains('.') && !name.starts_with("sqlalchemy.exc.")
    }
}
