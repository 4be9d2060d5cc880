//! Two columns or types alone, as an extension compares them by itself.

use alembic_db::Statement;
use alembic_dialect::{CompileOptions, Compiler, Dialect, DialectError};
use alembic_schema::{Column, Constraint, Index, SqlType, Table};

use super::columns::ComparedColumn;
use super::rules::{self, Defaults};
use super::sides::ModelTable;
use super::types;
use super::{ColumnPair, Outcome};

/// Returns whether the database has another type than the models.
pub fn types_differ(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    existing: &SqlType,
    wanted: &SqlType,
) -> Result<bool, DialectError> {
    let compiler = Compiler::new(dialect, options);
    types::differ(compiler, rules::of(dialect.name()), existing, wanted)
}

/// Returns what two indexes of one name come to.
pub fn indexes_compared(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    table: &str,
    existing: &Index,
    wanted: &Index,
) -> Result<Outcome, DialectError> {
    let compiler = Compiler::new(dialect, options);
    rules::of(dialect.name()).compare_indexes(compiler, table, existing, wanted)
}

/// Returns what two unique constraints of one name come to.
pub fn uniques_compared(
    dialect: &dyn Dialect,
    existing: &Constraint,
    wanted: &Constraint,
) -> Outcome {
    rules::of(dialect.name()).compare_uniques(existing, wanted)
}

/// Returns the SQL of a computed column without what databases change about it.
pub fn normalized_computed(dialect: &dyn Dialect, sql: &str) -> String {
    rules::of(dialect.name()).normalized_computed(sql)
}

/// Whether two server defaults differ.
#[derive(Clone, Debug, PartialEq)]
pub enum DefaultsDiffer {
    /// They do, or do not.
    Known(bool),
    /// They do unless the database answers this with yes.
    Ask(Statement),
}

/// Returns whether the database has another server default than the models, both given as text.
pub fn defaults_differ(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    database: (&Column, Option<&str>),
    model: (&Column, Option<&str>),
) -> Result<DefaultsDiffer, DialectError> {
    let compiler = Compiler::new(dialect, options);
    let table = Table {
        name: "t".into(),
        columns: vec![model.0.clone()],
        ..Table::default()
    };
    let model_table = ModelTable::new(&compiler, table.clone(), None)?;
    let compared = ComparedColumn {
        model_table: &model_table,
        model: model.0,
        database: database.0,
        database_default: database.1,
        pair: ColumnPair {
            model_table: &table,
            model: model.0,
            database_table: &table,
            database: database.0,
        },
        table_name: &table.name,
    };
    let answer = rules::of(dialect.name()).compare_defaults(compiler, &compared, model.1)?;
    Ok(match answer {
        Defaults::Differ(differ) => DefaultsDiffer::Known(differ),
        Defaults::Ask(question) => DefaultsDiffer::Ask(question),
    })
}
