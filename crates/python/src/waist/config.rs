//! `config.*`: the settings as `context.config` shows them.

use alembic_config::OptionValue;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct NamedOption {
    name: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    value: Option<String>,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let config = &waist.config;
    Ok(match verb {
        "describe" => {
            let config = config.borrow();
            json!({
                "config_file_name": config.config_file_name(),
                "toml_file_name": config.toml_file_name(),
                "config_ini_section": config.config_ini_section(),
                "cmd_opts": waist.command_line.options,
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
        "sections" => json!(config.borrow().sections()?),
        "print_stdout" => {
            #[derive(Deserialize)]
            struct Print {
                text: String,
            }
            let print: Print = read(payload)?;
            (waist.print)(&print.text);
            Json::Null
        }
        _ => return Err(unknown_request(&format!("config.{verb}"))),
    })
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
