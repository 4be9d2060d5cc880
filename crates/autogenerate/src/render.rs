//! Operations as the text of a script.
//!
//! The text is what a person goes on to edit, so it follows the layout that Alembic has letter for
//! letter: arguments of `create_table` on lines of their own without further indentation, those of
//! `alter_column` under the first one.

mod alter;
mod body;
mod columns;
mod constraints;
mod enums;
mod expressions;
mod indexes;
mod operations;
mod python;
mod tables;
mod types;

use std::collections::BTreeSet;

use alembic_dialect::Compiler;
use alembic_ops::Operation;
use alembic_schema::Name;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

pub use self::body::indent;
use crate::AutogenerateError;

/// How scripts are written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RenderOptions {
    /// What stands before the names of operations.
    pub alembic_module_prefix: Option<String>,
    /// What stands before the names of SQLAlchemy.
    pub sqlalchemy_module_prefix: Option<String>,
    /// What stands before the project's own types; without it, their modules.
    pub user_module_prefix: Option<String>,
    /// Whether the operations on one table stand in a batch.
    pub render_as_batch: bool,
    /// How many arguments of `create_table` may stand without a list.
    pub max_arguments: usize,
    /// Whether enumerations that are types of the database are created by operations of their own.
    pub compare_enums: bool,
    /// Whether primary keys are compared.
    pub compare_primary_keys: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            alembic_module_prefix: Some("op.".to_owned()),
            sqlalchemy_module_prefix: Some("sa.".to_owned()),
            user_module_prefix: None,
            render_as_batch: false,
            max_arguments: 255,
            compare_enums: false,
            compare_primary_keys: false,
        }
    }
}

/// What is written into a script: operations, and lines that Python wrote for those of a project's
/// own.
#[derive(Clone, Debug, PartialEq)]
pub enum ScriptItem {
    /// An operation.
    Operation(Box<Operation>),
    /// Lines.
    Lines(Vec<String>),
    /// An operation that Python holds under a number; it has to tell the lines first.
    Held(u64),
    /// What belongs to one table.
    Table {
        /// The table's name.
        table_name: Name,
        /// The table's schema.
        schema: Option<Name>,
        /// What belongs to it.
        items: Vec<Self>,
    },
}

impl From<&Operation> for ScriptItem {
    fn from(operation: &Operation) -> Self {
        match operation {
            Operation::ModifyTableOps(modify) => Self::Table {
                table_name: modify.table_name.clone(),
                schema: modify.schema.clone(),
                items: modify.ops.iter().map(Self::from).collect(),
            },
            Operation::Custom(custom) => Self::Held(custom.object),
            operation => Self::Operation(Box::new(operation.clone())),
        }
    }
}

impl Serialize for ScriptItem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Operation(operation) => operation.serialize(serializer),
            Self::Held(number) => json!({"op": "custom", "object": number}).serialize(serializer),
            Self::Lines(lines) => json!({"op": "lines", "lines": lines}).serialize(serializer),
            Self::Table {
                table_name,
                schema,
                items,
            } => json!({
                "op": "modify_table_ops",
                "table_name": table_name,
                "schema": schema,
                "ops": items,
            })
            .serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for ScriptItem {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct TableForm {
            table_name: Name,
            #[serde(default)]
            schema: Option<Name>,
            ops: Vec<ScriptItem>,
        }
        #[derive(Deserialize)]
        struct LinesForm {
            lines: Vec<String>,
        }
        #[derive(Deserialize)]
        struct HeldForm {
            object: u64,
        }
        let json = Json::deserialize(deserializer)?;
        let read = |json: Json| -> Result<Self, serde_json::Error> {
            Ok(match json.get("op").and_then(Json::as_str) {
                Some("lines") => Self::Lines(serde_json::from_value::<LinesForm>(json)?.lines),
                Some("custom") => Self::Held(serde_json::from_value::<HeldForm>(json)?.object),
                Some("modify_table_ops") => {
                    let form: TableForm = serde_json::from_value(json)?;
                    Self::Table {
                        table_name: form.table_name,
                        schema: form.schema,
                        items: form.ops,
                    }
                }
                _ => Self::Operation(Box::new(serde_json::from_value(json)?)),
            })
        };
        read(json).map_err(serde::de::Error::custom)
    }
}

/// Text of a script.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rendered {
    /// The text.
    pub text: String,
    /// The lines that import what the text names.
    pub imports: BTreeSet<String>,
    /// What the user should know of it.
    pub warnings: Vec<String>,
}

/// Returns the body of an `upgrade()` or `downgrade()`, indented for its place in the function.
pub fn render_body(
    compiler: Compiler<'_>,
    options: &RenderOptions,
    items: &[ScriptItem],
) -> Result<Rendered, AutogenerateError> {
    let mut renderer = Renderer::new(compiler, options);
    let text = renderer.body(items)?;
    Ok(renderer.rendered(text))
}

/// Returns operations as lines that stand by themselves.
pub fn render_block(
    compiler: Compiler<'_>,
    options: &RenderOptions,
    items: &[ScriptItem],
) -> Result<Rendered, AutogenerateError> {
    let mut renderer = Renderer::new(compiler, options);
    let mut printer = body::Printer::default();
    renderer.print(items, &mut printer)?;
    Ok(renderer.rendered(printer.text()))
}

/// Writes scripts, and gathers what they import.
pub struct Renderer<'a> {
    compiler: Compiler<'a>,
    options: &'a RenderOptions,
    in_batch: bool,
    imports: BTreeSet<String>,
    warnings: Vec<String>,
}

impl<'a> Renderer<'a> {
    /// Returns a renderer.
    pub fn new(compiler: Compiler<'a>, options: &'a RenderOptions) -> Self {
        Self {
            compiler,
            options,
            in_batch: false,
            imports: BTreeSet::new(),
            warnings: Vec::new(),
        }
    }

    /// Returns the renderer as it works inside of a batch.
    #[must_use]
    pub fn in_batch(mut self, in_batch: bool) -> Self {
        self.in_batch = in_batch;
        self
    }

    /// Returns a text with what was gathered for it.
    pub fn rendered(self, text: String) -> Rendered {
        Rendered {
            text,
            imports: self.imports,
            warnings: self.warnings,
        }
    }

    /// Returns what stands before the name of an operation.
    fn op(&self) -> &'a str {
        if self.in_batch {
            "batch_op."
        } else {
            self.options
                .alembic_module_prefix
                .as_deref()
                .unwrap_or_default()
        }
    }

    /// Returns what stands before a name of SQLAlchemy.
    fn sa(&self) -> &'a str {
        self.options
            .sqlalchemy_module_prefix
            .as_deref()
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
