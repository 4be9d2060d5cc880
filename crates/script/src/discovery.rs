//! Finding the version files in the version locations.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// How to look for version files.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DiscoveryOptions {
    /// Whether compiled files without their source count.
    pub(crate) sourceless: bool,
    /// Whether folders inside the version locations are searched.
    pub(crate) recursive: bool,
}

/// The version files that were found, and what is to be said about them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Discovery {
    pub(crate) paths: Vec<PathBuf>,
    pub(crate) warnings: Vec<String>,
}

/// Lists the version files of the locations; one that does not exist has none.
pub(crate) fn discover(locations: &[PathBuf], options: DiscoveryOptions) -> io::Result<Discovery> {
    let mut discovery = Discovery::default();
    let mut seen = HashSet::new();
    for location in locations {
        match fs_err::canonicalize(location) {
            Ok(real) => walk(&real, options, &mut |path| {
                add(&mut discovery, &mut seen, path);
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    if options.sourceless {
        discovery.paths.retain(|path| !has_better_form(path));
    }
    Ok(discovery)
}

/// Returns whether the name is one of a version file.
fn is_version_file(name: &str, sourceless: bool) -> bool {
    let is_python =
        name.ends_with(".py") || (sourceless && (name.ends_with(".pyc") || name.ends_with(".pyo")));
    is_python && !name.starts_with(".#") && !name.starts_with("__init__")
}

fn add(discovery: &mut Discovery, seen: &mut HashSet<PathBuf>, path: PathBuf) {
    if seen.contains(&path) {
        discovery.warnings.push(format!(
            "File {} loaded twice! ignoring. Please ensure version_locations is unique.",
            path.display()
        ));
        return;
    }
    seen.insert(path.clone());
    discovery.paths.push(path);
}

/// Calls the function with the real path of each version file of a folder, in the order of their
/// names, then with those of the folders inside.
fn walk(
    folder: &Path,
    options: DiscoveryOptions,
    found: &mut dyn FnMut(PathBuf),
) -> io::Result<()> {
    if folder
        .file_name()
        .is_some_and(|name| name.to_string_lossy().ends_with("__pycache__"))
    {
        return Ok(());
    }
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            folders.push(entry.file_name());
        } else {
            files.push((entry.file_name(), kind.is_symlink()));
        }
    }
    files.sort_unstable();
    for (name, is_link) in &files {
        if *is_link {
            follow(&folder.join(name), options, found)?;
        } else if name
            .to_str()
            .is_some_and(|name| is_version_file(name, options.sourceless))
        {
            found(folder.join(name));
        }
    }
    if options.sourceless {
        let names: HashSet<_> = files.iter().map(|(name, _)| stem(name)).collect();
        walk_cache(&folder.join("__pycache__"), &names, found)?;
    }
    if options.recursive {
        folders.sort_unstable();
        for name in folders {
            match walk(&folder.join(name), options, found) {
                // It has been removed since the folder was listed.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                result => result?,
            }
        }
    }
    Ok(())
}

/// Takes the file that a link leads to, whose own name decides whether it is a version file.
fn follow(
    link: &Path,
    options: DiscoveryOptions,
    found: &mut dyn FnMut(PathBuf),
) -> io::Result<()> {
    let is_version = |path: &Path| {
        path.file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| is_version_file(name, options.sourceless))
    };
    match fs_err::canonicalize(link) {
        Ok(path) => {
            if is_version(&path) && !path.is_dir() {
                found(path);
            }
            Ok(())
        }
        Err(error) if is_version(link) => Err(error),
        Err(_) => Ok(()),
    }
}

/// Takes the compiled files whose source is not in the folder.
fn walk_cache(
    folder: &Path,
    names: &HashSet<String>,
    found: &mut dyn FnMut(PathBuf),
) -> io::Result<()> {
    let entries = match fs_err::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut compiled = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let is_version = name
            .to_str()
            .is_some_and(|name| is_version_file(name, true));
        if is_version && !names.contains(&stem(&name)) {
            compiled.push(name);
        }
    }
    compiled.sort_unstable();
    for name in compiled {
        found(folder.join(name));
    }
    Ok(())
}

/// Returns what a file's name has before its first dot.
fn stem(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    name.split('.').next().unwrap_or_default().to_owned()
}

/// Returns whether the file is compiled and its source, or a form that keeps docstrings, is beside
/// it.
fn has_better_form(path: &Path) -> bool {
    let Some(extension) = path.extension().and_then(OsStr::to_str) else {
        return false;
    };
    match extension {
        "pyc" => path.with_extension("py").exists(),
        "pyo" => path.with_extension("py").exists() || path.with_extension("pyc").exists(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Discovery, DiscoveryOptions, discover};

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in files {
            let path = folder.path().join(file);
            fs_err::create_dir_all(path.parent().expect("a file is in a folder"))
                .expect("a folder");
            fs_err::write(path, "").expect("a file");
        }
        folder
    }

    fn names(root: &Path, discovery: &Discovery) -> Vec<String> {
        let root = root.canonicalize().expect("the folder exists");
        discovery
            .paths
            .iter()
            .map(|path| {
                path.strip_prefix(&root)
                    .unwrap_or(path)
                    .display()
                    .to_string()
            })
            .collect()
    }

    const FILES: [&str; 14] = [
        "b.py",
        "a.py",
        "Z.py",
        ".#c.py",
        "__init__.py",
        "notes.txt",
        "d.pyc",
        "a.pyc",
        "e.pyo",
        "d.pyo",
        "sub/y/g.py",
        "sub/f.py",
        "__pycache__/a.cpython-311.pyc",
        "__pycache__/h.cpython-311.pyc",
    ];

    #[test]
    fn lists_version_files_in_order() {
        let folder = folder(&FILES);
        let locations = [folder.path().to_owned()];
        for (sourceless, recursive, expected) in [
            (false, false, &["Z.py", "a.py", "b.py"][..]),
            (
                false,
                true,
                &["Z.py", "a.py", "b.py", "sub/f.py", "sub/y/g.py"],
            ),
            (
                true,
                false,
                &[
                    "Z.py",
                    "a.py",
                    "b.py",
                    "d.pyc",
                    "e.pyo",
                    "__pycache__/h.cpython-311.pyc",
                ],
            ),
        ] {
            let options = DiscoveryOptions {
                sourceless,
                recursive,
            };
            let discovery = discover(&locations, options).expect("the folder can be read");
            assert_eq!(names(folder.path(), &discovery), expected);
            assert_eq!(discovery.warnings, Vec::<String>::new());
        }
    }

    #[test]
    fn a_location_that_does_not_exist_has_no_files() {
        let locations = [PathBuf::from("/no/such/folder")];
        let discovery = discover(&locations, DiscoveryOptions::default());
        assert_eq!(discovery.expect("it is no error"), Discovery::default());
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_once() {
        use std::os::unix::fs::symlink;

        let folder = folder(&["one/a.py", "one/data", "two/b.py"]);
        let path = |name: &str| folder.path().join(name);
        symlink(path("one/a.py"), path("two/copy.py")).expect("a link");
        symlink(path("one/data"), path("two/data.py")).expect("a link");
        symlink(path("two"), path("two/loop")).expect("a link");
        symlink(path("two/nowhere"), path("two/broken")).expect("a link");
        let options = DiscoveryOptions {
            recursive: true,
            ..Default::default()
        };
        let discovery = discover(&[path("one"), path("two")], options).expect("it can be read");
        assert_eq!(names(folder.path(), &discovery), ["one/a.py", "two/b.py"]);
        let real = path("one/a.py").canonicalize().expect("it exists");
        let warning = format!(
            "File {} loaded twice! ignoring. Please ensure version_locations is unique.",
            real.display()
        );
        assert_eq!(discovery.warnings, [warning]);

        symlink(path("two/self.py"), path("two/self.py")).expect("a link");
        let error = discover(&[path("two")], options).expect_err("a link leads to itself");
        assert!(error.to_string().contains("self.py"), "{error}");
    }
}
