//! Configuration by an ini file, as `logging.config.fileConfig` does it.

pub(crate) mod basic;
mod handlers;
mod literal;

use crate::handler::Handler;
use crate::{Formatter, Logging, LoggingError, NOTSET, level_number};
use alembic_config::Error as ConfigError;
use alembic_config::ini::Ini;
use alembic_python_text::{parse_integer, strip};
use handlers::new_target;
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What an ini file says of one logger.
struct LoggerSettings {
    name: String,
    level: Option<i32>,
    propagates: bool,
    handlers: Vec<Arc<Handler>>,
}

impl Logging {
    /// Configures the loggers from an ini file.
    ///
    /// Options of the file may refer to `defaults`. Loggers that exist and that the file does not name fall
    /// silent if `disable_existing_loggers` is set. After an error everything is as before.
    pub fn file_config(
        &self,
        path: &Path,
        defaults: &BTreeMap<String, String>,
        disable_existing_loggers: bool,
    ) -> Result<(), LoggingError> {
        let file = path.display().to_string();
        match fs_err::metadata(path) {
            Err(_) => return Err(LoggingError::FileMissing { file }),
            Ok(metadata) if metadata.len() == 0 => return Err(LoggingError::FileEmpty { file }),
            Ok(_) => {}
        }
        let mut ini = Ini::new(defaults)?;
        match ini.read_file(path, &file) {
            Ok(_) => {}
            Err(
                error @ (ConfigError::MissingSectionHeader { .. } | ConfigError::Parsing { .. }),
            ) => return Err(LoggingError::FileInvalid { file, error }),
            Err(error) => return Err(error.into()),
        }
        self.ini_config(&ini, disable_existing_loggers)
    }

    /// Configures the loggers from the sections of an ini file that is read already.
    pub fn ini_config(
        &self,
        ini: &Ini,
        disable_existing_loggers: bool,
    ) -> Result<(), LoggingError> {
        let formatters = read_formatters(ini)?;
        let handlers = read_handlers(ini, &formatters)?;
        let (root, named) = read_loggers(ini, &handlers)?;
        self.apply(root, named, disable_existing_loggers);
        Ok(())
    }

    fn apply(&self, root: LoggerSettings, named: Vec<LoggerSettings>, disables_others: bool) {
        let mut loggers = self.write();
        for (name, logger) in loggers.named() {
            let is_below = |settings: &LoggerSettings| {
                name.strip_prefix(settings.name.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
            };
            if named.iter().any(|settings| settings.name == name) {
                continue;
            }
            if named.iter().any(is_below) {
                logger.level = NOTSET;
                logger.propagates = true;
                logger.handlers.clear();
            } else {
                logger.is_disabled = disables_others;
            }
        }
        loggers.root().handlers = root.handlers;
        if let Some(level) = root.level {
            loggers.root().level = level;
        }
        for settings in named {
            let logger = loggers.logger(&settings.name);
            logger.level = settings.level.unwrap_or(logger.level);
            logger.propagates = settings.propagates;
            logger.is_disabled = false;
            logger.handlers = settings.handlers;
        }
        drop(loggers);
        self.update_filter();
    }
}

fn read_formatters(ini: &Ini) -> Result<IndexMap<String, Formatter>, LoggingError> {
    let mut formatters = IndexMap::new();
    for name in keys(ini, "formatters")? {
        let section = format!("formatter_{name}");
        require_section(ini, &section)?;
        let class = ini
            .get(&section, "class")?
            .filter(|class| !class.is_empty());
        if let Some(class) = class
            && !matches!(class.as_str(), "logging.Formatter")
        {
            return Err(LoggingError::UnknownClass {
                section,
                class,
                available: "logging.Formatter",
            });
        }
        let formatter = Formatter::new(
            ini.get_raw(&section, "format"),
            ini.get_raw(&section, "datefmt"),
            ini.get_raw(&section, "style").unwrap_or("%"),
        )?;
        formatters.insert(name, formatter);
    }
    Ok(formatters)
}

fn read_handlers(
    ini: &Ini,
    formatters: &IndexMap<String, Formatter>,
) -> Result<IndexMap<String, Arc<Handler>>, LoggingError> {
    let mut handlers = IndexMap::new();
    for name in keys(ini, "handlers")? {
        let section = format!("handler_{name}");
        let class = required(ini, &section, "class")?;
        let formatter = ini.get(&section, "formatter")?.unwrap_or_default();
        let arguments = ini
            .get(&section, "args")?
            .unwrap_or_else(|| "()".to_owned());
        let keywords = ini
            .get(&section, "kwargs")?
            .unwrap_or_else(|| "{}".to_owned());
        let mut handler = Handler::new(new_target(&section, &class, &arguments, &keywords)?);
        if let Some(level) = ini.get(&section, "level")? {
            handler.level = level_of(&level)?;
        }
        if !formatter.is_empty() {
            let found = formatters.get(&formatter);
            let found = found.ok_or(LoggingError::UnknownName {
                section,
                name: formatter,
                list: "formatters",
            })?;
            handler.formatter = found.clone();
        }
        handlers.insert(name, Arc::new(handler));
    }
    Ok(handlers)
}

/// Returns the settings of the root logger, and those of the others.
fn read_loggers(
    ini: &Ini,
    handlers: &IndexMap<String, Arc<Handler>>,
) -> Result<(LoggerSettings, Vec<LoggerSettings>), LoggingError> {
    let mut names = list(&required(ini, "loggers", "keys")?);
    let root = names
        .iter()
        .position(|name| name == "root")
        .ok_or(LoggingError::MissingRoot)?;
    names.remove(root);
    let root = LoggerSettings {
        name: String::new(),
        level: level(ini, "logger_root")?,
        propagates: true,
        handlers: logger_handlers(ini, "logger_root", handlers)?,
    };
    let named = names.iter().map(|name| {
        let section = format!("logger_{name}");
        let name = required(ini, &section, "qualname")?;
        let propagates = match ini.get(&section, "propagate")? {
            None => true,
            Some(value) => match parse_integer(&value) {
                Some(number) => number != 0,
                None => return Err(LoggingError::InvalidPropagate { value }),
            },
        };
        Ok(LoggerSettings {
            name,
            level: level(ini, &section)?,
            propagates,
            handlers: logger_handlers(ini, &section, handlers)?,
        })
    });
    Ok((root, named.collect::<Result<_, LoggingError>>()?))
}

fn logger_handlers(
    ini: &Ini,
    section: &str,
    handlers: &IndexMap<String, Arc<Handler>>,
) -> Result<Vec<Arc<Handler>>, LoggingError> {
    let names = required(ini, section, "handlers")?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // A logger takes a handler only once.
    let names: IndexSet<String> = list(&names).into_iter().collect();
    let named = names.into_iter().map(|name| match handlers.get(&name) {
        Some(handler) => Ok(handler.clone()),
        None => Err(LoggingError::UnknownName {
            section: section.to_owned(),
            name,
            list: "handlers",
        }),
    });
    named.collect()
}

/// Returns the names that a section lists, of which there may be none.
fn keys(ini: &Ini, section: &str) -> Result<Vec<String>, LoggingError> {
    let keys = required(ini, section, "keys")?;
    Ok(if keys.is_empty() {
        Vec::new()
    } else {
        list(&keys)
    })
}

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|name| strip(name).to_owned()).collect()
}

fn level(ini: &Ini, section: &str) -> Result<Option<i32>, LoggingError> {
    require_section(ini, section)?;
    ini.get(section, "level")?
        .map(|level| level_of(&level))
        .transpose()
}

fn level_of(name: &str) -> Result<i32, LoggingError> {
    level_number(name).ok_or_else(|| LoggingError::UnknownLevel {
        level: name.to_owned(),
    })
}

fn required(ini: &Ini, section: &str, option: &'static str) -> Result<String, LoggingError> {
    require_section(ini, section)?;
    ini.get(section, option)?
        .ok_or_else(|| LoggingError::MissingOption {
            section: section.to_owned(),
            option,
        })
}

fn require_section(ini: &Ini, section: &str) -> Result<(), LoggingError> {
    if ini.has_section(section) {
        return Ok(());
    }
    Err(LoggingError::MissingSection {
        section: section.to_owned(),
    })
}

#[cfg(test)]
mod tests;
