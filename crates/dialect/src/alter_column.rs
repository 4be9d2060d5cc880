//! Changes of columns.

use alembic_ops::{AlterColumn, Change};
use alembic_schema::{Identity, Name, ServerDefault, SqlType};

use crate::tables::{bare_column, table_of_column};
use crate::{Compiler, DialectError, Plan, ResolvedTable};

/// One change of a column, for databases that take them one by one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ColumnChange<'a> {
    /// Whether it may hold `NULL`.
    Nullable(bool),
    /// Its default; none to drop it.
    Default(Option<&'a ServerDefault>),
    /// Its identity; none to drop it.
    Identity(Option<&'a Identity>),
    /// An identity in the place of a default, or the other way round.
    IdentityForDefault,
    /// Its type.
    Type(&'a SqlType),
    /// Its comment; none to drop it.
    Comment(Option<&'a str>),
    /// Its name.
    Name(&'a Name),
}

impl Compiler<'_> {
    /// Plans an operation that changes a column.
    pub(crate) fn plan_alter_column(
        &self,
        operation: &AlterColumn,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        if let (Some(existing_type), Some(_)) = (&operation.existing_type, &operation.type_) {
            let table = self.single_column_table(operation, existing_type)?;
            for constraint in &table.constraints {
                self.dialect
                    .plan_drop_type_bound_constraint(self, &table, constraint, plan)?;
            }
        }
        self.dialect.plan_alter_column(self, operation, plan)?;
        if let Some(new_type) = &operation.type_ {
            let table = self.single_column_table(operation, new_type)?;
            for constraint in &table.constraints {
                self.dialect
                    .plan_add_constraint(self, &table, constraint, plan)?;
            }
        }
        Ok(())
    }

    fn single_column_table(
        &self,
        operation: &AlterColumn,
        sql_type: &SqlType,
    ) -> Result<ResolvedTable, DialectError> {
        self.resolve_table(table_of_column(
            &operation.table_name,
            operation.schema.as_ref(),
            bare_column(&operation.column_name, sql_type),
        ))
    }

    /// Plans the changes of a column one by one.
    pub(crate) fn shared_alter_column(
        &self,
        operation: &AlterColumn,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        if operation.autoincrement.is_some() || operation.existing_autoincrement.is_some() {
            plan.warn(
                "UserWarning",
                "autoincrement and existing_autoincrement only make sense for MySQL",
            );
        }
        for change in column_changes(operation)? {
            plan.push(self.dialect.column_change(self, operation, &change)?);
        }
        Ok(())
    }

    /// Returns the statement of one change as most databases have it.
    pub(crate) fn shared_column_change(
        &self,
        operation: &AlterColumn,
        change: &ColumnChange<'_>,
    ) -> Result<String, DialectError> {
        let table = self.alter_table(operation.schema.as_ref(), &operation.table_name);
        let column = self.quote(&operation.column_name);
        Ok(match change {
            ColumnChange::Nullable(nullable) => {
                let verb = if *nullable { "DROP" } else { "SET" };
                format!("{table} ALTER COLUMN {column} {verb} NOT NULL")
            }
            ColumnChange::Default(default) => {
                let action = self.default_action(operation, *default)?;
                format!("{table} ALTER COLUMN {column} {action}")
            }
            ColumnChange::Identity(_) | ColumnChange::IdentityForDefault => {
                return Err(DialectError::AlterIdentity);
            }
            ColumnChange::Type(sql_type) => {
                format!(
                    "{table} ALTER COLUMN {column} TYPE {}",
                    self.sql_type(sql_type)?
                )
            }
            ColumnChange::Comment(_) => {
                return Err(DialectError::Unrenderable {
                    compiler: self.dialect.compiler_names().1,
                    element: "<class 'alembic.ddl.base.ColumnComment'>: <class \
                              'alembic.ddl.base.ColumnComment'> construct has no default compilation \
                              handler."
                        .to_owned(),
                });
            }
            ColumnChange::Name(name) => {
                format!("{table} RENAME {column} TO {}", self.quote(name))
            }
        })
    }

    /// Returns `SET DEFAULT …` or `DROP DEFAULT`.
    pub(crate) fn default_action(
        &self,
        operation: &AlterColumn,
        default: Option<&ServerDefault>,
    ) -> Result<String, DialectError> {
        Ok(match default {
            Some(default) => {
                format!("SET DEFAULT {}", self.required_default(operation, default)?)
            }
            None => "DROP DEFAULT".to_owned(),
        })
    }

    /// Returns a default's text, which it must have.
    pub(crate) fn required_default(
        &self,
        operation: &AlterColumn,
        default: &ServerDefault,
    ) -> Result<String, DialectError> {
        self.server_default(default)?
            .ok_or_else(|| DialectError::UnknownServerDefault {
                column: operation.column_name.to_string(),
            })
    }
}

/// Returns the changes that an operation asks for, in Alembic's order.
pub(crate) fn column_changes(
    operation: &AlterColumn,
) -> Result<Vec<ColumnChange<'_>>, DialectError> {
    let mut changes: Vec<ColumnChange<'_>> = Vec::new();
    changes.extend(operation.nullable.map(ColumnChange::Nullable));
    let default = match &operation.server_default {
        Change::Unchanged => None,
        Change::Remove => Some(None),
        Change::Set(default) => Some(Some(default)),
    };
    if let Some(default) = default {
        let involved = [default, operation.existing_server_default.value()];
        if involved
            .iter()
            .flatten()
            .any(|default| matches!(default, ServerDefault::Computed(_)))
        {
            return Err(DialectError::AlterComputed);
        }
        let is_identity = |default: &ServerDefault| matches!(default, ServerDefault::Identity(_));
        changes.push(match involved {
            [Some(new), Some(old)] if is_identity(new) != is_identity(old) => {
                ColumnChange::IdentityForDefault
            }
            [Some(ServerDefault::Identity(identity)), _] => ColumnChange::Identity(Some(identity)),
            [None, Some(ServerDefault::Identity(_))] => ColumnChange::Identity(None),
            _ => ColumnChange::Default(default),
        });
    }
    changes.extend(operation.type_.as_ref().map(ColumnChange::Type));
    changes.extend(match &operation.comment {
        Change::Unchanged => None,
        Change::Remove => Some(ColumnChange::Comment(None)),
        Change::Set(comment) => Some(ColumnChange::Comment(Some(comment))),
    });
    changes.extend(operation.new_column_name.as_ref().map(ColumnChange::Name));
    Ok(changes)
}
