//! `logging.*`: the log as Python's `logging` configures and uses it.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct FileConfig {
    file: PathBuf,
    #[serde(default = "yes")]
    disable_existing_loggers: bool,
    #[serde(default)]
    defaults: Map<String, Json>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct SetLevel {
    #[serde(default)]
    logger: String,
    #[serde(default)]
    level: i32,
}

#[derive(Deserialize)]
struct Log {
    logger: String,
    level: i32,
    message: String,
    #[serde(default)]
    exception: Option<String>,
}

pub(super) fn answer(_waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    Ok(match verb {
        "file_config" => {
            let file: FileConfig = read(payload)?;
            let defaults = file
                .defaults
                .into_iter()
                .map(|(name, value)| match value {
                    Json::String(text) => (name, text),
                    other => (name, other.to_string()),
                })
                .collect();
            alembic_logging::file_config(&file.file, &defaults, file.disable_existing_loggers)
                .map_err(|error| EngineError::new(error.exception_name(), error.to_string()))?;
            Json::Null
        }
        "basic_config" => {
            alembic_logging::basic_config(&read(payload)?)
                .map_err(|error| EngineError::new(error.exception_name(), error.to_string()))?;
            Json::Null
        }
        "set_level" => {
            let set: SetLevel = read(payload)?;
            alembic_logging::set_level(&set.logger, set.level);
            Json::Null
        }
        "get_effective_level" => {
            json!(alembic_logging::effective_level(
                &read::<SetLevel>(payload)?.logger
            ))
        }
        "log" => {
            let log: Log = read(payload)?;
            let message = match log.exception {
                Some(exception) => format!("{}\n{}", log.message, exception.trim_end()),
                None => log.message,
            };
            alembic_logging::log(&log.logger, log.level, &message);
            Json::Null
        }
        _ => return Err(unknown_request(&format!("logging.{verb}"))),
    })
}
