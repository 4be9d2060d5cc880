//! `alembic edit`.

use std::cell::RefCell;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::rc::Rc;

use alembic_runtime::EnvironmentArguments;
use alembic_script::ScriptDirectory;

use crate::config::Config;
use crate::error::CommandError;
use crate::programs::{Programs, split_words};

/// What is tried when the user has not chosen an editor.
#[cfg(unix)]
const EDITORS: [&str; 5] = ["sensible-editor", "editor", "nano", "vim", "code"];
#[cfg(not(unix))]
const EDITORS: [&str; 3] = ["code.exe", "notepad++.exe", "notepad.exe"];

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
        return open(config.programs(), &paths);
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
        open(
            config.programs(),
            &paths(&project.script, heads.as_slice())?,
        )?;
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

fn open(programs: &Programs, paths: &[PathBuf]) -> Result<(), CommandError> {
    let failed = |reason: String| CommandError::new(format!("Error executing editor ({reason})"));
    for path in paths {
        let editor = find_editor(programs).ok_or_else(|| {
            failed(
                "No suitable editor found. Please set the \"EDITOR\" or \"VISUAL\" environment \
                 variables"
                    .to_owned(),
            )
        })?;
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
                .map(alembic_config::python_text::repr)
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

/// Returns the editor's program and the arguments that the user chose for it.
///
/// The order is the original's, odd as it is: an `EDITOR` or `VISUAL` that is a path wins, a name is
/// tried before (`EDITOR`) or after (`VISUAL`) the first of the usual editors.
fn find_editor(programs: &Programs) -> Option<Vec<String>> {
    let mut candidates: Vec<Vec<String>> = EDITORS
        .iter()
        .map(|name| vec![(*name).to_owned()])
        .collect();
    for (index, choice) in [&programs.editor, &programs.visual].into_iter().enumerate() {
        let Some(choice) = choice else { continue };
        if Path::new(choice).exists() {
            return Some(vec![choice.clone()]);
        }
        if !choice.contains(MAIN_SEPARATOR) && programs.find(choice).is_some() {
            candidates.insert(index, vec![choice.clone()]);
            continue;
        }
        let words = split_words(choice).unwrap_or_default();
        match words.first() {
            Some(program) if words.len() > 1 && Path::new(program).exists() => return Some(words),
            Some(program) if !program.contains(MAIN_SEPARATOR) => candidates.insert(index, words),
            _ => {}
        }
    }
    candidates.into_iter().find_map(|mut words| {
        let path = programs.find(&words[0])?;
        words[0] = path.to_string_lossy().into_owned();
        Some(words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(editor: Option<&str>, visual: Option<&str>) -> Programs {
        Programs {
            search_path: vec![PathBuf::from("/bin")],
            editor: editor.map(str::to_owned),
            visual: visual.map(str::to_owned),
            ..Programs::default()
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_choice_of_the_user_comes_first() {
        let words = |editor, visual| find_editor(&programs(editor, visual)).unwrap_or_default();
        assert_eq!(words(Some("/bin/sh"), None), ["/bin/sh"]);
        assert_eq!(words(Some("sh"), Some("ls")), ["/bin/sh"]);
        assert_eq!(words(Some("sh -e 'a b'"), None), ["/bin/sh", "-e", "a b"]);
        assert_eq!(words(Some("/bin/sh -e"), None), ["/bin/sh", "-e"]);
        assert_eq!(words(None, Some("/bin/ls")), ["/bin/ls"]);
        let nothing = Programs {
            editor: Some("no-such-editor".to_owned()),
            ..Programs::default()
        };
        assert_eq!(find_editor(&nothing), None);
    }
}
