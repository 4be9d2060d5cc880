//! A connection that the host's own SQLAlchemy made.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::thread::JoinHandle;

use alembic_db::{
    Connection, DatabaseError, DatabaseErrorClass, Fragment, IsolationLevel, QueryResult,
    RowReceiver, ServerInfo, Statement, Url,
};
use alembic_dialect::{Dialect, Inspector, ReadTables};
use alembic_runtime::{DatabaseConnection, Reading, RuntimeError, ScriptError};
use alembic_schema::Value;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::host::{EngineError, PythonHost};

/// What the host tells of a connection.
#[derive(Deserialize)]
pub(crate) struct Described {
    object: u64,
    url: String,
    #[serde(default)]
    server_version_info: Vec<Json>,
    #[serde(default)]
    default_schema_name: Option<String>,
    #[serde(default)]
    is_mariadb: bool,
    /// Whether another thread may use it while its own does something else.
    #[serde(default)]
    is_for_any_thread: bool,
}

/// A connection that the host's own SQLAlchemy made: what is asked of it is asked of Python.
pub(crate) struct HostConnection {
    host: Rc<dyn PythonHost>,
    object: u64,
    dialect: Rc<dyn Dialect>,
    server: ServerInfo,
    url: Url,
    is_for_any_thread: bool,
    isolation_level: Cell<Option<IsolationLevel>>,
    /// The handles of transactions, by the numbers that the engine knows.
    transactions: RefCell<Vec<(u64, Json)>>,
    next_transaction: Cell<u64>,
}

impl HostConnection {
    /// Returns the connection that Python describes.
    pub(crate) fn new(
        host: Rc<dyn PythonHost>,
        described: Described,
        dialect_of: impl FnOnce(&Url) -> Result<Rc<dyn Dialect>, EngineError>,
    ) -> Result<Self, EngineError> {
        let url = Url::parse(&described.url).map_err(RuntimeError::from)?;
        let version = described.server_version_info.iter();
        Ok(Self {
            host,
            object: described.object,
            dialect: dialect_of(&url)?,
            server: ServerInfo {
                version: version
                    .map_while(|part| u32::try_from(part.as_u64()?).ok())
                    .collect(),
                default_schema: described.default_schema_name,
                database: url.database.clone(),
                is_mariadb: described.is_mariadb,
            },
            url,
            is_for_any_thread: described.is_for_any_thread,
            isolation_level: Cell::new(None),
            transactions: RefCell::default(),
            next_transaction: Cell::new(1),
        })
    }

    fn call(&self, function: &'static str, arguments: Vec<Json>) -> Result<Json, ScriptError> {
        let mut all = vec![json!(self.object)];
        all.extend(arguments);
        self.host.call(function, all)
    }

    fn run(&self, statement: &Statement) -> Result<QueryResult, ScriptError> {
        let (text, parameters) = named(statement);
        self.host.execute(self.object, &text, &parameters)
    }

    fn begin_with(&self, function: &'static str) -> Result<u64, RuntimeError> {
        let handle = self.call(function, Vec::new())?;
        let number = self.next_transaction.get();
        self.next_transaction.set(number + 1);
        self.transactions.borrow_mut().push((number, handle));
        Ok(number)
    }
}

impl DatabaseConnection for HostConnection {
    fn dialect(&self) -> &Rc<dyn Dialect> {
        &self.dialect
    }

    fn server(&self) -> &ServerInfo {
        &self.server
    }

    fn url(&self) -> &Url {
        &self.url
    }

    fn in_transaction(&self) -> bool {
        self.call("connection_in_transaction", Vec::new())
            .is_ok_and(|answer| answer == Json::Bool(true))
    }

    fn isolation_level(&self) -> Option<IsolationLevel> {
        self.isolation_level.get()
    }

    fn execute(&self, statement: &Statement) -> Result<i64, RuntimeError> {
        Ok(self.run(statement)?.row_count)
    }

    fn query(&self, statement: &Statement) -> Result<QueryResult, RuntimeError> {
        Ok(self.run(statement)?)
    }

    fn begin(&self) -> Result<u64, RuntimeError> {
        self.begin_with("connection_begin")
    }

    fn begin_or_join(&self) -> Result<u64, RuntimeError> {
        self.begin_with("connection_begin_or_join")
    }

    fn end(&self, number: u64, commit: bool) -> Result<(), RuntimeError> {
        let handle = {
            let mut transactions = self.transactions.borrow_mut();
            let position = transactions
                .iter()
                .position(|(transaction, _)| *transaction == number);
            match position {
                Some(position) => transactions.remove(position).1,
                None => return Ok(()),
            }
        };
        self.call("connection_end", vec![handle, json!(commit)])?;
        Ok(())
    }

    fn commit(&self) -> Result<(), RuntimeError> {
        self.call("connection_commit", Vec::new())?;
        Ok(())
    }

    fn set_isolation_level(&self, level: Option<IsolationLevel>) -> Result<(), RuntimeError> {
        let name = level.map(IsolationLevel::name);
        self.call("connection_set_isolation_level", vec![json!(name)])?;
        self.isolation_level.set(level);
        Ok(())
    }

    fn start_reading(
        &self,
        but: Option<&str>,
    ) -> Result<Option<Box<dyn Reading + '_>>, RuntimeError> {
        if !self.is_for_any_thread {
            return Ok(None);
        }
        let Some(host) = self.host.for_another_thread() else {
            return Ok(None);
        };
        let object = self.object;
        let dialect = self.dialect.name().to_owned();
        let server = self.server.clone();
        let but = but.map(str::to_owned);
        let read = move || {
            let query = |statement: &Statement| -> Result<QueryResult, RuntimeError> {
                let (text, parameters) = named(statement);
                Ok(host.execute(object, &text, &parameters)?)
            };
            let inspector = Inspector::new(&dialect, &server, query).map_err(RuntimeError::from);
            inspector.and_then(|mut inspector| inspector.read_tables(but.as_deref()))
        };
        let thread = std::thread::Builder::new().name("database".to_owned());
        Ok(thread.spawn(read).ok().map(|thread| -> Box<dyn Reading> {
            Box::new(ThreadsReading {
                host: self.host.as_ref(),
                thread: Some(thread),
            })
        }))
    }

    fn has_table(&self, table: &str, schema: Option<&str>) -> Result<bool, RuntimeError> {
        match self.inspector() {
            Ok(mut inspector) => inspector.has_table(table, schema),
            // The catalog of this database only the host's SQLAlchemy can read.
            Err(_) => {
                let arguments = vec![json!(table), json!(schema)];
                Ok(self.call("connection_has_table", arguments)? == Json::Bool(true))
            }
        }
    }

    fn open_another(&self) -> Result<Option<Box<dyn Connection>>, RuntimeError> {
        let opened = self.call("connection_open_another", Vec::new())?;
        Ok(opened.as_u64().map(|object| -> Box<dyn Connection> {
            Box::new(SecondConnection {
                host: self.host.clone(),
                object,
                server: self.server.clone(),
            })
        }))
    }
}

/// What another thread reads.
struct ThreadsReading<'a> {
    host: &'a dyn PythonHost,
    /// None once it has ended.
    thread: Option<JoinHandle<Result<ReadTables, RuntimeError>>>,
}

impl ThreadsReading<'_> {
    fn wait(&mut self) -> Option<Result<ReadTables, RuntimeError>> {
        let mut thread = self.thread.take();
        let mut read = None;
        self.host
            .wait(&mut || read = thread.take().and_then(|thread| thread.join().ok()));
        read
    }
}

impl Reading for ThreadsReading<'_> {
    fn finish(mut self: Box<Self>) -> Result<ReadTables, RuntimeError> {
        self.wait().unwrap_or(Err(RuntimeError::ConnectionClosed))
    }
}

impl Drop for ThreadsReading<'_> {
    fn drop(&mut self) {
        self.wait();
    }
}

/// A second connection to the same database, on which each statement commits on its own.
struct SecondConnection {
    host: Rc<dyn PythonHost>,
    object: u64,
    server: ServerInfo,
}

impl SecondConnection {
    fn run(&mut self, statement: &Statement) -> Result<QueryResult, DatabaseError> {
        let (text, parameters) = named(statement);
        self.host
            .execute(self.object, &text, &parameters)
            .map_err(|error| database_error(&error.to_string()))
    }

    fn transaction(&mut self, function: &'static str) -> Result<(), DatabaseError> {
        self.host
            .call(function, vec![json!(self.object)])
            .map(drop)
            .map_err(|error| database_error(&error.to_string()))
    }
}

impl Connection for SecondConnection {
    fn server(&self) -> &ServerInfo {
        &self.server
    }

    fn execute(&mut self, statement: &Statement) -> Result<i64, DatabaseError> {
        Ok(self.run(statement)?.row_count)
    }

    fn query_into(
        &mut self,
        statement: &Statement,
        receiver: &mut dyn RowReceiver,
    ) -> Result<QueryResult, DatabaseError> {
        let mut result = self.run(statement)?;
        receiver.begin(&result.columns);
        for row in std::mem::take(&mut result.rows) {
            receiver.row(row);
        }
        Ok(result)
    }

    fn begin(&mut self) -> Result<(), DatabaseError> {
        Ok(())
    }

    fn commit(&mut self) -> Result<(), DatabaseError> {
        self.transaction("connection_commit")
    }

    fn rollback(&mut self) -> Result<(), DatabaseError> {
        self.transaction("connection_rollback")
    }

    fn set_isolation_level(&mut self, _level: IsolationLevel) -> Result<(), DatabaseError> {
        Ok(())
    }
}

impl Drop for SecondConnection {
    fn drop(&mut self) {
        // A session that cannot be closed ends with the process.
        let _ = self.host.call("connection_close", vec![json!(self.object)]);
    }
}

fn database_error(message: &str) -> DatabaseError {
    DatabaseError::new(
        DatabaseErrorClass::Database,
        "sqlalchemy.exc.DatabaseError",
        message,
        None,
    )
}

/// Returns a statement as `text()` of SQLAlchemy takes it, with the values of its parameters.
fn named(statement: &Statement) -> (String, IndexMap<String, Value>) {
    let mut text = String::new();
    let mut values = IndexMap::new();
    for fragment in &statement.fragments {
        match fragment {
            Fragment::Sql(sql) => text.push_str(&sql.replace(':', "\\:")),
            Fragment::Parameter { name: _, value } => {
                let name = format!("p{}", values.len() + 1);
                text.push_str(&format!(":{name}"));
                values.insert(name, value.clone());
            }
        }
    }
    (text, values)
}
