//! What the server says: errors and notices, worded as libpq words them.

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::ErrorFields;
use unicode_width::UnicodeWidthChar;

/// How much of a line libpq shows, in columns of the screen.
const SHOWN_WIDTH: usize = 60;
/// How much of it stands right of the place in question.
const SHOWN_AFTER: usize = 10;

/// An error or a notice of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ServerMessage {
    pub(super) severity: String,
    pub(super) code: String,
    pub(super) primary: String,
    detail: Option<String>,
    hint: Option<String>,
    /// Where in the statement, in characters from 1.
    position: Option<usize>,
    internal_position: Option<usize>,
    internal_query: Option<String>,
    context: Option<String>,
}

impl ServerMessage {
    /// Counts the position from behind so many characters of the text that was sent.
    pub(super) fn count_from(&mut self, before: usize) {
        self.position = self
            .position
            .map(|position| position.saturating_sub(before));
    }

    pub(super) fn from_fields(mut fields: ErrorFields<'_>) -> Self {
        let mut message = Self::default();
        while let Ok(Some(field)) = fields.next() {
            let value = String::from_utf8_lossy(field.value_bytes()).into_owned();
            match field.type_() {
                b'S' => message.severity = value,
                b'C' => message.code = value,
                b'M' => message.primary = value,
                b'D' => message.detail = Some(value),
                b'H' => message.hint = Some(value),
                b'P' => message.position = value.parse().ok(),
                b'p' => message.internal_position = value.parse().ok(),
                b'q' => message.internal_query = Some(value),
                b'W' => message.context = Some(value),
                _ => {}
            }
        }
        message
    }

    /// Returns all that libpq prints of an error, without the severity.
    pub(super) fn text(&self, sql: &str) -> String {
        let marked = match (self.position, self.internal_position, &self.internal_query) {
            (Some(position), _, _) => Some((sql, position)),
            (None, Some(position), Some(query)) => Some((query.as_str(), position)),
            _ => None,
        };
        let mut text = self.primary.clone();
        if let Some(lines) = marked.and_then(|(sql, position)| mark_position(sql, position)) {
            text.push('\n');
            text.push_str(&lines);
        }
        self.push_fields(&mut text);
        if let Some(context) = &self.context {
            text.push_str(&format!("\nCONTEXT:  {context}"));
        }
        text
    }

    /// Returns the text of drivers that do not show the statement.
    pub(super) fn text_without_position(&self) -> String {
        let mut text = self.primary.clone();
        for (label, value) in [("DETAIL", &self.detail), ("HINT", &self.hint)] {
            if let Some(value) = value {
                text.push_str(&format!("\n{label}:  {value}"));
            }
        }
        text
    }

    /// Returns the text with its severity, as libpq prints notices and refused connections.
    pub(super) fn text_with_severity(&self) -> String {
        let mut text = format!("{}:  {}", self.severity, self.primary);
        self.push_fields(&mut text);
        text
    }

    fn push_fields(&self, text: &mut String) {
        for (label, value) in [
            ("DETAIL", &self.detail),
            ("HINT", &self.hint),
            ("QUERY", &self.internal_query),
        ] {
            if let Some(value) = value {
                text.push_str(&format!("\n{label}:  {value}"));
            }
        }
    }
}

/// Returns the line of `sql` that holds a position, and below it a caret.
///
/// A long line is cut so that the position stays in view.
fn mark_position(sql: &str, position: usize) -> Option<String> {
    let characters: Vec<char> = sql.chars().collect();
    let place = position.checked_sub(1)?;
    if place > characters.len() {
        return None;
    }
    let is_line_end = |character: &char| matches!(character, '\n' | '\r');
    let before = &characters[..place];
    let mut start = before
        .iter()
        .rposition(is_line_end)
        .map_or(0, |end| end + 1);
    let mut end = characters[place..]
        .iter()
        .position(is_line_end)
        .map_or(characters.len(), |length| place + length);
    let line_number = 1 + before
        .iter()
        .enumerate()
        .filter(|(index, character)| {
            let ends_with_both = **character == '\r' && characters.get(index + 1) == Some(&'\n');
            is_line_end(character) && !ends_with_both
        })
        .count();

    let width = |from: usize, to: usize| -> usize {
        characters[from..to]
            .iter()
            .map(|character| column_width(*character))
            .sum()
    };
    let (mut cut_start, mut cut_end) = (false, false);
    if width(start, end) > SHOWN_WIDTH {
        if width(start, place) + SHOWN_AFTER <= SHOWN_WIDTH {
            while width(start, end) > SHOWN_WIDTH {
                end -= 1;
                cut_end = true;
            }
        } else {
            while width(place, end) > SHOWN_AFTER {
                end -= 1;
                cut_end = true;
            }
            while width(start, end) > SHOWN_WIDTH {
                start += 1;
                cut_start = true;
            }
        }
    }
    let mut label = format!("LINE {line_number}: ");
    if cut_start {
        label.push_str("...");
    }
    let line: String = characters[start..end]
        .iter()
        .map(|character| if *character == '\t' { ' ' } else { *character })
        .collect();
    let indent = " ".repeat(label.len() + width(start, place));
    let rest = if cut_end { "..." } else { "" };
    Some(format!("{label}{line}{rest}\n{indent}^"))
}

fn column_width(character: char) -> usize {
    if character == '\t' {
        1
    } else {
        character.width().unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(sql: &str, position: usize) -> String {
        mark_position(sql, position).unwrap_or_default()
    }

    #[test]
    fn the_position_is_marked_as_libpq_does() {
        assert_eq!(at("selec 1", 1), "LINE 1: selec 1\n        ^");
        assert_eq!(at("select\n\t x\nfrom y", 10), "LINE 2:   x\n          ^");
        assert_eq!(at("a\r\nb\r\nc", 7), "LINE 3: c\n        ^");
        assert_eq!(at("select (", 9), "LINE 1: select (\n                ^");
        assert_eq!(at("x", 0), "");
        assert_eq!(at("x", 3), "");
    }

    #[test]
    fn long_lines_are_cut_around_the_position() {
        let sql = format!("select x, {} from t", "y".repeat(80));
        let first = format!("LINE 1: select x, {}...\n               ^", "y".repeat(50));
        assert_eq!(at(&sql, 8), first);
        let last = format!("LINE 1: ...{} from t\n{}^", "y".repeat(53), " ".repeat(70));
        assert_eq!(at(&sql, 97), last);
    }
}
