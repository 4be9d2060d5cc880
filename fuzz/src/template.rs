//! The templates of scripts.

use alembic_script::compile_template;

pub(crate) fn check(text: &str) {
    if let Err(error) = compile_template(text, "a.mako") {
        assert!(!error.to_string().is_empty());
    }
}
