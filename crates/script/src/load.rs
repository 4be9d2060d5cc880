//! Version files → scripts: reading many files at once, and executing those that need it.

use std::io::{self, Read};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::thread;

use alembic_python_text::strip;
use alembic_revision::Revision;

use crate::error::ScriptError;
use crate::header::{Header, HeaderValue, LoadedHeader, RevisionLoader, read_header};
use crate::source::decode_python;

/// A version file, apart from what it declares about its revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFile {
    /// The file.
    pub path: PathBuf,
    /// The docstring without the white space around it.
    pub longdoc: String,
}

impl VersionFile {
    /// Returns the first paragraph of the docstring.
    #[must_use]
    pub fn doc(&self) -> &str {
        self.longdoc.split("\n\n").next().unwrap_or_default()
    }
}

/// Below this number of files, a thread costs more than it brings.
const FILES_PER_THREAD: usize = 64;

/// Reads version files, in the order given.
///
/// # Errors
///
/// Fails with the first file, in this order, that cannot be read.
pub(crate) fn load_files(
    paths: Vec<PathBuf>,
    loader: Option<&dyn RevisionLoader>,
) -> Result<(Vec<VersionFile>, Vec<Revision>), ScriptError> {
    let headers = read_in_parallel(&paths);
    paths
        .into_iter()
        .zip(headers)
        .map(|(path, header)| {
            let header = execute_if_needed(&path, header?, loader)?;
            declare(path, header)
        })
        .collect()
}

/// Reads one version file.
///
/// # Errors
///
/// Fails when the file cannot be read, is not valid or lacks what a version file must have.
pub(crate) fn load_file(
    path: PathBuf,
    loader: Option<&dyn RevisionLoader>,
) -> Result<(VersionFile, Revision), ScriptError> {
    let header = execute_if_needed(&path, read(&path)?, loader)?;
    declare(path, header)
}

fn read_in_parallel(paths: &[PathBuf]) -> Vec<Result<Header, ScriptError>> {
    let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = processors
        .min(paths.len().div_ceil(FILES_PER_THREAD))
        .max(1);
    if threads == 1 {
        return paths.iter().map(|path| read(path)).collect();
    }
    let chunk = paths.len().div_ceil(threads);
    thread::scope(|scope| {
        let (first, others) = paths.split_at(chunk);
        let handles: Vec<_> = others
            .chunks(chunk)
            .map(|paths| {
                scope.spawn(move || paths.iter().map(|path| read(path)).collect::<Vec<_>>())
            })
            .collect();
        let mut headers: Vec<_> = first.iter().map(|path| read(path)).collect();
        for handle in handles {
            match handle.join() {
                Ok(read) => headers.extend(read),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        headers
    })
}

fn read(path: &Path) -> Result<Header, ScriptError> {
    if path.extension().is_some_and(|extension| extension != "py") {
        return Ok(Header::NeedsExecution {
            variable: "revision",
            line: 1,
        });
    }
    // Reading a pipe would wait for ever.
    let metadata = fs_err::metadata(path)?;
    if !metadata.is_file() {
        return Err(ScriptError::NotAFile {
            path: path.to_owned(),
        });
    }
    let text = decode_python(path, read_of_length(path, metadata.len())?)?;
    Ok(read_header(path, &text)?)
}

/// Reads a file of a length that is known, with half of the calls that reading one of any length makes:
/// with thousands of files they are most of the time.
fn read_of_length(path: &Path, length: u64) -> io::Result<Vec<u8>> {
    if length == 0 {
        // Some file systems do not tell.
        return fs_err::read(path);
    }
    let mut content = Vec::new();
    content.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX))?;
    fs_err::File::open(path)?
        .take(length)
        .read_to_end(&mut content)?;
    Ok(content)
}

fn execute_if_needed(
    path: &Path,
    header: Header,
    loader: Option<&dyn RevisionLoader>,
) -> Result<LoadedHeader, ScriptError> {
    match (header, loader) {
        (Header::Literal(header), _) => Ok(header),
        (Header::NeedsExecution { .. }, Some(loader)) => {
            loader.load(path).map_err(|source| ScriptError::Execution {
                path: path.to_owned(),
                source,
            })
        }
        (Header::NeedsExecution { variable, line }, None) => Err(ScriptError::NoInterpreter {
            path: path.to_owned(),
            variable,
            line,
        }),
    }
}

/// Makes a revision of the variables of a file.
fn declare(path: PathBuf, header: LoadedHeader) -> Result<(VersionFile, Revision), ScriptError> {
    let revision = match header.revision {
        Some(HeaderValue::One(revision)) => revision,
        Some(_) => {
            return Err(ScriptError::InvalidVariable {
                path,
                variable: "revision",
            });
        }
        None => legacy_revision(&path)?,
    };
    let Some(down_revision) = header.down_revision else {
        return Err(ScriptError::NoDownRevision { path });
    };
    let list = |value: Option<HeaderValue>| value.map(HeaderValue::into_list).unwrap_or_default();
    let longdoc = strip(header.doc.as_deref().unwrap_or_default()).to_owned();
    let file = VersionFile { path, longdoc };
    let revision = Revision::new(
        revision,
        down_revision.into_list(),
        list(header.depends_on),
        list(header.branch_labels),
    );
    match revision {
        Ok(revision) => {
            let revision = revision.with_doc(file.doc());
            Ok((file, revision))
        }
        Err(error) => Err(ScriptError::VersionFiles {
            error,
            files: vec![file.path],
        }),
    }
}

/// Returns the identifier that the name of a file of old gives.
fn legacy_revision(path: &Path) -> Result<String, ScriptError> {
    let filename = path.file_name().unwrap_or_default().to_string_lossy();
    match filename.strip_suffix(".py") {
        Some(stem)
            if !stem.is_empty()
                && stem
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) =>
        {
            Ok(stem.to_owned())
        }
        _ => Err(ScriptError::NoRevision {
            filename: filename.into_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{load_file, load_files};
    use crate::error::HostError;
    use crate::header::{HeaderValue, LoadedHeader, RevisionLoader};

    struct Loader;

    impl RevisionLoader for Loader {
        fn load(&self, path: &Path) -> Result<LoadedHeader, HostError> {
            if path.ends_with("fails.py") {
                return Err("NameError: name 'x' is not defined".into());
            }
            Ok(LoadedHeader {
                revision: Some(HeaderValue::One("computed".to_owned())),
                down_revision: Some(HeaderValue::None),
                ..LoadedHeader::default()
            })
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text, expected) in [
            ("one.py", "revision = 'a'\ndown_revision = ()", "a"),
            ("0ab.py", "down_revision = None", "0ab"),
            ("computed.py", "revision = f()", "computed"),
            ("compiled.pyc", "", "computed"),
            (
                "0xab.py",
                "down_revision = None",
                "! Could not determine revision id from filename 0xab.py. Be sure the 'revision' \
                 variable is declared inside the script (please see 'Upgrading from Alembic 0.1 \
                 to 0.2' in the documentation).",
            ),
            (
                "none.py",
                "revision = None\ndown_revision = None",
                "! Version file DIR/none.py has a value of the wrong type in the variable \
                 'revision'",
            ),
            (
                "lost.py",
                "revision = 'a'",
                "! Version file DIR/lost.py does not declare the variable 'down_revision'",
            ),
            (
                "fails.py",
                "revision = x",
                "! Version file DIR/fails.py failed when it was executed",
            ),
        ] {
            let path = folder.path().join(name);
            fs_err::write(&path, text).expect("the file can be written");
            let result = match load_file(path, Some(&Loader)) {
                Ok((_, revision)) => revision.revision().to_owned(),
                Err(error) => format!("! {error}"),
            };
            let result = result.replace(&folder.path().display().to_string(), "DIR");
            assert_eq!(result, expected, "{name}");
        }
        let path = folder.path().join("computed.py");
        let error = load_file(path, None)
            .expect_err("there is no interpreter")
            .to_string();
        assert!(error.contains("'revision' (line 1)"), "{error}");
        let error = load_file(folder.path().join("no.py"), None)
            .expect_err("no file")
            .to_string();
        assert!(error.contains("no.py"), "{error}");
    }

    #[test]
    fn keeps_the_order_of_many_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let paths: Vec<_> = (0..300)
            .map(|number| {
                let path = folder.path().join(format!("{number}.py"));
                let text = format!("'''doc\n\nmore'''\nrevision = '{number}'\ndown_revision = 'x'");
                fs_err::write(&path, text).expect("the file can be written");
                path
            })
            .collect();
        let (files, revisions) = load_files(paths, None).expect("the files are valid");
        assert!((0..300).all(|number| revisions[number].revision() == number.to_string()));
        assert_eq!(files[0].doc(), "doc");
        assert_eq!(files[0].longdoc, "doc\n\nmore");
        assert_eq!(revisions[0].down_revisions(), ["x"]);
    }
}
