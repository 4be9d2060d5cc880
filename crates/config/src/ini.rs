//! Ini files as Python's `configparser.ConfigParser` reads them.
//!
//! The parser is the one with its default settings: `=` or `:` between key and value, `#` and `;` before
//! a comment on a line of its own, values that continue on indented lines, `[DEFAULT]`, keys without
//! regard to case, duplicates refused, and basic interpolation.

mod interpolation;
mod reader;

use crate::Error;
use indexmap::IndexMap;
use std::io::ErrorKind;
use std::path::Path;

/// The name of the section whose options every other section inherits.
pub const DEFAULT_SECTION: &str = "DEFAULT";

/// The raw options of one section, in order.
type Options = IndexMap<String, String>;

/// The sections and options of an ini file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ini {
    defaults: Options,
    sections: IndexMap<String, Options>,
}

impl Ini {
    /// Returns a parser with no section and the given defaults, which are not checked for interpolation.
    pub fn new<K, V>(defaults: impl IntoIterator<Item = (K, V)>) -> Result<Self, Error>
    where
        K: AsRef<str>,
        V: Into<String>,
    {
        let mut ini = Self::default();
        for (option, value) in defaults {
            let option = option_key(option.as_ref());
            if ini.defaults.contains_key(&option) {
                return Err(Error::DuplicateOption {
                    section: DEFAULT_SECTION.to_owned(),
                    option,
                    file: "<dict>".to_owned(),
                    line: None,
                });
            }
            ini.defaults.insert(option, value.into());
        }
        Ok(ini)
    }

    /// Reads the text of a file; `file` names it in errors.
    ///
    /// After an error the contents are incomplete.
    pub fn read_text(&mut self, text: &str, file: &str) -> Result<(), Error> {
        reader::read(self, text, file)
    }

    /// Reads a file, or returns false when it cannot be opened; `file` names it in errors.
    pub fn read_file(&mut self, path: &Path, file: &str) -> Result<bool, Error> {
        let bytes = match fs_err::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::OutOfMemory => {
                return Err(Error::Read { error });
            }
            Err(_) => return Ok(false),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let position = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                return Err(Error::Encoding {
                    file: file.to_owned(),
                    line: 1 + bytes[..position]
                        .iter()
                        .filter(|byte| **byte == b'\n')
                        .count(),
                    byte: bytes[position],
                    position,
                });
            }
        };
        self.read_text(&text, file)?;
        Ok(true)
    }

    /// Returns the names of the sections, without `DEFAULT`, in order.
    pub fn sections(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Returns whether a section exists; `DEFAULT` does not count as one.
    pub fn has_section(&self, section: &str) -> bool {
        self.sections.contains_key(section)
    }

    /// Adds an empty section.
    pub fn add_section(&mut self, section: &str) -> Result<(), Error> {
        if section == DEFAULT_SECTION {
            return Err(Error::InvalidSectionName {
                section: section.to_owned(),
            });
        }
        if self.has_section(section) {
            return Err(Error::DuplicateSection {
                section: section.to_owned(),
                file: None,
                line: None,
            });
        }
        self.sections.insert(section.to_owned(), Options::new());
        Ok(())
    }

    /// Removes a section and returns whether it existed.
    pub fn remove_section(&mut self, section: &str) -> bool {
        self.sections.shift_remove(section).is_some()
    }

    /// Returns the raw options of `DEFAULT`.
    pub fn defaults(&self) -> &IndexMap<String, String> {
        &self.defaults
    }

    /// Returns the keys of a section: its own, then those that it inherits.
    pub fn options(&self, section: &str) -> Result<Vec<&str>, Error> {
        let own = self
            .sections
            .get(section)
            .ok_or_else(|| no_section(section))?;
        let inherited = self
            .defaults
            .keys()
            .filter(|option| !own.contains_key(*option));
        Ok(own.keys().chain(inherited).map(String::as_str).collect())
    }

    /// Returns whether a section has an option or inherits it.
    pub fn has_option(&self, section: &str, option: &str) -> bool {
        let option = option_key(option);
        if names_defaults(section) {
            return self.defaults.contains_key(&option);
        }
        self.sections
            .get(section)
            .is_some_and(|own| own.contains_key(&option) || self.defaults.contains_key(&option))
    }

    /// Returns the value of an option, or nothing when there is no such section or option.
    pub fn get(&self, section: &str, option: &str) -> Result<Option<String>, Error> {
        let option = option_key(option);
        match self.raw(section, &option) {
            Some(value) => interpolation::expand(self, section, &option, value).map(Some),
            None => Ok(None),
        }
    }

    /// Returns the value of an option as it is written, without interpolation.
    pub fn get_raw(&self, section: &str, option: &str) -> Option<&str> {
        self.raw(section, &option_key(option))
    }

    /// Returns the options of a section with their values: first those of `DEFAULT`, whose places
    /// values of the section's own take, then the others.
    pub fn items(&self, section: &str) -> Result<IndexMap<String, String>, Error> {
        let own = match self.sections.get(section) {
            Some(own) => Some(own),
            None if section == DEFAULT_SECTION => None,
            None => return Err(no_section(section)),
        };
        let mut items = self.defaults.clone();
        for (option, value) in own.into_iter().flatten() {
            items.insert(option.clone(), value.clone());
        }
        for (option, value) in &mut items {
            *value = interpolation::expand(self, section, option, value)?;
        }
        Ok(items)
    }

    /// Sets an option of an existing section; a percent sign that starts no interpolation must be doubled.
    pub fn set(&mut self, section: &str, option: &str, value: &str) -> Result<(), Error> {
        interpolation::check(value)?;
        self.own_options(section)?
            .insert(option_key(option), value.to_owned());
        Ok(())
    }

    /// Removes an option of an existing section and returns whether it was there.
    pub fn remove_option(&mut self, section: &str, option: &str) -> Result<bool, Error> {
        let option = option_key(option);
        Ok(self.own_options(section)?.shift_remove(&option).is_some())
    }

    fn own_options(&mut self, section: &str) -> Result<&mut Options, Error> {
        if names_defaults(section) {
            return Ok(&mut self.defaults);
        }
        self.sections
            .get_mut(section)
            .ok_or_else(|| no_section(section))
    }

    /// Returns a raw value by a key that is in lower case already.
    fn raw(&self, section: &str, option: &str) -> Option<&str> {
        let own = match self.sections.get(section) {
            Some(own) => own.get(option),
            None if section == DEFAULT_SECTION => None,
            None => return None,
        };
        own.or_else(|| self.defaults.get(option))
            .map(String::as_str)
    }
}

fn option_key(option: &str) -> String {
    option.to_lowercase()
}

/// To `configparser`, an empty name means `DEFAULT` where options are tested, set and removed.
fn names_defaults(section: &str) -> bool {
    section.is_empty() || section == DEFAULT_SECTION
}

fn no_section(section: &str) -> Error {
    Error::NoSection {
        section: section.to_owned(),
    }
}

/// Returns how an error shows a piece of an ini file.
fn shown(text: &str) -> String {
    alembic_python_text::repr(text)
}
