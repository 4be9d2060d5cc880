//! The command line.

use std::path::PathBuf;

use alembic_command::{HistoryOptions, RevisionOptions, StampOptions, UpgradeOptions};
use clap::{Args, Parser, Subcommand};
use serde_json::{Map, Value as Json, json};

/// `alembic`
#[derive(Debug, Parser)]
#[command(
    name = "alembic",
    // What scripts compare is the version of Alembic that this is a drop-in for.
    version = "1.20.1",
    disable_help_subcommand = true,
    about = concat!(
        "Database migrations for SQLAlchemy projects: Alembic 1.20.1, rebuilt (alembic-rs ",
        env!("CARGO_PKG_VERSION"),
        ")"
    ),
    arg_required_else_help = false
)]
pub(crate) struct Arguments {
    /// Alternate config file; defaults to value of ALEMBIC_CONFIG environment variable, or
    /// "alembic.ini". May also refer to pyproject.toml file. May be specified twice to reference
    /// both files separately
    #[arg(short, long)]
    pub(crate) config: Vec<String>,
    /// Name of section in .ini file to use for Alembic config (only applies to configparser
    /// config, not toml)
    #[arg(short, long, default_value = "alembic", hide_default_value = true)]
    pub(crate) name: String,
    /// Additional arguments consumed by custom env.py scripts, e.g. -x setting1=somesetting -x
    /// setting2=somesetting
    #[arg(short, allow_hyphen_values = true)]
    pub(crate) x: Vec<String>,
    /// Raise a full stack trace on error
    #[arg(long)]
    pub(crate) raiseerr: bool,
    /// Do not log to std output.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
#[command(rename_all = "snake_case")]
pub(crate) enum Command {
    /// Show current branch points.
    Branches {
        /// Use more verbose output
        #[arg(short, long)]
        verbose: bool,
    },
    /// Display the current revision for a database.
    Current(CurrentArguments),
    /// Revert to a previous version.
    Downgrade(UpgradeArguments),
    /// Show current available heads in the script directory.
    Heads(HeadsArguments),
    /// List changeset scripts in chronological order.
    History(HistoryArguments),
    /// Initialize a new scripts directory.
    Init(InitArguments),
    /// List available templates.
    ListTemplates,
    /// Create a new revision file.
    Revision(Box<RevisionArguments>),
    /// Show the revision(s) denoted by the given symbol.
    Show {
        /// revision identifier
        #[arg(allow_hyphen_values = true)]
        rev: String,
    },
    /// 'stamp' the revision table with the given revision; don't run any migrations.
    Stamp(StampArguments),
    /// Upgrade to a later version.
    Upgrade(UpgradeArguments),
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
}

#[derive(Debug, Args)]
pub(crate) struct UpgradeArguments {
    /// revision identifier
    #[arg(allow_hyphen_values = true)]
    pub(crate) revision: String,
    /// Don't emit SQL to database - dump to standard output/file instead. See docs on offline mode.
    #[arg(long)]
    pub(crate) sql: bool,
    /// Arbitrary 'tag' name - can be used by custom env.py scripts.
    #[arg(long)]
    pub(crate) tag: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct HeadsArguments {
    /// Use more verbose output
    #[arg(short, long)]
    pub(crate) verbose: bool,
    /// Treat dependency versions as down revisions
    #[arg(long)]
    pub(crate) resolve_dependencies: bool,
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
}

#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// location of scripts directory
    pub(crate) directory: PathBuf,
    /// Setup template for use with 'init'
    #[arg(short, long, default_value = "generic", hide_default_value = true)]
    pub(crate) template: String,
    /// Write empty __init__.py files to the environment and version locations
    #[arg(long)]
    pub(crate) package: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RevisionArguments {
    /// Message string to use with 'revision'
    #[arg(short, long)]
    pub(crate) message: Option<String>,
    /// Don't emit SQL to database - dump to standard output/file instead. See docs on offline mode.
    #[arg(long)]
    pub(crate) sql: bool,
    /// Specify head revision or <branchname>@head to base new revision on.
    #[arg(long, default_value = "head", hide_default_value = true)]
    pub(crate) head: String,
    /// Allow a non-head revision as the 'head' to splice onto
    #[arg(long)]
    pub(crate) splice: bool,
    /// Specify a branch label to apply to the new revision
    #[arg(long)]
    pub(crate) branch_label: Option<String>,
    /// Specify specific path from config for version file
    #[arg(long)]
    pub(crate) version_path: Option<PathBuf>,
    /// Specify a hardcoded revision id instead of generating one
    #[arg(long)]
    pub(crate) rev_id: Option<String>,
    /// Specify one or more revision identifiers which this revision should depend on.
    #[arg(long)]
    pub(crate) depends_on: Vec<String>,
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
    #[arg(long)]
    pub(crate) tag: Option<String>,
    /// Unconditionally erase the version table before stamping
    #[arg(long)]
    pub(crate) purge: bool,
}

impl Command {
    /// Returns the command's name, which is that of the original's function.
    fn name(&self) -> &'static str {
        match self {
            Self::Branches { .. } => "branches",
            Self::Current(_) => "current",
            Self::Downgrade(_) => "downgrade",
            Self::Heads(_) => "heads",
            Self::History(_) => "history",
            Self::Init(_) => "init",
            Self::ListTemplates => "list_templates",
            Self::Revision(_) => "revision",
            Self::Show { .. } => "show",
            Self::Stamp(_) => "stamp",
            Self::Upgrade(_) => "upgrade",
        }
    }
}

impl UpgradeArguments {
    pub(crate) fn options(&self) -> UpgradeOptions {
        UpgradeOptions {
            sql: self.sql,
            tag: self.tag.clone(),
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
        }
    }
}

impl RevisionArguments {
    pub(crate) fn options(&self) -> RevisionOptions {
        RevisionOptions {
            message: self.message.clone(),
            sql: self.sql,
            head: self.head.clone(),
            splice: self.splice,
            branch_label: self.branch_label.clone(),
            version_path: self.version_path.clone(),
            revision_id: self.rev_id.clone(),
            depends_on: self.depends_on.clone(),
        }
    }
}

impl Arguments {
    /// Returns whether the command was asked to say more.
    pub(crate) fn is_verbose(&self) -> bool {
        match &self.command {
            Some(Command::Branches { verbose }) => *verbose,
            Some(Command::Current(arguments)) => arguments.verbose,
            Some(Command::Heads(arguments)) => arguments.verbose,
            Some(Command::History(arguments)) => arguments.verbose,
            _ => false,
        }
    }

    /// Returns the options as scripts see them in `config.cmd_opts`, under argparse's names.
    pub(crate) fn as_command_options(&self) -> Map<String, Json> {
        let mut options = Map::new();
        let mut set = |name: &str, value: Json| {
            options.insert(name.to_owned(), value);
        };
        set("config", json!(self.config));
        set("name", json!(self.name));
        set("x", json!(self.x));
        set("raiseerr", json!(self.raiseerr));
        set("quiet", json!(self.quiet));
        set("command", json!(self.command.as_ref().map(Command::name)));
        match &self.command {
            Some(Command::Upgrade(arguments) | Command::Downgrade(arguments)) => {
                set("revision", json!(arguments.revision));
                set("sql", json!(arguments.sql));
                set("tag", json!(arguments.tag));
            }
            Some(Command::Stamp(arguments)) => {
                set("revisions", json!(arguments.revisions));
                set("sql", json!(arguments.sql));
                set("tag", json!(arguments.tag));
                set("purge", json!(arguments.purge));
            }
            Some(Command::Revision(arguments)) => {
                set("message", json!(arguments.message));
                set("autogenerate", json!(false));
                set("sql", json!(arguments.sql));
                set("head", json!(arguments.head));
                set("splice", json!(arguments.splice));
                set("branch_label", json!(arguments.branch_label));
                set("version_path", json!(arguments.version_path));
                set("rev_id", json!(arguments.rev_id));
                set("depends_on", json!(arguments.depends_on));
            }
            Some(Command::Current(arguments)) => {
                set("verbose", json!(arguments.verbose));
                set("check_heads", json!(arguments.check_heads));
            }
            Some(Command::History(arguments)) => {
                set("rev_range", json!(arguments.rev_range));
                set("verbose", json!(arguments.verbose));
                set("indicate_current", json!(arguments.indicate_current));
            }
            _ => {}
        }
        options
    }
}
