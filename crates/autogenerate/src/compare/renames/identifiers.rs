//! Names of columns within SQL text.

/// Returns SQL text in which a column has another name.
///
/// What stands in single quotes is left alone, and so is a name before a parenthesis, which is a
/// function's. A name that was in quotes stays in them, and a new name that needs them gets them.
pub(super) fn renamed(text: &str, old: &str, new: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '\'' | '"' | '`' => quoted_length(rest, letter),
            letter if is_word(letter) => rest.find(|letter| !is_word(letter)).unwrap_or(rest.len()),
            letter => letter.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        match letter {
            '"' | '`' if token.trim_matches(letter) == old => {
                out.push_str(&format!("{letter}{new}{letter}"));
            }
            letter
                if is_word(letter)
                    && token.eq_ignore_ascii_case(old)
                    && !after.trim_start().starts_with('(') =>
            {
                out.push_str(&as_word(new));
            }
            _ => out.push_str(token),
        }
        rest = after;
    }
    out
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Returns the length of a quoted text with its quotes, of which two within stand for one.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((position, letter)) = letters.next() {
        if letter == quote && letters.next_if(|(_, next)| *next == quote).is_none() {
            return position + letter.len_utf8();
        }
    }
    text.len()
}

fn as_word(name: &str) -> String {
    let is_plain = name
        .chars()
        .all(|letter| is_word(letter) && !letter.is_uppercase())
        && !name.starts_with(|letter: char| letter.is_ascii_digit());
    if is_plain {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::renamed;

    #[test]
    fn columns_get_another_name_and_nothing_else_does() {
        for (text, expected) in [
            ("lower(name)", "lower(title)"),
            (
                "name IS NOT NULL AND name <> 'name'",
                "title IS NOT NULL AND title <> 'name'",
            ),
            ("\"name\" > 0", "\"title\" > 0"),
            ("`name` > 0", "`title` > 0"),
            ("t.name > 0", "t.title > 0"),
            ("name(x) + names", "name(x) + names"),
            ("'it''s name' || name", "'it''s name' || title"),
            ("'open", "'open"),
            ("(name)::text", "(title)::text"),
        ] {
            assert_eq!(renamed(text, "name", "title"), expected);
        }
        assert_eq!(renamed("a > 0", "a", "Big one"), "\"Big one\" > 0");
    }
}
