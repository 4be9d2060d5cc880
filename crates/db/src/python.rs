//! How Python shows a text in a message.

/// Returns a text as Python's `repr` does: in quotes, with escapes for what cannot be seen.
pub fn python_repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push(quote);
    for character in text.chars() {
        match character {
            '\\' => shown.push_str("\\\\"),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            _ if character == quote => {
                shown.push('\\');
                shown.push(character);
            }
            _ if character.is_control() => {
                shown.push_str(&format!("\\x{:02x}", u32::from(character)));
            }
            _ => shown.push(character),
        }
    }
    shown.push(quote);
    shown
}

#[cfg(test)]
mod tests {
    use super::python_repr;

    #[test]
    fn texts_are_quoted_as_python_does() {
        for (text, expected) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\b\n\t\0é", "'a\\\\b\\n\\t\\x00é'"),
        ] {
            assert_eq!(python_repr(text), expected);
        }
    }
}
