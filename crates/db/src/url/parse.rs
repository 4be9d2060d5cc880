//! Taking a URL apart.

use indexmap::IndexMap;
use indexmap::map::Entry;
use percent_encoding::percent_decode_str;

use super::{QueryValue, Url, UrlError, without_password};

/// Parses as SQLAlchemy's regular expression does, which is greedy, not anchored at the end, and
/// leaves out each part that does not fit.
pub(super) fn parse(text: &str) -> Result<Url, UrlError> {
    let (drivername, rest) = text.split_once("://").ok_or(UrlError::Unparsable)?;
    let is_word = |character: char| character.is_alphanumeric() || "_+".contains(character);
    if drivername.is_empty() || !drivername.chars().all(is_word) {
        return Err(UrlError::Unparsable);
    }
    let (username, password, rest) = split_user(rest);
    let (host, rest) = split_host(rest);
    let (port, rest) = match rest.strip_prefix(':') {
        Some(rest) => {
            let (port, rest) = split_before(rest, &['/', '?']);
            (Some(port), rest)
        }
        None => (None, rest),
    };
    let (database, rest) = match rest.strip_prefix('/') {
        Some(rest) => {
            let (database, rest) = split_before(rest, &['?']);
            (Some(database), rest)
        }
        None => (None, rest),
    };
    let query = match rest.strip_prefix('?') {
        Some(query) => parse_query(split_before(query, &['\n']).0),
        None => IndexMap::new(),
    };
    Ok(Url {
        drivername: drivername.to_owned(),
        username: username.map(unquote),
        password: password.map(unquote),
        host: host.map(str::to_owned),
        port: port.map(parse_port).transpose()?,
        database: database.map(unquote),
        query,
    })
}

/// Splits `text` before the first of `ends`.
fn split_before<'a>(text: &'a str, ends: &[char]) -> (&'a str, &'a str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn split_user(text: &str) -> (Option<&str>, Option<&str>, &str) {
    let (run, rest) = split_before(text, &[':', '/']);
    if let Some((password, rest)) = rest.strip_prefix(':').and_then(|rest| rest.split_once('@')) {
        return (Some(run), Some(password), rest);
    }
    match run.rfind('@') {
        Some(end) => (Some(&run[..end]), None, &text[end + 1..]),
        None => (None, None, text),
    }
}

fn split_host(text: &str) -> (Option<&str>, &str) {
    if let Some(bracketed) = text.strip_prefix('[') {
        let (run, _) = split_before(bracketed, &['/', '?']);
        if let Some(end) = run.rfind(']').filter(|end| *end > 0) {
            return (Some(&run[..end]), &bracketed[end + 1..]);
        }
    }
    let (host, rest) = split_before(text, &['/', ':', '?']);
    (Some(host).filter(|host| !host.is_empty()), rest)
}

/// Reads a number as Python's `int` does: blanks around it, a sign, single underscores between digits.
fn parse_port(text: &str) -> Result<i64, UrlError> {
    let invalid = || UrlError::InvalidPort {
        text: without_password(text),
    };
    let trimmed = text.trim();
    let digits = trimmed.strip_prefix(['+', '-']).unwrap_or(trimmed);
    let groups_are_digits = digits
        .split('_')
        .all(|group| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit()));
    if !groups_are_digits {
        return Err(invalid());
    }
    trimmed.replace('_', "").parse().map_err(|_| invalid())
}

/// Reads options as `urllib.parse.parse_qsl` does: without a value they are left out.
fn parse_query(text: &str) -> IndexMap<String, QueryValue> {
    let mut query = IndexMap::new();
    for pair in text.split('&') {
        let Some((name, value)) = pair.split_once('=').filter(|(_, value)| !value.is_empty())
        else {
            continue;
        };
        let value = unquote(&value.replace('+', " "));
        match query.entry(unquote(&name.replace('+', " "))) {
            Entry::Occupied(mut entry) => {
                let present: &mut QueryValue = entry.get_mut();
                present.push(value);
            }
            Entry::Vacant(entry) => {
                entry.insert(QueryValue::One(value));
            }
        }
    }
    query
}

fn unquote(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
