//! `expression.compile`, `type.compile` and `operation.compile`: SQL text for `str()` and `compile()`;
//! `expression.parameters`: the parameters in it.

use alembic_dialect::{CompileOptions, WrittenParameter};
use alembic_runtime::{ParameterStyle, RuntimeError};
use alembic_schema::{Expression, SqlType};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Compile {
    dialect: Option<String>,
    paramstyle: Option<String>,
    #[serde(default)]
    literal_binds: bool,
    #[serde(default)]
    render_postcompile: bool,
    #[serde(default)]
    expression: Option<Expression>,
    #[serde(default, rename = "type")]
    sql_type: Option<SqlType>,
    #[serde(default)]
    operation: Option<alembic_ops::Operation>,
}

pub(super) fn answer(_waist: &Waist, name: &str, payload: Json) -> Result<Json, EngineError> {
    let compile: Compile = read(payload)?;
    let dialect_name = compile.dialect.as_deref().unwrap_or("default");
    let dialect =
        alembic_dialect::dialect(dialect_name).ok_or_else(|| RuntimeError::UnknownDialect {
            name: dialect_name.to_owned(),
        })?;
    let style = compile
        .paramstyle
        .as_deref()
        .and_then(ParameterStyle::from_name)
        .unwrap_or(ParameterStyle::Colon);
    let options = CompileOptions {
        literal_binds: compile.literal_binds,
        percents: style.percents(""),
        is_shown: true,
        expands_lists: compile.render_postcompile,
        ..CompileOptions::default()
    };
    Ok(
        match (
            name,
            compile.expression,
            compile.sql_type,
            compile.operation,
        ) {
            ("expression.compile", Some(expression), _, _) => {
                let statement = alembic_dialect::compile_expression(
                    dialect.as_ref(),
                    &expression,
                    &IndexMap::new(),
                    &options,
                )?;
                json!(style.text(&statement))
            }
            ("expression.parameters", Some(expression), _, _) => {
                let written =
                    alembic_dialect::written_parameters(dialect.as_ref(), &expression, &options)?;
                let parameter = |parameter: WrittenParameter| {
                    json!([parameter.name, parameter.anonymous, parameter.value])
                };
                json!(written.into_iter().map(parameter).collect::<Vec<_>>())
            }
            ("type.compile", _, Some(sql_type), _) => {
                json!(alembic_dialect::compile_type(
                    dialect.as_ref(),
                    &sql_type,
                    &options
                )?)
            }
            ("operation.compile", _, _, Some(operation)) => {
                let plan =
                    alembic_dialect::compile_operation(dialect.as_ref(), &operation, &options)?;
                let texts: Vec<String> = plan
                    .statements
                    .iter()
                    .map(|planned| planned.statement.text_with(|_, name| format!(":{name}")))
                    .collect();
                json!(texts.join(";\n"))
            }
            _ => return Err(unknown_request(name)),
        },
    )
}
