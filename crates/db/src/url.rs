//! SQLAlchemy's database URLs.
//!
//! They are not the URLs of RFC 3986: a password may hold `/`, a host may be a comma-separated list,
//! and only user, password and database are percent-decoded. Parsing and rendering follow
//! `sqlalchemy.engine.url`, so that a URL means the same here as there.

mod parse;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize};

use crate::dialects;
use alembic_python_text::repr;

/// What stands in a rendered URL for the password.
const HIDDEN: &str = "***";

/// What Python's `quote` keeps with `safe=" +"`.
const QUOTED_IN_USER: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~')
    .remove(b' ')
    .remove(b'+');
const QUOTED_IN_DATABASE: &AsciiSet = &QUOTED_IN_USER.remove(b'/');
/// What Python's `quote_plus` keeps; it then turns spaces into plus signs.
const QUOTED_IN_QUERY: &AsciiSet = &QUOTED_IN_USER.add(b'+');

/// Why a text is not a database URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UrlError {
    /// The text lacks the form `dialect://…`.
    #[error("Could not parse SQLAlchemy URL from given URL string")]
    Unparsable,
    /// What stands after the host's colon is not a number.
    #[error("invalid literal for int() with base 10: {literal}", literal = repr(text))]
    InvalidPort {
        /// The text found in the port's place, without what may be the end of a password.
        text: String,
    },
}

impl UrlError {
    /// Returns the full name of the exception that the original raises.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::Unparsable => "sqlalchemy.exc.ArgumentError",
            Self::InvalidPort { .. } => "ValueError",
        }
    }
}

/// The value of a query option, which may be given several times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum QueryValue {
    /// Given once.
    One(String),
    /// Given several times, in order.
    Many(Vec<String>),
}

impl QueryValue {
    /// Returns the values in order.
    pub fn values(&self) -> &[String] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }

    fn push(&mut self, value: String) {
        match self {
            Self::One(first) => *self = Self::Many(vec![std::mem::take(first), value]),
            Self::Many(values) => values.push(value),
        }
    }
}

impl From<&str> for QueryValue {
    fn from(value: &str) -> Self {
        Self::One(value.to_owned())
    }
}

/// A database URL, `dialect+driver://user:password@host:port/database?option=value`.
///
/// `Display` and `Debug` show `***` for the password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Url {
    /// The dialect's name, perhaps with `+driver`.
    pub drivername: String,
    /// The user's name, decoded.
    #[serde(default)]
    pub username: Option<String>,
    /// The password, decoded.
    #[serde(default)]
    pub password: Option<String>,
    /// The host, or several separated by commas; an IPv6 address without its brackets.
    #[serde(default)]
    pub host: Option<String>,
    /// The port.
    #[serde(default)]
    pub port: Option<i64>,
    /// The database's name, or the file's path.
    #[serde(default)]
    pub database: Option<String>,
    /// The options, in the order given.
    #[serde(default, deserialize_with = "null_as_empty")]
    pub query: IndexMap<String, QueryValue>,
}

fn null_as_empty<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<IndexMap<String, QueryValue>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

impl Url {
    /// Returns the URL that `text` describes, as `sqlalchemy.make_url` reads it.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        parse::parse(text)
    }

    /// Returns the URL as text, with `***` for the password if `hide_password`.
    pub fn render_as_string(&self, hide_password: bool) -> String {
        let mut text = format!("{}://", self.drivername);
        if let Some(username) = &self.username {
            text.extend(utf8_percent_encode(username, QUOTED_IN_USER));
            if let Some(password) = &self.password {
                text.push(':');
                if hide_password {
                    text.push_str(HIDDEN);
                } else {
                    text.extend(utf8_percent_encode(password, QUOTED_IN_USER));
                }
            }
            text.push('@');
        }
        if let Some(host) = &self.host {
            let host = if hide_password {
                without_password(host)
            } else {
                host.clone()
            };
            if host.contains(':') {
                text.push_str(&format!("[{host}]"));
            } else {
                text.push_str(&host);
            }
        }
        if let Some(port) = self.port {
            text.push_str(&format!(":{port}"));
        }
        if let Some(database) = &self.database {
            text.push('/');
            text.extend(utf8_percent_encode(database, QUOTED_IN_DATABASE));
        }
        let mut options: Vec<_> = self.query.iter().collect();
        options.sort_by_key(|(name, _)| *name);
        let quote = |part: &str| {
            utf8_percent_encode(part, QUOTED_IN_QUERY)
                .to_string()
                .replace(' ', "+")
        };
        let pairs: Vec<String> = options
            .into_iter()
            .flat_map(|(name, value)| value.values().iter().map(move |value| (name, value)))
            .map(|(name, value)| format!("{}={}", quote(name), quote(value)))
            .collect();
        if !self.query.is_empty() {
            text.push('?');
            text.push_str(&pairs.join("&"));
        }
        text
    }

    /// Returns the name before the plus sign, `postgresql`.
    pub fn backend_name(&self) -> &str {
        match self.drivername.split_once('+') {
            Some((backend, _)) => backend,
            None => &self.drivername,
        }
    }

    /// Returns the driver's name: the part after the plus sign, else SQLAlchemy's default driver of
    /// the dialect; empty for a dialect that it does not know.
    pub fn driver_name(&self) -> &str {
        match self.drivername.split('+').nth(1) {
            Some(driver) => driver,
            None => dialects::find(&self.drivername).map_or("", |dialect| dialect.default_driver()),
        }
    }

    /// Returns the last value of a query option.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.query.get(name)?.values().last().map(String::as_str)
    }

    /// Returns the host as messages may show it, without what may be the end of a password.
    pub fn shown_host(&self) -> Option<String> {
        self.host.as_deref().map(without_password)
    }
}

/// Returns what stands where a host or port is expected, as messages may show it.
///
/// An unquoted `@` in a password makes the rest of the password look like the start of a host.
fn without_password(text: &str) -> String {
    match text.rsplit_once('@') {
        Some((_, rest)) => format!("{HIDDEN}@{rest}"),
        None => text.to_owned(),
    }
}

impl FromStr for Url {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        Self::parse(text)
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render_as_string(true))
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Url")
            .field(&self.render_as_string(true))
            .finish()
    }
}
