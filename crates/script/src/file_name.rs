//! The name of a new version file.

use alembic_python_text::percent::{self, Value};

use crate::date::CreateDate;
use crate::error::ScriptError;

/// The name that a file has when the configuration says nothing.
pub(crate) const DEFAULT_FILE_TEMPLATE: &str = "%(rev)s_%(slug)s";

/// The length of the slug when the configuration says nothing.
pub(crate) const DEFAULT_SLUG_LENGTH: usize = 40;

/// Returns the name of a version file, relative to its version location.
pub(crate) fn file_name(
    template: &str,
    slug_length: usize,
    revision: &str,
    message: &str,
    date: &CreateDate,
) -> Result<String, ScriptError> {
    let civil = date.civil();
    let number = |value: i8| Value::Integer(i64::from(value));
    let values = [
        ("rev", Value::text(revision)),
        ("slug", Value::text(slug(message, slug_length))),
        ("epoch", Value::Integer(date.epoch())),
        ("year", Value::Integer(i64::from(civil.year()))),
        ("month", number(civil.month())),
        ("day", number(civil.day())),
        ("hour", number(civil.hour())),
        ("minute", number(civil.minute())),
        ("second", number(civil.second())),
    ];
    let lookup = |key: &str| {
        values
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value.clone())
    };
    let name = percent::format(template, lookup).map_err(|source| ScriptError::FileTemplate {
        template: template.to_owned(),
        source,
    })?;
    Ok(format!("{name}.py"))
}

/// Returns the words of a message in lower case, joined by underscores and cut to a length.
fn slug(message: &str, maximum: usize) -> String {
    let words: Vec<&str> = message
        .split(|c: char| !is_word(c))
        .filter(|word| !word.is_empty())
        .collect();
    let slug = words.join("_").to_lowercase();
    if slug.chars().count() <= maximum {
        return slug;
    }
    let cut: String = slug.chars().take(maximum).collect();
    let kept = cut.rsplit_once('_').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{kept}_")
}

/// Returns whether Python's `\w` matches the character.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::{file_name, slug};
    use crate::date::CreateDate;

    #[test]
    fn makes_slugs() {
        for (message, maximum, expected) in [
            ("", 40, ""),
            ("Add users", 40, "add_users"),
            ("  add: users' \"e-mail\"!", 40, "add_users_e_mail"),
            ("ÄÖ ß 漢字", 40, "äö_ß_漢字"),
            ("__x__ y", 40, "__x___y"),
            ("add the users table", 10, "add_the_"),
            ("add the users table", 11, "add_the_"),
            ("add the users table", 12, "add_the_"),
            ("supercalifragilistic", 5, "super_"),
            ("exact", 5, "exact"),
        ] {
            assert_eq!(slug(message, maximum), expected, "{message}");
        }
    }

    #[test]
    fn fills_the_template() {
        let now = "2024-03-01T05:06:07Z".parse().expect("a valid date");
        let date = CreateDate::new(now, Some("UTC")).expect("UTC is known");
        for (template, expected) in [
            ("%(rev)s_%(slug)s", "ab_a_b.py"),
            (
                "%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d%(second).2d-%(rev)s",
                "2024_03_01_050607-ab.py",
            ),
            ("%(year)d/%(month).2d/%(epoch)s", "2024/03/1709269567.py"),
            (
                "%(nope)s",
                "! Can't make a file name from file_template '%(nope)s'; 'nope'",
            ),
        ] {
            let name = match file_name(template, 40, "ab", "A b", &date) {
                Ok(name) => name,
                Err(error) => {
                    let source = std::error::Error::source(&error).expect("it has a reason");
                    format!("! {error}; {source}")
                }
            };
            assert_eq!(name, expected);
        }
    }
}
