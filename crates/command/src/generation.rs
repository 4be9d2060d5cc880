//! Version files on the way from what env.py's run found to their text.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use alembic_autogenerate::render::{ScriptItem, render_body};
use alembic_dialect::Compiler;
use alembic_ops::{MigrationScript, Operation, UpgradeOps};
use alembic_python::ProjectPython;
use alembic_python::autogenerate::{self, RenameQuestion};
use alembic_revision::Step;
use alembic_runtime::{AutogenerateOptions, MigrationContext, PlanFunction, RuntimeError};
use alembic_script::ScriptDirectory;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use crate::differences::{DatabaseDifferences, render_compile_options, render_options};

/// The version files that one run of env.py leads to.
#[derive(Default)]
pub(crate) struct Generation {
    drafts: RefCell<Vec<Draft>>,
    /// The same with the lines that Python wrote.
    settled: RefCell<Option<Vec<Draft>>>,
    /// The context that env.py ran migrations in last.
    context: RefCell<Option<Rc<MigrationContext>>>,
    /// What each run of migrations has found, where that is wanted in detail.
    found: RefCell<Vec<DatabaseDifferences>>,
}

/// How the models and the database are compared.
pub(crate) struct Comparison {
    /// Whether what has only got another name is looked for, whatever `env.py` says.
    pub(crate) detect_renames: bool,
    /// Asks the user about what may have got another name.
    pub(crate) question: Option<Box<RenameQuestion>>,
    /// Whether what is found is kept in detail.
    pub(crate) keeps_details: bool,
}

/// A version file that is about to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// What the file says about itself, without its operations.
    pub(crate) script: MigrationScript,
    /// The bodies of `upgrade()`, each for a variable of the template.
    pub(crate) upgrades: Vec<Body>,
    /// The bodies of `downgrade()`.
    pub(crate) downgrades: Vec<Body>,
}

/// The body of a function.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// The variable of the template.
    pub(crate) token: String,
    /// What it consists of.
    pub(crate) items: Vec<ScriptItem>,
}

impl Generation {
    /// Returns a generation of one version file.
    pub(crate) fn new(script: MigrationScript) -> Rc<Self> {
        let draft = Draft {
            script,
            ..Draft::default()
        };
        Rc::new(Self {
            drafts: RefCell::new(vec![draft]),
            ..Self::default()
        })
    }

    /// Returns the plan of a run: it compares where `comparison` tells how, and lets hooks change what
    /// is to be written, but has no steps.
    pub(crate) fn plan(
        self: &Rc<Self>,
        python: Rc<ProjectPython>,
        script: Rc<ScriptDirectory>,
        comparison: Option<Comparison>,
        own_hook: Option<Json>,
    ) -> PlanFunction {
        let generation = self.clone();
        Box::new(move |heads, context| {
            let options = &context.options().autogenerate;
            let operations = match &comparison {
                Some(comparison) => {
                    check_heads(&script, heads)?;
                    let options = AutogenerateOptions {
                        detect_renames: options.detect_renames || comparison.detect_renames,
                        ..options.clone()
                    };
                    let env_py = script.file("env.py");
                    let question = comparison.question.as_deref();
                    autogenerate::operations(
                        python.host(),
                        context,
                        &options,
                        Some(&env_py),
                        question,
                    )?
                }
                None => Vec::new(),
            };
            generation.add(&python, operations, options)?;
            *generation.context.borrow_mut() = Some(context.clone());
            for hook in own_hook.iter().chain(&options.process_revision_directives) {
                generation.run_hook(&python, hook, heads)?;
            }
            generation.settle(&python, options)?;
            if comparison.as_ref().is_some_and(|it| it.keeps_details) {
                generation.keep_details(&python, context)?;
            }
            Ok(Vec::<Step>::new())
        })
    }

    /// Lets Python write what only it can, where there is something of that kind.
    fn settle(
        &self,
        python: &ProjectPython,
        options: &AutogenerateOptions,
    ) -> Result<(), RuntimeError> {
        let drafts = self.drafts.borrow();
        let is_held = |body: &Body| {
            body.items
                .iter()
                .any(|item| matches!(item, ScriptItem::Held(_)))
        };
        let needs_python = drafts
            .iter()
            .flat_map(|draft| draft.upgrades.iter().chain(&draft.downgrades))
            .any(is_held);
        if needs_python || options.render_item.is_some() {
            let described: Vec<Json> = drafts.iter().map(Draft::to_json).collect();
            let answer = python.host().call("script_texts", vec![json!(described)])?;
            let settled: Vec<DraftForm> = read("script_texts", answer)?;
            *self.settled.borrow_mut() = Some(settled.into_iter().map(Draft::from).collect());
        }
        Ok(())
    }

    /// Keeps what this run of migrations has found in detail, as long as its database is there to ask.
    fn keep_details(
        &self,
        python: &ProjectPython,
        context: &MigrationContext,
    ) -> Result<(), RuntimeError> {
        let last_body = |drafts: Vec<Draft>| {
            let body = drafts
                .into_iter()
                .next_back()?
                .upgrades
                .into_iter()
                .next_back();
            body.map(|body| body.items)
        };
        let mut items = last_body(self.drafts()).unwrap_or_default();
        let texts = last_body(self.texts()).unwrap_or_default();
        if items.iter().any(|item| matches!(item, ScriptItem::Held(_))) {
            let answer = python.host().call("described_items", vec![json!(items)])?;
            items = read("described_items", answer)?;
        }
        let found = DatabaseDifferences::of(python, context, &items, &texts)?;
        self.found.borrow_mut().push(found);
        Ok(())
    }

    /// Returns what each run of migrations has found in detail.
    pub(crate) fn details(&self) -> std::cell::Ref<'_, Vec<DatabaseDifferences>> {
        self.found.borrow()
    }

    /// Adds the operations that one run of migrations found to the last version file.
    fn add(
        &self,
        python: &ProjectPython,
        operations: Vec<Operation>,
        options: &AutogenerateOptions,
    ) -> Result<(), RuntimeError> {
        let upgrade = UpgradeOps {
            ops: operations,
            ..UpgradeOps::default()
        };
        let (upgrades, downgrades) = if upgrade.ops.iter().any(has_custom) {
            // How operations of the project's own are taken back, only they know.
            let answer = python
                .host()
                .call("both_directions", vec![json!(upgrade.ops)])?;
            let both: BothDirections = read("both_directions", answer)?;
            (both.upgrades, both.downgrades)
        } else {
            let downgrade = upgrade
                .reverse()
                .map_err(alembic_autogenerate::AutogenerateError::from)?;
            (items(&upgrade.ops), items(&downgrade.ops))
        };
        let mut drafts = self.drafts.borrow_mut();
        let Some(draft) = drafts.last_mut() else {
            return Ok(());
        };
        draft.upgrades.push(Body {
            token: options.upgrade_token.clone(),
            items: upgrades,
        });
        draft.downgrades.push(Body {
            token: options.downgrade_token.clone(),
            items: downgrades,
        });
        Ok(())
    }

    fn run_hook(
        &self,
        python: &Rc<ProjectPython>,
        hook: &Json,
        heads: &[String],
    ) -> Result<(), RuntimeError> {
        let described: Vec<Json> = self.drafts.borrow().iter().map(Draft::to_json).collect();
        let arguments = vec![hook["callable"].clone(), json!(heads), json!(described)];
        let changed = python
            .host()
            .call("process_revision_directives", arguments)?;
        let drafts: Vec<DraftForm> = read("process_revision_directives", changed)?;
        *self.drafts.borrow_mut() = drafts.into_iter().map(Draft::from).collect();
        Ok(())
    }

    /// Returns the version files as they are to be written.
    pub(crate) fn texts(&self) -> Vec<Draft> {
        let settled = self.settled.borrow().clone();
        settled.unwrap_or_else(|| self.drafts())
    }

    /// Returns the version files.
    pub(crate) fn drafts(&self) -> Vec<Draft> {
        self.drafts.borrow().clone()
    }

    /// Returns the context that env.py ran migrations in last.
    pub(crate) fn context(&self) -> Option<Rc<MigrationContext>> {
        self.context.borrow().clone()
    }

    /// Returns the variables of the template that hold the text of a version file.
    pub(crate) fn variables(&self, draft: &Draft) -> Result<Map<String, Json>, RuntimeError> {
        let mut variables = Map::new();
        let Some(context) = self.context() else {
            return Ok(variables);
        };
        let render_options = render_options(&context);
        let compile_options = render_compile_options(&context);
        let compiler = Compiler::new(context.dialect().as_ref(), &compile_options);
        let mut imports: BTreeSet<String> = draft.script.imports.clone();
        for body in draft
            .upgrades
            .iter()
            .zip(&draft.downgrades)
            .flat_map(|(up, down)| [up, down])
        {
            let rendered = render_body(compiler, &render_options, &body.items)?;
            imports.extend(rendered.imports);
            for warning in rendered.warnings {
                log::warn!(target: "py.warnings", "UserWarning: {warning}");
            }
            variables.insert(body.token.clone(), json!(rendered.text));
        }
        let imports: Vec<String> = imports.into_iter().collect();
        variables.insert("imports".to_owned(), json!(imports.join("\n")));
        Ok(variables)
    }
}

impl Draft {
    fn to_json(&self) -> Json {
        let mut described = json!(self.script);
        described["upgrade_ops_list"] = json!(self.upgrades_to_json());
        described["downgrade_ops_list"] =
            json!(bodies(&self.downgrades, "downgrade_ops", "downgrade_token"));
        described
    }

    /// Returns the containers of what `upgrade()` does.
    pub(crate) fn upgrades_to_json(&self) -> Vec<Json> {
        bodies(&self.upgrades, "upgrade_ops", "upgrade_token")
    }
}

fn bodies(bodies: &[Body], op: &str, token: &str) -> Vec<Json> {
    bodies
        .iter()
        .map(|body| json!({"op": op, token: body.token, "ops": body.items}))
        .collect()
}

/// Operations as Python holds them, and what takes them back.
#[derive(Deserialize)]
struct BothDirections {
    upgrades: Vec<ScriptItem>,
    downgrades: Vec<ScriptItem>,
}

fn items(operations: &[Operation]) -> Vec<ScriptItem> {
    operations.iter().map(ScriptItem::from).collect()
}

/// Returns whether an operation is one of the project's own, or has such inside.
fn has_custom(operation: &Operation) -> bool {
    match operation {
        Operation::Custom(_) => true,
        Operation::ModifyTableOps(modify) => modify.ops.iter().any(has_custom),
        _ => false,
    }
}

fn read<T: DeserializeOwned>(function: &'static str, answer: Json) -> Result<T, RuntimeError> {
    serde_json::from_value(answer).map_err(|error| RuntimeError::Answer {
        function,
        reason: error.to_string(),
    })
}

/// A version file as Python describes it.
#[derive(Deserialize)]
struct DraftForm {
    #[serde(default)]
    upgrade_ops_list: Vec<UpgradeForm>,
    #[serde(default)]
    downgrade_ops_list: Vec<DowngradeForm>,
    #[serde(flatten)]
    script: Map<String, Json>,
}

#[derive(Deserialize)]
struct UpgradeForm {
    upgrade_token: String,
    ops: Vec<ScriptItem>,
}

#[derive(Deserialize)]
struct DowngradeForm {
    downgrade_token: String,
    ops: Vec<ScriptItem>,
}

impl From<DraftForm> for Draft {
    fn from(form: DraftForm) -> Self {
        Self {
            script: serde_json::from_value(Json::Object(form.script)).unwrap_or_default(),
            upgrades: form
                .upgrade_ops_list
                .into_iter()
                .map(|upgrade| Body {
                    token: upgrade.upgrade_token,
                    items: upgrade.ops,
                })
                .collect(),
            downgrades: form
                .downgrade_ops_list
                .into_iter()
                .map(|downgrade| Body {
                    token: downgrade.downgrade_token,
                    items: downgrade.ops,
                })
                .collect(),
        }
    }
}

/// Fails where the database has not all revisions.
fn check_heads(script: &ScriptDirectory, heads: &[String]) -> Result<(), RuntimeError> {
    let map = script.revision_map()?;
    let current: BTreeSet<&str> = map
        .get_revisions(heads)?
        .iter()
        .map(|revision| revision.revision())
        .collect();
    let wanted: BTreeSet<&str> = map.heads().into_iter().collect();
    if current == wanted {
        Ok(())
    } else {
        Err(RuntimeError::NotUpToDate)
    }
}
