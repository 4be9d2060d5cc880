//! The parser of Python, for texts of any depth.
//!
//! The parser and those who walk its trees call themselves for each level, so that a text which is
//! nested deep enough would end the program. Python refuses such texts too.

use rustpython_ruff_python_ast::token::TokenKind;
use rustpython_ruff_python_ast::{ModExpression, ModModule};
use rustpython_ruff_python_parser::lexer::lex;
use rustpython_ruff_python_parser::{Mode, ParseError, ParseErrorType, Parsed};
use rustpython_ruff_text_size::{TextRange, TextSize};

/// As many as Python allows.
const MAXIMUM_BRACKETS: usize = 200;
/// As many as Python allows.
const MAXIMUM_INDENTATION: usize = 100;
/// Operators, calls, attributes and the like that stand on one another. Python allows some more.
const MAXIMUM_OPERATIONS: usize = 1000;

/// Parses a Python module.
///
/// # Errors
///
/// Fails when the text is not valid Python or is nested too deeply.
pub fn parse_module(text: &str) -> Result<Parsed<ModModule>, ParseError> {
    check_depth(text, Mode::Module)?;
    #[expect(clippy::disallowed_methods, reason = "its depth has been checked")]
    rustpython_ruff_python_parser::parse_module(text)
}

/// Parses a Python expression.
///
/// # Errors
///
/// Fails when the text is not a valid expression or is nested too deeply.
pub(crate) fn parse_expression(text: &str) -> Result<Parsed<ModExpression>, ParseError> {
    check_depth(text, Mode::Expression)?;
    #[expect(clippy::disallowed_methods, reason = "its depth has been checked")]
    rustpython_ruff_python_parser::parse_expression(text)
}

fn check_depth(text: &str, mode: Mode) -> Result<(), ParseError> {
    let Some(message) = excess(text, mode) else {
        return Ok(());
    };
    // The lexer does not tell where it is.
    let ends: Vec<usize> = text.match_indices('\n').map(|(end, _)| end).collect();
    let line = ends.partition_point(|end| excess(&text[..*end], mode).is_none());
    let start = line.checked_sub(1).map_or(0, |before| ends[before] + 1);
    Err(ParseError {
        error: ParseErrorType::OtherError(message.to_owned()),
        location: TextRange::empty(TextSize::try_from(start).unwrap_or_default()),
    })
}

/// What stands on one another between two brackets.
#[derive(Default)]
struct Level {
    operations: usize,
    /// Whether the parameters of a `lambda` are being read, whose commas end nothing.
    is_lambda: bool,
}

/// Returns what a text has too much of.
fn excess(text: &str, mode: Mode) -> Option<&'static str> {
    let mut lexer = lex(text, mode);
    let mut levels = vec![Level::default()];
    let mut operations = 0;
    let mut indentation = 0_usize;
    loop {
        let kind = lexer.next_token();
        let is_top = levels.len() == 1;
        let level = levels.last_mut()?;
        let is_operation = match kind {
            TokenKind::EndOfFile => return None,
            TokenKind::Indent => {
                indentation += 1;
                false
            }
            TokenKind::Dedent => {
                indentation = indentation.saturating_sub(1);
                false
            }
            TokenKind::Newline | TokenKind::Semi => {
                levels = vec![Level::default()];
                operations = 0;
                continue;
            }
            TokenKind::Comma => {
                if !level.is_lambda {
                    operations -= std::mem::take(&mut level.operations);
                }
                false
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                if !is_top {
                    operations -= level.operations;
                    levels.pop();
                }
                continue;
            }
            TokenKind::Lambda => {
                level.is_lambda = true;
                true
            }
            TokenKind::Colon => std::mem::take(&mut level.is_lambda) || is_top,
            kind => stands_on_another(kind),
        };
        if is_operation {
            level.operations += 1;
            operations += 1;
        }
        if matches!(kind, TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace) {
            levels.push(Level::default());
        }
        if levels.len() > MAXIMUM_BRACKETS + 1 {
            return Some("too many nested parentheses");
        }
        if indentation > MAXIMUM_INDENTATION {
            return Some("too many levels of indentation");
        }
        if operations > MAXIMUM_OPERATIONS {
            return Some("too many nested operations");
        }
    }
}

/// Returns whether a token makes one expression or statement part of another, however many there
/// are; a tree has the operands of `and`, `or` and comparisons side by side.
fn stands_on_another(kind: TokenKind) -> bool {
    !matches!(
        kind,
        TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::FStringStart
            | TokenKind::FStringMiddle
            | TokenKind::FStringEnd
            | TokenKind::TStringStart
            | TokenKind::TStringMiddle
            | TokenKind::TStringEnd
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline
            | TokenKind::Equal
            | TokenKind::EqEqual
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessEqual
            | TokenKind::Greater
            | TokenKind::GreaterEqual
            | TokenKind::Ellipsis
            | TokenKind::And
            | TokenKind::Or
            | TokenKind::In
            | TokenKind::Is
            | TokenKind::None
            | TokenKind::True
            | TokenKind::False
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<(), (String, usize)> {
        match parse_module(text) {
            Ok(_) => Ok(()),
            Err(error) => {
                let before = &text[..error.location.start().to_usize()];
                Err((error.error.to_string(), before.matches('\n').count() + 1))
            }
        }
    }

    #[test]
    fn what_is_not_deep_may_be_long() {
        for text in [
            format!("x = [{}]", "f(-1, a.b), ".repeat(5000)),
            format!("x = {{{}}}", "'a': -1, ".repeat(5000)),
            format!("x = {}1", "1 < ".repeat(5000)),
            format!("x = {}'a'", "'a' ".repeat(5000)),
            format!("x = [{}]", "lambda a, b: a, ".repeat(5000)),
            "x = (1)\n".repeat(5000),
            "if x:\n  y = 1\n".repeat(5000),
        ] {
            assert_eq!(parsed(&text), Ok(()), "{}", &text[..40]);
        }
    }

    #[test]
    fn what_is_too_deep_is_an_error_with_its_line() {
        for (before, repeated, message) in [
            ("x = ", "(", "too many nested parentheses"),
            ("x = ", "f'{", "too many nested parentheses"),
            ("x = ", "-", "too many nested operations"),
            ("x = ", "1 + ", "too many nested operations"),
            ("x = a", ".b", "too many nested operations"),
            ("x = a", "()", "too many nested operations"),
            ("x = ", "lambda a, b: ", "too many nested operations"),
            ("x = ", "[-1, ", "too many nested parentheses"),
            ("", "if x: ", "too many nested operations"),
        ] {
            let text = format!("y = 1\n\n{before}{}\n", repeated.repeat(2000));
            assert_eq!(parsed(&text), Err((message.to_owned(), 3)), "{repeated}");
        }
        let blocks: String = (0..200)
            .map(|depth| " ".repeat(depth) + "if x:\n")
            .collect();
        assert_eq!(
            parsed(&blocks),
            Err(("too many levels of indentation".to_owned(), 102))
        );
    }

    /// The threads that read version files have this little.
    #[test]
    fn what_is_not_too_deep_fits_on_a_small_stack() {
        let operations = [
            "-",
            "not ",
            "1 + ",
            "1 ** ",
            "lambda: ",
            "1 if x else ",
            "*",
            "await ",
            "x: ",
        ];
        let mut texts: Vec<String> = operations
            .iter()
            .map(|operation| format!("x = {}1\n", operation.repeat(MAXIMUM_OPERATIONS)))
            .collect();
        for suffix in [".b", "()", "[1]", "[x:x]", " (x) "] {
            texts.push(format!("x = a{}\n", suffix.repeat(MAXIMUM_OPERATIONS / 2)));
        }
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{", "}"),
            ("f'{", "}'"),
            ("[not a.b if (c) else ", "]"),
        ] {
            let count = MAXIMUM_BRACKETS / 2;
            texts.push(format!(
                "x = {}1{}\n",
                open.repeat(count),
                close.repeat(count)
            ));
            texts.push(format!("x = {}\n", open.repeat(count)));
        }
        let reader = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(move || {
                for text in texts {
                    // Some of it is not valid; what counts is that there is an answer.
                    drop(parse_module(&text));
                }
            });
        reader.expect("a thread").join().expect("no panic");
    }
}
