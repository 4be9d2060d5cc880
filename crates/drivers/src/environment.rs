//! What the drivers take from the process: the one place that reads environment variables.
//!
//! libpq reads `PG…` variables and files in the home directory, and so do the Python drivers on top
//! of it. Everything else in this crate gets them as values.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The surroundings of the process as far as drivers look at them.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    /// libpq's variables, and those that name the system's certificates.
    pub(crate) variables: BTreeMap<String, String>,
    /// The home directory.
    pub(crate) home: Option<PathBuf>,
    /// The name of the user that runs the process.
    pub(crate) user: Option<String>,
}

impl Environment {
    /// Returns the surroundings of this process.
    pub(crate) fn of_process() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .filter(|(name, _)| name.starts_with("PG") || name == "SSL_CERT_FILE")
            .collect();
        Self {
            variables,
            home: std::env::home_dir(),
            user: user_name(),
        }
    }

    /// Returns a variable that is set to something.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let value = self.variables.get(name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// Returns the place of a file in the home directory.
    pub(crate) fn home_file(&self, path: &str) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(path))
    }
}

#[cfg(unix)]
fn user_name() -> Option<String> {
    nix::unistd::User::from_uid(nix::unistd::geteuid())
        .ok()
        .flatten()
        .map(|user| user.name)
}

#[cfg(not(unix))]
#[expect(
    clippy::disallowed_methods,
    reason = "the drivers' one place that reads the environment"
)]
fn user_name() -> Option<String> {
    std::env::var("USERNAME").ok()
}
