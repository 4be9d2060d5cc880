//! The command line as data, for a parser in another language.

use alembic_command::GraphFormat;
use clap::{Arg, ArgAction, Command, CommandFactory};
use serde_json::{Value as Json, json};

use crate::arguments::Arguments;

/// Describes the options of the program, and its commands with their help and arguments.
///
/// Names are those of Python's `argparse`: `dest`, `action`, `nargs`, `default`, `const`.
pub fn describe_command_line() -> Json {
    let program = Arguments::command();
    let commands: serde_json::Map<String, Json> = program
        .get_subcommands()
        .map(|command| {
            let about = command.get_about().map(ToString::to_string);
            let described = json!({
                "help": format!("{}.", about.unwrap_or_default().trim_end_matches('.')),
                "arguments": arguments(command),
            });
            (command.get_name().to_owned(), described)
        })
        .collect();
    json!({ "arguments": arguments(&program), "commands": commands })
}

fn arguments(command: &Command) -> Vec<Json> {
    command.get_arguments().map(argument).collect()
}

fn argument(argument: &Arg) -> Json {
    let short = argument.get_short().map(|short| format!("-{short}"));
    let long = argument.get_long().map(|long| format!("--{long}"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    let default = argument.get_default_values().first();
    let mut described = json!({
        "dest": argument.get_id().as_str(),
        "flags": flags,
        "help": argument.get_help().map(ToString::to_string),
    });
    if let Some(default) = default {
        described["default"] = json!(default.to_string_lossy());
    }
    let takes_none = argument
        .get_num_args()
        .is_some_and(|count| count.min_values() == 0);
    match argument.get_action() {
        ArgAction::SetTrue => described["action"] = json!("store_true"),
        ArgAction::Append if flags.is_empty() => described["nargs"] = json!("+"),
        ArgAction::Append => described["action"] = json!("append"),
        _ if takes_none => {
            described["nargs"] = json!("?");
            described["const"] = json!(GraphFormat::ALL[0].name());
        }
        _ => {}
    }
    described
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_have_the_names_of_argparse() {
        let described = describe_command_line();
        let stamp = &described["commands"]["stamp"];
        assert_eq!(
            stamp["help"],
            "'stamp' the revision table with the given revision; don't run any migrations."
        );
        let find = |name: &str| {
            let mut arguments = stamp["arguments"].as_array().into_iter().flatten();
            arguments.find(|argument| argument["dest"] == name).cloned()
        };
        let revisions = find("revisions").expect("it is described");
        assert_eq!(
            (&revisions["nargs"], &revisions["flags"]),
            (&json!("+"), &json!([]))
        );
        let sql = find("sql").expect("it is described");
        assert_eq!(
            (&sql["action"], &sql["flags"]),
            (&json!("store_true"), &json!(["--sql"]))
        );
    }
}
