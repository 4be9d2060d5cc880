#![doc = include_str!("../README.md")]

pub mod autogenerate;
#[cfg(feature = "embedded")]
mod embedded;
mod host;
mod host_connection;
mod imports;
mod project;
mod waist;

#[cfg(feature = "embedded")]
pub use embedded::EmbeddedHost;
pub use host::{EngineError, PythonHost, RequestHandler};
pub use project::{HookProgram, ProjectPython, StartHost};
pub use waist::{CommandLine, Project, SubjectHandler, Waist};
