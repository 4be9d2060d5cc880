//! The settings of one project, from its files and from what a program sets.

mod files;
mod pyproject;
pub(crate) mod settings;

use crate::Error;
use crate::ini::Ini;
use files::choose_files;
use indexmap::IndexMap;
use pyproject::TomlTable;
pub use pyproject::{OptionValue, has_alembic_table};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

/// The environment variable that names the configuration file when no argument does.
const CONFIG_VARIABLE: &str = "ALEMBIC_CONFIG";

/// The main section of an ini file, unless another is chosen.
const DEFAULT_SECTION: &str = "alembic";

/// The configuration of a project.
///
/// A new one has no files, and every option may be set by [`set_main_option`](Self::set_main_option).
/// Files are read when the first option is asked for, so errors in them show then.
#[derive(Clone, Debug)]
pub struct Config {
    config_file_name: Option<String>,
    toml_file_name: Option<String>,
    section: String,
    directory: PathBuf,
    arguments: IndexMap<String, String>,
    verbose: bool,
    ini: OnceLock<Ini>,
    toml: OnceLock<TomlTable>,
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl Config {
    /// Returns a configuration without any file.
    pub fn new() -> Self {
        Self {
            config_file_name: None,
            toml_file_name: None,
            section: DEFAULT_SECTION.to_owned(),
            directory: PathBuf::new(),
            arguments: IndexMap::new(),
            verbose: false,
            ini: OnceLock::new(),
            toml: OnceLock::new(),
        }
    }

    /// Returns the configuration that a command line asks for: `files` are the values of `-c`.
    ///
    /// This is the one place that looks at the environment (`ALEMBIC_CONFIG`) and at the working
    /// directory, which relative file names start from.
    pub fn from_command_line<S: AsRef<str>>(files: &[S]) -> Result<Self, Error> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the constructor documented to do this"
        )]
        let variable = std::env::var(CONFIG_VARIABLE).ok();
        let (ini, toml) = choose_files(files, variable.as_deref())?;
        let directory =
            std::env::current_dir().map_err(|error| Error::CurrentDirectory { error })?;
        Ok(Self::new()
            .with_directory(directory)
            .with_config_file(ini)
            .with_toml_file(toml))
    }

    /// Sets the ini file; it need not exist.
    #[must_use]
    pub fn with_config_file(mut self, name: impl Into<String>) -> Self {
        self.config_file_name = Some(name.into()).filter(|name| !name.is_empty());
        self
    }

    /// Sets the `pyproject.toml`; it need not exist.
    #[must_use]
    pub fn with_toml_file(mut self, name: impl Into<String>) -> Self {
        self.toml_file_name = Some(name.into()).filter(|name| !name.is_empty());
        self
    }

    /// Sets the name of the main section of the ini file, `alembic` otherwise.
    #[must_use]
    pub fn with_section(mut self, section: impl Into<String>) -> Self {
        self.section = section.into();
        self
    }

    /// Adds values that options of both files may refer to, as `%(key)s`.
    #[must_use]
    pub fn with_arguments<K, V>(mut self, arguments: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        let arguments = arguments
            .into_iter()
            .map(|(key, value)| (key.into(), value.into()));
        self.arguments.extend(arguments);
        self
    }

    /// Sets the directory that relative file names start from.
    ///
    /// Without it they start from the working directory, and `%(here)s` stays relative.
    #[must_use]
    pub fn with_directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = directory.into();
        self
    }

    /// Sets whether loading is logged, which `-v` asks for.
    #[must_use]
    pub fn with_verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }

    /// Returns the name of the ini file as it was given.
    pub fn config_file_name(&self) -> Option<&str> {
        self.config_file_name.as_deref()
    }

    /// Returns the name of the `pyproject.toml` as it was given.
    pub fn toml_file_name(&self) -> Option<&str> {
        self.toml_file_name.as_deref()
    }

    /// Returns the name of the main section.
    pub fn config_ini_section(&self) -> &str {
        &self.section
    }

    /// Returns the directory that relative file names start from, empty for the working directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns what `%(here)s` means in the ini file: the directory that it lies in.
    pub fn here(&self) -> String {
        match &self.config_file_name {
            Some(name) => self.directory_of(name),
            None => ".".to_owned(),
        }
    }

    /// Returns the contents of the ini file.
    pub fn file_config(&self) -> Result<&Ini, Error> {
        if let Some(ini) = self.ini.get() {
            return Ok(ini);
        }
        let ini = self.load_ini()?;
        Ok(self.ini.get_or_init(|| ini))
    }

    /// Returns the contents of the ini file, to be changed.
    pub fn file_config_mut(&mut self) -> Result<&mut Ini, Error> {
        let ini = match self.ini.take() {
            Some(ini) => ini,
            None => self.load_ini()?,
        };
        self.ini = OnceLock::from(ini);
        Ok(self.ini.get_mut().expect("it was set on the line above"))
    }

    /// Returns the names of the ini file's sections, in order.
    pub fn sections(&self) -> Result<Vec<&str>, Error> {
        Ok(self.file_config()?.sections().collect())
    }

    /// Returns the options of a section of the ini file, or nothing when there is no such section.
    ///
    /// The inherited ones come first.
    pub fn get_section(&self, name: &str) -> Result<Option<IndexMap<String, String>>, Error> {
        let ini = self.file_config()?;
        if ini.has_section(name) {
            ini.items(name).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Returns an option of a section of the ini file; the section must exist.
    pub fn get_section_option(&self, section: &str, name: &str) -> Result<Option<String>, Error> {
        let ini = self.file_config()?;
        if !ini.has_section(section) {
            return Err(Error::SectionNotFound {
                file: self.config_file_name.clone(),
                section: section.to_owned(),
            });
        }
        if ini.has_option(section, name) {
            ini.get(section, name)
        } else {
            Ok(None)
        }
    }

    /// Returns an option of the main section of the ini file; the section must exist.
    pub fn get_main_option(&self, name: &str) -> Result<Option<String>, Error> {
        self.get_section_option(&self.section, name)
    }

    /// Sets an option of a section, which is added if need be.
    ///
    /// The value may refer to others as `%(name)s`; any other percent sign must be doubled.
    pub fn set_section_option(
        &mut self,
        section: &str,
        name: &str,
        value: &str,
    ) -> Result<(), Error> {
        let ini = self.file_config_mut()?;
        if !ini.has_section(section) {
            ini.add_section(section)?;
        }
        ini.set(section, name, value)
    }

    /// Sets an option of the main section.
    pub fn set_main_option(&mut self, name: &str, value: &str) -> Result<(), Error> {
        let section = self.section.clone();
        self.set_section_option(&section, name, value)
    }

    /// Removes an option of the main section, if it is there.
    pub fn remove_main_option(&mut self, name: &str) -> Result<(), Error> {
        let section = self.section.clone();
        self.file_config_mut()?.remove_option(&section, name)?;
        Ok(())
    }

    /// Returns an option of the main section of the ini file, else that of `[tool.alembic]`.
    pub fn get_alembic_option(&self, name: &str) -> Result<Option<OptionValue>, Error> {
        let ini = self.file_config()?;
        if ini.has_option(&self.section, name) {
            return Ok(ini.get(&self.section, name)?.map(OptionValue::Text));
        }
        self.get_toml_option(name)
    }

    /// Returns an option that is true or false, the latter when it is absent.
    ///
    /// In the ini file only the text `true` is true; in the TOML file it must be a boolean.
    pub fn get_alembic_boolean_option(&self, name: &str) -> Result<bool, Error> {
        let ini = self.file_config()?;
        if ini.has_option(&self.section, name) {
            return Ok(ini.get(&self.section, name)?.as_deref() == Some("true"));
        }
        self.toml()?.boolean(name)
    }

    /// Returns an option of `[tool.alembic]`.
    fn get_toml_option(&self, name: &str) -> Result<Option<OptionValue>, Error> {
        self.toml()?.option(name)
    }

    fn toml(&self) -> Result<&TomlTable, Error> {
        if let Some(toml) = self.toml.get() {
            return Ok(toml);
        }
        let toml = self.load_toml()?;
        Ok(self.toml.get_or_init(|| toml))
    }

    fn load_ini(&self) -> Result<Ini, Error> {
        let mut defaults = self.arguments.clone();
        defaults.insert("here".to_owned(), self.here());
        let mut ini = Ini::new(defaults)?;
        match &self.config_file_name {
            Some(name) => {
                let shown = normal_path(Path::new(name)).display().to_string();
                ini.read_file(&self.directory.join(name), &shown)?;
                if self.verbose {
                    log::info!(target: "alembic.config", "Loading config from file: {shown}");
                }
            }
            None => {
                ini.add_section(&self.section)?;
                if self.verbose {
                    log::info!(
                        target: "alembic.config",
                        "No config file provided; using in-memory default config"
                    );
                }
            }
        }
        Ok(ini)
    }

    fn load_toml(&self) -> Result<TomlTable, Error> {
        let Some(name) = &self.toml_file_name else {
            return Ok(TomlTable::default());
        };
        let path = self.directory.join(name);
        if !path.exists() {
            return Ok(TomlTable::default());
        }
        let mut arguments = self.arguments.clone();
        arguments.insert("here".to_owned(), self.directory_of(name));
        TomlTable::read(&path, arguments)
    }

    fn directory_of(&self, name: &str) -> String {
        let path = normal_path(&self.directory.join(name));
        let parent = match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => &path,
        };
        let text = parent.display().to_string();
        if cfg!(windows) {
            text.replace('\\', "/")
        } else {
            text
        }
    }
}

/// Returns a path as Python's `pathlib` writes it: without `.` and empty parts.
fn normal_path(path: &Path) -> PathBuf {
    let normal: PathBuf = path
        .components()
        .filter(|component| *component != Component::CurDir)
        .collect();
    if normal.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        normal
    }
}

#[cfg(test)]
mod tests;
