//! Enumerations among types.

use alembic_schema::{ArrayType, EnumKind, EnumType, SqlType, TypeFamily};

/// An enumeration that is a type of the database, as a column has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NativeEnum<'a> {
    /// The enumeration.
    pub(crate) enumeration: &'a EnumType,
    /// The type that it is, without an array around it.
    pub(crate) sql_type: &'a SqlType,
    /// Whether the column holds arrays of it.
    pub(crate) is_array: bool,
}

impl<'a> NativeEnum<'a> {
    /// Returns the enumeration that PostgreSQL has for a type, or for the items of an array.
    pub(crate) fn of(sql_type: &'a SqlType) -> Option<Self> {
        let sql_type = sql_type.for_dialect("postgresql");
        match &sql_type.family {
            TypeFamily::Enum(enumeration)
                if enumeration.native_enum || enumeration.kind == EnumKind::Postgresql =>
            {
                Some(Self {
                    enumeration,
                    sql_type,
                    is_array: false,
                })
            }
            TypeFamily::Array(ArrayType { item_type, .. }) => Some(Self {
                is_array: true,
                ..Self::of(item_type)?
            }),
            _ => None,
        }
    }
}

/// Returns the labels of a type that lists them, whatever database it is for.
pub(crate) fn labels(sql_type: &SqlType) -> Option<Vec<String>> {
    match &sql_type.family {
        TypeFamily::Enum(enumeration) => Some(enumeration.values.clone()),
        TypeFamily::Dialect(own) if own.class_name == "ENUM" => {
            let labels = own.texts("enums").or_else(|| own.texts("values"))?;
            Some(labels.into_iter().map(str::to_owned).collect())
        }
        _ => None,
    }
}

/// Returns the states of a list of labels on the way from one to another; the last one is the list
/// that is wanted.
///
/// A label that is gone and one that is new between the same neighbours are taken for one that is
/// renamed, as long as no other label is gone; then labels that are new elsewhere come first.
pub(crate) fn steps(existing: &[String], wanted: &[String]) -> Vec<Vec<String>> {
    let removed: Vec<&String> = existing
        .iter()
        .filter(|label| !wanted.contains(label))
        .collect();
    let kept = |labels: &[String], others: &[String]| -> Vec<String> {
        labels
            .iter()
            .filter(|label| others.contains(label))
            .cloned()
            .collect()
    };
    let keeps_order = kept(existing, wanted) == kept(wanted, existing);
    if let (true, [old]) = (keeps_order, removed.as_slice())
        && let Some(new) = successor(existing, wanted, old)
    {
        let under_old_name: Vec<String> = wanted
            .iter()
            .map(|label| {
                if *label == new {
                    (*old).clone()
                } else {
                    label.clone()
                }
            })
            .collect();
        if under_old_name != existing {
            return vec![under_old_name, wanted.to_vec()];
        }
    }
    vec![wanted.to_vec()]
}

/// Returns the only label that stands where another one stood.
fn successor(existing: &[String], wanted: &[String], old: &str) -> Option<String> {
    let position = existing.iter().position(|label| label == old)?;
    let place = |label: Option<&String>| {
        label.and_then(|label| wanted.iter().position(|other| other == label))
    };
    let begin = match position.checked_sub(1) {
        Some(before) => place(existing.get(before))? + 1,
        None => 0,
    };
    let end = match existing.get(position + 1) {
        Some(_) => place(existing.get(position + 1))?,
        None => wanted.len(),
    };
    match wanted.get(begin..end)? {
        [new] => Some(new.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_renamed_where_its_place_is_clear() {
        let labels = |text: &str| -> Vec<String> { text.chars().map(String::from).collect() };
        for (existing, wanted, expected) in [
            ("abc", "axc", &["axc"][..]),
            ("abc", "axcd", &["abcd", "axcd"]),
            ("abc", "zaxc", &["zabc", "zaxc"]),
            ("abc", "axyc", &["axyc"]),
            ("abc", "xyc", &["xyc"]),
            ("abc", "cxa", &["cxa"]),
            ("ab", "abc", &["abc"]),
            ("a", "x", &["x"]),
        ] {
            let expected: Vec<Vec<String>> = expected.iter().map(|text| labels(text)).collect();
            let found = steps(&labels(existing), &labels(wanted));
            assert_eq!(found, expected, "{existing} to {wanted}");
        }
    }
}
