//! Warnings as Python's `warnings` prints them.

/// Tells of a warning of a class, `sqlalchemy.exc.SAWarning`.
pub(crate) fn warn(category: &str, message: &str) {
    let class = category.rsplit('.').next().unwrap_or(category);
    log::warn!(target: "py.warnings", "{class}: {message}");
}
