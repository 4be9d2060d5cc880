//! Moving lines of Python to another margin without touching what is inside strings.

/// Removes the margin that the first line of code has from all lines.
pub(super) fn remove_margin(code: &str) -> String {
    let mut margin: Option<String> = None;
    let mut lines = Vec::new();
    let mut state = LineState::default();
    for line in code
        .split('\n')
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
    {
        let continues = state.is_inside();
        state.pass(line);
        if continues {
            lines.push(line.to_owned());
            continue;
        }
        let line = expand_leading_tabs(line);
        let content = line.trim_start();
        if margin.is_none() && !content.is_empty() && !content.starts_with('#') {
            margin = Some(line[..line.len() - content.len()].to_owned());
        }
        let stripped = margin
            .as_deref()
            .and_then(|margin| line.strip_prefix(margin));
        lines.push(match stripped {
            Some(stripped) => stripped.to_owned(),
            None if content.is_empty() || content.starts_with('#') => content.to_owned(),
            None => line,
        });
    }
    lines.join("\n")
}

/// Puts a margin before the lines of code that begin outside of strings.
pub(super) fn add_margin(code: &str, margin: &str) -> String {
    let mut lines = Vec::new();
    let mut state = LineState::default();
    for line in code.split('\n') {
        let continues = state.is_inside();
        state.pass(line);
        if continues || line.is_empty() {
            lines.push(line.to_owned());
        } else {
            lines.push(format!("{margin}{line}"));
        }
    }
    lines.join("\n")
}

fn expand_leading_tabs(line: &str) -> String {
    let content = line.trim_start_matches([' ', '\t']);
    let mut width = 0;
    for character in line[..line.len() - content.len()].chars() {
        width = if character == '\t' {
            (width / 8 + 1) * 8
        } else {
            width + 1
        };
    }
    format!("{}{content}", " ".repeat(width))
}

/// Whether the next line continues a string or a line that ended in a backslash.
#[derive(Default)]
struct LineState {
    quote: Option<&'static str>,
    is_continued: bool,
}

impl LineState {
    fn is_inside(&self) -> bool {
        self.quote.is_some() || self.is_continued
    }

    fn pass(&mut self, line: &str) {
        let mut position = 0;
        self.is_continued = line.ends_with('\\');
        while let Some(rest) = line.get(position..).filter(|rest| !rest.is_empty()) {
            if let Some(quote) = self.quote {
                if rest.starts_with(quote) {
                    self.quote = None;
                    position += quote.len();
                    continue;
                }
            } else if rest.starts_with('#') {
                self.is_continued = false;
                return;
            } else if let Some(quote) = ["\"\"\"", "'''", "\"", "'"]
                .into_iter()
                .find(|quote| rest.starts_with(quote))
            {
                self.quote = Some(quote);
                position += quote.len();
                continue;
            }
            let mut characters = rest.chars();
            let mut length = characters.next().map_or(1, char::len_utf8);
            if rest.starts_with('\\') {
                length += characters.next().map_or(0, char::len_utf8);
            }
            position += length;
        }
        // A string with single quotes goes on only where the line ends in a backslash.
        if self.quote.is_some_and(|quote| quote.len() == 1) && !self.is_continued {
            self.quote = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{add_margin, remove_margin};

    #[test]
    fn removes_the_margin_of_the_first_line() {
        for (code, expected) in [
            (
                "\n    a = 1\n    if a:\n        b\n",
                "\na = 1\nif a:\n    b\n",
            ),
            ("\n  # note\n    a\n", "\n# note\na\n"),
            ("\n    a = '''\n    b'''\n    c", "\na = '''\n    b'''\nc"),
            ("\n    a = 1 + \\\n    2\n    b", "\na = 1 + \\\n    2\nb"),
            ("\n\ta\n\t\tb", "\na\n        b"),
            (" a = '#\"\"\"'\n b ", "a = '#\"\"\"'\nb "),
            ("\r\n  a\r\n  b\r\n", "\na\nb\n"),
        ] {
            assert_eq!(remove_margin(code), expected, "{code:?}");
        }
    }

    #[test]
    fn adds_a_margin_outside_of_strings() {
        assert_eq!(
            add_margin("a = '''\nb'''\n\nc", "  "),
            "  a = '''\nb'''\n\n  c"
        );
    }
}
