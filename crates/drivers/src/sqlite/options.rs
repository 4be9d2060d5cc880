//! The options of a connection, as SQLAlchemy hands them to Python's `sqlite3`.

use std::path::PathBuf;
use std::time::Duration;

use alembic_db::{DatabaseError, DatabaseErrorClass, Url};
use alembic_python_text::repr;

/// Options of Python's `connect`; the others belong to a URI file name.
const PYTHON_OPTIONS: &[&str] = &[
    "uri",
    "timeout",
    "isolation_level",
    "detect_types",
    "check_same_thread",
    "cached_statements",
];

/// Everything needed to open a database.
#[derive(Debug, PartialEq)]
pub(super) struct OpenOptions {
    pub(super) name: FileName,
    /// How long to wait for another connection's lock.
    pub(super) timeout: Duration,
    /// How transactions begin; none where each statement commits on its own.
    pub(super) begin: Option<&'static str>,
}

#[derive(Debug, PartialEq)]
pub(super) enum FileName {
    Memory,
    Path(PathBuf),
    Uri(String),
}

impl OpenOptions {
    /// Returns the options that a URL asks for.
    pub(super) fn from_url(url: &Url) -> Result<Self, DatabaseError> {
        if url.driver_name() == "pysqlcipher" {
            return Err(DatabaseError::new(
                DatabaseErrorClass::NotSupported,
                "sqlcipher3.dbapi2.NotSupportedError",
                "encrypted databases (pysqlcipher) are not supported by the built-in driver",
                None,
            ));
        }
        let is_set = |part: &Option<String>| part.as_ref().is_some_and(|part| !part.is_empty());
        let names_server = is_set(&url.username)
            || is_set(&url.password)
            || is_set(&url.host)
            || url.port.is_some_and(|port| port != 0);
        if names_server {
            return Err(DatabaseError::refused(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "Invalid SQLite URL: {url}\nValid SQLite URL forms are:\n sqlite:///:memory: \
                     (or, sqlite://)\n sqlite:///relative/path/to/file.db\n \
                     sqlite:////absolute/path/to/file.db"
                ),
            ));
        }
        Ok(Self {
            name: file_name(url)?,
            timeout: timeout(url)?,
            begin: begin(url)?,
        })
    }
}

fn file_name(url: &Url) -> Result<FileName, DatabaseError> {
    let others = || {
        url.query
            .iter()
            .filter(|(name, _)| !PYTHON_OPTIONS.contains(&name.as_str()))
    };
    let database = url.database.as_deref().unwrap_or_default();
    if flag(url, "uri")? {
        let mut pairs: Vec<String> = others()
            .map(|(name, value)| {
                let value = value
                    .values()
                    .last()
                    .map(String::as_str)
                    .unwrap_or_default();
                format!("{name}={value}")
            })
            .collect();
        pairs.sort();
        let mark = if pairs.is_empty() { "" } else { "?" };
        return Ok(FileName::Uri(format!(
            "{database}{mark}{}",
            pairs.join("&")
        )));
    }
    let mut ignored: Vec<String> = others().map(|(name, _)| format!("'{name}'")).collect();
    if !ignored.is_empty() {
        ignored.sort();
        log::warn!(
            target: "py.warnings",
            "SAWarning: Query string argument(s) {} are not accepted by the pysqlite driver and are being \
             ignored; SQLite URI arguments require that 'uri=true' also be present in the URL.",
            ignored.join(", ")
        );
    }
    Ok(match database {
        "" | ":memory:" => FileName::Memory,
        // An absolute path cannot be taken for a URI.
        path => FileName::Path(std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path))),
    })
}

fn timeout(url: &Url) -> Result<Duration, DatabaseError> {
    let Some(text) = url.option("timeout") else {
        return Ok(Duration::from_secs(5));
    };
    let seconds: f64 = text.trim().parse().map_err(|_| {
        DatabaseError::refused(
            "ValueError",
            format!("could not convert string to float: {}", repr(text)),
        )
    })?;
    Ok(Duration::try_from_secs_f64(seconds).unwrap_or_default())
}

fn begin(url: &Url) -> Result<Option<&'static str>, DatabaseError> {
    match url
        .option("isolation_level")
        .map(str::to_uppercase)
        .as_deref()
    {
        None | Some("" | "DEFERRED") => Ok(Some("BEGIN DEFERRED")),
        Some("IMMEDIATE") => Ok(Some("BEGIN IMMEDIATE")),
        Some("EXCLUSIVE") => Ok(Some("BEGIN EXCLUSIVE")),
        Some(_) => Err(DatabaseError::refused(
            "ValueError",
            "isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'",
        )),
    }
}

fn flag(url: &Url, name: &str) -> Result<bool, DatabaseError> {
    let Some(text) = url.option(name) else {
        return Ok(false);
    };
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
        other => Err(DatabaseError::refused(
            "ValueError",
            format!("String is not true/false: {}", repr(other)),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<OpenOptions, DatabaseError> {
        OpenOptions::from_url(&Url::parse(url).unwrap())
    }

    #[test]
    fn names_are_read_as_sqlalchemy_does() {
        for (url, expected) in [
            ("sqlite://", FileName::Memory),
            ("sqlite:///:memory:", FileName::Memory),
            (
                "sqlite:////a/b.db",
                FileName::Path(PathBuf::from("/a/b.db")),
            ),
            (
                "sqlite:////a/b.db?mode=ro",
                FileName::Path(PathBuf::from("/a/b.db")),
            ),
            (
                "sqlite:///file:x.db?uri=true&mode=ro&cache=shared&timeout=1",
                FileName::Uri("file:x.db?cache=shared&mode=ro".to_owned()),
            ),
        ] {
            assert_eq!(read(url).unwrap().name, expected, "{url}");
        }
        let FileName::Path(path) = read("sqlite:///file:x.db").unwrap().name else {
            panic!("a path");
        };
        assert!(path.is_absolute() && path.ends_with("file:x.db"));
    }

    #[test]
    fn options_have_pythons_defaults() {
        let options = read("sqlite://").unwrap();
        assert_eq!(options.timeout, Duration::from_secs(5));
        assert_eq!(options.begin, Some("BEGIN DEFERRED"));
        let options = read("sqlite://?timeout=0.5&isolation_level=immediate").unwrap();
        assert_eq!(options.timeout, Duration::from_millis(500));
        assert_eq!(options.begin, Some("BEGIN IMMEDIATE"));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (url, expected) in [
            (
                "sqlite://u:sesame@h/x.db",
                "Invalid SQLite URL: sqlite://u:***@h/x.db",
            ),
            (
                "sqlite+pysqlcipher://:k@/x.db",
                "encrypted databases (pysqlcipher)",
            ),
            (
                "sqlite:///x?timeout=a",
                "could not convert string to float: 'a'",
            ),
            ("sqlite:///x?uri=maybe", "String is not true/false: 'maybe'"),
            (
                "sqlite:///x?isolation_level=z",
                "isolation_level string must be",
            ),
        ] {
            let error = read(url).expect_err(url);
            assert!(error.message.starts_with(expected), "{url}: {error}");
        }
    }
}
