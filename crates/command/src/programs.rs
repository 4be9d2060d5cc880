//! The programs that commands start: editors, and those of post-write hooks.

use std::path::{Path, PathBuf};

/// Where commands look for the programs that they start.
///
/// Nothing here is read from the environment: the program passes it in.
#[derive(Clone, Debug, Default)]
pub struct Programs {
    /// The folders of `PATH`.
    pub search_path: Vec<PathBuf>,
    /// The Python environments of the project, the most particular first.
    pub environments: Vec<PathBuf>,
    /// `EDITOR`.
    pub editor: Option<String>,
    /// `VISUAL`.
    pub visual: Option<String>,
}

impl Programs {
    /// Returns the file of a program in `PATH`.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        find_in(self.search_path.iter().cloned(), name)
    }

    /// Returns the file of a program that a Python package brought: in the project's environments,
    /// else in `PATH`.
    pub(crate) fn find_in_environments(&self, name: &str) -> Option<PathBuf> {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        let folders = self
            .environments
            .iter()
            .map(|environment| environment.join(folder));
        find_in(folders, name).or_else(|| self.find(name))
    }

    /// Returns the Python of the project.
    pub(crate) fn python(&self) -> Option<PathBuf> {
        ["python", "python3"]
            .into_iter()
            .find_map(|name| self.find_in_environments(name))
    }
}

fn find_in(mut folders: impl Iterator<Item = PathBuf>, name: &str) -> Option<PathBuf> {
    folders.find_map(|folder| {
        let path = folder.join(name);
        let with_suffix = || Some(append(&path, ".exe")).filter(|path| path.is_file());
        if path.is_file() {
            Some(path)
        } else if cfg!(windows) {
            with_suffix()
        } else {
            None
        }
    })
}

fn append(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// A command line that cannot be split into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WordsError {
    /// A quote is not closed.
    #[error("No closing quotation")]
    Quotation,
    /// The text ends in a backslash.
    #[error("No escaped character")]
    Escape,
}

/// Splits a command line into words as Python's `shlex.split` does.
///
/// That is not the shell's own way: nothing is a comment, and in double quotes a backslash stays
/// unless a quote or another backslash follows. Where the system is not POSIX a backslash is an ordinary
/// character and quotes stay.
pub(crate) fn split_words(text: &str, is_posix: bool) -> Result<Vec<String>, WordsError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\\' if is_posix => {
                let next = characters.next().ok_or(WordsError::Escape)?;
                word.get_or_insert_default().push(next);
            }
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                if !is_posix {
                    word.push(character);
                }
                loop {
                    let next = characters.next().ok_or(WordsError::Quotation)?;
                    if next == character {
                        break;
                    }
                    if is_posix && character == '"' && next == '\\' {
                        let escaped = characters.next().ok_or(WordsError::Escape)?;
                        if escaped != '"' && escaped != '\\' {
                            word.push('\\');
                        }
                        word.push(escaped);
                    } else {
                        word.push(next);
                    }
                }
                if !is_posix {
                    word.push(character);
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_shlex() {
        for (text, words) in [
            ("", &[][..]),
            ("-l 79  a\tb\n", &["-l", "79", "a", "b"]),
            ("'a b' \"c d\"", &["a b", "c d"]),
            ("a'b c'd \"\"", &["ab cd", ""]),
            (
                r#"a\ b '\n' "\n" "\\" "\"""#,
                &["a b", r"\n", r"\n", r"\", "\""],
            ),
            ("# no comment", &["#", "no", "comment"]),
        ] {
            assert_eq!(
                split_words(text, true).expect("it can be split"),
                words,
                "{text}"
            );
        }
        assert_eq!(split_words("it's", true), Err(WordsError::Quotation));
        assert_eq!(split_words("a\\", true), Err(WordsError::Escape));
    }

    #[test]
    fn an_environment_comes_before_the_path() {
        let folder = std::env::temp_dir().join(format!("alembic-programs-{}", std::process::id()));
        for file in ["environment/bin/tool", "path/tool", "path/python3"] {
            let path = folder.join(file);
            fs_err::create_dir_all(path.parent().expect("a file is in a folder")).expect("made");
            fs_err::write(&path, "").expect("written");
        }
        let programs = Programs {
            search_path: vec![folder.join("nowhere"), folder.join("path")],
            environments: vec![folder.join("environment")],
            ..Programs::default()
        };
        let tool = programs.find_in_environments("tool");
        assert_eq!(tool, Some(folder.join("environment/bin/tool")));
        assert_eq!(programs.find("tool"), Some(folder.join("path/tool")));
        assert_eq!(programs.python(), Some(folder.join("path/python3")));
        assert_eq!(programs.find("other"), None);
        fs_err::remove_dir_all(&folder).expect("removed");
    }
}
