//! Finding the ends of statements in SQL text.

/// What a database's lexer does beyond the standard.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lexer {
    /// A backslash quotes in strings, `#` starts a comment, `/*!` does not, `--` needs a blank.
    is_mysql: bool,
}

impl Lexer {
    pub(crate) const MYSQL: Self = Self { is_mysql: true };
    pub(crate) const SQLITE: Self = Self { is_mysql: false };

    /// Returns the position of the next semicolon outside of quotes and comments.
    pub(crate) fn semicolon(self, sql: &str, from: usize) -> Option<usize> {
        let bytes = sql.as_bytes();
        let mut index = from;
        while index < bytes.len() {
            let rest = &bytes[index..];
            index += match (rest[0], self.blank_length(rest)) {
                (_, length) if length > 0 => length,
                (b';', _) => return Some(index),
                (quote @ (b'\'' | b'"' | b'`'), _) => self.quoted_length(rest, quote),
                (b'[', _) if !self.is_mysql => self.quoted_length(rest, b']'),
                _ => 1,
            };
        }
        None
    }

    /// Returns the text without the white space and comments that it starts with.
    pub(crate) fn without_blank(self, sql: &str) -> &str {
        let bytes = sql.as_bytes();
        let mut index = 0;
        while index < bytes.len() {
            match self.blank_length(&bytes[index..]) {
                0 => break,
                length => index += length,
            }
        }
        sql.get(index..).unwrap_or_default()
    }

    /// Returns the length of the white space or comment that `bytes` start with.
    fn blank_length(self, bytes: &[u8]) -> usize {
        match bytes {
            [byte, ..] if byte.is_ascii_whitespace() => 1,
            [b'#', ..] if self.is_mysql => line_length(bytes),
            [b'-', b'-'] => 2,
            [b'-', b'-', next, ..] if !self.is_mysql || next.is_ascii_whitespace() => {
                line_length(bytes)
            }
            // What stands in `/*! … */` is run.
            [b'/', b'*', b'!', ..] if self.is_mysql => 0,
            [b'/', b'*', ..] => comment_length(bytes),
            _ => 0,
        }
    }

    fn quoted_length(self, bytes: &[u8], quote: u8) -> usize {
        let mut index = 1;
        while index < bytes.len() {
            match bytes[index] {
                b'\\' if self.is_mysql && quote != b'`' => index += 1,
                byte if byte == quote => return index + 1,
                _ => {}
            }
            index += 1;
        }
        bytes.len()
    }
}

fn line_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(bytes.len())
}

fn comment_length(bytes: &[u8]) -> usize {
    bytes
        .windows(2)
        .skip(2)
        .position(|pair| pair == b"*/")
        .map_or(bytes.len(), |end| end + 4)
}

#[cfg(test)]
mod tests {
    use super::Lexer;

    fn rest(lexer: Lexer, sql: &str) -> Option<&str> {
        let end = lexer.semicolon(sql, 0)?;
        Some(lexer.without_blank(&sql[end + 1..]))
    }

    #[test]
    fn a_semicolon_ends_a_statement_outside_of_quotes_and_comments() {
        for (sql, expected) in [
            ("", None),
            ("select 1", None),
            ("select 1;", Some("")),
            ("select 1; -- end\n /* and */ ", Some("")),
            ("select 1; select 2", Some("select 2")),
            ("select 1;'x'", Some("'x'")),
            ("select ';x', \";x\", `;x`", None),
            ("select 'it''s; x'", None),
            ("/* ; */ select 1", None),
            ("-- ; x\nselect 1", None),
            ("create trigger t begin select 1; end", Some("end")),
            ("select 'open; x", None),
            ("/* open; x", None),
        ] {
            assert_eq!(rest(Lexer::MYSQL, sql), expected, "{sql}");
            assert_eq!(rest(Lexer::SQLITE, sql), expected, "{sql}");
        }
    }

    #[test]
    fn the_databases_differ() {
        for (sql, mysql, sqlite) in [
            ("select '\\'; x'", None, Some("x'")),
            ("select 1 # ; x", None, Some("x")),
            ("select 1--1; x", Some("x"), None),
            ("select 1; /*! x */", Some("/*! x */"), Some("")),
            ("select [;x]", Some("x]"), None),
        ] {
            assert_eq!(rest(Lexer::MYSQL, sql), mysql, "{sql}");
            assert_eq!(rest(Lexer::SQLITE, sql), sqlite, "{sql}");
        }
    }
}
