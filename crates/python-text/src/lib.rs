//! How Python writes and formats text, where files, SQL or messages depend on it.
//!
//! The lowest crate of all: whatever shows a value the way the original does takes it from here.

pub mod json;
mod lines;
pub mod number;
pub mod percent;

pub use lines::split_lines;

/// Returns text as Python's `repr` writes it, `'it\n'`.
pub fn repr(text: &str) -> String {
    quoted(text, is_printable)
}

/// Returns text as Python's `ascii` writes it: like [`repr`], in ASCII only.
pub fn ascii(text: &str) -> String {
    quoted(text, |character| (' '..='~').contains(&character))
}

/// Returns whether Python's `str.isspace` holds for a character.
pub fn is_space(character: char) -> bool {
    // The information separators are white space to Python, but not to Unicode.
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

/// Returns text without the white space that Python's `str.strip` removes.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Returns text without the white space that Python's `str.rstrip` removes.
pub fn strip_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// Returns the number that Python's `int(text)` gives, if it is one.
pub fn parse_integer(text: &str) -> Option<i64> {
    let text = strip(text);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_well_formed = digits.split('_').all(|group| {
        !group.is_empty() && group.bytes().all(|character| character.is_ascii_digit())
    });
    if !is_well_formed {
        return None;
    }
    text.replace('_', "").parse().ok()
}

fn quoted(text: &str, is_shown: impl Fn(char) -> bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut result = String::with_capacity(text.len() + 2);
    result.push(quote);
    for character in text.chars() {
        match character {
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\r' => result.push_str("\\r"),
            '\t' => result.push_str("\\t"),
            _ if character == quote => {
                result.push('\\');
                result.push(character);
            }
            _ if is_shown(character) => result.push(character),
            _ => match u32::from(character) {
                code @ ..=0xff => result.push_str(&format!("\\x{code:02x}")),
                code @ ..=0xffff => result.push_str(&format!("\\u{code:04x}")),
                code => result.push_str(&format!("\\U{code:08x}")),
            },
        }
    }
    result.push(quote);
    result
}

fn is_printable(character: char) -> bool {
    if character.is_ascii() {
        return (' '..='~').contains(&character);
    }
    // The standard library's table of printable characters is made by Python's rule, but shows only
    // through `escape_debug`, which escapes combining characters too unless they follow another.
    let mut buffer = [b'a', 0, 0, 0, 0];
    let length = 1 + character.encode_utf8(&mut buffer[1..]).len();
    std::str::from_utf8(&buffer[..length])
        .is_ok_and(|text| text.escape_debug().nth(1) == Some(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repr_is_that_of_python() {
        let cases = [
            ("", "''"),
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("it's \"it\"", "'it\\'s \"it\"'"),
            ("a\\b\n\r\t", "'a\\\\b\\n\\r\\t'"),
            (
                "\u{0}\u{1f}\u{7f}\u{85}\u{a0}",
                "'\\x00\\x1f\\x7f\\x85\\xa0'",
            ),
            (
                "\u{feff}\u{200b}\u{2028}\u{3000}",
                "'\\ufeff\\u200b\\u2028\\u3000'",
            ),
            ("é日😀e\u{301}\u{301}", "'é日😀e\u{301}\u{301}'"),
            ("\u{e000}\u{10ffff}\u{ad}", "'\\ue000\\U0010ffff\\xad'"),
        ];
        for (text, expected) in cases {
            assert_eq!(repr(text), expected);
        }
        assert_eq!(ascii("é😀"), "'\\xe9\\U0001f600'");
    }

    #[test]
    fn strip_knows_separators() {
        assert_eq!(strip("\u{1c}\u{a0} a b \u{2003}\u{1f}\n"), "a b");
        assert_eq!(strip("\u{200b}a"), "\u{200b}a");
        assert_eq!(strip_end(" a\t"), " a");
    }

    #[test]
    fn integers_are_those_of_python() {
        let cases = [
            ("40", Some(40)),
            (" +4_0\n", Some(40)),
            ("-7", Some(-7)),
            ("007", Some(7)),
            ("", None),
            ("4__0", None),
            ("_4", None),
            ("+-4", None),
            ("- 4", None),
            ("4.0", None),
            ("0x10", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_integer(text), expected, "{text:?}");
        }
    }
}
