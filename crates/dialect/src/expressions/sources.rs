//! What rows come from.

use alembic_db::Statement;
use alembic_schema::{Affix, Expression, Source};

use super::Scope;
use super::queries::Around;
use crate::{Compiler, DialectError};

impl Compiler<'_> {
    /// Writes a source where a query lists it.
    pub(super) fn write_source(
        &self,
        out: &mut Statement,
        place: usize,
        hints: &[(usize, Affix)],
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(place)?;
        let writing = around.writing;
        let source = writing.source(place)?;
        match source {
            Source::Table { .. } | Source::Excluded | Source::Inserted => {
                out.push_sql(&self.source_name(source, writing).unwrap_or_default());
            }
            Source::Alias { of, name } => {
                let name = writing.label(name);
                self.write_source(out, *of, &[], scope)?;
                out.push_sql(&self.alias(&self.quote(&name)));
            }
            Source::Sample {
                of,
                name,
                method,
                seed,
            } => {
                let name = writing.label(name);
                self.write_source(out, *of, &[], scope)?;
                out.push_sql(&self.alias(&self.quote(&name)));
                out.push_sql(" TABLESAMPLE ");
                self.write(out, method, scope)?;
                if let Some(seed) = seed {
                    out.push_sql(" REPEATABLE (");
                    self.write(out, seed, scope)?;
                    out.push_sql(")");
                }
            }
            Source::Subquery {
                query,
                name,
                lateral,
            } => {
                let name = writing.label(name);
                out.push_sql(if *lateral { "LATERAL (" } else { "(" });
                let inner = Around {
                    labels: &[],
                    is_source: true,
                    is_lateral: *lateral,
                    ..around
                };
                let inner = Scope {
                    query: Some(inner),
                    ..scope
                };
                self.write(out, query, inner)?;
                out.push_sql(")");
                out.push_sql(&self.alias(&self.quote(&name)));
            }
            Source::Cte { .. } => self.write_cte(out, place, scope, around)?,
            Source::Function {
                function,
                name,
                columns,
                with_ordinality,
                lateral,
            } => {
                let name = writing.label(name);
                out.push_sql(if *lateral { "LATERAL " } else { "" });
                self.write(out, function, scope)?;
                out.push_sql(if *with_ordinality {
                    " WITH ORDINALITY"
                } else {
                    ""
                });
                out.push_sql(&self.alias(&self.quote(&name)));
                if let Some(columns) = columns {
                    let columns = columns
                        .iter()
                        .map(|(name, sql_type)| {
                            Ok(match sql_type {
                                Some(sql_type) => {
                                    format!("{} {}", self.quote(name), self.sql_type(sql_type)?)
                                }
                                None => self.quote(name),
                            })
                        })
                        .collect::<Result<Vec<_>, DialectError>>()?;
                    out.push_sql(&format!("({})", columns.join(", ")));
                }
            }
            Source::Values { .. } => self.write_values_source(out, source, scope, around)?,
            Source::Join {
                left,
                right,
                on,
                outer,
                full,
            } => {
                self.write_source(out, *left, hints, scope)?;
                out.push_sql(match (full, outer) {
                    (true, _) => " FULL OUTER JOIN ",
                    (false, true) => " LEFT OUTER JOIN ",
                    (false, false) => self.dialect.inner_join_words(),
                });
                self.write_source(out, *right, hints, scope)?;
                out.push_sql(" ON ");
                self.write(out, on, scope)?;
            }
            Source::Grouping { of } => {
                out.push_sql("(");
                self.write_source(out, *of, hints, scope)?;
                out.push_sql(")");
            }
            Source::Text { text } => self.write(out, text, scope)?,
        }
        for (_, hint) in hints.iter().filter(|(of, _)| *of == place) {
            if self.is_for_us(hint) {
                out.push_sql(" ");
                self.write(out, &hint.text, scope)?;
            }
        }
        Ok(())
    }

    /// Returns the words that give a source another name.
    fn alias(&self, name: &str) -> String {
        format!("{}{name}", self.dialect.alias_words())
    }

    fn write_values_source(
        &self,
        out: &mut Statement,
        source: &Source,
        scope: Scope<'_>,
        around: Around<'_>,
    ) -> Result<(), DialectError> {
        let Source::Values {
            columns,
            rows,
            name,
            literal_binds,
            lateral,
        } = source
        else {
            return Ok(());
        };
        let inner = Scope {
            literal: scope.literal || *literal_binds,
            ..scope
        };
        let name = name.as_ref().map(|name| around.writing.label(name));
        out.push_sql(if *lateral { "LATERAL " } else { "" });
        out.push_sql(if name.is_some() { "(" } else { "" });
        out.push_sql("VALUES ");
        for (position, row) in rows.iter().enumerate() {
            out.push_sql(if position > 0 { ", (" } else { "(" });
            self.write_list(out, row, ", ", inner)?;
            out.push_sql(")");
        }
        if let Some(name) = name {
            let columns: Vec<String> = columns.iter().map(|column| self.quote(column)).collect();
            out.push_sql(&format!(
                "){} ({})",
                self.alias(&self.quote(&name)),
                columns.join(", ")
            ));
        }
        Ok(())
    }

    /// Writes added words, a blank after each.
    pub(super) fn write_affixes(
        &self,
        out: &mut Statement,
        affixes: &[Affix],
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        for affix in affixes.iter().filter(|affix| self.is_for_us(affix)) {
            self.write(out, &affix.text, scope)?;
            out.push_sql(" ");
        }
        Ok(())
    }

    /// Returns whether added words are meant for the dialect.
    pub(super) fn is_for_us(&self, affix: &Affix) -> bool {
        affix
            .dialect
            .as_deref()
            .is_none_or(|dialect| dialect == "*" || dialect == self.dialect.name())
    }

    /// Writes a name that stands for a source, or for its only column.
    pub(super) fn write_source_name(
        &self,
        out: &mut Statement,
        place: usize,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        let around = scope.around(place)?;
        let source = around.writing.source(place)?;
        match source {
            Source::Subquery { query, .. } | Source::Cte { query, .. } => {
                self.write(out, query, scope)
            }
            Source::Join { .. } => self.write_source(out, place, &[], scope),
            source => {
                let name = self.source_name(source, around.writing);
                out.push_sql(&name.unwrap_or_default());
                Ok(())
            }
        }
    }

    /// Writes an expression that has a name: the name alone where it may stand for it.
    pub(super) fn write_label(
        &self,
        out: &mut Statement,
        operand: &Expression,
        label: &alembic_schema::Label,
        scope: Scope<'_>,
    ) -> Result<(), DialectError> {
        match scope.query {
            Some(around) if around.labels.contains(&label) => {
                out.push_sql(&self.quote(&around.writing.label(label)));
                Ok(())
            }
            _ => self.write(out, operand, scope),
        }
    }
}
