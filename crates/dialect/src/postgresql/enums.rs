//! Changes of enumerations.

use alembic_ops::{AddedLabel, AlterEnum, EnumChange, EnumColumn, EnumUsers};
use alembic_schema::{Name, SqlType};

use crate::{Compiler, DialectError, Plan};

/// Plans the change of an enumeration's labels.
///
/// Labels are added and renamed in place. There is no statement that removes or moves one: a new
/// type takes the place of the present one, and what uses that is converted by the text of its
/// values.
pub(super) fn plan_alter_enum(compiler: &Compiler<'_>, alter: &AlterEnum, plan: &mut Plan) {
    let name = compiler.table_name(alter.schema.as_ref(), &alter.name);
    match alter.change() {
        EnumChange::Added(added) => {
            for label in &added {
                plan.push(add_label(compiler, &name, label));
            }
        }
        EnumChange::Renamed { old, new } => plan.push(format!(
            "ALTER TYPE {name} RENAME VALUE {} TO {}",
            compiler.string_literal(&old),
            compiler.string_literal(&new)
        )),
        EnumChange::Rebuilt { .. } => rebuild(compiler, alter, &name, plan),
    }
}

/// Returns the statement that adds a label; it may be there already, because it takes effect
/// at once while what follows it may fail.
fn add_label(compiler: &Compiler<'_>, name: &str, added: &AddedLabel) -> String {
    let place = match (&added.after, &added.before) {
        (Some(label), _) => format!(" AFTER {}", compiler.string_literal(label)),
        (None, Some(label)) => format!(" BEFORE {}", compiler.string_literal(label)),
        (None, None) => String::new(),
    };
    format!(
        "ALTER TYPE {name} ADD VALUE IF NOT EXISTS {}{place}",
        compiler.string_literal(&added.label)
    )
}

fn rebuild(compiler: &Compiler<'_>, alter: &AlterEnum, name: &str, plan: &mut Plan) {
    let EnumUsers {
        temporary_name,
        comment,
        columns,
        constraints,
        indexes,
        ..
    } = &alter.users;
    let labels: Vec<String> = alter
        .values
        .iter()
        .map(|label| compiler.string_literal(label))
        .collect();
    plan.push(format!(
        "ALTER TYPE {name} RENAME TO {}",
        compiler.quote(temporary_name)
    ));
    plan.push(format!(
        "CREATE TYPE {name} AS ENUM ({})",
        labels.join(", ")
    ));
    if let Some(comment) = comment {
        plan.push(format!(
            "COMMENT ON TYPE {name} IS {}",
            compiler.string_literal(comment)
        ));
    }
    for index in indexes {
        plan.push(format!(
            "DROP INDEX {}",
            compiler.table_name(index.schema.as_ref(), &index.name)
        ));
    }
    for constraint in constraints {
        plan.push(format!(
            "{} DROP CONSTRAINT {}",
            alter_table(compiler, constraint.schema.as_ref(), &constraint.table_name),
            compiler.quote(&constraint.name)
        ));
    }
    for column in columns {
        plan_column(compiler, name, column, plan);
    }
    for constraint in constraints {
        plan.push(format!(
            "{} ADD CONSTRAINT {} {}",
            alter_table(compiler, constraint.schema.as_ref(), &constraint.table_name),
            compiler.quote(&constraint.name),
            constraint.definition
        ));
    }
    for index in indexes {
        plan.push(index.definition.clone());
    }
    plan.push(format!(
        "DROP TYPE {}",
        compiler.table_name(alter.schema.as_ref(), temporary_name)
    ));
}

fn alter_table(compiler: &Compiler<'_>, schema: Option<&Name>, table: &Name) -> String {
    format!("ALTER TABLE {}", compiler.table_name(schema, table))
}

/// Plans the conversion of a column, whose default is put aside because it has the other type.
fn plan_column(compiler: &Compiler<'_>, type_name: &str, column: &EnumColumn, plan: &mut Plan) {
    let quoted = compiler.quote(&column.column_name);
    let begin = format!(
        "{} ALTER COLUMN {quoted}",
        alter_table(compiler, column.schema.as_ref(), &column.table_name)
    );
    if column.existing_default.is_some() {
        plan.push(format!("{begin} DROP DEFAULT"));
    }
    let brackets = if column.is_array { "[]" } else { "" };
    plan.push(format!(
        "{begin} TYPE {type_name}{brackets} USING {quoted}::text{brackets}::{type_name}{brackets}"
    ));
    if let Some(default) = &column.default {
        plan.push(format!("{begin} SET DEFAULT {default}"));
    }
}

impl Compiler<'_> {
    /// Returns the expression that converts a column to a type by the text of its values.
    pub fn conversion_by_text(
        &self,
        column: &Name,
        sql_type: &SqlType,
        is_array: bool,
    ) -> Result<String, DialectError> {
        Ok(format!(
            "{}::text{}::{}",
            self.quote(column),
            if is_array { "[]" } else { "" },
            self.sql_type(sql_type)?
        ))
    }
}
