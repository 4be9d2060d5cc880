//! `command.*`: the commands as Python calls them.

use std::path::PathBuf;
use std::rc::Rc;

use alembic_config::PostWriteHook;
use alembic_python::{EngineError, ProjectPython};
use alembic_script::NewRevision;
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use crate::config::Config;
use crate::edit::{EditorChoice, NO_EDITOR};
use crate::error::{CommandError, ErrorKind};
use crate::hooks;
use crate::programs::Programs;
use crate::revision::{following, now, write};
use crate::{
    BranchesOptions, CheckFormat, CheckOptions, CurrentOptions, DoctorOptions, GraphFormat,
    HeadsOptions, HistoryOptions, MergeOptions, RevisionOptions, ShowOptions, StampOptions,
    UpgradeOptions,
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
    #[serde(default)]
    quiet: bool,
    #[serde(default)]
    template_directory: Option<PathBuf>,
}

/// What `alembic.util.editor` knows of its environment.
#[derive(Deserialize)]
struct FindEditor {
    editor: Option<String>,
    visual: Option<String>,
    search_path: Vec<PathBuf>,
    is_posix: bool,
    /// A function that tells whether a file exists.
    exists: Json,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Check {
    sql: bool,
    ops: bool,
    json: bool,
    detect_renames: bool,
}

/// A post-write hook that is run by itself.
#[derive(Deserialize)]
struct RunHook {
    kind: String,
    path: PathBuf,
    options: IndexMap<String, String>,
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
    detect_renames: bool,
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
}

#[derive(Deserialize)]
struct Move {
    revision: String,
    #[serde(default)]
    sql: bool,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    transaction_per_migration: bool,
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
    script: u64,
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
    #[serde(default)]
    splice: bool,
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
    json: bool,
    graph: Option<String>,
}

fn answer(python: &Rc<ProjectPython>, verb: &str, payload: Json) -> Result<Json, EngineError> {
    match verb {
        "find_editor" => return find_editor(python, read(payload)?),
        "run_hook" => return run_hook(python, read(payload)?),
        _ => {}
    }
    let Numbered {
        config,
        quiet,
        template_directory,
    } = read(payload.clone())?;
    let config = Config::of_running(python, config)?;
    let output = config.output().clone().quiet(quiet);
    let config = config
        .with_output(output)
        .with_template_directory(template_directory);
    match verb {
        "branches" => {
            let listing: Listing = read(payload)?;
            let options = BranchesOptions {
                verbose: listing.verbose,
                json: listing.json,
            };
            crate::branches(&config, &options)?;
        }
        "check" => {
            let check: Check = read(payload)?;
            let format = match (check.json, check.ops, check.sql) {
                (true, ..) => CheckFormat::Json,
                (_, true, _) => CheckFormat::Operations,
                (.., true) => CheckFormat::Sql,
                _ => CheckFormat::Message,
            };
            let options = CheckOptions {
                format,
                detect_renames: check.detect_renames,
            };
            crate::check(&config, &options)?;
        }
        "current" => {
            let listing: Listing = read(payload)?;
            let options = CurrentOptions {
                verbose: listing.verbose,
                check_heads: listing.check_heads,
                json: listing.json,
            };
            crate::current(&config, &options)?;
        }
        "downgrade" | "upgrade" => {
            let Move {
                revision,
                sql,
                tag,
                transaction_per_migration,
            } = read(payload)?;
            let options = UpgradeOptions {
                sql,
                tag,
                transaction_per_migration,
            };
            if verb == "upgrade" {
                crate::upgrade(&config, &revision, &options)?;
            } else {
                crate::downgrade(&config, &revision, &options)?;
            }
        }
        "doctor" => {
            let options = DoctorOptions {
                json: read::<Listing>(payload)?.json,
                ..DoctorOptions::default()
            };
            crate::doctor(&config, &options).map_err(|error| match error.kind {
                ErrorKind::Exit(_) => CommandError::new("Not all checks of the project succeeded"),
                _ => error,
            })?;
        }
        "edit" => crate::edit(&config, &read::<Listing>(payload)?.rev)?,
        "ensure_version" => crate::ensure_version(&config, read::<EnsureVersion>(payload)?.sql)?,
        "heads" => {
            let listing: Listing = read(payload)?;
            let options = HeadsOptions {
                verbose: listing.verbose,
                resolve_dependencies: listing.resolve_dependencies,
                json: listing.json,
            };
            crate::heads(&config, &options)?;
        }
        "history" => {
            let listing: Listing = read(payload)?;
            let options = HistoryOptions {
                revision_range: listing.rev_range,
                verbose: listing.verbose,
                indicate_current: listing.indicate_current,
                json: listing.json,
                graph: listing.graph.as_deref().map(graph_format).transpose()?,
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
                branch_labels: list(merge.branch_label),
                revision_id: merge.rev_id,
                splice: merge.splice,
            };
            let made = crate::merge(&config, &merge.revisions.into_list(), &options)?;
            return Ok(json!({ "revision": made }));
        }
        "revision" => {
            let mut made = crate::revision(&config, &revision_options(read(payload)?)?)?;
            return Ok(match made.len() {
                1 => json!({ "revision": made.swap_remove(0) }),
                _ => json!({ "revisions": made }),
            });
        }
        "generate_revision" => {
            let asked: Generate = read(payload)?;
            return generate_revision(&config, asked);
        }
        "show" => {
            let listing: Listing = read(payload)?;
            let options = ShowOptions { json: listing.json };
            crate::show(&config, &listing.rev, &options)?;
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
    let mut project = config.open()?;
    project.script = project.python.waist().script(asked.script)?;
    // What is there now comes before the new one, also when the files are read again.
    project.script.revision_map()?;
    let head = asked
        .head
        .map_or_else(|| vec!["head".to_owned()], Texts::into_list);
    let labels = list(asked.branch_labels);
    let depends_on = list(asked.depends_on);
    let new = NewRevision {
        head: following(&head),
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

/// Finds the user's editor, asking Python which files exist.
fn find_editor(python: &ProjectPython, asked: FindEditor) -> Result<Json, EngineError> {
    let choice = EditorChoice {
        editor: asked.editor.as_deref(),
        visual: asked.visual.as_deref(),
        search_path: &asked.search_path,
        is_posix: asked.is_posix,
    };
    let found = choice.find(&mut |path| {
        let answer = python.call_handle(&asked.exists, vec![json!(path)]);
        let answer = answer.map_err(CommandError::from)?;
        Ok::<_, EngineError>(answer == Json::Bool(true))
    })?;
    let found = found.ok_or_else(|| CommandError::new(NO_EDITOR))?;
    Ok(json!(found))
}

/// Runs a post-write hook by the project's own Python.
fn run_hook(python: &ProjectPython, asked: RunHook) -> Result<Json, EngineError> {
    let mut options = asked.options;
    let hook = PostWriteHook {
        name: options.shift_remove("_hook_name").unwrap_or_default(),
        options,
    };
    hooks::run_hook(
        &Programs::default(),
        python,
        &hook,
        &asked.kind,
        &asked.path,
    )?;
    Ok(Json::Null)
}

fn graph_format(name: &str) -> Result<GraphFormat, EngineError> {
    GraphFormat::from_name(name).ok_or_else(|| {
        let names = GraphFormat::ALL.map(GraphFormat::name);
        EngineError::new(
            "ValueError",
            format!("the formats are {}", names.join(", ")),
        )
    })
}

fn list(texts: Option<Texts>) -> Vec<String> {
    texts.map(Texts::into_list).unwrap_or_default()
}

fn not_available(what: &str) -> EngineError {
    EngineError::new("NotImplementedError", format!("{what} is not available"))
}

fn revision_options(asked: Revision) -> Result<RevisionOptions, EngineError> {
    let defaults = RevisionOptions::default();
    Ok(RevisionOptions {
        message: asked.message,
        autogenerate: asked.autogenerate,
        detect_renames: asked.detect_renames,
        process_revision_directives: asked.process_revision_directives,
        sql: asked.sql,
        head: asked.head.map_or(defaults.head, Texts::into_list),
        splice: asked.splice,
        branch_labels: list(asked.branch_label),
        version_path: asked.version_path,
        revision_id: asked.rev_id,
        depends_on: list(asked.depends_on),
    })
}

fn read<T: DeserializeOwned>(payload: Json) -> Result<T, EngineError> {
    serde_json::from_value(payload)
        .map_err(|error| EngineError::new("TypeError", error.to_string()))
}

impl From<CommandError> for EngineError {
    fn from(error: CommandError) -> Self {
        let class = match error.kind {
            ErrorKind::Command if error.differences.is_some() => {
                "alembic.util.exc.AutogenerateDiffsDetected"
            }
            ErrorKind::Command => "alembic.util.exc.CommandError",
            ErrorKind::Exit(_) => "SystemExit",
            ErrorKind::Exception => "RuntimeError",
            ErrorKind::Interrupted => "KeyboardInterrupt",
        };
        let (class, message) = match error.message.split_once(": ") {
            // The message of an exception begins with its class.
            Some((name, rest)) if error.kind == ErrorKind::Exception => (name, rest),
            _ => (class, error.message.as_str()),
        };
        let mut raised = Self::new(class, message);
        raised.exception = error.exception;
        if let Some(differences) = error.differences {
            raised.attributes.insert("diffs".to_owned(), differences);
            raised
                .attributes
                .insert("revision_context".to_owned(), Json::Null);
            raised
                .attributes
                .insert("_is_told".to_owned(), json!(error.is_told));
        }
        raised
    }
}
