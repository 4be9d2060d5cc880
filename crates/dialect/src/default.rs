//! SQL that belongs to no database in particular.

mod names;
mod string;

pub(crate) use string::StringDialect;

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

    fn inserts_several_rows(&self) -> bool {
        false
    }

    fn empty_insert(&self) -> &'static str {
        " () VALUES ()"
    }
}

/// A dialect that this crate does not know: SQL at large under its name.
///
/// What a statement of it is made of comes as text that SQLAlchemy has compiled.
#[derive(Clone, Copy, Debug)]
pub struct ForeignDialect {
    /// The dialect's name.
    pub name: &'static str,
    /// The name of Alembic's implementation class.
    pub impl_name: &'static str,
    /// Whether DDL takes part in transactions.
    pub transactional_ddl: bool,
    /// What ends a statement in a script.
    pub command_terminator: &'static str,
}

impl Dialect for ForeignDialect {
    fn name(&self) -> &'static str {
        self.name
    }

    fn impl_name(&self) -> &'static str {
        self.impl_name
    }

    fn transactional_ddl(&self) -> bool {
        self.transactional_ddl
    }

    fn command_terminator(&self) -> &'static str {
        self.command_terminator
    }

    fn is_reserved_word(&self, compiler: &Compiler<'_>, word: &str) -> bool {
        DefaultDialect.is_reserved_word(compiler, word)
    }
}
