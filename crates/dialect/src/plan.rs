//! Statements with the circumstances under which they run.

use std::collections::BTreeSet;

use alembic_db::Statement;

/// What an operation becomes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The statements in order.
    pub statements: Vec<PlannedStatement>,
    /// What the user should be warned of.
    pub warnings: Vec<Warning>,
}

impl Plan {
    /// Appends a statement without parameters.
    pub(crate) fn push(&mut self, sql: impl Into<String>) {
        self.push_statement(Statement::sql(sql));
    }

    /// Appends a statement.
    pub(crate) fn push_statement(&mut self, statement: Statement) {
        self.statements.push(PlannedStatement {
            statement,
            condition: None,
        });
    }

    /// Appends what another operation becomes.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.statements.append(&mut other.statements);
        self.warnings.append(&mut other.warnings);
    }

    /// Appends a warning.
    pub(crate) fn warn(&mut self, category: &'static str, message: impl Into<String>) {
        self.warnings.push(Warning {
            category,
            message: message.into(),
        });
    }
}

/// A warning as Python's `warnings` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The full name of the class, `sqlalchemy.exc.SAWarning`.
    pub category: &'static str,
    /// The text.
    pub message: String,
}

/// A statement that may depend on what the database holds.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStatement {
    /// The statement, without terminator.
    pub statement: Statement,
    /// When it runs; without it, always.
    pub condition: Option<Condition>,
}

/// When a statement runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// It runs once for each type in a run of migrations, however many tables have the type.
    OncePerRun {
        /// The type that it creates.
        type_name: TypeName,
    },
    /// It runs when the type does not exist.
    TypeAbsent {
        /// The type that it creates.
        type_name: TypeName,
        /// A query that gives a row when the type exists.
        query: Statement,
    },
    /// It runs when the type exists.
    TypePresent {
        /// The type that it drops.
        type_name: TypeName,
        /// A query that gives a row when the type exists.
        query: Statement,
    },
}

/// The name of a type in the database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeName {
    /// The schema, where one was given.
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl PlannedStatement {
    /// Returns whether the statement has its turn, as far as that is known without asking the
    /// database.
    ///
    /// `created` holds the types that the run has created; the statement's own type is added.
    pub fn is_first_in_run(&self, created: &mut BTreeSet<TypeName>) -> bool {
        match &self.condition {
            Some(Condition::OncePerRun { type_name }) => created.insert(type_name.clone()),
            _ => true,
        }
    }
}
