//! A failed statement, worded as SQLAlchemy words it.

use alembic_db::{
    DatabaseError, DatabaseErrorClass, Fragment, RepeatedStatement, Statement, Value,
};
use alembic_dialect::Percents;
use alembic_python_text::number::float_repr;
use alembic_python_text::repr;
use alembic_schema::multirange_text;
use indexmap::IndexMap;

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

    /// Returns whether parameters are told apart by their names.
    pub fn is_named(self) -> bool {
        matches!(self, Self::Named | Self::Colon)
    }

    /// Returns which `%` are written twice, because others mark parameters.
    pub fn percents(self, driver: &str) -> Percents {
        match (self, driver) {
            (Self::Named | Self::Format, "pg8000") => Percents::DoubledOperator,
            // These drivers take a single `%` all the same.
            (Self::Named | Self::Format, "mysqlconnector" | "pymssql") => Percents::Single,
            (Self::Named | Self::Format, _) => Percents::Doubled,
            _ => Percents::Single,
        }
    }

    /// Reads SQL of a script that marks parameters in this style; without any, the text stays as
    /// it is.
    ///
    /// Returns nothing when a parameter that the text names was not given.
    pub fn read(self, text: &str, given: &DriverParameters) -> Option<Statement> {
        let mut statement = Statement::default();
        if given.is_empty() {
            statement.push_sql(text);
            return Some(statement);
        }
        let mut rest = text;
        let mut position = 0;
        let mut quote = None;
        while let Some(letter) = rest.chars().next() {
            let length = letter.len_utf8();
            let is_percent = matches!(self, Self::Named | Self::Format);
            let marked = match (letter, &rest[length..]) {
                ('%', after) if is_percent && after.starts_with('%') => {
                    statement.push_sql("%");
                    rest = &after[1..];
                    continue;
                }
                ('%', after) if is_percent && after.starts_with('s') => Some((None, 2)),
                ('%', after) if is_percent && after.starts_with('(') => {
                    after.find(")s").map(|end| (Some(&after[1..end]), end + 3))
                }
                ('?', _) if self == Self::QuestionMark && quote.is_none() => Some((None, 1)),
                (':', after) if !is_percent && quote.is_none() => {
                    let end = after
                        .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                        .unwrap_or(after.len());
                    (end > 0).then(|| (Some(&after[..end]), end + 1))
                }
                ('$', after) if self == Self::Numbered && quote.is_none() => {
                    let end = after
                        .find(|letter: char| !letter.is_ascii_digit())
                        .unwrap_or(after.len());
                    (end > 0).then(|| (Some(&after[..end]), end + 1))
                }
                _ => None,
            };
            match marked {
                Some((name, length)) => {
                    let (name, value) = given.get(name, position)?;
                    statement.push_parameter(name, value.clone());
                    position += 1;
                    rest = &rest[length..];
                }
                None => {
                    match (quote, letter) {
                        (None, '\'' | '"') => quote = Some(letter),
                        (Some(open), letter) if open == letter => quote = None,
                        _ => {}
                    }
                    statement.push_sql(&rest[..length]);
                    rest = &rest[length..];
                }
            }
        }
        Some(statement)
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

/// The parameters of SQL that a script wrote for the driver.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DriverParameters {
    /// The parameters with their names; those that are told apart by their places have none.
    pub values: Vec<(Option<String>, Value)>,
}

impl DriverParameters {
    fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the parameter of a name, of a number, or of a place.
    fn get(&self, name: Option<&str>, position: usize) -> Option<(String, &Value)> {
        let Some(name) = name else {
            let (_, value) = self.values.get(position)?;
            return Some((format!("param_{}", position + 1), value));
        };
        let named = self
            .values
            .iter()
            .find(|(own, _)| own.as_deref() == Some(name));
        let found = match (named, name.parse::<usize>()) {
            (Some(found), _) => Some(found),
            (None, Ok(number)) => self.values.get(number.checked_sub(1)?),
            (None, Err(_)) => None,
        };
        found.map(|(_, value)| (name.to_owned(), value))
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
    /// The sets of parameters, by their names.
    pub sets: Vec<Vec<(String, Value)>>,
    /// Whether the driver tells parameters apart by their names, and not by their places.
    pub is_named: bool,
    /// Whether the statement was to be run for several sets of parameters.
    pub is_many: bool,
}

/// Returns sets of parameters that no driver got as SQLAlchemy prints them: a long text without its middle.
pub fn shown_sets(sets: &[IndexMap<String, Value>]) -> String {
    const MOST: usize = 300;
    let shown = sets.iter().map(|set| {
        let values = set
            .iter()
            .map(|(name, value)| format!("{}: {}", repr(name), python_repr(value)));
        format!("{{{}}}", values.collect::<Vec<_>>().join(", "))
    });
    let text = format!("[{}]", shown.collect::<Vec<_>>().join(", "));
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= MOST {
        return text;
    }
    let (start, end) = (&letters[..MOST / 2], &letters[letters.len() - MOST / 2..]);
    format!(
        "{} ... ({} characters truncated) ... {}",
        String::from_iter(start),
        letters.len() - MOST,
        String::from_iter(end)
    )
}

/// Returns the parameters of a statement by their names.
fn parameter_set(statement: &Statement) -> Vec<(String, Value)> {
    statement
        .parameters()
        .map(|(name, value)| (name.to_owned(), value.clone()))
        .collect()
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
            sets: vec![parameter_set(statement)],
            is_named: style.is_named(),
            is_many: false,
        }
    }

    /// Returns the error of statements that were to be run for many sets of values; `failed` is the
    /// place of the statement that failed.
    pub fn of_many(
        error: DatabaseError,
        repeated: &[RepeatedStatement],
        failed: usize,
        style: ParameterStyle,
    ) -> Self {
        let statements: Vec<Statement> = repeated
            .iter()
            .flat_map(|one| (0..one.rows.len()).filter_map(|place| one.statement(place)))
            .collect();
        let shown = |statements: &[Statement]| -> String {
            let sets = statements
                .iter()
                .map(|statement| style.parameters(statement));
            sets.collect::<Vec<_>>().join(", ")
        };
        let parameters = match statements.len() {
            0..=10 => format!("[{}]", shown(&statements)),
            total => format!(
                "[{}  ... displaying 10 of {total} total bound parameter sets ...  {}]",
                shown(&statements[..8]),
                shown(&statements[total - 2..])
            ),
        };
        Self {
            error,
            sql: repeated
                .get(failed)
                .map(|failed| style.text(&failed.template)),
            parameters: Some(parameters),
            sets: statements.iter().map(parameter_set).collect(),
            is_named: style.is_named(),
            is_many: true,
        }
    }

    /// Returns the error of a connection that could not be opened.
    pub fn connect(error: DatabaseError) -> Self {
        Self {
            error,
            sql: None,
            parameters: None,
            sets: Vec::new(),
            is_named: false,
            is_many: false,
        }
    }
}

impl std::fmt::Display for StatementError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.error.is_dbapi_exception() {
            return formatter.write_str(&self.error.message);
        }
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
        Value::Float(number) => float_repr(*number),
        Value::Decimal(text) => format!("Decimal('{text}')"),
        Value::Text(text) => repr(text),
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
        Value::Date(text) => moment_repr("date", text),
        Value::Time(text) => moment_repr("time", text),
        Value::DateTime(text) => moment_repr("datetime", text),
        Value::Interval(seconds) => format!("datetime.timedelta(seconds={seconds})"),
        Value::Uuid(text) => format!("UUID('{text}')"),
        Value::Json(json) => json_repr(json),
        Value::Address(text) => format!("ip_interface({})", repr(text)),
        Value::Network(text) => format!("ip_network({})", repr(text)),
        Value::Range(range) => repr(&range.text()),
        Value::Foreign(class_name) => format!("<{class_name} object>"),
        Value::Multirange(ranges) => repr(&multirange_text(ranges)),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(python_repr).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Tuple(items) => {
            let items: Vec<String> = items.iter().map(python_repr).collect();
            let comma = if items.len() == 1 { "," } else { "" };
            format!("({}{comma})", items.join(", "))
        }
    }
}

fn json_repr(json: &serde_json::Value) -> String {
    match json {
        serde_json::Value::Array(items) => {
            let items = items.iter().map(|item| python_repr(&Value::of_item(item)));
            format!("[{}]", items.collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, item)| format!("{}: {}", repr(key), json_repr(item)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        plain => python_repr(&Value::of_item(plain)),
    }
}

/// Returns a date, a time or both as `datetime` shows them.
fn moment_repr(class_name: &str, text: &str) -> String {
    let clock = text.find(['T', ' ']).map_or(0, |place| place + 1);
    let zone = (class_name != "date")
        .then(|| text[clock..].find(['+', '-', 'Z']))
        .flatten()
        .map_or(text.len(), |place| clock + place);
    let (moment, zone) = text.split_at(zone);
    let (moment, fraction) = moment.split_once('.').unwrap_or((moment, ""));
    let numbers = moment.split(|letter: char| !letter.is_ascii_digit());
    let mut parts: Vec<u32> = numbers.filter_map(|number| number.parse().ok()).collect();
    parts.push(format!("{fraction:0<6}").parse().unwrap_or_default());
    let least = match class_name {
        "date" => 3,
        "time" => 2,
        _ => 5,
    };
    while parts.len() > least && parts.last() == Some(&0) {
        parts.pop();
    }
    let mut parts: Vec<String> = parts.iter().map(u32::to_string).collect();
    parts.extend(zone_repr(zone).map(|zone| format!("tzinfo={zone}")));
    format!("datetime.{class_name}({})", parts.join(", "))
}

/// Returns a zone's distance from UTC as `datetime` shows it; nothing without one.
fn zone_repr(zone: &str) -> Option<String> {
    let sign = match zone.chars().next()? {
        '-' => -1,
        _ => 1,
    };
    let numbers = zone
        .split(|letter: char| !letter.is_ascii_digit())
        .filter_map(|number| number.parse::<i32>().ok());
    let seconds = sign
        * numbers
            .zip([3600, 60, 1])
            .map(|(number, unit)| number * unit)
            .sum::<i32>();
    Some(match seconds {
        0 => "datetime.timezone.utc".to_owned(),
        1.. => format!("datetime.timezone(datetime.timedelta(seconds={seconds}))"),
        _ => format!(
            "datetime.timezone(datetime.timedelta(days=-1, seconds={}))",
            86_400 + seconds
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_look_as_python_shows_them() {
        for (class_name, text, expected) in [
            ("date", "2020-01-02", "datetime.date(2020, 1, 2)"),
            ("time", "00:00:00", "datetime.time(0, 0)"),
            ("time", "01:02:03.5", "datetime.time(1, 2, 3, 500000)"),
            (
                "datetime",
                "2020-01-02T03:04:00",
                "datetime.datetime(2020, 1, 2, 3, 4)",
            ),
            (
                "datetime",
                "2020-01-02T03:04:05.000678+00:00",
                "datetime.datetime(2020, 1, 2, 3, 4, 5, 678, tzinfo=datetime.timezone.utc)",
            ),
            (
                "datetime",
                "2020-01-02T03:04:05-05:00",
                "datetime.datetime(2020, 1, 2, 3, 4, 5, \
                 tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))",
            ),
        ] {
            assert_eq!(moment_repr(class_name, text), expected);
        }
    }
}
