//! `fuzz-readers`: texts made up by a fuzzer, for the readers of users' files.
use anyhow::{Context, Result, ensure};

use crate::shell;

const READERS: [&str; 4] = ["ini", "identifier", "header", "template"];

/// Tells libFuzzer which code a text reaches; all of it are stable options of the compiler.
const COVERAGE: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
     -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares \
     -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";

/// Arguments of `fuzz-readers`.
#[derive(clap::Args)]
pub struct FuzzReadersArgs {
    /// Looks at these readers only: `ini`, `identifier`, `header`, `template`.
    readers: Vec<String>,

    /// How long to look at each reader.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// Looks for texts that a reader has no answer for, or takes too long with.
///
/// What is found is kept in `target/fuzz`; a text that shows a fault goes to `fuzz/corpus`, where the
/// tests read it.
pub fn run(arguments: &FuzzReadersArgs) -> Result<()> {
    for reader in &arguments.readers {
        ensure!(
            READERS.contains(&reader.as_str()),
            "no reader is called `{reader}`"
        );
    }
    let target = shell::workspace().join("target/fuzz");
    // With a target, the options do not reach build scripts.
    let host = host()?;
    let mut build = shell::cargo(&["build", "--package", "alembic-fuzz", "--bins", "--release"]);
    build
        .args(["--features", "libfuzzer", "--target", &host, "--target-dir"])
        .arg(&target)
        .env("RUSTFLAGS", COVERAGE);
    shell::run(&mut build)?;
    let is_wanted = |reader: &&&str| {
        arguments.readers.is_empty() || arguments.readers.iter().any(|one| one == **reader)
    };
    for reader in READERS.iter().filter(is_wanted) {
        let found = target.join("corpus").join(reader);
        fs_err::create_dir_all(&found)?;
        let program = target.join(&host).join("release").join(reader);
        let mut fuzz = std::process::Command::new(program);
        fuzz.arg(&found)
            .arg(shell::workspace().join("fuzz/corpus").join(reader))
            .arg(format!("-max_total_time={}", arguments.seconds))
            .arg(format!("-artifact_prefix={}/", target.display()))
            .args([
                "-timeout=5",
                "-max_len=4096",
                "-print_final_stats=1",
                "-verbosity=1",
            ]);
        shell::run(&mut fuzz)
            .with_context(|| format!("the reader `{reader}` fails; the text is in target/fuzz"))?;
    }
    Ok(())
}

/// Returns the platform that the compiler builds for.
fn host() -> Result<String> {
    let rustc = shell::variable("RUSTC").unwrap_or_else(|| "rustc".to_owned());
    let version = shell::quietly(std::process::Command::new(rustc).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("the compiler names no platform")?.to_owned())
}
