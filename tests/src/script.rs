//! The steps of a case: one a line, as in a shell session.
//!
//! ```text
//! alembic upgrade head                  runs the program
//! @stdout alembic upgrade nonsense      … and says how the output is compared
//! @sqlite,mysql alembic upgrade head    … only on these databases
//! @ours alembic history --json          … what the original cannot do
//! @native alembic upgrade head          … what it can neither do nor the wheel with its drivers
//! in sub/folder alembic current         … in a folder of the project
//! with NAME=value alembic current       … with an environment variable
//! sql INSERT INTO users VALUES (1)      runs statements on the database itself
//! dump                                  shows the schema and rows of the database
//! dump second.db                        … of an SQLite file
//! cat alembic/versions/*.py             shows files
//! list alembic                          shows the paths below a folder
//! copy later/b.py alembic/versions/b.py copies a file of the case's folder into the project
//! append alembic.ini text               adds a line to a file
//! replace alembic.ini 'old' 'new'       replaces text in a file; `\n` starts a line
//! delete alembic/versions/a.py          removes a file or folder
//! models before                         puts the case's models into the project, as they are then
//! hand-over NAME                        goes on from the database that the original left here
//! ```
//!
//! Lines that start with `#` are comments. A line `> text` under a command with `@differs` names text
//! that our output must contain, because there we differ from the original on purpose; so it does under
//! one with `@ours` or `@native`, which the original does not run and which has to succeed.
use anyhow::{Context, Result, bail, ensure};

use crate::database::Kind;
use crate::models::Side;
use crate::settings;

/// How a step's output is compared with the golden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comparison {
    /// Everything is the same; where the original ends in a traceback, the exit code, standard output
    /// and what was logged before are, and our error has the message of the exception.
    #[default]
    Exact,
    /// Standard output and the exit code are the same.
    Stdout,
    /// The exit code is the same.
    ExitCode,
    /// Ours may say more after what the original says.
    Begins,
    /// The same after collapsing white space.
    Words,
    /// The same words in any order, because the original takes something from a set.
    Unordered,
    /// Only our program can do it, and it succeeds.
    Ours,
    /// Only our native program can do it, for the wheel has the drivers of the original, and it succeeds.
    Native,
    /// Both succeed or both fail; the rest of the original's output is there for readers only.
    Differs,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Runs the program with arguments.
    Run {
        /// The arguments after the program's name.
        arguments: Vec<String>,
        /// The folder of the project in which it runs.
        folder: String,
        /// Environment variables.
        environment: Vec<(String, String)>,
    },
    /// Runs SQL on the database itself.
    Sql(String),
    /// Shows the database, or another one in an SQLite file.
    Dump(Option<String>),
    /// Shows files that match a pattern.
    Cat(String),
    /// Shows the paths below a folder.
    List(String),
    /// Copies a file of the case into the project.
    Copy(String, String),
    /// Adds a line to a file.
    Append(String, String),
    /// Replaces text in a file.
    Replace(String, String, String),
    /// Removes a file or a folder.
    Delete(String),
    /// Puts the models into the project.
    Models(Side),
    /// Saves the database under a name when recording, and starts from it when testing.
    HandOver(String),
}

impl Comparison {
    /// Returns whether the program that runs now is one of those that can do the step.
    pub fn is_possible(self, is_original: bool) -> bool {
        match self {
            Self::Ours => !is_original,
            Self::Native => !is_original && !settings::is_wheel(),
            _ => true,
        }
    }
}

/// A step of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The line as it was written.
    pub line: String,
    /// What the step does.
    pub action: Action,
    /// How its output is compared.
    pub comparison: Comparison,
    /// The only databases that it is for; none means all.
    pub databases: Vec<Kind>,
    /// What our output must contain.
    pub contains: Vec<String>,
}

/// Reads the steps of a case.
pub fn parse(text: &str) -> Result<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(expected) = line.strip_prefix("> ") {
            let step = steps.last_mut().context("`>` needs a command above it")?;
            step.contains.push(expected.to_owned());
        } else if !line.is_empty() && !line.starts_with('#') {
            steps.push(step(line).with_context(|| format!("in the step `{line}`"))?);
        }
    }
    ensure!(!steps.is_empty(), "a case needs steps");
    Ok(steps)
}

fn step(line: &str) -> Result<Step> {
    let mut comparison = Comparison::default();
    let mut databases = Vec::new();
    let mut rest = line;
    while let Some(attribute) = rest.strip_prefix('@') {
        let (name, after) = attribute
            .split_once(' ')
            .context("an attribute stands alone")?;
        rest = after.trim_start();
        match name {
            "stdout" => comparison = Comparison::Stdout,
            "exit-code" => comparison = Comparison::ExitCode,
            "begins" => comparison = Comparison::Begins,
            "unordered" => comparison = Comparison::Unordered,
            "words" => comparison = Comparison::Words,
            "ours" => comparison = Comparison::Ours,
            "native" => comparison = Comparison::Native,
            "differs" => comparison = Comparison::Differs,
            names => {
                for name in names.split(',') {
                    databases
                        .push(Kind::from_name(name).with_context(|| format!("what is @{name}?"))?);
                }
            }
        }
    }
    let action = action(rest)?;
    Ok(Step {
        line: line.to_owned(),
        action,
        comparison,
        databases,
        contains: Vec::new(),
    })
}

fn action(line: &str) -> Result<Action> {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let action = match verb {
        "sql" => Action::Sql(rest.to_owned()),
        "dump" => Action::Dump((!rest.is_empty()).then(|| rest.to_owned())),
        "cat" => Action::Cat(rest.to_owned()),
        "list" => Action::List(rest.to_owned()),
        "delete" => Action::Delete(rest.to_owned()),
        "hand-over" => Action::HandOver(rest.to_owned()),
        "models" => Action::Models(match rest {
            "before" => Side::Before,
            "after" => Side::After,
            other => bail!("models before, or after; not `{other}`"),
        }),
        "append" => {
            let (path, text) = rest.split_once(' ').context("append PATH TEXT")?;
            Action::Append(path.to_owned(), text.to_owned())
        }
        "copy" => {
            let [from, to] = words(rest)?;
            Action::Copy(from, to)
        }
        "replace" => {
            let [path, old, new] = words(rest)?;
            Action::Replace(path, old.replace("\\n", "\n"), new.replace("\\n", "\n"))
        }
        "alembic" | "in" | "with" => run(line)?,
        other => bail!("unknown step `{other}`"),
    };
    Ok(action)
}

fn run(line: &str) -> Result<Action> {
    let mut words = shlex::split(line).context("unbalanced quotes")?.into_iter();
    let mut folder = ".".to_owned();
    let mut environment = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "alembic" => {
                return Ok(Action::Run {
                    arguments: words.collect(),
                    folder,
                    environment,
                });
            }
            "in" => folder = words.next().context("in FOLDER alembic …")?,
            "with" => {
                let setting = words.next().context("with NAME=VALUE alembic …")?;
                let (name, value) = setting
                    .split_once('=')
                    .context("with NAME=VALUE alembic …")?;
                environment.push((name.to_owned(), value.to_owned()));
            }
            other => bail!("`{other}` instead of `alembic`"),
        }
    }
    bail!("no `alembic` in it")
}

fn words<const COUNT: usize>(text: &str) -> Result<[String; COUNT]> {
    let words = shlex::split(text).context("unbalanced quotes")?;
    words
        .try_into()
        .map_err(|words: Vec<_>| anyhow::anyhow!("{} words, not {COUNT}", words.len()))
}
