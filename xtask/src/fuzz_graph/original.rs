//! The original, kept running in one Python process.
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value as Json;

/// A Python process that runs commands of the original.
pub(super) struct Original {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Original {
    /// Starts a process in which sets have the order of a hash seed.
    pub(super) fn start(python: &Path, hash_seed: usize) -> Result<Self> {
        let mut process = Command::new(python)
            .args(["-c", include_str!("original.py")])
            .env("PYTHONHASHSEED", hash_seed.to_string())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let requests = process.stdin.take().context("the process has an input")?;
        let answers = process.stdout.take().context("the process has an output")?;
        Ok(Self {
            process,
            requests,
            answers: BufReader::new(answers),
        })
    }

    /// Sends a request and returns its answer.
    pub(super) fn ask(&mut self, request: &Json) -> Result<Json> {
        writeln!(self.requests, "{request}")?;
        self.requests.flush()?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        serde_json::from_str(&answer).context("the original's process has ended")
    }
}

impl Drop for Original {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
