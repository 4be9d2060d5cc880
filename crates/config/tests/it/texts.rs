//! Texts of all kinds in place of settings.

use alembic_config::ini::Ini;
use proptest::prelude::*;

/// Lines that ini files have, whole and broken, in any order.
fn source() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("[alembic]".to_owned()),
        Just("[DEFAULT]".to_owned()),
        Just("a = %(b)s".to_owned()),
        Just("b = %(a)s%%".to_owned()),
        Just("c: %(here)s/%(".to_owned()),
        Just("  continued = 1".to_owned()),
        Just("; comment".to_owned()),
        "[\\[\\]a-c=:%()s;# \t]{0,16}",
        any::<String>(),
    ];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn any_text_is_read_or_an_error(source in source()) {
        let mut ini = Ini::new([("here", "/a")]).expect("the defaults are legal");
        if let Err(error) = ini.read_text(&source, "alembic.ini") {
            prop_assert!(!error.to_string().is_empty());
            return Ok(());
        }
        let sections: Vec<String> = ini.sections().map(str::to_owned).collect();
        for section in &sections {
            for option in ini.options(section).expect("the section is there") {
                if let Ok(value) = ini.get(section, option) {
                    prop_assert!(value.is_some(), "{section}.{option}");
                }
            }
            if let Ok(items) = ini.items(section) {
                prop_assert!(items.contains_key("here"));
            }
        }
    }
}
