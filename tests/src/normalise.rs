//! Takes out of a text what differs from run to run.
use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

/// Replaces what differs from run to run by names in brackets.
#[derive(Debug)]
pub struct Normaliser {
    replacements: Vec<(String, String)>,
    known_revisions: BTreeSet<String>,
    days: Vec<jiff::civil::Date>,
    seconds: std::ops::Range<i64>,
}

static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(\d{4})[-_]?(\d\d)[-_]?(\d\d)(?:[ T_]\d\d[:_]?\d\d(?:[:_]?\d\d(?:[.,]\d+)?)?)?")
});
static MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{4})/(\d\d)\b"));
static EPOCH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{10}"));
static RANDOM_REVISION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[0-9a-f]{12}\b"));
static TEMPORARY: LazyLock<Regex> = LazyLock::new(|| pattern(r"/tmp/tmp\w+"));
static INSTALLATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"/[\w./-]+/lib/python3\.\d+(?:/site-packages)?"));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| pattern(r"0x[0-9a-f]{6,}"));
static UNIQUE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bunique=1([,)])"));
static WARNING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^\S+\.py:\d+: (\w*Warning: .*)(?:\n  .*)?"));

impl Normaliser {
    /// Makes a normaliser with the texts that this run has made up, and with all texts of its project:
    /// revisions that stand there are not random.
    pub fn new(mut replacements: Vec<(String, String)>, texts: &[String]) -> Self {
        let known = texts
            .iter()
            .flat_map(|text| RANDOM_REVISION.find_iter(text));
        let known_revisions = known.map(|found| found.as_str().to_owned()).collect();
        replacements.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        let now = crate::settings::now();
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        // A zone may be a day ahead or behind.
        let days = [today.yesterday().ok(), Some(today), today.tomorrow().ok()];
        let seconds = now.as_second() - 86_400..now.as_second() + 86_400;
        let days = days.into_iter().flatten().collect();
        Self {
            replacements,
            known_revisions,
            days,
            seconds,
        }
    }

    /// Returns the text without what differs from run to run.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.replace("\r\n", "\n");
        for (from, to) in &self.replacements {
            text = text.replace(from, to);
        }
        let text = TIMESTAMP.replace_all(&text, |found: &regex::Captures<'_>| {
            let number = |index: usize| found[index].parse::<i16>().unwrap_or_default();
            let date = jiff::civil::Date::new(number(1), number(2) as i8, number(3) as i8);
            match date {
                Ok(date) if self.days.contains(&date) => "[NOW]".to_owned(),
                _ => found[0].to_owned(),
            }
        });
        let text = MONTH.replace_all(&text, |found: &regex::Captures<'_>| {
            let is_present =
                |day: &jiff::civil::Date| day.strftime("%Y/%m").to_string() == found[0];
            let is_present = self.days.iter().any(is_present);
            if is_present {
                "[MONTH]".to_owned()
            } else {
                found[0].to_owned()
            }
        });
        let text = EPOCH.replace_all(&text, |found: &regex::Captures<'_>| {
            let second = found[0].parse().unwrap_or_default();
            if self.seconds.contains(&second) {
                "[EPOCH]".to_owned()
            } else {
                found[0].to_owned()
            }
        });
        let text = INSTALLATION.replace_all(&text, "[PYTHON]");
        let text = TEMPORARY.replace_all(&text, "[TEMPORARY]");
        let text = RANDOM_REVISION.replace_all(&text, |found: &regex::Captures<'_>| {
            let is_known = self.known_revisions.contains(&found[0]);
            if is_known {
                found[0].to_owned()
            } else {
                "[REVISION]".to_owned()
            }
        });
        let text = ADDRESS.replace_all(&text, "[ADDRESS]");
        // What SQLite says of an index, which the original writes as it comes.
        let text = UNIQUE.replace_all(&text, "unique=True$1");
        sort_sequences(&WARNING.replace_all(&text, "$1"))
    }
}

/// Puts the lines that tell of sequences to the end: the original writes them as it reads one table
/// after the other, which it takes from a set.
pub(crate) fn sort_sequences(text: &str) -> String {
    let (mut sequences, mut lines): (Vec<&str>, Vec<&str>) = text
        .split_inclusive('\n')
        .partition(|line| line.contains("Detected sequence named "));
    sequences.sort_unstable();
    lines.append(&mut sequences);
    lines.concat()
}

/// Shortens each Python traceback to its last lines, which name the exception.
pub fn shorten_tracebacks(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut in_traceback = false;
    for line in text.lines() {
        if line.starts_with("Traceback (most recent call last):") {
            // A chain of exceptions ends in the one that was raised.
            while kept
                .last()
                .is_some_and(|last| *last != TRACEBACK && in_traceback)
            {
                kept.pop();
            }
            if !in_traceback {
                kept.push(TRACEBACK);
            }
            in_traceback = true;
        } else if !in_traceback || !line.starts_with("  ") {
            kept.push(line);
        }
    }
    kept.iter().flat_map(|line| [*line, "\n"]).collect()
}

/// The line that stands for a traceback.
pub const TRACEBACK: &str = "[TRACEBACK]";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is a constant")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_only_the_last_exception_of_a_chain() {
        let text = "INFO before\nTraceback (most recent call last):\n  File \"a.py\", line 1\nKeyError: 1\n\n\
                    During handling of the above exception, another exception occurred:\n\n\
                    Traceback (most recent call last):\n  File \"b.py\", line 2\nValueError: 2\nmore\n";
        assert_eq!(
            shorten_tracebacks(text),
            "INFO before\n[TRACEBACK]\nValueError: 2\nmore\n"
        );
    }

    #[test]
    fn names_only_the_present_day() {
        let normaliser = Normaliser::new(
            vec![("/tmp/x".to_owned(), "[PROJECT]".to_owned())],
            &["revision = '00000000000a'".to_owned()],
        );
        let now = crate::settings::now().to_string();
        let text = format!("/tmp/x/a 2020-01-02 10:00:00 {now} 0123456789ab 00000000000a");
        assert_eq!(
            normaliser.apply(&text),
            "[PROJECT]/a 2020-01-02 10:00:00 [NOW]Z [REVISION] 00000000000a"
        );
    }

    #[test]
    fn drops_the_place_of_a_warning() {
        let normaliser = Normaliser::new(Vec::new(), &[]);
        let text = "/a/b.py:12: UserWarning: so\n  util.warn(x)\nnext\n";
        assert_eq!(normaliser.apply(text), "UserWarning: so\nnext\n");
    }
}
