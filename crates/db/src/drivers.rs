//! The drivers that a program was given.

use crate::{Connection, DatabaseError, Driver, Url, UrlError, dialects};

/// Why no connection was opened.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The text is not a database URL.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// SQLAlchemy knows no such dialect, or the dialect no such driver.
    #[error("Can't load plugin: sqlalchemy.dialects:{plugin}")]
    UnknownDialect {
        /// The dialect's name, perhaps with `.driver`.
        plugin: String,
    },
    /// SQLAlchemy knows the dialect, this program has no driver for it.
    #[error(
        "no driver for {dialect} is built in; SQL for it can be written with `--sql`, and the \
         Python package of alembic-rs connects to it with SQLAlchemy's drivers"
    )]
    NoDriver {
        /// The dialect's name.
        dialect: String,
    },
    /// The driver refused an option.
    #[error("{message}")]
    Refused {
        /// The full name of the exception that the original raises.
        exception_name: String,
        /// Why it was refused.
        message: String,
    },
    /// The driver or the database failed.
    #[error(transparent)]
    Database(DatabaseError),
}

impl ConnectError {
    /// Returns the full name of the exception that the original raises.
    pub fn exception_name(&self) -> String {
        match self {
            Self::Url(error) => error.exception_name().to_owned(),
            Self::UnknownDialect { .. } => "sqlalchemy.exc.NoSuchModuleError".to_owned(),
            Self::NoDriver { .. } => "ModuleNotFoundError".to_owned(),
            Self::Refused { exception_name, .. } => exception_name.clone(),
            Self::Database(error) => format!("sqlalchemy.exc.{}", error.class.exception_name()),
        }
    }
}

impl From<DatabaseError> for ConnectError {
    fn from(error: DatabaseError) -> Self {
        if error.is_dbapi_exception() {
            Self::Database(error)
        } else {
            Self::Refused {
                exception_name: error.driver_exception,
                message: error.message,
            }
        }
    }
}

/// The drivers that a program was given, one a dialect.
///
/// The program decides which ones there are; nothing below it names a database server's library.
#[derive(Default)]
pub struct Drivers {
    drivers: Vec<Box<dyn Driver>>,
}

impl Drivers {
    /// Returns a set of drivers.
    pub fn new(drivers: Vec<Box<dyn Driver>>) -> Self {
        Self { drivers }
    }

    /// Opens a connection to what `url` names.
    pub fn connect(&self, url: &Url) -> Result<Box<dyn Connection + Send>, ConnectError> {
        Ok(self.driver(url)?.connect(url)?)
    }

    /// Returns the driver that serves `url`.
    pub fn driver(&self, url: &Url) -> Result<&dyn Driver, ConnectError> {
        check_names(url)?;
        let served = match url.backend_name() {
            "mariadb" => "mysql",
            name => name,
        };
        self.drivers
            .iter()
            .find(|driver| driver.dialect() == served)
            .map(Box::as_ref)
            .ok_or_else(|| ConnectError::NoDriver {
                dialect: url.backend_name().to_owned(),
            })
    }
}

/// Refuses the dialects and drivers that SQLAlchemy does not know.
fn check_names(url: &Url) -> Result<(), ConnectError> {
    let known = dialects::find(url.backend_name()).is_some_and(|dialect| {
        !url.drivername.contains('+')
            || dialect.drivers.contains(&url.driver_name())
            || url.driver_name() == "base"
    });
    if known {
        Ok(())
    } else {
        Err(ConnectError::UnknownDialect {
            plugin: url.drivername.replace('+', "."),
        })
    }
}

impl std::fmt::Debug for Drivers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_list()
            .entries(self.drivers.iter().map(|driver| driver.dialect()))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        let url = Url::parse(url).unwrap();
        match Drivers::default().driver(&url) {
            Ok(_) => "served".to_owned(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn unknown_names_are_refused_as_sqlalchemy_does() {
        for (url, plugin) in [
            ("foo://h", "foo"),
            ("foo+bar://h", "foo.bar"),
            ("postgres://h", "postgres"),
            ("postgresql+foo://h", "postgresql.foo"),
            ("mariadb+psycopg2://h", "mariadb.psycopg2"),
        ] {
            assert_eq!(
                refusal(url),
                format!("Can't load plugin: sqlalchemy.dialects:{plugin}")
            );
        }
    }

    #[test]
    fn a_known_dialect_without_a_driver_names_the_way_out() {
        assert!(refusal("oracle+oracledb://h").starts_with("no driver for oracle is built in"));
    }
}
