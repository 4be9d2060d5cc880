//! Autogenerate with the models and the hooks of a project.

use std::path::Path;
use std::rc::Rc;

use alembic_autogenerate::compare::{
    ColumnPair, Comparators, CompareOptions, Corrected, Correction, Hooks, Item, Metadata, Next,
    Object, ObjectKind, Outcome, Parents, Rename, compare,
};
use alembic_db::{QueryResult, Statement};
use alembic_dialect::Compiler;
use alembic_ops::{AlterColumn, ModifyTableOps, Operation};
use alembic_runtime::{
    AutogenerateOptions, DatabaseConnection, MigrationContext, Reading, RuntimeError, ScriptError,
};
use alembic_schema::{Constraint, Name, SqlType, Table};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json, json};

use crate::host::PythonHost;

/// Asks whether something has only got another name.
pub type RenameQuestion = dyn Fn(&Rename) -> Result<bool, RuntimeError>;

/// Returns the operations that make the database of a context what the models say.
///
/// There may be no models, unless `env_py` is to be told that it names none. With no `question`,
/// renames that there is no other possibility to are taken for such.
///
/// # Errors
///
/// Fails when the database, a model or a hook does.
pub fn operations(
    host: &Rc<dyn PythonHost>,
    context: &MigrationContext,
    options: &AutogenerateOptions,
    env_py: Option<&Path>,
    question: Option<&RenameQuestion>,
) -> Result<Vec<Operation>, RuntimeError> {
    let Some(connection) = context.connection() else {
        return Err(RuntimeError::AutogenerateNeedsDatabase);
    };
    let chosen: Option<Chosen> = answer("comparators", host.call("comparators", Vec::new())?)?;
    let chosen = chosen.unwrap_or_else(|| Chosen {
        comparators: Comparators::usual(),
        overridden: Vec::new(),
    });
    if options.target_metadata.is_empty()
        && let Some(env_py) = env_py
    {
        return Err(RuntimeError::NoTargetMetadata {
            env_py: env_py.display().to_string(),
        });
    }
    let compare_options = CompareOptions {
        include_schemas: options.include_schemas,
        compare_type: options.compare_type.as_ref().is_none_or(is_truthy),
        compare_server_default: options
            .compare_server_default
            .as_ref()
            .is_some_and(is_truthy),
        detect_renames: options.detect_renames,
        version_table: context.version_table().name().to_owned(),
        version_table_schema: context.version_table().schema().map(str::to_owned),
        comparators: chosen.comparators,
        compare_enums: options.compare_enums == Some(true),
        compare_primary_keys: options.compare_primary_keys == Some(true),
    };
    let reading = start_reading(connection.as_ref(), options, &compare_options)?;
    let models = options
        .target_metadata
        .iter()
        .map(|metadata| {
            Ok(Metadata {
                schema: metadata.schema.clone(),
                tables: host.metadata_tables(&metadata.tables)?,
                enums: enums(host, &compare_options, &metadata.enums)?,
            })
        })
        .collect::<Result<Vec<Metadata>, RuntimeError>>()?;
    let hooks = ProjectHooks {
        host: host.clone(),
        options,
        connection: connection.as_ref(),
        question,
        overridden: chosen.overridden,
    };
    let compile_options = context.compile_options();
    let compiler = Compiler::new(context.dialect().as_ref(), &compile_options);
    let mut inspector = connection.inspector()?;
    if let Some(reading) = reading {
        inspector.remember(|| reading.finish());
    }
    compare(compiler, &mut inspector, models, &hooks, &compare_options)
}

/// Starts to read the tables of the database while the models are read, where it is known which those are and nothing
/// of the project's uses the connection before they are compared.
fn start_reading<'a>(
    connection: &'a dyn DatabaseConnection,
    options: &AutogenerateOptions,
    compare_options: &CompareOptions,
) -> Result<Option<Box<dyn Reading + 'a>>, RuntimeError> {
    if options.include_name.is_some()
        || options.target_metadata.is_empty()
        || !compare_options.comparators.are_own()
    {
        return Ok(None);
    }
    let version_table = Some(compare_options.version_table.as_str());
    connection
        .start_reading(version_table.filter(|_| compare_options.version_table_schema.is_none()))
}

/// Returns the enumerations of a metadata, where they are asked for.
fn enums(
    host: &Rc<dyn PythonHost>,
    options: &CompareOptions,
    function: &Json,
) -> Result<Vec<SqlType>, RuntimeError> {
    if !options.compare_enums || function.is_null() {
        return Ok(Vec::new());
    }
    let described = host.call("call", vec![function["callable"].clone()])?;
    answer("metadata", described)
}

/// The hooks that `context.configure` was given.
struct ProjectHooks<'a> {
    host: Rc<dyn PythonHost>,
    options: &'a AutogenerateOptions,
    connection: &'a dyn DatabaseConnection,
    question: Option<&'a RenameQuestion>,
    /// The methods that the project's own side of the database has for itself.
    overridden: Vec<String>,
}

/// Who compares.
#[derive(Deserialize)]
struct Chosen {
    #[serde(flatten)]
    comparators: Comparators,
    overridden: Vec<String>,
}

/// What a method of the project's says of two things.
#[derive(Deserialize)]
struct Said {
    status: String,
    message: String,
}

impl ProjectHooks<'_> {
    fn call(&self, function: &'static str, arguments: Vec<Json>) -> Result<Json, ScriptError> {
        self.host.call(function, arguments)
    }

    fn is_overridden(&self, method: &str) -> bool {
        self.overridden.iter().any(|other| other == method)
    }

    /// Lets a function of the project's change operations.
    fn change(
        &self,
        function: &'static str,
        arguments: Vec<Json>,
        operations: &mut Vec<Operation>,
    ) -> Result<Next, RuntimeError> {
        let compared: Compared = answer(function, self.call(function, arguments)?)?;
        let mut before: Vec<Option<Operation>> = operations.drain(..).map(Some).collect();
        operations.extend(
            compared
                .operations
                .into_iter()
                .filter_map(|left| match left {
                    Left::Kept { kept } => before.get_mut(kept).and_then(Option::take),
                    Left::New(operation) => Some(*operation),
                }),
        );
        Ok(Next::stop_if(compared.stops))
    }
}

/// What a function of the project's leaves of operations.
#[derive(Deserialize)]
struct Compared {
    stops: bool,
    operations: Vec<Left>,
}

/// An operation that a function of the project's leaves.
#[derive(Deserialize)]
#[serde(untagged)]
enum Left {
    /// One that it was given, by its place.
    Kept { kept: usize },
    /// One of its own.
    New(Box<Operation>),
}

/// What a function of the project's leaves of the change of a column.
#[derive(Deserialize)]
struct ComparedColumn {
    stops: bool,
    /// The change, where it is another one now.
    alter: Option<AlterColumn>,
}

impl Hooks for ProjectHooks<'_> {
    type Error = RuntimeError;

    fn include_name(
        &self,
        name: Option<&str>,
        kind: ObjectKind,
        parents: Parents<'_>,
    ) -> Result<bool, RuntimeError> {
        let Some(hook) = &self.options.include_name else {
            return Ok(true);
        };
        let arguments = json!([name, kind.word(), parent_names(kind, parents)]);
        let answer = self.call("call", vec![hook["callable"].clone(), arguments])?;
        Ok(is_truthy(&answer))
    }

    fn include_object(
        &self,
        object: Object<'_>,
        kind: ObjectKind,
        compare_to: Option<Object<'_>>,
    ) -> Result<bool, RuntimeError> {
        let Some(hook) = &self.options.include_object else {
            return Ok(true);
        };
        let arguments = vec![
            hook["callable"].clone(),
            described(object)?,
            json!(object.name.map(Name::as_str)),
            json!(kind.word()),
            json!(object.reflected),
            compare_to.map_or(Ok(Json::Null), described)?,
        ];
        Ok(is_truthy(&self.call("include_object", arguments)?))
    }

    fn compare_type(&self, columns: ColumnPair<'_>) -> Result<Option<bool>, RuntimeError> {
        let Some(hook) = callable(self.options.compare_type.as_ref()) else {
            return Ok(None);
        };
        let (database, model) = described_columns(columns)?;
        decision(self.call("compare_type", vec![hook, database, model])?)
    }

    fn compare_server_default(
        &self,
        columns: ColumnPair<'_>,
        database_default: Option<&str>,
        model_default: Option<&str>,
    ) -> Result<Option<(bool, String)>, RuntimeError> {
        let Some(hook) = callable(self.options.compare_server_default.as_ref()) else {
            return Ok(None);
        };
        let (database, model) = described_columns(columns)?;
        let arguments = vec![
            hook,
            database,
            model,
            json!(database_default),
            json!(model_default),
        ];
        let answer = self.call("compare_server_default", arguments)?;
        let (Some(decided), Some(function)) = (answer.get(0), answer.get(1)) else {
            return Ok(None);
        };
        let function = function.as_str().unwrap_or_default().to_owned();
        Ok(decision(decided.clone())?.map(|decided| (decided, function)))
    }

    fn compare_objects(
        &self,
        kind: ObjectKind,
        model: Object<'_>,
        database: Object<'_>,
    ) -> Result<Option<Outcome>, RuntimeError> {
        let method = match kind {
            ObjectKind::Index => "compare_indexes",
            ObjectKind::UniqueConstraint => "compare_unique_constraint",
            ObjectKind::CheckConstraint => "compare_check_constraint",
            _ => return Ok(None),
        };
        if !self.is_overridden(method) {
            return Ok(None);
        }
        let arguments = vec![json!(method), described(model)?, described(database)?];
        let Said { status, message } =
            answer("compare_objects", self.call("compare_objects", arguments)?)?;
        Ok(Some(match status.as_str() {
            "different" => Outcome::Different(vec![message]),
            "skip" => Outcome::Skip(vec![message]),
            _ => Outcome::Equal,
        }))
    }

    fn corrects(&self, what: Correction) -> bool {
        self.is_overridden(correcting_method(what))
    }

    fn correct(
        &self,
        what: Correction,
        database: &[Object<'_>],
        model: &[Object<'_>],
    ) -> Result<Corrected, RuntimeError> {
        let all = |objects: &[Object<'_>]| {
            let described = objects.iter().map(|object| described(*object));
            described.collect::<Result<Json, _>>()
        };
        let arguments = vec![json!(correcting_method(what)), all(database)?, all(model)?];
        answer("correct", self.call("correct", arguments)?)
    }

    fn compare_all(
        &self,
        number: u64,
        operations: &mut Vec<Operation>,
    ) -> Result<Next, RuntimeError> {
        let arguments = vec![json!(number), json!(operations)];
        self.change("compare_all", arguments, operations)
    }

    fn compare_schemas(
        &self,
        number: u64,
        operations: &mut Vec<Operation>,
        schemas: &[Option<String>],
    ) -> Result<Next, RuntimeError> {
        let arguments = vec![json!(number), json!(operations), json!(schemas)];
        self.change("compare_schemas", arguments, operations)
    }

    fn compare_table(
        &self,
        number: u64,
        modify: &mut ModifyTableOps,
        model: Option<&Table>,
        database: Option<&Table>,
    ) -> Result<Next, RuntimeError> {
        let side = |table: Option<&Table>, reflected| {
            table.map_or(Ok(Json::Null), |table| {
                described(Object {
                    table,
                    item: Item::Table,
                    name: Some(&table.name),
                    reflected,
                })
            })
        };
        let arguments = vec![
            json!(number),
            json!(modify),
            side(database, true)?,
            side(model, false)?,
        ];
        self.change("compare_table", arguments, &mut modify.ops)
    }

    fn compare_column(
        &self,
        number: u64,
        alter: &mut AlterColumn,
        columns: ColumnPair<'_>,
    ) -> Result<Next, RuntimeError> {
        let operation = Operation::AlterColumn(Box::new(alter.clone()));
        let (database, model) = described_columns(columns)?;
        let arguments = vec![json!(number), json!(operation), database, model];
        let compared: ComparedColumn =
            answer("compare_column", self.call("compare_column", arguments)?)?;
        if let Some(changed) = compared.alter {
            *alter = changed;
        }
        Ok(Next::stop_if(compared.stops))
    }

    fn can_ask(&self) -> bool {
        self.question.is_some()
    }

    fn is_rename(&self, rename: &Rename) -> Result<bool, RuntimeError> {
        self.question.map_or(Ok(false), |question| question(rename))
    }

    fn query(&self, statement: &Statement) -> Result<QueryResult, RuntimeError> {
        self.connection.query(statement)
    }
}

/// Returns the method of a side of a database that adjusts what is compared.
fn correcting_method(what: Correction) -> &'static str {
    match what {
        Correction::Constraints => "correct_for_autogen_constraints",
        Correction::ForeignKeys => "correct_for_autogen_foreignkeys",
    }
}

/// Returns the handle of a callable, where an option is one.
fn callable(option: Option<&Json>) -> Option<Json> {
    Some(option?.get("callable")?.clone())
}

/// Reads a decision: yes, no (only `False` itself), or none.
fn decision(answer: Json) -> Result<Option<bool>, RuntimeError> {
    Ok(if is_truthy(&answer) {
        Some(true)
    } else if answer == Json::Bool(false) {
        Some(false)
    } else {
        None
    })
}

/// Returns whether Python takes a value for true.
fn is_truthy(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(entries) => !entries.is_empty(),
    }
}

/// Returns the dictionary that `include_name` gets.
fn parent_names(kind: ObjectKind, parents: Parents<'_>) -> Map<String, Json> {
    let mut names = Map::new();
    if kind == ObjectKind::Schema {
        return names;
    }
    if !matches!(kind, ObjectKind::Table | ObjectKind::Enum) {
        names.insert("table_name".to_owned(), json!(parents.table));
    }
    names.insert("schema_name".to_owned(), json!(parents.schema));
    if let Some(table) = parents.table {
        let qualified = match parents.schema {
            Some(schema) => format!("{schema}.{table}"),
            None => table.to_owned(),
        };
        names.insert("schema_qualified_table_name".to_owned(), json!(qualified));
    }
    names
}

fn described_columns(columns: ColumnPair<'_>) -> Result<(Json, Json), RuntimeError> {
    let database = Object {
        table: columns.database_table,
        item: Item::Column(columns.database),
        name: Some(&columns.database.name),
        reflected: true,
    };
    let model = Object {
        table: columns.model_table,
        item: Item::Column(columns.model),
        name: Some(&columns.model.name),
        reflected: false,
    };
    Ok((described(database)?, described(model)?))
}

/// Describes an object so that Python can find it among the models, or make it.
fn described(object: Object<'_>) -> Result<Json, RuntimeError> {
    let Table { name, schema, .. } = object.table;
    let (kind, item) = match object.item {
        Item::Table => ("table", Json::Null),
        Item::Column(column) => ("column", json!(column.name)),
        Item::Index(index) => ("index", plain(index)?),
        Item::Constraint(constraint) => ("constraint", plain(constraint as &Constraint)?),
        Item::Enum(sql_type) => ("enum", plain(sql_type as &SqlType)?),
    };
    let mut data = json!({
        "kind": kind,
        "reflected": object.reflected,
        "table_name": name,
        "schema": schema,
        "item": item,
    });
    if object.reflected && !matches!(object.item, Item::Enum(_)) {
        data["table"] = plain(object.table)?;
    }
    Ok(data)
}

fn plain(value: &impl Serialize) -> Result<Json, RuntimeError> {
    serde_json::to_value(value).map_err(|error| RuntimeError::Answer {
        function: "autogenerate",
        reason: error.to_string(),
    })
}

fn answer<T: serde::de::DeserializeOwned>(
    function: &'static str,
    json: Json,
) -> Result<T, RuntimeError> {
    serde_json::from_value(json).map_err(|error| RuntimeError::Answer {
        function,
        reason: error.to_string(),
    })
}
