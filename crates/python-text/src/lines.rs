//! Lines as Python sees them.

/// Splits a text into lines as `str.splitlines()` does.
pub fn split_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let is_end = matches!(
            character,
            '\n' | '\r'
                | '\u{b}'
                | '\u{c}'
                | '\u{1c}'
                | '\u{1d}'
                | '\u{1e}'
                | '\u{85}'
                | '\u{2028}'
                | '\u{2029}'
        );
        if !is_end {
            continue;
        }
        lines.push(&text[start..index]);
        start = index + character.len_utf8();
        if character == '\r' && text[start..].starts_with('\n') {
            characters.next();
            start += 1;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::split_lines;

    #[test]
    fn splits_lines_where_python_does() {
        for (text, lines) in [
            ("", vec![]),
            ("a", vec!["a"]),
            ("a\nb\n", vec!["a", "b"]),
            ("a\r\nb\rc", vec!["a", "b", "c"]),
            ("a\n\nb", vec!["a", "", "b"]),
            ("a\u{b}b\u{2028}c", vec!["a", "b", "c"]),
        ] {
            assert_eq!(split_lines(text), lines, "{text:?}");
        }
    }
}
