//! The command line of `alembic`: reads the arguments, runs the command, tells how it went.

mod arguments;
mod description;
mod environment;
mod hand_over;
mod interrupt;
mod report;
mod terminal;

use std::ffi::OsString;
use std::path::Path;

use alembic_command::{self as command, CommandError, CommandLine, Config, DoctorOptions, Output};
use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};

pub use description::describe_command_line;
pub use environment::{active_environment, python_path};
pub use hand_over::ProjectEnvironment;
pub use interrupt::stop_on_interrupt;
pub use terminal::{ask, is_interactive};

/// Runs the program and returns its exit code.
///
/// `arguments` begin with the program's name; commands print to `output`; `make_config` makes the
/// project of the settings that the arguments choose. `find_another` looks for a Python that is to take
/// over, when an import has failed here before anything was done; it is told which one is configured.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    output: Output,
    make_config: impl FnOnce(alembic_config::Config) -> Config,
    find_another: impl Fn(Option<&Path>) -> Option<ProjectEnvironment>,
) -> u8 {
    let given: Vec<OsString> = arguments.into_iter().collect();
    let arguments = given.clone();
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return report::not_parsed(&error, &output),
    };
    let Some(command) = &arguments.command else {
        let mut parser = Arguments::command();
        return report::usage_error(&mut parser, "too few arguments");
    };
    let output = output
        .quiet(arguments.quiet)
        .wrapped(report::message_width());
    let config = match config(&arguments, output.clone(), make_config) {
        Ok(config) => config,
        Err(error) => return report::failure(&error, &output, arguments.raiseerr),
    };
    let find_another = || {
        let configured = config.settings().borrow().python().ok().flatten();
        find_another(configured.as_deref())
    };
    match run_command(&config, command, &find_another) {
        Ok(()) => 0,
        Err(error) => {
            let another = if error.is_import {
                find_another()
            } else {
                None
            };
            if let Some(environment) = another {
                report::hand_over(&error, &environment);
                match environment.run(given.get(1..).unwrap_or_default()) {
                    Ok(code) => return code,
                    Err(reason) => report::not_handed_over(&environment, &reason),
                }
            }
            report::failure(&error, &output, arguments.raiseerr)
        }
    }
}

fn config(
    arguments: &Arguments,
    output: Output,
    make_config: impl FnOnce(alembic_config::Config) -> Config,
) -> Result<Config, CommandError> {
    let settings = alembic_config::Config::from_command_line(&arguments.config)?
        .with_section(&arguments.name)
        .with_verbose(arguments.is_verbose());
    Ok(make_config(settings)
        .with_output(output)
        .with_programs(environment::programs())
        .with_command_line(CommandLine {
            x_arguments: arguments.x.clone(),
            options: arguments.as_command_options(),
        }))
}

fn run_command(
    config: &Config,
    command: &Command,
    find_another: &dyn Fn() -> Option<ProjectEnvironment>,
) -> Result<(), CommandError> {
    match command {
        Command::Branches(arguments) => command::branches(config, &arguments.options()),
        Command::Check(arguments) => command::check(config, &arguments.options()),
        Command::Completions { shell } => {
            print_completions(*shell, config.output());
            Ok(())
        }
        Command::Current(arguments) => command::current(config, &arguments.options()),
        Command::Doctor { json } => {
            let options = DoctorOptions {
                json: json.json,
                other_python: find_another().map(|environment| environment.folder),
            };
            command::doctor(config, &options)
        }
        Command::Downgrade(arguments) => {
            command::downgrade(config, &arguments.revision, &arguments.options())
        }
        Command::Edit { rev } => command::edit(config, rev),
        Command::EnsureVersion { sql } => command::ensure_version(config, *sql),
        Command::Heads(arguments) => command::heads(config, &arguments.options()),
        Command::History(arguments) => command::history(config, &arguments.options()),
        Command::Init(arguments) => command::init(
            config,
            &arguments.directory,
            &arguments.template,
            arguments.package,
        ),
        Command::ListTemplates => command::list_templates(config),
        Command::Merge(arguments) => {
            command::merge(config, &arguments.revisions, &arguments.options()).map(drop)
        }
        Command::Revision(arguments) => command::revision(config, &arguments.options()).map(drop),
        Command::Show(arguments) => command::show(config, &arguments.rev, &arguments.options()),
        Command::Stamp(arguments) => {
            command::stamp(config, &arguments.revisions, &arguments.options())
        }
        Command::Upgrade(arguments) => {
            command::upgrade(config, &arguments.revision, &arguments.options())
        }
    }
}

/// Writes what a shell needs to complete command lines.
fn print_completions(shell: clap_complete::Shell, output: &Output) {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "alembic", &mut script);
    output.line(String::from_utf8_lossy(&script).trim_end());
}
