//! The Python drivers of PostgreSQL and how each of them names and words an error.

use alembic_db::{DatabaseError, DatabaseErrorClass};

use super::message::ServerMessage;
use super::sqlstate::condition_name;

/// A Python driver whose manners are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Psycopg2,
    Psycopg2Cffi,
    Psycopg,
    Asyncpg,
    Pg8000,
}

impl Flavour {
    pub(super) fn from_driver_name(name: &str) -> Self {
        match name {
            "psycopg2" => Self::Psycopg2,
            "psycopg2cffi" => Self::Psycopg2Cffi,
            "asyncpg" => Self::Asyncpg,
            "pg8000" => Self::Pg8000,
            _ => Self::Psycopg,
        }
    }

    /// Whether the driver hands its options to libpq.
    pub(super) fn uses_libpq(self) -> bool {
        !matches!(self, Self::Asyncpg | Self::Pg8000)
    }

    fn module(self) -> &'static str {
        match self {
            Self::Psycopg2 => "psycopg2",
            Self::Psycopg2Cffi => "psycopg2cffi",
            Self::Psycopg => "psycopg",
            Self::Asyncpg => "sqlalchemy.dialects.postgresql.asyncpg",
            Self::Pg8000 => "pg8000.dbapi",
        }
    }

    /// Returns an error that the driver itself raises.
    pub(super) fn error(
        self,
        class: DatabaseErrorClass,
        message: impl Into<String>,
    ) -> DatabaseError {
        let exception = format!("{}.{}", self.module(), class.exception_name());
        DatabaseError::new(class, exception, message, None)
    }

    /// Returns the error for a connection that could not be opened.
    ///
    /// `message` is libpq's, without a line end. `reached` tells whether an address was tried.
    pub(super) fn connection_error(self, message: &str, reached: bool) -> DatabaseError {
        let message = match (self, reached) {
            (Self::Psycopg2 | Self::Psycopg2Cffi, _) => format!("{message}\n"),
            (Self::Psycopg, true) => format!("connection failed: {message}"),
            (Self::Psycopg, false) => format!("connection is bad: {message}"),
            _ => message.to_owned(),
        };
        self.error(DatabaseErrorClass::Operational, message)
    }

    /// Returns the error for a connection that broke while in use.
    pub(super) fn lost_connection(self, before: Option<&ServerMessage>) -> DatabaseError {
        const LOST: &str = "server closed the connection unexpectedly\n\
            \tThis probably means the server terminated abnormally\n\
            \tbefore or while processing the request.";
        let mut message = before
            .map(|message| format!("{}\n", message.primary))
            .unwrap_or_default();
        message.push_str(LOST);
        if matches!(self, Self::Psycopg2 | Self::Psycopg2Cffi) {
            message.push('\n');
        }
        match before {
            Some(before) => self.with_code(&before.code, message),
            None => self.error(DatabaseErrorClass::Operational, message),
        }
        .ending_connection()
    }

    /// Returns the error for what the server answered to `sql`.
    pub(super) fn server_error(self, server: &ServerMessage, sql: &str) -> DatabaseError {
        let text = match self {
            Self::Psycopg2 | Self::Psycopg2Cffi => format!("{}\n", server.text(sql)),
            Self::Psycopg | Self::Pg8000 => server.text(sql),
            Self::Asyncpg => format!(
                "<class 'asyncpg.exceptions.{}'>: {}",
                asyncpg_name(&server.code),
                server.text_without_position()
            ),
        };
        self.with_code(&server.code, text)
    }

    fn with_code(self, code: &str, message: String) -> DatabaseError {
        let class = self.class_of(code);
        let exception = match (self, condition_name(code)) {
            (Self::Psycopg2 | Self::Psycopg, Some(condition)) => {
                format!("{}.errors.{condition}", self.module())
            }
            (Self::Asyncpg, _) if class == DatabaseErrorClass::Database => {
                format!("{}.Error", self.module())
            }
            _ => format!("{}.{}", self.module(), class.exception_name()),
        };
        DatabaseError::new(class, exception, message, Some(code.to_owned()))
    }

    /// Returns the class that the driver sorts an SQLSTATE into.
    fn class_of(self, code: &str) -> DatabaseErrorClass {
        use DatabaseErrorClass::{
            Data, Database, Integrity, Internal, NotSupported, Operational, Programming,
        };
        let group = code.get(..2).unwrap_or_default();
        match self {
            Self::Pg8000 => {
                return if code == "23505" {
                    Integrity
                } else {
                    Programming
                };
            }
            Self::Asyncpg => {
                return match group {
                    "23" => Integrity,
                    "42" => Programming,
                    "XX" => Internal,
                    _ => Database,
                };
            }
            _ => {}
        }
        let is_psycopg = self == Self::Psycopg;
        match group {
            "0A" => NotSupported,
            "20" | "21" | "3D" | "3F" | "42" | "44" => Programming,
            "22" => Data,
            "23" => Integrity,
            "24" | "25" | "2B" | "2D" | "XX" => Internal,
            "08" | "27" | "28" | "40" | "53" | "54" | "55" | "57" | "58" | "HV" => Operational,
            // The two drivers read the standard differently.
            "10" | "26" | "34" | "P0" if is_psycopg => Programming,
            "2F" | "38" | "39" | "3B" | "F0" if is_psycopg => Operational,
            "26" | "34" => Operational,
            "2F" | "38" | "39" | "3B" | "F0" | "P0" => Internal,
            _ => Database,
        }
    }
}

fn asyncpg_name(code: &str) -> String {
    match (code, condition_name(code)) {
        ("42601", _) => "PostgresSyntaxError".to_owned(),
        ("P0001", _) => "RaiseError".to_owned(),
        (_, Some(name)) if name.ends_with("Error") => name.to_owned(),
        (_, Some(name)) => format!("{}Error", name.trim_end_matches("Exception")),
        (_, None) => "PostgresError".to_owned(),
    }
}
