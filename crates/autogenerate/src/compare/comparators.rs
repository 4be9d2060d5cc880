//! Who compares, and in which order.

use serde::{Deserialize, Serialize};

/// A function that compares, as it was chosen by `autogenerate_plugins`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Comparator<F> {
    /// The function.
    pub function: Function<F>,
    /// The part of the thing that it compares: once a function has dealt with a part, later ones for
    /// it are left out.
    #[serde(default)]
    pub part: Option<String>,
}

/// Where a function comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function<F> {
    /// One of the engine's.
    Own(F),
    /// One of the project's, by the number under which [`super::Hooks`] know it.
    Project(u64),
}

/// What compares the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfAll {
    /// Chooses the schemas and has them compared.
    Schemas,
}

/// What compares schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfSchemas {
    /// Compares the tables, and has each of them and their columns compared.
    Tables,
}

/// What compares one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfTable {
    /// Indexes and unique constraints.
    IndexesAndUniques,
    /// Foreign keys.
    ForeignKeys,
    /// The comment.
    Comment,
    /// Check constraints by their names.
    CheckConstraints,
}

/// What compares one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfColumn {
    /// The type, by `compare_type` of the project.
    TypeByProject,
    /// The server default, by `compare_server_default` of the project.
    DefaultByProject,
    /// `NOT NULL`.
    Nullable,
    /// The expression of a computed column.
    Computed,
    /// The options of an identity.
    Identity,
    /// Notes whether the column counts up by itself.
    Autoincrement,
    /// The comment.
    Comment,
    /// The type, by what the dialect makes of it.
    TypeByDialect,
    /// The server default, by what the dialect makes of it.
    DefaultByDialect,
}

/// What the engine compares by itself, as it is registered with the plugins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OwnComparator {
    /// The plugin that it belongs to.
    pub plugin: &'static str,
    /// The part of the thing that it compares.
    pub part: Option<&'static str>,
    /// Which batch it is called in.
    pub priority: Priority,
    /// The function.
    #[serde(flatten)]
    pub function: OwnFunction,
}

/// A function of the engine's, with what it compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "target", content = "name", rename_all = "snake_case")]
pub enum OwnFunction {
    /// The whole.
    Autogenerate(OfAll),
    /// All schemas.
    Schema(OfSchemas),
    /// A table.
    Table(OfTable),
    /// A column.
    Column(OfColumn),
}

/// Which batch a function is called in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Priority {
    /// The first.
    First,
    /// The second, as usual.
    Medium,
    /// The last.
    Last,
}

const USUAL: &str = "alembic.autogenerate.";

/// What the engine compares by itself, plugin by plugin.
pub const OWN_COMPARATORS: [OwnComparator; 15] = {
    use OwnFunction::{Autogenerate, Column, Schema, Table};
    use Priority::{First, Last, Medium};
    const fn own(
        plugin: &'static str,
        function: OwnFunction,
        part: Option<&'static str>,
        priority: Priority,
    ) -> OwnComparator {
        OwnComparator {
            plugin,
            part,
            priority,
            function,
        }
    }
    const TYPES: &str = "alembic.autogenerate.types";
    const CONSTRAINTS: &str = "alembic.autogenerate.constraints";
    const DEFAULTS: &str = "alembic.autogenerate.defaults";
    const COMMENTS: &str = "alembic.autogenerate.comments";
    const TYPE: Option<&str> = Some("types");
    const DEFAULT: Option<&str> = Some("server_default");
    const COMMENT: Option<&str> = Some("comments");
    [
        own(
            "alembic.autogenerate.schemas",
            Autogenerate(OfAll::Schemas),
            None,
            Medium,
        ),
        own(
            "alembic.autogenerate.tables",
            Schema(OfSchemas::Tables),
            Some("tables"),
            Medium,
        ),
        own(TYPES, Column(OfColumn::TypeByProject), TYPE, First),
        own(TYPES, Column(OfColumn::TypeByDialect), TYPE, Last),
        own(
            CONSTRAINTS,
            Table(OfTable::IndexesAndUniques),
            Some("indexes"),
            Medium,
        ),
        own(
            CONSTRAINTS,
            Table(OfTable::ForeignKeys),
            Some("foreignkeys"),
            Medium,
        ),
        own(
            CONSTRAINTS,
            Column(OfColumn::Nullable),
            Some("nullable"),
            Medium,
        ),
        own(DEFAULTS, Column(OfColumn::DefaultByProject), DEFAULT, First),
        own(DEFAULTS, Column(OfColumn::Computed), DEFAULT, Medium),
        own(DEFAULTS, Column(OfColumn::Identity), DEFAULT, Medium),
        own(DEFAULTS, Column(OfColumn::Autoincrement), DEFAULT, Medium),
        own(DEFAULTS, Column(OfColumn::DefaultByDialect), DEFAULT, Last),
        own(COMMENTS, Column(OfColumn::Comment), COMMENT, Medium),
        own(COMMENTS, Table(OfTable::Comment), COMMENT, Medium),
        // Compares only where it is asked for by name, as it is not one of the usual ones.
        own(
            "alembic.ext.checkconstraint_byname",
            Table(OfTable::CheckConstraints),
            Some("checkconstraints"),
            Medium,
        ),
    ]
};

impl Comparators {
    /// Returns the engine's own, where nothing has been registered or chosen beside them, and tells of
    /// their plugins.
    pub fn usual() -> Self {
        let mut told = "";
        let mut usual: Vec<&OwnComparator> = OWN_COMPARATORS
            .iter()
            .filter(|own| own.plugin.starts_with(USUAL))
            .inspect(|own| {
                if own.plugin != told {
                    told = own.plugin;
                    log::info!(
                        target: "alembic.runtime.plugins",
                        "setting up autogenerate plugin {told}"
                    );
                }
            })
            .collect();
        usual.sort_by_key(|own| own.priority);
        let mut comparators = Self::default();
        for own in usual {
            let part = own.part;
            match own.function {
                OwnFunction::Autogenerate(own) => push(&mut comparators.autogenerate, own, part),
                OwnFunction::Schema(own) => push(&mut comparators.schema, own, part),
                OwnFunction::Table(own) => push(&mut comparators.table, own, part),
                OwnFunction::Column(own) => push(&mut comparators.column, own, part),
            }
        }
        comparators
    }

    /// Returns whether all are the engine's own.
    pub fn are_own(&self) -> bool {
        fn are_own<F>(comparators: &[Comparator<F>]) -> bool {
            comparators
                .iter()
                .all(|comparator| matches!(comparator.function, Function::Own(_)))
        }
        are_own(&self.autogenerate)
            && are_own(&self.schema)
            && are_own(&self.table)
            && are_own(&self.column)
    }
}

fn push<F>(comparators: &mut Vec<Comparator<F>>, own: F, part: Option<&str>) {
    comparators.push(Comparator {
        function: Function::Own(own),
        part: part.map(str::to_owned),
    });
}

/// The functions for each kind of thing, in the order in which they are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Comparators {
    /// For the whole.
    pub autogenerate: Vec<Comparator<OfAll>>,
    /// For all schemas.
    pub schema: Vec<Comparator<OfSchemas>>,
    /// For each table.
    pub table: Vec<Comparator<OfTable>>,
    /// For each column that is on both sides.
    pub column: Vec<Comparator<OfColumn>>,
}

/// Whether later functions for the same part are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// They are.
    Continue,
    /// They are not.
    Stop,
}

impl Next {
    /// Returns the outcome of a function that may have been the last.
    pub fn stop_if(is_done: bool) -> Self {
        if is_done { Self::Stop } else { Self::Continue }
    }
}

/// Calls functions in their order, but none for a part that an earlier one was the last for.
pub(super) fn dispatch<F: Copy, E>(
    comparators: &[Comparator<F>],
    mut call: impl FnMut(Function<F>) -> Result<Next, E>,
) -> Result<(), E> {
    let mut done: Vec<Option<&str>> = Vec::new();
    for comparator in comparators {
        let part = comparator.part.as_deref();
        if !done.contains(&part) && call(comparator.function)? == Next::Stop {
            done.push(part);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use serde_json::json;

    use super::*;

    #[test]
    fn the_usual_ones_are_called_in_the_order_of_the_original() {
        let usual = Comparators::usual();
        let columns: Vec<_> = usual.column.iter().map(|one| one.function).collect();
        let expected = [
            OfColumn::TypeByProject,
            OfColumn::DefaultByProject,
            OfColumn::Nullable,
            OfColumn::Computed,
            OfColumn::Identity,
            OfColumn::Autoincrement,
            OfColumn::Comment,
            OfColumn::TypeByDialect,
            OfColumn::DefaultByDialect,
        ];
        assert_eq!(columns, expected.map(Function::Own));
        assert_eq!(usual.table.len(), 3);
        assert_eq!(
            serde_json::to_value(OWN_COMPARATORS[3]).unwrap(),
            json!({
                "plugin": "alembic.autogenerate.types", "target": "column", "part": "types",
                "name": "type_by_dialect", "priority": "LAST",
            })
        );
    }

    #[test]
    fn a_part_that_is_done_is_left_alone() {
        let comparators: Comparators = serde_json::from_value(json!({
            "autogenerate": [{"function": {"own": "schemas"}}],
            "schema": [],
            "table": [],
            "column": [
                {"function": {"own": "type_by_project"}, "part": "types"},
                {"function": {"project": 3}, "part": "types"},
                {"function": {"project": 4}},
                {"function": {"project": 5}},
                {"function": {"own": "nullable"}, "part": "nullable"},
                {"function": {"own": "type_by_dialect"}, "part": "types"},
            ],
        }))
        .unwrap();
        let mut called = Vec::new();
        dispatch(&comparators.column, |function| {
            called.push(function);
            let is_last = matches!(function, Function::Project(3 | 4));
            Ok::<_, Infallible>(Next::stop_if(is_last))
        })
        .unwrap();
        let expected = [
            Function::Own(OfColumn::TypeByProject),
            Function::Project(3),
            Function::Project(4),
            Function::Own(OfColumn::Nullable),
        ];
        assert_eq!(called, expected);
    }
}
