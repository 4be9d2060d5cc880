//! What a source file imports at its top, told from its lines.
//!
//! Python decides what an import means when it comes to it; this is a good guess and no more.

use std::path::Path;

/// Something that a file imports.
#[derive(Debug, PartialEq)]
pub(super) struct Import {
    /// The folder that it is relative to; none where it is looked for in all folders.
    pub(super) folder: Option<String>,
    /// The names of the packages and the module, outermost first.
    names: Vec<String>,
}

impl Import {
    /// Returns the name of the outermost package or module.
    pub(super) fn top(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    /// Returns the files that run when it is imported: those of its packages, and its own.
    pub(super) fn files(&self, folders: &[String]) -> Vec<String> {
        match &self.folder {
            Some(folder) => files_in(folder, &self.names),
            None => folders
                .iter()
                .map(|folder| files_in(folder, &self.names))
                .find(|found| !found.is_empty())
                .unwrap_or_default(),
        }
    }
}

fn files_in(folder: &str, names: &[String]) -> Vec<String> {
    let mut files = Vec::new();
    let mut folder = folder.trim_end_matches('/').to_owned();
    for name in names {
        folder = format!("{folder}/{name}");
        let candidates = [format!("{folder}/__init__.py"), format!("{folder}.py")];
        match candidates
            .into_iter()
            .find(|path| Path::new(path).is_file())
        {
            Some(file) => files.push(file),
            // A package may do without a file of its own, and a name in a module is none.
            None if Path::new(&folder).is_dir() => {}
            None => break,
        }
    }
    files
}

/// Returns what the lines of a file import that stand at its margin.
pub(super) fn imports(text: &str, path: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(modules) = line.strip_prefix("import ") {
            found.extend(words(modules).map(|module| absolute(module, None)));
        } else if let Some((module, names)) = line
            .strip_prefix("from ")
            .and_then(|rest| rest.split_once(" import "))
        {
            let mut names = without_comment(names).to_owned();
            if names.trim_start().starts_with('(') {
                while !names.contains(')')
                    && let Some(line) = lines.next()
                {
                    names.push_str(without_comment(line));
                }
            }
            let Some(module) = module_of(module.trim(), path) else {
                continue;
            };
            // A name may be a module of the package, or something inside of it.
            found.extend(words(&names).map(|name| {
                Import {
                    folder: module.folder.clone(),
                    names: module
                        .names
                        .iter()
                        .cloned()
                        .chain([name.to_owned()])
                        .collect(),
                }
            }));
        }
    }
    found
}

/// Returns the names in a list, without those that they get by `as`.
fn words(list: &str) -> impl Iterator<Item = &str> {
    without_comment(list).split(',').filter_map(|item| {
        item.trim_matches(|letter: char| letter.is_whitespace() || "()\\;".contains(letter))
            .split_whitespace()
            .next()
    })
}

fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or_default()
}

fn absolute(module: &str, folder: Option<String>) -> Import {
    let names = module.split('.').filter(|name| !name.is_empty());
    Import {
        folder,
        names: names.map(str::to_owned).collect(),
    }
}

/// Returns the module of `from module import …`.
fn module_of(module: &str, path: &str) -> Option<Import> {
    let relative = module.trim_start_matches('.');
    let dots = module.len() - relative.len();
    if dots == 0 {
        return Some(absolute(module, None));
    }
    let folder = Path::new(path).ancestors().nth(dots)?;
    Some(absolute(relative, Some(folder.to_str()?.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::{Import, imports};

    #[test]
    fn imports_at_the_margin_are_found() {
        let text = "\
import os, a.b as c  # both
from .base import Base
from .. import (
    one,  # the first
    two as second,
)
if True:
    from . import inside
from x.y import z
";
        let found: Vec<String> = imports(text, "/project/models/shop/item.py")
            .into_iter()
            .map(|Import { folder, names }| {
                format!("{} {}", folder.unwrap_or_default(), names.join("."))
            })
            .collect();
        assert_eq!(
            found,
            [
                " os",
                " a.b",
                "/project/models/shop base.Base",
                "/project/models one",
                "/project/models two",
                " x.y.z",
            ]
        );
    }

    #[test]
    fn files_of_packages_come_before_those_in_them() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_str().unwrap().to_owned();
        fs_err::create_dir_all(folder.path().join("models/open")).unwrap();
        for file in [
            "models/__init__.py",
            "models/item.py",
            "models/open/part.py",
        ] {
            fs_err::write(folder.path().join(file), "").unwrap();
        }
        let files = |text: &str, path: &str| -> Vec<String> {
            let folders = ["/nowhere".to_owned(), root.clone()];
            let found = imports(text, path).into_iter();
            found
                .flat_map(|import| import.files(&folders))
                .map(|file| file[root.len() + 1..].to_owned())
                .collect()
        };
        assert_eq!(
            files("from models import item\n", "env.py"),
            ["models/__init__.py", "models/item.py"]
        );
        assert_eq!(
            files(
                "from .open.part import Part\n",
                &format!("{root}/models/item.py")
            ),
            ["models/open/part.py"]
        );
        assert!(files("from none import here\n", "env.py").is_empty());
    }
}
