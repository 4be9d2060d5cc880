//! A lock as a file: it is held by the system's lock on it, not by its being there.

use std::fs::TryLockError;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use fs_err::{File, OpenOptions};

/// A locked file.
pub(super) struct LockFile {
    file: File,
    path: PathBuf,
}

/// What an attempt to lock came to.
pub(super) enum Attempt {
    Acquired(LockFile),
    /// Another process holds it; its description, if it has written one.
    HeldBy(Option<String>),
    /// The file was removed by the one who held it: the attempt counts for nothing.
    Replaced,
    /// No such file can be had here.
    Unavailable,
}

impl LockFile {
    pub(super) fn try_acquire(path: &Path) -> io::Result<Attempt> {
        let Some((mut file, is_writable)) = open(path)? else {
            return Ok(Attempt::Unavailable);
        };
        match file.file().try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Where the system forbids reading what is locked, the holder stays unknown.
                let _ = file.read_to_string(&mut holder);
                let holder = holder.trim_end();
                return Ok(Attempt::HeldBy(
                    (!holder.is_empty()).then(|| holder.to_owned()),
                ));
            }
            // Some network file systems have no locks.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {
                return Ok(Attempt::Unavailable);
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if !is_still_at(&file, path) {
            return Ok(Attempt::Replaced);
        }
        if is_writable {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(this_process().as_bytes())?;
        }
        Ok(Attempt::Acquired(Self {
            file,
            path: path.to_owned(),
        }))
    }

    /// Removes the file while it is still locked, so that nobody can lock it in between.
    pub(super) fn release(&mut self) {
        if cfg!(unix) {
            let _ = fs_err::remove_file(&self.path);
        }
        let _ = self.file.file().unlock();
    }
}

/// Opens the file, made if it is missing; tells whether it can be written.
///
/// Another user's file can be locked without writing to it. A folder where no file can be made is
/// no place for SQLite to write either, whose journal lies there too.
fn open(path: &Path) -> io::Result<Option<(File, bool)>> {
    let for_writing = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path);
    match for_writing {
        Ok(file) => return Ok(Some((file, true))),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            ) => {}
        Err(error) => return Err(error),
    }
    match File::open(path) {
        Ok(file) => Ok(Some((file, false))),
        Err(_) => Ok(None),
    }
}

/// Whether the path still leads to the file that was opened.
#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs_err::metadata(path)) {
        (Ok(opened), Ok(present)) => (opened.dev(), opened.ino()) == (present.dev(), present.ino()),
        _ => false,
    }
}

/// The file is never removed here.
#[cfg(not(unix))]
fn is_still_at(_file: &File, _path: &Path) -> bool {
    true
}

fn this_process() -> String {
    let process = std::process::id();
    match host_name() {
        Some(host) => format!("process {process}, host {host}\n"),
        None => format!("process {process}\n"),
    }
}

#[cfg(unix)]
fn host_name() -> Option<String> {
    nix::unistd::gethostname().ok()?.into_string().ok()
}

#[cfg(not(unix))]
fn host_name() -> Option<String> {
    None
}
