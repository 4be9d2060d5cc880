//! MySQL and MariaDB.

use std::collections::BTreeMap;

use alembic_dialect::{Affinity, Compiler, DialectError};
use alembic_schema::{Autoincrement, Constraint, ConstraintKind, Index, Name, SqlType};

use super::{Defaults, Rules, within};
use crate::compare::columns::ComparedColumn;
use crate::compare::constraints::{Candidates, indexed_columns};
use crate::compare::foreign_keys::{Columns, Signature};
use crate::compare::sides::DatabaseTable;
use crate::enumeration::labels;

pub(super) struct Mysql {
    pub(super) is_mariadb: bool,
}

impl Rules for Mysql {
    fn implementation(&self) -> &'static str {
        if self.is_mariadb {
            "alembic.ddl.mysql.MariaDBImpl"
        } else {
            "alembic.ddl.mysql.MySQLImpl"
        }
    }

    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[
            &["numeric", "decimal"],
            &["bool", "tinyint"],
            &["json", "longtext"],
        ]
    }

    fn type_attributes(&self) -> &'static [&'static str] {
        &["character set", "collate"]
    }

    fn types_differ(&self, existing: &SqlType, wanted: &SqlType) -> Option<bool> {
        let (mut existing, mut wanted) = (labels(existing)?, labels(wanted)?);
        existing.sort();
        existing.dedup();
        wanted.sort();
        wanted.dedup();
        Some(existing != wanted)
    }

    fn compare_defaults(
        &self,
        compiler: Compiler<'_>,
        column: &ComparedColumn<'_>,
        wanted: Option<&str>,
    ) -> Result<Defaults, DialectError> {
        let existing = column.database_default;
        let model_affinity = compiler.affinity(&column.model.sql_type);
        let is_numeric = matches!(
            compiler.affinity(&column.database.sql_type),
            Affinity::Integer | Affinity::Numeric | Affinity::Float
        );
        let counts = column.database.autoincrement == Autoincrement::Yes;
        if model_affinity == Affinity::Integer
            && column.database.primary_key
            && !counts
            && wanted.is_none_or(str::is_empty)
            && existing == Some("'0'")
        {
            return Ok(Defaults::Differ(false));
        }
        let is_given = |default: Option<&str>| default.is_some_and(|default| !default.is_empty());
        if is_given(existing) && is_numeric {
            if existing.map(bare_number) == wanted.map(bare_number) {
                return Ok(Defaults::Differ(false));
            }
        } else if let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty())
            && model_affinity == Affinity::String
        {
            let wanted = wanted.strip_prefix('\'').unwrap_or(wanted);
            let wanted = wanted.strip_suffix('\'').unwrap_or(wanted);
            return Ok(Defaults::Differ(
                existing != Some(format!("'{wanted}'").as_str()),
            ));
        }
        let (Some(existing), Some(wanted)) = (existing, wanted) else {
            return Ok(Defaults::Differ(existing != wanted));
        };
        if existing.is_empty() || wanted.is_empty() {
            return Ok(Defaults::Differ(existing != wanted));
        }
        let (existing, wanted) = (existing.to_lowercase(), wanted.to_lowercase());
        let (mut existing, mut wanted) = (existing.as_str(), wanted.as_str());
        if let Some((default, onupdate)) = split_onupdate(existing) {
            match split_onupdate(wanted) {
                Some((wanted_default, wanted_onupdate)) if wanted_onupdate == onupdate => {
                    existing = default;
                    wanted = wanted_default;
                }
                _ => return Ok(Defaults::Differ(true)),
            }
        }
        Ok(Defaults::Differ(
            bare_expression(existing) != bare_expression(wanted),
        ))
    }

    fn correct_constraints(&self, candidates: &mut Candidates) {
        let foreign_keys = candidates.database_foreign_keys.clone();
        let renamed = std::mem::take(&mut candidates.renamed_columns);
        let mut removed = Vec::new();
        candidates.database_indexes.retain(|index| {
            let implicit = !index.item.unique
                && index.item.name.as_ref().is_some_and(|name| {
                    indexed_columns(&index.item).iter().any(|column| {
                        name == column.as_str()
                            || had_name(&renamed, column, name)
                                && foreign_keys.iter().any(|key| has_column(key, column))
                            || foreign_keys.iter().any(|key| {
                                key.name.as_deref() == Some(name.as_str())
                                    && has_column(key, column)
                            })
                    })
                });
            if implicit {
                removed.extend(index.item.name.as_ref().map(Name::to_string));
            }
            !implicit
        });
        candidates.model_indexes.retain(|index| {
            index
                .name
                .as_ref()
                .is_none_or(|name| !removed.iter().any(|removed| name == removed.as_str()))
        });
    }

    /// The server makes it where no other index can serve, and names it after the key, or after the
    /// column where the key got no name.
    fn index_of_foreign_key<'t>(
        &self,
        key: &Constraint,
        table: &'t DatabaseTable,
    ) -> Option<&'t Index> {
        let ConstraintKind::ForeignKey { columns, .. } = &key.kind else {
            return None;
        };
        let columns: Vec<String> = columns.iter().map(Name::to_string).collect();
        let is_named_so = |index: &Index| {
            index.name == key.name
                || index
                    .name
                    .as_ref()
                    .is_some_and(|name| had_name(&table.renamed.columns, &columns[0], name))
        };
        let mut indexes = table.indexes.iter().map(|index| &index.index);
        indexes
            .find(|index| !index.unique && indexed_columns(index) == columns && is_named_so(index))
    }

    fn correct_foreign_keys(
        &self,
        existing: &mut [Constraint],
        existing_schema: Option<&Name>,
        wanted: &[Constraint],
        wanted_schema: Option<&Name>,
    ) {
        let mut by_columns: BTreeMap<Columns, &Constraint> = BTreeMap::new();
        for constraint in wanted {
            if let Some(signature) = Signature::of(wanted_schema, constraint) {
                by_columns.insert(signature.columns, constraint);
            }
        }
        for constraint in existing {
            let Some(signature) = Signature::of(existing_schema, constraint) else {
                continue;
            };
            if let (
                ConstraintKind::ForeignKey {
                    onupdate, ondelete, ..
                },
                Some(ConstraintKind::ForeignKey {
                    onupdate: wanted_onupdate,
                    ondelete: wanted_ondelete,
                    ..
                }),
            ) = (
                &mut constraint.kind,
                by_columns
                    .get(&signature.columns)
                    .map(|wanted| &wanted.kind),
            ) {
                take_restrict(onupdate, wanted_onupdate.as_deref());
                take_restrict(ondelete, wanted_ondelete.as_deref());
            }
        }
    }
}

/// The server takes `RESTRICT` for its default and does not tell it.
fn take_restrict(existing: &mut Option<String>, wanted: Option<&str>) {
    if existing.is_none() && wanted.is_some_and(|wanted| wanted.eq_ignore_ascii_case("restrict")) {
        *existing = Some("RESTRICT".to_owned());
    }
}

/// Returns whether a column had a name before it was renamed.
fn had_name(renamed: &[(String, String)], column: &str, name: &str) -> bool {
    renamed
        .iter()
        .any(|(old, new)| old == name && new == column)
}

fn has_column(constraint: &Constraint, column: &str) -> bool {
    match &constraint.kind {
        ConstraintKind::ForeignKey { columns, .. } => columns.iter().any(|name| name == column),
        _ => false,
    }
}

/// Returns a number without the quotes or parentheses that the server tells it with.
fn bare_number(default: &str) -> &str {
    let stripped = |open, close| {
        default
            .strip_prefix(open)
            .and_then(|rest: &str| rest.strip_suffix(close))
    };
    stripped('\'', '\'')
        .or_else(|| stripped('(', ')'))
        .unwrap_or(default)
}

/// Returns a lower-case expression without the parentheses that only one of the servers tells.
fn bare_expression(default: &str) -> &str {
    let default = within(default, "(", ")").unwrap_or(default);
    default.strip_suffix("()").unwrap_or(default)
}

/// Splits `now() on update now()`.
fn split_onupdate(default: &str) -> Option<(&str, &str)> {
    let position = default.rfind(" on update")?;
    let onupdate = &default[position + 1..];
    Some((
        &default[..position],
        onupdate.strip_suffix("()").unwrap_or(onupdate),
    ))
}
