//! The text of Python files: their encoding and their syntax errors.

use std::path::{Path, PathBuf};

use rustpython_ruff_python_parser::ParseError;

/// Python source that cannot be read, shown as the interpreter would show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonSyntaxError {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from one; none when the fault has no place.
    pub line: Option<u32>,
    /// The column in characters, counted from one.
    pub column: Option<usize>,
    /// The line's text.
    pub text: String,
    /// What is wrong.
    pub message: String,
}

impl std::error::Error for PythonSyntaxError {}

impl std::fmt::Display for PythonSyntaxError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(line) = self.line else {
            return write!(
                formatter,
                "SyntaxError: {} ({})",
                self.message,
                self.path.display()
            );
        };
        writeln!(formatter, "  File \"{}\", line {line}", self.path.display())?;
        let text = self.text.trim_start();
        if !text.is_empty() {
            writeln!(formatter, "    {}", text.trim_end())?;
            if let Some(column) = self.column {
                let removed = self.text.chars().count() - text.chars().count();
                let column = column.saturating_sub(1).saturating_sub(removed);
                writeln!(formatter, "    {}^", " ".repeat(column))?;
            }
        }
        write!(formatter, "SyntaxError: {}", self.message)
    }
}

impl PythonSyntaxError {
    pub(crate) fn of_parser(path: &Path, source: &str, error: &ParseError) -> Self {
        let mut offset = error.location.start().to_usize().min(source.len());
        while !source.is_char_boundary(offset) {
            offset -= 1;
        }
        let start = source[..offset].rfind('\n').map_or(0, |index| index + 1);
        let text = source[start..]
            .split(['\n', '\r'])
            .next()
            .unwrap_or_default();
        let line = source[..offset].matches('\n').count() + 1;
        let message = error.error.to_string();
        let mut characters = message.chars();
        let message = characters
            .next()
            .map(|first| first.to_lowercase().chain(characters).collect())
            .unwrap_or_default();
        Self {
            path: path.to_owned(),
            line: u32::try_from(line).ok(),
            column: Some(source[start..offset].chars().count() + 1),
            text: text.to_owned(),
            message,
        }
    }

    fn of_encoding(path: &Path, message: String) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            column: None,
            text: String::new(),
            message,
        }
    }
}

/// Decodes the bytes of a Python file by its byte order mark and its coding comment.
pub(crate) fn decode_python(path: &Path, bytes: Vec<u8>) -> Result<String, PythonSyntaxError> {
    let (bytes, has_mark) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest.to_vec(), true),
        None => (bytes, false),
    };
    let encoding = declared_encoding(&bytes);
    let codec = match encoding.as_deref() {
        None => Codec::Utf8,
        Some(name) => Codec::find(name).ok_or_else(|| {
            PythonSyntaxError::of_encoding(path, format!("unknown encoding: {name}"))
        })?,
    };
    if has_mark && codec != Codec::Utf8 {
        let name = encoding.unwrap_or_default();
        let message = format!("encoding problem: {name} with BOM");
        return Err(PythonSyntaxError::of_encoding(path, message));
    }
    codec
        .decode(bytes)
        .map_err(|reason| PythonSyntaxError::of_encoding(path, format!("(unicode error) {reason}")))
}

/// Returns the encoding that one of the first two lines declares.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| *byte == b'\n').take(2) {
        let content = line.trim_ascii();
        if content.is_empty() {
            continue;
        }
        if !content.starts_with(b"#") {
            return None;
        }
        if let Some(encoding) = encoding_of_comment(&String::from_utf8_lossy(content)) {
            return Some(encoding);
        }
    }
    None
}

/// Returns the encoding that a comment such as `# -*- coding: latin-1 -*-` names.
pub(crate) fn encoding_of_comment(comment: &str) -> Option<String> {
    let mut rest = comment;
    loop {
        rest = &rest[rest.find("coding")? + "coding".len()..];
        let Some(value) = rest.strip_prefix([':', '=']) else {
            continue;
        };
        let value = value.trim_start_matches([' ', '\t']);
        let end = value
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
            .unwrap_or(value.len());
        if end > 0 {
            return Some(value[..end].to_owned());
        }
    }
}

/// An encoding of text files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Ascii,
    Latin1,
    Latin9,
    Utf8,
    Utf8WithMark,
    Utf16,
    Windows1252,
}

/// The characters of `cp1252` from 0x80 to 0x9f; five of the bytes mean nothing.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The bytes of `iso-8859-15` that differ from `iso-8859-1`.
const LATIN_9: [(u8, char); 8] = [
    (0xa4, '€'),
    (0xa6, 'Š'),
    (0xa8, 'š'),
    (0xb4, 'Ž'),
    (0xb8, 'ž'),
    (0xbc, 'Œ'),
    (0xbd, 'œ'),
    (0xbe, 'Ÿ'),
];

impl Codec {
    /// Finds an encoding by one of the names that Python has for it.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let name: String = name
            .to_ascii_lowercase()
            .chars()
            .map(|c| {
                if c == '-' || c == ' ' || c == '.' {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        match name.as_str() {
            "utf_8" | "utf8" | "u8" | "utf" | "cp65001" => Some(Self::Utf8),
            "utf_8_sig" | "utf8_sig" => Some(Self::Utf8WithMark),
            "utf_16" | "utf16" | "u16" => Some(Self::Utf16),
            "ascii" | "us_ascii" | "646" => Some(Self::Ascii),
            "latin_1" | "latin1" | "latin" | "iso_8859_1" | "iso8859_1" | "iso8859" | "8859"
            | "cp819" | "l1" => Some(Self::Latin1),
            "iso_8859_15" | "iso8859_15" | "latin_9" | "latin9" | "l9" => Some(Self::Latin9),
            "cp1252" | "windows_1252" | "1252" => Some(Self::Windows1252),
            _ => None,
        }
    }

    /// Decodes bytes, or says as Python does what cannot be decoded.
    pub(crate) fn decode(self, bytes: Vec<u8>) -> Result<String, String> {
        match self {
            Self::Utf8 | Self::Utf8WithMark => decode_utf8(bytes),
            Self::Ascii => match bytes.iter().position(|byte| !byte.is_ascii()) {
                Some(position) => Err(cannot_decode(
                    "ascii",
                    &bytes,
                    position,
                    "ordinal not in range(128)",
                )),
                None => decode_utf8(bytes),
            },
            Self::Utf16 => {
                let units: Vec<u16> = match bytes.strip_prefix(b"\xfe\xff") {
                    Some(rest) => rest
                        .chunks_exact(2)
                        .map(|p| u16::from_be_bytes([p[0], p[1]]))
                        .collect(),
                    None => bytes
                        .strip_prefix(b"\xff\xfe")
                        .unwrap_or(&bytes)
                        .chunks_exact(2)
                        .map(|p| u16::from_le_bytes([p[0], p[1]]))
                        .collect(),
                };
                String::from_utf16(&units)
                    .map_err(|_| "'utf-16' codec can't decode bytes: illegal encoding".to_owned())
            }
            Self::Latin1 | Self::Latin9 | Self::Windows1252 => bytes
                .iter()
                .enumerate()
                .map(|(position, byte)| {
                    self.character(*byte).ok_or_else(|| {
                        cannot_decode("cp1252", &bytes, position, "character maps to <undefined>")
                    })
                })
                .collect(),
        }
    }

    /// Encodes text, or gives the first character that the encoding lacks.
    pub(crate) fn encode(self, text: &str) -> Result<Vec<u8>, char> {
        match self {
            Self::Utf8 => Ok(text.as_bytes().to_vec()),
            Self::Utf8WithMark => Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
            Self::Utf16 => {
                let mut bytes = vec![0xff, 0xfe];
                bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
                Ok(bytes)
            }
            Self::Ascii => text
                .chars()
                .find(|c| !c.is_ascii())
                .map_or_else(|| Ok(text.into()), Err),
            Self::Latin1 | Self::Latin9 | Self::Windows1252 => text
                .chars()
                .map(|character| {
                    (0..=u8::MAX)
                        .find(|byte| self.character(*byte) == Some(character))
                        .ok_or(character)
                })
                .collect(),
        }
    }

    /// Returns what a byte means in an encoding of single bytes.
    fn character(self, byte: u8) -> Option<char> {
        match self {
            Self::Windows1252 if (0x80..0xa0).contains(&byte) => {
                Some(WINDOWS_1252[usize::from(byte - 0x80)]).filter(|c| *c != '\0')
            }
            Self::Latin9 => LATIN_9
                .iter()
                .find(|(special, _)| *special == byte)
                .map_or(Some(char::from(byte)), |(_, character)| Some(*character)),
            _ => Some(char::from(byte)),
        }
    }
}

fn decode_utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| {
        let fault = error.utf8_error();
        let position = fault.valid_up_to();
        let first = error.as_bytes()[position];
        let reason = match fault.error_len() {
            None => "unexpected end of data",
            Some(_) if matches!(first, 0x80..=0xc1 | 0xf5..) => "invalid start byte",
            Some(_) => "invalid continuation byte",
        };
        cannot_decode("utf-8", error.as_bytes(), position, reason)
    })
}

fn cannot_decode(codec: &str, bytes: &[u8], position: usize, reason: &str) -> String {
    let byte = bytes[position];
    format!("'{codec}' codec can't decode byte 0x{byte:02x} in position {position}: {reason}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Codec, decode_python};

    #[test]
    fn decodes_by_the_coding_comment() {
        for (bytes, expected) in [
            (&b"a = '\xc3\xa9'"[..], Ok("a = 'é'")),
            (b"\xef\xbb\xbfa", Ok("a")),
            (
                b"# -*- coding: latin-1 -*-\n'\xe9'",
                Ok("# -*- coding: latin-1 -*-\n'é'"),
            ),
            (
                b"#!/x\n# vim: fileencoding=cp1252\n\x80",
                Ok("#!/x\n# vim: fileencoding=cp1252\n€"),
            ),
            (b"#coding=iso-8859-15\n\xa4", Ok("#coding=iso-8859-15\n€")),
            (
                b"'\xe9'",
                Err(
                    "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 1: \
                     invalid continuation byte",
                ),
            ),
            (
                b"'\xe9",
                Err(
                    "(unicode error) 'utf-8' codec can't decode byte 0xe9 in position 1: \
                     unexpected end of data",
                ),
            ),
            (
                b"a\n# coding: latin-1\n\xff",
                Err(
                    "(unicode error) 'utf-8' codec can't decode byte 0xff in position 20: \
                     invalid start byte",
                ),
            ),
            (b"# coding: klingon\n", Err("unknown encoding: klingon")),
            (
                b"\xef\xbb\xbf# coding: latin-1\n",
                Err("encoding problem: latin-1 with BOM"),
            ),
        ] {
            let result = decode_python(Path::new("a.py"), bytes.to_vec());
            let result = result.as_deref().map_err(|error| error.message.as_str());
            assert_eq!(result, expected, "{bytes:?}");
        }
    }

    #[test]
    fn encodes_what_the_encoding_has() {
        for (name, text, expected) in [
            ("utf-8", "é€", Ok(&b"\xc3\xa9\xe2\x82\xac"[..])),
            ("latin-1", "é", Ok(b"\xe9")),
            ("latin-1", "€", Err('€')),
            ("cp1252", "€", Ok(b"\x80")),
            ("ascii", "aé", Err('é')),
            ("utf_8_sig", "a", Ok(b"\xef\xbb\xbfa")),
        ] {
            let codec = Codec::find(name).expect("the encoding is known");
            assert_eq!(
                codec.encode(text).as_deref(),
                expected.as_ref().map(|b| *b),
                "{name} {text}"
            );
        }
    }
}
