//! The reader of `alembic.ini`.

use alembic_config::ini::Ini;

pub(crate) fn check(text: &str) {
    let mut ini = Ini::new([("here", "/a")]).expect("the defaults are legal");
    if let Err(error) = ini.read_text(text, "alembic.ini") {
        assert!(!error.to_string().is_empty());
        return;
    }
    let sections: Vec<String> = ini.sections().map(str::to_owned).collect();
    for section in &sections {
        for option in ini.options(section).expect("the section is there") {
            match ini.get(section, option) {
                Ok(value) => assert!(value.is_some(), "{section}.{option}"),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
        if let Ok(items) = ini.items(section) {
            assert!(items.contains_key("here"));
        }
    }
    for section in &sections {
        assert!(ini.remove_section(section), "{section}");
    }
}
