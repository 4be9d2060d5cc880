//! What autogenerate is made of: two schemas become operations, and operations the text of a script.

pub mod compare;
mod enumeration;
mod error;
mod python_text;
pub mod render;
mod type_text;

pub use error::AutogenerateError;
