//! The variables of version files.

use std::path::Path;

use alembic_script::{Header, read_header};

pub(crate) fn check(text: &str) {
    match read_header(Path::new("a.py"), text) {
        Ok(Header::Literal(_)) => {}
        Ok(Header::NeedsExecution { variable, line }) => {
            assert!(!variable.is_empty());
            let lines = text.matches('\n').count() + 1;
            assert!(line as usize <= lines, "line {line} of {lines}");
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
