//! Columns that get another type which the database does not convert to by itself.

use alembic_dialect::DialectError;
use alembic_ops::{AlterColumn, Change, Operation};
use alembic_schema::{ServerDefault, Value};

use super::columns::ComparedColumn;
use super::{Comparison, Hooks};
use crate::enumeration::{self, NativeEnum};

impl<H: Hooks> Comparison<'_, H> {
    /// Adds the change of a column: in three steps where its default stands in the way of another
    /// type.
    pub(super) fn altered_column(
        &self,
        column: &ComparedColumn<'_>,
        mut alter: AlterColumn,
        operations: &mut Vec<Operation>,
    ) -> Result<(), DialectError> {
        let Some(wanted) = alter
            .type_
            .clone()
            .filter(|_| self.options.compare_enums && self.compiler.dialect.name() == "postgresql")
        else {
            operations.push(Operation::AlterColumn(Box::new(alter)));
            return Ok(());
        };
        let native = NativeEnum::of(&wanted);
        if let Some(native) = native {
            let using =
                self.compiler
                    .conversion_by_text(&alter.column_name, &wanted, native.is_array)?;
            alter
                .dialect_options
                .insert("postgresql_using".to_owned(), Value::Text(using).into());
        }
        let is_enum = native.is_some() || NativeEnum::of(&column.database.sql_type).is_some();
        let existing_default = column.database.server_default.clone();
        let Some(existing_default) = existing_default.filter(|_| is_enum) else {
            operations.push(Operation::AlterColumn(Box::new(alter)));
            return Ok(());
        };
        let default = match (&alter.server_default, &column.model.server_default) {
            (Change::Remove, _) => None,
            (Change::Set(default), _) | (Change::Unchanged, Some(default)) => Some(default.clone()),
            (Change::Unchanged, None) => column.database_default.map(plain_default),
        };
        let step = AlterColumn {
            table_name: alter.table_name.clone(),
            column_name: alter.column_name.clone(),
            schema: alter.schema.clone(),
            existing_type: alter.existing_type.clone(),
            existing_nullable: Some(column.database.nullable),
            ..AlterColumn::default()
        };
        operations.push(Operation::AlterColumn(Box::new(AlterColumn {
            server_default: Change::Remove,
            existing_server_default: Change::Set(existing_default),
            ..step.clone()
        })));
        alter.server_default = Change::Unchanged;
        alter.existing_server_default = Change::Unchanged;
        operations.push(Operation::AlterColumn(Box::new(alter)));
        if let Some(default) = default {
            operations.push(Operation::AlterColumn(Box::new(AlterColumn {
                server_default: Change::Set(default),
                existing_server_default: Change::Remove,
                existing_type: Some(wanted),
                existing_nullable: Some(column.model.nullable),
                ..step
            })));
        }
        Ok(())
    }

    /// Returns whether two types list labels in a different order, which only the option asks for.
    pub(super) fn labels_differ(&self, column: &ComparedColumn<'_>) -> bool {
        let dialect = self.compiler.dialect.name();
        if !self.options.compare_enums || !matches!(dialect, "mysql" | "mariadb") {
            return false;
        }
        let wanted = column.model.sql_type.for_dialect(dialect);
        match (
            enumeration::labels(&column.database.sql_type),
            enumeration::labels(wanted),
        ) {
            (Some(existing), Some(wanted)) => existing != wanted,
            _ => false,
        }
    }
}

/// Returns a default of a catalog without the type that it names: of `'a'::mood` the text `a`.
fn plain_default(default: &str) -> ServerDefault {
    let text = default
        .strip_prefix('\'')
        .and_then(|rest| rest.rsplit_once("'::"))
        .map(|(text, _)| text.replace("''", "'"));
    match text {
        Some(value) => ServerDefault::String { value },
        None => ServerDefault::Expression {
            expression: Box::new(alembic_schema::Expression::text(
                default.replace(':', "\\:"),
            )),
        },
    }
}
