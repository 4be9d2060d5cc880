//! SQL that belongs to no database in particular.

mod names;

use crate::{Compiler, Dialect};

/// SQLAlchemy's default dialect.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DefaultDialect;

impl Dialect for DefaultDialect {
    fn name(&self) -> &'static str {
        "default"
    }

    fn impl_name(&self) -> &'static str {
        "DefaultImpl"
    }

    fn is_reserved_word(&self, _compiler: &Compiler<'_>, word: &str) -> bool {
        names::RESERVED_WORDS.binary_search(&word).is_ok()
    }
}
