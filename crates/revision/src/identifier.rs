//! What users write to name revisions.

use std::fmt;

use alembic_python_text::repr;

/// Names of revisions: none, which means the base, one, or several.
///
/// Each name may be an identifier, the beginning of one, a branch label, `head`, `heads`, `base`,
/// a number of steps, or one of these after a branch and an `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier<'text> {
    /// No name.
    Base,
    /// One name.
    One(&'text str),
    /// Any number of names.
    Many(&'text [String]),
}

impl Identifier<'_> {
    /// Returns whether there is no name, or only an empty one.
    pub(crate) fn is_empty(self) -> bool {
        match self {
            Self::Base => true,
            Self::One(text) => text.is_empty(),
            Self::Many(texts) => texts.is_empty(),
        }
    }

    /// Returns the names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let (one, many): (Option<&str>, &[String]) = match self {
            Self::Base => (None, &[]),
            Self::One(text) => (Some(text), &[]),
            Self::Many(texts) => (None, texts),
        };
        one.into_iter().chain(many.iter().map(String::as_str))
    }
}

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            _ if self.is_empty() => formatter.write_str("base"),
            Self::Base => formatter.write_str("base"),
            Self::One(text) => formatter.write_str(text),
            Self::Many(texts) => formatter.write_str(&python_tuple(texts)),
        }
    }
}

impl<'text> From<&'text str> for Identifier<'text> {
    fn from(text: &'text str) -> Self {
        Self::One(text)
    }
}

impl<'text> From<Option<&'text str>> for Identifier<'text> {
    fn from(text: Option<&'text str>) -> Self {
        text.map_or(Self::Base, Self::One)
    }
}

impl<'text> From<&'text String> for Identifier<'text> {
    fn from(text: &'text String) -> Self {
        Self::One(text)
    }
}

impl<'text> From<&'text [String]> for Identifier<'text> {
    fn from(texts: &'text [String]) -> Self {
        Self::Many(texts)
    }
}

impl<'text> From<&'text Vec<String>> for Identifier<'text> {
    fn from(texts: &'text Vec<String>) -> Self {
        Self::Many(texts)
    }
}

/// Returns the names as Python shows a list of them.
pub(crate) fn python_list(names: &[String]) -> String {
    format!("[{}]", python_items(names))
}

/// Returns the names as Python shows a tuple of them.
pub(crate) fn python_tuple(names: &[String]) -> String {
    match names {
        [one] => format!("({},)", repr(one)),
        _ => format!("({})", python_items(names)),
    }
}

fn python_items(names: &[String]) -> String {
    names
        .iter()
        .map(|name| repr(name))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A name with a number of steps at its end: `+2`, `head-1`, `branch@+1`, `branch@base+3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RelativeName<'text> {
    pub(crate) branch: Option<&'text str>,
    pub(crate) symbol: Option<&'text str>,
    /// The sign and the digits.
    pub(crate) relative: &'text str,
    pub(crate) steps: Steps,
}

/// A number of steps along the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Steps {
    Up(u64),
    Down(u64),
}

impl Steps {
    pub(crate) fn count(self) -> u64 {
        match self {
            Self::Up(count) | Self::Down(count) => count,
        }
    }
}

impl<'text> RelativeName<'text> {
    /// Reads a relative name from the beginning of the text; what follows the digits is ignored.
    pub(crate) fn parse(text: &'text str) -> Option<Self> {
        let end_of_line = text.find('\n').unwrap_or(text.len());
        let with_branch = text[..end_of_line]
            .match_indices('@')
            .filter(|(place, _)| *place > 0)
            .find_map(|(place, _)| {
                Self::parse_unbranched(Some(&text[..place]), &text[place + 1..])
            });
        with_branch.or_else(|| Self::parse_unbranched(None, text))
    }

    fn parse_unbranched(branch: Option<&'text str>, text: &'text str) -> Option<Self> {
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let symbol_length = text
            .find(|character| !is_word(character))
            .unwrap_or(text.len());
        let (symbol, rest) = text.split_at(symbol_length);
        let digits = rest.strip_prefix(['+', '-'])?;
        let digits_length = digits
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(digits.len());
        if digits_length == 0 {
            return None;
        }
        let relative = &rest[..=digits_length];
        let count = digits[..digits_length].parse().unwrap_or(u64::MAX);
        let steps = if rest.starts_with('-') && count > 0 {
            Steps::Down(count)
        } else {
            Steps::Up(count)
        };
        let symbol = Some(symbol).filter(|symbol| !symbol.is_empty());
        Some(Self {
            branch,
            symbol,
            relative,
            steps,
        })
    }
}

/// Returns the number of steps down that a negative number names.
pub(crate) fn negative_number(text: &str) -> Option<u64> {
    let digits = text.trim().strip_prefix('-')?;
    let well_formed = digits
        .chars()
        .all(|character| character.is_ascii_digit() || character == '_')
        && digits.split('_').all(|group| !group.is_empty());
    let number = digits.replace('_', "").parse().unwrap_or(u64::MAX);
    (well_formed && number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_names_are_read() {
        let cases = [
            ("+2", None, None, "+2", Steps::Up(2)),
            ("-1", None, None, "-1", Steps::Down(1)),
            ("+0", None, None, "+0", Steps::Up(0)),
            ("-0", None, None, "-0", Steps::Up(0)),
            ("head-1", None, Some("head"), "-1", Steps::Down(1)),
            ("ae10+03", None, Some("ae10"), "+03", Steps::Up(3)),
            ("branch@+1", Some("branch"), None, "+1", Steps::Up(1)),
            (
                "my-branch@base+3",
                Some("my-branch"),
                Some("base"),
                "+3",
                Steps::Up(3),
            ),
            ("a@b@c-2", Some("a@b"), Some("c"), "-2", Steps::Down(2)),
            ("a+1b", None, Some("a"), "+1", Steps::Up(1)),
            (
                "-99999999999999999999",
                None,
                None,
                "-99999999999999999999",
                Steps::Down(u64::MAX),
            ),
        ];
        for (text, branch, symbol, relative, steps) in cases {
            let expected = RelativeName {
                branch,
                symbol,
                relative,
                steps,
            };
            assert_eq!(RelativeName::parse(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_names_are_not_relative() {
        for text in [
            "",
            "head",
            "branch@head",
            "+",
            "a-",
            "@+1",
            "my branch+1",
            "a b",
        ] {
            assert_eq!(RelativeName::parse(text), None, "{text}");
        }
    }

    #[test]
    fn negative_numbers_are_read_as_python_does() {
        let cases = [
            ("-5", Some(5)),
            (" -5 ", Some(5)),
            ("-1_000", Some(1000)),
            ("-05", Some(5)),
            ("-0", None),
            ("5", None),
            ("+5", None),
            ("-", None),
            ("-_5", None),
            ("-5_", None),
            ("-5a", None),
            ("--5", None),
        ];
        for (text, expected) in cases {
            assert_eq!(negative_number(text), expected, "{text}");
        }
    }

    #[test]
    fn names_are_shown_as_python_does() {
        let owned = |names: &[&str]| {
            names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<String>>()
        };
        let cases: [(&[&str], &str, &str); 5] = [
            (&[], "[]", "()"),
            (&["a"], "['a']", "('a',)"),
            (&["a", "b"], "['a', 'b']", "('a', 'b')"),
            (&["it's"], "[\"it's\"]", "(\"it's\",)"),
            (&["'\"\\"], "['\\'\"\\\\']", "('\\'\"\\\\',)"),
        ];
        for (names, list, tuple) in cases {
            assert_eq!(python_list(&owned(names)), list);
            assert_eq!(python_tuple(&owned(names)), tuple);
        }
    }
}
