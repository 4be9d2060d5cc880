//! SQL text with `:name` parameters.

/// A piece of SQL text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// SQL.
    Sql(String),
    /// A parameter's name.
    Parameter(String),
}

/// Returns the pieces of a text as SQLAlchemy's `text()` reads it.
///
/// `::` and a colon after a word start no parameter, and neither does `\:`, which loses its
/// backslash.
pub(crate) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut sql = String::new();
    let mut previous = None;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        rest = &rest[letter.len_utf8()..];
        if letter != ':' {
            sql.push(letter);
            previous = Some(letter);
            continue;
        }
        let word_length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_length);
        let ends = !after.starts_with(':');
        if previous == Some('\\') && ends {
            sql.pop();
        } else if previous.is_none_or(|letter| !is_word(letter) && !matches!(letter, ':' | '\\'))
            && !word.is_empty()
            && ends
        {
            if !sql.is_empty() {
                pieces.push(Piece::Sql(std::mem::take(&mut sql)));
            }
            pieces.push(Piece::Parameter(word.to_owned()));
            previous = word.chars().last();
            rest = after;
            continue;
        }
        sql.push(':');
        previous = Some(':');
    }
    if !sql.is_empty() {
        pieces.push(Piece::Sql(sql));
    }
    pieces
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_from_other_colons() {
        for (text, expected) in [
            ("SELECT :x", "SELECT <x>"),
            ("a=:a_1, b=:ä", "a=<a_1>, b=<ä>"),
            ("(:x)::int", "(<x>)::int"),
            (":x::int", ":x::int"),
            ("a::text", "a::text"),
            (r"\:x", ":x"),
            (r"'\:x' :y", "':x' <y>"),
            (r"\::x", r"\::x"),
            ("'10:30'", "'10:30'"),
            ("a[1:2]", "a[1:2]"),
            ("a : b", "a : b"),
            (":x:y", ":x:y"),
            ("::x", "::x"),
            (":", ":"),
            ("", ""),
        ] {
            let rebuilt: String = pieces(text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Sql(sql) => sql,
                    Piece::Parameter(name) => format!("<{name}>"),
                })
                .collect();
            assert_eq!(rebuilt, expected, "{text}");
        }
    }
}
