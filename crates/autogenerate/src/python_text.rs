//! Tuples and truth values as Python's `repr` writes them.

use alembic_python_text::repr;

/// Returns a tuple of strings.
pub(crate) fn repr_tuple<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(|item| repr(item.as_ref())).collect();
    match items.as_slice() {
        [one] => format!("({one},)"),
        items => format!("({})", items.join(", ")),
    }
}

/// Returns a truth value.
pub(crate) fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tuple_of_one_has_a_comma() {
        assert_eq!(repr_tuple(&["a"]), "('a',)");
        assert_eq!(repr_tuple(&["a", "it's"]), "('a', \"it's\")");
        assert_eq!(repr_tuple::<&str>(&[]), "()");
    }
}
