//! Columns and their defaults.

use alembic_python_text::repr;
use alembic_schema::{Autoincrement, Column, Computed, Identity, ServerDefault};

use super::{Renderer, python};
use crate::AutogenerateError;

impl Renderer<'_> {
    /// Returns a column, or nothing where the project leaves it out.
    pub fn column(&mut self, column: &Column) -> Result<Option<String>, AutogenerateError> {
        if let Some(rendered) = &column.rendered {
            return Ok((!rendered.is_empty()).then(|| rendered.clone()));
        }
        let mut arguments = vec![python::name(&column.name), self.sql_type(&column.sql_type)?];
        if let Some(computed) = &column.computed {
            arguments.push(self.computed(computed)?);
        } else if let Some(identity) = &column.identity {
            arguments.push(self.identity(identity));
        } else if let Some(default) = &column.server_default {
            let rendered = self.server_default(default)?;
            let is_positional = matches!(
                default,
                ServerDefault::Computed(_) | ServerDefault::Identity(_)
            );
            if is_positional {
                arguments.push(rendered);
            } else if !rendered.is_empty() {
                arguments.push(format!("server_default={rendered}"));
            }
        }
        if let Some(autoincrement) = autoincrement(column.autoincrement) {
            arguments.push(format!("autoincrement={autoincrement}"));
        }
        arguments.push(format!("nullable={}", python::boolean(column.nullable)));
        if column.system {
            arguments.push("system=True".to_owned());
        }
        if let Some(comment) = &column.comment {
            arguments.push(format!("comment={}", repr(comment)));
        }
        arguments.extend(self.dialect_options(&column.dialect_options)?);
        Ok(Some(format!(
            "{}Column({})",
            self.sa(),
            arguments.join(", ")
        )))
    }

    /// Returns a server default.
    pub fn server_default(&mut self, default: &ServerDefault) -> Result<String, AutogenerateError> {
        Ok(match default {
            ServerDefault::Rendered { text } => text.clone(),
            ServerDefault::String { value } => {
                let value = value.strip_prefix('\'').unwrap_or(value);
                repr(value.strip_suffix('\'').unwrap_or(value))
            }
            ServerDefault::Expression { expression } => self.default_text(expression)?,
            ServerDefault::Fetched => format!("{}FetchedValue()", self.sa()),
            ServerDefault::Computed(computed) => self.computed(computed)?,
            ServerDefault::Identity(identity) => self.identity(identity),
        })
    }

    fn computed(&self, computed: &Computed) -> Result<String, AutogenerateError> {
        let persisted = computed
            .persisted
            .map(|persisted| format!("persisted={}", python::boolean(persisted)));
        Ok(format!(
            "{}Computed({}, {})",
            self.sa(),
            self.sql_string(&computed.sqltext)?,
            persisted.unwrap_or_default()
        ))
    }

    fn identity(&self, identity: &Identity) -> String {
        let options = &identity.options;
        let number = |value: Option<i64>| value.map(|value| value.to_string());
        let flag = |value: Option<bool>| value.map(|value| python::boolean(value).to_owned());
        let arguments: Vec<String> = [
            (
                "always",
                Some(identity.always.map_or("None", python::boolean).to_owned()),
            ),
            ("start", number(options.start)),
            ("increment", number(options.increment)),
            ("minvalue", number(options.minvalue)),
            ("maxvalue", number(options.maxvalue)),
            ("nominvalue", flag(options.nominvalue)),
            ("nomaxvalue", flag(options.nomaxvalue)),
            ("cycle", flag(options.cycle)),
            ("cache", number(options.cache)),
            ("oracle_on_null", flag(identity.on_null)),
            ("oracle_order", flag(options.order)),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", value?)))
        .collect();
        format!("{}Identity({})", self.sa(), arguments.join(", "))
    }
}

/// Returns the value of `autoincrement`, unless it is the default.
pub(super) fn autoincrement(autoincrement: Autoincrement) -> Option<&'static str> {
    match autoincrement {
        Autoincrement::Auto => None,
        Autoincrement::IgnoreForeignKey => Some("'ignore_fk'"),
        Autoincrement::Yes => Some("True"),
        Autoincrement::No => Some("False"),
    }
}
