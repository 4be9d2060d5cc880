//! Autogenerate with the models and the hooks of a project.

use std::path::Path;
use std::rc::Rc;

use alembic_autogenerate::compare::{
    ColumnPair, CompareOptions, Hooks, Item, Metadata, Object, ObjectKind, Parents, Plugins,
    Rename, compare,
};
use alembic_db::{QueryResult, Statement};
use alembic_dialect::Compiler;
use alembic_ops::Operation;
use alembic_runtime::{
    AutogenerateOptions, DatabaseConnection, MigrationContext, RuntimeError, ScriptError,
};
use alembic_schema::{Constraint, Name, SqlType, Table};
use serde::Serialize;
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
    let plugins = plugins(&options.autogenerate_plugins)?;
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
        plugins,
        compare_enums: options.compare_enums == Some(true),
        compare_primary_keys: options.compare_primary_keys == Some(true),
    };
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
    };
    let compile_options = context.compile_options();
    let compiler = Compiler::new(context.dialect().as_ref(), &compile_options);
    let mut inspector = connection.inspector()?;
    compare(compiler, &mut inspector, &models, &hooks, &compare_options)
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

/// The plugins in the order in which they are set up.
const PLUGINS: [&str; 7] = [
    "alembic.autogenerate.schemas",
    "alembic.autogenerate.tables",
    "alembic.autogenerate.types",
    "alembic.autogenerate.constraints",
    "alembic.autogenerate.defaults",
    "alembic.autogenerate.comments",
    "alembic.ext.checkconstraint_byname",
];

/// Chooses plugins by patterns: `alembic.autogenerate.*`, and what begins with `~` takes away.
fn plugins(patterns: &[String]) -> Result<Plugins, RuntimeError> {
    let (excluded, included): (Vec<&str>, Vec<&str>) = patterns
        .iter()
        .map(String::as_str)
        .partition(|pattern| pattern.starts_with('~'));
    for pattern in &included {
        check_pattern(pattern)?;
    }
    for pattern in &excluded {
        check_pattern(&pattern[1..])?;
    }
    let mut used = vec![false; included.len()];
    let mut chosen = [false; PLUGINS.len()];
    for (plugin, chosen) in PLUGINS.iter().zip(&mut chosen) {
        if excluded
            .iter()
            .any(|pattern| matches(translated(&pattern[1..]), plugin))
        {
            continue;
        }
        for (pattern, used) in included.iter().zip(&mut used) {
            if matches(translated(pattern), plugin) {
                *used = true;
                *chosen = true;
            }
        }
        if *chosen {
            log::info!(target: "alembic.runtime.plugins", "setting up autogenerate plugin {plugin}");
        }
    }
    let unknown: Vec<String> = included
        .iter()
        .zip(&used)
        .filter(|(_, used)| !**used)
        .map(|(pattern, _)| (*pattern).to_owned())
        .collect();
    if !unknown.is_empty() {
        return Err(RuntimeError::UnknownPlugins { patterns: unknown });
    }
    let [
        schemas,
        tables,
        types,
        constraints,
        defaults,
        comments,
        check_constraints,
    ] = chosen;
    Ok(Plugins {
        schemas,
        tables,
        types,
        constraints,
        defaults,
        comments,
        check_constraints,
    })
}

/// Returns a plugin's name as it is today.
fn translated(name: &str) -> &str {
    match name {
        "alembic.autogenerate.checkconstraint_byname" => "alembic.ext.checkconstraint_byname",
        name => name,
    }
}

fn check_pattern(pattern: &str) -> Result<(), RuntimeError> {
    let is_identifier = |part: &str| {
        part.chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
            && !part.starts_with(|letter: char| letter.is_ascii_digit())
            && !part.is_empty()
    };
    if pattern
        .split('.')
        .all(|part| part == "*" || is_identifier(part))
    {
        Ok(())
    } else {
        Err(RuntimeError::PluginPattern {
            pattern: pattern.to_owned(),
        })
    }
}

/// Returns whether a dotted name matches a pattern, of which a part `*` stands for one part or more.
fn matches(pattern: &str, name: &str) -> bool {
    let (part, rest) = match pattern.split_once('.') {
        Some((part, rest)) => (part, Some(rest)),
        None => (pattern, None),
    };
    let ends = name
        .match_indices('.')
        .map(|(position, _)| (&name[..position], Some(&name[position + 1..])))
        .chain([(name, None)]);
    for (first, following) in ends {
        let fits = if part == "*" { true } else { part == first };
        let goes_on = match (rest, following) {
            (None, None) => true,
            (Some(rest), Some(following)) => matches(rest, following),
            _ => false,
        };
        if fits && goes_on {
            return true;
        }
    }
    false
}

/// The hooks that `context.configure` was given.
struct ProjectHooks<'a> {
    host: Rc<dyn PythonHost>,
    options: &'a AutogenerateOptions,
    connection: &'a dyn DatabaseConnection,
    question: Option<&'a RenameQuestion>,
}

impl ProjectHooks<'_> {
    fn call(&self, function: &'static str, arguments: Vec<Json>) -> Result<Json, ScriptError> {
        self.host.call(function, arguments)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plugins_are_chosen_by_patterns() {
        let chosen = |patterns: &[&str]| {
            let patterns: Vec<String> = patterns.iter().map(|it| (*it).to_owned()).collect();
            plugins(&patterns)
        };
        assert_eq!(
            chosen(&["alembic.autogenerate.*"]).unwrap(),
            Plugins::default()
        );
        let without_types = chosen(&["alembic.*", "~alembic.*.types"]).unwrap();
        assert!(without_types.check_constraints && !without_types.types);
        let error = chosen(&["alembic.autogenerate.*", "my.plugin"]).unwrap_err();
        assert_eq!(error.to_string(), "Did not locate plugins: my.plugin");
        let error = chosen(&["my-plugin"]).unwrap_err();
        assert_eq!(error.to_string(), "Invalid plugin expression 'my-plugin'");
    }
}
