//! Indexes, unique constraints and check constraints.

use std::collections::{BTreeMap, BTreeSet};

use alembic_dialect::{CompileOptions, Compiler, DialectError, ResolvedTable};
use alembic_ops::{CreateConstraint, CreateIndex, Operation};
use alembic_schema::{Constraint, ConstraintKind, Expression, Index, Name, Table};

use super::sides::{DatabaseTable, ModelTable};
use super::tables::{database_object, model_object};
use super::{Comparison, Hooks, Item, ObjectKind, Outcome, Parents};
use alembic_python_text::repr;

use crate::python_text::repr_tuple;

const LOGGER: &str = "alembic.autogenerate.compare.constraints";

type Key = (Option<String>, String);

/// What is to be compared of a table; dialects take out what the database makes by itself or
/// cannot tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidates {
    pub(super) model_uniques: Vec<Constraint>,
    pub(super) model_indexes: Vec<Index>,
    pub(super) database_uniques: Vec<Candidate<Constraint>>,
    pub(super) database_indexes: Vec<Candidate<Index>>,
    /// The foreign keys of the database.
    pub(super) database_foreign_keys: Vec<Constraint>,
    /// The old and new names of columns that have another name than the catalog tells.
    pub(super) renamed_columns: Vec<(String, String)>,
}

/// Something of the database that may be there twice, as an index and as a constraint.
#[derive(Clone, Debug)]
pub(super) struct Candidate<T> {
    pub(super) item: T,
    pub(super) is_doubled: bool,
}

/// An index or a unique constraint.
#[derive(Clone, Debug)]
enum Part {
    Index(Index),
    Unique(Box<Constraint>),
}

impl Part {
    fn name(&self) -> Option<&Name> {
        match self {
            Self::Index(index) => index.name.as_ref(),
            Self::Unique(constraint) => constraint.name.as_ref(),
        }
    }

    fn kind(&self) -> ObjectKind {
        match self {
            Self::Index(_) => ObjectKind::Index,
            Self::Unique(_) => ObjectKind::UniqueConstraint,
        }
    }

    fn item(&self) -> Item<'_> {
        match self {
            Self::Index(index) => Item::Index(index),
            Self::Unique(constraint) => Item::Constraint(constraint),
        }
    }

    /// Returns what identifies it when its name does not.
    fn signature(&self) -> Signature {
        match self {
            Self::Index(index) => Signature::Index(
                index.unique,
                index.expressions.iter().map(element_name).collect(),
            ),
            Self::Unique(constraint) => unique_signature(constraint),
        }
    }

    /// Returns the names of its columns as the log shows them.
    fn column_text(&self) -> String {
        match self {
            Self::Index(index) => repr_tuple(&indexed_columns(index)),
            Self::Unique(constraint) => repr_tuple(&unique_columns(constraint)),
        }
    }

    fn operation(&self, table_name: &Name, schema: Option<&Name>) -> Operation {
        match self {
            Self::Index(index) => Operation::CreateIndex(create_index(index, table_name, schema)),
            Self::Unique(constraint) => Operation::CreateUniqueConstraint(CreateConstraint {
                table_name: table_name.clone(),
                schema: schema.cloned(),
                constraint: (**constraint).clone(),
            }),
        }
    }

    /// Returns the operation that drops it from a table of the database.
    fn reverse_operation(&self, table: &Table) -> Operation {
        let (table_name, schema) = (&table.name, table.schema.as_ref());
        match self {
            Self::Index(index) => {
                let covered = indexed_columns(index);
                let covered = covered.iter().filter_map(|name| table.column(name));
                let create = CreateIndex {
                    known_columns: covered.cloned().collect(),
                    ..create_index(index, table_name, schema)
                };
                Operation::DropIndex(create.reverse())
            }
            Self::Unique(constraint) => Operation::DropConstraint(
                CreateConstraint {
                    table_name: table_name.clone(),
                    schema: schema.cloned(),
                    constraint: (**constraint).clone(),
                }
                .reverse(),
            ),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Signature {
    Index(bool, Vec<Option<String>>),
    Unique(Vec<String>),
}

fn unique_signature(constraint: &Constraint) -> Signature {
    let mut columns = unique_columns(constraint);
    columns.sort();
    Signature::Unique(columns)
}

pub(super) fn create_index(index: &Index, table_name: &Name, schema: Option<&Name>) -> CreateIndex {
    CreateIndex {
        index_name: index.name.clone(),
        table_name: table_name.clone(),
        columns: index.expressions.clone(),
        schema: schema.cloned(),
        unique: index.unique,
        if_not_exists: false,
        dialect_options: index.dialect_options.clone(),
        known_columns: Vec::new(),
    }
}

pub(super) fn unique_columns(constraint: &Constraint) -> Vec<String> {
    match &constraint.kind {
        ConstraintKind::Unique { columns } => columns.iter().map(Name::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Returns the columns of an index, those within expressions among them.
pub(super) fn indexed_columns(index: &Index) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for element in &index.expressions {
        for name in alembic_dialect::column_names(element) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Returns whether an index has more than columns.
pub(super) fn has_expressions(index: &Index) -> bool {
    index.expressions.iter().any(is_expression)
}

/// Returns whether an element is more than a column, perhaps with a direction.
fn is_expression(element: &Expression) -> bool {
    match element {
        Expression::Column { .. } => false,
        Expression::Unary { operand, .. } => is_expression(operand),
        _ => true,
    }
}

fn element_name(element: &Expression) -> Option<String> {
    match element {
        Expression::Column { name, .. } => Some(name.to_string()),
        Expression::Function { name, .. } => name.rsplit('.').next().map(|name| name.to_owned()),
        _ => None,
    }
}

/// The indexes and unique constraints of both sides by their names.
pub(super) struct Named<'c> {
    pub(super) table_name: &'c str,
    pub(super) model: Option<&'c ModelTable>,
    pub(super) database: Option<&'c DatabaseTable>,
}

impl<H: Hooks> Comparison<'_, H> {
    /// Adds the operations for the indexes and unique constraints of a table.
    pub(super) fn indexes_and_uniques(
        &self,
        key: &Key,
        model: Option<&ModelTable>,
        database: Option<&DatabaseTable>,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let mut candidates = Candidates::default();
        if let Some(model) = model {
            candidates.model_uniques = model.uniques().cloned().collect();
            candidates.model_indexes = match database {
                Some(_) => model.indexes.clone(),
                None => self.indexes_of_new_table(model)?,
            };
        }
        if let Some(database) = database {
            self.add_database_candidates(key, database, model.is_none(), &mut candidates)?;
        }
        if candidates
            .database_uniques
            .iter()
            .any(|unique| unique.is_doubled)
        {
            self.choose_view_of_doubled(&mut candidates)?;
        }
        let named = Named {
            table_name: &key.1,
            model,
            database,
        };
        if self.corrected_by_project(&named, &mut candidates)? {
            self.rules.correct_constraints(&mut candidates);
        }
        self.compare_parts(&named, candidates, operations)
    }

    /// Returns the indexes of a table that is added, all with names.
    ///
    /// An index that no convention of the project's names gets the name that it has in a script, where
    /// there is no convention but SQLAlchemy's own.
    fn indexes_of_new_table(&self, model: &ModelTable) -> Result<Vec<Index>, H::Error> {
        let plain_options = CompileOptions::default();
        let compiler = Compiler::new(self.compiler.dialect, &plain_options);
        let plain_table = ResolvedTable {
            name: model.table.name.clone(),
            schema: model.table.schema.clone(),
            ..ResolvedTable::default()
        };
        model
            .indexes
            .iter()
            .map(|index| match index.name {
                Some(_) => Ok(index.clone()),
                None => Ok(compiler.named_index(&plain_table, index.clone())?),
            })
            .collect()
    }

    fn add_database_candidates(
        &self,
        key: &Key,
        database: &DatabaseTable,
        is_dropped: bool,
        candidates: &mut Candidates,
    ) -> Result<(), H::Error> {
        let parents = Parents {
            schema: key.0.as_deref(),
            table: Some(&key.1),
        };
        for unique in &database.uniques {
            let name = unique.constraint.name.as_deref();
            // A table that is dropped takes its constraints along.
            if self
                .hooks
                .include_name(name, ObjectKind::UniqueConstraint, parents)?
                && !is_dropped
            {
                candidates.database_uniques.push(Candidate {
                    item: unique.constraint.clone(),
                    is_doubled: unique.duplicates_index,
                });
            }
        }
        for index in &database.indexes {
            let name = index.index.name.as_deref();
            if self.hooks.include_name(name, ObjectKind::Index, parents)? {
                candidates.database_indexes.push(Candidate {
                    item: index.index.clone(),
                    is_doubled: index.duplicates_constraint,
                });
            }
        }
        candidates.database_foreign_keys = database.foreign_keys().cloned().collect();
        candidates
            .renamed_columns
            .clone_from(&database.renamed.columns);
        Ok(())
    }

    /// Takes what the database shows as a constraint and as an index for what the models say that
    /// it is.
    fn choose_view_of_doubled(&self, candidates: &mut Candidates) -> Result<(), DialectError> {
        let mut unique_names = BTreeSet::new();
        let mut unnamed = BTreeSet::new();
        for unique in &candidates.model_uniques {
            match &unique.name {
                Some(name) => {
                    unique_names.insert(self.compiler.final_name(name)?);
                }
                None => {
                    unnamed.insert(unique_signature(unique));
                }
            }
        }
        let mut index_names = BTreeSet::new();
        for index in candidates.model_indexes.iter().filter(|index| index.unique) {
            if let Some(name) = &index.name {
                index_names.insert(self.compiler.final_name(name)?);
            }
        }
        let doubled: Vec<Constraint> = candidates
            .database_uniques
            .iter()
            .filter(|unique| unique.is_doubled)
            .map(|unique| unique.item.clone())
            .collect();
        for unique in doubled {
            let name = unique
                .name
                .as_ref()
                .map(Name::to_string)
                .unwrap_or_default();
            if !unique_names.contains(&name) {
                if !unnamed.contains(&unique_signature(&unique)) {
                    candidates
                        .database_uniques
                        .retain(|other| other.item.name != unique.name);
                }
            } else if !index_names.contains(&name) {
                candidates
                    .database_indexes
                    .retain(|index| !(index.item.unique && index.item.name == unique.name));
            }
        }
        Ok(())
    }

    fn compare_parts(
        &self,
        named: &Named<'_>,
        candidates: Candidates,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let mut model_parts: Vec<Part> = Vec::new();
        model_parts.extend(
            candidates
                .model_uniques
                .into_iter()
                .map(|unique| Part::Unique(Box::new(unique))),
        );
        model_parts.extend(candidates.model_indexes.into_iter().map(Part::Index));
        let mut model_names: BTreeMap<String, &Part> = BTreeMap::new();
        let mut unnamed: Vec<&Part> = Vec::new();
        for part in &model_parts {
            match part.name() {
                Some(name) => {
                    model_names.insert(self.compiler.final_name(name)?, part);
                }
                None if matches!(part, Part::Unique(_)) => unnamed.push(part),
                None => {}
            }
        }
        let model_signatures: BTreeSet<Signature> =
            model_parts.iter().map(Part::signature).collect();
        let unnamed_signatures: BTreeSet<Signature> =
            unnamed.iter().map(|part| part.signature()).collect();

        let uniques: Vec<Part> = candidates
            .database_uniques
            .into_iter()
            .map(|unique| Part::Unique(Box::new(unique.item)))
            .collect();
        let indexes: Vec<Part> = candidates
            .database_indexes
            .into_iter()
            .map(|index| Part::Index(index.item))
            .collect();
        let by_name = |parts: &'_ [Part]| -> BTreeMap<String, Part> {
            parts
                .iter()
                .filter_map(|part| Some((part.name()?.to_string(), part.clone())))
                .collect()
        };
        let (uniques_by_name, indexes_by_name) = (by_name(&uniques), by_name(&indexes));
        let database_names: BTreeSet<&String> = uniques_by_name
            .keys()
            .chain(indexes_by_name.keys())
            .collect();

        for name in &database_names {
            if model_names.contains_key(*name) {
                continue;
            }
            match (uniques_by_name.get(*name), indexes_by_name.get(*name)) {
                (Some(unique), _) if unnamed_signatures.contains(&unique.signature()) => {}
                (Some(unique), Some(index)) => {
                    if !model_signatures.contains(&index.signature())
                        && !model_signatures.contains(&unique.signature())
                    {
                        self.part_removed(named, unique, operations)?;
                        self.part_removed(named, index, operations)?;
                    }
                }
                (Some(part), None) | (None, Some(part)) => {
                    self.part_removed(named, part, operations)?;
                }
                (None, None) => {}
            }
        }
        for (name, part) in &model_names {
            let (unique, index) = (uniques_by_name.get(name), indexes_by_name.get(name));
            let same_kind = match part {
                Part::Index(_) => index.or(unique),
                Part::Unique(_) => unique.or(index),
            };
            if let Some(existing) = same_kind {
                self.part_on_both_sides(named, existing, part, operations)?;
            }
        }
        for (name, part) in &model_names {
            if !database_names.contains(name) {
                self.part_added(named, part, operations)?;
            }
        }
        let database_signatures: BTreeSet<Signature> =
            uniques.iter().map(Part::signature).collect();
        let mut seen = BTreeSet::new();
        for part in unnamed {
            if !database_signatures.contains(&part.signature()) && seen.insert(part.signature()) {
                self.part_added(named, part, operations)?;
            }
        }
        Ok(())
    }

    fn part_on_both_sides(
        &self,
        named: &Named<'_>,
        existing: &Part,
        wanted: &Part,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let by_project = match (existing.kind(), wanted.kind()) {
            (one, other) if one == other => self.outcome_by_project(named, existing, wanted)?,
            _ => None,
        };
        let outcome = match (by_project, existing, wanted) {
            (Some(outcome), _, _) => outcome,
            (None, Part::Index(existing), Part::Index(wanted)) => {
                let table = &named.table_name;
                self.rules
                    .compare_indexes(self.compiler, table, existing, wanted)?
            }
            (None, Part::Unique(existing), Part::Unique(wanted)) => {
                self.rules.compare_uniques(existing, wanted)
            }
            _ => {
                self.part_removed(named, existing, operations)?;
                return self.part_added(named, wanted, operations);
            }
        };
        match outcome {
            Outcome::Equal => Ok(()),
            Outcome::Different(reasons) => {
                self.part_changed(named, existing, wanted, &reasons.join(", "), operations)
            }
            Outcome::Skip(reasons) => {
                log::info!(
                    target: LOGGER,
                    "Cannot compare {} {}, assuming equal and skipping. {}",
                    word(existing),
                    name_text(existing),
                    reasons.join(", ")
                );
                Ok(())
            }
        }
    }

    fn outcome_by_project(
        &self,
        named: &Named<'_>,
        existing: &Part,
        wanted: &Part,
    ) -> Result<Option<Outcome>, H::Error> {
        let (Some(model), Some(database)) = (named.model, named.database) else {
            return Ok(None);
        };
        let object = model_object(model, wanted.item(), wanted.name());
        let compare_to = database_object(database, existing.item(), existing.name());
        self.hooks
            .compare_objects(wanted.kind(), object, compare_to)
    }

    fn part_added(
        &self,
        named: &Named<'_>,
        part: &Part,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let Some(model) = named.model else {
            return Ok(());
        };
        // The definition of a new table has its unique constraints.
        if matches!(part, Part::Unique(_)) && named.database.is_none() {
            return Ok(());
        }
        let object = model_object(model, part.item(), part.name());
        if self.hooks.include_object(object, part.kind(), None)? {
            operations.push(part.operation(&model.table.name, model.table.schema.as_ref()));
            log::info!(
                target: LOGGER,
                "Detected added {} {} on '{}'",
                word(part),
                name_text(part),
                part.column_text()
            );
        }
        Ok(())
    }

    fn part_removed(
        &self,
        named: &Named<'_>,
        part: &Part,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let Some(database) = named.database else {
            return Ok(());
        };
        if matches!(part, Part::Unique(_)) && named.model.is_none() {
            return Ok(());
        }
        let object = database_object(database, part.item(), part.name());
        if self.hooks.include_object(object, part.kind(), None)? {
            operations.push(part.reverse_operation(&database.table));
            log::info!(
                target: LOGGER,
                "Detected removed {} {} on {}",
                word(part),
                name_text(part),
                repr(named.table_name)
            );
        }
        Ok(())
    }

    fn part_changed(
        &self,
        named: &Named<'_>,
        existing: &Part,
        wanted: &Part,
        reasons: &str,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let (Some(model), Some(database)) = (named.model, named.database) else {
            return Ok(());
        };
        let object = model_object(model, wanted.item(), wanted.name());
        let compare_to = database_object(database, existing.item(), existing.name());
        if self
            .hooks
            .include_object(object, wanted.kind(), Some(compare_to))?
        {
            log::info!(
                target: LOGGER,
                "Detected changed {} {} on {}: {reasons}",
                word(existing),
                name_text(existing),
                repr(named.table_name)
            );
            operations.push(existing.reverse_operation(&database.table));
            operations.push(wanted.operation(&model.table.name, model.table.schema.as_ref()));
        }
        Ok(())
    }
}

fn word(part: &Part) -> &'static str {
    match part {
        Part::Index(_) => "index",
        Part::Unique(_) => "unique constraint",
    }
}

fn name_text(part: &Part) -> String {
    part.name()
        .map_or_else(|| "None".to_owned(), |name| repr(name))
}
