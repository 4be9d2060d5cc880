//! `environment.*`: what `alembic.context` asks for.

use std::rc::Rc;

use alembic_runtime::{
    EnvironmentArguments, EnvironmentContext, MigrationOptions, PlanFunction, SqlOutput,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

/// The parameters of `context.configure` beside those of `MigrationOptions`.
#[derive(Deserialize)]
struct Configure {
    connection: Option<Json>,
    url: Option<String>,
    dialect_name: Option<String>,
    output_buffer: Option<Json>,
    #[serde(default)]
    on_version_apply: Vec<Json>,
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

#[derive(Deserialize)]
struct Numbered {
    environment: u64,
}

/// The arguments of `alembic.runtime.environment.EnvironmentContext`.
#[derive(Deserialize)]
struct Create {
    config: u64,
    script: u64,
    #[serde(default)]
    plan: Option<Json>,
    #[serde(default)]
    as_sql: bool,
    #[serde(default)]
    starting_rev: Option<String>,
    #[serde(default)]
    destination_rev: Vec<String>,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    purge: bool,
    #[serde(default)]
    dont_mutate: bool,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    if verb == "create" {
        return create(waist, read(payload)?);
    }
    let number = read::<Numbered>(payload.clone())?.environment;
    let environment = waist.environment(number)?;
    let arguments = environment.arguments();
    Ok(match verb {
        "describe" => {
            let project = waist.project_of_environment(number)?;
            json!({
                "config": project,
                "script": waist.number_of_script(project, environment.script()),
                "as_sql": arguments.as_sql,
                "starting_rev": arguments.starting_revision,
                "destination_rev": arguments.destination_revisions,
                "tag": arguments.tag,
                "purge": arguments.purge,
                "x_arguments": waist.project(project)?.command_line.x_arguments,
            })
        }
        "get_head_revisions" => json!(environment.script().get_heads(true)?),
        "is_transactional_ddl" => json!(environment.context()?.transactional_ddl()),
        "requires_connection" => json!(!arguments.as_sql),
        "configure" => configure(waist, &environment, payload)?,
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
        "close" => {
            waist.remove_environment(number);
            Json::Null
        }
        _ => return Err(unknown_request(&format!("environment.{verb}"))),
    })
}

/// Makes an environment whose plan is a function of Python's.
fn create(waist: &Waist, create: Create) -> Result<Json, EngineError> {
    let project = waist.project(create.config)?;
    let script = waist.script(create.script)?;
    let arguments = EnvironmentArguments {
        as_sql: create.as_sql,
        starting_revision: create.starting_rev,
        destination_revisions: create.destination_rev,
        tag: create.tag,
        purge: create.purge,
        dont_mutate: create.dont_mutate,
        ..EnvironmentArguments::default()
    };
    let host = waist.host()?;
    let planned = script.clone();
    let plan: PlanFunction = match create.plan {
        Some(function) => Box::new(move |heads, _| {
            let function = function["callable"].clone();
            let steps = host.call("plan", vec![function, json!(heads)])?;
            super::steps::read(&planned, steps)
        }),
        None => Box::new(|_, _| Ok(Vec::new())),
    };
    let environment = EnvironmentContext::new(
        project.settings.clone(),
        script,
        arguments,
        waist.migrations()?,
        project.sql_output.clone(),
        plan,
    );
    let number = waist.add_environment(create.config, &Rc::new(environment));
    Ok(json!({ "environment": number }))
}

fn configure(
    waist: &Waist,
    environment: &EnvironmentContext,
    mut payload: Json,
) -> Result<Json, EngineError> {
    // A parameter given as None is one not given, but for a separator, which then is none.
    if let Json::Object(parameters) = &mut payload {
        parameters.retain(|name, value| !value.is_null() || name.ends_with("_batch_separator"));
    }
    let mut options: MigrationOptions = read(payload.clone())?;
    let configure: Configure = read(payload)?;
    if let Some(metadata) = options.autogenerate.target_metadata.first() {
        options.naming_convention = metadata.naming_convention.clone();
    }
    let connection = configure
        .connection
        .map(|described| waist.connection(described))
        .transpose()?;
    let dialect =
        waist.dialect_named(configure.url.as_deref(), configure.dialect_name.as_deref())?;
    let output = configure
        .output_buffer
        .map(|handle| output_buffer(waist, handle))
        .transpose()?;
    let context = environment.configure(
        connection,
        dialect,
        options,
        output,
        configure.on_version_apply,
    )?;
    let settled = &context.options().autogenerate;
    let options = json!({
        "compare_enums": settled.compare_enums == Some(true),
        "compare_primary_keys": settled.compare_primary_keys == Some(true),
    });
    let number = waist.contexts.borrow_mut().add(context);
    Ok(json!({ "context": number, "options": options }))
}

/// Returns an output that calls the `write` of a file object of Python's.
pub(super) fn output_buffer(waist: &Waist, handle: Json) -> Result<SqlOutput, EngineError> {
    let host = waist.host()?;
    Ok(SqlOutput::new(move |text| {
        host.call("write_output", vec![handle["object"].clone(), json!(text)])?;
        Ok(())
    }))
}
