//! Post-write hooks: what is run on each new version file.

use std::path::Path;
use std::process::{Command, Stdio};

use alembic_config::PostWriteHook;
use alembic_python::ProjectPython;
use alembic_python_text::repr;
use serde_json::json;

use crate::config::Config;
use crate::error::CommandError;
use crate::programs::{Programs, split_words};

/// The word in a hook's options that stands for the new file.
const FILE_TOKEN: &str = "REVISION_SCRIPT_FILENAME";

/// Runs the hooks on a new file, one after the other; the first that cannot be run ends it.
///
/// As in the original, the exit code of a hook's program does not matter.
pub(crate) fn run(
    config: &Config,
    python: &ProjectPython,
    hooks: &[PostWriteHook],
    path: &Path,
) -> Result<(), CommandError> {
    for hook in hooks {
        let name = repr(&hook.name);
        let kind = hook.options.get("type").ok_or_else(|| {
            CommandError::new(format!(
                "Key '{}.type' (or 'type' in toml) is required for post write hook {name}",
                hook.name
            ))
        })?;
        config
            .output()
            .always()
            .status_line(format!("Running post write hook {name}"), || {
                run_hook(config.programs(), python, hook, kind, path)
            })?;
    }
    Ok(())
}

pub(crate) fn run_hook(
    programs: &Programs,
    python: &ProjectPython,
    hook: &PostWriteHook,
    kind: &str,
    path: &Path,
) -> Result<(), CommandError> {
    if python.is_projects_own() && OPTION_OF_KIND.iter().any(|(name, _)| *name == kind) {
        return run_in_own_python(python, hook, kind, path);
    }
    match kind {
        "exec" => run_program(hook, Command::new(required(hook, "executable")?), path),
        "console_scripts" => {
            let name = required(hook, "entrypoint")?;
            let program = programs.find_in_environments(name).ok_or_else(|| {
                CommandError::new(format!("Could not find entrypoint console_scripts.{name}"))
                    .with_hint(
                        "Looked for a program of that name in the project's Python environment \
                         and in PATH.",
                    )
            })?;
            run_program(hook, Command::new(program), path)
        }
        "module" => {
            let name = required(hook, "module")?;
            let missing = || CommandError::new(format!("Could not find module {name}"));
            let python = programs.python().ok_or_else(|| {
                missing().with_hint("There is no Python in PATH or in an active environment.")
            })?;
            if !has_module(&python, name)? {
                return Err(missing().with_hint(format!("Asked {}.", python.display())));
            }
            let mut command = Command::new(python);
            command.args(["-m", name]);
            run_program(hook, command, path)
        }
        other => {
            let mut options = json!(hook.options);
            options["_hook_name"] = json!(hook.name);
            if python.run_write_hook(other, path, options)? {
                return Ok(());
            }
            Err(CommandError::new(format!(
                "No formatter with name '{other}' registered"
            )))
        }
    }
}

/// The kinds of hooks that are programs, each with the option that names the program.
const OPTION_OF_KIND: [(&str, &str); 3] = [
    ("exec", "executable"),
    ("console_scripts", "entrypoint"),
    ("module", "module"),
];

/// Runs a hook's program by the project's own Python, which knows its own packages.
fn run_in_own_python(
    python: &ProjectPython,
    hook: &PostWriteHook,
    kind: &str,
    path: &Path,
) -> Result<(), CommandError> {
    let option = OPTION_OF_KIND.iter().find(|(name, _)| *name == kind);
    let name = required(hook, option.map_or("", |(_, option)| option))?;
    let found = python.find_hook_program(kind, name)?;
    let Some(mut words) = found.words else {
        return Err(CommandError::new(match kind {
            "module" => format!("Could not find module {name}"),
            _ => format!("Could not find entrypoint console_scripts.{name}"),
        }));
    };
    words.extend(arguments(hook, &path.to_string_lossy(), found.is_posix)?);
    let folder = hook.options.get("cwd").map(String::as_str);
    Ok(python.start_hook_program(&words, folder)?)
}

fn required<'a>(hook: &'a PostWriteHook, option: &str) -> Result<&'a str, CommandError> {
    hook.options.get(option).map(String::as_str).ok_or_else(|| {
        CommandError::new(format!(
            "Key {}.{option} is required for post write hook {}",
            hook.name,
            repr(&hook.name)
        ))
    })
}

/// Returns whether the Python of the project can import a module.
fn has_module(python: &Path, name: &str) -> Result<bool, CommandError> {
    const QUESTION: &str = "import importlib.util, sys\n\
                            sys.exit(importlib.util.find_spec(sys.argv[1]) is None)";
    let status = Command::new(python)
        .args(["-c", QUESTION, name])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .map_err(|error| CommandError::os_error(python, &error))?;
    Ok(status.success())
}

fn run_program(
    hook: &PostWriteHook,
    mut command: Command,
    path: &Path,
) -> Result<(), CommandError> {
    let file = path.to_string_lossy();
    command.args(arguments(hook, &file, cfg!(unix))?);
    if let Some(folder) = hook.options.get("cwd") {
        if !Path::new(folder).is_dir() {
            let error = fs_err::read_dir(folder).err();
            let error = error.map_or_else(|| std::io::ErrorKind::NotADirectory.into(), Into::into);
            return Err(CommandError::os_error(Path::new(folder), &error));
        }
        command.current_dir(folder);
    }
    let program = command.get_program().to_owned();
    command
        .status()
        .map_err(|error| CommandError::os_error(Path::new(&program), &error))?;
    Ok(())
}

/// Returns the arguments of a hook's program; the file comes first unless the options name it.
fn arguments(
    hook: &PostWriteHook,
    file: &str,
    is_posix: bool,
) -> Result<Vec<String>, CommandError> {
    let mut options = hook.options.get("options").cloned().unwrap_or_default();
    if !options.contains(FILE_TOKEN) {
        options = format!("{FILE_TOKEN} {options}");
    }
    let words = split_words(&options, is_posix)
        .map_err(|error| CommandError::exception(format!("ValueError: {error}")))?;
    Ok(words
        .into_iter()
        .map(|word| word.replace(FILE_TOKEN, file))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_where_the_options_say() {
        for (options, words) in [
            (None, &["/a b.py"][..]),
            (Some("-l 79"), &["/a b.py", "-l", "79"]),
            (
                Some("check --out=REVISION_SCRIPT_FILENAME.txt REVISION_SCRIPT_FILENAME"),
                &["check", "--out=/a b.py.txt", "/a b.py"],
            ),
        ] {
            let hook = PostWriteHook {
                name: "hook".to_owned(),
                options: options
                    .map(|options| ("options".to_owned(), options.to_owned()))
                    .into_iter()
                    .collect(),
            };
            assert_eq!(
                arguments(&hook, "/a b.py", true).expect("they can be split"),
                words
            );
        }
    }
}
