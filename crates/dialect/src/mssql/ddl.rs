//! SQL Server's definitions of tables, columns, constraints and indexes, and their changes.

use alembic_ops::{AlterColumn, Change, DropColumn, DropIndex};
use alembic_schema::{
    Argument, Autoincrement, Column, Computed, ConstraintKind, DialectOptions, Expression, Index,
    Name, SequenceOptions, ServerDefault, Value,
};

use super::comments::schema_of_object;
use crate::constraints::TableConstraint;
use crate::indexes::unique_word;
use crate::{ColumnChange, Compiler, DialectError, Plan, ResolvedTable};

pub(super) fn column_specification(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    column: &Column,
    plan: &mut Plan,
) -> Result<String, DialectError> {
    let mut text = compiler.quote(&column.name);
    text.push(' ');
    // A computed column takes its type from its expression.
    match &column.computed {
        Some(computed) => text.push_str(
            &compiler
                .dialect
                .computed(compiler, column, computed, plan)?,
        ),
        None => text.push_str(&compiler.sql_type(&column.sql_type)?),
    }
    let has_values_of_its_own = column.primary_key
        || column.sequence.is_some()
        || column.autoincrement == Autoincrement::Yes
        || column.identity.is_some();
    if !column.nullable || has_values_of_its_own {
        text.push_str(" NOT NULL");
    } else if column.computed.is_none() {
        text.push_str(" NULL");
    }

    let number = |name: &str| match column.dialect_options.get(name) {
        Some(Argument::Value(Value::Integer(number))) => Some(*number),
        _ => None,
    };
    let options = SequenceOptions {
        start: number("mssql_identity_start"),
        increment: number("mssql_identity_increment"),
        ..SequenceOptions::default()
    };
    if options.start.is_some() || options.increment.is_some() {
        if column.identity.is_some() {
            return Err(DialectError::MssqlIdentityOptions);
        }
        plan.warn(
            "sqlalchemy.exc.SADeprecationWarning",
            "The dialect options 'mssql_identity_start' and 'mssql_identity_increment' are \
             deprecated. Use the 'Identity' object instead.",
        );
    }
    let counts_up = table.is_autoincrement(column) || column.autoincrement == Autoincrement::Yes;
    let has_sequence = column
        .sequence
        .as_ref()
        .is_some_and(|sequence| !sequence.optional);
    if let Some(identity) = &column.identity {
        text.push_str(&format!(" {}", identity_clause(&identity.options)));
    } else if counts_up && !has_sequence {
        text.push_str(&format!(" {}", identity_clause(&options)));
    } else if let Some(default) = compiler.column_default(column)? {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    Ok(text)
}

pub(super) fn identity_clause(options: &SequenceOptions) -> String {
    match (options.start, options.increment) {
        (None, None) => "IDENTITY".to_owned(),
        (start, increment) => format!(
            "IDENTITY({},{})",
            start.unwrap_or(1),
            increment.unwrap_or(1)
        ),
    }
}

pub(super) fn computed(
    compiler: &Compiler<'_>,
    computed: &Computed,
) -> Result<String, DialectError> {
    let expression = compiler.ddl_expression(&computed.sqltext)?;
    let persistence = if computed.persisted == Some(true) {
        " PERSISTED"
    } else {
        ""
    };
    Ok(format!("AS ({expression}){persistence}"))
}

/// Returns the definition of a constraint, which may tell whether its index is clustered.
pub(super) fn constraint(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    table_constraint: &TableConstraint,
) -> Result<String, DialectError> {
    let constraint = &table_constraint.constraint;
    let (words, columns) = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => ("PRIMARY KEY", columns),
        ConstraintKind::Unique { columns } => ("UNIQUE", columns),
        _ => return compiler.shared_constraint(table, table_constraint),
    };
    let mut text = String::new();
    if let Some(name) = &constraint.name {
        text.push_str(&format!("CONSTRAINT {} ", compiler.constraint_name(name)?));
    }
    text.push_str(&format!(
        "{words} {}({})",
        clustered_word(&constraint.dialect_options),
        compiler.column_list(table, columns)
    ));
    text.push_str(&compiler.deferrability(constraint)?);
    Ok(text)
}

fn clustered_word(options: &DialectOptions) -> &'static str {
    match options.get("mssql_clustered") {
        None => "",
        Some(argument) if argument.is_null() => "",
        Some(argument) if argument.is_truthy() => "CLUSTERED ",
        Some(_) => "NONCLUSTERED ",
    }
}

pub(super) fn create_index(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    index: &Index,
) -> Result<String, DialectError> {
    let options = &index.dialect_options;
    let columnstore = options
        .get("mssql_columnstore")
        .is_some_and(Argument::is_truthy);
    let mut text = format!(
        "CREATE {}{}{}INDEX {} ON {}",
        unique_word(index),
        clustered_word(options),
        if columnstore { "COLUMNSTORE " } else { "" },
        compiler.index_name(index)?,
        compiler.table_name(table.schema.as_ref(), &table.name)
    );
    if !index.expressions.is_empty() {
        let elements: Vec<String> = index
            .expressions
            .iter()
            .map(|element| compiler.ddl_expression(element))
            .collect::<Result<_, _>>()?;
        text.push_str(&format!(" ({})", elements.join(", ")));
    }
    if let Some(Argument::List(columns)) = options.get("mssql_include")
        && !columns.is_empty()
    {
        let columns: Vec<String> = columns
            .iter()
            .filter_map(|column| match column {
                Argument::Expression(expression) => match expression.as_ref() {
                    Expression::Column { name, .. } => Some(compiler.quote(name)),
                    _ => None,
                },
                column => column.as_str().map(|name| compiler.quote_text(name)),
            })
            .collect();
        text.push_str(&format!(" INCLUDE ({})", columns.join(", ")));
    }
    text.push_str(&compiler.index_condition(options.get("mssql_where"))?);
    Ok(text)
}

pub(super) fn drop_index(compiler: &Compiler<'_>, operation: &DropIndex, name: &str) -> String {
    let table = match &operation.table_name {
        Some(table) => table.clone(),
        None => Name::from("no_table"),
    };
    format!(
        "\nDROP INDEX{} {name} ON {}",
        if operation.if_exists {
            " IF EXISTS"
        } else {
            ""
        },
        compiler.table_name(operation.schema.as_ref(), &table)
    )
}

pub(super) fn add_column(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    column: &Column,
    plan: &mut Plan,
) -> Result<String, DialectError> {
    let definition = compiler
        .dialect
        .column_specification(compiler, table, column, plan)?;
    Ok(format!("ADD {definition}"))
}

/// Plans the removal of constraints whose names only the database knows, before their column goes.
pub(super) fn plan_before_drop_column(
    compiler: &Compiler<'_>,
    operation: &DropColumn,
    plan: &mut Plan,
) {
    let is_asked = |option: &str| {
        operation
            .dialect_options
            .get(option)
            .is_some_and(Argument::is_truthy)
    };
    let column = Owner {
        schema: operation.schema.as_ref(),
        table: &operation.table_name,
        column: &operation.column_name,
    };
    if is_asked("mssql_drop_default") {
        plan.push(column.drop_constraint(compiler, "sys.default_constraints"));
    }
    if is_asked("mssql_drop_check") {
        plan.push(column.drop_constraint(compiler, "sys.check_constraints"));
    }
    if is_asked("mssql_drop_foreign_key") {
        plan.push(column.drop_foreign_key(compiler));
    }
}

/// The column that a constraint of unknown name belongs to.
struct Owner<'a> {
    schema: Option<&'a Name>,
    table: &'a Name,
    column: &'a Name,
}

impl Owner<'_> {
    fn drop_constraint(&self, compiler: &Compiler<'_>, catalog: &str) -> String {
        format!(
            "declare @const_name varchar(256)\n\
             select @const_name = QUOTENAME([name]) from {catalog}\n\
             where parent_object_id = object_id('{}')\n\
             and col_name(parent_object_id, parent_column_id) = '{}'\n\
             {}",
            self.object(),
            self.column,
            self.execute(compiler)
        )
    }

    fn drop_foreign_key(&self, compiler: &Compiler<'_>) -> String {
        format!(
            "declare @const_name varchar(256)\n\
             select @const_name = QUOTENAME([name]) from\n\
             sys.foreign_keys fk join sys.foreign_key_columns fkc\n\
             on fk.object_id=fkc.constraint_object_id\n\
             where fkc.parent_object_id = object_id('{}')\n\
             and col_name(fkc.parent_object_id, fkc.parent_column_id) = '{}'\n\
             {}",
            self.object(),
            self.column,
            self.execute(compiler)
        )
    }

    fn object(&self) -> String {
        match self.schema {
            Some(schema) => format!("{schema}.{}", self.table),
            None => self.table.to_string(),
        }
    }

    fn execute(&self, compiler: &Compiler<'_>) -> String {
        format!(
            "exec('alter table {} drop constraint ' + @const_name)",
            compiler.dotted_table_name(self.schema, self.table)
        )
    }
}

/// Plans the changes of a column.
///
/// `ALTER COLUMN` sets type and nullability at once, and a default is a constraint whose name only
/// the database knows.
pub(super) fn plan_alter_column(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    let mut first = operation.clone();
    first.new_column_name = None;
    if first.nullable.is_some() {
        if first.type_.is_some() {
            first.existing_type = first.type_.take();
        } else if first.existing_type.is_none() {
            return Err(DialectError::MssqlTypeRequired);
        }
    } else if first.existing_nullable.is_some() && first.type_.is_some() {
        first.nullable = first.existing_nullable;
        first.existing_type = first.type_.take();
    } else if first.type_.is_some() {
        plan.warn(
            "UserWarning",
            "MS-SQL ALTER COLUMN operations that specify type_= should also specify a nullable= or \
             existing_nullable= argument to avoid implicit conversion of NOT NULL columns to NULL.",
        );
    }
    let is_plain_default = !involves_generation(operation);
    if is_plain_default {
        let has_default = !operation.existing_server_default.is_unchanged();
        let is_removed = operation.server_default == Change::Remove;
        if !operation.server_default.is_unchanged() && (has_default || is_removed) {
            let column = Owner {
                schema: operation.schema.as_ref(),
                table: &operation.table_name,
                column: &operation.column_name,
            };
            plan.push(column.drop_constraint(compiler, "sys.default_constraints"));
        }
        first.server_default = Change::Unchanged;
        first.existing_server_default = Change::Unchanged;
    }
    compiler.shared_alter_column(&first, plan)?;
    let mut change = |change: ColumnChange<'_>| -> Result<(), DialectError> {
        plan.push(column_change(compiler, operation, &change)?);
        Ok(())
    };
    if let Change::Set(default) = &operation.server_default
        && is_plain_default
    {
        change(ColumnChange::Default(Some(default)))?;
    }
    if let Some(name) = &operation.new_column_name {
        change(ColumnChange::Name(name))?;
    }
    Ok(())
}

/// Returns whether a change of the default concerns an identity or a computed column.
fn involves_generation(operation: &AlterColumn) -> bool {
    !operation.server_default.is_unchanged()
        && [
            &operation.server_default,
            &operation.existing_server_default,
        ]
        .into_iter()
        .filter_map(Change::value)
        .any(|default| {
            matches!(
                default,
                ServerDefault::Computed(_) | ServerDefault::Identity(_)
            )
        })
}

pub(super) fn column_change(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    change: &ColumnChange<'_>,
) -> Result<String, DialectError> {
    let schema = operation.schema.as_ref();
    let (table, column) = (&operation.table_name, &operation.column_name);
    let alter_column = || compiler.alter_column_prefix(schema, table, column);
    Ok(match change {
        ColumnChange::Nullable(nullable) => {
            let Some(sql_type) = &operation.existing_type else {
                return Err(DialectError::MssqlTypeRequired);
            };
            let word = if *nullable { "NULL" } else { "NOT NULL" };
            format!("{} {} {word}", alter_column(), compiler.sql_type(sql_type)?)
        }
        ColumnChange::Type(sql_type) => {
            format!("{} {}", alter_column(), compiler.sql_type(sql_type)?)
        }
        ColumnChange::Default(Some(default)) => format!(
            "{} ADD DEFAULT {} FOR {}",
            compiler.alter_table(schema, table),
            compiler.required_default(operation, default)?,
            compiler.quote(column)
        ),
        ColumnChange::Name(name) => format!(
            "EXEC sp_rename '{}.{}', {}, 'COLUMN'",
            compiler.dotted_table_name(schema, table),
            compiler.quote(column),
            compiler.quote(name)
        ),
        ColumnChange::Comment(comment) => super::comments::changed_column_comment(
            compiler,
            schema,
            table,
            column,
            *comment,
            operation.existing_comment.is_some(),
        ),
        ColumnChange::Default(None)
        | ColumnChange::Identity(_)
        | ColumnChange::IdentityForDefault => {
            return compiler.shared_column_change(operation, change);
        }
    })
}

/// Returns a schema as a statement names it: a dotted one is a database and an owner.
pub(super) fn schema_name(compiler: &Compiler<'_>, schema: &Name) -> String {
    if schema.quote() == Some(true) {
        return compiler.quote(schema);
    }
    let (database, owner) = schema_of_object(schema);
    match database {
        Some(database) => format!(
            "{}.{}",
            compiler.quote(&database),
            compiler.quote_text(&owner)
        ),
        None => compiler.quote_text(&owner),
    }
}
