//! The tables of models, read from the objects of SQLAlchemy.
//!
//! `alembic._describe` and its `Rendering` say how objects are described. Models have so many columns that what is plain
//! is read here without a detour; whatever is not, or cannot be read, is described by Python as a whole.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

use alembic_schema::{
    Column, ColumnDefault, Constraint, ConstraintKind, DialectOptions, Expression, Index, Name,
    RareMap, ServerDefault, SqlType, Table, TypeFamily,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyCFunction, PyDict, PyList, PyString, PyTuple};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::host::converted;

/// Reads the tables that a function gives which `context.configure` got.
pub(crate) fn read(py: Python<'_>, function: Bound<'_, PyAny>) -> PyResult<Vec<Table>> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let tables = found.clone();
    let read = move |arguments: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
        let (metadata, items): (Bound<'_, PyAny>, Vec<Bound<'_, PyAny>>) = arguments.extract()?;
        let reader = Reader::new(metadata)?;
        reader.check_references(&items)?;
        let read: PyResult<Vec<Table>> = items.iter().map(|item| reader.table(item)).collect();
        *tables.lock().unwrap_or_else(PoisonError::into_inner) = read?;
        PyResult::Ok(())
    };
    let read = PyCFunction::new_closure(py, None, None, read)?;
    let host = py.import("alembic._host")?;
    host.call_method1("read_tables", (function, read))?;
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::take(&mut *found))
}

/// Reads the tables of one metadata.
///
/// Its methods `plain_*` give nothing for an object that is not plain.
struct Reader<'py> {
    py: Python<'py>,
    describe: Bound<'py, PyModule>,
    /// Describes the parts of tables for scripts.
    rendering: Bound<'py, PyAny>,
    metadata: Bound<'py, PyAny>,
    classes: Classes<'py>,
    types: Known<'py, SqlType>,
    defaults: Known<'py, ServerDefault>,
}

/// The classes of plain objects; one that is derived from them may mean anything.
struct Classes<'py> {
    table: Bound<'py, PyAny>,
    column: Bound<'py, PyAny>,
    default_clause: Bound<'py, PyAny>,
    text_clause: Bound<'py, PyAny>,
    index: Bound<'py, PyAny>,
    primary_key: Bound<'py, PyAny>,
    unique: Bound<'py, PyAny>,
    foreign_key: Bound<'py, PyAny>,
}

impl<'py> Reader<'py> {
    fn new(metadata: Bound<'py, PyAny>) -> PyResult<Self> {
        let py = metadata.py();
        let schema = py.import("sqlalchemy.schema")?;
        let elements = py.import("sqlalchemy.sql.elements")?;
        let classes = Classes {
            table: schema.getattr("Table")?,
            column: schema.getattr("Column")?,
            default_clause: schema.getattr("DefaultClause")?,
            text_clause: elements.getattr("TextClause")?,
            index: schema.getattr("Index")?,
            primary_key: schema.getattr("PrimaryKeyConstraint")?,
            unique: schema.getattr("UniqueConstraint")?,
            foreign_key: schema.getattr("ForeignKeyConstraint")?,
        };
        Ok(Self {
            py,
            describe: py.import("alembic._describe")?,
            rendering: py
                .import("alembic._describe_types")?
                .call_method0("rendering")?,
            metadata,
            classes,
            types: Known::new(py),
            defaults: Known::new(py),
        })
    }

    /// Has foreign keys that refer to nothing complain.
    fn check_references(&self, items: &[Bound<'py, PyAny>]) -> PyResult<()> {
        let known_tables = self.metadata.getattr("tables")?;
        for item in items {
            for key in item.getattr(intern!(self.py, "foreign_keys"))?.try_iter()? {
                let key = key?;
                if !attributes(&key)?.contains(intern!(self.py, "column"))? {
                    self.describe
                        .call_method1("resolve_reference", (&known_tables, key))?;
                }
            }
        }
        Ok(())
    }

    fn table(&self, item: &Bound<'py, PyAny>) -> PyResult<Table> {
        match self.plain_table(item) {
            Ok(Some(table)) => Ok(table),
            _ => converted(&self.describe.call_method1("table", (item,))?),
        }
    }

    fn plain_table(&self, item: &Bound<'py, PyAny>) -> PyResult<Option<Table>> {
        let prefixes = item.getattr("_prefixes")?;
        if !is_exactly(item, &self.classes.table) || prefixes.is_truthy()? {
            return Ok(None);
        }
        let columns = item.getattr(intern!(self.py, "columns"))?;
        let columns = columns.try_iter()?.map(|column| self.column(&column?));
        Ok(Some(Table {
            name: self
                .name(&item.getattr(intern!(self.py, "name"))?)?
                .unwrap_or_default(),
            schema: self.name(&item.getattr(intern!(self.py, "schema"))?)?,
            columns: columns.collect::<PyResult<_>>()?,
            constraints: self.constraints(item)?,
            indexes: self.indexes(item)?,
            comment: item.getattr(intern!(self.py, "comment"))?.extract()?,
            dialect_options: self.dialect_options(item)?,
            info: self.info(item)?,
            ..Table::default()
        }))
    }

    fn column(&self, item: &Bound<'py, PyAny>) -> PyResult<Column> {
        match self.plain_column(item) {
            Ok(Some(column)) => Ok(column),
            _ => converted(&self.rendering.call_method1("column_of_table", (item,))?),
        }
    }

    fn plain_column(&self, item: &Bound<'py, PyAny>) -> PyResult<Option<Column>> {
        if !is_exactly(item, &self.classes.column) {
            return Ok(None);
        }
        let is_plain = item.getattr(intern!(self.py, "computed"))?.is_none()
            && item.getattr(intern!(self.py, "identity"))?.is_none()
            && item.getattr(intern!(self.py, "server_onupdate"))?.is_none()
            && !item.getattr(intern!(self.py, "constraints"))?.is_truthy()?
            && text(&item.getattr(intern!(self.py, "autoincrement"))?) == Some("auto");
        if !is_plain {
            return Ok(None);
        }
        let sql_type = self.sql_type(&item.getattr(intern!(self.py, "type"))?)?;
        // A type may still come from what the column refers to.
        if sql_type.family == TypeFamily::Null {
            return Ok(None);
        }
        let default = item.getattr(intern!(self.py, "server_default"))?;
        let server_default = if default.is_none() {
            None
        } else if is_exactly(&default, &self.classes.default_clause) {
            Some(self.server_default(&default)?)
        } else {
            return Ok(None);
        };
        let default = item.getattr(intern!(self.py, "default"))?;
        let client_default = if default.is_none() {
            None
        } else {
            match self.plain_client_default(&default)? {
                Some(default) => Some(default),
                None => return Ok(None),
            }
        };
        Ok(Some(Column {
            name: self
                .name(&item.getattr(intern!(self.py, "name"))?)?
                .unwrap_or_default(),
            sql_type,
            nullable: item.getattr(intern!(self.py, "nullable"))?.is_truthy()?,
            system: item.getattr(intern!(self.py, "system"))?.is_truthy()?,
            comment: item.getattr(intern!(self.py, "comment"))?.extract()?,
            server_default,
            client_default,
            dialect_options: self.dialect_options(item)?,
            info: self.info(item)?,
            ..Column::default()
        }))
    }

    fn sql_type(&self, value: &Bound<'py, PyAny>) -> PyResult<SqlType> {
        let key = key_of_type(value);
        self.types
            .get_or_describe(key, || self.described("type_", value))
    }

    fn server_default(&self, value: &Bound<'py, PyAny>) -> PyResult<ServerDefault> {
        let content = value.getattr(intern!(self.py, "arg"))?;
        if let Some(text) = exact_text(&content) {
            return Ok(ServerDefault::String { value: text });
        }
        if is_exactly(&content, &self.classes.text_clause)
            && let Some(text) = exact_text(&content.getattr(intern!(self.py, "text"))?)
            && !content
                .getattr(intern!(self.py, "_bindparams"))?
                .is_truthy()?
        {
            let binds = indexmap::IndexMap::new();
            let expression = Box::new(Expression::Text { text, binds });
            return Ok(ServerDefault::Expression { expression });
        }
        let key = key_of_default(&content);
        self.defaults
            .get_or_describe(key, || self.described("server_default", value))
    }

    fn plain_client_default(&self, value: &Bound<'py, PyAny>) -> PyResult<Option<ColumnDefault>> {
        if value
            .getattr(intern!(self.py, "is_callable"))?
            .is_truthy()?
        {
            return Ok(Some(ColumnDefault::Callable));
        }
        if !value.getattr(intern!(self.py, "is_scalar"))?.is_truthy()? {
            return Ok(None);
        }
        let content = value.getattr(intern!(self.py, "arg"))?;
        let value = crate::rows::plain(&content)?;
        Ok(value.map(|value| ColumnDefault::Scalar { value }))
    }

    fn constraints(&self, table: &Bound<'py, PyAny>) -> PyResult<Vec<Constraint>> {
        let mut sorted = Vec::new();
        for item in table.getattr(intern!(self.py, "constraints"))?.try_iter()? {
            let item = item?;
            let order: i64 = item
                .getattr(intern!(self.py, "_creation_order"))?
                .extract()?;
            sorted.push((order, item));
        }
        sorted.sort_by_key(|(order, _)| *order);
        let mut found = Vec::with_capacity(sorted.len());
        for (_, item) in &sorted {
            if let Ok(Some(constraint)) = self.plain_constraint(item) {
                found.push(constraint);
            } else {
                let described = self
                    .rendering
                    .call_method1("constraint_of_table", (item,))?;
                if !described.is_none() {
                    found.push(converted(&described)?);
                }
            }
        }
        Ok(found)
    }

    fn plain_constraint(&self, item: &Bound<'py, PyAny>) -> PyResult<Option<Constraint>> {
        let is_made_by_type = item.getattr(intern!(self.py, "_type_bound"))?.is_truthy()?;
        let columns = item.getattr(intern!(self.py, "columns"))?;
        let columns: PyResult<Vec<Name>> = columns
            .try_iter()?
            .map(|column| self.column_name(&column?))
            .collect();
        let columns = columns?;
        if is_made_by_type || columns.is_empty() {
            return Ok(None);
        }
        let class = item.get_type();
        let kind = if class.is(&self.classes.foreign_key) {
            let elements = item.getattr(intern!(self.py, "elements"))?;
            let mut refcolumns = Vec::with_capacity(columns.len());
            for element in elements.try_iter()? {
                match self.plain_target(&element?)? {
                    Some(target) => refcolumns.push(target),
                    None => return Ok(None),
                }
            }
            ConstraintKind::ForeignKey {
                columns,
                refcolumns,
                onupdate: item.getattr(intern!(self.py, "onupdate"))?.extract()?,
                ondelete: item.getattr(intern!(self.py, "ondelete"))?.extract()?,
                match_: item.getattr(intern!(self.py, "match"))?.extract()?,
                use_alter: item.getattr(intern!(self.py, "use_alter"))?.is_truthy()?,
                link_to_name: item
                    .getattr(intern!(self.py, "link_to_name"))?
                    .is_truthy()?,
            }
        } else if class.is(&self.classes.primary_key) {
            let implicit = false;
            ConstraintKind::PrimaryKey { columns, implicit }
        } else if class.is(&self.classes.unique) {
            ConstraintKind::Unique { columns }
        } else {
            return Ok(None);
        };
        let name = self.name(&item.getattr(intern!(self.py, "name"))?)?;
        Ok(Some(Constraint {
            deferrable: item.getattr(intern!(self.py, "deferrable"))?.extract()?,
            initially: item.getattr(intern!(self.py, "initially"))?.extract()?,
            comment: item.getattr(intern!(self.py, "comment"))?.extract()?,
            dialect_options: self.dialect_options(item)?,
            info: self.info(item)?,
            ..Constraint::new(name, kind)
        }))
    }

    /// Returns the table and column that a foreign key was found to refer to.
    fn plain_target(&self, key: &Bound<'py, PyAny>) -> PyResult<Option<String>> {
        let Some(column) = attributes(key)?.get_item(intern!(self.py, "column"))? else {
            return Ok(None);
        };
        let table = column.getattr(intern!(self.py, "table"))?;
        if !table
            .getattr(intern!(self.py, "metadata"))?
            .is(&self.metadata)
        {
            return Ok(None);
        }
        let table = table.getattr(intern!(self.py, "fullname"))?;
        let column = column.getattr(intern!(self.py, "name"))?;
        Ok(text(&table)
            .zip(text(&column))
            .map(|(table, column)| format!("{table}.{column}")))
    }

    fn indexes(&self, table: &Bound<'py, PyAny>) -> PyResult<Vec<Index>> {
        let mut sorted = Vec::new();
        for item in table.getattr(intern!(self.py, "indexes"))?.try_iter()? {
            let item = item?;
            let name = item.getattr(intern!(self.py, "name"))?;
            let name = if name.is_truthy()? {
                name.str()?.extract::<String>()?
            } else {
                String::new()
            };
            sorted.push((name, item));
        }
        sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
        sorted
            .iter()
            .map(|(_, item)| match self.plain_index(item) {
                Ok(Some(index)) => Ok(index),
                _ => self.described("index", item),
            })
            .collect()
    }

    fn plain_index(&self, item: &Bound<'py, PyAny>) -> PyResult<Option<Index>> {
        if !is_exactly(item, &self.classes.index) {
            return Ok(None);
        }
        let members = item.getattr(intern!(self.py, "expressions"))?;
        let mut expressions = Vec::new();
        for member in members.try_iter()? {
            let member = member?;
            if !is_exactly(&member, &self.classes.column)
                || member
                    .getattr(intern!(self.py, "is_literal"))?
                    .is_truthy()?
            {
                return Ok(None);
            }
            expressions.push(Expression::column(self.column_name(&member)?));
        }
        if expressions.is_empty() {
            return Ok(None);
        }
        Ok(Some(Index {
            name: self.name(&item.getattr(intern!(self.py, "name"))?)?,
            expressions,
            unique: item.getattr(intern!(self.py, "unique"))?.is_truthy()?,
            dialect_options: self.dialect_options(item)?,
            info: self.info(item)?,
        }))
    }

    fn column_name(&self, column: &Bound<'py, PyAny>) -> PyResult<Name> {
        let name = column.getattr(intern!(self.py, "name"))?;
        Ok(self.name(&name)?.unwrap_or_default())
    }

    fn name(&self, value: &Bound<'py, PyAny>) -> PyResult<Option<Name>> {
        if let Some(text) = exact_text(value) {
            return Ok(Some(Name::Plain(text)));
        }
        if value.is_none() {
            return Ok(None);
        }
        self.described("name", value)
    }

    fn dialect_options(&self, item: &Bound<'py, PyAny>) -> PyResult<DialectOptions> {
        // SQLAlchemy makes a collection to ask in, and of thousands of columns hardly one has any.
        if !attributes(item)?.contains(intern!(self.py, "dialect_options"))? {
            return Ok(DialectOptions::new());
        }
        self.described("options", &item.getattr("dialect_kwargs")?)
    }

    fn info(&self, item: &Bound<'py, PyAny>) -> PyResult<RareMap<Json>> {
        let info = attributes(item)?.get_item(intern!(self.py, "info"))?;
        if !info.map_or(Ok(false), |info| info.is_truthy())? {
            return Ok(RareMap::new());
        }
        let described: Option<_> = self.described("_info", item)?;
        Ok(described.unwrap_or_default())
    }

    /// Returns how Python describes an object.
    fn described<T: DeserializeOwned>(
        &self,
        function: &str,
        item: &Bound<'py, PyAny>,
    ) -> PyResult<T> {
        converted(&self.describe.call_method1(function, (item,))?)
    }
}

/// Descriptions that are kept: models give the same types and defaults again and again.
struct Known<'py, T> {
    places: Bound<'py, PyDict>,
    descriptions: RefCell<Vec<T>>,
}

impl<'py, T: Clone> Known<'py, T> {
    fn new(py: Python<'py>) -> Self {
        Self {
            places: PyDict::new(py),
            descriptions: RefCell::default(),
        }
    }

    /// Returns the description of what has a key, which `describe` gives where it is not known.
    fn get_or_describe(
        &self,
        key: PyResult<Bound<'py, PyTuple>>,
        describe: impl FnOnce() -> PyResult<T>,
    ) -> PyResult<T> {
        // What cannot be a key is not known.
        let Ok((key, place)) = key.and_then(|key| {
            let place = self.places.get_item(&key)?;
            Ok((key, place))
        }) else {
            return describe();
        };
        if let Some(place) = place {
            let place: usize = place.extract()?;
            return Ok(self.descriptions.borrow()[place].clone());
        }
        let described = describe()?;
        let mut descriptions = self.descriptions.borrow_mut();
        self.places.set_item(key, descriptions.len())?;
        descriptions.push(described.clone());
        Ok(described)
    }
}

/// Returns what tells a type from others, where its class and its attributes say it all.
fn key_of_type<'py>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let mut words = vec![object.get_type().into_any()];
    for (name, value) in attributes(object)? {
        // Each type has its own listeners, which no description shows.
        if text(&name) != Some("dispatch") {
            words.push(name);
            words.push(key_of(value)?);
        }
    }
    PyTuple::new(object.py(), words)
}

/// Returns a value as part of a key.
fn key_of(value: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyAny>> {
    let mut words = Vec::new();
    if let Ok(list) = value.cast_exact::<PyList>() {
        for item in list {
            words.push(key_of(item)?);
        }
    } else if let Ok(entries) = value.cast_exact::<PyDict>() {
        for (key, entry) in entries {
            words.push(key);
            words.push(key_of(entry)?);
        }
    } else if value.is_instance_of::<PyString>() && !value.is_exact_instance_of::<PyString>() {
        // Names that differ in their quotes alone are equal.
        return Ok(value.as_ptr().addr().into_pyobject(value.py())?.into_any());
    } else {
        return Ok(value);
    }
    Ok(PyTuple::new(value.py(), words)?.into_any())
}

/// Returns what tells an expression from others: itself, unless it is a function without arguments.
fn key_of_default<'py>(content: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let py = content.py();
    let is_function = text(&content.get_type().getattr("__module__")?)
        == Some("sqlalchemy.sql.functions")
        && attributes(content)?
            .get_item(intern!(py, "_has_args"))?
            .is_some_and(|has_arguments| has_arguments.is(PyBool::new(py, false)));
    if !is_function {
        return PyTuple::new(py, [content.as_ptr().addr()]);
    }
    let mut words = vec![content.get_type().into_any()];
    for (name, value) in attributes(content)? {
        match text(&name) {
            Some("clause_expr") => {}
            Some("type") => words.push(key_of_type(&value)?.into_any()),
            _ => words.push(key_of(value)?),
        }
        words.push(name);
    }
    PyTuple::new(py, words)
}

/// Returns what an object says for itself.
fn attributes<'py>(item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyDict>> {
    let attributes = item.getattr(intern!(item.py(), "__dict__"))?;
    Ok(attributes.cast_into()?)
}

fn is_exactly(item: &Bound<'_, PyAny>, class: &Bound<'_, PyAny>) -> bool {
    item.get_type().is(class)
}

fn text<'a>(value: &'a Bound<'_, PyAny>) -> Option<&'a str> {
    value.cast::<PyString>().ok()?.to_str().ok()
}

fn exact_text(value: &Bound<'_, PyAny>) -> Option<String> {
    let text = value.cast_exact::<PyString>().ok()?;
    text.to_str().ok().map(str::to_owned)
}
