//! The Python of one project, run when it is first needed.

use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use alembic_revision::Direction;
use alembic_runtime::{EnvironmentContext, Frame, Migrations, RuntimeError, ScriptError};
use alembic_script::{LoadedHeader, PythonTemplate, RevisionLoader, TemplateRunner};
use indexmap::IndexMap;
use serde_json::{Map, Value as Json, json};

use crate::host::{PythonHost, RequestHandler};
use crate::imports::{Attribute, LateImport, Survey, survey};
use crate::waist::Waist;

/// How an interpreter is started for a project.
pub type StartHost = Box<dyn Fn(RequestHandler) -> Rc<dyn PythonHost>>;

/// The Python of projects: `env.py`, version files and templates.
///
/// The interpreter starts at the first call and not before: reading literal headers needs none.
pub struct ProjectPython {
    waist: Rc<Waist>,
    start: StartHost,
    host: OnceCell<Rc<dyn PythonHost>>,
    scripts: RefCell<IndexMap<PathBuf, Json>>,
    /// The version files that can be executed again at no cost but time.
    declaring: RefCell<HashSet<PathBuf>>,
    /// The version files and functions that do nothing but describe operations.
    describing: RefCell<HashSet<(PathBuf, Direction)>>,
    /// The environments whose `env.py` is being run, the outermost first.
    environments: RefCell<Vec<u64>>,
}

impl ProjectPython {
    /// Returns the Python of projects, whose requests `waist` answers.
    pub fn new(waist: Rc<Waist>, start: StartHost) -> Rc<Self> {
        let python = Rc::new(Self {
            waist,
            start,
            host: OnceCell::new(),
            scripts: RefCell::default(),
            declaring: RefCell::default(),
            describing: RefCell::default(),
            environments: RefCell::default(),
        });
        python.waist.attach_loader(&python);
        python
    }

    /// Returns the objects that Python knows.
    pub fn waist(&self) -> &Rc<Waist> {
        &self.waist
    }

    /// Forgets the version files that were run, so that each command reads them anew.
    pub fn forget_scripts(&self) {
        self.scripts.borrow_mut().clear();
        self.declaring.borrow_mut().clear();
        self.describing.borrow_mut().clear();
    }

    /// Runs `env.py` with an environment that `alembic.context` works in.
    pub fn run_in_environment(
        &self,
        project: u64,
        environment: &Rc<EnvironmentContext>,
    ) -> Result<(), RuntimeError> {
        let number = self.waist.add_environment(project, environment);
        self.environments.borrow_mut().push(number);
        let result = environment.run();
        self.environments.borrow_mut().pop();
        self.waist.remove_environment(number);
        result
    }

    /// Returns the host, which starts now if it has not.
    pub fn host(&self) -> &Rc<dyn PythonHost> {
        self.host.get_or_init(|| {
            let waist = self.waist.clone();
            let host = (self.start)(Rc::new(move |name, payload| waist.request(name, payload)));
            self.waist.attach_host(&host);
            host
        })
    }

    /// Runs a version file unless it has been, and gives what `alembic._host.load_script` gave.
    fn load_script(&self, path: &Path) -> Result<Json, ScriptError> {
        if let Some(loaded) = self.scripts.borrow().get(path) {
            return Ok(loaded.clone());
        }
        let loaded = self.host().call("load_script", vec![json!(path)])?;
        self.scripts
            .borrow_mut()
            .insert(path.to_owned(), loaded.clone());
        Ok(loaded)
    }
}

impl ProjectPython {
    /// Fails as the import would when it is made.
    fn check_import(&self, path: &Path, import: &LateImport) -> Result<(), ScriptError> {
        let arguments = vec![json!(import.module), json!(import.names)];
        self.host()
            .call("check_import", arguments)
            .map(drop)
            .map_err(|error| at(error, path, import.line, &import.function))
    }

    /// Fails when a script will ask for related instances, which its host cannot read.
    fn check_relationships(
        &self,
        path: &Path,
        script: &Json,
        attributes: &[Attribute],
    ) -> Result<(), ScriptError> {
        if attributes.is_empty() {
            return Ok(());
        }
        let unreadable = self
            .host()
            .call("unreadable_attributes", vec![script.clone()])?;
        let unreadable = unreadable.as_array().map_or(&[][..], Vec::as_slice);
        let asked = attributes
            .iter()
            .find(|attribute| unreadable.contains(&json!(attribute.name)));
        match asked {
            Some(attribute) => self
                .host()
                .call("refuse_attribute", vec![json!(attribute.name)])
                .map(drop)
                .map_err(|error| at(error, path, attribute.line, &attribute.function)),
            None => Ok(()),
        }
    }
}

/// Returns an error as one that a line of a script caused.
fn at(mut error: ScriptError, path: &Path, line: usize, function: &str) -> ScriptError {
    error.frames = vec![Frame {
        file: path.to_string_lossy().into_owned(),
        line,
        function: function.to_owned(),
    }];
    error
}

/// How the project's own Python starts the program of a hook.
#[derive(Debug, serde::Deserialize)]
pub struct HookProgram {
    /// The program and its first arguments; none if it cannot be found.
    pub words: Option<Vec<String>>,
    /// Whether further arguments are split as POSIX has it.
    pub is_posix: bool,
}

impl ProjectPython {
    /// Returns whether the running interpreter is the one that the project is installed in.
    pub fn is_projects_own(&self) -> bool {
        self.host.get().is_some_and(|host| host.is_projects_own())
    }

    /// Returns the file of the interpreter that runs already.
    pub fn executable(&self) -> Result<String, ScriptError> {
        let found = self.host().call("executable", Vec::new())?;
        Ok(found.as_str().unwrap_or_default().to_owned())
    }

    /// Opens a file in the editor that the environment names.
    pub fn open_in_editor(&self, path: &Path) -> Result<(), ScriptError> {
        self.host().call("open_in_editor", vec![json!(path)])?;
        Ok(())
    }

    /// Finds the program of a post-write hook of a kind, such as `console_scripts`.
    pub fn find_hook_program(&self, kind: &str, name: &str) -> Result<HookProgram, ScriptError> {
        let found = self
            .host()
            .call("find_hook_program", vec![json!(kind), json!(name)])?;
        serde_json::from_value(found)
            .map_err(|error| ScriptError::new("TypeError", error.to_string()))
    }

    /// Runs a program in a folder and waits for it; how it ends does not matter.
    pub fn start_hook_program(
        &self,
        words: &[String],
        folder: Option<&str>,
    ) -> Result<(), ScriptError> {
        self.host()
            .call("start_hook_program", vec![json!(words), json!(folder)])?;
        Ok(())
    }

    /// Calls a function that Python handed over.
    pub fn call_handle(&self, handle: &Json, arguments: Vec<Json>) -> Result<Json, ScriptError> {
        Migrations::call(self, handle, arguments, Json::Null)
    }
}

impl ProjectPython {
    /// Runs the post-write hook that env.py registered under a name; false if there is none.
    pub fn run_write_hook(
        &self,
        name: &str,
        path: &Path,
        options: Json,
    ) -> Result<bool, ScriptError> {
        // Only what env.py has done in this run can have registered one.
        let Some(host) = self.host.get() else {
            return Ok(false);
        };
        let found = host.call("run_write_hook", vec![json!(name), json!(path), options])?;
        Ok(found == Json::Bool(true))
    }
}

impl Migrations for ProjectPython {
    fn run_environment(&self, path: &Path) -> Result<(), ScriptError> {
        let environment = self.environments.borrow().last().copied();
        self.host()
            .call("run_environment", vec![json!(path), json!(environment)])?;
        Ok(())
    }

    fn prepare(&self, scripts: &[(PathBuf, Direction)]) -> Result<(), ScriptError> {
        // Most files import the same.
        let mut checked = HashSet::new();
        for (path, direction) in scripts {
            let source = fs_err::read_to_string(path).unwrap_or_default();
            let Survey {
                only_declares,
                only_describes,
                imports,
                attributes,
            } = survey(&source, &direction.to_string());
            if only_declares {
                self.declaring.borrow_mut().insert(path.clone());
            } else {
                let loaded = self.load_script(path)?;
                self.check_relationships(path, &loaded["script"], &attributes)?;
            }
            if only_describes {
                let function = (path.clone(), *direction);
                self.describing.borrow_mut().insert(function);
            }
            for import in imports {
                if checked.insert((import.module.clone(), import.names.clone())) {
                    self.check_import(path, &import)?;
                }
            }
        }
        Ok(())
    }

    fn only_describes(&self, path: &Path, direction: Direction) -> bool {
        let function = (path.to_owned(), direction);
        self.describing.borrow().contains(&function)
    }

    fn run(&self, path: &Path, direction: Direction, keywords: &Json) -> Result<(), ScriptError> {
        let script = self.load_script(path)?["script"].clone();
        let name = json!(direction.to_string());
        self.host()
            .call("run_script", vec![script.clone(), name, keywords.clone()])?;
        // A long run would otherwise hold the code of all its scripts.
        if self.declaring.borrow().contains(path) {
            self.scripts.borrow_mut().shift_remove(path);
            self.host().call("unload_script", vec![script])?;
        }
        Ok(())
    }

    fn call(
        &self,
        handle: &Json,
        arguments: Vec<Json>,
        keywords: Json,
    ) -> Result<Json, ScriptError> {
        let handle = handle["callable"].clone();
        self.host()
            .call("call", vec![handle, Json::Array(arguments), keywords])
    }
}

impl RevisionLoader for ProjectPython {
    fn load(&self, path: &Path) -> Result<LoadedHeader, Box<dyn Error + Send + Sync>> {
        let loaded = self.load_script(path)?;
        LoadedHeader::from_json(&loaded).map_err(|variable| {
            let message = format!(
                "{}: `{variable}` is neither a string, nor a list of strings, nor None",
                path.display()
            );
            ScriptError::new("TypeError", message).into()
        })
    }
}

impl TemplateRunner for ProjectPython {
    fn render(
        &self,
        template: &PythonTemplate,
        variables: &Map<String, Json>,
    ) -> Result<String, Box<dyn Error + Send + Sync>> {
        let arguments = vec![
            json!(template.source),
            json!(template.filename),
            Json::Object(variables.clone()),
        ];
        let rendered = self
            .host()
            .call("run_template", arguments)
            .map_err(|mut error| {
                // The lines of the traceback are those of the translation.
                for frame in error
                    .frames
                    .iter_mut()
                    .filter(|frame| frame.file == template.filename)
                {
                    let line = u32::try_from(frame.line).unwrap_or(0);
                    frame.line = template
                        .template_line(line)
                        .map_or(frame.line, |line| line as usize);
                }
                error
            })?;
        match rendered {
            Json::String(text) => Ok(text),
            other => Ok(other.to_string()),
        }
    }
}
