use super::*;
use std::time::Duration;

fn with_ini(text: &str) -> (tempfile::TempDir, Config) {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("alembic.ini"), text).unwrap();
    let config = Config::new()
        .with_directory(folder.path())
        .with_config_file("alembic.ini");
    (folder, config)
}

#[test]
fn here_is_the_folder_of_the_ini_file() {
    let cases = [
        ("", "alembic.ini", "."),
        ("", "a/b/alembic.ini", "a/b"),
        ("", "/x/alembic.ini", "/x"),
        ("/p", "alembic.ini", "/p"),
        ("/p", "./a//b/alembic.ini", "/p/a/b"),
        ("/p", "../alembic.ini", "/p/.."),
        ("/p/.", "/x/./alembic.ini", "/x"),
        ("/", "alembic.ini", "/"),
    ];
    for (directory, name, expected) in cases {
        let config = Config::new()
            .with_directory(directory)
            .with_config_file(name);
        assert_eq!(config.here(), expected, "{directory} {name}");
    }
}

#[test]
fn lock_settings_have_defaults_and_limits() {
    let config = Config::new();
    assert_eq!(config.lock_timeout().unwrap(), Duration::from_secs(300));
    assert!(config.migration_lock().unwrap());
    let cases = [
        ("0", Some(Duration::ZERO)),
        ("1.5", Some(Duration::from_millis(1500))),
        (" 20 ", Some(Duration::from_secs(20))),
        ("-1", None),
        ("soon", None),
        ("", None),
        ("nan", None),
        ("inf", None),
    ];
    for (value, expected) in cases {
        let (_folder, config) = with_ini(&format!("[alembic]\nlock_timeout = {value}\n"));
        assert_eq!(config.lock_timeout().ok(), expected, "{value}");
    }
    for (value, expected) in [
        ("false", Some(false)),
        ("True", Some(true)),
        ("maybe", None),
    ] {
        let (_folder, config) = with_ini(&format!("[alembic]\nmigration_lock = {value}\n"));
        assert_eq!(config.migration_lock().ok(), expected, "{value}");
    }
}

#[test]
fn files_are_read_when_first_needed() {
    let (folder, config) = with_ini("not an ini file\n");
    assert!(config.clone().file_config().is_err());
    fs_err::write(folder.path().join("alembic.ini"), "[alembic]\na = 1\n").unwrap();
    assert_eq!(config.get_main_option("a").unwrap().as_deref(), Some("1"));
    fs_err::write(folder.path().join("alembic.ini"), "[alembic]\na = 2\n").unwrap();
    assert_eq!(config.get_main_option("a").unwrap().as_deref(), Some("1"));
}

#[test]
fn a_missing_file_has_no_section() {
    let config = Config::new()
        .with_directory("/nowhere")
        .with_config_file("alembic.ini");
    assert_eq!(
        config.get_main_option("a").unwrap_err().to_string(),
        "No config file 'alembic.ini' found, or file has no '[alembic]' section"
    );
    assert_eq!(
        config.script_location().unwrap_err().to_string(),
        "No 'script_location' key found in configuration."
    );
}

#[test]
fn toml_errors_name_file_and_setting() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pyproject.toml");
    let config = Config::new().with_toml_file(path.to_str().unwrap());
    fs_err::write(&path, "[tool.alembic]\nx = = 1\n").unwrap();
    let message = config.get_alembic_option("x").unwrap_err().to_string();
    assert!(message.starts_with(path.to_str().unwrap()), "{message}");
    assert!(message.contains("line 2"), "{message}");
    fs_err::write(
        &path,
        "[tool.alembic]\ntimezone = 5\nversion_locations = 'a b'\nf = '%(x)s'\n",
    )
    .unwrap();
    assert_eq!(
        config.timezone().unwrap_err().to_string(),
        "string value expected for TOML parameter 'timezone'"
    );
    assert_eq!(
        config.version_locations().unwrap_err().to_string(),
        "list of strings value expected for TOML parameter 'version_locations'"
    );
    assert_eq!(
        config.get_alembic_option("f").unwrap_err().to_string(),
        "TOML parameter 'f': 'x'"
    );
}

#[test]
fn alembic_tables_are_found() {
    for (text, expected) in [
        ("[tool.alembic]\n", true),
        ("tool.alembic.x = 1\n", true),
        ("[[tool.alembic.post_write_hooks]]\nname = 'a'\n", true),
        ("[tool.black]\n", false),
        ("not toml", false),
    ] {
        assert_eq!(has_alembic_table(text), expected, "{text}");
    }
}
