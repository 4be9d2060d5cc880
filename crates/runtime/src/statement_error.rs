//! A failed statement, worded as SQLAlchemy words it.

use alembic_db::{DatabaseError, DatabaseErrorClass, Fragment, Statement, Value};

/// How a Python driver marks parameters, which shows in messages and logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `%(name)s` and a dictionary.
    Named,
    /// `%s` and a tuple.
    Format,
    /// `?` and a tuple.
    QuestionMark,
    /// `$1` and a tuple.
    Numbered,
    /// `:1` and a tuple.
    ColonNumbered,
    /// `:name` and a dictionary.
    Colon,
}

impl ParameterStyle {
    /// Returns the style of SQLAlchemy's dialect with this name and driver.
    pub fn of(dialect: &str, driver: &str) -> Self {
        match (dialect, driver) {
            ("sqlite", _) => Self::QuestionMark,
            (_, "asyncpg") => Self::Numbered,
            (_, "mysqldb" | "aiomysql" | "asyncmy") => Self::Format,
            _ => Self::Named,
        }
    }

    /// Returns the style of a script for SQLAlchemy's dialect with this name and driver, for which
    /// no driver is loaded.
    pub fn of_script(dialect: &str, driver: &str) -> Self {
        match (dialect, driver) {
            ("postgresql", "asyncpg") => Self::Numbered,
            ("postgresql", "pg8000") => Self::Format,
            ("postgresql", _) => Self::Named,
            ("mysql" | "mariadb", "mariadbconnector") => Self::QuestionMark,
            ("mysql" | "mariadb", "pyodbc") => Self::Colon,
            ("mysql" | "mariadb", _) => Self::Format,
            ("sqlite", _) => Self::QuestionMark,
            _ => Self::Colon,
        }
    }

    /// Returns the style of a name of Python's, `named`.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "pyformat" => Self::Named,
            "format" => Self::Format,
            "qmark" => Self::QuestionMark,
            "numeric_dollar" => Self::Numbered,
            "numeric" => Self::ColonNumbered,
            "named" => Self::Colon,
            _ => return None,
        })
    }

    /// Returns Python's name of the style.
    pub fn name(self) -> &'static str {
        match self {
            Self::Named => "pyformat",
            Self::Format => "format",
            Self::QuestionMark => "qmark",
            Self::Numbered => "numeric_dollar",
            Self::ColonNumbered => "numeric",
            Self::Colon => "named",
        }
    }

    /// Returns whether `%` marks parameters, so that it is written twice elsewhere.
    pub fn doubles_percents(self, driver: &str) -> bool {
        // These drivers take a single `%` all the same.
        let exempt = matches!(driver, "pg8000" | "mysqlconnector" | "pymssql");
        matches!(self, Self::Named | Self::Format) && !exempt
    }

    /// Returns a statement's text with its parameters marked in this style.
    pub fn text(self, statement: &Statement) -> String {
        statement.text_with(|position, name| match self {
            Self::Named => format!("%({name})s"),
            Self::Format => "%s".to_owned(),
            Self::QuestionMark => "?".to_owned(),
            Self::Numbered => format!("${position}"),
            Self::ColonNumbered => format!(":{position}"),
            Self::Colon => format!(":{name}"),
        })
    }

    /// Returns a statement's parameters as Python would print them.
    pub fn parameters(self, statement: &Statement) -> String {
        let values: Vec<(&str, String)> = statement
            .parameters()
            .map(|(name, value)| (name, python_repr(value)))
            .collect();
        match (self, values.as_slice()) {
            (Self::Named | Self::Colon, values) => {
                let entries: Vec<String> = values
                    .iter()
                    .map(|(name, value)| format!("'{name}': {value}"))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            (_, [(_, value)]) => format!("({value},)"),
            (_, values) => {
                let values: Vec<&str> = values.iter().map(|(_, value)| value.as_str()).collect();
                format!("({})", values.join(", "))
            }
        }
    }
}

/// A statement that the database refused, or a connection that it did not give.
///
/// Displays as `sqlalchemy.exc.DBAPIError` does.
#[derive(Clone, Debug, PartialEq)]
pub struct StatementError {
    /// What the database said.
    pub error: DatabaseError,
    /// The statement's text as the message shows it; none for a failed connection.
    pub sql: Option<String>,
    /// The parameters as the message shows them, where there are any.
    pub parameters: Option<String>,
}

impl StatementError {
    /// Returns the error of a statement, whose text may be empty for a commit or the like.
    pub fn new(error: DatabaseError, statement: &Statement, style: ParameterStyle) -> Self {
        let has_parameters = statement
            .fragments
            .iter()
            .any(|fragment| matches!(fragment, Fragment::Parameter { .. }));
        Self {
            error,
            sql: (!statement.fragments.is_empty()).then(|| style.text(statement)),
            parameters: has_parameters.then(|| style.parameters(statement)),
        }
    }

    /// Returns the error of a connection that could not be opened.
    pub fn connect(error: DatabaseError) -> Self {
        Self {
            error,
            sql: None,
            parameters: None,
        }
    }
}

impl std::fmt::Display for StatementError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.error)?;
        if let Some(sql) = &self.sql {
            write!(formatter, "\n[SQL: {sql}]")?;
        }
        if let Some(parameters) = &self.parameters {
            write!(formatter, "\n[parameters: {parameters}]")?;
        }
        let code = match self.error.class {
            DatabaseErrorClass::Interface => "rvf5",
            DatabaseErrorClass::Data => "9h9h",
            DatabaseErrorClass::Operational => "e3q8",
            DatabaseErrorClass::Integrity => "gkpj",
            DatabaseErrorClass::Internal => "2j85",
            DatabaseErrorClass::Programming => "f405",
            DatabaseErrorClass::NotSupported => "tw8g",
            DatabaseErrorClass::Database => "4xp6",
        };
        write!(
            formatter,
            "\n(Background on this error at: https://sqlalche.me/e/21/{code})"
        )
    }
}

impl std::error::Error for StatementError {}

/// Returns a value as Python's `repr` shows it.
pub fn python_repr(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Boolean(true) => "True".to_owned(),
        Value::Boolean(false) => "False".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::BigInteger(digits) => digits.clone(),
        Value::Float(number) => {
            if number.fract() == 0.0 && number.abs() < 1e16 {
                format!("{number:.1}")
            } else {
                number.to_string()
            }
        }
        Value::Decimal(text) => format!("Decimal('{text}')"),
        Value::Text(text) => python_string(text),
        Value::Bytes(bytes) => {
            let text: String = bytes
                .iter()
                .map(|byte| match byte {
                    b'\\' => "\\\\".to_owned(),
                    b'\'' => "\\'".to_owned(),
                    0x20..0x7f => char::from(*byte).to_string(),
                    _ => format!("\\x{byte:02x}"),
                })
                .collect();
            format!("b'{text}'")
        }
        Value::Date(text) | Value::Time(text) | Value::DateTime(text) => python_string(text),
        Value::Interval(seconds) => format!("datetime.timedelta(seconds={seconds})"),
        Value::Uuid(text) => format!("UUID('{text}')"),
        Value::Json(json) => json.to_string(),
    }
}

fn python_string(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut quoted = String::from(quote);
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            character if character == quote => {
                quoted.push('\\');
                quoted.push(character);
            }
            character if character.is_control() => {
                quoted.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            character => quoted.push(character),
        }
    }
    quoted.push(quote);
    quoted
}
