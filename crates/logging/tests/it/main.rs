//! The program's one tree, as the receiver of the `log` crate's records.

use alembic_logging::{INFO, WARNING, basic_config, global, install, set_level};
use std::io::Write;
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Captured {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap()
    }
}

#[test]
fn records_of_the_log_crate_arrive() {
    let stderr = Captured::default();
    install();
    install().set_streams(std::io::sink(), stderr.clone());

    assert_eq!(log::max_level(), log::LevelFilter::Warn);
    log::info!(target: "alembic.runtime.migration", "not yet");
    log::warn!(target: "alembic.runtime.migration", "first {}", 1);
    assert_eq!(stderr.take(), "first 1\n");

    basic_config(
        &serde_json::from_str(r#"{"format": "%(levelname)s %(name)s %(message)s"}"#).unwrap(),
    )
    .unwrap();
    set_level("alembic", INFO);
    assert_eq!(log::max_level(), log::LevelFilter::Info);
    assert!(log::log_enabled!(target: "alembic.util", log::Level::Info));
    assert!(!log::log_enabled!(target: "sqlalchemy.engine", log::Level::Info));
    log::info!(target: "alembic.util", "second");
    log::debug!(target: "alembic.util", "not this");
    log::error!("nor from this crate's own path");
    log::error!(target: "rustls::client", "nor from a library");
    alembic_logging::log("my.own.logger", WARNING, "third");
    assert_eq!(
        stderr.take(),
        "INFO alembic.util second\nWARNING my.own.logger third\n"
    );

    global().reset();
    assert_eq!(log::max_level(), log::LevelFilter::Warn);
}
