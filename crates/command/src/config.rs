//! A project as commands see it: its settings, and where they print.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use alembic_db::Drivers;
use alembic_python::{CommandLine, EmbeddedHost, ProjectPython, PythonHost, Waist};
use alembic_runtime::{EnvironmentArguments, EnvironmentContext, PlanFunction, SqlOutput};
use alembic_script::ScriptDirectory;

use crate::error::CommandError;
use crate::programs::Programs;
use crate::status::Output;

/// A project: its settings, where commands print, and the Python that runs its scripts.
///
/// The counterpart of `alembic.config.Config`.
pub struct Config {
    settings: Rc<RefCell<alembic_config::Config>>,
    output: Output,
    command_line: CommandLine,
    python_path: Vec<PathBuf>,
    programs: Programs,
    drivers: Rc<Drivers>,
}

impl Config {
    /// Returns a project with these settings that prints to the standard output.
    pub fn new(settings: alembic_config::Config) -> Self {
        Self {
            settings: Rc::new(RefCell::new(settings)),
            output: Output::standard(),
            command_line: CommandLine::default(),
            python_path: Vec::new(),
            programs: Programs::default(),
            drivers: Rc::new(alembic_drivers::all()),
        }
    }

    /// Returns the project of an `alembic.ini` or `pyproject.toml`.
    ///
    /// The file is read when a setting is first asked for.
    pub fn from_file(path: impl AsRef<Path>) -> Self {
        let name = path.as_ref().to_string_lossy().into_owned();
        let is_toml = path
            .as_ref()
            .file_name()
            .is_some_and(|name| name == "pyproject.toml");
        let settings = alembic_config::Config::new();
        Self::new(if is_toml {
            settings.with_toml_file(name)
        } else {
            settings.with_config_file(name)
        })
    }

    /// Sets where commands print.
    #[must_use]
    pub fn with_output(mut self, output: Output) -> Self {
        self.output = output;
        self
    }

    /// Sets what scripts see of the command line.
    #[must_use]
    pub fn with_command_line(mut self, command_line: CommandLine) -> Self {
        self.command_line = command_line;
        self
    }

    /// Sets the folders that scripts import from after the project's own, in order.
    #[must_use]
    pub fn with_python_path(mut self, folders: Vec<PathBuf>) -> Self {
        self.python_path = folders;
        self
    }

    /// Sets where commands look for the programs that they start: editors and hooks.
    #[must_use]
    pub fn with_programs(mut self, programs: Programs) -> Self {
        self.programs = programs;
        self
    }

    /// Returns the settings, which may be changed before a command runs.
    pub fn settings(&self) -> &Rc<RefCell<alembic_config::Config>> {
        &self.settings
    }

    /// Sets an option of the main section; a `%` is written `%%`.
    pub fn set_main_option(&self, name: &str, value: &str) -> Result<(), CommandError> {
        Ok(self.settings.borrow_mut().set_main_option(name, value)?)
    }

    /// Returns where commands print.
    pub fn output(&self) -> &Output {
        &self.output
    }

    pub(crate) fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Returns the Python of the project; no interpreter starts yet.
    pub(crate) fn python(&self) -> Result<Rc<ProjectPython>, CommandError> {
        let print = self.output.clone();
        let waist = Waist::new(
            self.settings.clone(),
            self.command_line.clone(),
            self.drivers.clone(),
            Box::new(move |text| print.line(text)),
        );
        let prepended = self.settings.borrow().prepend_sys_path()?;
        let mut path = prepended.map(|list| list.paths).unwrap_or_default();
        let others = self.python_path.iter();
        path.extend(others.map(|folder| folder.to_string_lossy().into_owned()));
        let start = move |handler| -> Rc<dyn PythonHost> {
            Rc::new(EmbeddedHost::start(handler, path.clone()))
        };
        Ok(Rc::new(ProjectPython::new(Rc::new(waist), Box::new(start))))
    }

    /// Opens the project's version files.
    pub(crate) fn open(&self) -> Result<Project<'_>, CommandError> {
        let python = self.python()?;
        let script = ScriptDirectory::from_config(&self.settings.borrow(), &self.python_path)?
            .with_loader(python.clone());
        Ok(Project {
            config: self,
            python,
            script: Rc::new(script),
        })
    }
}

/// A project whose version files are at hand.
pub(crate) struct Project<'a> {
    pub(crate) config: &'a Config,
    pub(crate) python: Rc<ProjectPython>,
    pub(crate) script: Rc<ScriptDirectory>,
}

impl Project<'_> {
    /// Runs `env.py` for a command.
    ///
    /// Fails with what the command's own message would be, and how far the run had come.
    pub(crate) fn run_environment(
        &self,
        arguments: EnvironmentArguments,
        plan: PlanFunction,
    ) -> Result<(), CommandError> {
        let environment = Rc::new(EnvironmentContext::new(
            self.config.settings.clone(),
            self.script.clone(),
            arguments,
            self.config.drivers.clone(),
            self.python.clone(),
            SqlOutput::standard(),
            plan,
        ));
        self.python.enter_environment(&environment);
        environment
            .run()
            .map_err(|error| CommandError::from(error).with_progress(&environment.progress()))
    }
}

impl Drop for Project<'_> {
    /// Tells of what the version files gave reason to warn of, also when the command failed.
    fn drop(&mut self) {
        for warning in self.script.take_warnings() {
            log::warn!(target: "py.warnings", "UserWarning: {warning}");
        }
    }
}
