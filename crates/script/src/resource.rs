//! Locations that name a folder inside a Python package: `package.name:folder`.

use std::path::{Path, PathBuf};

use crate::error::ScriptError;

/// Returns the folder or file that a configured location stands for.
///
/// A location that is not absolute and has a colon is looked for in the packages on Python's path;
/// everything else is a path already.
///
/// # Errors
///
/// Fails when no entry of the path has the package.
pub fn resolve_location(location: &str, python_path: &[PathBuf]) -> Result<PathBuf, ScriptError> {
    if Path::new(location).is_absolute() {
        return Ok(PathBuf::from(location));
    }
    let mut parts = location.split(':');
    let package = parts.next().unwrap_or_default();
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return Ok(PathBuf::from(location));
    }
    let mut path =
        find_package(package, python_path).ok_or_else(|| ScriptError::MissingPackage {
            package: package.to_owned(),
        })?;
    path.extend(parts);
    Ok(path)
}

/// Finds the folder of a package as the import system does: the first regular package, or else the
/// first folder of the name.
fn find_package(name: &str, python_path: &[PathBuf]) -> Option<PathBuf> {
    let mut portions = python_path.to_vec();
    for part in name.split('.') {
        if part.is_empty() {
            return None;
        }
        let candidates: Vec<PathBuf> = portions.iter().map(|portion| portion.join(part)).collect();
        let is_module = |path: &PathBuf| path.with_file_name(format!("{part}.py")).is_file();
        let regular = candidates
            .iter()
            .find(|path| path.join("__init__.py").is_file() || is_module(path))
            .cloned();
        portions = match regular {
            Some(path) if path.join("__init__.py").is_file() => vec![path],
            // A module hides the folders of the same name, and has nothing inside.
            Some(_) => return None,
            None => candidates
                .into_iter()
                .filter(|path| path.is_dir())
                .collect(),
        };
    }
    portions.into_iter().next()
}

#[cfg(test)]
mod tests {
    use super::resolve_location;

    #[test]
    fn finds_packages_on_the_path() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        for file in [
            "one/app/__init__.py",
            "one/app/db/__init__.py",
            "one/space/x/y.txt",
            "one/module.py",
            "two/app/db/hidden.txt",
            "two/space/z/__init__.py",
            "two/module/__init__.py",
        ] {
            let path = root.join(file);
            fs_err::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
            fs_err::write(path, "").expect("a file");
        }
        let python_path = [root.join("one"), root.join("two")];
        for (location, expected) in [
            ("migrations", "migrations"),
            ("./a/b", "./a/b"),
            ("/abs:olute", "/abs:olute"),
            ("app:migrations", "ROOT/one/app/migrations"),
            ("app.db:", "ROOT/one/app/db/"),
            ("app.db:a:b", "ROOT/one/app/db/a/b"),
            ("space.z:m", "ROOT/two/space/z/m"),
            ("space:m", "ROOT/one/space/m"),
            ("module:m", "! No module named 'module'"),
            ("nothing.at.all:m", "! No module named 'nothing.at.all'"),
            (":m", "! No module named ''"),
        ] {
            let result = match resolve_location(location, &python_path) {
                Ok(path) => path.display().to_string(),
                Err(error) => format!("! {error}"),
            };
            let result = result.replace(&root.display().to_string(), "ROOT");
            assert_eq!(result, expected, "{location}");
        }
    }
}
