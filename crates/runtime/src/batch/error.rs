//! What can be wrong with a batch.

use alembic_dialect::DialectError;

/// An error of a batch operation, found before the first statement is sent.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The table cannot be read because there is no connection.
    #[error(
        "This operation cannot proceed in --sql mode; batch mode with dialect {dialect} requires a \
         live database connection with which to reflect the table \"{table}\". To generate a batch \
         SQL migration script using table \"move and copy\", a complete Table object should be \
         passed to the \"copy_from\" argument of the batch_alter_table() method so that table \
         reflection can be skipped."
    )]
    NeedsCopyFrom {
        /// The dialect.
        dialect: &'static str,
        /// The table.
        table: String,
    },
    /// A place among the columns was asked for, and the table is not copied.
    #[error(
        "Can't specify insert_before or insert_after when using ALTER; please specify \
         recreate='always'"
    )]
    PositionWithoutCopy,
    /// A constraint to add or to drop has no name.
    #[error("Constraint must have a name")]
    UnnamedConstraint,
    /// A constraint to drop does not exist.
    #[error("No such constraint: '{name}'")]
    NoSuchConstraint {
        /// The name.
        name: String,
    },
    /// An index to drop does not exist.
    #[error("No such index: '{name}'")]
    NoSuchIndex {
        /// The name.
        name: String,
    },
    /// A column that is named does not exist.
    #[error("{name}")]
    NoSuchColumn {
        /// The name.
        name: String,
    },
    /// Two columns would have the same name.
    #[error("A column with name '{name}' is already present in table '{table}'.")]
    DuplicateColumn {
        /// The name.
        name: String,
        /// The table that the rows would be copied into.
        table: String,
    },
    /// Foreign keys that point at the table cannot be lifted, because a transaction has begun.
    #[error(
        "The table '{table}' cannot be copied: rows of '{referring}' refer to it, and SQLite cannot \
         lift PRAGMA foreign_keys inside of a transaction. Execute PRAGMA foreign_keys=OFF before \
         the transaction begins."
    )]
    ForeignKeysEnforced {
        /// The table.
        table: String,
        /// A table that refers to it.
        referring: String,
    },
    /// The table as the batch leaves it lacks what rows of other tables refer to.
    #[error(
        "FOREIGN KEY constraint failed: rows of '{referring}' would refer to what the changed table \
         '{table}' does not have. The table is as it was."
    )]
    LostReference {
        /// The table.
        table: String,
        /// The table that refers to it.
        referring: String,
    },
    /// A column of the primary key was given anew without being part of the key.
    #[error(
        "Trying to redefine primary-key column '{name}' as a non-primary-key column on table '{table}'"
    )]
    RedefinedKeyColumn {
        /// The column.
        name: String,
        /// The table.
        table: String,
    },
    /// The places asked for contradict each other.
    #[error("Circular dependency detected among the columns {columns}.")]
    CircularOrder {
        /// The columns that cannot be placed.
        columns: String,
    },
    /// An operation that a batch has no use for.
    #[error("Can't {operation} in batch mode")]
    NotInBatch {
        /// The operation in words.
        operation: &'static str,
    },
    /// An operation cannot be expressed for the database.
    #[error(transparent)]
    Dialect(#[from] DialectError),
}

impl BatchError {
    /// Returns the full name of the exception class that the original raises.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::NeedsCopyFrom { .. }
            | Self::PositionWithoutCopy
            | Self::ForeignKeysEnforced { .. } => "alembic.util.exc.CommandError",
            Self::UnnamedConstraint | Self::NoSuchConstraint { .. } | Self::NoSuchIndex { .. } => {
                "ValueError"
            }
            Self::LostReference { .. } => "sqlalchemy.exc.IntegrityError",
            Self::NoSuchColumn { .. } => "KeyError",
            Self::DuplicateColumn { .. } => "sqlalchemy.exc.DuplicateColumnError",
            Self::RedefinedKeyColumn { .. } => "sqlalchemy.exc.ArgumentError",
            Self::CircularOrder { .. } => "sqlalchemy.exc.CircularDependencyError",
            Self::NotInBatch { .. } => "NotImplementedError",
            Self::Dialect(error) => error.exception_name(),
        }
    }
}
