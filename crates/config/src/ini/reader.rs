//! Lines of an ini file to sections and options.

use super::{DEFAULT_SECTION, Ini, option_key, shown};
use crate::Error;
use alembic_python_text::{is_space, strip, strip_end};
use indexmap::IndexSet;
use std::borrow::Cow;

/// Where the options of the following lines go.
#[derive(Clone, PartialEq, Eq)]
enum Target {
    Defaults,
    Section(String),
}

impl Target {
    fn name(&self) -> &str {
        match self {
            Self::Defaults => DEFAULT_SECTION,
            Self::Section(name) => name,
        }
    }
}

/// The value of the last option, to which lines may be added.
struct OpenValue {
    target: Target,
    option: String,
    value: String,
}

/// The state between two lines.
struct Reader<'i> {
    ini: &'i mut Ini,
    file: &'i str,
    target: Option<Target>,
    /// The value that an indented line continues.
    open: Option<OpenValue>,
    indent: usize,
    sections_seen: IndexSet<String>,
    options_seen: IndexSet<(String, String)>,
    bad_lines: Vec<(usize, String)>,
}

/// Reads the text of a file into `ini`.
pub(super) fn read(ini: &mut Ini, text: &str, file: &str) -> Result<(), Error> {
    let text = universal_newlines(text);
    let mut reader = Reader {
        ini,
        file,
        target: None,
        open: None,
        indent: 0,
        sections_seen: IndexSet::new(),
        options_seen: IndexSet::new(),
        bad_lines: Vec::new(),
    };
    for (index, line) in text.split_inclusive('\n').enumerate() {
        reader.read_line(index + 1, line)?;
    }
    reader.finish()
}

fn universal_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

impl Reader<'_> {
    fn read_line(&mut self, number: usize, line: &str) -> Result<(), Error> {
        let value = strip(line);
        if value.starts_with(['#', ';']) {
            return Ok(());
        }
        if value.is_empty() {
            self.continue_value("");
            return Ok(());
        }
        let indent = line
            .chars()
            .take_while(|character| is_space(*character))
            .count();
        if indent > self.indent && self.continue_value(value) {
            return Ok(());
        }
        self.indent = indent;
        if let Some(name) = section_name(value) {
            return self.start_section(number, name);
        }
        let Some(target) = &self.target else {
            return Err(Error::MissingSectionHeader {
                file: self.file.to_owned(),
                line: number,
                text: line.to_owned(),
            });
        };
        let Some((option, value)) = value.split_once(['=', ':']) else {
            self.bad_lines.push((number, line.to_owned()));
            return Ok(());
        };
        let option = option_key(strip_end(option));
        if option.is_empty() {
            self.bad_lines.push((number, line.to_owned()));
        }
        let target = target.clone();
        let key = (target.name().to_owned(), option.clone());
        if !self.options_seen.insert(key) {
            return Err(Error::DuplicateOption {
                section: target.name().to_owned(),
                option,
                file: self.file.to_owned(),
                line: Some(number),
            });
        }
        self.close_value();
        self.open = Some(OpenValue {
            target,
            option,
            value: strip(value).to_owned(),
        });
        Ok(())
    }

    /// Adds a line to the current value and returns whether there is one.
    fn continue_value(&mut self, line: &str) -> bool {
        match &mut self.open {
            Some(open) if !open.option.is_empty() => {
                open.value.push('\n');
                open.value.push_str(line);
                true
            }
            _ => false,
        }
    }

    /// Stores the current value, to which no more lines are added.
    fn close_value(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let options = match open.target {
            Target::Defaults => &mut self.ini.defaults,
            Target::Section(name) => self.ini.sections.entry(name).or_default(),
        };
        options.insert(open.option, strip_end(&open.value).to_owned());
    }

    fn start_section(&mut self, number: usize, name: &str) -> Result<(), Error> {
        self.close_value();
        if name == DEFAULT_SECTION {
            self.target = Some(Target::Defaults);
            return Ok(());
        }
        if !self.sections_seen.insert(name.to_owned()) {
            return Err(Error::DuplicateSection {
                section: name.to_owned(),
                file: Some(self.file.to_owned()),
                line: Some(number),
            });
        }
        self.ini.sections.entry(name.to_owned()).or_default();
        self.target = Some(Target::Section(name.to_owned()));
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.close_value();
        if self.bad_lines.is_empty() {
            return Ok(());
        }
        let lines = self
            .bad_lines
            .into_iter()
            .map(|(line, text)| (line, shown(&text)))
            .collect();
        Err(Error::Parsing {
            file: self.file.to_owned(),
            lines,
        })
    }
}

/// Returns the name in a section's header: up to the last bracket, whatever follows it.
fn section_name(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('[')?;
    let name = &inner[..inner.rfind(']')?];
    (!name.is_empty()).then_some(name)
}
