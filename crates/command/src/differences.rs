//! What `check` has found, for a reader: each difference with its operation and its SQL.

mod state;

use std::collections::BTreeSet;

use alembic_autogenerate::render::{RenderOptions, Renderer, ScriptItem, render_block};
use alembic_dialect::{CompileOptions, Compiler};
use alembic_ops::{BatchAlterTable, Operation};
use alembic_python::ProjectPython;
use alembic_runtime::{MigrationContext, RuntimeError};
use alembic_schema::Name;
use serde_json::{Value as Json, json};

/// The differences between the models and one database.
pub(crate) struct DatabaseDifferences {
    /// The database, without its password.
    pub(crate) url: Option<String>,
    /// The name of its dialect.
    dialect: String,
    /// What a script imports for its operations.
    pub(crate) imports: BTreeSet<String>,
    /// The operations as a script has them.
    pub(crate) ops: String,
    /// One for each operation.
    pub(crate) differences: Vec<Difference>,
}

/// One operation that would make the database what the models say.
pub(crate) struct Difference {
    /// What it is about: `kind`, `table` and so on.
    description: Json,
    /// The operation as a script has it.
    pub(crate) op: String,
    /// The statements of an upgrade; for a batch, its first operation has those of all.
    pub(crate) sql: Vec<String>,
    /// Why there are no statements.
    pub(crate) sql_error: Option<String>,
}

impl DatabaseDifferences {
    /// Returns the differences that operations stand for.
    ///
    /// `items` describe the operations, `texts` are the same with the lines that Python wrote. None of
    /// the operations runs.
    pub(crate) fn of(
        python: &ProjectPython,
        context: &MigrationContext,
        items: &[ScriptItem],
        texts: &[ScriptItem],
    ) -> Result<Self, RuntimeError> {
        let options = render_options(context);
        let compile_options = render_compile_options(context);
        let compiler = Compiler::new(context.dialect().as_ref(), &compile_options);
        let rendered = render_block(compiler, &options, texts)?;
        let mut reader = Reader {
            python,
            context,
            compiler,
            options: &options,
            renamed: Vec::new(),
            found: Vec::new(),
        };
        for (item, text) in items.iter().zip(texts) {
            reader.top_item(item, text)?;
        }
        let url = context.connection().map(|connection| connection.url());
        Ok(Self {
            url: url.map(|url| url.render_as_string(true)),
            dialect: context.dialect().name().to_owned(),
            imports: rendered.imports,
            ops: rendered.text,
            differences: reader.found,
        })
    }

    /// Returns the differences as a part of a document.
    pub(crate) fn to_json(&self) -> Json {
        let differences: Vec<Json> = self.differences.iter().map(Difference::to_json).collect();
        json!({
            "url": self.url,
            "dialect": self.dialect,
            "imports": self.imports,
            "ops": self.ops,
            "differences": differences,
        })
    }
}

impl Difference {
    fn to_json(&self) -> Json {
        let mut json = self.description.clone();
        json["op"] = json!(self.op);
        json["sql"] = json!(self.sql);
        json["sql_error"] = json!(self.sql_error);
        json
    }
}

/// Returns how the scripts of a context are written.
pub(crate) fn render_options(context: &MigrationContext) -> RenderOptions {
    let options = &context.options().autogenerate;
    RenderOptions {
        alembic_module_prefix: options.alembic_module_prefix.clone(),
        sqlalchemy_module_prefix: options.sqlalchemy_module_prefix.clone(),
        user_module_prefix: options.user_module_prefix.clone(),
        render_as_batch: options.render_as_batch,
        compare_enums: options.compare_enums == Some(true),
        compare_primary_keys: options.compare_primary_keys == Some(true),
        ..RenderOptions::default()
    }
}

/// Returns how the SQL in scripts is written: the names in it are settled already.
pub(crate) fn render_compile_options(context: &MigrationContext) -> CompileOptions {
    CompileOptions {
        server: context.compile_options().server,
        ..CompileOptions::default()
    }
}

/// Goes through operations in their order.
struct Reader<'a> {
    python: &'a ProjectPython,
    context: &'a MigrationContext,
    compiler: Compiler<'a>,
    options: &'a RenderOptions,
    /// The tables in which an operation before has changed names.
    renamed: Vec<(Option<Name>, Name)>,
    found: Vec<Difference>,
}

impl Reader<'_> {
    fn top_item(&mut self, item: &ScriptItem, text: &ScriptItem) -> Result<(), RuntimeError> {
        let (ScriptItem::Table { items, .. }, ScriptItem::Table { items: texts, .. }) =
            (item, text)
        else {
            self.note_rename(item);
            let sql = self.statements(item);
            return self.add(item, text, false, sql);
        };
        if !self.options.render_as_batch {
            return items
                .iter()
                .zip(texts)
                .try_for_each(|(item, text)| self.top_item(item, text));
        }
        let mut sql = self.statements(item);
        for (item, text) in items.iter().zip(texts) {
            self.add(
                item,
                text,
                true,
                std::mem::replace(&mut sql, Ok(Vec::new())),
            )?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        item: &ScriptItem,
        text: &ScriptItem,
        in_batch: bool,
        sql: Result<Vec<String>, String>,
    ) -> Result<(), RuntimeError> {
        let mut renderer = Renderer::new(self.compiler, self.options).in_batch(in_batch);
        let op = renderer.lines(text)?.join("\n");
        let (sql, sql_error) = match sql {
            Ok(sql) => (sql, None),
            Err(reason) => (Vec::new(), Some(reason)),
        };
        self.found.push(Difference {
            description: match item {
                ScriptItem::Operation(operation) => state::describe(self.compiler, operation),
                _ => state::custom(),
            },
            op,
            sql,
            sql_error,
        });
        Ok(())
    }

    /// Returns the statements of an item, or why there are none.
    fn statements(&self, item: &ScriptItem) -> Result<Vec<String>, String> {
        let host = self.python.host();
        let in_python = |item: &ScriptItem| {
            let arguments = vec![json!(item), json!(self.options.render_as_batch)];
            self.context
                .record(|| host.call("carry_out", arguments).map(drop))
                .map_err(|error| error.to_string())
        };
        match item {
            ScriptItem::Operation(operation) => self.recorded(operation),
            ScriptItem::Table {
                table_name,
                schema,
                items,
            } => match all_operations(items) {
                Some(operations) => {
                    self.recorded(&Operation::BatchAlterTable(Box::new(BatchAlterTable {
                        table_name: table_name.clone(),
                        schema: schema.clone(),
                        operations,
                        ..BatchAlterTable::default()
                    })))
                }
                None => in_python(item),
            },
            ScriptItem::Held(_) => in_python(item),
            ScriptItem::Lines(_) => Err("only its text is known".to_owned()),
        }
    }

    fn recorded(&self, operation: &Operation) -> Result<Vec<String>, String> {
        let record = || -> Result<Vec<String>, RuntimeError> {
            if let Operation::BatchAlterTable(batch) = operation
                && self.is_renamed(batch)
                && self.context.reads_table(operation)?
            {
                return Err(RuntimeError::NeedsDatabase);
            }
            self.context.record(|| self.context.invoke(operation))
        };
        record().map_err(|error| match error {
            RuntimeError::NeedsDatabase => "this copies a table that has other names by then; \
                 `upgrade` tells its statements"
                .to_owned(),
            error => error.to_string(),
        })
    }

    fn is_renamed(&self, batch: &BatchAlterTable) -> bool {
        let is_batch = |(schema, name): &(Option<Name>, Name)| {
            name.as_str() == batch.table_name.as_str() && schema == &batch.schema
        };
        self.renamed.iter().any(is_batch)
    }

    fn note_rename(&mut self, item: &ScriptItem) {
        let ScriptItem::Operation(operation) = item else {
            return;
        };
        match &**operation {
            Operation::RenameTable(rename) => {
                let table = (rename.schema.clone(), rename.new_table_name.clone());
                self.renamed.push(table);
            }
            Operation::AlterColumn(alter) if alter.new_column_name.is_some() => {
                let table = (alter.schema.clone(), alter.table_name.clone());
                self.renamed.push(table);
            }
            _ => {}
        }
    }
}

/// Returns the operations of items, where Python holds none of them.
fn all_operations(items: &[ScriptItem]) -> Option<Vec<Operation>> {
    items
        .iter()
        .map(|item| match item {
            ScriptItem::Operation(operation) => Some((**operation).clone()),
            _ => None,
        })
        .collect()
}
