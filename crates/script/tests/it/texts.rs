//! Texts of all kinds in place of version files and templates.

use std::path::Path;

use alembic_script::{Header, compile_template, read_header};
use proptest::prelude::*;

/// Lines that version files have, whole and broken, in any order.
fn source() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("\"\"\"message".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("revision = 'abc'".to_owned()),
        Just("revision: str = \"abc\"".to_owned()),
        Just("down_revision = ('a', \"b\",)".to_owned()),
        Just("branch_labels = [".to_owned()),
        Just("depends_on = None  # revision".to_owned()),
        Just("def upgrade():".to_owned()),
        Just("    revision = 1 \\".to_owned()),
        Just("if True: revision = 'x'".to_owned()),
        Just("from a import *".to_owned()),
        "[a-z_= '\"()\\[\\]{}#:,.\\\\\t]{0,20}",
        any::<String>(),
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("")];
    prop::collection::vec((line, end), 0..12)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #[test]
    fn any_text_has_a_header_or_an_error(source in source()) {
        match read_header(Path::new("a.py"), &source) {
            Ok(Header::Literal(_)) => {}
            Ok(Header::NeedsExecution { variable, .. }) => prop_assert!(!variable.is_empty()),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }

    #[test]
    fn any_text_is_a_template_or_an_error(
        source in "([$%<>{}/ a-z\"'\n|,:=#\\\\]|<%|%>|\\$\\{|<%doc>|</%|% if|% endif){0,40}"
    ) {
        if let Err(error) = compile_template(&source, "a.mako") {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
