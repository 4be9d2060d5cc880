//! `INSERT`, `UPDATE` and `DELETE`.

use std::collections::BTreeSet;

use alembic_db::Statement;
use alembic_schema::{
    Assignment, Delete, Expression, Insert, OnConflict, SelectedColumn, Source, Update, Value,
};

use super::Scope;
use super::queries::Around;
use crate::{Compiler, DialectError, ReturningStyle};

/// How a statement that changes one table reads from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeveralTables {
    /// Not at all.
    None,
    /// By a clause of its own, which begins with this word.
    Clause(&'static str),
    /// In the list of tables, before what is set, where columns have their table before them.
    List,
    /// In the list of tables after `USING`, the changed one among them.
    UsingAll,
}

impl Compiler<'_> {
    pub(super) fn write_insert(
        &self,
        out: &mut Statement,
        insert: &Insert,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(insert.table)?;
        let writing = around.writing;
        let mut tables = BTreeSet::new();
        writing.expanded(insert.table, &mut tables);
        let inner = Around {
            enclosing: &tables,
            nearest: &tables,
            labels: &[],
            is_source: false,
            is_lateral: false,
            ..around
        };
        let scope = Scope {
            query: Some(inner),
            with_table: true,
            ..scope
        };
        for cte in &insert.ctes {
            self.write_cte(&mut Statement::default(), *cte, scope, inner)?;
        }
        if !insert.more_rows.is_empty() || insert.is_multiple {
            self.require_several_rows()?;
        }
        out.push_sql("INSERT ");
        self.write_affixes(out, &insert.prefixes, scope)?;
        out.push_sql("INTO ");
        self.write_source(out, insert.table, &[], scope)?;
        let style = self.dialect.insert_returning();
        let returning = if insert.returning.is_empty() && self.dialect.returns_generated_keys() {
            &insert.generated_key
        } else {
            &insert.returning
        };
        let names: Vec<String> = match &insert.from_select {
            Some((names, _)) => names.iter().map(|name| self.quote(name)).collect(),
            None => insert
                .values
                .iter()
                .map(|value| self.quote(&value.column))
                .collect(),
        };
        let is_empty = names.is_empty() && insert.from_select.is_none();
        if !names.is_empty() {
            out.push_sql(&format!(" ({})", names.join(", ")));
        }
        if style == ReturningStyle::Output {
            self.write_output(out, (insert.table, "inserted"), returning, scope)?;
        }
        if let Some((_, query)) = &insert.from_select {
            out.push_sql(" ");
            let mut select = Statement::default();
            let inner = Scope {
                query: Some(Around {
                    enclosing: &BTreeSet::new(),
                    nearest: &BTreeSet::new(),
                    ..inner
                }),
                ..scope
            };
            self.write(&mut select, query, inner)?;
            if self.dialect.writes_ctes_after_insert() {
                self.write_ctes(out, writing);
            }
            super::queries::append(out, select);
        } else if is_empty {
            out.push_sql(self.dialect.empty_insert());
        } else {
            out.push_sql(" VALUES (");
            for (position, assignment) in insert.values.iter().enumerate() {
                out.push_sql(if position > 0 { ", " } else { "" });
                self.write_set_value(out, assignment, scope)?;
            }
            for row in &insert.more_rows {
                out.push_sql("), (");
                self.write_list(out, row, ", ", scope)?;
            }
            out.push_sql(")");
        }
        if let Some(on_conflict) = &insert.on_conflict {
            self.write_on_conflict(out, on_conflict, scope)?;
        }
        if style != ReturningStyle::Output {
            self.write_returning(out, " RETURNING ", returning, scope)?;
        }
        Ok(())
    }

    fn require_several_rows(&self) -> Result<(), DialectError> {
        if self.dialect.inserts_several_rows() {
            Ok(())
        } else {
            Err(DialectError::SeveralRows {
                dialect: self.dialect.name(),
            })
        }
    }

    fn write_on_conflict(
        &self,
        out: &mut Statement,
        on_conflict: &OnConflict,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let unsupported =
            |class_name: &str| Err(self.unwritable(&format!("sqlalchemy.dialects.{class_name}")));
        match on_conflict {
            OnConflict::Conflict {
                class_name,
                constraint,
                elements,
                index_where,
                set,
                condition,
            } => {
                if !self.dialect.supports_on_conflict() {
                    return unsupported(class_name);
                }
                out.push_sql(" ON CONFLICT");
                let alone = Scope {
                    with_table: false,
                    ..scope
                };
                if let Some(constraint) = constraint
                    && self.dialect.name() == "postgresql"
                {
                    out.push_sql(&format!(
                        " ON CONSTRAINT {}",
                        self.constraint_name(constraint)?
                    ));
                } else if !elements.is_empty() {
                    out.push_sql(" (");
                    self.write_list(out, elements, ", ", alone)?;
                    out.push_sql(")");
                    self.write_condition(out, " WHERE ", index_where.as_deref(), alone)?;
                }
                match set {
                    None => out.push_sql(" DO NOTHING"),
                    Some(set) => {
                        out.push_sql(" DO UPDATE SET ");
                        self.write_assignments(out, set, " = ", "", scope)?;
                        self.write_condition(out, " WHERE ", condition.as_deref(), scope)?;
                    }
                }
            }
            OnConflict::Duplicate { set } => {
                if !self.dialect.supports_on_duplicate_key() {
                    return unsupported("mysql.dml.OnDuplicateClause");
                }
                out.push_sql(self.dialect.before_on_duplicate_key(self));
                out.push_sql(" ON DUPLICATE KEY UPDATE ");
                self.write_assignments(out, set, " = ", "", scope)?;
            }
        }
        Ok(())
    }

    fn write_assignments(
        &self,
        out: &mut Statement,
        assignments: &[Assignment],
        sign: &str,
        table: &str,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        for (position, assignment) in assignments.iter().enumerate() {
            out.push_sql(if position > 0 { ", " } else { "" });
            out.push_sql(table);
            out.push_sql(&self.quote(&assignment.column));
            out.push_sql(sign);
            self.write_set_value(out, assignment, scope)?;
        }
        Ok(())
    }

    /// Writes what a column is set to; a value that comes only when the statement is run stays a
    /// parameter.
    fn write_set_value(
        &self,
        out: &mut Statement,
        assignment: &Assignment,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        if let (true, true, Expression::Bind { key: Some(key), .. }) =
            (assignment.pending, scope.literal, &assignment.value)
        {
            let given = scope.parameters.and_then(|parameters| parameters.get(key));
            if given.is_none() {
                out.push_parameter(key.as_str(), Value::Null);
                return Ok(());
            }
        }
        self.write(out, &assignment.value, scope)
    }

    /// Returns the error for something that the dialect has no words for.
    pub(super) fn unwritable(&self, class_name: &str) -> DialectError {
        DialectError::Unrenderable {
            compiler: self.dialect.statement_compiler_name(),
            element: format!("<class '{class_name}'>"),
        }
    }

    /// Writes what is returned of the rows as they are after the change, before the values.
    fn write_output(
        &self,
        out: &mut Statement,
        row: (usize, &'static str),
        returning: &[SelectedColumn],
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(row.0)?;
        let scope = Scope {
            query: Some(Around {
                row: Some(row),
                ..around
            }),
            ..scope
        };
        self.write_returning(out, " OUTPUT ", returning, scope)
    }

    pub(super) fn write_returning(
        &self,
        out: &mut Statement,
        word: &str,
        returning: &[SelectedColumn],
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        if returning.is_empty() {
            return Ok(());
        }
        out.push_sql(word);
        let scope = Scope {
            with_table: self.dialect.insert_returning() != ReturningStyle::Unqualified,
            ..scope
        };
        self.write_selected(out, returning, false, scope)
    }

    /// Returns the sources that a condition reads from besides the changed table.
    fn further_sources(
        &self,
        table: usize,
        condition: Option<&Expression>,
        around: Around<'_>,
    ) -> Vec<usize> {
        let mut sources = vec![table];
        if let Some(condition) = condition {
            around.writing.sources_of(condition, &mut sources);
        }
        sources.split_off(1)
    }

    pub(super) fn write_update(
        &self,
        out: &mut Statement,
        update: &Update,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(update.table)?;
        let further = self.further_sources(update.table, update.condition.as_ref(), around);
        let enclosing = BTreeSet::from([update.table]);
        let mut nearest = enclosing.clone();
        nearest.extend(&further);
        let inner = Around {
            enclosing: &nearest,
            nearest: &nearest,
            labels: &[],
            is_source: false,
            is_lateral: false,
            ..around
        };
        let scope = Scope {
            query: Some(inner),
            with_table: true,
            ..scope
        };
        for cte in &update.ctes {
            self.write_cte(&mut Statement::default(), *cte, scope, inner)?;
        }
        let several = self.dialect.update_several_tables();
        if !further.is_empty() && several == SeveralTables::None {
            return Err(DialectError::SeveralTables {
                statement: "UPDATE",
            });
        }
        out.push_sql("UPDATE ");
        self.write_affixes(out, &update.prefixes, scope)?;
        self.write_source(out, update.table, &[], scope)?;
        let mut table = String::new();
        if several == SeveralTables::List && !further.is_empty() {
            for source in &further {
                out.push_sql(", ");
                self.write_source(out, *source, &[], scope)?;
            }
            let source: &Source = around.writing.source(update.table)?;
            if let Some(name) = self.source_name(source, around.writing) {
                table = format!("{name}.");
            }
        }
        out.push_sql(" SET ");
        self.write_assignments(out, &update.values, "=", &table, scope)?;
        let style = self.dialect.insert_returning();
        if style == ReturningStyle::Output {
            self.write_output(out, (update.table, "inserted"), &update.returning, scope)?;
        }
        if let SeveralTables::Clause(word) = several {
            self.write_further_sources(out, word, &further, scope)?;
        }
        self.write_condition(out, " WHERE ", update.condition.as_ref(), scope)?;
        if let Some(limit) = &update.limit {
            self.write_row_limit(out, limit, scope)?;
        }
        if style != ReturningStyle::Output {
            self.write_returning(out, " RETURNING ", &update.returning, scope)?;
        }
        Ok(())
    }

    /// Writes MySQL's limit of an update or delete; no other dialect has one.
    fn write_row_limit(
        &self,
        out: &mut Statement,
        limit: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        if matches!(self.dialect.name(), "mysql" | "mariadb") {
            out.push_sql(" LIMIT ");
            self.write(out, limit, scope)?;
        }
        Ok(())
    }

    fn write_further_sources(
        &self,
        out: &mut Statement,
        word: &str,
        sources: &[usize],
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        for (position, source) in sources.iter().enumerate() {
            out.push_sql(if position > 0 { ", " } else { word });
            self.write_source(out, *source, &[], scope)?;
        }
        Ok(())
    }

    pub(super) fn write_delete(
        &self,
        out: &mut Statement,
        delete: &Delete,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(delete.table)?;
        let further = self.further_sources(delete.table, delete.condition.as_ref(), around);
        let mut nearest = BTreeSet::from([delete.table]);
        nearest.extend(&further);
        let inner = Around {
            enclosing: &nearest,
            nearest: &nearest,
            labels: &[],
            is_source: false,
            is_lateral: false,
            ..around
        };
        let scope = Scope {
            query: Some(inner),
            with_table: true,
            ..scope
        };
        for cte in &delete.ctes {
            self.write_cte(&mut Statement::default(), *cte, scope, inner)?;
        }
        let several = self.dialect.delete_several_tables();
        if !further.is_empty() && several == SeveralTables::None {
            return Err(DialectError::SeveralTables {
                statement: "DELETE",
            });
        }
        out.push_sql("DELETE ");
        self.write_affixes(out, &delete.prefixes, scope)?;
        out.push_sql("FROM ");
        self.write_source(out, delete.table, &[], scope)?;
        let style = self.dialect.insert_returning();
        if style == ReturningStyle::Output {
            self.write_output(out, (delete.table, "deleted"), &delete.returning, scope)?;
        }
        match several {
            SeveralTables::Clause(word) => {
                self.write_further_sources(out, word, &further, scope)?;
            }
            SeveralTables::UsingAll if !further.is_empty() => {
                let mut all = vec![delete.table];
                all.extend(&further);
                self.write_further_sources(out, " USING ", &all, scope)?;
            }
            _ => {}
        }
        self.write_condition(out, " WHERE ", delete.condition.as_ref(), scope)?;
        if let Some(limit) = &delete.limit {
            self.write_row_limit(out, limit, scope)?;
        }
        if style != ReturningStyle::Output {
            self.write_returning(out, " RETURNING ", &delete.returning, scope)?;
        }
        Ok(())
    }
}
