//! What must hold for any text that the readers are given: an answer or an error with a message, in
//! a time that grows with the text and no faster.
//!
//! The tests of this crate check it for texts in `corpus/` and for random ones; the programs in
//! `targets/` for texts that a fuzzer makes up (`cargo xtask fuzz-readers`).

mod header;
mod identifier;
mod ini;
mod template;

use std::borrow::Cow;

/// How long texts with a repeated part become.
const LENGTH: usize = 1 << 16;

/// What reads the texts of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Configuration files.
    Ini,
    /// Revisions, and the names that commands take.
    Identifier,
    /// Version files.
    Header,
    /// Templates of scripts.
    Template,
}

impl Reader {
    /// All readers.
    pub const ALL: [Self; 4] = [Self::Ini, Self::Identifier, Self::Header, Self::Template];

    /// Returns the name of the reader's folder in `corpus/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ini => "ini",
            Self::Identifier => "identifier",
            Self::Header => "header",
            Self::Template => "template",
        }
    }

    /// Checks what must hold for a text.
    ///
    /// In a text with two zero characters, what lies between them is repeated many times first: a
    /// time that grows too fast shows.
    ///
    /// # Panics
    ///
    /// Panics when it does not hold.
    pub fn check(self, text: &str) {
        let text = repeated(text);
        match self {
            Self::Ini => ini::check(&text),
            Self::Identifier => identifier::check(&text),
            Self::Header => header::check(&text),
            Self::Template => template::check(&text),
        }
    }
}

fn repeated(text: &str) -> Cow<'_, str> {
    let mut parts = text.splitn(3, '\0');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(before), Some(part), Some(after)) if !part.is_empty() => {
            let rest = LENGTH.saturating_sub(before.len() + after.len());
            Cow::Owned(format!("{before}{}{after}", part.repeat(rest / part.len())))
        }
        _ => Cow::Borrowed(text),
    }
}
