//! Server defaults: plain ones, computed columns and identities.

use alembic_dialect::DialectError;
use alembic_ops::{AlterColumn, Change};
use alembic_schema::{Column, Identity, ServerDefault, Value};

use super::columns::ComparedColumn;
use super::comparators::Next;
use super::rules::Defaults;
use super::{Comparison, Hooks};
use alembic_python_text::repr;

const LOGGER: &str = "alembic.autogenerate.compare.server_defaults";

impl<H: Hooks> Comparison<'_, H> {
    /// Lets the project compare.
    pub(super) fn default_by_project(
        &self,
        column: &ComparedColumn<'_>,
        alter: &mut AlterColumn,
    ) -> Result<Next, H::Error> {
        if whole_default(column.model).is_none() && whole_default(column.database).is_none() {
            return Ok(Next::Continue);
        }
        note_existing(column, alter);
        if !self.options.compare_server_default {
            return Ok(Next::Stop);
        }
        let wanted = self.default_text(column.model.server_default.as_ref())?;
        let decided = self.hooks.compare_server_default(
            column.pair,
            column.database_default,
            wanted.as_deref(),
        )?;
        Ok(match decided {
            Some((true, function)) => {
                alter.server_default = change_to(column.model);
                log::info!(
                    target: LOGGER,
                    "User defined function {function} detected server default on column '{}.{}'",
                    column.table_name,
                    column.model.name
                );
                Next::Stop
            }
            Some((false, _)) => Next::Stop,
            None => Next::Continue,
        })
    }

    /// Compares the expression of a computed column, which no migration can change.
    pub(super) fn computed(&self, column: &ComparedColumn<'_>) -> Result<Next, DialectError> {
        let text = |column: &Column| -> Result<Option<String>, DialectError> {
            let Some(computed) = &column.computed else {
                return Ok(None);
            };
            let text = self.compiler.literal_expression(&computed.sqltext)?;
            Ok(Some(self.rules.normalized_computed(&text)))
        };
        let (wanted, existing) = (text(column.model)?, text(column.database)?);
        if wanted.is_none() && existing.is_none() {
            return Ok(Next::Continue);
        }
        if wanted != existing {
            log::warn!(
                target: "py.warnings",
                "UserWarning: Computed default on {}.{} cannot be modified",
                column.table_name,
                column.model.name
            );
        }
        Ok(Next::Stop)
    }

    /// Compares an identity.
    pub(super) fn identity(&self, column: &ComparedColumn<'_>, alter: &mut AlterColumn) -> Next {
        let (wanted, existing) = (
            column.model.identity.as_deref(),
            column.database.identity.as_deref(),
        );
        if wanted.is_none() && existing.is_none() {
            return Next::Continue;
        }
        let mut differing = differing_options(wanted, existing);
        differing.retain(|name| !self.rules.ignored_identity_options().contains(name));
        if differing.is_empty() && wanted.is_some() == existing.is_some() {
            return Next::Continue;
        }
        alter.server_default = change_to(column.model);
        if differing.is_empty() {
            return Next::Continue;
        }
        differing.sort_unstable();
        let names: Vec<String> = differing.iter().map(|name| repr(name)).collect();
        log::info!(
            target: LOGGER,
            "Detected server default on column '{}.{}': identity options attributes [{}]",
            column.table_name,
            column.model.name,
            names.join(", ")
        );
        Next::Stop
    }

    /// Compares as the dialect does.
    pub(super) fn default_by_dialect(
        &self,
        column: &ComparedColumn<'_>,
        alter: &mut AlterColumn,
    ) -> Result<Next, H::Error> {
        let model = whole_default(column.model);
        let database = whole_default(column.database);
        if model.is_none() && database.is_none() {
            return Ok(Next::Continue);
        }
        note_existing(column, alter);
        let differs = self.has_other_default(column)?;
        if differs {
            alter.server_default = change_to(column.model);
            log::info!(
                target: LOGGER,
                "Dialect impl <{} object at {:p}> detected server default on column '{}.{}'",
                self.rules.implementation(),
                std::ptr::from_ref(self.compiler.dialect).cast::<()>(),
                column.table_name,
                column.model.name
            );
        }
        Ok(Next::stop_if(differs))
    }

    /// Returns whether two plain defaults differ for the dialect.
    pub(super) fn has_other_default(&self, column: &ComparedColumn<'_>) -> Result<bool, H::Error> {
        let model = whole_default(column.model);
        let database = whole_default(column.database);
        if model.is_none() && database.is_none() {
            return Ok(false);
        }
        let is_plain = |default: &Option<ServerDefault>| {
            matches!(
                default,
                None | Some(ServerDefault::String { .. } | ServerDefault::Expression { .. })
            )
        };
        if !is_plain(&model) || !is_plain(&database) {
            return Ok(false);
        }
        let wanted = self.default_text(column.model.server_default.as_ref())?;
        Ok(
            match self
                .rules
                .compare_defaults(self.compiler, column, wanted.as_deref())?
            {
                Defaults::Differ(differ) => differ,
                Defaults::Ask(question) => {
                    let answer = self.hooks.query(&question)?;
                    !answer
                        .rows
                        .first()
                        .and_then(|row| row.first())
                        .is_some_and(is_true)
                }
            },
        )
    }

    /// Returns a default of the models as it is compared: a string as it stands, an expression as
    /// SQL.
    pub(super) fn default_text(
        &self,
        default: Option<&ServerDefault>,
    ) -> Result<Option<String>, DialectError> {
        Ok(match default {
            Some(ServerDefault::String { value }) => Some(value.clone()),
            Some(ServerDefault::Expression { expression }) => {
                Some(self.compiler.literal_expression(expression)?)
            }
            _ => None,
        })
    }
}

/// Returns whether the database answered yes.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Boolean(answer) => *answer,
        Value::Integer(answer) => *answer != 0,
        _ => false,
    }
}

/// Returns what a column has for a default, computed columns and identities among it.
fn whole_default(column: &Column) -> Option<ServerDefault> {
    if let Some(computed) = &column.computed {
        return Some(ServerDefault::Computed(computed.clone()));
    }
    if let Some(identity) = &column.identity {
        return Some(ServerDefault::Identity(identity.clone()));
    }
    column.server_default.clone()
}

/// Returns the change to the default that a column has.
pub(super) fn change_to(column: &Column) -> Change<ServerDefault> {
    match whole_default(column) {
        Some(default) => Change::Set(default),
        None => Change::Remove,
    }
}

fn note_existing(column: &ComparedColumn<'_>, alter: &mut AlterColumn) {
    alter.existing_server_default = change_to(column.database);
}

/// Returns the options in which two identities differ, but for what the models leave to the
/// database.
fn differing_options(wanted: Option<&Identity>, existing: Option<&Identity>) -> Vec<&'static str> {
    let mut differing = Vec::new();
    let (wanted_options, existing_options) = (options(wanted), options(existing));
    for ((name, wanted), (_, existing)) in wanted_options.iter().zip(&existing_options) {
        // An option that is not set is the database's to choose.
        if wanted != existing && wanted.is_some() {
            differing.push(*name);
        }
    }
    let always = |identity: Option<&Identity>| {
        identity.is_some_and(|identity| identity.always == Some(true))
    };
    if always(wanted) != always(existing) {
        differing.push("always");
    }
    differing
}

fn options(identity: Option<&Identity>) -> [(&'static str, Option<i64>); 9] {
    let none = Identity::default();
    let options = &identity.unwrap_or(&none).options;
    let flag = |value: Option<bool>| value.map(i64::from);
    [
        ("start", options.start),
        ("increment", options.increment),
        ("minvalue", options.minvalue),
        ("maxvalue", options.maxvalue),
        ("nominvalue", flag(options.nominvalue)),
        ("nomaxvalue", flag(options.nomaxvalue)),
        ("cycle", flag(options.cycle)),
        ("cache", options.cache),
        ("order", flag(options.order)),
    ]
}
