//! `alembic history`.

use std::rc::Rc;

use alembic_revision::{Identifier, IterateOptions, Purpose};
use alembic_runtime::{EnvironmentArguments, RuntimeError};
use alembic_script::{ScriptDirectory, ScriptFormat, ShownLabels};

use crate::config::Config;
use crate::error::CommandError;
use crate::graph::{Graph, GraphFormat};
use crate::json;
use crate::status::Output;
use crate::upgrade::warn;

/// What `history` is asked for.
#[derive(Clone, Debug, Default)]
pub struct HistoryOptions {
    /// The range, `from:to` with either end left out; `current` is the database's revision.
    pub revision_range: Option<String>,
    /// Whether each revision is shown with all that is known of it.
    pub verbose: bool,
    /// Whether the database's revision is marked.
    pub indicate_current: bool,
    /// Whether and how the graph is drawn instead.
    pub graph: Option<GraphFormat>,
    /// Whether a JSON document is printed instead.
    pub json: bool,
}

/// Prints the revisions, newest first.
pub fn history(config: &Config, options: &HistoryOptions) -> Result<(), CommandError> {
    let project = config.open()?;
    let (base, head) = match options
        .revision_range
        .as_deref()
        .map(|range| range.split_once(':'))
    {
        None => (String::new(), String::new()),
        Some(None) => return Err(malformed_range()),
        Some(Some((_, head))) if head.contains(':') => return Err(malformed_range()),
        Some(Some((base, head))) => (base.trim().to_owned(), head.trim().to_owned()),
    };
    let environment = config.settings().borrow().revision_environment()?;
    let needs_database = base == "current" || head == "current";
    let listing = Listing {
        script: project.script.clone(),
        output: config.output().clone(),
        verbose: options.verbose,
        indicate_current: options.indicate_current,
        graph: options.graph,
        json: options.json,
    };
    if !needs_database && !environment && !options.indicate_current {
        listing.print(end(&base, "base"), end(&head, "heads"), &[])?;
        return Ok(());
    }
    project.run_environment(
        EnvironmentArguments::default(),
        Box::new(move |current, _| {
            // Only one end can be the database's.
            let (lower, upper) = if head == "current" {
                (end(&base, "base"), present(current, "heads"))
            } else if base == "current" {
                (present(current, "base"), end(&head, "heads"))
            } else {
                (end(&base, "base"), end(&head, "heads"))
            };
            listing.print(lower, upper, current)?;
            Ok(Vec::new())
        }),
    )
}

fn malformed_range() -> CommandError {
    CommandError::new("History range requires [start]:[end], [start]:, or :[end]")
}

/// Returns the end of a range that is the database's; a database at no revision leaves it open.
fn present<'text>(current: &'text [String], default: &'text str) -> Identifier<'text> {
    if current.is_empty() {
        Identifier::One(default)
    } else {
        Identifier::Many(current)
    }
}

fn end<'text>(given: &'text str, default: &'text str) -> Identifier<'text> {
    Identifier::One(if given.is_empty() { default } else { given })
}

struct Listing {
    script: Rc<ScriptDirectory>,
    output: Output,
    verbose: bool,
    indicate_current: bool,
    graph: Option<GraphFormat>,
    json: bool,
}

impl Listing {
    fn print(
        &self,
        base: Identifier<'_>,
        head: Identifier<'_>,
        current: &[String],
    ) -> Result<(), RuntimeError> {
        let mut warnings = Vec::new();
        let map = self.script.revision_map()?;
        let options = IterateOptions {
            inclusive: true,
            assert_relative_length: false,
            ..IterateOptions::default()
        };
        let found = map
            .iterate_revisions(head, base, options, &mut warnings)
            .map_err(|error| {
                error.for_user(&Purpose::Range {
                    start: base.to_string(),
                    end: head.to_string(),
                })
            });
        warn(&warnings);
        let found = found?;
        let mut scripts = Vec::new();
        for revision in found {
            let is_current =
                self.indicate_current && current.iter().any(|id| id == revision.revision());
            scripts.push((self.script.script(revision)?, is_current));
        }
        if let Some(format) = self.graph {
            self.output.line(&Graph::new(&scripts).draw(format));
            scripts.clear();
        } else if self.json {
            let documents = scripts.iter().map(|(script, is_current)| {
                json::revision(script, self.indicate_current.then_some(*is_current))
            });
            json::print_revisions(&self.output, documents);
            scripts.clear();
        }
        self.output
            .lines(scripts.iter().map(|(script, is_current)| {
                script.format(&ScriptFormat {
                    verbose: self.verbose,
                    labels: ShownLabels::All,
                    include_doc: true,
                    include_parents: true,
                    tree_indicators: true,
                    is_current: *is_current,
                })
            }));
        Ok(())
    }
}
