//! What cannot be compiled.

/// An operation, type or expression that a database's SQL cannot express.
///
/// The messages are SQLAlchemy's and Alembic's own.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DialectError {
    /// A problem of one column of a table.
    #[error("(in table '{table}', column '{column}'): {problem}")]
    InColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: Box<Self>,
    },
    /// A column without type.
    #[error("Can't generate DDL for NullType(); did you forget to specify a type on this Column?")]
    MissingType,
    /// A type that the dialect does not have.
    #[error("Compiler <{compiler}> can't render element of type {element}")]
    Unrenderable {
        /// The full name of SQLAlchemy's compiler class.
        compiler: &'static str,
        /// The class that it does not know.
        element: String,
    },
    /// A place among the sources of a statement where there is none.
    #[error("the statement has no source {place}")]
    UnknownSource {
        /// The place.
        place: usize,
    },
    /// Two queries before a statement with one name.
    #[error("Multiple, unrelated CTEs found with the same name: '{name}'")]
    SameNameCtes {
        /// The name.
        name: String,
    },
    /// A query all of whose sources belong to the query around it.
    #[error(
        "Select statement returned no FROM clauses due to auto-correlation; specify          correlate(<tables>) to control correlation manually."
    )]
    NothingLeftToSelectFrom,
    /// Several rows in one `INSERT` where that is not possible.
    #[error(
        "The '{dialect}' dialect with current database version settings does not support          in-place multirow inserts."
    )]
    SeveralRows {
        /// The dialect.
        dialect: &'static str,
    },
    /// A change of one table that reads from others where that is not possible.
    #[error("This backend does not support multiple-table criteria within {statement}")]
    SeveralTables {
        /// The statement.
        statement: &'static str,
    },
    /// A function that the dialect does not have.
    #[error("{dialect} dialect does not support the {name} function")]
    UnsupportedFunction {
        /// The dialect.
        dialect: &'static str,
        /// The function.
        name: &'static str,
    },
    /// A text type that needs a length.
    #[error("{type_name} requires a length on dialect {dialect}")]
    LengthRequired {
        /// The type.
        type_name: &'static str,
        /// The dialect.
        dialect: &'static str,
    },
    /// A named type without name.
    #[error("PostgreSQL {class_name} type requires a name.")]
    TypeNameRequired {
        /// The type's class.
        class_name: &'static str,
    },
    /// A named type that hides a built-in one.
    #[error(
        "{description} has name '{name}' that matches an existing type, and requires an explicit \
         schema name in order to be rendered in DDL."
    )]
    TypeNameTaken {
        /// The type as Python shows it.
        description: String,
        /// Its name.
        name: String,
    },
    /// A name that is too long for the database.
    #[error("Identifier '{name}' exceeds maximum length of {limit} characters")]
    IdentifierTooLong {
        /// The name.
        name: String,
        /// How many characters it may have.
        limit: usize,
    },
    /// A word in a place for keywords.
    #[error("Unexpected SQL phrase: '{phrase}' (matching against '{pattern}')")]
    UnexpectedPhrase {
        /// What stands there.
        phrase: String,
        /// What may stand there.
        pattern: &'static str,
    },
    /// An index to create without name.
    #[error("CREATE INDEX requires that the index have a name")]
    UnnamedIndex,
    /// A constraint to drop without name.
    #[error("Can't emit DROP CONSTRAINT for constraint {constraint}; it has no name")]
    UnnamedConstraint {
        /// The constraint's class.
        constraint: &'static str,
    },
    /// A naming convention that builds upon a name which is absent.
    #[error(
        "Naming convention including %(constraint_name)s token requires that constraint is \
         explicitly named."
    )]
    ConventionNeedsName,
    /// A token of a naming convention that nobody knows.
    #[error("'{token}'")]
    UnknownConventionToken {
        /// The token.
        token: String,
    },
    /// A reference that names no column.
    #[error("Could not initialize target column for ForeignKey '{reference}'")]
    IncompleteReference {
        /// The reference.
        reference: String,
    },
    /// An `IN` without items where nothing stands for that.
    #[error("Dialect '{dialect}' does not support empty set expression.")]
    EmptySet {
        /// The dialect.
        dialect: &'static str,
    },
    /// Two columns that shall count up.
    #[error("Only one Column may be marked autoincrement=True, found both {second} and {first}.")]
    TwoAutoincrementColumns {
        /// The column that came first.
        first: String,
        /// The column that came second.
        second: String,
    },
    /// A column that cannot count up.
    #[error(
        "Column type {type_name} on column '{column}' is not compatible with autoincrement=True"
    )]
    AutoincrementType {
        /// The column's type.
        type_name: String,
        /// The column.
        column: String,
    },
    /// SQLite's autoincrement with several key columns.
    #[error("SQLite does not support autoincrement for composite primary keys")]
    SqliteCompositeAutoincrement,
    /// A constraint of an existing table on SQLite.
    #[error(
        "No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode \
         feature which allows for SQLite migrations using a copy-and-move strategy."
    )]
    SqliteAlterConstraint,
    /// A conflict clause where SQLite has none.
    #[error("SQLite does not support on conflict clause for column check constraint")]
    SqliteColumnCheckConflict,
    /// MySQL's statement for a column without the column's type.
    #[error("All MySQL CHANGE/MODIFY COLUMN operations require the existing type.")]
    MysqlExistingTypeRequired,
    /// A change that MySQL only does together with others.
    #[error("Individual alter column constructs not supported by MySQL")]
    MysqlIndividualAlter,
    /// A constraint of unknown kind to drop on MySQL.
    #[error("No generic 'DROP CONSTRAINT' in MySQL - please specify constraint type")]
    MysqlGenericDropConstraint,
    /// `MATCH` on MySQL.
    #[error(
        "MySQL ignores the 'MATCH' keyword while at the same time causes ON UPDATE/ON DELETE \
         clauses to be ignored."
    )]
    MysqlMatch,
    /// A change of nullability on SQL Server, whose statement repeats the type.
    #[error(
        "MS-SQL ALTER COLUMN operations with NULL or NOT NULL require the existing_type or a new \
         type_ be passed."
    )]
    MssqlTypeRequired,
    /// An identity given twice.
    #[error(
        "Cannot specify options 'mssql_identity_start' and/or 'mssql_identity_increment' while also \
         using the 'Identity' construct."
    )]
    MssqlIdentityOptions,
    /// A computed column that is stored, on Oracle.
    #[error(
        "Oracle Database computed columns do not support 'stored' persistence; set the 'persisted' \
         flag to None or False for Oracle Database support."
    )]
    OracleStoredColumn,
    /// A precision in decimal digits on Oracle, which counts binary ones.
    #[error(
        "Oracle Database FLOAT types use 'binary precision', which does not convert cleanly from \
         decimal 'precision'.  Please specify this type with a separate Oracle Database variant, \
         such as {class_name}(precision={precision}).with_variant(oracle.FLOAT(binary_precision=\
         {binary_precision}), 'oracle'), so that the Oracle Database specific 'binary_precision' may \
         be specified accurately."
    )]
    OracleFloatPrecision {
        /// The type's class.
        class_name: &'static str,
        /// The decimal digits.
        precision: i64,
        /// About as many binary digits.
        binary_precision: i64,
    },
    /// `USING` without a type.
    #[error("postgresql_using must be used with the type_ parameter")]
    PostgresqlUsingWithoutType,
    /// A virtual column on an older PostgreSQL.
    #[error(
        "PostrgreSQL computed columns do not support 'virtual' persistence; set the 'persisted' \
         flag to None or True for PostgreSQL support."
    )]
    PostgresqlVirtualColumn,
    /// A computed column where there was none, or the other way round.
    #[error(
        "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or from an \
         existing column is not supported."
    )]
    AlterComputed,
    /// An identity where there was none, or the other way round.
    #[error(
        "Adding, removing or modifying an \"identity\" construct, e.g. GENERATED AS IDENTITY, to or \
         from an existing column is not supported in this dialect."
    )]
    AlterIdentity,
    /// An identity and a default that take each other's place, which is two statements.
    #[error(
        "column '{column}' cannot get an identity for its default, or a default for its identity, at \
         once: remove the one with server_default=None, then set the other"
    )]
    IdentityForDefault {
        /// The column.
        column: String,
    },
    /// An operation that says nothing of its table.
    #[error("an operation outside of a batch needs the name of its table")]
    NoTable,
    /// A server default that has no text.
    #[error("the server default of column '{column}' is not known and cannot be written")]
    UnknownServerDefault {
        /// The column.
        column: String,
    },
    /// A kind of constraint that does not exist.
    #[error("'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None")]
    UnknownConstraintType {
        /// What was given.
        given: String,
    },
    /// A value that has no form in SQL.
    #[error("Could not render literal value \"{value}\" with datatype {type_name}")]
    Literal {
        /// The value.
        value: String,
        /// The type.
        type_name: String,
    },
    /// A parameter without value.
    #[error("(sqlalchemy.exc.InvalidRequestError) A value is required for bind parameter '{name}'")]
    MissingParameter {
        /// The parameter.
        name: String,
    },
    /// A parameter that one of several sets does not have.
    #[error(
        "(sqlalchemy.exc.InvalidRequestError) A value is required for bind parameter '{name}', in \
         parameter group {group}"
    )]
    MissingParameterInGroup {
        /// The parameter.
        name: String,
        /// The place of the set.
        group: usize,
    },
    /// Lists in a statement that is to be run for many sets of values.
    #[error(
        "(sqlalchemy.exc.InvalidRequestError) 'literal_execute' or 'expanding' parameters can't be \
         used with executemany()"
    )]
    ListsOfMany,
    /// A value that a type refuses.
    #[error("({exception}) {message}")]
    RefusedValue {
        /// The exception that SQLAlchemy's type raises, `builtins.TypeError`.
        exception: &'static str,
        /// What it says.
        message: String,
    },
    /// A row with a column that the table does not have.
    #[error("Unconsumed column names: {column}")]
    UnknownInsertColumn {
        /// The column.
        column: String,
    },
    /// A default that only Python can tell.
    #[error(
        "the default of column '{column}' is a Python function, which needs a value in each row"
    )]
    PythonDefault {
        /// The column.
        column: String,
    },
    /// Sequences where there are none.
    #[error("Dialect '{dialect}' does not support sequence increments.")]
    Sequences {
        /// The dialect.
        dialect: &'static str,
    },
    /// An operator that a dialect does not have.
    #[error("Cannot compile {operator} in {dialect}")]
    UnsupportedOperator {
        /// The operator.
        operator: &'static str,
        /// The dialect.
        dialect: &'static str,
    },
    /// Ways to search a text that exclude each other, each `True` or `False`.
    #[error(
        "Invalid MySQL match flags: in_boolean_mode={boolean_mode}, \
         in_natural_language_mode={natural_language}, with_query_expansion={query_expansion}"
    )]
    MatchFlags {
        /// In boolean mode.
        boolean_mode: &'static str,
        /// In natural language mode.
        natural_language: &'static str,
        /// With query expansion.
        query_expansion: &'static str,
    },
    /// Regular expressions where there are none.
    #[error("{dialect} dialect does not support regular expression{what}")]
    RegularExpressions {
        /// The dialect.
        dialect: &'static str,
        /// The end of the sentence.
        what: &'static str,
    },
    /// A part that dates and times do not have.
    #[error("{field} is not a valid extract argument.")]
    ExtractField {
        /// The part.
        field: String,
    },
    /// An operator and a modifier at once, or neither.
    #[error("Unary expression has no operator or modifier")]
    EmptyUnary,
    /// Operations that are not single statements.
    #[error("batch operations are carried out one by one and have no SQL of their own")]
    Batch,
    /// An operation that Python keeps to itself.
    #[error("an operation of the project's own has no SQL but what its Python makes of it")]
    CustomOperation,
}

impl DialectError {
    /// Returns the full name of the Python exception that the original raises.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::SqliteAlterConstraint
            | Self::MysqlIndividualAlter
            | Self::MysqlGenericDropConstraint
            | Self::Sequences { .. }
            | Self::EmptySet { .. }
            | Self::SeveralTables { .. }
            | Self::Batch
            | Self::CustomOperation => "NotImplementedError",
            Self::MysqlExistingTypeRequired
            | Self::MssqlTypeRequired
            | Self::PostgresqlUsingWithoutType => "alembic.util.exc.CommandError",
            Self::Unrenderable { .. } => "sqlalchemy.exc.UnsupportedCompilationError",
            Self::IdentifierTooLong { .. } => "sqlalchemy.exc.IdentifierError",
            Self::ConventionNeedsName | Self::NothingLeftToSelectFrom => {
                "sqlalchemy.exc.InvalidRequestError"
            }
            Self::TwoAutoincrementColumns { .. }
            | Self::AutoincrementType { .. }
            | Self::OracleFloatPrecision { .. }
            | Self::IncompleteReference { .. } => "sqlalchemy.exc.ArgumentError",
            Self::MissingParameter { .. }
            | Self::MissingParameterInGroup { .. }
            | Self::ListsOfMany
            | Self::RefusedValue { .. } => "sqlalchemy.exc.StatementError",
            Self::UnknownConstraintType { .. } | Self::NoTable => "TypeError",
            Self::UnknownConventionToken { .. } => "KeyError",
            _ => "sqlalchemy.exc.CompileError",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_exception_that_python_raises() {
        let missing = DialectError::InColumn {
            table: "t".to_owned(),
            column: "c".to_owned(),
            problem: Box::new(DialectError::MissingType),
        };
        for (error, exception_name, message) in [
            (
                missing,
                "sqlalchemy.exc.CompileError",
                "(in table 't', column 'c'): Can't generate",
            ),
            (
                DialectError::MysqlExistingTypeRequired,
                "alembic.util.exc.CommandError",
                "All MySQL CHANGE/MODIFY COLUMN operations require the existing type.",
            ),
            (
                DialectError::SqliteAlterConstraint,
                "NotImplementedError",
                "No support for ALTER of constraints in SQLite dialect. Please refer to the batch \
                 mode feature which allows for SQLite migrations using a copy-and-move strategy.",
            ),
        ] {
            assert_eq!(error.exception_name(), exception_name);
            assert!(error.to_string().starts_with(message), "{error}");
        }
    }
}
