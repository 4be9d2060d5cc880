//! `engine.*`, `url.*` and `connection.*`: databases as scripts use them.

use std::rc::Rc;

use alembic_db::{IsolationLevel, QueryResult, Statement, Url};
use alembic_dialect::{CompileOptions, DialectError, ResultTypes};
use alembic_runtime::{
    DatabaseConnection, DriverConnection, DriverParameters, ENGINE_LOGGER, RuntimeError,
};
use alembic_schema::{Expression, Insert, Value};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

use super::{Waist, context, no_such, read, unknown_request};
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
    let number = read::<ConnectionPayload>(payload.clone())?.connection;
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
            } = read(payload)?;
            answer_result(waist, execute(&connection, statement, parameters)?)
        }
        "fetch" => {
            let result = read::<FetchPayload>(payload)?.result;
            fetch(waist, result)
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

/// How many rows are handed over at once.
const CHUNK: usize = 1000;

/// What a statement gave, as scripts see it.
#[derive(Default)]
struct Outcome {
    result: QueryResult,
    /// The key that the database made for a new row.
    generated_key: Option<Vec<Value>>,
}

/// Runs a statement once, or once for each set of parameters; the last result counts, with the
/// rows of all of them.
fn execute(
    connection: &DriverConnection,
    statement: Json,
    parameters: Json,
) -> Result<Outcome, EngineError> {
    if let Some(text) = statement.get("driver_sql").and_then(Json::as_str) {
        return execute_driver_sql(connection, text, parameters);
    }
    let several = matches!(&parameters, Json::Array(sets) if !sets.is_empty());
    let sets: Vec<IndexMap<String, Value>> = match parameters {
        Json::Null => vec![IndexMap::new()],
        Json::Array(sets) if sets.is_empty() => vec![IndexMap::new()],
        Json::Array(_) => read(parameters)?,
        one => vec![read(one)?],
    };
    let mut expression: Expression = match statement {
        Json::String(text) => {
            return Ok(Outcome {
                result: connection.query(&Statement::sql(text))?,
                generated_key: None,
            });
        }
        other => read(other)?,
    };
    if several {
        forget_generated_key(&mut expression);
    }
    let dialect = connection.dialect().as_ref();
    let options = CompileOptions {
        server: Some(connection.server().clone()),
        ..CompileOptions::default()
    };
    let compile = |set| alembic_dialect::compile_expression(dialect, &expression, set, &options);
    let types = ResultTypes::of(&expression);
    if sets.len() > 1 && types.is_empty() {
        let statements = sets
            .iter()
            .enumerate()
            .map(|(group, set)| {
                compile(set).map_err(|error| match error {
                    DialectError::MissingParameter { name } if group > 0 => {
                        DialectError::MissingParameterInGroup { name, group }
                    }
                    error => error,
                })
            })
            .collect::<Result<Vec<_>, _>>()?;
        return Ok(Outcome {
            result: QueryResult {
                row_count: connection.execute_many(&statements)?,
                ..QueryResult::default()
            },
            generated_key: None,
        });
    }
    let mut total = QueryResult::default();
    for (position, set) in sets.iter().enumerate() {
        let result = connection.query(&compile(set)?)?;
        if position == 0 {
            total = result;
        } else {
            total.row_count += result.row_count;
            total.rows.extend(result.rows);
            total.last_insert_id = result.last_insert_id;
        }
    }
    types.apply(dialect, &total.columns, &mut total.rows);
    if returns_generated_key(&expression) && total.returns_rows {
        let generated_key = total.rows.pop();
        return Ok(Outcome {
            result: QueryResult {
                row_count: total.row_count,
                last_insert_id: total.last_insert_id,
                ..QueryResult::default()
            },
            generated_key,
        });
    }
    Ok(Outcome {
        result: total,
        generated_key: None,
    })
}

/// Runs SQL whose parameters are marked as the driver wants them.
fn execute_driver_sql(
    connection: &DriverConnection,
    text: &str,
    parameters: Json,
) -> Result<Outcome, EngineError> {
    let sets: Vec<Json> = match parameters {
        Json::Array(sets) => sets,
        Json::Null => Vec::new(),
        one => vec![one],
    };
    let style = connection.parameter_style();
    let statements = sets
        .into_iter()
        .map(|set| {
            let values = match set {
                Json::Array(values) => values
                    .into_iter()
                    .map(|value| Ok((None, read(value)?)))
                    .collect::<Result<_, EngineError>>()?,
                named => read::<IndexMap<String, Value>>(named)?
                    .into_iter()
                    .map(|(name, value)| (Some(name), value))
                    .collect(),
            };
            let given = DriverParameters { values };
            style.read(text, &given).ok_or_else(|| {
                EngineError::new(
                    "sqlalchemy.exc.StatementError",
                    format!("a parameter of the statement was not given\n[SQL: {text}]"),
                )
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    let result = match statements.as_slice() {
        [] => connection.query(&Statement::sql(text))?,
        [statement] => connection.query(statement)?,
        several => QueryResult {
            row_count: connection.execute_many(several)?,
            ..QueryResult::default()
        },
    };
    Ok(Outcome {
        result,
        generated_key: None,
    })
}

fn inserted(expression: &Expression) -> Option<&Insert> {
    match expression {
        Expression::Query(query) => inserted(&query.body),
        Expression::Insert(insert) => Some(insert),
        _ => None,
    }
}

/// Returns whether the rows of a statement are the key of a new row, which nobody asked for.
fn returns_generated_key(expression: &Expression) -> bool {
    inserted(expression)
        .is_some_and(|insert| insert.returning.is_empty() && !insert.generated_key.is_empty())
}

/// Leaves out the question for the keys of new rows, which is asked for single rows only.
fn forget_generated_key(expression: &mut Expression) {
    match expression {
        Expression::Query(query) => forget_generated_key(&mut query.body),
        Expression::Insert(insert) => insert.generated_key.clear(),
        _ => {}
    }
}

/// Describes a result with its first rows; the others are kept until they are asked for.
fn answer_result(waist: &Waist, outcome: Outcome) -> Json {
    let Outcome {
        mut result,
        generated_key,
    } = outcome;
    let mut answer = json!({
        "returns_rows": result.returns_rows,
        "columns": result.columns,
        "rowcount": result.row_count,
        "lastrowid": result.last_insert_id,
    });
    if let Some(generated_key) = generated_key {
        answer["generated_key"] = json!(generated_key);
    }
    answer["tagged"] = json!(result.rows.iter().flatten().any(is_tagged));
    if result.rows.len() > CHUNK {
        let rest = result.rows.split_off(CHUNK);
        answer["more"] = json!(waist.results.borrow_mut().add(rest.into_iter()));
    }
    answer["rows"] = json!(result.rows);
    answer
}

/// Returns whether a value crosses as a dictionary that tells its kind.
fn is_tagged(value: &Value) -> bool {
    match value {
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Text(_) => false,
        Value::Float(number) => !number.is_finite(),
        _ => true,
    }
}

/// Returns the next rows of a result; it is forgotten with the last of them.
fn fetch(waist: &Waist, number: u64) -> Json {
    let mut results = waist.results.borrow_mut();
    let Some(mut rest) = results.remove(number) else {
        return json!([]);
    };
    let rows: Vec<Vec<Value>> = rest.by_ref().take(CHUNK).collect();
    if rest.len() > 0 {
        results.replace(number, rest);
    }
    json!(rows)
}
