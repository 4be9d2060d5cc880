//! How much two names are alike.

/// Returns how many of a hundred pairs of letters two names share.
pub(super) fn of(left: &str, right: &str) -> usize {
    let (left, mut right) = (pairs(left), pairs(right));
    let total = left.len() + right.len();
    let mut shared: usize = 0;
    for pair in left {
        if let Some(position) = right.iter().position(|other| *other == pair) {
            right.swap_remove(position);
            shared += 1;
        }
    }
    (200 * shared).checked_div(total).unwrap_or(0)
}

fn pairs(name: &str) -> Vec<(char, char)> {
    let letters: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    letters
        .iter()
        .copied()
        .zip(letters.iter().copied().skip(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn names_are_compared_by_pairs_of_letters() {
        assert_eq!(of("name", "name"), 100);
        assert_eq!(of("name", "city"), 0);
        assert_eq!(of("a", "b"), 0);
        assert!(of("first", "first_name") > of("first", "last_name"));
    }
}
