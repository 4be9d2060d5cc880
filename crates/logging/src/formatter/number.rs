//! Format specifications, as in `format(value, ">8")`.

use super::FormatFailure;
use alembic_python_text::number::{float_format, float_repr};
use alembic_python_text::percent::Value;

/// A format specification.
struct Specification {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    zero: bool,
    width: usize,
    grouping: Option<char>,
    precision: Option<usize>,
    kind: Option<char>,
}

/// Widths and precisions beyond this are mistakes, and would only fill the memory.
const LARGEST_WIDTH: usize = 10_000;

/// Returns what Python's `format(value, specification)` gives.
pub(super) fn format_value(value: &Value<'_>, text: &str) -> Result<String, FormatFailure> {
    if text.is_empty() {
        return Ok(value.to_text().into_owned());
    }
    let specification = Specification::parse(text).ok_or_else(|| {
        let type_name = value.type_name();
        FormatFailure::value_error(format!(
            "Invalid format specifier '{text}' for object of type '{type_name}'"
        ))
    })?;
    match value {
        Value::Text(text) => specification.format_text(text),
        Value::Integer(number) => specification.format_integer(*number),
        Value::Float(number) => specification.format_float(*number),
        Value::None => Err(FormatFailure {
            exception: "TypeError",
            message: "unsupported format string passed to NoneType.__format__".to_owned(),
        }),
    }
}

impl Specification {
    fn parse(text: &str) -> Option<Self> {
        let is_alignment = |character: &char| "<>=^".contains(*character);
        let mut characters = text.chars();
        let (first, second) = (characters.next(), characters.next());
        let (fill, align, mut rest) = match (first, second.filter(is_alignment)) {
            (Some(fill), Some(align)) => (Some(fill), Some(align), &text[fill.len_utf8() + 1..]),
            _ => match first.filter(is_alignment) {
                Some(align) => (None, Some(align), &text[1..]),
                None => (None, None, text),
            },
        };
        let mut take = |allowed: &str| {
            let character = rest
                .chars()
                .next()
                .filter(|character| allowed.contains(*character));
            rest = &rest[character.map_or(0, char::len_utf8)..];
            character
        };
        let sign = take("+- ");
        let alternate = take("#").is_some();
        let zero = take("0").is_some();
        let width = take_number(&mut rest);
        let mut take = |allowed: &str| {
            let character = rest
                .chars()
                .next()
                .filter(|character| allowed.contains(*character));
            rest = &rest[character.map_or(0, char::len_utf8)..];
            character
        };
        let grouping = take(",_");
        let precision = match take(".") {
            Some(_) => Some(take_number(&mut rest)?),
            None => None,
        };
        let mut letters = rest.chars();
        let kind = letters.next();
        letters.next().is_none().then_some(Self {
            fill,
            align,
            sign,
            alternate,
            zero,
            width: width.unwrap_or_default(),
            grouping,
            precision,
            kind,
        })
    }

    fn format_text(&self, text: &str) -> Result<String, FormatFailure> {
        self.require("s", "str")?;
        let problem = if self.sign.is_some() {
            Some("Sign not allowed in string format specifier")
        } else if self.alternate {
            Some("Alternate form (#) not allowed in string format specifier")
        } else if self.align == Some('=') {
            Some("'=' alignment not allowed in string format specifier")
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(FormatFailure::value_error(problem));
        }
        self.refuse_grouping('s')?;
        let text: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text.to_owned(),
        };
        Ok(self.pad("", &text, '<'))
    }

    fn format_integer(&self, number: i64) -> Result<String, FormatFailure> {
        if let Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') = self.kind {
            #[expect(clippy::cast_precision_loss, reason = "as float(int) does")]
            return self.format_float(number as f64);
        }
        self.require("bcdnoxX", "int")?;
        if self.precision.is_some() {
            return Err(FormatFailure::value_error(
                "Precision not allowed in integer format specifier",
            ));
        }
        let magnitude = number.unsigned_abs();
        let kind = self.kind.unwrap_or('d');
        let (prefix, digits) = match kind {
            'b' => ("0b", format!("{magnitude:b}")),
            'o' => ("0o", format!("{magnitude:o}")),
            'x' => ("0x", format!("{magnitude:x}")),
            'X' => ("0X", format!("{magnitude:X}")),
            'c' => {
                let character = u32::try_from(number).ok().and_then(char::from_u32);
                let character = character.ok_or_else(|| FormatFailure {
                    exception: "OverflowError",
                    message: "%c arg not in range(0x110000)".to_owned(),
                })?;
                return Ok(self.pad("", &character.to_string(), '<'));
            }
            _ => ("", magnitude.to_string()),
        };
        if self.grouping == Some(',') && kind != 'd' || kind == 'n' {
            self.refuse_grouping(kind)?;
        }
        let prefix = if self.alternate { prefix } else { "" };
        let group = if matches!(kind, 'b' | 'o' | 'x' | 'X') {
            4
        } else {
            3
        };
        let front = format!("{}{prefix}", self.sign(number < 0));
        Ok(self.pad_number(&front, &digits, group))
    }

    fn format_float(&self, number: f64) -> Result<String, FormatFailure> {
        self.require("eEfFgGn%", "float")?;
        let precision = self.precision.unwrap_or(6);
        let magnitude = number.abs();
        let text = match self.kind {
            Some('%') => {
                format!(
                    "{}%",
                    float_format(magnitude * 100.0, 'f', precision, self.alternate)
                )
            }
            Some('n') => float_format(magnitude, 'g', precision, self.alternate),
            Some(kind) => float_format(magnitude, kind, precision, self.alternate),
            None => match self.precision {
                Some(precision) => general_with_point(magnitude, precision.max(1)),
                None => float_repr(magnitude),
            },
        };
        Ok(self.pad_number(self.sign(number.is_sign_negative()), &text, 3))
    }

    /// Refuses a kind that is not among those of a type.
    fn require(&self, kinds: &str, type_name: &str) -> Result<(), FormatFailure> {
        match self.kind.filter(|kind| !kinds.contains(*kind)) {
            Some(kind) => Err(FormatFailure::value_error(format!(
                "Unknown format code '{kind}' for object of type '{type_name}'"
            ))),
            None => Ok(()),
        }
    }

    fn refuse_grouping(&self, kind: char) -> Result<(), FormatFailure> {
        match self.grouping {
            Some(grouping) => Err(FormatFailure::value_error(format!(
                "Cannot specify '{grouping}' with '{kind}'."
            ))),
            None => Ok(()),
        }
    }

    fn sign(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.sign) {
            (true, _) => "-",
            (_, Some('+')) => "+",
            (_, Some(' ')) => " ",
            _ => "",
        }
    }

    fn pad_number(&self, front: &str, text: &str, group: usize) -> String {
        let Some(separator) = self.grouping else {
            return self.pad(front, text, if self.zero { '=' } else { '>' });
        };
        let end = text.find(|character: char| !character.is_ascii_alphanumeric());
        let end = end.unwrap_or(text.len());
        let (digits, decimals) = text.split_at(end);
        let mut grouped = grouped(digits, separator, group);
        if self.zero && self.align.is_none_or(|align| align == '=') {
            let mut digits = digits.to_owned();
            while front.len() + grouped.len() + decimals.len() < self.width {
                digits.insert(0, '0');
                grouped = self::grouped(&digits, separator, group);
            }
        }
        self.pad(front, &format!("{grouped}{decimals}"), '>')
    }

    fn pad(&self, front: &str, text: &str, default_align: char) -> String {
        let fill = self.fill.unwrap_or(if self.zero { '0' } else { ' ' });
        let length = front.chars().count() + text.chars().count();
        let missing = self.width.saturating_sub(length);
        let (before, between, after) = match self.align.unwrap_or(default_align) {
            '<' => (0, 0, missing),
            '^' => (missing / 2, 0, missing - missing / 2),
            '=' => (0, missing, 0),
            _ => (missing, 0, 0),
        };
        let mut result = String::new();
        result.extend(std::iter::repeat_n(fill, before));
        result.push_str(front);
        result.extend(std::iter::repeat_n(fill, between));
        result.push_str(text);
        result.extend(std::iter::repeat_n(fill, after));
        result
    }
}

fn take_number(rest: &mut &str) -> Option<usize> {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, after) = rest.split_at(length);
    *rest = after;
    (length > 0).then(|| digits.parse().unwrap_or(LARGEST_WIDTH).min(LARGEST_WIDTH))
}

fn grouped(digits: &str, separator: char, group: usize) -> String {
    let mut result = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(group) {
            result.push(separator);
        }
        result.push(digit);
    }
    result
}

/// Writes a float without a kind but with a precision: like `g`, but never without a point.
fn general_with_point(number: f64, precision: usize) -> String {
    let text = float_format(number, 'g', precision, false);
    if text.contains(['.', 'e', 'n', 'i']) {
        return text;
    }
    if text.len() >= precision && number != 0.0 {
        // One digit is spent on the zero after the point, so this length is too long already.
        let text = float_format(number, 'e', precision - 1, false);
        return match text.split_once('e') {
            Some((digits, exponent)) if digits.contains('.') => {
                format!(
                    "{}e{exponent}",
                    digits.trim_end_matches('0').trim_end_matches('.')
                )
            }
            _ => text,
        };
    }
    format!("{text}.0")
}
