//! `asctime`.

use jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Returns a time in a format of `strftime`, or like `2025-01-31 23:59:59,123`.
pub(super) fn format(time: Timestamp, zone: TimeZone, date_format: Option<&str>) -> String {
    let time = time.to_zoned(zone);
    match date_format {
        Some(date_format) => strftime(&time, date_format),
        None => {
            format!(
                "{},{:03}",
                strftime(&time, "%Y-%m-%d %H:%M:%S"),
                time.millisecond()
            )
        }
    }
}

/// The conversions of the C library; it leaves all others as they are.
const CONVERSIONS: &str = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%";

fn strftime(time: &Zoned, date_format: &str) -> String {
    let broken_down = BrokenDownTime::from(time);
    let config = Config::new().custom(PosixCustom::new());
    let mut result = String::new();
    let mut rest = date_format;
    while let Some(position) = rest.find('%') {
        result.push_str(&rest[..position]);
        rest = &rest[position..];
        let after = rest[1..].trim_start_matches(['_', '-', '0', '^', '#']);
        let after = after.trim_start_matches(|character: char| character.is_ascii_digit());
        let options = &rest[1..rest.len() - after.len()];
        let letter = after.strip_prefix(['E', 'O']).unwrap_or(after);
        let Some(conversion) = letter.chars().next() else {
            break;
        };
        let end = rest.len() - letter.len() + conversion.len_utf8();
        let directive = format!("%{options}{conversion}");
        let text = if CONVERSIONS.contains(conversion) {
            broken_down.to_string_with_config(&config, directive).ok()
        } else {
            None
        };
        result.push_str(text.as_deref().unwrap_or(&rest[..end]));
        rest = &rest[end..];
    }
    result.push_str(rest);
    result
}
