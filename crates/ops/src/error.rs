//! What operations cannot do.

/// An error of an operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpsError {
    /// Nothing undoes the operation.
    #[error("operation is not reversible: {operation}")]
    NotReversible {
        /// The operation's name, `execute`.
        operation: &'static str,
    },
    /// A dropped column is not known any more.
    #[error("operation is not reversible; original column is not present")]
    ColumnNotPresent {
        /// The column's name.
        column_name: String,
    },
    /// A dropped constraint is not known any more.
    #[error("constraint cannot be produced; original constraint is not present")]
    ConstraintNotPresent {
        /// The constraint's name.
        constraint_name: Option<String>,
    },
}
