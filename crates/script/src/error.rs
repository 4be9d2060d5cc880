//! What can go wrong with version files.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use alembic_python_text::percent::FormatError;
use alembic_revision::RevisionError;

use crate::mako::TemplateError;
use crate::source::PythonSyntaxError;

/// What an interpreter, or the user's own code, says when it fails.
pub type HostError = Box<dyn Error + Send + Sync>;

/// A failure to read or write version files.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScriptError {
    /// A setting is missing or wrong.
    #[error(transparent)]
    Config(#[from] alembic_config::Error),

    /// The revisions do not fit together, or a name of one stands for nothing.
    #[error(transparent)]
    Revision(#[from] RevisionError),

    /// What version files declare does not fit together.
    #[error("{error}\n{}", advice(error, files))]
    VersionFiles {
        /// What does not fit.
        error: RevisionError,
        /// The files of the revisions that it names.
        files: Vec<PathBuf>,
    },

    /// Something that is no file has the name of a version file.
    #[error("Version file {path} is not a file; remove it or give it another name")]
    NotAFile {
        /// The path.
        path: PathBuf,
    },

    /// The folder of the scripts does not exist.
    #[error(
        "Path doesn't exist: {path}.  Please use the 'init' command to create a new scripts folder."
    )]
    MissingFolder {
        /// The folder as configured.
        path: String,
    },

    /// A package named in a location cannot be found.
    #[error("No module named '{package}'")]
    MissingPackage {
        /// The dotted name of the package.
        package: String,
    },

    /// A file or folder cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),

    /// A version file is not valid Python.
    #[error(transparent)]
    Syntax(#[from] PythonSyntaxError),

    /// A version file does not tell its identifier.
    #[error(
        "Could not determine revision id from filename {filename}. Be sure the 'revision' variable \
         is declared inside the script (please see 'Upgrading from Alembic 0.1 to 0.2' in the \
         documentation)."
    )]
    NoRevision {
        /// The file's name.
        filename: String,
    },

    /// A version file does not tell what it revises.
    #[error("Version file {path} does not declare the variable 'down_revision'")]
    NoDownRevision {
        /// The file.
        path: PathBuf,
    },

    /// A variable of a version file has a value that it cannot have.
    #[error("Version file {path} has a value of the wrong type in the variable '{variable}'")]
    InvalidVariable {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: &'static str,
    },

    /// A version file computes its variables, and there is no interpreter to execute it.
    #[error(
        "Version file {path} must be executed to know the variable '{variable}' (line {line}), \
         and there is no Python interpreter here"
    )]
    NoInterpreter {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: &'static str,
        /// The line that assigns it.
        line: u32,
    },

    /// A version file failed when it was executed.
    #[error("Version file {path} failed when it was executed")]
    Execution {
        /// The file.
        path: PathBuf,
        /// What the interpreter said.
        source: HostError,
    },

    /// One version location is asked for, and there are several.
    #[error("Multiple version_locations present")]
    MultipleVersionLocations,

    /// Nothing tells in which of several version locations a new file belongs.
    #[error("Multiple version locations present, please specify --version-path")]
    VersionPathNeeded,

    /// A path was given that is none of the version locations.
    #[error("Path {path} is not represented in current version locations")]
    NotAVersionLocation {
        /// The path as given.
        path: String,
    },

    /// A new revision is to come after the same revision twice.
    #[error("Duplicate head revisions specified")]
    DuplicateHeads,

    /// A new revision is to come after one that is no head.
    #[error(
        "Revision {revision} is not a head revision; please specify --splice to create a new \
         branch from this revision"
    )]
    NotAHead {
        /// The revision.
        revision: String,
    },

    /// A new revision is to depend on what is no revision.
    #[error("Can't depend on '{name}', which is no revision")]
    DependsOnBase {
        /// The name as given.
        name: String,
    },

    /// A new revision has the identifier of another one.
    #[error("Revision {revision} exists already, in {path}")]
    RevisionExists {
        /// The identifier.
        revision: String,
        /// The file of the other one.
        path: PathBuf,
    },

    /// A new version file would replace another file.
    #[error("File {path} already exists")]
    FileExists {
        /// The file.
        path: PathBuf,
    },

    /// A new version file lacks the branch labels that were asked for.
    #[error(
        "Version {revision} specified branch_labels {branch_labels}, however the migration file \
         {path} does not have them; have you upgraded your script.py.mako to include the \
         'branch_labels' section?"
    )]
    NoBranchLabels {
        /// The revision.
        revision: String,
        /// The labels.
        branch_labels: String,
        /// The file.
        path: PathBuf,
    },

    /// What is to be done after a version file was written failed.
    #[error("A new version file was written, but what follows failed")]
    AfterWrite {
        /// The reason.
        source: HostError,
    },

    /// A template failed when it was rendered.
    #[error("Template rendering failed in {path}")]
    Rendering {
        /// The template.
        path: String,
        /// What the interpreter said.
        source: HostError,
    },

    /// The configured time zone does not exist.
    #[error("Can't locate timezone: {name}")]
    UnknownTimeZone {
        /// The name as configured.
        name: String,
    },

    /// The configured name of version files cannot be used.
    #[error("Can't make a file name from file_template '{template}'")]
    FileTemplate {
        /// The configured value.
        template: String,
        /// What is wrong with it.
        #[source]
        source: FormatError,
    },

    /// The configured encoding does not exist, or is not one of those that are known here.
    #[error("unknown encoding: {encoding}")]
    UnknownEncoding {
        /// The name as configured.
        encoding: String,
    },

    /// The configured encoding cannot hold the text of a new file.
    #[error("The encoding '{encoding}' has no character '{character}'")]
    CannotEncode {
        /// The name as configured.
        encoding: String,
        /// The first character that cannot be written.
        character: char,
    },

    /// A file cannot be written.
    #[error("Can't write {path}: {reason}")]
    CannotWrite {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },

    /// A template is not valid.
    #[error(transparent)]
    Template(#[from] TemplateError),
}

/// Says what to do about version files that do not fit together.
fn advice(error: &RevisionError, files: &[PathBuf]) -> String {
    let files: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    let files = files.join(", ");
    match error {
        RevisionError::IllegalCharacters { .. } => format!("Rename the revision in {files}"),
        RevisionError::BranchNameTaken { .. } => format!("Rename the label in one of {files}"),
        RevisionError::MissingRevision { reference, .. } => {
            format!("Bring back its file, or correct `{reference}` in {files}")
        }
        _ => format!("Correct `down_revision` or `depends_on` in {files}"),
    }
}
