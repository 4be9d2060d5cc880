//! `context.*`: one migration context.

use alembic_autogenerate::compare::OWN_COMPARATORS;
use alembic_dialect::Dialect;
use std::rc::Rc;

use alembic_db::{ServerInfo, Statement, Url};
use alembic_runtime::{
    AutogenerateOptions, MigrationContext, MigrationOptions, ParameterStyle, RuntimeError,
    SqlOutput, Target, TransactionScope,
};
use alembic_schema::Table;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::environment::output_buffer;
use super::{Waist, no_such, read, unknown_request};
use crate::autogenerate;
use crate::host::EngineError;

#[derive(Deserialize)]
struct Context {
    context: u64,
}

#[derive(Deserialize)]
struct Autogenerate {
    #[serde(default)]
    options: AutogenerateOptions,
}

#[derive(Deserialize)]
struct SetVersionTable {
    table: Table,
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
    #[serde(default)]
    per_migration: bool,
}

#[derive(Deserialize)]
struct Execute {
    statement: Json,
}

#[derive(Deserialize)]
struct EnsureVersionTable {
    #[serde(default)]
    purge: bool,
}

#[derive(Deserialize)]
struct StaticOutput {
    text: String,
}

#[derive(Deserialize)]
struct SetOutput {
    output_buffer: Json,
}

#[derive(Deserialize)]
struct WithScript {
    #[serde(default)]
    script: Option<u64>,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "create" {
        return create(waist, payload);
    }
    if verb == "own_comparators" {
        return Ok(json!(OWN_COMPARATORS));
    }
    let number = read::<Context>(payload.clone())?.context;
    let context = waist.context(number)?;
    Ok(match verb {
        "autogenerate" => {
            let asked: Autogenerate = read(payload)?;
            json!(autogenerate::operations(
                &waist.host()?,
                &context,
                &asked.options,
                None,
                None,
            )?)
        }
        "describe" => {
            let connection = context.connection();
            json!({
                "as_sql": context.as_sql(),
                "dialect": dialect(
                    context.dialect().as_ref(),
                    connection.map(|connection| connection.url().driver_name()),
                    connection.map(|connection| connection.server()),
                ),
                "transactional_ddl": context.transactional_ddl(),
                "version_table": context.version_table().name(),
                "version_table_schema": context.version_table().schema(),
            })
        }
        "set_version_table" => {
            let SetVersionTable { table } = read(payload)?;
            context.version_table().set_own_form(table);
            Json::Null
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
            if !end.per_migration {
                waist.release_lock(&context);
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
        "get_current_heads" => match read::<WithScript>(payload)?.script {
            Some(number) => {
                let script = waist.script(number)?;
                json!(context.current_heads_in(&script)?)
            }
            None => json!(context.current_heads(|revision| Ok(vec![revision.to_owned()]))?),
        },
        "ensure_version_table" => {
            context.ensure_version_table(read::<EnsureVersionTable>(payload)?.purge)?;
            Json::Null
        }
        "static_output" => {
            context.static_output(&read::<StaticOutput>(payload)?.text)?;
            Json::Null
        }
        "set_output" => {
            let set: SetOutput = read(payload)?;
            context.set_output(&output_buffer(waist, set.output_buffer)?);
            Json::Null
        }
        "write" => {
            let mut statement = Statement::default();
            statement.push_sql(&read::<StaticOutput>(payload)?.text);
            context.execute(&statement)?;
            Json::Null
        }
        "release" => {
            waist.contexts.borrow_mut().remove(number);
            Json::Null
        }
        _ => return Err(unknown_request(&format!("context.{verb}"))),
    })
}

#[derive(Deserialize)]
struct Create {
    connection: Option<Json>,
    url: Option<String>,
    dialect_name: Option<String>,
    #[serde(default)]
    as_sql: bool,
    output_buffer: Option<Json>,
    #[serde(flatten)]
    options: MigrationOptions,
}

/// Answers `context.create`: a context that a script makes for itself, outside of an environment.
fn create(waist: &Waist, payload: Json) -> Result<Json, EngineError> {
    let mut create: Create = read(payload)?;
    let connection = create
        .connection
        .map(|described| waist.connection(described))
        .transpose()?;
    let output = create
        .output_buffer
        .map(|handle| output_buffer(waist, handle))
        .transpose()?
        .unwrap_or_else(SqlOutput::standard);
    if let Some(connection) = &connection {
        create.options.take_dialect_of(connection.as_ref());
    } else {
        create.options.url.clone_from(&create.url);
        create.options.dialect_name.clone_from(&create.dialect_name);
    }
    let (dialect, target) = match connection {
        Some(connection) if !create.as_sql => {
            (connection.dialect().clone(), Target::Online(connection))
        }
        Some(connection) => (connection.dialect().clone(), Target::Offline(output)),
        None => {
            let dialect =
                waist.dialect_named(create.url.as_deref(), create.dialect_name.as_deref())?;
            let dialect = dialect.ok_or(RuntimeError::NoDatabase)?;
            (dialect, Target::Offline(output))
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
