//! `alembic current`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use alembic_revision::Purpose;
use alembic_runtime::{EnvironmentArguments, RuntimeError};
use alembic_script::ScriptFormat;
use serde_json::{Value as Json, json};

use crate::config::Config;
use crate::error::CommandError;
use crate::json;

/// What `current` is asked for.
#[derive(Clone, Debug, Default)]
pub struct CurrentOptions {
    /// Whether each revision is shown with all that is known of it, and the database by its URL.
    pub verbose: bool,
    /// Whether it is a failure when these are not all heads.
    pub check_heads: bool,
    /// Whether a JSON document is printed instead.
    pub json: bool,
}

/// Prints the revisions that the database is at.
pub fn current(config: &Config, options: &CurrentOptions) -> Result<(), CommandError> {
    let CurrentOptions {
        verbose,
        check_heads,
        json: as_json,
    } = *options;
    let project = config.open()?;
    // An env.py of several databases gets here for each.
    let databases: Rc<RefCell<Vec<Json>>> = Rc::default();
    let seen = databases.clone();
    let output = config.output().clone();
    let script = project.script.clone();
    project.run_environment(
        EnvironmentArguments {
            dont_mutate: true,
            ..EnvironmentArguments::default()
        },
        Box::new(move |heads, context| {
            let url = context
                .connection()
                .map(|connection| connection.url().render_as_string(true));
            if verbose
                && !as_json
                && let Some(url) = &url
            {
                output.line(&format!("Current revision(s) for {url}:"));
            }
            let present: BTreeSet<&str> = heads.iter().map(String::as_str).collect();
            let is_at_heads = present == script.get_heads(false)?.into_iter().collect();
            if check_heads && !is_at_heads {
                return Err(RuntimeError::NotAtHead);
            }
            let format = ScriptFormat {
                verbose,
                tree_indicators: true,
                ..ScriptFormat::default()
            };
            let found = script.revision_map()?.all_current(heads);
            let found = found.map_err(|error| error.for_user(&Purpose::Lookup))?;
            if as_json {
                let mut revisions = Vec::new();
                for revision in found {
                    revisions.push(json::revision(&script.script(revision)?, Some(true)));
                }
                seen.borrow_mut().push(json!({
                    "url": url,
                    "is_at_heads": is_at_heads,
                    "revisions": revisions,
                }));
                return Ok(Vec::new());
            }
            for revision in found {
                output.line(&script.script(revision)?.format(&format));
            }
            Ok(Vec::new())
        }),
    )?;
    if as_json {
        json::print(
            config.output(),
            &json!({ "databases": *databases.borrow() }),
        );
    }
    Ok(())
}
