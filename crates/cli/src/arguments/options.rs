//! The command line as scripts see it.

use serde_json::{Map, Value as Json, json};

use super::{Arguments, Command};

impl Arguments {
    /// Returns the options as scripts see them in `config.cmd_opts`, under argparse's names.
    ///
    /// As in argparse, what was not given is None, but for switches.
    pub(crate) fn as_command_options(&self) -> Map<String, Json> {
        let mut options = Map::new();
        let mut set = |name: &str, value: Json| {
            options.insert(name.to_owned(), value);
        };
        set("config", list(&self.config));
        set("name", json!(self.name));
        set("x", list(&self.x));
        set("raiseerr", json!(self.raiseerr));
        set("quiet", json!(self.quiet));
        let Some(command) = &self.command else {
            return options;
        };
        set("command", json!(command.name()));
        match command {
            Command::Branches(arguments) => set("verbose", json!(arguments.verbose)),
            Command::Check(_)
            | Command::Completions { .. }
            | Command::Doctor { .. }
            | Command::ListTemplates => {}
            Command::Current(arguments) => {
                set("check_heads", json!(arguments.check_heads));
                set("verbose", json!(arguments.verbose));
            }
            Command::Edit { rev } => set("rev", json!(rev)),
            Command::EnsureVersion { sql } => set("sql", json!(sql)),
            Command::Heads(arguments) => {
                set("verbose", json!(arguments.verbose));
                set(
                    "resolve_dependencies",
                    json!(arguments.resolve_dependencies),
                );
            }
            Command::History(arguments) => {
                set("rev_range", json!(arguments.rev_range));
                set("verbose", json!(arguments.verbose));
                set("indicate_current", json!(arguments.indicate_current));
            }
            Command::Init(arguments) => {
                set("directory", json!(arguments.directory));
                set("template", json!(arguments.template));
                set("package", json!(arguments.package));
            }
            Command::Merge(arguments) => {
                set("revisions", json!(arguments.revisions));
                set("message", json!(arguments.message));
                set("branch_label", json!(arguments.branch_label));
                set("rev_id", json!(arguments.rev_id));
                set("splice", json!(arguments.splice));
            }
            Command::Revision(arguments) => {
                set("message", json!(arguments.message));
                set("autogenerate", json!(arguments.autogenerate));
                set("sql", json!(arguments.sql));
                set("head", json!(arguments.head));
                set("splice", json!(arguments.splice));
                set("branch_label", json!(arguments.branch_label));
                set("version_path", json!(arguments.version_path));
                set("rev_id", json!(arguments.rev_id));
                set("depends_on", list(&arguments.depends_on));
            }
            Command::Show(arguments) => set("rev", json!(arguments.rev)),
            Command::Stamp(arguments) => {
                set("revisions", json!(arguments.revisions));
                set("sql", json!(arguments.sql));
                set("tag", json!(arguments.tag));
                set("purge", json!(arguments.purge));
            }
            Command::Upgrade(arguments) | Command::Downgrade(arguments) => {
                set("revision", json!(arguments.revision));
                set("sql", json!(arguments.sql));
                set("tag", json!(arguments.tag));
            }
        }
        options
    }
}

fn list(values: &[String]) -> Json {
    if values.is_empty() {
        Json::Null
    } else {
        json!(values)
    }
}
