//! `alembic doctor`.

mod report;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use alembic_db::Url;
use alembic_python::ProjectPython;
use alembic_revision::Direction;
use alembic_runtime::{
    EnvironmentArguments, MigrationContext, Migrations, RuntimeError, ScriptError,
};
use alembic_script::ScriptDirectory;

use crate::config::{Config, OpenProject};
use crate::error::{CommandError, ErrorKind};
use report::{Check, Verdict};

/// What `doctor` is asked for.
#[derive(Clone, Debug, Default)]
pub struct DoctorOptions {
    /// Whether a JSON document is printed instead.
    pub json: bool,
    /// The project's own Python, if it has the wheel and could take over.
    pub other_python: Option<PathBuf>,
}

/// Tells which Python a project will use, and checks its configuration, its version files, its
/// connection and its version table, without changing anything.
///
/// Fails with exit code 1 when a check fails; what only deserves attention is no failure. An import
/// that the built-in interpreter cannot serve fails as in other commands where the project's own
/// Python can take over.
pub fn doctor(config: &Config, options: &DoctorOptions) -> Result<(), CommandError> {
    let checks = examine(config, options)?;
    report::print(config.output(), &checks, options.json);
    if checks.iter().any(|check| check.verdict == Verdict::Failure) {
        return Err(CommandError {
            kind: ErrorKind::Exit(1),
            ..CommandError::new("")
        });
    }
    Ok(())
}

fn examine(config: &Config, options: &DoctorOptions) -> Result<Vec<Check>, CommandError> {
    let mut checks = Vec::new();
    let project = match open(config) {
        Ok((project, check)) => {
            checks.push(check);
            project
        }
        Err(error) => {
            checks.push(failure("configuration", &error, config));
            return Ok(checks);
        }
    };
    match scripts(&project.script) {
        Ok(check) => checks.push(check),
        Err(error) if is_for_other_python(&error, options) => return Err(error),
        Err(error) => {
            checks.push(failure("version files", &error, config));
            return Ok(checks);
        }
    }
    let databases: Rc<RefCell<Vec<Database>>> = Rc::default();
    let (seen, script, python) = (
        databases.clone(),
        project.script.clone(),
        project.python.clone(),
    );
    let result = project.run_environment(
        EnvironmentArguments {
            dont_mutate: true,
            ..EnvironmentArguments::default()
        },
        Box::new(move |heads, context| {
            seen.borrow_mut()
                .push(Database::new(heads, context, &script, &python)?);
            Ok(Vec::new())
        }),
    );
    let databases = databases.borrow();
    let mut import = None;
    let mut connection = None;
    match result {
        Err(error) if is_for_other_python(&error, options) => return Err(error),
        Err(error) if error.is_import => import = Some(error),
        Err(error) => connection = Some(failure("connection", &error, config)),
        Ok(()) if databases.is_empty() => {
            connection = Some(
                Check::new("connection", Verdict::Failure, "env.py ran no migrations")
                    .with_advice("Let env.py call context.run_migrations()."),
            );
        }
        Ok(()) => {}
    }
    checks.push(host(
        &project,
        options,
        import.as_ref(),
        config,
        &databases,
    )?);
    checks.extend(databases.iter().flat_map(Database::checks));
    checks.extend(connection);
    Ok(checks)
}

/// Returns whether another Python is to run the whole command for the sake of an import.
fn is_for_other_python(error: &CommandError, options: &DoctorOptions) -> bool {
    error.is_import && options.other_python.is_some()
}

fn failure(name: &'static str, error: &CommandError, config: &Config) -> Check {
    let hidden = |text: &str| {
        let settings = config.settings().borrow();
        match settings.get_main_option("sqlalchemy.url") {
            Ok(Some(url)) => without_password(text, &url),
            _ => text.to_owned(),
        }
    };
    let check = Check::new(name, Verdict::Failure, hidden(&error.message));
    match error.hints.as_slice() {
        [] => check,
        hints => check.with_advice(hidden(&hints.join(" "))),
    }
}

/// A password shorter than this is part of ordinary words.
const SHORTEST_HIDDEN: usize = 3;

/// Returns a text without the password of a URL, however the text came to have it.
fn without_password(text: &str, url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else {
        return text.to_owned();
    };
    let text = text.replace(url, &parsed.render_as_string(true));
    match parsed.password.as_deref() {
        Some(password) if password.len() >= SHORTEST_HIDDEN => text.replace(password, "***"),
        _ => text,
    }
}

/// Opens a project whose settings can all be read.
fn open(config: &Config) -> Result<(OpenProject<'_>, Check), CommandError> {
    let project = config.open()?;
    let settings = config.settings().borrow();
    settings.python()?;
    settings.post_write_hooks()?;
    settings.revision_environment()?;
    settings.migration_lock()?;
    settings.lock_timeout()?;
    let files = [settings.config_file_name(), settings.toml_file_name()];
    let directory = settings.directory();
    let found: Vec<&str> = files
        .into_iter()
        .flatten()
        .filter(|name| directory.join(name).is_file())
        .collect();
    let message = format!(
        "{}; scripts in {}",
        found.join(" and "),
        project.script.dir().display()
    );
    drop(settings);
    let environment = project.script.file("env.py");
    if !environment.is_file() && !environment.with_extension("pyc").is_file() {
        return Err(CommandError::new(format!(
            "There is no {}",
            environment.display()
        )));
    }
    Ok((project, Check::new("configuration", Verdict::Ok, message)))
}

fn scripts(script: &ScriptDirectory) -> Result<Check, CommandError> {
    let count = script.revision_map()?.len();
    let heads = script.get_heads(false)?;
    let (verdict, ends) = match heads.as_slice() {
        [] => (Verdict::Ok, String::new()),
        [one] => (Verdict::Ok, format!(", head {one}")),
        several => (Verdict::Warning, format!(", heads {}", several.join(", "))),
    };
    let check = Check::new("version files", verdict, counted(count, "revision") + &ends);
    Ok(match verdict {
        Verdict::Warning => check.with_advice(
            "`upgrade head` needs one head: `alembic merge heads` makes one, or use `heads`.",
        ),
        _ => check,
    })
}

/// Returns a number with the name of what it counts.
fn counted(count: usize, name: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {name}{ending}")
}

/// Tells which Python runs the project, and why.
fn host(
    project: &OpenProject<'_>,
    options: &DoctorOptions,
    import: Option<&CommandError>,
    config: &Config,
    databases: &[Database],
) -> Result<Check, CommandError> {
    if project.python.is_projects_own() {
        let message = format!("the project's own Python, {}", project.python.executable()?);
        return Ok(match import {
            Some(error) => Check::new("host", Verdict::Failure, format!("{message}: {error}"))
                .with_advice("Install what is missing into this Python's environment."),
            None => Check::new("host", Verdict::Ok, message),
        });
    }
    if let Some(error) = import {
        let mut check = failure("host", error, config);
        check.message = format!(
            "the built-in interpreter cannot serve an import: {}",
            check.message.lines().last().unwrap_or_default()
        );
        return Ok(check.with_advice(
            "Install alembic-rs into the project's environment, and activate it (VIRTUAL_ENV), name \
             it .venv, or name it by `python =` in the configuration: then its Python takes over.",
        ));
    }
    let pending: usize = databases.iter().map(|database| database.pending).sum();
    let served = match pending {
        _ if databases.is_empty() => "the imports that env.py came to".to_owned(),
        0 => "all imports of env.py".to_owned(),
        count => format!(
            "all imports of env.py and {}",
            counted(count, "pending script")
        ),
    };
    let other = match &options.other_python {
        Some(folder) => format!("; the wheel in {} is not needed", folder.display()),
        None => String::new(),
    };
    let message = format!("the built-in interpreter: it can serve {served}{other}");
    Ok(Check::new("host", Verdict::Ok, message))
}

/// What was found out about one database.
struct Database {
    url: Option<String>,
    server: String,
    table: String,
    heads: Vec<String>,
    unknown: Vec<String>,
    pending: usize,
}

impl Database {
    /// Looks at a database, and reads the scripts that it lacks.
    fn new(
        heads: &[String],
        context: &MigrationContext,
        script: &ScriptDirectory,
        python: &ProjectPython,
    ) -> Result<Self, RuntimeError> {
        let unknown: Vec<String> = heads
            .iter()
            .filter(|head| script.get_revision(head).is_err())
            .cloned()
            .collect();
        let mut pending = Vec::new();
        if unknown.is_empty() {
            let map = script.revision_map()?;
            for step in map.upgrade_steps("heads", heads, &mut Vec::new())? {
                for revision in step.up_revisions() {
                    if let Some(found) = script.get_revision(revision)? {
                        pending.push((found.file().path.clone(), Direction::Upgrade));
                    }
                }
            }
            let prepared: Result<(), ScriptError> = python.prepare(&pending);
            prepared?;
        }
        let connection = context.connection();
        let version = connection.map(|connection| {
            let numbers = connection.server().version.iter().map(u32::to_string);
            numbers.collect::<Vec<_>>().join(".")
        });
        let is_mariadb = connection.is_some_and(|connection| connection.server().is_mariadb);
        let product = if is_mariadb {
            "mariadb"
        } else {
            context.dialect().name()
        };
        Ok(Self {
            url: connection.map(|connection| connection.url().render_as_string(true)),
            server: format!("{product} {}", version.unwrap_or_default()),
            table: context.version_table().name().to_owned(),
            heads: heads.to_vec(),
            unknown,
            pending: pending.len(),
        })
    }

    fn checks(&self) -> [Check; 2] {
        let connection = match &self.url {
            Some(url) => {
                let message = format!("{url} ({})", self.server.trim_end());
                Check::new("connection", Verdict::Ok, message)
            }
            None => Check::new(
                "connection",
                Verdict::Failure,
                "env.py configured no connection",
            )
            .with_advice("Let env.py call context.configure(connection=…) unless it is offline."),
        };
        [connection, self.version_table()]
    }

    fn version_table(&self) -> Check {
        let name = "version table";
        let table = &self.table;
        let heads = self.heads.join(", ");
        let behind = counted(self.pending, "revision");
        if !self.unknown.is_empty() {
            let unknown = self.unknown.join(", ");
            return Check::new(
                name,
                Verdict::Failure,
                format!("{table} names {unknown}, which no version file has"),
            )
            .with_advice(
                "This code is older than the database, or a file was removed: use the code that has \
                 the file.",
            );
        }
        match (self.heads.is_empty(), self.pending) {
            (_, 0) if self.heads.is_empty() => {
                Check::new(name, Verdict::Ok, format!("{table} is empty, as there are no revisions"))
            }
            (_, 0) => Check::new(name, Verdict::Ok, format!("{table} is at {heads}, up to date")),
            (true, _) => Check::new(
                name,
                Verdict::Warning,
                format!("{table} is missing or empty, {behind} to go"),
            )
            .with_advice(
                "`alembic upgrade heads` applies them; where the tables are there already, `alembic \
                 stamp` with the revision that they are at.",
            ),
            (false, _) => Check::new(
                name,
                Verdict::Warning,
                format!("{table} is at {heads}, {behind} to go"),
            )
            .with_advice("`alembic upgrade heads` applies them."),
        }
    }
}
