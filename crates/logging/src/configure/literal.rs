//! The Python expressions that handlers' arguments are written as, as far as they are literals.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    None,
    Boolean(bool),
    Number(f64),
    Text(String),
    Stdout,
    Stderr,
    Tuple(Vec<Self>),
    List(Vec<Self>),
    Dictionary(Vec<(Self, Self)>),
}

impl Literal {
    /// Returns whether Python takes the value for true.
    pub(super) fn is_true(&self) -> bool {
        match self {
            Self::None => false,
            Self::Boolean(value) => *value,
            Self::Number(number) => *number != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Stdout | Self::Stderr => true,
            Self::Tuple(items) | Self::List(items) => !items.is_empty(),
            Self::Dictionary(items) => !items.is_empty(),
        }
    }
}

/// Brackets may not be nested deeper than this.
const MAXIMUM_DEPTH: usize = 20;

/// Returns the value of an expression.
pub(super) fn parse(text: &str) -> Result<Literal, String> {
    let mut parser = Parser {
        rest: text.trim(),
        depth: 0,
    };
    let (mut items, has_comma) = parser.items(None)?;
    match (items.pop(), has_comma) {
        (Some(item), false) => Ok(item),
        (Some(item), true) => {
            items.push(item);
            Ok(Literal::Tuple(items))
        }
        (None, _) => Err("nothing there".to_owned()),
    }
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, token: char) -> bool {
        self.skip_space();
        let rest = self.rest.strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn unexpected(&self) -> String {
        match self.rest.chars().next() {
            Some(_) => format!(
                "only literals, sys.stdout and sys.stderr are read, not: {}",
                self.rest
            ),
            None => "unexpected end".to_owned(),
        }
    }

    /// Reads values between commas up to a closing bracket, or to the end; tells if there was a comma.
    fn items(&mut self, end: Option<char>) -> Result<(Vec<Literal>, bool), String> {
        let mut items = Vec::new();
        let mut has_comma = false;
        loop {
            if self.is_at(end)? {
                return Ok((items, has_comma));
            }
            items.push(self.value()?);
            if self.take(',') {
                has_comma = true;
            } else if self.is_at(end)? {
                return Ok((items, has_comma));
            } else {
                return Err(self.unexpected());
            }
        }
    }

    /// Takes the end, if it is next.
    fn is_at(&mut self, end: Option<char>) -> Result<bool, String> {
        match end {
            Some(bracket) => Ok(self.take(bracket)),
            None => {
                self.skip_space();
                Ok(self.rest.is_empty())
            }
        }
    }

    fn value(&mut self) -> Result<Literal, String> {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH {
            return Err("nested too deeply".to_owned());
        }
        let value = self.plain_value();
        self.depth -= 1;
        value
    }

    fn plain_value(&mut self) -> Result<Literal, String> {
        if self.take('(') {
            let (mut items, has_comma) = self.items(Some(')'))?;
            return Ok(match (items.pop(), has_comma) {
                (Some(item), false) => item,
                (None, _) => Literal::Tuple(items),
                (Some(item), true) => {
                    items.push(item);
                    Literal::Tuple(items)
                }
            });
        }
        if self.take('[') {
            return Ok(Literal::List(self.items(Some(']'))?.0));
        }
        if self.take('{') {
            return self.dictionary();
        }
        if let Some(text) = self.string()? {
            return Ok(Literal::Text(text));
        }
        let is_part = |character: char| character.is_alphanumeric() || "._+-".contains(character);
        let end = self
            .rest
            .find(|character| !is_part(character))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        let literal = match word {
            "None" => Literal::None,
            "True" => Literal::Boolean(true),
            "False" => Literal::Boolean(false),
            "sys.stdout" => Literal::Stdout,
            "sys.stderr" => Literal::Stderr,
            _ if word
                .starts_with(|character: char| character.is_ascii_digit() || character == '-') =>
            {
                let number = word.replace('_', "").parse();
                Literal::Number(number.map_err(|_| self.unexpected())?)
            }
            _ => return Err(self.unexpected()),
        };
        self.rest = rest;
        Ok(literal)
    }

    fn dictionary(&mut self) -> Result<Literal, String> {
        let mut items = Vec::new();
        while !self.take('}') {
            let key = self.value()?;
            if !self.take(':') {
                return Err(self.unexpected());
            }
            items.push((key, self.value()?));
            if !self.take(',') {
                if self.take('}') {
                    break;
                }
                return Err(self.unexpected());
            }
        }
        Ok(Literal::Dictionary(items))
    }

    /// Reads a string, or several side by side, which are one.
    fn string(&mut self) -> Result<Option<String>, String> {
        let mut result: Option<String> = None;
        loop {
            self.skip_space();
            let without_prefix = self.rest.strip_prefix(['r', 'R']);
            let is_raw = without_prefix.is_some_and(|rest| rest.starts_with(['\'', '"']));
            let text = match without_prefix {
                Some(rest) if is_raw => rest,
                _ => self.rest,
            };
            let Some(quote) = text
                .chars()
                .next()
                .filter(|quote| matches!(quote, '\'' | '"'))
            else {
                return Ok(result);
            };
            self.rest = &text[1..];
            self.string_body(quote, is_raw, result.get_or_insert_default())?;
        }
    }

    fn string_body(
        &mut self,
        quote: char,
        is_raw: bool,
        result: &mut String,
    ) -> Result<(), String> {
        let mut characters = self.rest.char_indices();
        while let Some((position, character)) = characters.next() {
            if character == quote {
                self.rest = &self.rest[position + 1..];
                return Ok(());
            }
            if character != '\\' {
                result.push(character);
                continue;
            }
            let Some((_, escaped)) = characters.next() else {
                break;
            };
            match escaped {
                _ if is_raw => result.extend(['\\', escaped]),
                'n' => result.push('\n'),
                't' => result.push('\t'),
                'r' => result.push('\r'),
                '\\' | '\'' | '"' => result.push(escaped),
                '\n' => {}
                'a' | 'b' | 'f' | 'v' | 'x' | 'u' | 'U' | 'N' | '0'..='7' => {
                    return Err(format!("the escape \\{escaped} is not supported"));
                }
                _ => result.extend(['\\', escaped]),
            }
        }
        Err("a string does not end".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn literals_are_read() {
        use Literal::{Boolean, Dictionary, List, None, Number, Stderr, Stdout, Tuple};
        let cases = [
            ("()", Tuple(vec![])),
            ("( )", Tuple(vec![])),
            ("(sys.stderr,)", Tuple(vec![Stderr])),
            ("sys.stdout,", Tuple(vec![Stdout])),
            ("(sys.stdout)", Stdout),
            ("('app.log', 'a')", Tuple(vec![text("app.log"), text("a")])),
            ("('a' \"b\"\n r'\\c',)", Tuple(vec![text("ab\\c")])),
            (r"('C:\\x\y\n\'',)", Tuple(vec![text("C:\\x\\y\n'")])),
            (
                "'a', 1_000, -2.5",
                Tuple(vec![text("a"), Number(1000.0), Number(-2.5)]),
            ),
            (
                "[None, True,False ,]",
                List(vec![None, Boolean(true), Boolean(false)]),
            ),
            ("{}", Dictionary(vec![])),
            ("{'a': 1, 'b': sys.stdout,}", {
                Dictionary(vec![(text("a"), Number(1.0)), (text("b"), Stdout)])
            }),
            ("((1,),)", Tuple(vec![Tuple(vec![Number(1.0)])])),
        ];
        for (source, expected) in cases {
            assert_eq!(parse(source), Ok(expected), "{source}");
        }
    }

    #[test]
    fn other_expressions_are_refused() {
        let deep = "(".repeat(100_000);
        for source in [
            "",
            "(",
            ")",
            "(1",
            "'a",
            "(os.environ['X'],)",
            "f'x'",
            "(1 2)",
            "{1}",
            "{1:2",
            "sys",
            "open('x')",
            "'\\x41'",
            "1__a",
            "(,)",
            &deep,
        ] {
            assert!(parse(source).is_err(), "{source:.20}");
        }
    }
}
