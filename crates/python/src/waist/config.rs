//! `config.*`: the settings as `context.config` shows them.

use std::cell::RefCell;
use std::rc::Rc;

use alembic_config::{Config, OptionValue, PostWriteHook};
use alembic_runtime::SqlOutput;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{CommandLine, Project, Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Numbered {
    config: u64,
}

/// The arguments of `alembic.config.Config`.
#[derive(Deserialize)]
struct Create {
    /// The number that Python knows the new object by.
    object: u64,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    toml_file: Option<String>,
    #[serde(default)]
    ini_section: Option<String>,
    #[serde(default)]
    config_args: IndexMap<String, String>,
}

/// The attributes of `alembic.config.Config` that may be set.
#[derive(Deserialize)]
struct Reconfigure {
    #[serde(default)]
    config_file_name: Option<String>,
    #[serde(default)]
    toml_file_name: Option<String>,
    #[serde(default)]
    config_ini_section: Option<String>,
    /// Whether it is logged which files are read.
    #[serde(default)]
    verbose: Option<bool>,
}

/// The values of `-c`.
#[derive(Deserialize)]
struct Files {
    files: Vec<String>,
}

#[derive(Deserialize)]
struct NamedOption {
    name: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    value: Option<String>,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    match verb {
        "create" => return create(waist, read(payload)?),
        "choose_files" => {
            let chosen = Config::from_command_line(&read::<Files>(payload)?.files)?;
            return Ok(json!({
                "ini": chosen.config_file_name(),
                "toml": chosen.toml_file_name(),
            }));
        }
        _ => {}
    }
    let number = read::<Numbered>(payload.clone())?.config;
    let project = waist.project(number)?;
    let config = &project.settings;
    Ok(match verb {
        "describe" => {
            let config = config.borrow();
            json!({
                "config_file_name": config.config_file_name(),
                "toml_file_name": config.toml_file_name(),
                "config_ini_section": config.config_ini_section(),
                "here": config.here(),
                "cmd_opts": project.command_line.options,
            })
        }
        "get_main_option" => {
            let option: NamedOption = read(payload)?;
            json!(config.borrow().get_main_option(&option.name)?)
        }
        "get_section_option" => {
            let option: NamedOption = read(payload)?;
            json!(
                config
                    .borrow()
                    .get_section_option(&option.section, &option.name)?
            )
        }
        "get_alembic_option" => {
            let option: NamedOption = read(payload)?;
            option_value(config.borrow().get_alembic_option(&option.name)?)
        }
        "configure" => {
            let Reconfigure {
                config_file_name,
                toml_file_name,
                config_ini_section,
                verbose,
            } = read(payload)?;
            let mut settings = config.borrow_mut();
            let mut changed = std::mem::take(&mut *settings);
            if let Some(file) = config_file_name {
                changed = changed.with_config_file(file);
            }
            if let Some(file) = toml_file_name {
                changed = changed.with_toml_file(file);
            }
            if let Some(section) = config_ini_section {
                changed = changed.with_section(section);
            }
            if let Some(verbose) = verbose {
                changed = changed.with_verbose(verbose);
            }
            *settings = changed;
            Json::Null
        }
        "release" => {
            waist.projects.borrow_mut().remove(number);
            Json::Null
        }
        "set_main_option" => {
            let option: NamedOption = read(payload)?;
            let value = option.value.unwrap_or_default();
            config.borrow_mut().set_main_option(&option.name, &value)?;
            Json::Null
        }
        "set_section_option" => {
            let option: NamedOption = read(payload)?;
            let value = option.value.unwrap_or_default();
            config
                .borrow_mut()
                .set_section_option(&option.section, &option.name, &value)?;
            Json::Null
        }
        "remove_main_option" => {
            let option: NamedOption = read(payload)?;
            config.borrow_mut().remove_main_option(&option.name)?;
            Json::Null
        }
        "get_section" => {
            let option: NamedOption = read(payload)?;
            json!(config.borrow().get_section(&option.name)?)
        }
        "get_path_list" => {
            let option: NamedOption = read(payload)?;
            let config = config.borrow();
            let list = match option.name.as_str() {
                "version_locations" => config.version_locations()?,
                _ => config.prepend_sys_path()?,
            };
            json!(list.map(|list| list.paths))
        }
        "get_hooks" => {
            let hooks = config.borrow().post_write_hooks()?;
            Json::Array(hooks.into_iter().map(hook).collect())
        }
        "sections" => json!(config.borrow().sections()?),
        "print_stdout" => {
            #[derive(Deserialize)]
            struct Print {
                text: String,
            }
            let print: Print = read(payload)?;
            (project.print)(&print.text);
            Json::Null
        }
        _ => return Err(unknown_request(&format!("config.{verb}"))),
    })
}

/// Makes a project for a `Config` that a script or a program made; it prints through that object.
fn create(waist: &Waist, create: Create) -> Result<Json, EngineError> {
    let directory = std::env::current_dir()
        .map_err(|error| alembic_config::Error::CurrentDirectory { error })?;
    let mut settings = Config::new()
        .with_directory(directory)
        .with_arguments(create.config_args);
    if let Some(file) = create.file {
        settings = settings.with_config_file(file);
    }
    if let Some(file) = create.toml_file {
        settings = settings.with_toml_file(file);
    }
    if let Some(section) = create.ini_section {
        settings = settings.with_section(section);
    }
    let (printer, messenger, writer) = (waist.host()?, waist.host()?, waist.host()?);
    let object = create.object;
    let project = Project {
        settings: Rc::new(RefCell::new(settings)),
        command_line: CommandLine::default(),
        python_path: Vec::new(),
        print: Rc::new(move |text| {
            // An object that cannot print has said so by an exception of its own.
            let _ = printer.call("config_print", vec![json!(object), json!(text)]);
        }),
        message: Rc::new(move |text| {
            let _ = messenger.call("print_text", vec![json!(text)]);
        }),
        sql_output: SqlOutput::new(move |text| {
            writer.call("config_write_sql", vec![json!(object), json!(text)])?;
            Ok(())
        }),
    };
    Ok(json!({ "config": waist.add_project(Rc::new(project)) }))
}

/// Describes a post-write hook as the original does, its name among its options.
fn hook(hook: PostWriteHook) -> Json {
    let mut options = hook.options;
    options.insert("_hook_name".to_owned(), hook.name);
    json!(options)
}

fn option_value(value: Option<OptionValue>) -> Json {
    match value {
        None => Json::Null,
        Some(OptionValue::Text(text)) => json!(text),
        Some(OptionValue::Integer(number)) => json!(number),
        Some(OptionValue::Boolean(value)) => json!(value),
        Some(OptionValue::List(texts)) => json!(texts),
        Some(OptionValue::Table(map)) => json!(map),
        Some(OptionValue::Tables(maps)) => json!(maps),
    }
}
