//! Changes of an enumeration that is a type of the database.

use alembic_schema::Name;
use serde::{Deserialize, Serialize};

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Changes the labels of an enumeration that is a type of the database.
///
/// What has to be done is told by the two lists, see [`AlterEnum::change`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AlterEnum {
    /// The type's name.
    pub name: Name,
    /// The type's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The present labels in their order.
    pub existing_values: Vec<String>,
    /// The labels to come.
    pub values: Vec<String>,
    /// Whether the type is made anew even if labels are only added: as the way back of a removal, so
    /// that both take effect in the migration's own transaction.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rebuild: bool,
    /// What has to be put aside where the type is made anew.
    #[serde(default, skip_serializing_if = "is_default")]
    pub users: EnumUsers,
}

/// What uses an enumeration, and what it takes to give it another type of the same name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnumUsers {
    /// The name that the present type has while the new one takes its place.
    pub temporary_name: Name,
    /// The type's comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The columns of tables, but those that tables inherit.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<EnumColumn>,
    /// The check constraints and foreign keys that compare values of the type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<EnumConstraint>,
    /// The indexes that name labels in an expression or condition.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<EnumIndex>,
    /// What cannot be put aside, in words: views, functions, policies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<String>,
}

/// A column of an enumeration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnumColumn {
    /// The table's schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The table.
    pub table_name: Name,
    /// The column.
    pub column_name: Name,
    /// Whether it holds arrays.
    #[serde(skip_serializing_if = "is_default")]
    pub is_array: bool,
    /// The SQL of the present default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub existing_default: Option<String>,
    /// The SQL of the default to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// A constraint that compares values of an enumeration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnumConstraint {
    /// The table's schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The table.
    pub table_name: Name,
    /// The constraint.
    pub name: Name,
    /// Its SQL, `CHECK (…)`.
    pub definition: String,
}

/// An index that names labels of an enumeration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnumIndex {
    /// The index's schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The index.
    pub name: Name,
    /// The statement that creates it.
    pub definition: String,
}

/// What a change of labels comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnumChange {
    /// Labels come between those that there are.
    Added(Vec<AddedLabel>),
    /// One label has another name.
    Renamed {
        /// The label's present name.
        old: String,
        /// The name to come.
        new: String,
    },
    /// Labels go, or come in another order: the type is made anew.
    Rebuilt {
        /// The labels that go.
        removed: Vec<String>,
    },
}

/// A label that is added, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedLabel {
    /// The label.
    pub label: String,
    /// The label that it follows; without one it comes first.
    pub after: Option<String>,
    /// The label that it precedes, where it comes first.
    pub before: Option<String>,
}

impl AlterEnum {
    /// Returns what is to be done.
    ///
    /// A single label that is another one at the same place is one that is renamed.
    pub fn change(&self) -> EnumChange {
        let (existing, values) = (&self.existing_values, &self.values);
        let removed: Vec<String> = without(existing, values);
        if self.rebuild {
            return EnumChange::Rebuilt { removed };
        }
        if removed.is_empty() && without(values, &without(values, existing)) == *existing {
            return EnumChange::Added(self.added());
        }
        if let (true, [old]) = (existing.len() == values.len(), removed.as_slice()) {
            let mut differing = existing
                .iter()
                .zip(values)
                .filter(|(existing, value)| existing != value);
            if let (Some((label, new)), None) = (differing.next(), differing.next())
                && label == old
            {
                return EnumChange::Renamed {
                    old: old.clone(),
                    new: new.clone(),
                };
            }
        }
        EnumChange::Rebuilt { removed }
    }

    /// Returns the new labels in an order in which each one's neighbour is there already.
    fn added(&self) -> Vec<AddedLabel> {
        let mut added = Vec::new();
        for (position, label) in self.values.iter().enumerate() {
            if self.existing_values.contains(label) {
                continue;
            }
            let after = position
                .checked_sub(1)
                .map(|before| self.values[before].clone());
            let before = match after {
                None => self.existing_values.first().cloned(),
                Some(_) => None,
            };
            added.push(AddedLabel {
                label: label.clone(),
                after,
                before,
            });
        }
        added
    }

    /// Returns the operation that brings the labels back.
    pub fn reverse(&self) -> Self {
        let mut reverse = self.clone();
        std::mem::swap(&mut reverse.existing_values, &mut reverse.values);
        for column in &mut reverse.users.columns {
            std::mem::swap(&mut column.existing_default, &mut column.default);
        }
        reverse
    }
}

/// Returns the labels that are not among others.
fn without(labels: &[String], others: &[String]) -> Vec<String> {
    labels
        .iter()
        .filter(|label| !others.contains(label))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(existing: &str, values: &str) -> EnumChange {
        let labels = |text: &str| text.chars().map(String::from).collect();
        AlterEnum {
            existing_values: labels(existing),
            values: labels(values),
            ..AlterEnum::default()
        }
        .change()
    }

    #[test]
    fn labels_are_added_next_to_those_that_are_there() {
        let EnumChange::Added(added) = change("ab", "xaybz") else {
            panic!("labels were only added");
        };
        let places: Vec<(&str, Option<&str>, Option<&str>)> = added
            .iter()
            .map(|one| {
                (
                    one.label.as_str(),
                    one.after.as_deref(),
                    one.before.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            places,
            [
                ("x", None, Some("a")),
                ("y", Some("a"), None),
                ("z", Some("b"), None)
            ]
        );
        assert!(matches!(change("", "ab"), EnumChange::Added(_)));
    }

    #[test]
    fn one_label_at_the_place_of_another_is_renamed() {
        let renamed = |old: &str, new: &str| EnumChange::Renamed {
            old: old.to_owned(),
            new: new.to_owned(),
        };
        assert_eq!(change("abc", "axc"), renamed("b", "x"));
        assert_eq!(change("a", "x"), renamed("a", "x"));
    }

    #[test]
    fn the_type_is_made_anew_for_all_else() {
        for (existing, values, removed) in [
            ("abc", "ac", &["b"][..]),
            ("abc", "acb", &[]),
            ("abc", "xyc", &["a", "b"]),
            ("abc", "acx", &["b"]),
            ("abc", "cxab", &[]),
        ] {
            let removed = removed.iter().map(|label| (*label).to_owned()).collect();
            assert_eq!(
                change(existing, values),
                EnumChange::Rebuilt { removed },
                "{existing} to {values}"
            );
        }
    }
}
