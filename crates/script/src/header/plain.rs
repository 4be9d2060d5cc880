//! The usual form of a version file's beginning, read without a parser.
//!
//! Nearly all version files begin with what the built-in templates write: a docstring, imports,
//! comments and one assignment a line. Parsing those takes longer than all else that listing
//! thousands of revisions takes, so that they are read line by line. Whatever is not understood here
//! is left to the parser.

use super::{HeaderValue, LoadedHeader};

/// Returns the variables if the text has the usual form.
pub(super) fn read(text: &str) -> Option<LoadedHeader> {
    if text.contains('\r') {
        return None;
    }
    let mut header = LoadedHeader::default();
    let mut rest = skip_comments(text);
    if rest.starts_with(['"', '\'']) {
        let (doc, after) = docstring(rest)?;
        header.doc = Some(doc.to_owned());
        rest = after;
    }
    for line in rest.split('\n') {
        if line.is_empty() || line.starts_with('#') || is_import(line) {
            continue;
        }
        let (target, value) = line.split_once('=')?;
        let (name, annotation) = match target.split_once(':') {
            Some((name, annotation)) => (name, Some(annotation)),
            None => (target, None),
        };
        if annotation.is_some_and(|annotation| !is_annotation(annotation)) {
            return None;
        }
        let variable = match name.trim_end_matches(' ') {
            "revision" => &mut header.revision,
            "down_revision" => &mut header.down_revision,
            "branch_labels" => &mut header.branch_labels,
            "depends_on" => &mut header.depends_on,
            _ => return None,
        };
        *variable = Some(literal(value.trim_matches(' '))?);
    }
    Some(header)
}

/// Skips empty lines and comments.
fn skip_comments(mut text: &str) -> &str {
    while text.starts_with(['\n', '#']) {
        text = text.find('\n').map_or("", |end| &text[end + 1..]);
    }
    text
}

/// Returns the content of the string that the text begins with, and what follows its line.
fn docstring(text: &str) -> Option<(&str, &str)> {
    let quote = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| text.starts_with(quote))?;
    let inside = &text[quote.len()..];
    let (content, after) = inside.split_once(quote)?;
    let is_plain = !content.contains('\\') && (quote.len() == 3 || !content.contains('\n'));
    let after = after.trim_start_matches(' ');
    let after = if after.is_empty() {
        Some("")
    } else {
        after.strip_prefix('\n')
    };
    after.filter(|_| is_plain).map(|after| (content, after))
}

/// Returns whether the line imports names, none of which is a variable of the header.
fn is_import(line: &str) -> bool {
    let items = if let Some(items) = line.strip_prefix("import ") {
        items
    } else {
        let Some((module, items)) = line
            .strip_prefix("from ")
            .and_then(|line| line.split_once(" import "))
        else {
            return false;
        };
        let module = module.trim_matches(' ');
        let name = module.trim_start_matches('.');
        let is_parent = name.is_empty() && !module.is_empty();
        if !is_parent && !is_dotted(name) {
            return false;
        }
        items
    };
    items.split(',').all(|item| {
        let words: Vec<&str> = item.split(' ').filter(|word| !word.is_empty()).collect();
        match words.as_slice() {
            [name] => is_dotted(name) && !is_variable(name),
            [name, "as", other] => is_dotted(name) && is_name(other) && !is_variable(other),
            _ => false,
        }
    })
}

fn is_dotted(text: &str) -> bool {
    text.split('.').all(is_name)
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_variable(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    super::NAMES.contains(&first)
}

fn is_annotation(text: &str) -> bool {
    let count = |bracket: char| text.matches(bracket).count();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_.[], |".contains(c);
    text.contains(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(is_plain)
        && count('[') == count(']')
}

fn literal(text: &str) -> Option<HeaderValue> {
    if text == "None" {
        return Some(HeaderValue::None);
    }
    if let Some(string) = string(text) {
        return Some(HeaderValue::One(string));
    }
    let is_tuple = text.starts_with('(') && text.ends_with(')');
    let is_list = text.starts_with('[') && text.ends_with(']');
    if !is_tuple && !is_list {
        return None;
    }
    let inside = text[1..text.len() - 1].trim_matches(' ');
    let items = inside.strip_suffix(',').unwrap_or(inside);
    if items.is_empty() {
        // Only a comma is no literal at all.
        return inside.is_empty().then(|| HeaderValue::Many(Vec::new()));
    }
    let strings: Vec<String> = items
        .split(',')
        .map(|item| string(item.trim_matches(' ')))
        .collect::<Option<_>>()?;
    match strings.as_slice() {
        [one] if is_tuple && items.len() == inside.len() => Some(HeaderValue::One(one.clone())),
        _ => Some(HeaderValue::Many(strings)),
    }
}

/// Returns the content of a literal in single or double quotes that has neither quotes nor escapes
/// inside.
fn string(text: &str) -> Option<String> {
    let quote = text
        .chars()
        .next()
        .filter(|quote| matches!(quote, '"' | '\''))?;
    let content = text[1..].strip_suffix(quote)?;
    (!content.contains(['"', '\'', '\\'])).then(|| content.to_owned())
}
