//! `script.*`: the version files as `ScriptDirectory` shows them.

use std::rc::Rc;

use alembic_script::Script;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
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
struct Revisions {
    id: Json,
}

#[derive(Deserialize)]
struct Walk {
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    head: Option<String>,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "open" {
        let Open { config } = read(payload)?;
        let project = waist.project(config)?;
        waist.extend_python_path(&project)?;
        let script = Rc::new(waist.open_scripts(&project)?);
        return Ok(json!({ "script": waist.scripts.borrow_mut().add((config, script)) }));
    }
    let scripts = waist.script(read::<Numbered>(payload.clone())?.script)?;
    Ok(match verb {
        "describe" => json!({
            "dir": scripts.dir(),
            "versions": scripts.version_locations(),
            "heads": scripts.get_heads(false)?,
            "bases": scripts.get_bases()?,
        }),
        "get_revisions" => {
            let identifiers: Vec<String> = match read::<Revisions>(payload)?.id {
                Json::String(one) => vec![one],
                Json::Null => Vec::new(),
                several => read(several)?,
            };
            let found = scripts.get_revisions(identifiers.as_slice())?;
            Json::Array(found.iter().map(describe).collect())
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

fn describe(script: &Script<'_>) -> Json {
    let revision = script.revision();
    let file = script.file();
    json!({
        "revision": revision.revision(),
        "down_revision": match revision.down_revisions() {
            [] => Json::Null,
            [one] => json!(one),
            several => json!(several),
        },
        "dependencies": revision.declared().dependencies(),
        "branch_labels": revision.branch_labels().collect::<Vec<_>>(),
        "doc": file.doc(),
        "longdoc": file.longdoc,
        "path": file.path,
        "is_head": revision.is_head(),
        "is_base": revision.is_base(),
        "is_branch_point": revision.is_branch_point(),
        "is_merge_point": revision.is_merge_point(),
        "nextrev": revision.next_revisions(),
    })
}
