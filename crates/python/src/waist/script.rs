//! `script.*`: the version files as `ScriptDirectory` shows them.

use std::rc::Rc;

use alembic_script::{CreateDate, Script, ScriptDirectory, ScriptSettings, render};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::revisions::Names;
use super::{Waist, no_such, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Open {
    config: u64,
}

#[derive(Deserialize)]
struct Numbered {
    script: u64,
}

#[derive(Deserialize)]
struct Change {
    name: String,
    value: Json,
}

#[derive(Deserialize)]
struct Revisions {
    #[serde(default)]
    id: Names,
}

#[derive(Deserialize)]
struct Heads {
    #[serde(default)]
    consider_depends_on: bool,
}

#[derive(Deserialize)]
struct Walk {
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    head: Option<String>,
}

#[derive(Deserialize)]
struct Template {
    text: String,
    filename: String,
    variables: Map<String, Json>,
}

#[derive(Deserialize)]
struct Moment {
    microseconds: i64,
}

#[derive(Deserialize)]
struct FileName {
    revision: String,
    message: String,
    date: String,
    epoch: i64,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "open" {
        let Open { config } = read(payload)?;
        let project = waist.project(config)?;
        waist.extend_python_path(&project)?;
        let script = Rc::new(waist.open_scripts(&project)?);
        for warning in script.take_warnings() {
            log::warn!(target: "py.warnings", "DeprecationWarning: {warning}");
        }
        return Ok(json!({ "script": waist.scripts.borrow_mut().add((config, script)) }));
    }
    if verb == "render_template" {
        let asked: Template = read(payload)?;
        let runner = waist.migrations()?;
        let text = render(
            &asked.text,
            &asked.filename,
            &asked.variables,
            runner.as_ref(),
        )?;
        return Ok(json!(text));
    }
    let number = read::<Numbered>(payload.clone())?.script;
    let scripts = waist.script(number)?;
    let answer = ask(waist, number, &scripts, verb, payload);
    for warning in scripts.take_warnings() {
        log::warn!(target: "py.warnings", "UserWarning: {warning}");
    }
    answer
}

fn ask(
    waist: &Waist,
    number: u64,
    scripts: &Rc<ScriptDirectory>,
    verb: &str,
    payload: Json,
) -> Result<Json, EngineError> {
    Ok(match verb {
        "describe" => json!({
            "config": waist.project_of_script(number)?,
            "dir": scripts.dir(),
            "configured": configured(scripts.settings()),
        }),
        "version_locations" => json!(scripts.version_locations()?),
        "change" => {
            let Change { name, value } = read(payload)?;
            scripts.reconfigure(changed(scripts.settings(), &name, value)?);
            Json::Null
        }
        "get_bases" => json!(scripts.get_bases()?),
        "get_revisions" => {
            let asked: Revisions = read(payload)?;
            let found = scripts.get_revisions(asked.id.identifier())?;
            Json::Array(found.iter().map(describe).collect())
        }
        "all" => {
            let found = scripts.revision_map()?.revisions();
            let found = found.map(|revision| scripts.script(revision));
            let found = found.collect::<Result<Vec<_>, _>>()?;
            Json::Array(found.iter().map(describe).collect())
        }
        "get_heads" => {
            let asked: Heads = read(payload)?;
            json!(scripts.get_heads(asked.consider_depends_on)?)
        }
        "as_revision_number" => {
            let map = scripts.revision_map()?;
            let mut found = Vec::new();
            for name in read::<Revisions>(payload)?.id.into_list() {
                found.extend(map.as_revision_numbers(&name)?);
            }
            json!(found)
        }
        "create_date" => {
            let Moment { microseconds } = read(payload)?;
            let timezone = scripts.settings().timezone.clone();
            CreateDate::after(microseconds, timezone.as_deref())?.to_value()
        }
        "file_name" => {
            let asked: FileName = read(payload)?;
            let date = CreateDate::shown(&asked.date, asked.epoch).ok_or_else(|| {
                EngineError::new("ValueError", format!("no date: {}", asked.date))
            })?;
            json!(scripts.file_name(&asked.revision, &asked.message, &date)?)
        }
        "refresh" => {
            waist.refresh_script(number)?;
            Json::Null
        }
        "walk_revisions" => {
            let walk: Walk = read(payload)?;
            let found = scripts.revision_map()?.walk_revisions(
                walk.base.as_deref().unwrap_or("base"),
                walk.head.as_deref().unwrap_or("heads"),
                &mut Vec::new(),
            )?;
            let scripts: Vec<Script<'_>> = found
                .into_iter()
                .map(|found| scripts.script(found))
                .collect::<Result<_, _>>()?;
            Json::Array(scripts.iter().map(describe).collect())
        }
        _ => return Err(unknown_request(&format!("script.{verb}"))),
    })
}

/// Returns the settings with another value for one of the original's attributes.
fn changed(
    settings: &ScriptSettings,
    name: &str,
    value: Json,
) -> Result<ScriptSettings, EngineError> {
    let mut settings = settings.clone();
    match name {
        "file_template" => settings.file_template = read(value)?,
        "truncate_slug_length" => settings.truncate_slug_length = read(value)?,
        "version_locations" => {
            settings.version_locations = read::<Option<_>>(value)?.unwrap_or_default();
        }
        "sourceless" => settings.sourceless = read(value)?,
        "recursive_version_locations" => settings.recursive_version_locations = read(value)?,
        "output_encoding" => settings.output_encoding = read(value)?,
        "timezone" => settings.timezone = read(value)?,
        _ => return Err(unknown_request(&format!("script.change {name}"))),
    }
    Ok(settings)
}

/// Describes the settings under the names of the original's attributes.
fn configured(settings: &ScriptSettings) -> Json {
    let locations = &settings.version_locations;
    json!({
        "file_template": settings.file_template,
        "truncate_slug_length": settings.truncate_slug_length,
        "version_locations": (!locations.is_empty()).then_some(locations),
        "sourceless": settings.sourceless,
        "recursive_version_locations": settings.recursive_version_locations,
        "output_encoding": settings.output_encoding,
        "timezone": settings.timezone,
    })
}

fn describe(script: &Script<'_>) -> Json {
    let file = script.file();
    let mut described = super::revisions::describe(script.revision());
    described["doc"] = json!(file.doc());
    described["longdoc"] = json!(file.longdoc);
    described["path"] = json!(file.path);
    described["log_entry"] = json!(script.log_entry(false));
    described["log_entry_of_current"] = json!(script.log_entry(true));
    described
}

impl Waist {
    fn project_of_script(&self, number: u64) -> Result<u64, EngineError> {
        let scripts = self.scripts.borrow();
        let found = scripts.get(number).map(|(project, _)| *project);
        found.ok_or_else(|| no_such("script", number))
    }
}
