//! `engine.*`, `url.*` and `connection.*`: databases as scripts use them.

use std::rc::Rc;

use alembic_db::{IsolationLevel, Url};
use alembic_runtime::{DatabaseConnection, DriverConnection, ENGINE_LOGGER, RuntimeError};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::kept_statements::Keep;
use super::{Waist, context, execution, no_such, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct UrlPayload {
    url: Json,
    #[serde(default)]
    hide_password: bool,
}

#[derive(Deserialize)]
struct EnginePayload {
    engine: u64,
}

/// What connections are opened with.
#[derive(Clone)]
pub(super) struct Engine {
    url: Url,
    /// Whether statements are logged.
    echo: bool,
}

/// Answers `engine.*` and `url.*`.
pub(super) fn answer_engine(waist: &Waist, name: &str, payload: Json) -> Result<Json, EngineError> {
    Ok(match name {
        "engine.create" => {
            let url = read_url(read::<UrlPayload>(payload)?.url)?;
            waist.drivers.driver(&url).map_err(RuntimeError::from)?;
            let dialect = waist.dialect_of(&url)?;
            let described = context::dialect(dialect.as_ref(), Some(url.driver_name()), None);
            let parts = json!(url);
            let echo = log::log_enabled!(target: ENGINE_LOGGER, log::Level::Info);
            json!({
                "engine": waist.engines.borrow_mut().add(Engine { url, echo }),
                "dialect": described,
                "url": parts,
            })
        }
        "engine.dispose" => {
            let _: EnginePayload = read(payload)?;
            Json::Null
        }
        "url.parse" => json!(read_url(read::<UrlPayload>(payload)?.url)?),
        "url.render" => {
            let UrlPayload { url, hide_password } = read(payload)?;
            json!(read_url(url)?.render_as_string(hide_password))
        }
        _ => return Err(unknown_request(name)),
    })
}

fn read_url(url: Json) -> Result<Url, EngineError> {
    match url {
        Json::String(text) => Ok(Url::parse(&text).map_err(RuntimeError::from)?),
        parts => read(parts),
    }
}

#[derive(Deserialize)]
struct ConnectionPayload {
    connection: u64,
}

#[derive(Deserialize)]
struct BeginPayload {
    #[serde(default)]
    nested: bool,
}

#[derive(Deserialize)]
struct EndPayload {
    transaction: u64,
    commit: bool,
}

#[derive(Deserialize)]
struct OptionsPayload {
    options: Map<String, Json>,
}

#[derive(Deserialize)]
struct ExecutePayload {
    statement: Json,
    #[serde(default)]
    parameters: Json,
    #[serde(default)]
    sets: Option<execution::ParameterSets>,
    #[serde(default)]
    keep: Option<Keep>,
}

#[derive(Deserialize)]
struct ExecuteKeptPayload {
    statement: u64,
    values: Vec<Json>,
    #[serde(default)]
    parameters: Json,
}

#[derive(Deserialize)]
struct FetchPayload {
    result: u64,
}

#[derive(Deserialize)]
struct OperationPayload {
    operation: alembic_ops::Operation,
}

/// Answers `connection.*`.
pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "open" {
        return open(waist, read::<EnginePayload>(payload)?.engine);
    }
    if verb == "forget_kept" {
        waist.kept_statements.borrow_mut().clear();
        return Ok(Json::Null);
    }
    let number = match payload.get("connection").and_then(Json::as_u64) {
        Some(number) => number,
        // Says what is wrong with it.
        None => read::<ConnectionPayload>(payload.clone())?.connection,
    };
    if verb == "close" {
        if let Some(connection) = waist.connections.borrow_mut().remove(number) {
            connection.close()?;
        }
        return Ok(Json::Null);
    }
    let connection = waist.driver_connection(number)?;
    Ok(match verb {
        "commit" => {
            connection.commit()?;
            Json::Null
        }
        "rollback" => {
            connection.rollback()?;
            Json::Null
        }
        "begin" => {
            let begin: BeginPayload = read(payload)?;
            let transaction = if begin.nested {
                connection.begin_nested()?
            } else {
                connection.begin()?
            };
            json!({ "transaction": transaction })
        }
        "end_transaction" => {
            let end: EndPayload = read(payload)?;
            connection.end(end.transaction, end.commit)?;
            Json::Null
        }
        "in_transaction" => json!({
            "root": connection.in_transaction(),
            "nested": connection.in_nested_transaction(),
            "lost": connection.is_lost(),
        }),
        "set_options" => {
            let OptionsPayload { options } = read(payload)?;
            set_options(&connection, &options)?;
            Json::Null
        }
        "execute" => {
            let ExecutePayload {
                statement,
                parameters,
                sets,
                keep,
            } = read(payload)?;
            execution::execute(waist, &connection, statement, parameters, sets, keep)?
        }
        "execute_kept" => {
            let ExecuteKeptPayload {
                statement,
                values,
                parameters,
            } = read(payload)?;
            execution::execute_kept(waist, &connection, statement, values, parameters)?
        }
        "fetch" => {
            let result = read::<FetchPayload>(payload)?.result;
            execution::fetch(waist, result)?
        }
        "close_result" => {
            let result = read::<FetchPayload>(payload)?.result;
            waist.results.borrow_mut().remove(result);
            Json::Null
        }
        "execute_ddl" => {
            let OperationPayload { operation } = read(payload)?;
            alembic_runtime::run_operation(connection.as_ref(), &operation)?;
            Json::Null
        }
        _ => return Err(unknown_request(&format!("connection.{verb}"))),
    })
}

fn open(waist: &Waist, engine: u64) -> Result<Json, EngineError> {
    let found = waist.engines.borrow().get(engine).cloned();
    let Engine { url, echo } = found.ok_or_else(|| no_such("engine", engine))?;
    let dialect = waist.dialect_of(&url)?;
    let driver = waist.drivers.connect(&url).map_err(RuntimeError::from)?;
    let connection = Rc::new(DriverConnection::new(
        driver,
        waist.drivers.clone(),
        dialect,
        url,
        echo,
    ));
    let described = context::dialect(
        connection.dialect().as_ref(),
        Some(connection.url().driver_name()),
        Some(connection.server()),
    );
    Ok(json!({
        "connection": waist.connections.borrow_mut().add(connection),
        "dialect": described,
    }))
}

fn set_options(
    connection: &DriverConnection,
    options: &Map<String, Json>,
) -> Result<(), EngineError> {
    if let Some(level) = options.get("isolation_level").and_then(Json::as_str) {
        let parsed = IsolationLevel::from_name(level).ok_or_else(|| {
            EngineError::new(
                "sqlalchemy.exc.ArgumentError",
                format!(
                    "Invalid value '{level}' for isolation_level. Valid isolation levels are \
                     AUTOCOMMIT, READ COMMITTED, READ UNCOMMITTED, REPEATABLE READ, SERIALIZABLE"
                ),
            )
        })?;
        connection.set_isolation_level(Some(parsed))?;
    }
    Ok(())
}
