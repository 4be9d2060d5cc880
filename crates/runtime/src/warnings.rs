//! Warnings as Python's `warnings` has them.

/// Tells of a warning of a class, `sqlalchemy.exc.SAWarning`.
///
/// Who listens decides, as in Python, which warnings are shown and how often.
pub(crate) fn warn(category: &str, message: &str) {
    let class = category.rsplit('.').next().unwrap_or(category);
    log::warn!(target: "py.warnings", "{class}: {message}");
}
