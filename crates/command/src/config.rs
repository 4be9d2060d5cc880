//! A project as commands see it: its settings, and where they print.

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

#[cfg(feature = "embedded")]
use alembic_db::Drivers;
use alembic_python::autogenerate::RenameQuestion;
use alembic_python::{CommandLine, EngineError, Project, ProjectPython};
#[cfg(feature = "embedded")]
use alembic_python::{EmbeddedHost, PythonHost, Waist};
use alembic_runtime::{
    EnvironmentArguments, EnvironmentContext, PlanFunction, RuntimeError, SqlOutput,
};
use alembic_script::{ScriptDirectory, Template};

use crate::error::CommandError;
use crate::programs::Programs;
use crate::renames;
use crate::status::Output;

/// A project: its settings, where commands print, and the Python that runs its scripts.
///
/// The counterpart of `alembic.config.Config`.
pub struct Config {
    settings: Rc<RefCell<alembic_config::Config>>,
    output: Output,
    sql_output: SqlOutput,
    command_line: CommandLine,
    python_path: Vec<PathBuf>,
    programs: Programs,
    template_directory: Option<PathBuf>,
    question: Option<Question>,
    host: Host,
}

/// Asks the user something that is answered with yes or no.
pub type Question = Rc<dyn Fn(&str) -> Result<bool, RuntimeError>>;

/// What runs the Python of a project.
enum Host {
    /// An interpreter of each command's own.
    #[cfg(feature = "embedded")]
    BuiltIn(Rc<Drivers>),
    /// One that runs already and knows the project by a number.
    Running(Rc<ProjectPython>, Option<u64>),
}

impl Config {
    /// Returns a project with these settings that prints to the standard output and runs in the
    /// built-in interpreter.
    #[cfg(feature = "embedded")]
    pub fn new(settings: alembic_config::Config) -> Self {
        let host = Host::BuiltIn(Rc::new(alembic_drivers::all()));
        Self::with_host(Rc::new(RefCell::new(settings)), host)
    }

    /// Returns a project with these settings whose scripts run in an interpreter that runs already.
    pub fn in_running(python: &Rc<ProjectPython>, settings: alembic_config::Config) -> Self {
        let host = Host::Running(python.clone(), None);
        Self::with_host(Rc::new(RefCell::new(settings)), host)
    }

    /// Returns the project that a running interpreter knows by a number.
    ///
    /// Fails when it knows none by that number.
    pub fn of_running(python: &Rc<ProjectPython>, number: u64) -> Result<Self, EngineError> {
        let project = python.waist().project(number)?;
        let (print, message) = (project.print.clone(), project.message.clone());
        let output = Output::new(move |text| print(text)).with_messages(move |text| message(text));
        let host = Host::Running(python.clone(), Some(number));
        Ok(Self::with_host(project.settings.clone(), host).with_output(output))
    }

    fn with_host(settings: Rc<RefCell<alembic_config::Config>>, host: Host) -> Self {
        Self {
            settings,
            output: Output::standard(),
            sql_output: SqlOutput::standard(),
            command_line: CommandLine::default(),
            python_path: Vec::new(),
            programs: Programs::default(),
            template_directory: None,
            question: None,
            host,
        }
    }

    /// Returns the project of an `alembic.ini` or `pyproject.toml`.
    ///
    /// The file is read when a setting is first asked for.
    #[cfg(feature = "embedded")]
    pub fn from_file(path: impl AsRef<std::path::Path>) -> Self {
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

    /// Sets where SQL goes that is not run, unless `env.py` says otherwise.
    #[must_use]
    pub fn with_sql_output(mut self, output: SqlOutput) -> Self {
        self.sql_output = output;
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

    /// Sets the folder that `init` takes its templates from, in place of those that come with the program.
    #[must_use]
    pub fn with_template_directory(mut self, folder: Option<PathBuf>) -> Self {
        self.template_directory = folder;
        self
    }

    /// Sets how commands ask the user; without it they do what they would write down as doubtful.
    #[must_use]
    pub fn with_question(mut self, question: Option<Question>) -> Self {
        self.question = question;
        self
    }

    /// Returns the question about renames, where there is somebody to ask.
    pub(crate) fn rename_question(&self) -> Option<Box<RenameQuestion>> {
        let ask = self.question.clone()?;
        Some(Box::new(move |rename| ask(&renames::question(rename))))
    }

    /// Returns the templates that `init` can choose from, sorted by name.
    pub(crate) fn templates(&self) -> Result<Cow<'static, [Template]>, CommandError> {
        Ok(match &self.template_directory {
            Some(folder) => alembic_script::templates_in(folder)?.into(),
            None => alembic_script::templates().into(),
        })
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

    /// Returns the Python of the project, and the number that it knows the project by; no
    /// interpreter starts yet.
    pub(crate) fn python(&self) -> Result<(Rc<ProjectPython>, u64), CommandError> {
        let python = match &self.host {
            Host::Running(python, Some(number)) => return Ok((python.clone(), *number)),
            Host::Running(python, None) => python.clone(),
            #[cfg(feature = "embedded")]
            Host::BuiltIn(drivers) => self.start_built_in(drivers)?,
        };
        let (print, message) = (self.output.clone(), self.output.clone());
        let number = python.waist().add_project(Rc::new(Project {
            settings: self.settings.clone(),
            command_line: self.command_line.clone(),
            python_path: self.python_path.clone(),
            print: Rc::new(move |text| print.line(text)),
            message: Rc::new(move |text| message.text(text)),
            sql_output: self.sql_output.clone(),
        }));
        Ok((python, number))
    }

    #[cfg(feature = "embedded")]
    fn start_built_in(&self, drivers: &Rc<Drivers>) -> Result<Rc<ProjectPython>, CommandError> {
        let prepended = self.settings.borrow().prepend_sys_path()?;
        let mut path = prepended.map(|list| list.paths).unwrap_or_default();
        let others = self.python_path.iter();
        path.extend(others.map(|folder| folder.to_string_lossy().into_owned()));
        let start = move |handler| -> Rc<dyn PythonHost> {
            Rc::new(EmbeddedHost::start(handler, path.clone()))
        };
        let waist = Waist::new(drivers.clone());
        Ok(ProjectPython::new(Rc::new(waist), Box::new(start)))
    }

    /// Opens the project's version files.
    pub(crate) fn open(&self) -> Result<OpenProject<'_>, CommandError> {
        let (python, number) = self.python()?;
        let project = python.waist().project(number).map_err(unknown_project)?;
        python.forget_scripts();
        python.waist().extend_python_path(&project)?;
        let script = python.waist().open_scripts(&project)?;
        Ok(OpenProject {
            config: self,
            number,
            project,
            python,
            script: Rc::new(script),
        })
    }
}

fn unknown_project(error: EngineError) -> CommandError {
    CommandError::new(error.message)
}

/// A project whose version files are at hand.
pub(crate) struct OpenProject<'a> {
    pub(crate) config: &'a Config,
    pub(crate) number: u64,
    project: Rc<Project>,
    pub(crate) python: Rc<ProjectPython>,
    pub(crate) script: Rc<ScriptDirectory>,
}

impl OpenProject<'_> {
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
            self.python.clone(),
            self.project.sql_output.clone(),
            plan,
        ));
        self.python
            .run_in_environment(self.number, &environment)
            .map_err(|error| CommandError::from(error).with_progress(&environment.progress()))
    }
}

impl Drop for OpenProject<'_> {
    /// Tells of what the version files gave reason to warn of, also when the command failed.
    fn drop(&mut self) {
        for warning in self.script.take_warnings() {
            log::warn!(target: "py.warnings", "UserWarning: {warning}");
        }
    }
}
