//! `alembic edit`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::rc::Rc;

use alembic_python::ProjectPython;
use alembic_runtime::EnvironmentArguments;
use alembic_script::ScriptDirectory;

use crate::config::Config;
use crate::error::CommandError;
use crate::programs::split_words;

/// What is tried when the user has not chosen an editor.
const POSIX_EDITORS: &[&str] = &["sensible-editor", "editor", "nano", "vim", "code"];
const WINDOWS_EDITORS: &[&str] = &["code.exe", "notepad++.exe", "notepad.exe"];

/// What is said when there is no editor.
pub(crate) const NO_EDITOR: &str = "Error executing editor (No suitable editor found. Please set \
                                    the \"EDITOR\" or \"VISUAL\" environment variables)";

/// Opens the version files that an identifier denotes in the user's editor.
///
/// `current` asks the database; its files are opened once env.py has ended, so that no lock or
/// transaction waits for the user.
pub fn edit(config: &Config, revision: &str) -> Result<(), CommandError> {
    let project = config.open()?;
    if revision != "current" {
        let paths = paths(&project.script, revision)?;
        if paths.is_empty() {
            return Err(CommandError::new(format!(
                "No revision files indicated by symbol '{revision}'"
            )));
        }
        return open(config, &project.python, &paths);
    }
    let runs: Rc<RefCell<Vec<Vec<String>>>> = Rc::default();
    let seen = runs.clone();
    project.run_environment(
        EnvironmentArguments::default(),
        Box::new(move |heads, _| {
            seen.borrow_mut().push(heads.to_vec());
            Ok(Vec::new())
        }),
    )?;
    for heads in runs.borrow().iter() {
        if heads.is_empty() {
            return Err(CommandError::new("No current revisions"));
        }
        let paths = paths(&project.script, heads.as_slice())?;
        open(config, &project.python, &paths)?;
    }
    Ok(())
}

fn paths<'text>(
    script: &ScriptDirectory,
    names: impl Into<alembic_revision::Identifier<'text>>,
) -> Result<Vec<PathBuf>, CommandError> {
    let found = script.get_revisions(names)?;
    Ok(found
        .iter()
        .map(|script| script.file().path.clone())
        .collect())
}

/// Opens files one after the other; the project's own Python starts the editor itself.
fn open(config: &Config, python: &ProjectPython, paths: &[PathBuf]) -> Result<(), CommandError> {
    let failed = |reason: String| CommandError::new(format!("Error executing editor ({reason})"));
    for path in paths {
        if python.is_projects_own() {
            python.open_in_editor(path)?;
            continue;
        }
        let programs = config.programs();
        let choice = EditorChoice {
            editor: programs.editor.as_deref(),
            visual: programs.visual.as_deref(),
            search_path: &programs.search_path,
            is_posix: cfg!(unix),
        };
        let editor = choice
            .find(&mut |path| Ok::<_, CommandError>(path.exists()))?
            .ok_or_else(|| CommandError::new(NO_EDITOR))?;
        let mut command = Command::new(&editor[0]);
        command.args(&editor[1..]).arg(path);
        let status = command.status().map_err(|error| {
            let error = CommandError::os_error(Path::new(&editor[0]), &error);
            // Python's text of an exception leaves out its class.
            let message = error.message.split_once(": ").map(|(_, text)| text);
            failed(message.unwrap_or(&error.message).to_owned())
        })?;
        if !status.success() {
            let words: Vec<String> = editor
                .iter()
                .map(String::as_str)
                .chain([path.to_string_lossy().as_ref()])
                .map(alembic_python_text::repr)
                .collect();
            return Err(failed(format!(
                "Command '[{}]' {}",
                words.join(", "),
                outcome(status)
            )));
        }
    }
    Ok(())
}

fn outcome(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("died with signal {signal}.");
    }
    let code = status.code().unwrap_or(1);
    format!("returned non-zero exit status {code}.")
}

/// What decides which editor opens a file.
pub(crate) struct EditorChoice<'a> {
    /// `EDITOR`.
    pub(crate) editor: Option<&'a str>,
    /// `VISUAL`.
    pub(crate) visual: Option<&'a str>,
    /// The folders of `PATH`.
    pub(crate) search_path: &'a [PathBuf],
    /// Whether the system is none of Windows.
    pub(crate) is_posix: bool,
}

/// Tells whether a file exists.
type Exists<'a, E> = dyn FnMut(&Path) -> Result<bool, E> + 'a;

impl EditorChoice<'_> {
    /// Returns the editor's program and the arguments that the user chose for it.
    ///
    /// The order is the original's, odd as it is: an `EDITOR` or `VISUAL` that is a path wins, a name
    /// is tried before (`EDITOR`) or after (`VISUAL`) the first of the usual editors.
    pub(crate) fn find<E>(&self, exists: &mut Exists<'_, E>) -> Result<Option<Vec<String>>, E> {
        let (usual, separator) = if self.is_posix {
            (POSIX_EDITORS, '/')
        } else {
            (WINDOWS_EDITORS, '\\')
        };
        let mut candidates: Vec<Vec<String>> =
            usual.iter().map(|name| vec![(*name).to_owned()]).collect();
        for (index, choice) in [self.editor, self.visual].into_iter().enumerate() {
            let Some(choice) = choice else { continue };
            if exists(Path::new(choice))? {
                return Ok(Some(vec![choice.to_owned()]));
            }
            if !choice.contains(separator) && self.find_in_path(choice, exists)?.is_some() {
                candidates.insert(index, vec![choice.to_owned()]);
                continue;
            }
            let words = split_words(choice, self.is_posix).unwrap_or_default();
            let Some(program) = words.first() else {
                continue;
            };
            if words.len() > 1 && exists(Path::new(program))? {
                return Ok(Some(words));
            }
            if !program.contains(separator) {
                candidates.insert(index, words);
            }
        }
        for mut words in candidates {
            if let Some(path) = self.find_in_path(&words[0], exists)? {
                words[0] = path.to_string_lossy().into_owned();
                return Ok(Some(words));
            }
        }
        Ok(None)
    }

    /// Returns the file of a program in `PATH`.
    fn find_in_path<E>(
        &self,
        name: &str,
        exists: &mut Exists<'_, E>,
    ) -> Result<Option<PathBuf>, E> {
        let mut names = vec![name.to_owned()];
        if !self.is_posix && !name.ends_with(".exe") {
            names.push(format!("{name}.exe"));
        }
        for folder in self.search_path {
            for name in &names {
                let path = folder.join(name);
                if exists(&path)? {
                    return Ok(Some(path));
                }
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(editor: Option<&str>, visual: Option<&str>, is_posix: bool) -> Vec<String> {
        let choice = EditorChoice {
            editor,
            visual,
            search_path: &[PathBuf::from("/bin")],
            is_posix,
        };
        let present = ["/bin/sh", "/bin/ls", "/bin/edit.exe", "/bin/notepad.exe"];
        let mut exists = |path: &Path| {
            let found = present.iter().any(|present| Path::new(present) == path);
            Ok::<_, std::convert::Infallible>(found)
        };
        let found = choice.find(&mut exists);
        found.expect("nothing fails").unwrap_or_default()
    }

    #[test]
    fn the_choice_of_the_user_comes_first() {
        assert_eq!(words(Some("/bin/sh"), None, true), ["/bin/sh"]);
        assert_eq!(words(Some("sh"), Some("ls"), true), ["/bin/sh"]);
        assert_eq!(
            words(Some("sh -e 'a b'"), None, true),
            ["/bin/sh", "-e", "a b"]
        );
        assert_eq!(words(Some("/bin/sh -e"), None, true), ["/bin/sh", "-e"]);
        assert_eq!(words(None, Some("/bin/ls"), true), ["/bin/ls"]);
        assert!(words(Some("no-such-editor"), None, true).is_empty());
    }

    #[test]
    fn windows_has_editors_of_its_own() {
        assert_eq!(words(None, None, false), ["/bin/notepad.exe"]);
        assert_eq!(words(Some("edit"), None, false), ["/bin/edit.exe"]);
    }
}
