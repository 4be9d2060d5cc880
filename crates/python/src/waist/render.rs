//! `render.*`: operations and their parts as the text of a script.

use std::rc::Rc;

use alembic_autogenerate::AutogenerateError;
use alembic_autogenerate::render::{RenderOptions, Rendered, Renderer, ScriptItem, render_body};
use alembic_dialect::{CompileOptions, Compiler, Dialect};
use alembic_runtime::RuntimeError;
use alembic_schema::{Column, Constraint, Expression, ServerDefault, SqlType};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::{Waist, read, unknown_request};
use crate::host::EngineError;

#[derive(Deserialize)]
struct Render {
    #[serde(default)]
    context: Option<u64>,
    #[serde(default)]
    dialect: Option<String>,
    #[serde(default)]
    options: RenderOptions,
    #[serde(default)]
    in_batch: bool,
    #[serde(flatten)]
    subject: Subject,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Subject {
    Items(Vec<ScriptItem>),
    Column(Box<Column>),
    Constraint(Box<Constraint>),
    ServerDefault(ServerDefault),
    Type(SqlType),
    Expression(Box<Expression>),
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let render: Render = read(payload)?;
    let (dialect, server) = match render.context {
        Some(number) => {
            let context = waist.context(number)?;
            (context.dialect().clone(), context.compile_options().server)
        }
        None => (dialect(render.dialect.as_deref())?, None),
    };
    // The names in what is rendered are settled, and no text goes through a driver.
    let compile_options = CompileOptions {
        server,
        ..CompileOptions::default()
    };
    let compiler = Compiler::new(dialect.as_ref(), &compile_options);
    let rendered = match (verb, render.subject) {
        ("body", Subject::Items(items)) => render_body(compiler, &render.options, &items)?,
        ("part", subject) => {
            let renderer = Renderer::new(compiler, &render.options).in_batch(render.in_batch);
            part(renderer, &subject)?
        }
        _ => return Err(unknown_request(&format!("render.{verb}"))),
    };
    Ok(json!(rendered))
}

fn part(mut renderer: Renderer<'_>, subject: &Subject) -> Result<Rendered, AutogenerateError> {
    let text = match subject {
        Subject::Items(items) => {
            let mut lines = Vec::new();
            for item in items {
                lines.extend(renderer.lines(item)?);
            }
            Some(lines.join("\n"))
        }
        Subject::Column(column) => renderer.column(column)?,
        Subject::Constraint(constraint) => renderer.constraint(constraint)?,
        Subject::ServerDefault(default) => Some(renderer.server_default(default)?),
        Subject::Type(sql_type) => Some(renderer.sql_type(sql_type)?),
        Subject::Expression(expression) => Some(renderer.text(expression)?),
    };
    Ok(renderer.rendered(text.unwrap_or_default()))
}

fn dialect(name: Option<&str>) -> Result<Rc<dyn Dialect>, EngineError> {
    let name = name.unwrap_or("default");
    let dialect = alembic_dialect::dialect(name).ok_or_else(|| RuntimeError::UnknownDialect {
        name: name.to_owned(),
    })?;
    Ok(dialect.into())
}

impl From<AutogenerateError> for EngineError {
    fn from(error: AutogenerateError) -> Self {
        RuntimeError::from(error).into()
    }
}
