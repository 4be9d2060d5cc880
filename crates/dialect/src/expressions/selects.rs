//! Queries.

use std::collections::BTreeSet;

use alembic_db::Statement;
use alembic_schema::{
    CompoundSelect, Expression, Fetch, FrameEnd, Label, Select, SelectedColumn, Tail, Value,
};

use super::Scope;
use super::queries::Around;
use crate::{Compiler, DialectError};

/// How the number of rows is limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitForm {
    /// `LIMIT` and `OFFSET`, with what stands before `LIMIT`, and with a limit for no limit.
    LimitOffset(&'static str, &'static str),
    /// `LIMIT` and `OFFSET`, both of them always.
    Both,
    /// `LIMIT` with the offset before the limit.
    Comma,
    /// `TOP`, and `OFFSET` with `FETCH` where there is an offset.
    Top,
    /// `OFFSET` and `FETCH`.
    Fetch,
}

impl Compiler<'_> {
    pub(super) fn write_select(
        &self,
        out: &mut Statement,
        select: &Select,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(0)?;
        let writing = around.writing;
        let froms = self.listed_sources(select, around)?;
        if self.options.warns_of_products {
            self.warn_of_products(select, &froms, writing);
        }
        let mut nearest = BTreeSet::new();
        for from in &froms {
            writing.expanded(*from, &mut nearest);
        }
        let enclosing: BTreeSet<usize> = nearest.union(around.enclosing).copied().collect();
        let inner = Around {
            enclosing: &enclosing,
            nearest: &nearest,
            labels: &[],
            is_source: false,
            is_lateral: false,
            ..around
        };
        let scope = Scope {
            query: Some(inner),
            in_operator: false,
            ..scope
        };
        for cte in &select.ctes {
            self.write_cte(&mut Statement::default(), *cte, scope, inner)?;
        }
        out.push_sql("SELECT ");
        self.write_affixes(out, &select.prefixes, scope)?;
        if !select.distinct_on.is_empty() && self.dialect.supports_distinct_on() {
            out.push_sql("DISTINCT ON (");
            self.write_list(out, &select.distinct_on, ", ", scope)?;
            out.push_sql(") ");
        } else if select.distinct {
            out.push_sql("DISTINCT ");
        }
        let limit_form = self.dialect.limit_form(self);
        let is_top = limit_form == LimitForm::Top && select.tail.offset.is_none();
        if let (true, Some(limit)) = (is_top, &select.tail.limit) {
            out.push_sql("TOP ");
            self.write(out, limit, scope)?;
            out.push_sql(" ");
        }
        self.write_selected(out, &select.columns, around.is_source, scope)?;
        if froms.is_empty() {
            out.push_sql(self.dialect.default_from(self));
        } else {
            out.push_sql(" \nFROM ");
            for (position, from) in froms.iter().enumerate() {
                out.push_sql(if position > 0 { ", " } else { "" });
                self.write_source(out, *from, &select.hints, scope)?;
            }
        }
        self.write_condition(out, " \nWHERE ", select.condition.as_ref(), scope)?;
        let labels: Vec<&Label> = select
            .columns
            .iter()
            .filter(|column| !column.implied)
            .filter_map(|column| column.label.as_ref())
            .collect();
        if !select.group_by.is_empty() {
            out.push_sql(" GROUP BY ");
            self.write_list(out, &select.group_by, ", ", scope)?;
        }
        self.write_condition(out, " \nHAVING ", select.having.as_ref(), scope)?;
        let labelled = Scope {
            query: Some(Around {
                labels: &labels,
                ..inner
            }),
            ..scope
        };
        self.write_tail(out, &select.tail, labelled, is_top)?;
        if !select.suffixes.is_empty() {
            out.push_sql(" ");
            self.write_affixes(out, &select.suffixes, scope)?;
        }
        Ok(())
    }

    /// Returns the sources that a query lists: those that it names and those that its columns and
    /// its condition are of, without those that a query around it has.
    fn listed_sources(
        &self,
        select: &Select,
        around: Around<'_>,
    ) -> Result<Vec<usize>, DialectError> {
        let writing = around.writing;
        let mut froms: Vec<usize> = Vec::new();
        for from in &select.from {
            if !froms.contains(from) {
                froms.push(*from);
            }
        }
        for column in &select.columns {
            writing.sources_of(&column.expression, &mut froms);
        }
        if let Some(condition) = &select.condition {
            writing.sources_of(condition, &mut froms);
        }
        let mut hidden = BTreeSet::new();
        for from in &froms {
            let mut parts = BTreeSet::new();
            writing.expanded(*from, &mut parts);
            parts.remove(from);
            hidden.extend(parts);
        }
        froms.retain(|from| !hidden.contains(from));

        let all_hidden: BTreeSet<usize>;
        let nothing = BTreeSet::new();
        let (explicit, implicit) = if around.is_source && !around.is_lateral {
            all_hidden = around
                .enclosing
                .difference(around.nearest)
                .copied()
                .collect();
            (&all_hidden, &nothing)
        } else {
            (around.enclosing, around.nearest)
        };
        let had_sources = !froms.is_empty();
        if let Some(correlate) = &select.correlate {
            froms.retain(|from| !(explicit.contains(from) && correlate.contains(from)));
        }
        if let Some(except) = &select.correlate_except {
            froms.retain(|from| !explicit.contains(from) || except.contains(from));
        }
        let is_automatic = select.correlate.is_none() && select.correlate_except.is_none();
        if is_automatic && froms.len() > 1 {
            froms.retain(|from| !implicit.contains(from));
            if froms.is_empty() && had_sources {
                return Err(DialectError::NothingLeftToSelectFrom);
            }
        }
        Ok(froms)
    }

    /// Writes the columns of a result.
    pub(super) fn write_selected(
        &self,
        out: &mut Statement,
        columns: &[SelectedColumn],
        is_source: bool,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let writing = scope.around(0)?.writing;
        for (position, column) in columns.iter().enumerate() {
            out.push_sql(if position > 0 { ", " } else { "" });
            let label = column
                .label
                .as_ref()
                .filter(|_| !column.implied || is_source)
                .map(|label| self.quote(&writing.label(label)));
            self.write(out, &column.expression, scope)?;
            if let Some(label) = label {
                out.push_sql(&format!(" AS {label}"));
            }
        }
        Ok(())
    }

    /// Writes a condition after its word.
    pub(super) fn write_condition(
        &self,
        out: &mut Statement,
        word: &str,
        condition: Option<&Expression>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        if let Some(condition) = condition {
            out.push_sql(word);
            self.write(out, condition, scope)?;
        }
        Ok(())
    }

    fn write_tail(
        &self,
        out: &mut Statement,
        tail: &Tail,
        scope: Scope<'_>,
        is_limited: bool,
    ) -> Result<(), DialectError> {
        if !tail.order_by.is_empty() {
            out.push_sql(" ORDER BY ");
            self.write_list(out, &tail.order_by, ", ", scope)?;
        }
        if let Some(fetch) = &tail.fetch {
            self.write_fetch(out, fetch, tail.offset.as_ref(), scope)?;
        } else if !is_limited {
            self.write_limit(out, tail, scope)?;
        }
        if let Some(for_update) = &tail.for_update {
            let writing = scope.around(0)?.writing;
            let mut names = Vec::new();
            for of in &for_update.of {
                names.extend(self.source_name(writing.source(*of)?, writing));
            }
            out.push_sql(&self.dialect.for_update(self, for_update, &names));
        }
        Ok(())
    }

    fn write_limit(
        &self,
        out: &mut Statement,
        tail: &Tail,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let (limit, offset) = (tail.limit.as_ref(), tail.offset.as_ref());
        if limit.is_none() && offset.is_none() {
            return Ok(());
        }
        match (self.dialect.limit_form(self), limit, offset) {
            (LimitForm::LimitOffset(before, no_limit), limit, offset) => {
                match limit {
                    Some(limit) => {
                        out.push_sql(&format!("{before}\n LIMIT "));
                        self.write(out, limit, scope)?;
                    }
                    None => out.push_sql(&format!("\n LIMIT {no_limit}")),
                }
                if let Some(offset) = offset {
                    out.push_sql(" OFFSET ");
                    self.write(out, offset, scope)?;
                }
            }
            (LimitForm::Both, limit, offset) => {
                out.push_sql("\n LIMIT ");
                match limit {
                    Some(limit) => self.write(out, limit, scope)?,
                    None => {
                        self.write_own_parameter(out, Value::Integer(-1), scope)?;
                    }
                }
                out.push_sql(" OFFSET ");
                match offset {
                    Some(offset) => self.write(out, offset, scope)?,
                    None if scope.literal => out.push_sql("0"),
                    None => {
                        self.write_own_parameter(out, Value::Integer(0), scope)?;
                    }
                }
            }
            (LimitForm::Comma, limit, offset) => {
                out.push_sql(" \n LIMIT ");
                if let Some(offset) = offset {
                    self.write(out, offset, scope)?;
                    out.push_sql(", ");
                }
                match limit {
                    Some(limit) => self.write(out, limit, scope)?,
                    None => out.push_sql("18446744073709551615"),
                }
            }
            (LimitForm::Top | LimitForm::Fetch, limit, offset) => {
                if let Some(offset) = offset {
                    out.push_sql("\n OFFSET ");
                    self.write(out, offset, scope)?;
                    out.push_sql(" ROWS");
                }
                if let Some(limit) = limit {
                    out.push_sql("\n FETCH FIRST ");
                    self.write(out, limit, scope)?;
                    out.push_sql(" ROWS ONLY");
                }
            }
        }
        Ok(())
    }

    fn write_fetch(
        &self,
        out: &mut Statement,
        fetch: &Fetch,
        offset: Option<&Expression>,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let (open, close) = self.dialect.fetch_parentheses();
        if let Some(offset) = offset {
            out.push_sql(&format!("\n OFFSET {open}"));
            self.write(out, offset, scope)?;
            out.push_sql(&format!("{close} ROWS"));
        }
        out.push_sql(&format!("\n FETCH FIRST {open}"));
        self.write(out, &fetch.count, scope)?;
        out.push_sql(close);
        out.push_sql(if fetch.percent { " PERCENT" } else { "" });
        out.push_sql(if fetch.with_ties {
            " ROWS WITH TIES"
        } else {
            " ROWS ONLY"
        });
        Ok(())
    }

    pub(super) fn write_compound(
        &self,
        out: &mut Statement,
        compound: &CompoundSelect,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(0)?;
        for cte in &compound.ctes {
            self.write_cte(&mut Statement::default(), *cte, scope, around)?;
        }
        for (position, select) in compound.selects.iter().enumerate() {
            if position > 0 {
                out.push_sql(&format!(" {} ", compound.operator));
            }
            match select {
                // Its columns are those of the whole, so that they keep their names.
                Expression::Subquery { query } => {
                    out.push_sql("(");
                    self.write(out, query, scope)?;
                    out.push_sql(")");
                }
                select => self.write(out, select, scope)?,
            }
        }
        if !compound.group_by.is_empty() {
            out.push_sql(" GROUP BY ");
            self.write_list(out, &compound.group_by, ", ", scope)?;
        }
        self.write_tail(out, &compound.tail, scope, false)
    }

    /// Writes a query in parentheses as a part of an expression.
    pub(super) fn write_subquery(
        &self,
        out: &mut Statement,
        query: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(0)?;
        let inner = Around {
            labels: &[],
            is_source: false,
            is_lateral: false,
            ..around
        };
        out.push_sql("(");
        let inner = Scope {
            query: Some(inner),
            in_operator: false,
            with_table: true,
            ..scope
        };
        self.write(out, query, inner)?;
        out.push_sql(")");
        Ok(())
    }

    /// Writes what a function looks at around the row.
    pub(super) fn write_window(
        &self,
        out: &mut Statement,
        window: &Expression,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let Expression::Over {
            function,
            partition_by,
            order_by,
            frame,
            exclude,
        } = window
        else {
            return self.write(out, window, scope);
        };
        self.write(out, function, scope)?;
        out.push_sql(" OVER (");
        let mut blank = "";
        if !partition_by.is_empty() {
            out.push_sql("PARTITION BY ");
            self.write_list(out, partition_by, ", ", scope)?;
            blank = " ";
        }
        if !order_by.is_empty() {
            out.push_sql(blank);
            out.push_sql("ORDER BY ");
            self.write_list(out, order_by, ", ", scope)?;
            blank = " ";
        }
        if let Some((unit, start, end)) = frame {
            out.push_sql(&format!("{blank}{unit} BETWEEN "));
            self.write_frame_end(out, start, scope)?;
            out.push_sql(" AND ");
            self.write_frame_end(out, end, scope)?;
            if let Some(exclude) = exclude {
                out.push_sql(&format!(" EXCLUDE {exclude}"));
            }
        }
        out.push_sql(")");
        Ok(())
    }

    fn write_frame_end(
        &self,
        out: &mut Statement,
        end: &FrameEnd,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let (distance, word) = match end {
            FrameEnd::UnboundedPreceding => (None, "UNBOUNDED PRECEDING"),
            FrameEnd::UnboundedFollowing => (None, "UNBOUNDED FOLLOWING"),
            FrameEnd::CurrentRow => (None, "CURRENT ROW"),
            FrameEnd::Preceding(distance) => (Some(distance), " PRECEDING"),
            FrameEnd::Following(distance) => (Some(distance), " FOLLOWING"),
        };
        if let Some(distance) = distance {
            self.write(out, distance, scope)?;
        }
        out.push_sql(word);
        Ok(())
    }
}
