//! Definitions of columns.

use alembic_schema::{Column, Computed, Identity, SequenceOptions, ServerDefault};

use crate::{Compiler, DialectError, Plan, ResolvedTable};

impl Compiler<'_> {
    /// Returns the definition of a column as most databases have it.
    pub(crate) fn shared_column_specification(
        &self,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        let mut text = format!(
            "{} {}",
            self.quote(&column.name),
            self.sql_type(&column.sql_type)?
        );
        if let Some(default) = self.column_default(column)? {
            text.push_str(" DEFAULT ");
            text.push_str(&default);
        }
        if let Some(computed) = &column.computed {
            text.push(' ');
            text.push_str(&self.dialect.computed(self, column, computed, plan)?);
        }
        let identity = column
            .identity
            .as_ref()
            .filter(|_| self.dialect.supports_identity(self));
        if let Some(identity) = identity {
            text.push(' ');
            text.push_str(&self.dialect.identity(self, identity));
        }
        if !column.nullable && identity.is_none() {
            text.push_str(" NOT NULL");
        }
        Ok(text)
    }

    /// Returns a column's check constraints, which stand with its definition.
    pub(crate) fn column_checks(
        &self,
        table: &ResolvedTable,
        column: &Column,
    ) -> Result<String, DialectError> {
        let mut text = String::new();
        for constraint in &column.constraints {
            let constraint = self.named_constraint(table, constraint.clone())?;
            text.push(' ');
            text.push_str(&self.shared_constraint(table, &constraint.clone().into())?);
            text.push_str(&self.dialect.column_check_suffix(&constraint)?);
        }
        Ok(text)
    }

    /// Returns the server default of a column, where it has a text.
    pub(crate) fn column_default(&self, column: &Column) -> Result<Option<String>, DialectError> {
        column
            .server_default
            .as_ref()
            .map_or(Ok(None), |default| self.server_default(default))
    }

    /// Returns a server default, where it has a text.
    pub fn server_default(&self, default: &ServerDefault) -> Result<Option<String>, DialectError> {
        Ok(match default {
            ServerDefault::String { value } => Some(self.string_literal(value)),
            ServerDefault::Expression { expression } => Some(self.literal_expression(expression)?),
            ServerDefault::Fetched
            | ServerDefault::Computed(_)
            | ServerDefault::Identity(_)
            | ServerDefault::Rendered { .. } => None,
        })
    }

    /// Returns the clause of a computed column as most databases have it.
    pub(crate) fn shared_computed(&self, computed: &Computed) -> Result<String, DialectError> {
        let expression = self.ddl_expression(&computed.sqltext)?;
        let persistence = match computed.persisted {
            Some(true) => " STORED",
            Some(false) => " VIRTUAL",
            None => "",
        };
        Ok(format!("GENERATED ALWAYS AS ({expression}){persistence}"))
    }

    /// Returns the clause of an identity as most databases have it.
    pub(crate) fn shared_identity(&self, identity: &Identity) -> String {
        let mode = if identity.always == Some(true) {
            "ALWAYS"
        } else {
            "BY DEFAULT"
        };
        let options = self.sequence_options(&identity.options);
        if options.is_empty() {
            format!("GENERATED {mode} AS IDENTITY")
        } else {
            format!("GENERATED {mode} AS IDENTITY ({options})")
        }
    }

    /// Returns the words that tell how a sequence counts.
    pub(crate) fn sequence_options(&self, options: &SequenceOptions) -> String {
        let mut words = Vec::new();
        let numbers = [
            ("INCREMENT BY", options.increment),
            ("START WITH", options.start),
            ("MINVALUE", options.minvalue),
            ("MAXVALUE", options.maxvalue),
        ];
        for (word, number) in numbers {
            words.extend(number.map(|number| format!("{word} {number}")));
        }
        let negated = |phrase| self.dialect.negated_option(phrase).to_owned();
        words.extend(options.nominvalue.map(|_| negated("NO MINVALUE")));
        words.extend(options.nomaxvalue.map(|_| negated("NO MAXVALUE")));
        words.extend(options.cache.map(|number| format!("CACHE {number}")));
        words.extend(options.cycle.map(|cycle| {
            if cycle {
                "CYCLE".to_owned()
            } else {
                negated("NO CYCLE")
            }
        }));
        if self.dialect.orders_sequences() {
            words.extend(
                options
                    .order
                    .map(|order| if order { "ORDER" } else { "NOORDER" }.to_owned()),
            );
        }
        words.join(" ")
    }
}
