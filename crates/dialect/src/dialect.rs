//! What differs between databases.

use alembic_ops::{AddColumn, AlterColumn, AlterEnum, DropColumn, DropConstraint, Operation};
use alembic_schema::{
    Column, Computed, Constraint, EnumType, ForUpdate, Identity, Index, Name, SqlType,
    TemporalKind, UuidType,
};

use crate::constraints::TableConstraint;
use crate::default::{DefaultDialect, StringDialect};
use crate::expressions::{BinaryForm, FunctionForm, JsonForm, LimitForm, Modifiers, SeveralTables};
use crate::mssql::MssqlDialect;
use crate::mysql::MysqlDialect;
use crate::oracle::OracleDialect;
use crate::postgresql::PostgresqlDialect;
use crate::sqlite::SqliteDialect;
use crate::{ColumnChange, Compiler, DialectError, Plan, ResolvedTable};

/// Returns the dialect of a name: `postgresql`, `mysql`, `mariadb`, `sqlite`, `mssql`, `oracle` or
/// `default`.
pub fn dialect(name: &str) -> Option<Box<dyn Dialect>> {
    Some(match name {
        "postgresql" => Box::new(PostgresqlDialect),
        "mysql" => Box::new(MysqlDialect::mysql()),
        "mariadb" => Box::new(MysqlDialect::mariadb()),
        "sqlite" => Box::new(SqliteDialect),
        "mssql" => Box::new(MssqlDialect),
        "oracle" => Box::new(OracleDialect),
        "default" => Box::new(DefaultDialect),
        "string" => Box::new(StringDialect),
        _ => return None,
    })
}

/// How a database keeps comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommentStyle {
    /// Not at all.
    None,
    /// As part of a definition.
    Inline,
    /// By statements of their own.
    Statements,
}

/// How an `INSERT` gives back what the database put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReturningStyle {
    /// Not at all.
    None,
    /// By columns with their table's name.
    Qualified,
    /// By columns alone.
    Unqualified,
    /// By columns of the table `inserted`, before the values.
    Output,
}

/// A database's variety of SQL.
///
/// The methods are questions that the shared algorithms of [`Compiler`] ask; each has the answer
/// of SQLAlchemy's default dialect.
pub trait Dialect {
    /// Returns the dialect's name, `postgresql`.
    fn name(&self) -> &'static str;

    /// Returns the name of Alembic's implementation class, `PostgresqlImpl`, which log lines show.
    fn impl_name(&self) -> &'static str;

    /// Returns the names of SQLAlchemy's compilers of types and of DDL, which messages show.
    fn compiler_names(&self) -> (&'static str, &'static str) {
        (
            "sqlalchemy.sql.compiler.GenericTypeCompiler",
            "sqlalchemy.sql.compiler.DDLCompiler",
        )
    }

    /// Returns the name of SQLAlchemy's compiler of statements, which messages show.
    fn statement_compiler_name(&self) -> &'static str {
        "sqlalchemy.sql.compiler.SQLCompiler"
    }

    /// Returns whether DDL takes part in transactions.
    fn transactional_ddl(&self) -> bool {
        false
    }

    /// Returns the statement that starts a transaction in a script.
    fn begin_sql(&self) -> Option<&'static str> {
        Some("BEGIN")
    }

    /// Returns the statement that ends a transaction in a script.
    fn commit_sql(&self) -> Option<&'static str> {
        Some("COMMIT")
    }

    /// Returns what ends a statement in a script.
    fn command_terminator(&self) -> &'static str {
        ";"
    }

    /// Returns what follows each statement in a script on a line of its own.
    fn batch_separator(&self) -> Option<&'static str> {
        None
    }

    /// Returns whether the statements that begin and end a transaction count as statements, which
    /// the separator follows, and not only the last one.
    fn separates_transactions(&self) -> bool {
        false
    }

    // Names.

    /// Returns the characters before and after names; the latter is doubled inside of them.
    fn quote_characters(&self) -> (char, char) {
        ('"', '"')
    }

    /// Returns whether `%` in a name is written twice wherever it is in text.
    fn doubles_percents_in_names(&self) -> bool {
        true
    }

    /// Returns whether a name that begins with an underscore needs quotes.
    fn quotes_underscores(&self) -> bool {
        false
    }

    /// Returns whether the name of a collation is quoted where other names are.
    fn quotes_collations(&self) -> bool {
        true
    }

    /// Returns the name of a schema, in quotes where it needs them.
    fn schema_name(&self, compiler: &Compiler<'_>, schema: &Name) -> String {
        compiler.quote(schema)
    }

    /// Returns whether a lower-case word needs quotes to be a name.
    fn is_reserved_word(&self, compiler: &Compiler<'_>, word: &str) -> bool;

    /// Returns how many characters any name may have.
    fn max_identifier_length(&self) -> usize {
        9999
    }

    /// Returns how many characters the name of a constraint or index is cut to.
    fn max_constraint_name_length(&self) -> usize {
        self.max_identifier_length()
    }

    // Abilities.

    /// Returns whether constraints can be added to and dropped from a table.
    fn supports_alter(&self) -> bool {
        true
    }

    /// Returns what to do instead of an operation that the database cannot carry out in place, which it tells
    /// from the message of the failure; none where it failed for another reason.
    fn way_out(&self, _operation: &Operation, _failure: &str) -> Option<String> {
        None
    }

    /// Returns whether the name of an index is its table's own, so that other tables may have the same.
    fn indexes_belong_to_tables(&self) -> bool {
        false
    }

    /// Returns whether there are exclusion constraints.
    fn supports_exclude_constraints(&self) -> bool {
        false
    }

    /// Returns whether there are enumeration types.
    fn supports_native_enum(&self) -> bool {
        false
    }

    /// Returns whether truth values are a type.
    fn supports_native_boolean(&self) -> bool {
        false
    }

    /// Returns whether a check constraint may guard truth values where they are no type.
    fn checks_booleans(&self) -> bool {
        true
    }

    /// Returns whether unique identifiers are a type.
    fn supports_native_uuid(&self, _compiler: &Compiler<'_>) -> bool {
        false
    }

    /// Returns whether columns can have an identity.
    fn supports_identity(&self, _compiler: &Compiler<'_>) -> bool {
        false
    }

    /// Returns how comments are kept.
    fn comment_style(&self) -> CommentStyle {
        CommentStyle::None
    }

    /// Returns whether a backslash in a literal stands for itself only when doubled.
    fn doubles_backslashes(&self) -> bool {
        false
    }

    /// Returns how an `INSERT` gives back what the database put in.
    fn insert_returning(&self) -> ReturningStyle {
        ReturningStyle::None
    }

    // Types.

    /// Returns the SQL of a type where it differs from the shared one, of which it is the variant
    /// for this dialect already.
    fn own_type(
        &self,
        _compiler: &Compiler<'_>,
        _sql_type: &SqlType,
    ) -> Option<Result<String, DialectError>> {
        None
    }

    /// Returns the SQL of the enumeration type, where there is such a type.
    fn enum_type(
        &self,
        compiler: &Compiler<'_>,
        enumeration: &EnumType,
    ) -> Result<String, DialectError> {
        Ok(compiler.enum_as_text(enumeration))
    }

    /// Returns the text of a value of a date or time type, and of the types built on them.
    fn temporal_text(&self, kind: TemporalKind, text: &str) -> String {
        crate::literals::iso_text(kind, text)
    }

    /// Returns the literal of a value of a date or time type.
    fn temporal_literal(&self, kind: TemporalKind, text: &str) -> String {
        format!("'{}'", self.temporal_text(kind, text))
    }

    /// Returns what stands before the quotes of a text of a type.
    fn text_literal_prefix(&self, _sql_type: &SqlType) -> &'static str {
        ""
    }

    /// Returns the literal of a time span in seconds, where spans are a type.
    fn interval_literal(&self, _seconds: f64) -> Option<String> {
        None
    }

    /// Returns the literal of a list of literals.
    fn array_literal(&self, items: &[String]) -> String {
        format!("[{}]", items.join(", "))
    }

    /// Returns the literal of a unique identifier in its hyphenated form.
    fn uuid_literal(&self, compiler: &Compiler<'_>, uuid_type: &UuidType, text: &str) -> String {
        compiler.shared_uuid_literal(uuid_type, text)
    }

    /// Returns the names of the types that must exist before a table, with the statements that
    /// create them.
    fn plan_types(
        &self,
        _compiler: &Compiler<'_>,
        _table: &ResolvedTable,
        _plan: &mut Plan,
    ) -> Result<(), DialectError> {
        Ok(())
    }

    /// Plans the creation of a type on its own.
    fn plan_create_type(
        &self,
        _compiler: &Compiler<'_>,
        _sql_type: &SqlType,
        _checkfirst: bool,
        _plan: &mut Plan,
    ) -> Result<(), DialectError> {
        Ok(())
    }

    /// Plans the removal of a type.
    fn plan_drop_type(
        &self,
        _compiler: &Compiler<'_>,
        _sql_type: &SqlType,
        _checkfirst: bool,
        _plan: &mut Plan,
    ) -> Result<(), DialectError> {
        Ok(())
    }

    /// Plans the change of an enumeration's labels, where enumerations are types of the database.
    fn plan_alter_enum(
        &self,
        _compiler: &Compiler<'_>,
        _alter: &AlterEnum,
        _plan: &mut Plan,
    ) -> Result<(), DialectError> {
        Ok(())
    }

    // DDL.

    /// Returns the definition of a column: name, type, default and so on.
    fn column_specification(
        &self,
        compiler: &Compiler<'_>,
        _table: &ResolvedTable,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        compiler.shared_column_specification(column, plan)
    }

    /// Returns the definition of a computed column's expression.
    fn computed(
        &self,
        compiler: &Compiler<'_>,
        _column: &Column,
        computed: &Computed,
        _plan: &mut Plan,
    ) -> Result<String, DialectError> {
        compiler.shared_computed(computed)
    }

    /// Returns the clause of an identity.
    fn identity(&self, compiler: &Compiler<'_>, identity: &Identity) -> String {
        compiler.shared_identity(identity)
    }

    /// Returns a word of the options of sequences and identities as the dialect writes it, given
    /// `NO CYCLE`, `NO MINVALUE` or `NO MAXVALUE`.
    fn negated_option(&self, phrase: &'static str) -> &'static str {
        phrase
    }

    /// Returns whether the options of a sequence tell if its values come in order.
    fn orders_sequences(&self) -> bool {
        false
    }

    /// Returns whether a new sequence names the type of its values.
    fn names_sequence_type(&self) -> bool {
        false
    }

    /// Returns what follows the name of a table to which a column is added.
    fn add_column(
        &self,
        compiler: &Compiler<'_>,
        operation: &AddColumn,
        table: &ResolvedTable,
        column: &Column,
        plan: &mut Plan,
    ) -> Result<String, DialectError> {
        compiler.shared_add_column(operation, table, column, plan)
    }

    /// Plans what must go before a column is dropped.
    fn plan_before_drop_column(
        &self,
        _compiler: &Compiler<'_>,
        _operation: &DropColumn,
        _plan: &mut Plan,
    ) {
    }

    /// Returns the statements around the rows that a script inserts into a table.
    fn around_inserts(&self, _table: &str) -> Option<(String, String)> {
        None
    }

    /// Returns what the user should know about a constraint.
    fn constraint_warning(&self, _constraint: &Constraint) -> Option<&'static str> {
        None
    }

    /// Returns whether a foreign key tells what happens when the referred key changes.
    fn supports_onupdate(&self) -> bool {
        true
    }

    /// Returns what follows the columns of a table.
    fn table_options(
        &self,
        _compiler: &Compiler<'_>,
        _table: &ResolvedTable,
    ) -> Result<String, DialectError> {
        Ok(String::new())
    }

    /// Returns the definition of a constraint; none where it stands elsewhere or is not possible.
    fn constraint(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        constraint: &TableConstraint,
    ) -> Result<Option<String>, DialectError> {
        compiler.shared_constraint(table, constraint).map(Some)
    }

    /// Returns what follows the definition of a column's own check constraint.
    fn column_check_suffix(&self, _constraint: &Constraint) -> Result<String, DialectError> {
        Ok(String::new())
    }

    /// Returns what stands between `UNIQUE` and the columns.
    fn unique_distinctness(&self, _constraint: &Constraint) -> &'static str {
        ""
    }

    /// Returns what follows the columns of a primary key or unique constraint.
    fn constraint_include(&self, _compiler: &Compiler<'_>, _constraint: &Constraint) -> String {
        String::new()
    }

    /// Returns whether a foreign key names the schema of the table that it refers to.
    fn references_schema(&self) -> bool {
        true
    }

    /// Returns the `MATCH` clause of a foreign key.
    fn foreign_key_match(&self, phrase: &str) -> Result<String, DialectError> {
        Ok(format!(
            " MATCH {}",
            crate::constraints::keyword_phrase(phrase)?
        ))
    }

    /// Returns the action when a referred row is deleted.
    fn foreign_key_ondelete<'p>(&self, phrase: &'p str) -> Result<&'p str, DialectError> {
        crate::constraints::keyword_phrase(phrase)
    }

    /// Plans the addition of a constraint to an existing table.
    fn plan_add_constraint(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        constraint: &TableConstraint,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        compiler.shared_add_constraint(table, constraint, plan)
    }

    /// Plans the removal of a constraint that a type brought along.
    fn plan_drop_type_bound_constraint(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        constraint: &TableConstraint,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        compiler.shared_drop_type_bound_constraint(table, constraint, plan)
    }

    /// Returns the statement that drops a constraint, whose name is formatted already.
    fn drop_constraint(
        &self,
        compiler: &Compiler<'_>,
        operation: &DropConstraint,
        name: Option<String>,
    ) -> Result<String, DialectError> {
        compiler.shared_drop_constraint(operation, name)
    }

    /// Returns the statement that creates an index.
    fn create_index(
        &self,
        compiler: &Compiler<'_>,
        table: &ResolvedTable,
        index: &Index,
        if_not_exists: bool,
    ) -> Result<String, DialectError> {
        compiler.shared_create_index(table, index, if_not_exists)
    }

    /// Returns the statement that drops an index, whose name is formatted already.
    fn drop_index(
        &self,
        compiler: &Compiler<'_>,
        operation: &alembic_ops::DropIndex,
        name: &str,
    ) -> String {
        compiler.shared_drop_index(operation, name)
    }

    /// Returns the statement that renames a table.
    fn rename_table(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        old_name: &Name,
        new_name: &Name,
    ) -> String {
        format!(
            "{} RENAME TO {}",
            compiler.alter_table(schema, old_name),
            compiler.dotted_table_name(schema, new_name)
        )
    }

    /// Returns the statement that sets or removes the comment of a table.
    fn table_comment(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        table: &Name,
        comment: Option<&str>,
    ) -> String {
        format!(
            "COMMENT ON TABLE {} IS {}",
            compiler.table_name(schema, table),
            comment.map_or("NULL".to_owned(), |comment| compiler
                .string_literal(comment))
        )
    }

    /// Returns the statement that sets the comment of a new column.
    fn column_comment(
        &self,
        compiler: &Compiler<'_>,
        schema: Option<&Name>,
        table: &Name,
        column: &Name,
        comment: &str,
    ) -> String {
        format!(
            "COMMENT ON COLUMN {}.{} IS {}",
            compiler.table_name(schema, table),
            compiler.quote(column),
            compiler.string_literal(comment)
        )
    }

    /// Plans all changes of a column.
    fn plan_alter_column(
        &self,
        compiler: &Compiler<'_>,
        operation: &AlterColumn,
        plan: &mut Plan,
    ) -> Result<(), DialectError> {
        compiler.shared_alter_column(operation, plan)
    }

    /// Returns the statement of one change of a column.
    fn column_change(
        &self,
        compiler: &Compiler<'_>,
        operation: &AlterColumn,
        change: &ColumnChange<'_>,
    ) -> Result<String, DialectError> {
        compiler.shared_column_change(operation, change)
    }

    // Expressions.

    /// Returns the literals of true and false.
    fn boolean_literal(&self, value: bool) -> &'static str {
        match (self.supports_native_boolean(), value) {
            (true, true) => "true",
            (true, false) => "false",
            (false, true) => "1",
            (false, false) => "0",
        }
    }

    /// Returns how a function of this lower-case name is written.
    fn function_form(&self, _name: &str) -> FunctionForm {
        FunctionForm::AsGiven
    }

    /// Returns how an operator is written.
    fn binary_form(
        &self,
        _compiler: &Compiler<'_>,
        operator: &str,
        modifiers: &Modifiers,
    ) -> BinaryForm {
        crate::expressions::shared_binary_form(operator, modifiers)
    }

    /// Returns whether integers are divided to integers.
    fn divides_to_integers(&self) -> bool {
        true
    }

    /// Returns whether the bits of a number can be turned over.
    fn supports_bitwise_not(&self) -> bool {
        true
    }

    /// Returns whether there are arrays.
    fn supports_arrays(&self) -> bool {
        false
    }

    /// Returns whether a parameter stands on the right of what it is equal to.
    fn moves_parameters_right(&self) -> bool {
        false
    }

    /// Returns what stands before and after the value that a part is extracted from.
    fn extract(&self, field: &str) -> Result<(String, String), DialectError> {
        Ok((format!("EXTRACT({field} FROM "), ")".to_owned()))
    }

    /// Returns the path of keys and indexes into a JSON document.
    fn json_path(&self, steps: &[serde_json::Value], _is_path: bool) -> serde_json::Value {
        crate::expressions::dollar_path(steps)
    }

    /// Returns how an element of a JSON document is written as a value of a type.
    fn json_form(
        &self,
        _compiler: &Compiler<'_>,
        _is_path: bool,
        _document_type: Option<&SqlType>,
        _value_type: &SqlType,
    ) -> JsonForm {
        JsonForm::Unsupported
    }

    /// Returns the type of a `CAST`; none when the cast is left out.
    fn cast_type(
        &self,
        compiler: &Compiler<'_>,
        sql_type: &SqlType,
    ) -> Result<Option<String>, DialectError> {
        compiler.sql_type(sql_type).map(Some)
    }

    /// Returns what stands in the parentheses of an `IN` without items, given the type of the items.
    fn empty_set(
        &self,
        _compiler: &Compiler<'_>,
        _item_type: Option<&SqlType>,
    ) -> Result<String, DialectError> {
        Err(DialectError::EmptySet {
            dialect: self.name(),
        })
    }

    /// Returns what stands before the tuples of an `IN`.
    fn before_tuples(&self) -> &'static str {
        ""
    }

    /// Returns whether a comparison with an empty list of values is written without a subquery.
    fn compares_empty_set_to_null(&self) -> bool {
        true
    }

    /// Returns the expression of a sequence's next value, given the sequence's formatted name.
    fn next_value(
        &self,
        _compiler: &Compiler<'_>,
        _sequence: &str,
    ) -> Result<String, DialectError> {
        Err(DialectError::Sequences {
            dialect: self.name(),
        })
    }

    /// Returns whether an index element of this form stands in parentheses.
    fn groups_index_element(&self, _expression: &alembic_schema::Expression) -> bool {
        false
    }

    /// Returns whether a server default, given as SQL, wants parentheses in a script.
    fn groups_script_default(&self, _default: &str) -> bool {
        false
    }

    // Statements.

    /// Returns the words before the queries that a statement refers to by name.
    fn with_words(&self, is_recursive: bool) -> &'static str {
        if is_recursive {
            "WITH RECURSIVE "
        } else {
            "WITH "
        }
    }

    /// Returns whether such queries stand before the `SELECT` of an `INSERT`, and not before the
    /// `INSERT`.
    fn writes_ctes_after_insert(&self) -> bool {
        false
    }

    /// Returns the words between a source and its other name.
    fn alias_words(&self) -> &'static str {
        " AS "
    }

    /// Returns the words between two sources whose rows belong together.
    fn inner_join_words(&self) -> &'static str {
        " JOIN "
    }

    /// Returns what stands in the place of sources where there are none.
    fn default_from(&self, _compiler: &Compiler<'_>) -> &'static str {
        ""
    }

    /// Returns whether there is `DISTINCT ON`.
    fn supports_distinct_on(&self) -> bool {
        false
    }

    /// Returns whether there is `TRY_CAST`.
    fn supports_try_cast(&self) -> bool {
        false
    }

    /// Returns how the number of rows is limited.
    fn limit_form(&self, _compiler: &Compiler<'_>) -> LimitForm {
        LimitForm::LimitOffset("", "-1")
    }

    /// Returns the parentheses around the number of `FETCH FIRST`.
    fn fetch_parentheses(&self) -> (&'static str, &'static str) {
        ("", "")
    }

    /// Returns what locks the rows of a query, those of the named sources only where there are some.
    fn for_update(
        &self,
        _compiler: &Compiler<'_>,
        _for_update: &ForUpdate,
        _of: &[String],
    ) -> String {
        " FOR UPDATE".to_owned()
    }

    /// Returns whether one `INSERT` may have several rows.
    fn inserts_several_rows(&self) -> bool {
        true
    }

    /// Returns the end of an `INSERT` without values.
    fn empty_insert(&self) -> &'static str {
        " DEFAULT VALUES"
    }

    /// Returns whether an `INSERT` returns the key that the database made.
    fn returns_generated_keys(&self) -> bool {
        false
    }

    /// Returns whether there is `ON CONFLICT`.
    fn supports_on_conflict(&self) -> bool {
        false
    }

    /// Returns whether there is `ON DUPLICATE KEY UPDATE`.
    fn supports_on_duplicate_key(&self) -> bool {
        false
    }

    /// Returns what stands before `ON DUPLICATE KEY UPDATE`.
    fn before_on_duplicate_key(&self, _compiler: &Compiler<'_>) -> &'static str {
        ""
    }

    /// Returns how the value of a row that could not be inserted is written.
    fn inserted_value(&self, _compiler: &Compiler<'_>, column: &str) -> String {
        format!("VALUES({column})")
    }

    /// Returns how an `UPDATE` reads from other tables.
    fn update_several_tables(&self) -> SeveralTables {
        SeveralTables::None
    }

    /// Returns how a `DELETE` reads from other tables.
    fn delete_several_tables(&self) -> SeveralTables {
        SeveralTables::None
    }
}
