//! `alembic downgrade`.

use crate::config::Config;
use crate::error::CommandError;
use crate::upgrade::{UpgradeOptions, arguments, range, warn};

/// Reverts the database to a previous version.
///
/// `revision` is any identifier of the original's, `base`, `-1`, `abc123`; with `sql` it has to be
/// a range `from:to`.
pub fn downgrade(
    config: &Config,
    revision: &str,
    options: &UpgradeOptions,
) -> Result<(), CommandError> {
    let project = config.open()?;
    let (start, destination) = range(revision, options.sql)?;
    if options.sql && start.is_none() {
        return Err(CommandError::new(
            "downgrade with --sql requires <fromrev>:<torev>",
        ));
    }
    let script = project.script.clone();
    let target = destination.clone();
    project.run_environment(
        arguments(start, destination, options),
        Box::new(move |heads, _| {
            let mut warnings = Vec::new();
            let steps =
                script
                    .revision_map()?
                    .downgrade_steps(target.as_str(), heads, &mut warnings);
            warn(&warnings);
            Ok(steps?)
        }),
    )
}
