//! What can be wrong with a configuration.

use alembic_python_text::percent::FormatError;
use alembic_python_text::repr;
use std::path::PathBuf;

/// An error in a configuration, or in the use of one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An ini file has a line before its first section.
    #[error(
        "File contains no section headers.\nfile: {}, line: {line}\n{}",
        repr(file),
        repr(text)
    )]
    MissingSectionHeader {
        /// The file as it was named.
        file: String,
        /// The line's number, from one.
        line: usize,
        /// The line.
        text: String,
    },
    /// An ini file has lines that are neither header nor option.
    #[error("Source contains parsing errors: {}{}", repr(file), bad_lines(lines))]
    Parsing {
        /// The file as it was named.
        file: String,
        /// The numbers of the lines, and the lines as Python's `repr` shows them.
        lines: Vec<(usize, String)>,
    },
    /// A section appears twice.
    #[error("{}ection {} already exists", place(file.as_deref(), *line, 's', 'S'), repr(section))]
    DuplicateSection {
        /// The section.
        section: String,
        /// The file, when one was read.
        file: Option<String>,
        /// The line's number, from one.
        line: Option<usize>,
    },
    /// An option appears twice in one section.
    #[error("{}ption {} in section {} already exists", place(Some(file), *line, 'o', 'O'), repr(option), repr(section))]
    DuplicateOption {
        /// The section.
        section: String,
        /// The option, in lower case.
        option: String,
        /// The file as it was named.
        file: String,
        /// The line's number, from one.
        line: Option<usize>,
    },
    /// A section is asked for that does not exist.
    #[error("No section: {}", repr(section))]
    NoSection {
        /// The section.
        section: String,
    },
    /// A section cannot have this name.
    #[error("Invalid section name: {}", repr(section))]
    InvalidSectionName {
        /// The section.
        section: String,
    },
    /// A value refers to an option that does not exist.
    #[error(
        "Bad value substitution: option {} in section {} contains an interpolation key {} which is not \
         a valid option name. Raw value: {}",
        repr(option),
        repr(section),
        repr(reference),
        repr(raw)
    )]
    InterpolationMissingOption {
        /// The option with the value.
        option: String,
        /// Its section.
        section: String,
        /// The option that the value refers to.
        reference: String,
        /// The value as it is written.
        raw: String,
    },
    /// A value has a percent sign that starts nothing known.
    #[error("{message}")]
    InterpolationSyntax {
        /// The option with the value.
        option: String,
        /// Its section.
        section: String,
        /// What is wrong.
        message: String,
    },
    /// Values refer to one another too deeply, or in a circle.
    #[error(
        "Recursion limit exceeded in value substitution: option {} in section {} contains an \
         interpolation key which cannot be substituted in 10 steps. Raw value: {}",
        repr(option),
        repr(section),
        repr(raw)
    )]
    InterpolationDepth {
        /// The option with the value.
        option: String,
        /// Its section.
        section: String,
        /// The value as it is written.
        raw: String,
    },
    /// A value whose options, replaced again and again, become too much.
    #[error(
        "Option {} in section {} becomes longer than {limit} characters with the values that it \
         refers to; look for options that refer to others many times",
        repr(option),
        repr(section)
    )]
    InterpolationLength {
        /// The option with the value.
        option: String,
        /// Its section.
        section: String,
        /// How long a value may become.
        limit: usize,
    },
    /// A value that is set has a percent sign that starts nothing known.
    #[error(
        "invalid interpolation syntax in {} at position {position}",
        repr(value)
    )]
    InvalidInterpolation {
        /// The value.
        value: String,
        /// The position of the sign, in characters, once all valid syntax is left out.
        position: usize,
    },
    /// A file is not UTF-8.
    #[error(
        "{file}, line {line}: 'utf-8' codec can't decode byte 0x{byte:02x} in position {position}"
    )]
    Encoding {
        /// The file as it was named.
        file: String,
        /// The line's number, from one.
        line: usize,
        /// The first byte that is not UTF-8.
        byte: u8,
        /// Its position in the file.
        position: usize,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Read {
        /// The system's error, which names the file.
        error: std::io::Error,
    },
    /// The working directory is not known.
    #[error("The current directory cannot be determined")]
    CurrentDirectory {
        /// The system's error.
        #[source]
        error: std::io::Error,
    },
    /// `pyproject.toml` is given twice.
    #[error("pyproject.toml indicated more than once")]
    SeveralTomlFiles,
    /// Two ini files are given.
    #[error("only one ini file may be indicated")]
    SeveralIniFiles,
    /// The main section, or another one that an option is read from, does not exist.
    #[error(
        "No config file {} found, or file has no '[{section}]' section",
        file.as_deref().map_or_else(|| "None".to_owned(), repr)
    )]
    SectionNotFound {
        /// The ini file, if there is one.
        file: Option<String>,
        /// The section.
        section: String,
    },
    /// The setting that everything needs is missing.
    #[error("No 'script_location' key found in configuration.")]
    NoScriptLocation,
    /// A TOML file is not valid.
    #[error("{}: {}", file.display(), message.trim_end())]
    TomlSyntax {
        /// The file.
        file: PathBuf,
        /// What is wrong and where.
        message: String,
    },
    /// `[tool.alembic]` is not a table.
    #[error("Incorrect TOML format")]
    TomlFormat,
    /// A TOML setting has a type that no setting has.
    #[error("unsupported TOML value type for key: {}", repr(name))]
    TomlValueType {
        /// The setting.
        name: String,
    },
    /// A TOML setting has the wrong type.
    #[error("{expected} value expected for TOML parameter {}", repr(name))]
    TomlExpected {
        /// The setting.
        name: String,
        /// The type that it must have.
        expected: &'static str,
    },
    /// A post-write hook in a TOML file has no name.
    #[error("post_write_hooks entry {position} has no 'name'")]
    UnnamedHook {
        /// The entry's position, from one.
        position: usize,
    },
    /// A `%` in a TOML setting cannot be resolved.
    #[error("TOML parameter {}: {error}", repr(name))]
    TomlFormatting {
        /// The setting.
        name: String,
        /// What is wrong.
        error: FormatError,
    },
    /// The separator of path lists is none of the known ones.
    #[error(
        "'{value}' is not a valid value for {name}; expected 'space', 'newline', 'os', ':', ';'"
    )]
    InvalidSeparator {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// A setting must be an integer.
    #[error("invalid literal for int() with base 10: {}", repr(value))]
    InvalidInteger {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// A setting must be true or false.
    #[error("String is not true/false: {}", repr(value))]
    InvalidBoolean {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// A setting must be a number of seconds.
    #[error(
        "{} is not a valid value for {name}; expected a number of seconds",
        repr(value)
    )]
    InvalidSeconds {
        /// The setting.
        name: &'static str,
        /// Its value.
        value: String,
    },
}

impl Error {
    /// Returns the full name of the exception that Python code sees for this error.
    pub fn class_name(&self) -> &'static str {
        match self {
            Self::MissingSectionHeader { .. } => "configparser.MissingSectionHeaderError",
            Self::Parsing { .. } => "configparser.ParsingError",
            Self::DuplicateSection { .. } => "configparser.DuplicateSectionError",
            Self::DuplicateOption { .. } => "configparser.DuplicateOptionError",
            Self::NoSection { .. } => "configparser.NoSectionError",
            Self::InterpolationMissingOption { .. } => {
                "configparser.InterpolationMissingOptionError"
            }
            Self::InterpolationSyntax { .. } => "configparser.InterpolationSyntaxError",
            Self::InterpolationDepth { .. } => "configparser.InterpolationDepthError",
            Self::InvalidSectionName { .. }
            | Self::InvalidInterpolation { .. }
            | Self::InterpolationLength { .. }
            | Self::Encoding { .. }
            | Self::InvalidSeparator { .. }
            | Self::InvalidInteger { .. }
            | Self::InvalidBoolean { .. }
            | Self::InvalidSeconds { .. }
            | Self::TomlSyntax { .. } => "ValueError",
            Self::Read { .. } | Self::CurrentDirectory { .. } => "OSError",
            Self::TomlFormatting { error, .. } => error.class_name(),
            Self::SeveralTomlFiles
            | Self::SeveralIniFiles
            | Self::SectionNotFound { .. }
            | Self::NoScriptLocation
            | Self::TomlFormat
            | Self::TomlValueType { .. }
            | Self::TomlExpected { .. }
            | Self::UnnamedHook { .. } => "alembic.util.exc.CommandError",
        }
    }
}

fn bad_lines(lines: &[(usize, String)]) -> String {
    lines
        .iter()
        .map(|(line, text)| format!("\n\t[line {line:2}]: {text}"))
        .collect()
}

fn place(file: Option<&str>, line: Option<usize>, inner: char, first: char) -> String {
    match (file, line) {
        (None, _) => first.to_string(),
        (Some(file), None) => format!("While reading from {}: {inner}", repr(file)),
        (Some(file), Some(line)) => {
            format!("While reading from {} [line {line:2}]: {inner}", repr(file))
        }
    }
}
