//! The arguments of each command, and what the command's function makes of them.

use std::path::PathBuf;

use alembic_command::{
    BranchesOptions, CheckFormat, CheckOptions, CurrentOptions, GraphFormat, HeadsOptions,
    HistoryOptions, MergeOptions, RevisionOptions, ShowOptions, StampOptions, UpgradeOptions,
};
use clap::Args;

/// How `--json` is described, the same everywhere.
#[derive(Debug, Args)]
pub(crate) struct JsonArguments {
    /// Print one JSON document instead; docs/json.md describes it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BranchesArguments {
    /// Use more verbose output
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}

/// How `--detect-renames` is described, the same everywhere.
#[derive(Debug, Args)]
pub(crate) struct RenameArguments {
    /// Recognise a table or column that has only got another name, instead of dropping and adding it
    #[arg(long)]
    pub(crate) detect_renames: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Print the statements that an upgrade would run, in the dialect of the database
    #[arg(long, conflicts_with_all = ["ops", "json"])]
    pub(crate) sql: bool,
    /// Print the operations as a script would have them
    #[arg(long, conflicts_with = "json")]
    pub(crate) ops: bool,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
    #[command(flatten)]
    pub(crate) renames: RenameArguments,
}

#[derive(Debug, Args)]
pub(crate) struct CurrentArguments {
    /// Check if all head revisions are applied to the database. Exit with an error code if this is
    /// not the case.
    #[arg(short, long)]
    pub(crate) check_heads: bool,
    /// Use more verbose output
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct UpgradeArguments {
    /// revision identifier
    #[arg(allow_negative_numbers = true)]
    pub(crate) revision: String,
    /// Don't emit SQL to database - dump to standard output/file instead. See docs on offline mode.
    #[arg(long)]
    pub(crate) sql: bool,
    /// Arbitrary 'tag' name - can be used by custom env.py scripts.
    #[arg(long, alias = "t", allow_negative_numbers = true)]
    pub(crate) tag: Option<String>,
    /// Commit after each migration, whatever env.py configures
    #[arg(long)]
    pub(crate) transaction_per_migration: bool,
}

#[derive(Debug, Args)]
pub(crate) struct HeadsArguments {
    /// Use more verbose output
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Treat dependency versions as down revisions
    #[arg(long)]
    pub(crate) resolve_dependencies: bool,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct HistoryArguments {
    /// Specify a revision range; format is [start]:[end]
    #[arg(short, long, allow_hyphen_values = true)]
    pub(crate) rev_range: Option<String>,
    /// Use more verbose output
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Indicate the current revision
    #[arg(short, long)]
    pub(crate) indicate_current: bool,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
    /// Draw the graph: as text for the terminal, or as mermaid, dot or svg
    #[arg(
        long,
        value_name = "FORMAT",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "text",
        value_parser = graph_format,
        conflicts_with = "json"
    )]
    pub(crate) graph: Option<GraphFormat>,
}

fn graph_format(name: &str) -> Result<GraphFormat, String> {
    GraphFormat::from_name(name).ok_or_else(|| {
        let names = GraphFormat::ALL.map(GraphFormat::name);
        format!("the formats are {}", names.join(", "))
    })
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// location of scripts directory
    pub(crate) directory: PathBuf,
    /// Setup template for use with 'init'
    #[arg(
        short,
        long,
        allow_negative_numbers = true,
        default_value = "generic",
        hide_default_value = true
    )]
    pub(crate) template: String,
    /// Write empty __init__.py files to the environment and version locations
    #[arg(long)]
    pub(crate) package: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    /// one or more revisions, or 'heads' for all heads
    #[arg(required = true, allow_negative_numbers = true)]
    pub(crate) revisions: Vec<String>,
    /// Message string to use with 'revision'
    #[arg(short, long, allow_negative_numbers = true)]
    pub(crate) message: Option<String>,
    /// Specify a branch label to apply to the new revision
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) branch_label: Option<String>,
    /// Specify a hardcoded revision id instead of generating one
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) rev_id: Option<String>,
    /// Allow a non-head revision as the 'head' to splice onto
    #[arg(long)]
    pub(crate) splice: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// revision identifier
    #[arg(allow_negative_numbers = true)]
    pub(crate) rev: String,
    #[command(flatten)]
    pub(crate) json: JsonArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RevisionArguments {
    /// Message string to use with 'revision'
    #[arg(short, long, allow_negative_numbers = true)]
    pub(crate) message: Option<String>,
    /// Populate revision script with candidate migration operations, based on comparison of
    /// database to model.
    #[arg(long)]
    pub(crate) autogenerate: bool,
    /// Don't emit SQL to database - dump to standard output/file instead. See docs on offline mode.
    #[arg(long)]
    pub(crate) sql: bool,
    /// Specify head revision or <branchname>@head to base new revision on.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) head: Option<String>,
    /// Allow a non-head revision as the 'head' to splice onto
    #[arg(long)]
    pub(crate) splice: bool,
    /// Specify a branch label to apply to the new revision
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) branch_label: Option<String>,
    /// Specify specific path from config for version file
    #[arg(long, aliases = ["v", "ve", "ver"], allow_negative_numbers = true)]
    pub(crate) version_path: Option<PathBuf>,
    /// Specify a hardcoded revision id instead of generating one
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) rev_id: Option<String>,
    /// Specify one or more revision identifiers which this revision should depend on.
    #[arg(long, aliases = ["d", "de"], allow_negative_numbers = true)]
    pub(crate) depends_on: Vec<String>,
    /// Use more verbose output
    #[arg(short, long)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) renames: RenameArguments,
}

#[derive(Debug, Args)]
pub(crate) struct StampArguments {
    /// one or more revisions, or 'heads' for all heads
    #[arg(required = true, allow_negative_numbers = true)]
    pub(crate) revisions: Vec<String>,
    /// Don't emit SQL to database - dump to standard output/file instead. See docs on offline mode.
    #[arg(long)]
    pub(crate) sql: bool,
    /// Arbitrary 'tag' name - can be used by custom env.py scripts.
    #[arg(long, allow_negative_numbers = true)]
    pub(crate) tag: Option<String>,
    /// Unconditionally erase the version table before stamping
    #[arg(long)]
    pub(crate) purge: bool,
}

impl BranchesArguments {
    pub(crate) fn options(&self) -> BranchesOptions {
        BranchesOptions {
            verbose: self.verbose,
            json: self.json.json,
        }
    }
}

impl CheckArguments {
    pub(crate) fn options(&self) -> CheckOptions {
        CheckOptions {
            format: if self.json.json {
                CheckFormat::Json
            } else if self.ops {
                CheckFormat::Operations
            } else if self.sql {
                CheckFormat::Sql
            } else {
                CheckFormat::Message
            },
            detect_renames: self.renames.detect_renames,
        }
    }
}

impl CurrentArguments {
    pub(crate) fn options(&self) -> CurrentOptions {
        CurrentOptions {
            verbose: self.verbose,
            check_heads: self.check_heads,
            json: self.json.json,
        }
    }
}

impl HeadsArguments {
    pub(crate) fn options(&self) -> HeadsOptions {
        HeadsOptions {
            verbose: self.verbose,
            resolve_dependencies: self.resolve_dependencies,
            json: self.json.json,
        }
    }
}

impl ShowArguments {
    pub(crate) fn options(&self) -> ShowOptions {
        ShowOptions {
            json: self.json.json,
        }
    }
}

impl UpgradeArguments {
    pub(crate) fn options(&self) -> UpgradeOptions {
        UpgradeOptions {
            sql: self.sql,
            tag: self.tag.clone(),
            transaction_per_migration: self.transaction_per_migration,
        }
    }
}

impl MergeArguments {
    pub(crate) fn options(&self) -> MergeOptions {
        MergeOptions {
            message: self.message.clone(),
            branch_labels: self.branch_label.clone().into_iter().collect(),
            revision_id: self.rev_id.clone(),
            splice: self.splice,
        }
    }
}

impl StampArguments {
    pub(crate) fn options(&self) -> StampOptions {
        StampOptions {
            sql: self.sql,
            tag: self.tag.clone(),
            purge: self.purge,
        }
    }
}

impl HistoryArguments {
    pub(crate) fn options(&self) -> HistoryOptions {
        HistoryOptions {
            revision_range: self.rev_range.clone(),
            verbose: self.verbose,
            indicate_current: self.indicate_current,
            graph: self.graph,
            json: self.json.json,
        }
    }
}

impl RevisionArguments {
    pub(crate) fn options(&self) -> RevisionOptions {
        RevisionOptions {
            message: self.message.clone(),
            autogenerate: self.autogenerate,
            detect_renames: self.renames.detect_renames,
            process_revision_directives: None,
            sql: self.sql,
            head: vec![self.head.clone().unwrap_or_else(|| "head".to_owned())],
            splice: self.splice,
            branch_labels: self.branch_label.clone().into_iter().collect(),
            version_path: self.version_path.clone(),
            revision_id: self.rev_id.clone(),
            depends_on: self.depends_on.clone(),
        }
    }
}
