//! `environment.*`: what `alembic.context` asks for.

use std::rc::Rc;

use alembic_db::Url;
use alembic_dialect::Dialect;
use alembic_runtime::{MigrationOptions, RuntimeError, SqlOutput};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

/// The parameters of `context.configure` beside those of `MigrationOptions`.
#[derive(Deserialize)]
struct Configure {
    connection: Option<u64>,
    url: Option<String>,
    dialect_name: Option<String>,
    output_buffer: Option<Json>,
    #[serde(default)]
    on_version_apply: Vec<Json>,
    #[serde(default)]
    target_metadata: Vec<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    naming_convention: alembic_schema::NamingConvention,
}

#[derive(Deserialize)]
struct RunMigrations {
    #[serde(default)]
    keywords: Json,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let environment = waist.environment()?;
    let arguments = environment.arguments();
    Ok(match verb {
        "describe" => json!({
            "as_sql": arguments.as_sql,
            "starting_rev": arguments.starting_revision,
            "destination_rev": arguments.destination_revisions,
            "tag": arguments.tag,
            "purge": arguments.purge,
            "x_arguments": waist.command_line.x_arguments,
        }),
        "get_head_revisions" => json!(environment.script().get_heads(true)?),
        "is_transactional_ddl" => json!(environment.context()?.transactional_ddl()),
        "requires_connection" => json!(!arguments.as_sql),
        "configure" => configure(waist, payload)?,
        "run_migrations" => {
            let run: RunMigrations = read(payload)?;
            environment.run_migrations(&run.keywords)?;
            Json::Null
        }
        "static_output" => {
            let Text { text } = read(payload)?;
            environment.context()?.static_output(&text)?;
            Json::Null
        }
        _ => return Err(unknown_request(&format!("environment.{verb}"))),
    })
}

fn configure(waist: &Waist, mut payload: Json) -> Result<Json, EngineError> {
    // A parameter given as None is one not given.
    if let Json::Object(parameters) = &mut payload {
        parameters.retain(|_, value| !value.is_null());
    }
    let mut options: MigrationOptions = read(payload.clone())?;
    let configure: Configure = read(payload)?;
    if let Some(metadata) = configure.target_metadata.into_iter().next() {
        options.naming_convention = metadata.naming_convention;
    }
    let connection = configure
        .connection
        .map(|number| waist.connection(number))
        .transpose()?;
    let dialect = dialect_named(configure.url.as_deref(), configure.dialect_name.as_deref())?;
    let output = configure
        .output_buffer
        .map(|handle| output_buffer(waist, handle))
        .transpose()?;
    let context = waist.environment()?.configure(
        connection,
        dialect,
        options,
        output,
        configure.on_version_apply,
    )?;
    Ok(json!({ "context": waist.contexts.borrow_mut().add(context) }))
}

/// Returns the dialect that a URL or else a name stands for.
pub(super) fn dialect_named(
    url: Option<&str>,
    name: Option<&str>,
) -> Result<Option<Rc<dyn Dialect>>, EngineError> {
    match (url, name) {
        (Some(url), _) => dialect_of(&parse_url(url)?).map(Some),
        (None, Some(name)) => dialect_of(&parse_url(&format!("{name}://"))?).map(Some),
        (None, None) => Ok(None),
    }
}

fn parse_url(text: &str) -> Result<Url, EngineError> {
    Ok(Url::parse(text).map_err(RuntimeError::from)?)
}

/// Returns the dialect that a URL names.
pub(super) fn dialect_of(url: &Url) -> Result<Rc<dyn Dialect>, EngineError> {
    let name = url.backend_name();
    alembic_dialect::dialect(name).map(Rc::from).ok_or_else(|| {
        RuntimeError::UnknownDialect {
            name: name.to_owned(),
        }
        .into()
    })
}

/// Returns an output that calls the `write` of a file object of Python's.
fn output_buffer(waist: &Waist, handle: Json) -> Result<SqlOutput, EngineError> {
    let host = waist.host()?;
    Ok(SqlOutput::new(move |text| {
        host.call("write_output", vec![handle["object"].clone(), json!(text)])?;
        Ok(())
    }))
}
