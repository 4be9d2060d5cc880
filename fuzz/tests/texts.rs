//! Texts that are kept, and random ones.

use std::path::Path;
use std::time::{Duration, Instant};

use alembic_fuzz::Reader;
use proptest::prelude::*;

/// How long a text may take; the time of one that is read in linear time is far below.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn kept_texts_are_answered_in_time() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for reader in Reader::ALL {
        let mut count = 0;
        for entry in fs_err::read_dir(corpus.join(reader.name())).expect("a folder of texts") {
            let path = entry.expect("an entry").path();
            let text = fs_err::read_to_string(&path).expect("a text");
            let start = Instant::now();
            reader.check(&text);
            assert!(start.elapsed() < PATIENCE, "{} takes long", path.display());
            count += 1;
        }
        assert!(count > 0, "there are texts for {reader:?}");
    }
}

/// Lines that files have, whole and broken, in any order.
fn lines(usual: &'static [&'static str], letters: &'static str) -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => prop::sample::select(usual).prop_map(str::to_owned),
        1 => letters,
        1 => any::<String>(),
    ];
    let end = prop_oneof![9 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 1 => Just("")];
    prop::collection::vec((line, end), 0..12)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

proptest! {
    #[test]
    fn any_configuration_is_read_or_an_error(text in lines(
        &[
            "[alembic]", "[DEFAULT]", "a = %(b)s", "b = %(a)s%%", "c: %(here)s/%(",
            "  continued = 1", "; comment",
        ],
        "[\\[\\]a-c=:%()s;# \t]{0,16}",
    )) {
        Reader::Ini.check(&text);
    }

    #[test]
    fn any_name_is_found_or_an_error(text in lines(
        &[
            "a||", "aa|a|", "ab|a||one", "ac|aa ab|", "b|||two", "bb|b|ac|", "bc|b|one|",
            "head", "heads", "base", "current", "one@head", "two@base", "one@+1", "a:b", "-2",
            "aa+1", "b", "two@b",
        ],
        "[a-c@+:.|0-9 -]{0,10}",
    )) {
        Reader::Identifier.check(&text);
    }

    #[test]
    fn any_version_file_has_a_header_or_an_error(text in lines(
        &[
            "\"\"\"message", "\"\"\"", "revision = 'abc'", "revision: str = \"abc\"",
            "down_revision = ('a', \"b\",)", "branch_labels = [", "depends_on = None  # revision",
            "def upgrade():", "    revision = 1 \\", "if True: revision = 'x'", "from a import *",
        ],
        "[a-z_= '\"()\\[\\]{}#:,.\\\\\t]{0,20}",
    )) {
        Reader::Header.check(&text);
    }

    #[test]
    fn any_template_is_translated_or_an_error(
        text in "([$%<>{}/ a-z\"'\n|,:=#\\\\]|<%|%>|\\$\\{|<%doc>|</%|% if|% endif){0,40}"
    ) {
        Reader::Template.check(&text);
    }
}
