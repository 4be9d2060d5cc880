//! The date of a new revision.

use std::fmt;

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};
use serde_json::{Value, json};

use crate::error::ScriptError;

/// The moment at which a revision is created, as its file and the file's name show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CreateDate {
    civil: civil::DateTime,
    /// The distance to UTC; none for local time, which is written without it.
    offset: Option<Offset>,
    timestamp: Timestamp,
}

impl CreateDate {
    /// Returns the date at a moment, in the time zone of the configuration or in local time.
    ///
    /// A name that is not found is looked for again in upper case.
    ///
    /// # Errors
    ///
    /// Fails when there is no such time zone.
    pub fn new(now: Timestamp, timezone: Option<&str>) -> Result<Self, ScriptError> {
        // A date of Python has microseconds.
        let timestamp = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
        let Some(name) = timezone.filter(|name| !name.is_empty()) else {
            let local = timestamp.to_zoned(TimeZone::system());
            return Ok(Self {
                civil: local.datetime(),
                offset: None,
                timestamp,
            });
        };
        let zone = find_zone(name)
            .or_else(|| find_zone(&name.to_uppercase()))
            .ok_or_else(|| ScriptError::UnknownTimeZone {
                name: name.to_owned(),
            })?;
        let zoned = timestamp.to_zoned(zone);
        Ok(Self {
            civil: zoned.datetime(),
            offset: Some(zoned.offset()),
            timestamp,
        })
    }

    /// Returns the date at a moment, so many microseconds after 1970 began.
    ///
    /// # Errors
    ///
    /// Fails when there is no such time zone.
    pub fn after(microseconds: i64, timezone: Option<&str>) -> Result<Self, ScriptError> {
        let now = Timestamp::from_microsecond(microseconds).unwrap_or(Timestamp::MAX);
        Self::new(now, timezone)
    }

    /// Returns the date that a clock shows as this text, `2012-07-25T15:08:05`, so many seconds after
    /// 1970 began; none if the text is no date.
    #[must_use]
    pub fn shown(text: &str, epoch: i64) -> Option<Self> {
        Some(Self {
            civil: text.parse().ok()?,
            offset: None,
            timestamp: Timestamp::from_second(epoch).ok()?,
        })
    }

    /// Returns the date and the time of the day.
    #[must_use]
    pub fn civil(&self) -> civil::DateTime {
        self.civil
    }

    /// Returns the seconds since 1970, rounded towards it.
    #[must_use]
    pub fn epoch(&self) -> i64 {
        self.timestamp.as_microsecond() / 1_000_000
    }

    /// Returns the date as a value of the waist.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({ "$datetime": self.to_string().replacen(' ', "T", 1) })
    }
}

impl fmt::Display for CreateDate {
    /// Writes the date as Python's `str(datetime)` does.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil;
        write!(
            formatter,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            civil.year(),
            civil.month(),
            civil.day(),
            civil.hour(),
            civil.minute(),
            civil.second()
        )?;
        let microseconds = civil.subsec_nanosecond() / 1000;
        if microseconds > 0 {
            write!(formatter, ".{microseconds:06}")?;
        }
        let Some(offset) = self.offset else {
            return Ok(());
        };
        let seconds = offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let seconds = seconds.unsigned_abs();
        write!(
            formatter,
            "{sign}{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60
        )?;
        match seconds % 60 {
            0 => Ok(()),
            rest => write!(formatter, ":{rest:02}"),
        }
    }
}

/// Finds a time zone by the exact spelling of its name, as Python does.
fn find_zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok()?;
    let is_exact = zone.iana_name().is_none_or(|found| found == name);
    is_exact.then_some(zone)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::CreateDate;

    #[test]
    fn shows_the_date_in_the_time_zone() {
        let now: Timestamp = "2024-07-01T22:30:05.000120999Z"
            .parse()
            .expect("a valid date");
        for (zone, expected) in [
            ("UTC", "2024-07-01 22:30:05.000120+00:00"),
            ("utc", "2024-07-01 22:30:05.000120+00:00"),
            ("Europe/Berlin", "2024-07-02 00:30:05.000120+02:00"),
            ("America/St_Johns", "2024-07-01 20:00:05.000120-02:30"),
            ("europe/berlin", "! Can't locate timezone: europe/berlin"),
            ("foo_bar", "! Can't locate timezone: foo_bar"),
        ] {
            let shown = match CreateDate::new(now, Some(zone)) {
                Ok(date) => date.to_string(),
                Err(error) => format!("! {error}"),
            };
            assert_eq!(shown, expected, "{zone}");
        }
    }

    #[test]
    fn local_time_has_no_offset_and_whole_seconds_no_fraction() {
        let now: Timestamp = "2024-07-01T22:30:05Z".parse().expect("a valid date");
        for zone in [None, Some("")] {
            let date = CreateDate::new(now, zone).expect("local time is known");
            assert_eq!(date.to_string().len(), "2024-07-01 22:30:05".len());
            assert_eq!(date.epoch(), 1_719_873_005);
        }
        let date = CreateDate::new(now, Some("UTC")).expect("UTC is known");
        assert_eq!(date.to_value()["$datetime"], "2024-07-01T22:30:05+00:00");
    }
}
