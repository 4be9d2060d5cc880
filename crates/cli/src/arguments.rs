//! The command line.

mod commands;
mod options;

use clap::{Parser, Subcommand};

pub(crate) use commands::{
    BranchesArguments, CheckArguments, CurrentArguments, HeadsArguments, HistoryArguments,
    InitArguments, JsonArguments, MergeArguments, RevisionArguments, ShowArguments, StampArguments,
    UpgradeArguments,
};

/// `alembic`
#[derive(Debug, Parser)]
#[command(
    name = "alembic",
    // What scripts compare is the version of Alembic that this is a drop-in for.
    version = "1.20.1",
    disable_help_subcommand = true,
    // As argparse has it: a long option may be shortened, and the last of several wins. Where an
    // option of ours would make a shortening of the original's ambiguous, the latter is an alias.
    infer_long_args = true,
    args_override_self = true,
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
    #[arg(short, long, allow_negative_numbers = true)]
    pub(crate) config: Vec<String>,
    /// Name of section in .ini file to use for Alembic config (only applies to configparser
    /// config, not toml)
    #[arg(
        short,
        long,
        allow_negative_numbers = true,
        default_value = "alembic",
        hide_default_value = true
    )]
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
    Branches(BranchesArguments),
    /// Check if revision command with autogenerate has pending upgrade ops.
    Check(CheckArguments),
    /// Write the completions of a shell to the standard output.
    Completions {
        /// the shell
        shell: clap_complete::Shell,
    },
    /// Display the current revision for a database.
    Current(CurrentArguments),
    /// Check a project, and tell which Python runs it; exit code 1 when a check fails.
    Doctor {
        #[command(flatten)]
        json: JsonArguments,
    },
    /// Revert to a previous version.
    Downgrade(UpgradeArguments),
    /// Edit revision script(s) using $EDITOR.
    Edit {
        /// revision identifier
        #[arg(allow_negative_numbers = true)]
        rev: String,
    },
    /// Create the alembic version table if it doesn't exist already.
    EnsureVersion {
        /// Don't emit SQL to database - dump to standard output/file instead. See docs on offline
        /// mode.
        #[arg(long)]
        sql: bool,
    },
    /// Show current available heads in the script directory.
    Heads(HeadsArguments),
    /// List changeset scripts in chronological order.
    History(HistoryArguments),
    /// Initialize a new scripts directory.
    Init(InitArguments),
    /// List available templates.
    ListTemplates,
    /// Merge two revisions together. Creates a new migration file.
    Merge(MergeArguments),
    /// Create a new revision file.
    Revision(Box<RevisionArguments>),
    /// Show the revision(s) denoted by the given symbol.
    Show(ShowArguments),
    /// 'stamp' the revision table with the given revision; don't run any migrations.
    Stamp(StampArguments),
    /// Upgrade to a later version.
    Upgrade(UpgradeArguments),
}

impl Command {
    /// Returns the command's name, which is that of the original's function.
    fn name(&self) -> &'static str {
        match self {
            Self::Branches(_) => "branches",
            Self::Check(_) => "check",
            Self::Completions { .. } => "completions",
            Self::Current(_) => "current",
            Self::Doctor { .. } => "doctor",
            Self::Downgrade(_) => "downgrade",
            Self::Edit { .. } => "edit",
            Self::EnsureVersion { .. } => "ensure_version",
            Self::Heads(_) => "heads",
            Self::History(_) => "history",
            Self::Init(_) => "init",
            Self::ListTemplates => "list_templates",
            Self::Merge(_) => "merge",
            Self::Revision(_) => "revision",
            Self::Show(_) => "show",
            Self::Stamp(_) => "stamp",
            Self::Upgrade(_) => "upgrade",
        }
    }
}

impl Arguments {
    /// Returns whether the command was asked to say more.
    pub(crate) fn is_verbose(&self) -> bool {
        match &self.command {
            Some(Command::Branches(arguments)) => arguments.verbose,
            Some(Command::Current(arguments)) => arguments.verbose,
            Some(Command::Heads(arguments)) => arguments.verbose,
            Some(Command::History(arguments)) => arguments.verbose,
            Some(Command::Revision(arguments)) => arguments.verbose,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use clap::parser::ValueSource;

    use super::Arguments;

    /// The long options of the original's commands that take more than `--help`.
    const ORIGINAL: [(&str, &[&str]); 11] = [
        ("branches", &["verbose"]),
        ("current", &["check-heads", "verbose"]),
        ("downgrade", &["sql", "tag"]),
        ("ensure_version", &["sql"]),
        ("heads", &["verbose", "resolve-dependencies"]),
        ("history", &["rev-range", "verbose", "indicate-current"]),
        ("init", &["template", "package"]),
        ("merge", &["message", "branch-label", "rev-id", "splice"]),
        (
            "revision",
            &[
                "message",
                "autogenerate",
                "sql",
                "head",
                "splice",
                "branch-label",
                "version-path",
                "rev-id",
                "depends-on",
            ],
        ),
        ("stamp", &["sql", "tag", "purge"]),
        ("upgrade", &["sql", "tag"]),
    ];

    #[test]
    fn shortened_options_of_the_original_mean_the_same() {
        for (name, options) in ORIGINAL {
            for (option, short) in options.iter().flat_map(shortened) {
                let others = options.iter().chain(&["help"]);
                if others.filter(|it| it.starts_with(short)).count() > 1 {
                    continue;
                }
                // Other arguments that the command asks for are left out.
                let program = Arguments::command().ignore_errors(true);
                let matches =
                    program.get_matches_from(["alembic", name, &format!("--{short}"), "x"]);
                let command = matches.subcommand_matches(name).expect("it was asked for");
                let source = command.value_source(&option.replace('-', "_"));
                assert_eq!(source, Some(ValueSource::CommandLine), "{name} --{short}");
            }
        }
    }

    fn shortened<'text>(
        option: &'text &'text str,
    ) -> impl Iterator<Item = (&'text str, &'text str)> {
        (1..=option.len()).map(|end| (*option, &option[..end]))
    }
}
