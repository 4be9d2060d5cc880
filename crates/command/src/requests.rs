//! `command.*`: the commands as Python calls them.

use std::path::PathBuf;
use std::rc::Rc;

use alembic_python::{EngineError, ProjectPython};
use alembic_script::NewRevision;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use crate::config::Config;
use crate::error::{CommandError, ErrorKind};
use crate::revision::{now, write};
use crate::{
    BranchesOptions, CurrentOptions, HeadsOptions, HistoryOptions, MergeOptions, RevisionOptions,
    ShowOptions, StampOptions, UpgradeOptions,
};

/// Lets Python call the commands, under the names and arguments of `alembic.command`.
pub fn offer_commands(python: &Rc<ProjectPython>) {
    let weak = Rc::downgrade(python);
    let handler = move |verb: &str, payload: Json| match weak.upgrade() {
        Some(python) => answer(&python, verb, payload),
        None => Err(EngineError::new(
            "RuntimeError",
            "the interpreter has ended",
        )),
    };
    python.waist().add_subject("command", Box::new(handler));
}

#[derive(Deserialize)]
struct Numbered {
    config: u64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Revision {
    message: Option<String>,
    sql: bool,
    head: Option<Texts>,
    splice: bool,
    branch_label: Option<Texts>,
    version_path: Option<PathBuf>,
    rev_id: Option<String>,
    depends_on: Option<Texts>,
    autogenerate: bool,
    process_revision_directives: Option<Json>,
}

/// One text, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::Several(texts) => texts,
        }
    }

    /// Returns the one text; fails where there are several.
    fn into_one(self, name: &str) -> Result<Option<String>, EngineError> {
        let mut texts = self.into_list();
        if texts.len() > 1 {
            return Err(not_available(&format!("several values for `{name}`")));
        }
        Ok(texts.pop())
    }
}

#[derive(Deserialize)]
struct Move {
    revision: String,
    #[serde(default)]
    sql: bool,
    #[serde(default)]
    tag: Option<String>,
}

#[derive(Deserialize)]
struct Stamp {
    revision: Texts,
    #[serde(default)]
    sql: bool,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    purge: bool,
}

#[derive(Deserialize)]
struct EnsureVersion {
    #[serde(default)]
    sql: bool,
}

#[derive(Deserialize)]
struct Generate {
    revid: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    head: Option<Texts>,
    #[serde(default)]
    splice: bool,
    #[serde(default)]
    branch_labels: Option<Texts>,
    #[serde(default)]
    version_path: Option<PathBuf>,
    #[serde(default)]
    depends_on: Option<Texts>,
    #[serde(default)]
    variables: Map<String, Json>,
}

#[derive(Deserialize)]
struct Merge {
    revisions: Texts,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    branch_label: Option<Texts>,
    #[serde(default)]
    rev_id: Option<String>,
}

#[derive(Deserialize)]
struct Init {
    directory: PathBuf,
    template: String,
    #[serde(default)]
    package: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Listing {
    rev: String,
    rev_range: Option<String>,
    verbose: bool,
    indicate_current: bool,
    check_heads: bool,
    resolve_dependencies: bool,
}

fn answer(python: &Rc<ProjectPython>, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let Numbered { config } = read(payload.clone())?;
    let config = Config::of_running(python, config)?;
    match verb {
        "branches" => {
            let options = BranchesOptions {
                verbose: read::<Listing>(payload)?.verbose,
                ..BranchesOptions::default()
            };
            crate::branches(&config, &options)?;
        }
        "current" => {
            let listing: Listing = read(payload)?;
            let options = CurrentOptions {
                verbose: listing.verbose,
                check_heads: listing.check_heads,
                ..CurrentOptions::default()
            };
            crate::current(&config, &options)?;
        }
        "downgrade" | "upgrade" => {
            let Move { revision, sql, tag } = read(payload)?;
            let options = UpgradeOptions {
                sql,
                tag,
                ..UpgradeOptions::default()
            };
            if verb == "upgrade" {
                crate::upgrade(&config, &revision, &options)?;
            } else {
                crate::downgrade(&config, &revision, &options)?;
            }
        }
        "edit" => crate::edit(&config, &read::<Listing>(payload)?.rev)?,
        "ensure_version" => crate::ensure_version(&config, read::<EnsureVersion>(payload)?.sql)?,
        "heads" => {
            let listing: Listing = read(payload)?;
            let options = HeadsOptions {
                verbose: listing.verbose,
                resolve_dependencies: listing.resolve_dependencies,
                ..HeadsOptions::default()
            };
            crate::heads(&config, &options)?;
        }
        "history" => {
            let listing: Listing = read(payload)?;
            let options = HistoryOptions {
                revision_range: listing.rev_range,
                verbose: listing.verbose,
                indicate_current: listing.indicate_current,
                ..HistoryOptions::default()
            };
            crate::history(&config, &options)?;
        }
        "init" => {
            let init: Init = read(payload)?;
            crate::init(&config, &init.directory, &init.template, init.package)?;
        }
        "list_templates" => crate::list_templates(&config)?,
        "merge" => {
            let merge: Merge = read(payload)?;
            let options = MergeOptions {
                message: merge.message,
                branch_label: one(merge.branch_label, "branch_label")?,
                revision_id: merge.rev_id,
                ..MergeOptions::default()
            };
            let made = crate::merge(&config, &merge.revisions.into_list(), &options)?;
            return Ok(json!({ "revision": made }));
        }
        "revision" => {
            let made = crate::revision(&config, &revision_options(read(payload)?)?)?;
            return Ok(json!({ "revision": made }));
        }
        "generate_revision" => {
            let asked: Generate = read(payload)?;
            return generate_revision(&config, asked);
        }
        "show" => {
            let listing: Listing = read(payload)?;
            crate::show(&config, &listing.rev, &ShowOptions::default())?;
        }
        "stamp" => {
            let stamp: Stamp = read(payload)?;
            let options = StampOptions {
                sql: stamp.sql,
                tag: stamp.tag,
                purge: stamp.purge,
            };
            crate::stamp(&config, &stamp.revision.into_list(), &options)?;
        }
        _ => return Err(not_available(&format!("`alembic.command.{verb}`"))),
    }
    Ok(Json::Null)
}

/// Writes a version file as `ScriptDirectory.generate_revision` does, which asks for no env.py.
fn generate_revision(config: &Config, asked: Generate) -> Result<Json, EngineError> {
    let project = config.open()?;
    let head = asked
        .head
        .map_or_else(|| vec!["head".to_owned()], Texts::into_list);
    let labels = asked
        .branch_labels
        .map(Texts::into_list)
        .unwrap_or_default();
    let depends_on = asked.depends_on.map(Texts::into_list).unwrap_or_default();
    let new = NewRevision {
        head: match head.as_slice() {
            [one] => one.as_str().into(),
            several => several.into(),
        },
        splice: asked.splice,
        branch_labels: &labels,
        version_path: asked.version_path.as_deref(),
        depends_on: &depends_on,
        variables: asked.variables,
        ..NewRevision::new(&asked.revid, asked.message.as_deref(), now())
    };
    let made = write(config, &project, new)?;
    Ok(json!({ "revision": made }))
}

fn one(texts: Option<Texts>, name: &str) -> Result<Option<String>, EngineError> {
    texts.map_or(Ok(None), |texts| texts.into_one(name))
}

fn not_available(what: &str) -> EngineError {
    EngineError::new("NotImplementedError", format!("{what} is not available"))
}

fn revision_options(asked: Revision) -> Result<RevisionOptions, EngineError> {
    if asked.autogenerate || asked.process_revision_directives.is_some() {
        return Err(not_available("autogenerate"));
    }
    let defaults = RevisionOptions::default();
    Ok(RevisionOptions {
        message: asked.message,
        sql: asked.sql,
        head: one(asked.head, "head")?.unwrap_or(defaults.head),
        splice: asked.splice,
        branch_label: one(asked.branch_label, "branch_label")?,
        version_path: asked.version_path,
        revision_id: asked.rev_id,
        depends_on: asked.depends_on.map(Texts::into_list).unwrap_or_default(),
    })
}

fn read<T: DeserializeOwned>(payload: Json) -> Result<T, EngineError> {
    serde_json::from_value(payload)
        .map_err(|error| EngineError::new("TypeError", error.to_string()))
}

impl From<CommandError> for EngineError {
    fn from(error: CommandError) -> Self {
        let class = match error.kind {
            ErrorKind::Command => "alembic.util.exc.CommandError",
            ErrorKind::Exit(_) => "SystemExit",
            ErrorKind::Exception => "RuntimeError",
        };
        let (class, message) = match error.message.split_once(": ") {
            // The message of an exception begins with its class.
            Some((name, rest)) if error.kind == ErrorKind::Exception => (name, rest),
            _ => (class, error.message.as_str()),
        };
        let mut raised = Self::new(class, message);
        raised.exception = error.exception;
        raised
    }
}
