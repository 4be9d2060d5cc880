//! The Python drivers of MySQL and how each of them names and words an error.

use alembic_db::{DatabaseError, DatabaseErrorClass};
use alembic_python_text::repr;

/// A Python driver whose manners are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    MysqlDb,
    Pymysql,
    Aiomysql,
    Asyncmy,
    Cymysql,
    MysqlConnector,
    MariadbConnector,
    Pyodbc,
}

impl Flavour {
    pub(super) fn from_driver_name(name: &str) -> Self {
        match name {
            "pymysql" => Self::Pymysql,
            "aiomysql" => Self::Aiomysql,
            "asyncmy" => Self::Asyncmy,
            "cymysql" => Self::Cymysql,
            "mysqlconnector" => Self::MysqlConnector,
            "mariadbconnector" => Self::MariadbConnector,
            "pyodbc" => Self::Pyodbc,
            _ => Self::MysqlDb,
        }
    }

    fn module(self) -> &'static str {
        match self {
            Self::MysqlDb => "MySQLdb",
            // aiomysql raises the errors of pymysql.
            Self::Pymysql | Self::Aiomysql => "pymysql.err",
            Self::Asyncmy => "asyncmy.errors",
            Self::Cymysql => "cymysql.err",
            Self::MysqlConnector => "mysql.connector.errors",
            Self::MariadbConnector => "mariadb",
            Self::Pyodbc => "pyodbc",
        }
    }

    /// Returns the refusal of an option that the driver does not have.
    pub(super) fn unknown_option(self, name: &str) -> DatabaseError {
        match self {
            Self::MysqlDb => DatabaseError::refused(
                "TypeError",
                format!("'{name}' is an invalid keyword argument for connect()"),
            ),
            Self::MysqlConnector => {
                DatabaseError::refused("AttributeError", format!("Unsupported argument '{name}'"))
            }
            Self::Aiomysql | Self::MariadbConnector | Self::Pyodbc => DatabaseError::refused(
                "TypeError",
                format!("connect() got an unexpected keyword argument '{name}'"),
            ),
            _ => DatabaseError::refused(
                "TypeError",
                format!("Connection.__init__() got an unexpected keyword argument '{name}'"),
            ),
        }
    }

    /// Returns an error with the number that the server, or the client's library, gives it.
    pub(super) fn error(self, number: u16, state: &str, message: &str) -> DatabaseError {
        let class = class_of(number);
        let text = match self {
            Self::MysqlConnector if state.is_empty() => format!("{number}: {message}"),
            Self::MysqlConnector => format!("{number} ({state}): {message}"),
            Self::MariadbConnector => message.to_owned(),
            Self::Pyodbc => format!(
                "({}, {})",
                repr(state),
                repr(&format!(
                    "[{state}] [MySQL]{message} ({number}) (SQLExecDirectW)"
                ))
            ),
            _ => format!("({number}, {})", repr(message)),
        };
        let exception = format!("{}.{}", self.module(), class.exception_name());
        DatabaseError::new(class, exception, text, Some(number.to_string()))
    }

    /// Returns an error of the driver itself.
    pub(super) fn driver_error(self, class: DatabaseErrorClass, message: &str) -> DatabaseError {
        let exception = format!("{}.{}", self.module(), class.exception_name());
        DatabaseError::new(class, exception, message, None)
    }
}

/// Returns the class that PyMySQL sorts an error number into.
fn class_of(number: u16) -> DatabaseErrorClass {
    use DatabaseErrorClass::{Data, Integrity, Internal, NotSupported, Operational, Programming};
    match number {
        1007 | 1064 | 1102 | 1103 | 1110..=1113 | 1146 | 1149 | 1166 | 1179 => Programming,
        1171 | 1230 | 1263..=1265 | 1366 | 1367 | 1406 | 1441 => Data,
        1048 | 1062 | 1215..=1217 | 1451 | 1452 => Integrity,
        1196 | 1235 | 1286 | 1289 => NotSupported,
        0..1000 => Internal,
        _ => Operational,
    }
}
