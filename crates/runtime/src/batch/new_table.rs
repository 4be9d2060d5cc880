//! The table that takes the place of the old one, and the statements on the way there.

use std::collections::BTreeSet;

use alembic_db::Statement;
use alembic_dialect::{CompileOptions, Compiler, Dialect, DialectError, compile_expression};
use alembic_ops::{
    BatchAlterTable, CreateIndex, CreateTable, DropConstraint, DropTable, Operation, RenameTable,
};
use alembic_schema::{
    Argument, Column, ColumnDefault, Constraint, ConstraintKind, Expression, Index, Name, SqlType,
    Table, TableItem, Value,
};
use indexmap::IndexMap;

use super::BatchError;
use super::change::{Change, Owner, type_constraint, without_constraint, without_convention};
use super::copy::TableCopy;
use super::rename::for_each_column;
use super::warning::Warnings;

/// How many characters the name of the new table may have while the old one is there.
const TEMPORARY_NAME_LENGTH: usize = 50;

/// The steps of a copy: the new table is made and filled, and takes the old one's place.
#[derive(Debug)]
pub(super) struct CopyPlan {
    /// What makes room for the new table.
    pub(super) prepare: Vec<Operation>,
    /// The creation of the new table.
    pub(super) create: Operation,
    /// The copying of the rows.
    pub(super) insert: Statement,
    /// The removal of the old table.
    pub(super) drop_old: Operation,
    /// The removal of the new table when the copying fails.
    pub(super) drop_new: Operation,
    /// The new table's final name.
    pub(super) rename: Operation,
    /// The new table's indexes.
    pub(super) indexes: Vec<CreateIndex>,
    /// The new table's name until then.
    pub(super) temporary_name: Name,
    /// What the user is warned of.
    pub(super) warnings: Warnings,
}

/// Plans the copy of a table as a batch changes it.
///
/// `table` is the table as it is; `is_reflected` tells whether the database described it.
pub(super) fn plan(
    dialect: &dyn Dialect,
    options: &CompileOptions,
    batch: &BatchAlterTable,
    table: Table,
    is_reflected: bool,
    changes: Vec<Change>,
) -> Result<CopyPlan, BatchError> {
    let mut warnings = Warnings::default();
    let options = without_convention(options);
    let compiler = Compiler::new(dialect, &options);
    let mut copy = TableCopy::new(&compiler, batch, table, is_reflected, &mut warnings)?;
    for change in changes {
        copy.apply(change)?;
    }
    copy.sort_columns()?;
    let temporary_name = temporary_name(&copy.existing.name);
    let create = Operation::CreateTable(CreateTable {
        table: new_table(&copy, &temporary_name, &mut warnings)?,
        if_not_exists: false,
    });
    let drop_table = |name: &Name| {
        Operation::DropTable(DropTable {
            table_name: name.clone(),
            schema: copy.existing.schema.clone(),
            ..DropTable::default()
        })
    };
    let rename = Operation::RenameTable(RenameTable {
        alternative: Vec::new(),
        old_table_name: temporary_name.clone(),
        new_table_name: copy.existing.name.clone(),
        schema: copy.existing.schema.clone(),
    });
    Ok(CopyPlan {
        prepare: colliding_constraints(&copy),
        insert: insert(&copy, &temporary_name, &mut warnings)?,
        drop_old: drop_table(&copy.existing.name),
        drop_new: drop_table(&temporary_name),
        create,
        rename,
        indexes: indexes(&copy),
        temporary_name,
        warnings,
    })
}

fn temporary_name(name: &Name) -> Name {
    let text = format!("_alembic_tmp_{name}");
    Name::from(text.chars().take(TEMPORARY_NAME_LENGTH).collect::<String>())
}

fn new_table(
    copy: &TableCopy<'_>,
    name: &Name,
    warnings: &mut Warnings,
) -> Result<Table, BatchError> {
    let mut table = Table {
        name: name.clone(),
        schema: copy.existing.schema.clone(),
        dialect_options: copy.existing.dialect_options.clone(),
        ..Table::default()
    };
    for (key, value) in &copy.batch.table_kwargs {
        set_option(&mut table, key, value);
    }
    let mut added_columns = Vec::new();
    for item in &copy.batch.table_args {
        match item {
            TableItem::Constraint(constraint) => table.constraints.push((**constraint).clone()),
            TableItem::Index(index) => table.indexes.push(index.clone()),
            TableItem::Column(column) => added_columns.push((**column).clone()),
        }
    }
    for column in copy.columns.values() {
        let (column, constraints) = new_column(copy, column, warnings)?;
        table.columns.push(column);
        table.constraints.extend(constraints);
    }
    table.columns.extend(added_columns);
    require_distinct_columns(&table)?;
    for constraint in copy
        .named_constraints
        .values()
        .chain(&copy.unnamed_constraints)
    {
        if let Some(constraint) = moved_constraint(copy, constraint) {
            warn_of_differing_key(&mut table, &constraint, warnings);
            table.constraints.push(constraint);
        }
    }
    Ok(table)
}

fn require_distinct_columns(table: &Table) -> Result<(), BatchError> {
    let mut names = BTreeSet::new();
    for column in &table.columns {
        if !names.insert(column.name.as_str()) {
            return Err(BatchError::DuplicateColumn {
                name: column.name.to_string(),
                table: table.name.to_string(),
            });
        }
    }
    Ok(())
}

/// Sets what is given by name for a table.
pub(super) fn set_option(table: &mut Table, key: &str, value: &Argument) {
    match (key, value) {
        ("comment", value) => table.comment = value.as_str().map(str::to_owned),
        ("prefixes", Argument::List(prefixes)) => {
            table.prefixes = prefixes
                .iter()
                .filter_map(|prefix| prefix.as_str().map(str::to_owned))
                .collect();
        }
        ("info" | "prefixes", _) => {}
        (key, value) => {
            table.dialect_options.insert(key.to_owned(), value.clone());
        }
    }
}

/// Returns a column of the new table, and the constraints that its type and flag stand for.
///
/// The constraints are taken out of the column so that they keep their place before those of the
/// old table, and so that the one of a type has the name that the old table's convention gives.
fn new_column(
    copy: &TableCopy<'_>,
    column: &Column,
    warnings: &mut Warnings,
) -> Result<(Column, Vec<Constraint>), BatchError> {
    let mut column = column.clone();
    let mut constraints = Vec::new();
    if let Some(constraint) = type_constraint(copy.compiler, &column)? {
        column.sql_type = without_constraint(&column.sql_type);
        constraints.push(named_type_constraint(copy, &column, constraint, warnings)?);
    }
    if column.unique == Some(true) && column.index != Some(true) {
        column.unique = None;
        let kind = ConstraintKind::Unique {
            columns: vec![column.name.clone()],
        };
        constraints.push(Constraint::new(None, kind));
    }
    Ok((column, constraints))
}

fn named_type_constraint(
    copy: &TableCopy<'_>,
    column: &Column,
    constraint: Constraint,
    warnings: &mut Warnings,
) -> Result<Constraint, BatchError> {
    let table = &copy.existing;
    if table.naming_convention.is_empty() {
        return Ok(constraint);
    }
    let owner = Owner {
        name: &table.name,
        schema: table.schema.as_ref(),
        naming_convention: &table.naming_convention,
    };
    match owner.named(copy.compiler, constraint.clone()) {
        Ok(named) => Ok(named),
        Err(DialectError::ConventionNeedsName) => {
            warnings.unnamed_type(&table.name, &column.name);
            Ok(constraint)
        }
        Err(error) => Err(error.into()),
    }
}

/// Returns a constraint of the old table with the columns' new names; none when a column is gone.
fn moved_constraint(copy: &TableCopy<'_>, constraint: &Constraint) -> Option<Constraint> {
    let mut constraint = constraint.clone();
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } | ConstraintKind::Unique { columns } => {
            rename_all(copy, columns)?;
        }
        ConstraintKind::ForeignKey {
            columns,
            refcolumns,
            ..
        } => {
            rename_all(copy, columns)?;
            for reference in refcolumns {
                rename_own_reference(copy, reference);
            }
        }
        ConstraintKind::Check { sqltext, columns } => {
            columns.clear();
            rename_in(copy, sqltext)?;
        }
        ConstraintKind::Exclude { .. } => {}
    }
    Some(constraint)
}

fn new_name<'c>(copy: &'c TableCopy<'_>, name: &str) -> Option<&'c Name> {
    Some(&copy.columns.get(copy.known_name(name)?)?.name)
}

fn rename_all(copy: &TableCopy<'_>, columns: &mut [Name]) -> Option<()> {
    for column in columns {
        *column = new_name(copy, column)?.clone();
    }
    Some(())
}

fn rename_in(copy: &TableCopy<'_>, expression: &mut Expression) -> Option<()> {
    let mut all_known = true;
    for_each_column(expression, &mut |name| match new_name(copy, name) {
        Some(renamed) => *name = renamed.clone(),
        None => all_known = false,
    });
    all_known.then_some(())
}

/// Renames the column of a reference from the table to itself.
fn rename_own_reference(copy: &TableCopy<'_>, reference: &mut String) {
    let table = &copy.existing;
    let prefix = match &table.schema {
        Some(schema) => format!("{schema}.{}.", table.name),
        None => format!("{}.", table.name),
    };
    if let Some(renamed) = reference
        .strip_prefix(&prefix)
        .and_then(|column| new_name(copy, column))
    {
        *reference = format!("{prefix}{renamed}");
    }
}

/// Flags the columns of a primary key, and warns when others were flagged before.
fn warn_of_differing_key(table: &mut Table, constraint: &Constraint, warnings: &mut Warnings) {
    let ConstraintKind::PrimaryKey { columns, .. } = &constraint.kind else {
        return;
    };
    let flagged: Vec<&Name> = table
        .columns
        .iter()
        .filter(|column| column.primary_key)
        .map(|column| &column.name)
        .collect();
    let set = |names: &mut dyn Iterator<Item = &Name>| -> BTreeSet<String> {
        names.map(Name::to_string).collect()
    };
    if !columns.is_empty()
        && !flagged.is_empty()
        && set(&mut flagged.iter().copied()) != set(&mut columns.iter())
    {
        warnings.differing_keys(&table.name, &flagged, columns);
    }
    for column in &mut table.columns {
        column.primary_key |= columns.iter().any(|name| column.name == name.as_str());
    }
}

/// Drops what has the name of a constraint to come, where names are shared between tables.
fn colliding_constraints(copy: &TableCopy<'_>) -> Vec<Operation> {
    if copy.compiler.dialect.name() != "postgresql" {
        return Vec::new();
    }
    let names = copy
        .existing
        .constraints
        .iter()
        .filter_map(|constraint| constraint.name.as_ref());
    names
        .chain(&copy.type_constraints)
        .filter(|name| copy.named_constraints.contains_key(name.as_str()))
        .map(|name| {
            Operation::DropConstraint(DropConstraint {
                constraint_name: Some(name.clone()),
                table_name: copy.existing.name.clone(),
                schema: copy.existing.schema.clone(),
                ..DropConstraint::default()
            })
        })
        .collect()
}

/// Returns the statement that copies the rows.
fn insert(
    copy: &TableCopy<'_>,
    temporary_name: &Name,
    warnings: &mut Warnings,
) -> Result<Statement, BatchError> {
    let compiler = copy.compiler;
    let schema = copy.existing.schema.as_ref();
    let mut columns = Vec::new();
    let mut values = Statement::default();
    let mut push = |column: &Column, statement: Statement, label: Option<String>| {
        if !columns.is_empty() {
            values.push_sql(", ");
        }
        columns.push(compiler.quote(&column.name));
        for fragment in statement.fragments {
            match fragment {
                alembic_db::Fragment::Sql(sql) => values.push_sql(&sql),
                alembic_db::Fragment::Parameter { name, value } => {
                    values.push_parameter(name, value);
                }
            }
        }
        if let Some(label) = label {
            values.push_sql(&format!(" AS {label}"));
        }
    };
    for (name, column) in &copy.columns {
        let Some(expression) = copy.transfers.get(name) else {
            continue;
        };
        let label = match expression {
            Expression::Column { .. } => None,
            _ => Some(compiler.quote_text(name)),
        };
        push(column, compiled(compiler, expression)?, label);
    }
    let mut labels: IndexMap<String, usize> = IndexMap::new();
    let new_columns = copy
        .columns
        .iter()
        .filter(|(name, _)| !copy.transfers.contains_key(*name));
    for (_, column) in new_columns {
        if let Some(expression) = default_of(copy, column, warnings) {
            let base = match &expression {
                Expression::Function { name, .. } => name.as_str(),
                _ => "anon",
            };
            let number = labels.entry(base.to_owned()).or_insert(0);
            *number += 1;
            let label = format!("{base}_{number}");
            push(column, compiled(compiler, &expression)?, Some(label));
        }
    }
    let mut statement = Statement::sql(format!(
        "INSERT INTO {} ({}) SELECT ",
        compiler.table_name(schema, temporary_name),
        columns.join(", ")
    ));
    statement.fragments.extend(values.fragments);
    statement.push_sql(&format!(
        " \nFROM {}",
        compiler.table_name(schema, &copy.existing.name)
    ));
    Ok(statement)
}

fn compiled(compiler: &Compiler<'_>, expression: &Expression) -> Result<Statement, DialectError> {
    compile_expression(
        compiler.dialect,
        expression,
        &IndexMap::new(),
        compiler.options,
    )
}

/// Returns what rows get in a new column for its default in Python, where that is known.
fn default_of(
    copy: &TableCopy<'_>,
    column: &Column,
    warnings: &mut Warnings,
) -> Option<Expression> {
    if column.computed.is_some() {
        return None;
    }
    match &column.client_default {
        None => None,
        Some(ColumnDefault::Scalar { value }) => {
            Some(bind(&column.name, value.clone(), column.sql_type.clone()))
        }
        Some(ColumnDefault::Expression { expression }) => Some((**expression).clone()),
        Some(ColumnDefault::Callable) => {
            warnings.python_default(&copy.existing.name, &column.name);
            None
        }
    }
}

fn bind(name: &str, value: Value, sql_type: SqlType) -> Expression {
    Expression::Bind {
        key: Some(name.to_owned()),
        anonymous: None,
        value: Some(value),
        values: None,
        sql_type: Some(sql_type),
        expanding: false,
        around: None,
        literal_execute: false,
        slot: None,
    }
}

/// Returns the creation of the indexes on the table under its final name.
fn indexes(copy: &TableCopy<'_>) -> Vec<CreateIndex> {
    let existing = copy.indexes.values().map(|index| (index, false));
    let new = copy
        .new_indexes
        .values()
        .map(|(index, if_not_exists)| (index, *if_not_exists));
    existing
        .chain(new)
        .map(|(index, if_not_exists)| create_index(copy, index, if_not_exists))
        .collect()
}

fn create_index(copy: &TableCopy<'_>, index: &Index, if_not_exists: bool) -> CreateIndex {
    let mut columns = index.expressions.clone();
    for expression in &mut columns {
        // A column that is gone keeps its name, so that the database tells of it.
        for_each_column(expression, &mut |name| {
            if let Some(renamed) = new_name(copy, name) {
                *name = renamed.clone();
            }
        });
    }
    CreateIndex {
        index_name: index.name.clone(),
        table_name: copy.existing.name.clone(),
        columns,
        schema: copy.existing.schema.clone(),
        unique: index.unique,
        if_not_exists,
        dialect_options: index.dialect_options.clone(),
        known_columns: Vec::new(),
    }
}
