//! SQLAlchemy's database URLs.

/// A database URL.
#[derive(Clone, Debug, PartialEq)]
pub struct Url {}
