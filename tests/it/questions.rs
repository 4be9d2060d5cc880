//! Questions about renames, answered at a terminal that `script` of util-linux makes.
use std::io::{Read, Write};
use std::process::{Command, Stdio};

use alembic_tests::case::{Case, tests_folder};
use alembic_tests::database::Kind;
use alembic_tests::sandbox::Sandbox;
use alembic_tests::settings;
use anyhow::{Context, Result, ensure};
use libtest_mimic::Trial;

const NAME_QUESTION: &str =
    "Has the column 'name' of the table 'people' been renamed to 'full_name'? [y/N] ";
const TOWN_QUESTION: &str =
    "Has the column 'name' of the table 'people' been renamed to 'town'? [y/N] ";
const AGE_QUESTION: &str =
    "Has the column 'age' of the table 'people' been renamed to 'points'? [y/N] ";

pub(crate) fn trials() -> Vec<Trial> {
    if !cfg!(target_os = "linux") {
        return Vec::new();
    }
    let trial = |name: &str, test: fn() -> Result<()>| {
        super::on_database(&format!("questions/{name}"), Kind::Sqlite, test)
    };
    vec![
        trial("yes-and-no", yes_and_no),
        trial("second-of-two", second_of_two),
        trial("end-of-input", end_of_input),
        trial("interrupt", interrupt),
    ]
}

fn yes_and_no() -> Result<()> {
    let answered = answer("what?\ny\nn\n")?;
    ensure!(
        answered.exit == 0
            && answered.screen.matches(NAME_QUESTION).count() == 2
            && answered.screen.matches(AGE_QUESTION).count() == 1
            && !answered.screen.contains(TOWN_QUESTION),
        "{answered:#?}"
    );
    let script = answered.script.as_deref().unwrap_or_default();
    ensure!(
        script.contains("new_column_name='full_name'")
            && script.contains("batch_op.add_column(sa.Column('town'")
            && script.contains("batch_op.add_column(sa.Column('points'")
            && script.contains("batch_op.drop_column('age')")
            && !script.contains("drop_column('name')")
            && !script.contains("# Taken for"),
        "{script}"
    );
    Ok(())
}

fn second_of_two() -> Result<()> {
    let answered = answer("\nYes\nno\n")?;
    ensure!(
        answered.exit == 0
            && answered.screen.contains(NAME_QUESTION)
            && answered.screen.contains(TOWN_QUESTION),
        "{answered:#?}"
    );
    let script = answered.script.as_deref().unwrap_or_default();
    ensure!(
        script.contains("new_column_name='town'") && script.contains("sa.Column('full_name'"),
        "{script}"
    );
    Ok(())
}

/// Ctrl-D at the question ends the command, and nothing is written.
fn end_of_input() -> Result<()> {
    let answered = answer("\u{4}")?;
    ensure!(
        answered.exit == 130 && answered.script.is_none(),
        "{answered:#?}"
    );
    Ok(())
}

/// So does Ctrl-C.
fn interrupt() -> Result<()> {
    let answered = answer("\u{3}")?;
    ensure!(
        answered.exit == 130
            && answered.script.is_none()
            && answered.screen.contains("Interrupted"),
        "{answered:#?}"
    );
    Ok(())
}

/// What became of the questions.
#[derive(Debug)]
struct Answered {
    exit: i32,
    screen: String,
    /// The version file, where one was written.
    script: Option<String>,
}

/// Runs `revision --autogenerate --detect-renames` at a terminal, and types when it asks.
fn answer(keys: &str) -> Result<Answered> {
    let case = Case::read("questions", &tests_folder().join("questions"))?;
    let sandbox = Sandbox::new(&case, Kind::Sqlite)?;
    let program = settings::program()?;
    let before = [
        "revision",
        "--autogenerate",
        "-m",
        "before",
        "--rev-id",
        "a1",
    ];
    for arguments in [before.as_slice(), &["upgrade", "head"]] {
        let done = sandbox.command(&program, ".").args(arguments).output()?;
        ensure!(done.status.success(), "{done:?}");
    }
    fs_err::copy(
        sandbox.path().join("after.py"),
        sandbox.path().join("models.py"),
    )?;
    let name = program.to_string_lossy();
    let line = [
        name.as_ref(),
        "revision",
        "--autogenerate",
        "--detect-renames",
        "-m",
        "after",
        "--rev-id",
        "b2",
    ];
    let line = shlex::try_join(line)?;
    let plain = sandbox.command(&program, ".");
    let mut command = Command::new("script");
    command
        .args(["--quiet", "--return", "--flush", "--command", &line])
        .arg("/dev/null")
        .current_dir(sandbox.path())
        .env_clear()
        .envs(
            plain
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().context("`script` cannot be started")?;
    let mut input = child.stdin.take().context("it has an input")?;
    let mut output = child.stdout.take().context("it has an output")?;
    let mut keys = keys.split_inclusive('\n');
    let (mut screen, mut asked) = (Vec::new(), 0);
    let mut piece = [0; 4096];
    loop {
        let length = output.read(&mut piece)?;
        if length == 0 {
            break;
        }
        screen.extend_from_slice(&piece[..length]);
        let questions = String::from_utf8_lossy(&screen).matches("[y/N] ").count();
        for _ in asked..questions {
            let typed = keys.next().unwrap_or("\u{4}");
            input.write_all(typed.as_bytes())?;
            input.flush()?;
        }
        asked = questions;
    }
    let status = child.wait()?;
    let script = fs_err::read_to_string(sandbox.path().join("alembic/versions/b2_after.py")).ok();
    Ok(Answered {
        exit: status.code().unwrap_or(-1),
        screen: String::from_utf8_lossy(&screen).into_owned(),
        script,
    })
}
