//! One run of a program: its time and its memory.
use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// Seconds from start to end.
    pub seconds: f64,
    /// The most memory that it held at once, in MiB.
    pub mebibytes: f64,
}

/// A run and what it printed on the standard error.
pub struct Run {
    /// What the run took.
    pub sample: Sample,
    /// What it printed.
    pub errors: String,
}

/// Runs a program to its end.
pub fn run(command: &mut Command, input: Option<File>) -> Result<Run> {
    let errors = tempfile::tempfile()?;
    let input = input.map_or_else(Stdio::null, Stdio::from);
    command
        .stdin(input)
        .stdout(Stdio::null())
        .stderr(errors.try_clone()?);
    let start = Instant::now();
    let child = command.spawn()?;
    let (status, mebibytes) = wait(child.id())?;
    let seconds = start.elapsed().as_secs_f64();
    let errors = text(errors)?;
    ensure!(status.success(), "{command:?} failed ({status}): {errors}",);
    let sample = Sample { seconds, mebibytes };
    Ok(Run { sample, errors })
}

/// Waits for a child; unlike the standard library's `wait`, it gives the child's own peak of memory.
fn wait(child: u32) -> Result<(ExitStatus, f64)> {
    let mut status = 0;
    // SAFETY: `rusage` is a plain struct of integers, for which zeros are valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: both pointers are valid for the call, and the child is ours and not yet waited for.
    let waited = unsafe { libc::wait4(child as libc::pid_t, &mut status, 0, &mut usage) };
    ensure!(
        waited == child as libc::pid_t,
        "wait4: {}",
        std::io::Error::last_os_error()
    );
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") {
        1024.0 * 1024.0
    } else {
        1024.0
    };
    Ok((ExitStatus::from_raw(status), usage.ru_maxrss as f64 / unit))
}

fn text(mut file: File) -> Result<String> {
    use std::io::{Read, Seek};
    let mut text = String::new();
    file.rewind()?;
    file.read_to_string(&mut text)?;
    Ok(text)
}

/// Returns the sample of median time, with the highest memory of all.
pub fn median(samples: &[Sample]) -> Sample {
    let mut sorted = samples.to_vec();
    sorted.sort_by(|left, right| left.seconds.total_cmp(&right.seconds));
    let mebibytes = sorted
        .iter()
        .map(|sample| sample.mebibytes)
        .fold(0.0, f64::max);
    let middle = sorted
        .get(sorted.len() / 2)
        .map_or(f64::NAN, |sample| sample.seconds);
    Sample {
        seconds: middle,
        mebibytes,
    }
}
