//! Reading a database's catalog, with the answers of SQLAlchemy's `Inspector`.
//!
//! The queries of a database and the decoding of their rows are in that database's `inspect`
//! module. What is here is the same for all: the entry, the form of the answers, and the assembly
//! of a table out of them.

/// Calls the function of the inspector's database.
macro_rules! ask {
    ($inspector:ident, $function:ident $(, $argument:expr)*) => {
        match $inspector.database {
            Database::Sqlite => sqlite::inspect::$function($inspector $(, $argument)*),
            Database::Postgresql => postgresql::inspect::$function($inspector $(, $argument)*),
            Database::Mysql => mysql::inspect::$function($inspector $(, $argument)*),
        }
    };
}

mod answers;
mod questions;
mod rows;
mod selection;
mod table;

pub use answers::{
    ReflectedCheckConstraint, ReflectedColumn, ReflectedComputed, ReflectedDomain,
    ReflectedDomainConstraint, ReflectedEnum, ReflectedForeignKey, ReflectedForeignKeyOptions,
    ReflectedIdentity, ReflectedIndex, ReflectedPrimaryKey, ReflectedTableComment,
    ReflectedUniqueConstraint,
};
pub(crate) use rows::{Row, matching_parenthesis, plain_text, text_of};
pub use selection::Selection;
pub use table::ReflectedTable;

use std::collections::BTreeMap;

use alembic_db::{QueryResult, ServerInfo, Statement};
use alembic_ops::EnumUsers;
use alembic_schema::Table;
use indexmap::IndexMap;

use crate::warnings::{gather, warn};
use crate::{mysql, postgresql, sqlite};

/// Why the catalog gives no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// There is no such table or view.
    #[error("{table}")]
    NoSuchTable {
        /// The name as the message shows it, with the schema where one was given.
        table: String,
    },
    /// The database has no such thing to ask for.
    #[error("{method} is not supported on dialect {dialect}")]
    NotImplemented {
        /// The method that was called.
        method: &'static str,
        /// The dialect.
        dialect: String,
    },
    /// The catalog's rows are not what they should be.
    #[error("the catalog's answer about {subject} could not be read")]
    Unexpected {
        /// What was asked for.
        subject: String,
    },
}

impl InspectError {
    /// Returns the full name of the exception class that scripts see for this error.
    pub fn exception_name(&self) -> &'static str {
        match self {
            Self::NoSuchTable { .. } => "sqlalchemy.exc.NoSuchTableError",
            Self::NotImplemented { .. } => "NotImplementedError",
            Self::Unexpected { .. } => "sqlalchemy.exc.InvalidRequestError",
        }
    }

    pub(crate) fn no_such_table(table: &str, schema: Option<&str>) -> Self {
        Self::NoSuchTable {
            table: schema.map_or_else(|| table.to_owned(), |schema| format!("{schema}.{table}")),
        }
    }
}

/// The databases whose catalog can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Database {
    Sqlite,
    Postgresql,
    Mysql,
}

type RunQuery<'a, E> = dyn FnMut(&Statement) -> Result<QueryResult, E> + 'a;

/// Asks a database what it holds, under the method names of SQLAlchemy's `Inspector`.
///
/// Every query goes through the function that the inspector was made with; an error of that
/// function's ends the question.
pub struct Inspector<'a, E> {
    database: Database,
    dialect: &'a str,
    server: &'a ServerInfo,
    run: Box<RunQuery<'a, E>>,
    read: Option<Read<'a, E>>,
}

/// Tables that are known without a question.
enum Read<'a, E> {
    /// They are, or are about to be.
    Elsewhere(Box<dyn FnOnce() -> Result<ReadTables, E> + 'a>),
    Here(ReadTables),
}

/// The tables of the default schema, read before they are asked for.
#[derive(Debug)]
pub struct ReadTables {
    /// The names of all tables, in the order of the catalog.
    names: Vec<String>,
    /// What was read of those that were to be.
    tables: IndexMap<String, ReflectedTable>,
    /// The names under which they were asked for.
    asked: Vec<String>,
    /// What is to be warned of when they are asked for.
    warnings: Vec<String>,
}

impl<'a, E: From<InspectError>> Inspector<'a, E> {
    /// Returns an inspector of a database of the dialect, which `run` sends queries to.
    pub fn new(
        dialect: &'a str,
        server: &'a ServerInfo,
        run: impl FnMut(&Statement) -> Result<QueryResult, E> + 'a,
    ) -> Result<Self, InspectError> {
        let database = match dialect {
            "sqlite" => Database::Sqlite,
            "postgresql" => Database::Postgresql,
            "mysql" | "mariadb" => Database::Mysql,
            _ => {
                return Err(InspectError::NotImplemented {
                    method: "inspect",
                    dialect: dialect.to_owned(),
                });
            }
        };
        Ok(Self {
            database,
            dialect,
            server,
            run: Box::new(run),
            read: None,
        })
    }

    /// Reads the tables of the default schema but one, for [`Inspector::remember`].
    pub fn read_tables(&mut self, but: Option<&str>) -> Result<ReadTables, E> {
        let names = self.get_table_names(None)?;
        let mut asked = names.clone();
        asked.retain(|name| Some(name.as_str()) != but);
        asked.sort();
        let (tables, warnings) = gather(|| self.describe_tables_to_write(&asked, None));
        Ok(ReadTables {
            names,
            tables: tables?,
            asked,
            warnings,
        })
    }

    /// Has the next questions for the tables of the default schema answered by what was read before, which is asked
    /// for when it is needed.
    pub fn remember(&mut self, read: impl FnOnce() -> Result<ReadTables, E> + 'a) {
        self.read = Some(Read::Elsewhere(Box::new(read)));
    }

    /// Returns the tables of the default schema that were read before.
    fn remembered(&mut self) -> Result<Option<ReadTables>, E> {
        match self.read.take() {
            Some(Read::Elsewhere(read)) => read().map(Some),
            Some(Read::Here(read)) => Ok(Some(read)),
            None => Ok(None),
        }
    }

    /// Returns what is known of the server.
    pub fn server(&self) -> &ServerInfo {
        self.server
    }

    /// Returns whether there is a table or view of this name.
    pub fn has_table(&mut self, table: &str, schema: Option<&str>) -> Result<bool, E> {
        ask!(self, has_table, table, schema)
    }

    /// Returns whether there is a schema of this name.
    pub fn has_schema(&mut self, schema: &str) -> Result<bool, E> {
        ask!(self, has_schema, schema)
    }

    /// Returns whether a table has an index of this name.
    pub fn has_index(&mut self, table: &str, index: &str, schema: Option<&str>) -> Result<bool, E> {
        if !self.has_table(table, schema)? {
            return Ok(false);
        }
        let indexes = self.get_indexes(table, schema)?;
        Ok(indexes
            .iter()
            .any(|found| found.name.as_deref() == Some(index)))
    }

    /// Returns whether there is a sequence of this name.
    pub fn has_sequence(&mut self, sequence: &str, schema: Option<&str>) -> Result<bool, E> {
        ask!(self, has_sequence, sequence, schema)
    }

    /// Returns whether there is a type of this name: an enumeration, a domain, ….
    pub fn has_type(&mut self, type_name: &str, schema: Option<&str>) -> Result<bool, E> {
        ask!(self, has_type, type_name, schema)
    }

    /// Returns the names of the schemas.
    pub fn get_schema_names(&mut self) -> Result<Vec<String>, E> {
        ask!(self, get_schema_names)
    }

    /// Returns the names of the tables.
    pub fn get_table_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        if schema.is_none()
            && let Some(read) = self.remembered()?
        {
            let names = read.names.clone();
            self.read = Some(Read::Here(read));
            return Ok(names);
        }
        ask!(self, get_table_names, schema)
    }

    /// Returns the names of the views.
    pub fn get_view_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        ask!(self, get_view_names, schema)
    }

    /// Returns the names of the materialized views.
    pub fn get_materialized_view_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_materialized_view_names(self, schema),
            _ => Err(self.not_implemented("get_materialized_view_names")),
        }
    }

    /// Returns the names of the tables that end with the connection.
    pub fn get_temp_table_names(&mut self) -> Result<Vec<String>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_temp_table_names(self),
            Database::Sqlite => sqlite::inspect::get_temp_table_names(self),
            Database::Mysql => Err(self.not_implemented("get_temp_table_names")),
        }
    }

    /// Returns the names of the views that end with the connection.
    pub fn get_temp_view_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_temp_view_names(self, schema),
            Database::Sqlite => sqlite::inspect::get_temp_view_names(self),
            Database::Mysql => Err(self.not_implemented("get_temp_view_names")),
        }
    }

    /// Returns the names of the foreign tables.
    pub fn get_foreign_table_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_foreign_table_names(self, schema),
            _ => Err(self.not_implemented("get_foreign_table_names")),
        }
    }

    /// Returns the names of the sequences.
    pub fn get_sequence_names(&mut self, schema: Option<&str>) -> Result<Vec<String>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_sequence_names(self, schema),
            Database::Mysql => mysql::inspect::get_sequence_names(self, schema),
            Database::Sqlite => Err(self.not_implemented("get_sequence_names")),
        }
    }

    /// Returns the enumerations of a schema, of all with `*`, or those that an unqualified name
    /// finds.
    pub fn get_enums(&mut self, schema: Option<&str>) -> Result<Vec<ReflectedEnum>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_enums(self, schema),
            _ => Err(self.not_implemented("get_enums")),
        }
    }

    /// Returns what uses each enumeration of the database, by schema and name.
    pub fn get_enum_users(&mut self) -> Result<BTreeMap<(String, String), EnumUsers>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_enum_users(self),
            _ => Err(self.not_implemented("get_enum_users")),
        }
    }

    /// Returns the domains of a schema, of all with `*`, or those that an unqualified name finds.
    pub fn get_domains(&mut self, schema: Option<&str>) -> Result<Vec<ReflectedDomain>, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_domains(self, schema),
            _ => Err(self.not_implemented("get_domains")),
        }
    }

    /// Returns the number under which PostgreSQL knows a table or view.
    pub fn get_table_oid(&mut self, table: &str, schema: Option<&str>) -> Result<i64, E> {
        match self.database {
            Database::Postgresql => postgresql::inspect::get_table_oid(self, table, schema),
            _ => Err(self.not_implemented("get_table_oid")),
        }
    }

    /// Returns the text that defines a view.
    pub fn get_view_definition(&mut self, view: &str, schema: Option<&str>) -> Result<String, E> {
        ask!(self, get_view_definition, view, schema)
    }

    fn one<T>(
        &mut self,
        table: &str,
        schema: Option<&str>,
        ask: impl FnOnce(&mut Self, &Selection<'_>) -> Result<IndexMap<String, T>, E>,
    ) -> Result<T, E> {
        let names = [table.to_owned()];
        let mut answers = ask(self, &Selection::named(&names, schema))?;
        answers
            .shift_remove(table)
            .ok_or_else(|| self.no_such_table(table, schema))
    }

    /// Returns all answers about tables and views, by name.
    ///
    /// The number of queries does not depend on how many they are, but for MySQL, where the text
    /// of `SHOW CREATE TABLE` is the only full description of a table.
    pub fn describe(
        &mut self,
        selection: &Selection<'_>,
    ) -> Result<IndexMap<String, ReflectedTable>, E> {
        ask!(self, describe, selection)
    }

    /// Returns all answers about the tables and views of these names; a name without one is left
    /// out.
    pub fn describe_tables(
        &mut self,
        names: &[String],
        schema: Option<&str>,
    ) -> Result<IndexMap<String, ReflectedTable>, E> {
        self.describe(&Selection::named(names, schema))
    }

    /// Returns the answers of [`Inspector::describe_tables`] in the form that Alembic compares and
    /// copies.
    ///
    /// That is the catalog's description, but with defaults as they are to be written: one that
    /// SQLite takes only in parentheses has them, and the one of a PostgreSQL `SERIAL` is marked
    /// and not part of [`ReflectedTable::into_table`].
    pub fn describe_tables_to_write(
        &mut self,
        names: &[String],
        schema: Option<&str>,
    ) -> Result<IndexMap<String, ReflectedTable>, E> {
        if schema.is_none()
            && let Some(read) = self.remembered()?
            && read.asked == names
        {
            read.warnings.into_iter().for_each(warn);
            return Ok(read.tables);
        }
        let mut described = self.describe_tables(names, schema)?;
        match self.database {
            Database::Sqlite => described
                .values_mut()
                .for_each(sqlite::inspect::group_defaults),
            Database::Postgresql => {
                postgresql::inspect::find_serials(self, described.values_mut())?;
            }
            Database::Mysql => {}
        }
        Ok(described)
    }

    /// Returns a table as the catalog describes it.
    pub fn reflect_table(&mut self, table: &str, schema: Option<&str>) -> Result<Table, E> {
        let described = self.one(table, schema, Self::describe)?;
        Ok(described.into_table())
    }

    /// Returns the tables of these names in the form that Alembic compares and copies; a name
    /// without a table is left out.
    pub fn reflect_tables(
        &mut self,
        tables: &[String],
        schema: Option<&str>,
    ) -> Result<IndexMap<String, Table>, E> {
        let described = self.describe_tables_to_write(tables, schema)?;
        Ok(described
            .into_iter()
            .map(|(name, table)| (name, table.into_table()))
            .collect())
    }

    /// Returns a table in the form that Alembic compares and copies.
    pub fn reflect_table_to_write(
        &mut self,
        table: &str,
        schema: Option<&str>,
    ) -> Result<Table, E> {
        let mut described = self.describe_tables_to_write(&[table.to_owned()], schema)?;
        let described = described
            .shift_remove(table)
            .ok_or_else(|| self.no_such_table(table, schema))?;
        Ok(described.into_table())
    }

    /// Returns the error for a name that no table and no view has.
    pub fn no_such_table(&self, table: &str, schema: Option<&str>) -> E {
        E::from(match self.database {
            Database::Mysql => InspectError::NoSuchTable {
                table: mysql::inspect::full_name(table, schema),
            },
            _ => InspectError::no_such_table(table, schema),
        })
    }

    pub(crate) fn dialect(&self) -> &'a str {
        self.dialect
    }

    /// Sends a query.
    pub(crate) fn query(&mut self, statement: &Statement) -> Result<QueryResult, E> {
        (self.run)(statement)
    }

    /// Sends a query and returns the texts of its first column.
    pub(crate) fn query_texts(&mut self, statement: &Statement) -> Result<Vec<String>, E> {
        let result = self.query(statement)?;
        Ok(result
            .rows
            .iter()
            .filter_map(|row| row.first().and_then(text_of))
            .collect())
    }

    pub(crate) fn not_implemented(&self, method: &'static str) -> E {
        E::from(InspectError::NotImplemented {
            method,
            dialect: self.dialect.to_owned(),
        })
    }
}
