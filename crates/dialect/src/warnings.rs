//! What Python would print as warnings.

use std::cell::RefCell;

thread_local! {
    /// The warnings of this thread, while they are gathered.
    static GATHERED: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Warns as SQLAlchemy does, now or when whoever gathers the warnings does so.
pub(crate) fn warn(text: String) {
    let left = GATHERED.with_borrow_mut(|gathered| match gathered {
        Some(gathered) => {
            gathered.push(text);
            None
        }
        None => Some(text),
    });
    if let Some(text) = left {
        log::warn!(target: "py.warnings", "SAWarning: {text}");
    }
}

/// Returns what a function returns, and what it warned of.
pub fn gather<T>(function: impl FnOnce() -> T) -> (T, Vec<String>) {
    let before = GATHERED.replace(Some(Vec::new()));
    let result = function();
    (result, GATHERED.replace(before).unwrap_or_default())
}
