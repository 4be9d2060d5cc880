//! `context.*`: one migration context.

use alembic_dialect::Dialect;
use std::rc::Rc;

use alembic_db::{ServerInfo, Url};
use alembic_revision::HeadTracker;
use alembic_runtime::{
    MigrationContext, MigrationOptions, ParameterStyle, RuntimeError, SqlOutput, Target,
    TransactionScope,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::environment::dialect_named;
use super::{Waist, no_such, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Context {
    context: u64,
}

#[derive(Deserialize)]
struct BeginTransaction {
    #[serde(default)]
    per_migration: bool,
}

#[derive(Deserialize)]
struct EndTransaction {
    transaction: Option<u64>,
    #[serde(default)]
    failed: bool,
}

#[derive(Deserialize)]
struct Execute {
    statement: Json,
}

#[derive(Deserialize)]
struct Stamp {
    revision: Json,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "create" {
        return create(waist, payload);
    }
    let number = read::<Context>(payload.clone())?.context;
    let context = waist.context(number)?;
    Ok(match verb {
        "describe" => {
            let connection = context.connection();
            json!({
                "as_sql": context.as_sql(),
                "dialect": dialect(
                    context.dialect().as_ref(),
                    connection.map(|connection| connection.url().driver_name()),
                    connection.map(|connection| connection.server()),
                ),
                "connection": connection.and_then(|connection| {
                    waist.connections.borrow().find(|other| Rc::ptr_eq(other, connection))
                }),
                "transactional_ddl": context.transactional_ddl(),
                "version_table": context.version_table().name(),
                "version_table_schema": context.version_table().schema(),
            })
        }
        "begin_transaction" => {
            let begin: BeginTransaction = read(payload)?;
            let scope = context.begin_transaction(begin.per_migration)?;
            let transaction = (scope != TransactionScope::None)
                .then(|| waist.transactions.borrow_mut().add(scope));
            json!({ "transaction": transaction })
        }
        "end_transaction" => {
            let end: EndTransaction = read(payload)?;
            if let Some(number) = end.transaction {
                let scope = waist.transactions.borrow_mut().remove(number);
                let scope = scope.ok_or_else(|| no_such("transaction", number))?;
                context.end_transaction(scope, end.failed)?;
            }
            Json::Null
        }
        "autocommit_begin" => {
            context.begin_autocommit()?;
            Json::Null
        }
        "autocommit_end" => {
            context.end_autocommit()?;
            Json::Null
        }
        "execute" => {
            let execute: Execute = read(payload)?;
            let operation = json!({ "op": "execute", "statement": execute.statement });
            context.invoke(&read(operation)?)?;
            Json::Null
        }
        "get_current_heads" => match waist.environment() {
            Ok(environment) => json!(environment.current_heads(&context)?),
            Err(_) => json!(context.current_heads(|revision| Ok(vec![revision.to_owned()]))?),
        },
        "stamp" => {
            let stamp: Stamp = read(payload)?;
            let targets: Vec<String> = match stamp.revision {
                Json::String(revision) => vec![revision],
                other => read(other)?,
            };
            stamp_context(waist, &context, &targets)?;
            Json::Null
        }
        _ => return Err(unknown_request(&format!("context.{verb}"))),
    })
}

#[derive(Deserialize)]
struct Create {
    connection: Option<u64>,
    url: Option<String>,
    dialect_name: Option<String>,
    #[serde(default)]
    as_sql: bool,
    #[serde(flatten)]
    options: MigrationOptions,
}

/// Answers `context.create`: a context that a script makes for itself, outside of an environment.
fn create(waist: &Waist, payload: Json) -> Result<Json, EngineError> {
    let mut create: Create = read(payload)?;
    let connection = create
        .connection
        .map(|number| waist.connection(number))
        .transpose()?;
    if let Some(connection) = &connection {
        create.options.take_dialect_of(connection);
    } else {
        create.options.url.clone_from(&create.url);
        create.options.dialect_name.clone_from(&create.dialect_name);
    }
    let (dialect, target) = match connection {
        Some(connection) if !create.as_sql => {
            (connection.dialect().clone(), Target::Online(connection))
        }
        Some(connection) => (
            connection.dialect().clone(),
            Target::Offline(SqlOutput::standard()),
        ),
        None => {
            let dialect = dialect_named(create.url.as_deref(), create.dialect_name.as_deref())?;
            let dialect = dialect.ok_or(RuntimeError::NoDatabase)?;
            (dialect, Target::Offline(SqlOutput::standard()))
        }
    };
    let context = Rc::new(MigrationContext::new(dialect, target, create.options)?);
    Ok(json!({ "context": waist.contexts.borrow_mut().add(context) }))
}

#[derive(Deserialize)]
struct Invoke {
    context: u64,
    operation: alembic_ops::Operation,
}

/// Answers `operation.invoke`.
pub(super) fn invoke(waist: &Waist, payload: Json) -> Result<Json, EngineError> {
    let invoke: Invoke = read(payload)?;
    waist.context(invoke.context)?.invoke(&invoke.operation)?;
    Ok(Json::Null)
}

fn stamp_context(
    waist: &Waist,
    context: &Rc<MigrationContext>,
    targets: &[String],
) -> Result<(), EngineError> {
    let environment = waist.environment()?;
    let heads = environment.current_heads(context)?;
    if heads.is_empty() && !context.as_sql() {
        context.ensure_version_table(false)?;
    }
    let map = environment.script().revision_map()?;
    let steps = map.stamp_steps(targets, heads.as_slice())?;
    let mut tracker = HeadTracker::new(map, heads);
    for step in &steps {
        let change = tracker.apply(step)?;
        context.version_table().apply(context, &change)?;
    }
    Ok(())
}

/// Describes a dialect as scripts see it.
pub(super) fn dialect(
    dialect: &dyn Dialect,
    driver: Option<&str>,
    server: Option<&ServerInfo>,
) -> Json {
    let plain_url = Url::parse(&format!("{}://", dialect.name())).ok();
    let default_driver = plain_url.as_ref().map_or("", Url::driver_name);
    let driver = driver.unwrap_or(default_driver);
    let style = ParameterStyle::of(dialect.name(), driver).name();
    json!({
        "name": dialect.name(),
        "driver": driver,
        "server_version_info": server.map(|server| &server.version),
        "default_schema_name": server.and_then(|server| server.default_schema.as_ref()),
        "is_mariadb": server.is_some_and(|server| server.is_mariadb),
        "paramstyle": style,
    })
}
