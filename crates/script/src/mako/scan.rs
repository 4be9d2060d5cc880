//! Finding where the tokens of a template end.

use indexmap::IndexMap;

/// Returns whether a character can be part of a name.
pub(super) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// Returns the length of the string literal that the text begins with, if it begins with one that
/// ends.
pub(super) fn string_length(text: &str) -> Option<usize> {
    let quote = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| text.starts_with(quote))?;
    let mut position = quote.len();
    loop {
        let rest = text.get(position..)?;
        if rest.starts_with(quote) {
            return Some(position + quote.len());
        }
        let character = rest.chars().next()?;
        position += character.len_utf8();
        if character == '\\' {
            position += text.get(position..)?.chars().next()?.len_utf8();
        }
    }
}

/// Returns the length of the line, continued by backslashes, and the length including its end.
pub(super) fn logical_line(text: &str) -> (usize, usize) {
    let mut position = 0;
    loop {
        let rest = &text[position..];
        let Some(end) = rest.find('\n') else {
            return (text.len(), text.len());
        };
        let line = rest[..end].strip_suffix('\r').unwrap_or(&rest[..end]);
        if line.ends_with('\\') {
            position += end + 1;
        } else {
            return (position + line.len(), position + end + 1);
        }
    }
}

/// Reads an opening tag: its keyword, its attributes, whether it closes itself, and its length.
pub(super) fn scan_tag(text: &str) -> Option<(String, IndexMap<String, String>, bool, usize)> {
    let inside = text.strip_prefix("<%")?;
    let length = inside
        .find(|c: char| !(is_word(c) || c == '.' || c == ':'))
        .unwrap_or(0);
    if length == 0 {
        return None;
    }
    let keyword = inside[..length].to_owned();
    let mut attributes = IndexMap::new();
    let mut rest = &inside[length..];
    let mut name: Option<&str> = None;
    loop {
        let trimmed = rest.trim_start();
        let has_space = trimmed.len() < rest.len();
        if let Some(after) = trimmed.strip_prefix("/>") {
            return Some((keyword, attributes, true, text.len() - after.len()));
        }
        if let Some(after) = trimmed.strip_prefix('>') {
            return Some((keyword, attributes, false, text.len() - after.len()));
        }
        let character = trimmed.chars().next()?;
        rest = match character {
            '=' | ',' => &trimmed[1..],
            '"' | '\'' => {
                let end = trimmed[1..].find(character)?;
                if let Some(name) = name.take() {
                    let value = trimmed[1..=end].replace("\r\n", "\n");
                    attributes.insert(name.to_owned(), value);
                }
                &trimmed[end + 2..]
            }
            _ if is_word(character) && has_space => {
                let end = trimmed.find(|c: char| !is_word(c)).unwrap_or(trimmed.len());
                name = Some(&trimmed[..end]);
                &trimmed[end..]
            }
            _ => return None,
        };
    }
}
