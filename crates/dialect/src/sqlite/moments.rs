//! Dates and times in the texts that a project has chosen for them.

use alembic_python_text::percent;
use alembic_schema::{DialectType, Value};
use regex::Regex;

use crate::literals::{date_part, time_part};

const FIELDS: [&str; 7] = [
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "microsecond",
];

/// Returns whether SQLite would take what the type keeps for a number, if its name did not say text.
pub(super) fn looks_like_number(own: &DialectType) -> bool {
    own.text("storage_format").is_some_and(|format| {
        written_fields(format, [0; 7]).is_some_and(|text| text.bytes().all(|b| b.is_ascii_digit()))
    })
}

/// Returns the text in which a type keeps an ISO date, time or both; none without a choice of its own.
pub(crate) fn written(own: &DialectType, iso: &str) -> Option<String> {
    let format = own.text("storage_format")?;
    let mut fields = [0; 7];
    let has_date = own.class_name != "TIME";
    let numbers = |text: &str| -> Vec<i64> {
        text.split(['-', ':', '.'])
            .map(|part| part.parse().unwrap_or(0))
            .collect()
    };
    if has_date {
        for (field, number) in fields.iter_mut().zip(numbers(date_part(iso))) {
            *field = number;
        }
    }
    if !has_date || iso.contains(['T', ' ']) {
        let time = time_part(iso);
        let time = time.split(['+', '-', 'Z']).next().unwrap_or(time);
        let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
        for (field, number) in fields[3..6].iter_mut().zip(numbers(clock)) {
            *field = number;
        }
        fields[6] = format!("{fraction:0<6}").parse().unwrap_or(0);
    }
    written_fields(format, fields)
}

fn written_fields(format: &str, fields: [i64; 7]) -> Option<String> {
    percent::format(format, |key| {
        let position = FIELDS.iter().position(|field| *field == key)?;
        Some(percent::Value::Integer(fields[position]))
    })
    .ok()
}

/// Returns the value that a type reads out of a text; none without an expression of its own, or where
/// that does not match.
///
/// The expression names the parts, or has them in the order of a date and time.
pub(crate) fn read(own: &DialectType, text: &str) -> Option<Value> {
    let expression = Regex::new(&format!("^(?:{})", own.text("regexp")?)).ok()?;
    let found = expression.captures(text)?;
    let first = if own.class_name == "TIME" { 3 } else { 0 };
    let is_named = expression.capture_names().flatten().next().is_some();
    let number = |position: usize| -> i64 {
        let part = if is_named {
            found.name(FIELDS[position])
        } else {
            position.checked_sub(first).and_then(|it| found.get(it + 1))
        };
        part.and_then(|part| part.as_str().parse().ok())
            .unwrap_or(0)
    };
    let date = || format!("{:04}-{:02}-{:02}", number(0), number(1), number(2));
    let time = || {
        let clock = format!("{:02}:{:02}:{:02}", number(3), number(4), number(5));
        match number(6) {
            0 => clock,
            fraction => format!("{clock}.{fraction:06}"),
        }
    };
    Some(match own.class_name.as_str() {
        "DATE" => Value::Date(date()),
        "TIME" => Value::Time(time()),
        _ => Value::DateTime(format!("{}T{}", date(), time())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(class_name: &str, format: &str, regexp: &str) -> DialectType {
        DialectType {
            dialect: "sqlite".to_owned(),
            class_name: class_name.to_owned(),
            fields: [("storage_format", format), ("regexp", regexp)]
                .into_iter()
                .map(|(name, text)| (name.to_owned(), text.into()))
                .collect(),
        }
    }

    #[test]
    fn a_moment_is_kept_as_the_project_says() {
        let format = "%(year)04d%(month)02d%(day)02d%(hour)02d%(minute)02d%(second)02d";
        let digits = kind("DATETIME", format, r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)");
        assert!(looks_like_number(&digits));
        let kept = written(&digits, "2024-01-02T03:04:05.5+02:00");
        assert_eq!(kept.as_deref(), Some("20240102030405"));
        let read_back = read(&digits, "20240102030405");
        assert_eq!(
            read_back,
            Some(Value::DateTime("2024-01-02T03:04:05".to_owned()))
        );
    }

    #[test]
    fn parts_may_have_names() {
        let slashes = kind(
            "DATE",
            "%(day)02d/%(month)02d/%(year)04d",
            r"(?P<day>\d\d)/(?P<month>\d\d)/(?P<year>\d{4})",
        );
        assert!(!looks_like_number(&slashes));
        let kept = written(&slashes, "2024-01-02").unwrap_or_default();
        assert_eq!(kept, "02/01/2024");
        let date = Value::Date("2024-01-02".to_owned());
        assert_eq!(read(&slashes, &kept), Some(date));
    }

    #[test]
    fn a_time_has_no_date() {
        let time = kind(
            "TIME",
            "%(hour)02d-%(minute)02d-%(second)02d-%(microsecond)06d",
            "",
        );
        let kept = written(&time, "03:04:05.25");
        assert_eq!(kept.as_deref(), Some("03-04-05-250000"));
    }
}
