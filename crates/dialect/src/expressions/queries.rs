//! Statements with what they read from: names that are counted, and queries written before them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use alembic_db::{Fragment, Statement};
use alembic_schema::{Expression, Label, Name, Query, Source, Value};
use indexmap::IndexMap;

use super::Scope;
use crate::{Compiler, DialectError};

/// What tells names apart that are counted up in a statement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Label(u64),
    Bind(u64),
    /// A parameter of the compiler's own.
    Own(usize),
}

/// The names that were counted up so far.
#[derive(Debug, Default)]
struct Names {
    given: IndexMap<Counted, String>,
    counts: IndexMap<String, usize>,
}

impl Names {
    fn name(&mut self, counted: Counted, base: &str) -> String {
        if let Some(name) = self.given.get(&counted) {
            return name.clone();
        }
        let count = self.counts.entry(base.to_owned()).or_insert(0);
        *count += 1;
        let name = format!("{base}_{count}");
        self.given.insert(counted, name.clone());
        name
    }
}

/// What is known of a statement while it is written.
#[derive(Debug, Default)]
pub(super) struct Writing<'a> {
    sources: &'a [Source],
    names: RefCell<Names>,
    /// The queries that are written before the statement, by their place among the sources.
    ctes: RefCell<IndexMap<usize, Statement>>,
    cte_names: RefCell<IndexMap<String, usize>>,
    is_recursive: Cell<bool>,
    own_parameters: Cell<usize>,
}

/// Where in a statement something stands.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) writing: &'a Writing<'a>,
    /// The sources of all the queries around.
    pub(super) enclosing: &'a BTreeSet<usize>,
    /// The sources of the query that is next around.
    pub(super) nearest: &'a BTreeSet<usize>,
    /// The names of the result's columns, where they may stand for the columns.
    pub(super) labels: &'a [&'a Label],
    /// Whether the query is a source of another one.
    pub(super) is_source: bool,
    /// Whether it may refer to the sources before it.
    pub(super) is_lateral: bool,
    /// The word that stands for the changed row of a source, where it does not have its own name.
    pub(super) row: Option<(usize, &'static str)>,
}

impl<'a> Writing<'a> {
    pub(super) fn source(&self, place: usize) -> Result<&'a Source, DialectError> {
        self.sources
            .get(place)
            .ok_or(DialectError::UnknownSource { place })
    }

    /// Returns the text of a name.
    pub(super) fn label(&self, label: &Label) -> Name {
        match label {
            Label::Name(name) => name.clone(),
            Label::Anonymous { anonymous, base } => {
                let counted = Counted::Label(*anonymous);
                Name::Plain(self.names.borrow_mut().name(counted, base))
            }
        }
    }

    pub(super) fn bind_name(&self, anonymous: u64, base: &str) -> String {
        self.names.borrow_mut().name(Counted::Bind(anonymous), base)
    }

    /// Returns the name of a parameter of the compiler's own.
    fn own_parameter(&self) -> String {
        let number = self.own_parameters.get();
        self.own_parameters.set(number + 1);
        self.names.borrow_mut().name(Counted::Own(number), "param")
    }

    /// Returns the sources that an expression reads from, in their order.
    pub(super) fn sources_of(&self, expression: &Expression, found: &mut Vec<usize>) {
        match expression {
            Expression::SourceColumn { source, .. } | Expression::SourceName { source } => {
                let is_row = matches!(
                    self.sources.get(*source),
                    Some(Source::Excluded | Source::Inserted)
                );
                if !is_row && !found.contains(source) {
                    found.push(*source);
                }
            }
            other => {
                for part in other.parts() {
                    self.sources_of(part, found);
                }
            }
        }
    }

    /// Returns a source with those that it is made of.
    pub(super) fn expanded(&self, place: usize, found: &mut BTreeSet<usize>) {
        found.insert(place);
        match self.sources.get(place) {
            Some(Source::Join { left, right, .. }) => {
                self.expanded(*left, found);
                self.expanded(*right, found);
            }
            Some(Source::Grouping { of }) => self.expanded(*of, found),
            _ => {}
        }
    }
}

impl Compiler<'_> {
    /// Writes a parameter of the compiler's own.
    pub(super) fn write_own_parameter(
        &self,
        out: &mut Statement,
        value: Value,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let name = scope.around(0)?.writing.own_parameter();
        if let Some(given) = scope.parameters {
            given.note(&name, None, Some(value.clone()));
        }
        out.push_parameter(name, value);
        Ok(())
    }

    /// Writes a statement, and before it the queries that it refers to by name.
    pub(super) fn write_query(
        &self,
        out: &mut Statement,
        query: &Query,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let writing = Writing {
            sources: &query.sources,
            ..Writing::default()
        };
        let nothing = BTreeSet::new();
        let around = Around {
            writing: &writing,
            enclosing: &nothing,
            nearest: &nothing,
            labels: &[],
            is_source: false,
            is_lateral: false,
            row: None,
        };
        let scope = Scope {
            query: Some(around),
            ..scope
        };
        let mut body = Statement::default();
        self.write(&mut body, &query.body, scope)?;
        self.write_ctes(out, &writing);
        append(out, body);
        Ok(())
    }

    /// Writes the queries before a statement, those that were not written yet.
    pub(super) fn write_ctes(&self, out: &mut Statement, writing: &Writing<'_>) {
        let ctes = std::mem::take(&mut *writing.ctes.borrow_mut());
        if ctes.is_empty() {
            return;
        }
        out.push_sql(self.dialect.with_words(writing.is_recursive.get()));
        for (position, (_, cte)) in ctes.into_iter().enumerate() {
            out.push_sql(if position > 0 { ", \n" } else { "" });
            append(out, cte);
        }
        out.push_sql("\n ");
    }

    /// Writes the name of a query that stands before the statement, and keeps its text.
    pub(super) fn write_cte(
        &self,
        out: &mut Statement,
        place: usize,
        scope: Scope<'_>,
        around: Around<'_>,
    ) -> Result<(), DialectError> {
        let writing = around.writing;
        let Source::Cte {
            query,
            name,
            recursive,
            columns,
            restates,
            prefixes,
            suffixes,
        } = writing.source(place)?
        else {
            return Err(DialectError::UnknownSource { place });
        };
        let name = writing.label(name);
        let quoted = self.quote(&name);
        out.push_sql(&quoted);
        let existing = writing.cte_names.borrow().get(name.as_str()).copied();
        if let Some(existing) = existing {
            let restated = match writing.source(existing)? {
                Source::Cte { restates, .. } => *restates,
                _ => None,
            };
            if existing == place || restated == Some(place) {
                return Ok(());
            }
            if *restates != Some(existing) {
                return Err(DialectError::SameNameCtes {
                    name: name.to_string(),
                });
            }
            writing.ctes.borrow_mut().shift_remove(&existing);
        }
        writing
            .cte_names
            .borrow_mut()
            .insert(name.to_string(), place);
        let mut text = Statement::sql(quoted);
        if *recursive {
            writing.is_recursive.set(true);
            let columns: Vec<String> = columns
                .iter()
                .map(|column| self.quote(&writing.label(column)))
                .collect();
            if !columns.is_empty() {
                text.push_sql(&format!("({})", columns.join(", ")));
            }
        }
        text.push_sql(" AS ");
        self.write_affixes(&mut text, prefixes, scope)?;
        text.push_sql("\n(");
        let nothing = BTreeSet::new();
        let inner = Scope {
            query: Some(Around {
                enclosing: &nothing,
                nearest: &nothing,
                labels: &[],
                is_source: true,
                is_lateral: false,
                ..around
            }),
            with_table: true,
            ..scope
        };
        self.write(&mut text, query, inner)?;
        text.push_sql(")");
        if !suffixes.is_empty() {
            text.push_sql(" ");
            self.write_affixes(&mut text, suffixes, scope)?;
        }
        writing.ctes.borrow_mut().insert(place, text);
        Ok(())
    }

    /// Writes a column of a source.
    pub(super) fn write_source_column(
        &self,
        out: &mut Statement,
        place: usize,
        name: &Label,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(place)?;
        let source = around.writing.source(place)?;
        match source {
            Source::Inserted => {
                let name = self.quote(&around.writing.label(name));
                out.push_sql(&self.dialect.inserted_value(self, &name));
                return Ok(());
            }
            Source::Excluded => out.push_sql("excluded."),
            _ if around.row.is_some_and(|(of, _)| of == place) => {
                let word = around.row.map_or("", |(_, word)| word);
                out.push_sql(&format!("{word}."));
            }
            _ if !scope.with_table => {}
            source => {
                if let Some(name) = self.source_name(source, around.writing) {
                    out.push_sql(&name);
                    out.push_sql(".");
                }
            }
        }
        out.push_sql(&self.quote(&around.writing.label(name)));
        Ok(())
    }

    /// Returns what stands before the columns of a source.
    pub(super) fn source_name(&self, source: &Source, writing: &Writing<'_>) -> Option<String> {
        match source {
            Source::Table { name, schema } => Some(self.table_name(schema.as_ref(), name)),
            Source::Alias { name, .. }
            | Source::Sample { name, .. }
            | Source::Subquery { name, .. }
            | Source::Cte { name, .. }
            | Source::Function { name, .. } => Some(self.quote(&writing.label(name))),
            Source::Values { name, .. } => {
                name.as_ref().map(|name| self.quote(&writing.label(name)))
            }
            Source::Join { .. }
            | Source::Grouping { .. }
            | Source::Text { .. }
            | Source::Excluded
            | Source::Inserted => None,
        }
    }
}

impl<'a> Scope<'a> {
    /// Returns where in a statement the scope is.
    pub(super) fn around(&self, place: usize) -> Result<Around<'a>, DialectError> {
        self.query.ok_or(DialectError::UnknownSource { place })
    }
}

/// Appends a statement to another.
pub(crate) fn append(statement: &mut Statement, other: Statement) {
    for fragment in other.fragments {
        match fragment {
            Fragment::Sql(sql) => statement.push_sql(&sql),
            parameter => statement.fragments.push(parameter),
        }
    }
}
