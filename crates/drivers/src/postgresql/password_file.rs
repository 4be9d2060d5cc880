//! libpq's files: `~/.pgpass` and the service file.

use std::path::{Path, PathBuf};

/// Returns the password of the first line of a password file that matches.
pub(super) fn password(
    path: &Path,
    host: &str,
    port: u16,
    database: &str,
    user: &str,
) -> Option<String> {
    let metadata = fs_err::metadata(path).ok()?;
    if !metadata.is_file() {
        log::warn!("password file \"{}\" is not a plain file", path.display());
        return None;
    }
    if is_open_to_others(&metadata) {
        log::warn!(
            "password file \"{}\" has group or world access; permissions should be u=rw (0600) or less",
            path.display()
        );
        return None;
    }
    let text = fs_err::read_to_string(path).ok()?;
    let port = port.to_string();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .find_map(|line| matching_password(line, &[host, &port, database, user]))
        .filter(|password| !password.is_empty())
}

#[cfg(unix)]
fn is_open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open_to_others(_metadata: &std::fs::Metadata) -> bool {
    false
}

/// Reads `host:port:database:user:password`, where a backslash quotes and `*` matches anything.
fn matching_password(line: &str, wanted: &[&str]) -> Option<String> {
    let mut rest = line;
    for wanted in wanted {
        let (field, tail) = next_field(rest)?;
        if field != "*" && unescape(field) != *wanted {
            return None;
        }
        rest = tail;
    }
    Some(match next_field(rest) {
        Some((password, _)) => unescape(password),
        None => unescape(rest),
    })
}

/// Splits at the first colon without a backslash before it.
fn next_field(text: &str) -> Option<(&str, &str)> {
    let mut is_quoted = false;
    for (index, character) in text.char_indices() {
        match character {
            _ if is_quoted => is_quoted = false,
            '\\' => is_quoted = true,
            ':' => return Some((&text[..index], &text[index + 1..])),
            _ => {}
        }
    }
    None
}

fn unescape(field: &str) -> String {
    let mut text = String::new();
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    text
}

/// Returns the options that the service file gives a service, or libpq's complaint.
pub(super) fn service_settings(
    file: Option<PathBuf>,
    system_directory: Option<&str>,
    service: &str,
) -> Result<Vec<(String, String)>, String> {
    let system_file =
        Path::new(system_directory.unwrap_or("/etc/postgresql-common")).join("pg_service.conf");
    for path in file.into_iter().chain([system_file]) {
        if let Ok(text) = fs_err::read_to_string(&path)
            && let Some(settings) = settings_of(&text, service)
        {
            return settings.map_err(|line| {
                format!(
                    "syntax error in service file \"{}\", line {line}",
                    path.display()
                )
            });
        }
    }
    Err(format!("definition of service \"{service}\" not found"))
}

type Settings = Result<Vec<(String, String)>, usize>;

fn settings_of(text: &str, service: &str) -> Option<Settings> {
    let header = format!("[{service}]");
    let mut lines = text.lines().map(str::trim).enumerate();
    lines.find(|(_, line)| *line == header)?;
    let pairs = lines
        .take_while(|(_, line)| !line.starts_with('['))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(index, line)| match line.split_once('=') {
            Some((name, value)) => Ok((name.to_owned(), value.to_owned())),
            None => Err(index + 1),
        })
        .collect();
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_matches_by_field_or_star() {
        for (line, expected) in [
            ("h:5432:db:u:secret", Some("secret")),
            ("*:*:*:*:secret", Some("secret")),
            ("h:5433:db:u:secret", None),
            (r"h:*:db:u:se\:cr\\et", Some(r"se:cr\et")),
            ("h:5432:db:u:secret:rest", Some("secret")),
            ("h:5432:db:u", None),
            ("", None),
        ] {
            let found = matching_password(line, &["h", "5432", "db", "u"]);
            assert_eq!(found.as_deref(), expected, "{line}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_ignored() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pgpass");
        fs_err::write(&path, "# note\nh:1:d:u:first\n*:*:*:*:second\n").unwrap();
        for (mode, host, expected) in [
            (0o644, "h", None),
            (0o600, "h", Some("first")),
            (0o600, "g", Some("second")),
        ] {
            fs_err::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(password(&path, host, 1, "d", "u").as_deref(), expected);
        }
    }

    #[test]
    fn a_service_is_a_section() {
        let text = "[a]\nhost=h\n# note\n\nport=1\n[b]\nhost\n";
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            settings_of(text, "a"),
            Some(Ok(vec![pair("host", "h"), pair("port", "1")]))
        );
        assert_eq!(settings_of(text, "b"), Some(Err(7)));
        assert_eq!(settings_of(text, "c"), None);
    }
}
