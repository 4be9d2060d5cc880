//! Version files on disk: discovery, headers, file names and templates.
//!
//! A [`ScriptDirectory`] is the folder with `env.py`, `script.py.mako` and the version files. It reads
//! the version files when something first asks for the revisions, many at once and without a Python
//! interpreter: their variables are read from the text ([`read_header`]), and only a file that
//! computes one of them is handed to a [`RevisionLoader`]. A [`Script`] is a revision with its file and
//! the forms in which commands print it.
//!
//! New version files come from [`ScriptDirectory::generate_revision`]. A Mako template is translated
//! into Python here ([`compile_template`]) and run by a [`TemplateRunner`], so that the user's
//! expressions mean what they mean in Python.
//!
//! The templates of new script folders are built in ([`templates()`]).
//!
//! This crate prints nothing and asks nobody for the time: what is being done is told to a
//! [`Progress`], warnings are collected for whoever shows them, and the time comes with the call.

mod date;
mod directory;
mod discovery;
mod error;
mod file_name;
mod generate;
mod header;
mod load;
mod mako;
mod parse;
mod python_names;
mod resource;
mod script;
mod source;
mod templates;
mod write;

pub use date::CreateDate;
pub use directory::{ScriptDirectory, ScriptSettings};
pub use error::{HostError, ScriptError};
pub use generate::{AfterWrite, NewRevision, Progress, new_revision_id, render};
pub use header::{Header, HeaderValue, LoadedHeader, RevisionLoader, read_header};
pub use load::VersionFile;
pub use mako::{PythonTemplate, TemplateError, TemplateRunner, compile_template};
pub use parse::parse_module;
pub use resource::resolve_location;
pub use script::{Script, ScriptFormat, ShownLabels};
pub use source::PythonSyntaxError;
pub use templates::{Template, TemplateFile, templates, templates_in};
pub use write::write_file;
