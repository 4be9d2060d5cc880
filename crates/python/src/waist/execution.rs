//! Running the statements of scripts, and what a script gets back.

use alembic_db::{QueryResult, RepeatedStatement, RowReceiver, Statement};
use alembic_dialect::{CompileOptions, DialectError, ResultTypes};
use alembic_runtime::{DatabaseConnection, DriverConnection, DriverParameters, shown_sets};
use alembic_schema::{Expression, Insert, Value};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::kept_rows::{KeptRows, RowKeeper, TakenRows};
use super::kept_statements::{Keep, KeptStatement};
use super::{Waist, read};
use crate::host::EngineError;

/// Sets of parameters that all have the same names.
#[derive(Deserialize)]
pub(super) struct ParameterSets {
    names: Vec<String>,
    /// The values of each set, in the order of the names.
    rows: Vec<Vec<Value>>,
}

/// Runs a statement once, or once for each set of parameters, and describes what it gave: the last
/// result, with the rows of all of them.
///
/// Sets come as `sets` where they all have the same names, and as a list in `parameters` otherwise.
pub(super) fn execute(
    waist: &Waist,
    connection: &DriverConnection,
    statement: Json,
    parameters: Json,
    sets: Option<ParameterSets>,
    keep: Option<Keep>,
) -> Result<Json, EngineError> {
    let mut is_kept = false;
    let outcome = match statement {
        Json::String(text) => run(connection, &ResultTypes::default(), &Statement::sql(text))?,
        Json::Object(parts) if parts.contains_key("driver_sql") => {
            let text = parts["driver_sql"].as_str().unwrap_or_default();
            run_driver_sql(connection, text, parameters)?
        }
        described => {
            let expression = read(described)?;
            let kept = keep.and_then(|keep| KeptStatement::new(&expression, keep));
            let outcome = match sets {
                Some(sets) => run_sets(connection, expression, sets)?,
                None => run_expression(connection, expression, parameters)?,
            };
            if let Some((number, kept)) = kept {
                is_kept = true;
                waist.kept_statements.borrow_mut().add(number, kept);
            }
            outcome
        }
    };
    let mut answer = answer(waist, outcome);
    if is_kept {
        answer["kept"] = json!(true);
    }
    Ok(answer)
}

/// Runs a statement that was kept, once, with other values.
pub(super) fn execute_kept(
    waist: &Waist,
    connection: &DriverConnection,
    number: u64,
    values: Vec<Json>,
    parameters: Json,
) -> Result<Json, EngineError> {
    let kept = waist.kept_statements.borrow().get(number);
    let kept = kept.ok_or_else(|| super::no_such("kept statement", number))?;
    let parameters = match parameters {
        Json::Null => IndexMap::new(),
        given => read(given)?,
    };
    let expression = kept.with_values(values)?;
    let outcome = run_once(connection, &expression, &kept.types, &parameters)?;
    Ok(answer(waist, outcome))
}

/// What a statement gave.
#[derive(Default)]
struct Outcome {
    result: QueryResult,
    rows: TakenRows,
    /// The key that the database made for a new row.
    generated_key: Option<Json>,
    /// What is to be warned of, in the line of the script.
    warnings: Vec<String>,
}

impl Outcome {
    /// Returns what statements without rows gave.
    fn of_changes(row_count: i64) -> Self {
        Self {
            result: QueryResult {
                row_count,
                ..QueryResult::default()
            },
            ..Self::default()
        }
    }
}

fn cannot_keep(error: &std::io::Error) -> EngineError {
    EngineError::new(
        "OSError",
        format!("the rows of a result could not be kept in a temporary file: {error}"),
    )
}

fn run(
    connection: &DriverConnection,
    types: &ResultTypes,
    statement: &Statement,
) -> Result<Outcome, EngineError> {
    let mut keeper = RowKeeper::new(connection.dialect().as_ref(), types);
    let result = connection.query_into(statement, &mut keeper)?;
    Ok(Outcome {
        result,
        rows: keeper.finish().map_err(|error| cannot_keep(&error))?,
        ..Outcome::default()
    })
}

fn run_expression(
    connection: &DriverConnection,
    mut expression: Expression,
    parameters: Json,
) -> Result<Outcome, EngineError> {
    let several = matches!(&parameters, Json::Array(sets) if !sets.is_empty());
    let sets: Vec<IndexMap<String, Value>> = match parameters {
        Json::Null => vec![IndexMap::new()],
        Json::Array(sets) if sets.is_empty() => vec![IndexMap::new()],
        Json::Array(_) => read(parameters)?,
        one => vec![read(one)?],
    };
    if several {
        forget_generated_key(&mut expression);
    }
    let types = ResultTypes::of(&expression);
    if let [set] = sets.as_slice() {
        return run_once(connection, &expression, &types, set);
    }
    if has_changing_text(&mut expression) {
        let error = DialectError::ListsOfMany;
        return Err(refused(error, connection, &expression, &sets));
    }
    let dialect = connection.dialect().as_ref();
    let options = options(connection);
    let mut repeated = Vec::new();
    for (group, set) in sets.iter().enumerate() {
        let statement = alembic_dialect::compile_expression(dialect, &expression, set, &options)
            .map_err(|error| match error {
                DialectError::MissingParameter { name } if group > 0 => {
                    DialectError::MissingParameterInGroup { name, group }
                }
                error => error,
            })
            .map_err(|error| refused(error, connection, &expression, &sets))?;
        RepeatedStatement::add_to(&mut repeated, statement);
    }
    run_repeated(connection, &types, &repeated)
}

fn run_sets(
    connection: &DriverConnection,
    mut expression: Expression,
    sets: ParameterSets,
) -> Result<Outcome, EngineError> {
    forget_generated_key(&mut expression);
    let named = || -> Vec<IndexMap<String, Value>> {
        let set = |row: &Vec<Value>| {
            sets.names
                .iter()
                .cloned()
                .zip(row.iter().cloned())
                .collect()
        };
        sets.rows.iter().map(set).collect()
    };
    if sets.rows.len() > 1 && has_changing_text(&mut expression) {
        let error = DialectError::ListsOfMany;
        return Err(refused(error, connection, &expression, &named()));
    }
    let repeated = alembic_dialect::compile_repeated(
        connection.dialect().as_ref(),
        &expression,
        &sets.names,
        &sets.rows,
        &options(connection),
    )
    .map_err(|error| refused(error, connection, &expression, &named()))?;
    run_repeated(connection, &ResultTypes::of(&expression), &repeated)
}

fn options(connection: &DriverConnection) -> CompileOptions {
    CompileOptions {
        server: Some(connection.server().clone()),
        warns_of_products: true,
        ..CompileOptions::default()
    }
}

fn run_once(
    connection: &DriverConnection,
    expression: &Expression,
    types: &ResultTypes,
    parameters: &IndexMap<String, Value>,
) -> Result<Outcome, EngineError> {
    let dialect = connection.dialect().as_ref();
    let options = options(connection);
    let (statement, warnings) = alembic_dialect::gather_warnings(|| {
        alembic_dialect::compile_expression(dialect, expression, parameters, &options)
    });
    let statement = statement.map_err(|error| {
        let sets = std::slice::from_ref(parameters);
        refused(
            error,
            connection,
            expression,
            if parameters.is_empty() { &[] } else { sets },
        )
    })?;
    let mut outcome = run(connection, types, &statement)?;
    outcome.warnings = warnings;
    if returns_generated_key(expression) && outcome.result.returns_rows {
        outcome.generated_key = outcome.rows.first.pop();
        outcome.rows = TakenRows::default();
        outcome.result.returns_rows = false;
        outcome.result.columns.clear();
    }
    Ok(outcome)
}

/// Returns whether the text of a statement depends on its values.
fn has_changing_text(expression: &mut Expression) -> bool {
    let mut changes = false;
    expression.visit_binds_mut(&mut |bind| changes |= bind.changes_text);
    changes
}

/// Returns the error of a statement whose parameters do not fit, with its text and with those that were given where
/// SQLAlchemy has them.
fn refused(
    error: DialectError,
    connection: &DriverConnection,
    expression: &Expression,
    sets: &[IndexMap<String, Value>],
) -> EngineError {
    let text = error.to_string();
    let background = match error {
        DialectError::MissingParameter { .. } | DialectError::MissingParameterInGroup { .. } => {
            Some("\n(Background on this error at: https://sqlalche.me/e/21/cd3x)")
        }
        DialectError::RefusedValue { .. } | DialectError::ListsOfMany => Some(""),
        _ => None,
    };
    let mut raised = EngineError::from(error);
    let (Some(background), Some((class_name, message))) = (
        background,
        text.strip_prefix('(')
            .and_then(|text| text.split_once(") ")),
    ) else {
        return raised;
    };
    let shown = CompileOptions {
        server: Some(connection.server().clone()),
        is_shown: true,
        ..CompileOptions::default()
    };
    let dialect = connection.dialect().as_ref();
    let given = IndexMap::new();
    let sql = alembic_dialect::compile_expression(dialect, expression, &given, &shown)
        .map(|statement| connection.parameter_style().text(&statement));
    if let Ok(sql) = sql {
        let parameters = match sets {
            [] => String::new(),
            sets => format!("\n[parameters: {}]", shown_sets(sets)),
        };
        raised.message = format!("{text}\n[SQL: {sql}]{parameters}{background}");
        raised.attributes.insert("statement".to_owned(), json!(sql));
        let params = match sets {
            [] => json!({ "$tuple": [] }),
            sets => json!(sets),
        };
        raised.attributes.insert("params".to_owned(), params);
    }
    let orig = json!({ "class_name": class_name, "message": message });
    raised.attributes.insert("orig".to_owned(), orig);
    raised
}

/// Runs statements for many sets of values; where they return rows of what they change, those of all
/// sets are one result.
fn run_repeated(
    connection: &DriverConnection,
    types: &ResultTypes,
    repeated: &[RepeatedStatement],
) -> Result<Outcome, EngineError> {
    if types.is_empty() {
        return Ok(Outcome::of_changes(connection.execute_many(repeated)?));
    }
    let mut keeper = RowKeeper::new(connection.dialect().as_ref(), types);
    let mut total: Option<QueryResult> = None;
    let places = repeated
        .iter()
        .flat_map(|one| (0..one.rows.len()).filter_map(|place| one.statement(place)));
    for statement in places {
        let mut result = connection.query(&statement)?;
        match &total {
            None => keeper.begin(&result.columns),
            Some(total) => result.row_count += total.row_count,
        }
        for row in std::mem::take(&mut result.rows) {
            keeper.row(row);
        }
        total = Some(result);
    }
    Ok(Outcome {
        result: total.unwrap_or_default(),
        rows: keeper.finish().map_err(|error| cannot_keep(&error))?,
        ..Outcome::default()
    })
}

/// Runs SQL whose parameters are marked as the driver wants them.
fn run_driver_sql(
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
    let mut statements = sets
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
    let types = ResultTypes::default();
    if statements.len() > 1 {
        let mut repeated = Vec::new();
        for statement in statements {
            RepeatedStatement::add_to(&mut repeated, statement);
        }
        return Ok(Outcome::of_changes(connection.execute_many(&repeated)?));
    }
    let statement = statements.pop();
    run(
        connection,
        &types,
        &statement.unwrap_or_else(|| Statement::sql(text)),
    )
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
fn answer(waist: &Waist, outcome: Outcome) -> Json {
    let Outcome {
        result,
        rows,
        generated_key,
        warnings,
    } = outcome;
    let mut answer = json!({
        "returns_rows": result.returns_rows,
        "columns": result.columns,
        "rowcount": result.row_count,
        "lastrowid": result.last_insert_id,
        "tagged": rows.is_tagged,
    });
    if let Some(generated_key) = generated_key {
        answer["generated_key"] = generated_key;
    }
    if !warnings.is_empty() {
        answer["warnings"] = json!(warnings);
    }
    if !rows.rest.is_empty() {
        answer["more"] = json!(waist.results.borrow_mut().add(rows.rest));
    }
    answer["rows"] = Json::Array(rows.first);
    answer
}

/// Returns the next rows of a result; it is forgotten with the last of them.
pub(super) fn fetch(waist: &Waist, number: u64) -> Result<Json, EngineError> {
    let mut results = waist.results.borrow_mut();
    let mut rest: KeptRows = results.remove(number).unwrap_or_default();
    let rows = rest.next_part().map_err(|error| cannot_keep(&error))?;
    if !rest.is_empty() {
        results.replace(number, rest);
    }
    Ok(rows)
}
