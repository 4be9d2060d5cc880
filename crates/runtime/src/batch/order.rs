//! The order of columns.

use std::collections::HashSet;

use super::BatchError;

/// Sorts columns so that in each pair the first precedes the second.
///
/// Columns that nothing holds back come first, then those that only those held back, and so on;
/// within such a group the given order stays.
pub(super) fn sort(
    pairs: &[(String, String)],
    columns: &[String],
) -> Result<Vec<String>, BatchError> {
    let mut sorted = Vec::with_capacity(columns.len());
    let mut remaining: Vec<&String> = columns.iter().collect();
    while !remaining.is_empty() {
        let waiting: HashSet<&String> = remaining.iter().copied().collect();
        let is_held_back = |column: &String| {
            pairs.iter().any(|(first, second)| {
                second == column && first != second && waiting.contains(first)
            })
        };
        let (held_back, free): (Vec<&String>, Vec<&String>) =
            remaining.iter().partition(|column| is_held_back(column));
        if free.is_empty() {
            let columns: Vec<String> = remaining
                .iter()
                .map(|column| format!("'{column}'"))
                .collect();
            return Err(BatchError::CircularOrder {
                columns: columns.join(", "),
            });
        }
        sorted.extend(free.into_iter().cloned());
        remaining = held_back;
    }
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(pairs: &[(&str, &str)], columns: &[&str]) -> Result<Vec<String>, BatchError> {
        let pairs: Vec<(String, String)> = pairs
            .iter()
            .map(|(first, second)| ((*first).to_owned(), (*second).to_owned()))
            .collect();
        let columns: Vec<String> = columns.iter().map(|column| (*column).to_owned()).collect();
        sort(&pairs, &columns)
    }

    #[test]
    fn pairs_are_kept() {
        for (pairs, columns, expected) in [
            (&[][..], &["b", "a"][..], &["b", "a"][..]),
            (&[("a", "b")], &["b", "a", "c"], &["a", "c", "b"]),
            (
                &[("a", "b"), ("b", "c"), ("a", "q"), ("q", "b")],
                &["a", "b", "c", "q"],
                &["a", "q", "b", "c"],
            ),
            (&[("x", "a")], &["a"], &["a"]),
            (&[("a", "a")], &["a"], &["a"]),
        ] {
            assert_eq!(sorted(pairs, columns).unwrap(), expected);
        }
    }

    #[test]
    fn contradictions_are_told() {
        let error = sorted(&[("a", "b"), ("b", "a")], &["a", "b", "c"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "Circular dependency detected among the columns 'a', 'b'."
        );
    }
}
