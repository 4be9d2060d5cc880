#![doc = include_str!("../README.md")]

mod embedded;
mod host;
mod imports;
mod project;
mod waist;

pub use embedded::EmbeddedHost;
pub use host::{EngineError, PythonHost, RequestHandler};
pub use project::{ProjectPython, StartHost};
pub use waist::{CommandLine, Waist};
