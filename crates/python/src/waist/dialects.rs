//! `dialect.*`: dialects that the engine does not know, and those that it does.

use std::rc::Rc;

use alembic_autogenerate::compare::{
    DefaultsDiffer, Outcome, defaults_differ, indexes_compared, normalized_computed, types_differ,
    uniques_compared,
};
use alembic_db::Url;
use alembic_dialect::{CompileOptions, Dialect, ForeignDialect};
use alembic_runtime::RuntimeError;
use alembic_schema::{Column, Constraint, Index, SqlType};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Register {
    name: String,
    impl_name: String,
    #[serde(default)]
    transactional_ddl: bool,
    command_terminator: String,
}

#[derive(Deserialize)]
struct Types {
    dialect: String,
    database: SqlType,
    model: SqlType,
}

#[derive(Deserialize)]
struct Defaults {
    dialect: String,
    database: Column,
    database_default: Option<String>,
    model: Column,
    model_default: Option<String>,
}

#[derive(Deserialize)]
struct Items {
    dialect: String,
    table: String,
    #[serde(flatten)]
    pair: Pair,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Pair {
    Index {
        database: Box<Index>,
        model: Box<Index>,
    },
    Constraint {
        database: Box<Constraint>,
        model: Box<Constraint>,
    },
}

#[derive(Deserialize)]
struct Computed {
    dialect: String,
    sql: String,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    match verb {
        "register" => register(waist, payload),
        "types_differ" => {
            let Types {
                dialect,
                database,
                model,
            } = read(payload)?;
            let dialect = known(&dialect)?;
            let options = CompileOptions::default();
            Ok(json!(types_differ(
                dialect.as_ref(),
                &options,
                &database,
                &model
            )?))
        }
        "defaults_differ" => {
            let compared: Defaults = read(payload)?;
            let dialect = known(&compared.dialect)?;
            let answer = defaults_differ(
                dialect.as_ref(),
                &CompileOptions::default(),
                (&compared.database, compared.database_default.as_deref()),
                (&compared.model, compared.model_default.as_deref()),
            )?;
            Ok(match answer {
                DefaultsDiffer::Known(differ) => json!({ "differ": differ }),
                DefaultsDiffer::Ask(question) => {
                    json!({ "ask": question.text_with(|_, name| format!(":{name}")) })
                }
            })
        }
        "compare_items" => compare_items(payload),
        "normalized_computed" => {
            let Computed { dialect, sql } = read(payload)?;
            Ok(json!(normalized_computed(known(&dialect)?.as_ref(), &sql)))
        }
        _ => Err(unknown_request(&format!("dialect.{verb}"))),
    }
}

fn compare_items(payload: Json) -> Result<Json, EngineError> {
    let Items {
        dialect,
        table,
        pair,
    } = read(payload)?;
    let dialect = known(&dialect)?;
    let outcome = match pair {
        Pair::Index { database, model } => {
            let options = CompileOptions::default();
            indexes_compared(dialect.as_ref(), &options, &table, &database, &model)?
        }
        Pair::Constraint { database, model } => {
            uniques_compared(dialect.as_ref(), &database, &model)
        }
    };
    let (status, message) = match outcome {
        Outcome::Equal => ("equal", "The two constraints are equal".to_owned()),
        Outcome::Different(reasons) => ("different", reasons.join(", ")),
        Outcome::Skip(reasons) => ("skip", reasons.join(", ")),
    };
    Ok(json!({ "status": status, "message": message }))
}

fn known(name: &str) -> Result<Box<dyn Dialect>, EngineError> {
    alembic_dialect::dialect(name).ok_or_else(|| {
        RuntimeError::UnknownDialect {
            name: name.to_owned(),
        }
        .into()
    })
}

fn register(waist: &Waist, payload: Json) -> Result<Json, EngineError> {
    let register: Register = read(payload)?;
    let mut known = waist.foreign_dialects.borrow_mut();
    if !known.contains_key(&register.name) {
        // A dialect's names live as long as the program; a project has one or two of these.
        let dialect = ForeignDialect {
            name: register.name.clone().leak(),
            impl_name: register.impl_name.leak(),
            transactional_ddl: register.transactional_ddl,
            command_terminator: register.command_terminator.leak(),
        };
        known.insert(register.name, dialect);
    }
    Ok(Json::Null)
}

impl Waist {
    /// Returns the dialect that a URL names.
    pub(super) fn dialect_of(&self, url: &Url) -> Result<Rc<dyn Dialect>, EngineError> {
        let name = url.backend_name();
        if let Some(dialect) = alembic_dialect::dialect(name) {
            return Ok(Rc::from(dialect));
        }
        match self.foreign_dialects.borrow().get(name) {
            Some(foreign) => Ok(Rc::new(*foreign)),
            None => Err(RuntimeError::UnknownDialect {
                name: name.to_owned(),
            }
            .into()),
        }
    }

    /// Returns the dialect that a URL or else a name stands for.
    pub(super) fn dialect_named(
        &self,
        url: Option<&str>,
        name: Option<&str>,
    ) -> Result<Option<Rc<dyn Dialect>>, EngineError> {
        let url = match (url, name) {
            (Some(url), _) => url.to_owned(),
            (None, Some(name)) => format!("{name}://"),
            (None, None) => return Ok(None),
        };
        let url = Url::parse(&url).map_err(RuntimeError::from)?;
        self.dialect_of(&url).map(Some)
    }
}
