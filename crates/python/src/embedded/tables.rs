//! The tables of models, read from the objects of the built-in `sqlalchemy`.
//!
//! `alembic._describe` says how objects are described. Models have so many columns that those which are plain are read
//! here without a detour; whatever else an object has, it is described by Python as a whole.

use std::cell::RefCell;
use std::rc::Rc;

use alembic_schema::{
    Column, ColumnDefault, Constraint, ConstraintKind, DialectOptions, Expression, ForeignKey,
    Index, Name, NamingConvention, RareMap, ServerDefault, SqlType, Table, TypeFamily,
};
use indexmap::IndexMap;
use rustpython_vm::builtins::{PyDict, PyInt, PyList, PyStr, PyTypeRef};
use rustpython_vm::{AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine};
use serde::de::DeserializeOwned;

use super::known::Known;
use super::to_json;

/// Reads the tables that a function gives which `context.configure` got.
pub(super) fn read(
    vm: &VirtualMachine,
    host_module: &PyObjectRef,
    function: PyObjectRef,
) -> PyResult<Vec<Table>> {
    let found = Rc::new(RefCell::new(Vec::new()));
    let tables = found.clone();
    let read = vm.new_function(
        "read",
        move |metadata: PyObjectRef, items: PyObjectRef, vm: &VirtualMachine| -> PyResult<()> {
            let items = members(&items);
            let reader = Reader::new(vm, &metadata)?;
            let read: PyResult<Vec<Table>> = items.iter().map(|item| reader.table(item)).collect();
            *tables.borrow_mut() = read?;
            Ok(())
        },
    );
    vm.call_method(host_module, "read_tables", (function, read))?;
    Ok(found.take())
}

/// Reads the tables of one metadata.
///
/// Its methods give nothing for an object that is not plain.
struct Reader<'vm> {
    vm: &'vm VirtualMachine,
    describe: PyObjectRef,
    classes: Classes,
    types: Known<SqlType>,
    defaults: Known<ServerDefault>,
    known_tables: PyObjectRef,
    naming_convention: NamingConvention,
}

/// The classes of plain objects; one that a project derives from them may mean anything.
struct Classes {
    table: PyTypeRef,
    column: PyTypeRef,
    column_default: PyTypeRef,
    default_clause: PyTypeRef,
    foreign_key: PyTypeRef,
    index: PyTypeRef,
    text_clause: PyTypeRef,
    unique_constraint: PyTypeRef,
}

impl<'vm> Reader<'vm> {
    fn new(vm: &'vm VirtualMachine, metadata: &PyObject) -> PyResult<Self> {
        let schema = module(vm, "sqlalchemy.sql.schema")?;
        let elements = module(vm, "sqlalchemy.sql.elements")?;
        let class = |name: &'static str| class(vm, &schema, name);
        let classes = Classes {
            table: class("Table")?,
            column: class("Column")?,
            column_default: class("ColumnDefault")?,
            default_clause: class("DefaultClause")?,
            foreign_key: class("ForeignKey")?,
            index: class("Index")?,
            text_clause: self::class(vm, &elements, "TextClause")?,
            unique_constraint: class("UniqueConstraint")?,
        };
        let types = module(vm, "sqlalchemy.sql.sqltypes")?;
        let type_engine = self::class(vm, &types, "TypeEngine")?;
        let mut reader = Self {
            vm,
            describe: module(vm, "alembic._describe")?,
            classes,
            types: Known::new(type_engine.clone()),
            defaults: Known::new(type_engine),
            known_tables: metadata.get_attr("tables", vm)?,
            naming_convention: NamingConvention::default(),
        };
        let convention = metadata.get_attr("naming_convention", vm)?;
        if convention.clone().is_true(vm)? {
            reader.naming_convention = reader.described("naming_convention", &convention)?;
        }
        Ok(reader)
    }

    /// Returns how Python describes an object.
    fn described<T: DeserializeOwned>(
        &self,
        function: &'static str,
        item: &PyObject,
    ) -> PyResult<T> {
        let describe = self.describe.get_attr(function, self.vm)?;
        let described = describe.call((item.to_owned(),), self.vm)?;
        self.converted(&described)
    }

    fn converted<T: DeserializeOwned>(&self, described: &PyObjectRef) -> PyResult<T> {
        serde_json::from_value(to_json(self.vm, described)?)
            .map_err(|error| self.vm.new_type_error(error.to_string()))
    }

    /// Has foreign keys of a column that refer to nothing complain.
    fn check_references(&self, column: &PyObject) -> PyResult<()> {
        let keys = self.attribute(column, "foreign_keys");
        for key in keys.map_or_else(Vec::new, |keys| members(&keys)) {
            if !self.is_found(&key) {
                let resolve = self.describe.get_attr("resolve_reference", self.vm)?;
                resolve.call((self.known_tables.clone(), key), self.vm)?;
            }
        }
        Ok(())
    }

    /// Returns whether a foreign key is seen to refer to a column that exists.
    fn is_found(&self, key: &PyObject) -> bool {
        let Some(target) = self.attribute(key, "_target") else {
            return false;
        };
        let Some((table, column)) = text(&target).and_then(|target| target.rsplit_once('.')) else {
            return false;
        };
        let table = self.entry(&self.known_tables, table);
        let columns = table.and_then(|table| self.attribute(&table, "c"));
        let by_key = columns.and_then(|columns| self.attribute(&columns, "_by_key"));
        by_key.is_some_and(|by_key| self.entry(&by_key, column).is_some())
    }

    /// Returns the columns of a table by their keys.
    fn columns_of(&self, item: &PyObject) -> Vec<(PyObjectRef, PyObjectRef)> {
        self.attribute(item, "c")
            .and_then(|columns| self.attribute(&columns, "_by_key"))
            .and_then(|by_key| Some(by_key.downcast_ref::<PyDict>()?.items_vec()))
            .unwrap_or_default()
    }

    fn table(&self, item: &PyObject) -> PyResult<Table> {
        match self.plain_table(item)? {
            Some(table) => Ok(table),
            None => {
                for (_, column) in self.columns_of(item) {
                    self.check_references(&column)?;
                }
                self.described("table", item)
            }
        }
    }

    fn plain_table(&self, item: &PyObject) -> PyResult<Option<Table>> {
        if !item.class().is(&self.classes.table) {
            return Ok(None);
        }
        let mut table = Table {
            naming_convention: self.naming_convention.clone(),
            ..Table::default()
        };
        for (key, value) in self.attributes(item) {
            match text(&key).unwrap_or_default() {
                "name" => table.name = self.name(&value)?.unwrap_or_default(),
                "schema" => table.schema = self.name(&value)?,
                "comment" if is_text(&value) => table.comment = owned_text(&value),
                "dialect_kwargs" => table.dialect_options = self.described("options", &value)?,
                "constraints" => table.constraints = self.constraints(item, &members(&value))?,
                "indexes" => table.indexes = self.indexes(item, &members(&value))?,
                "_prefixes" if members(&value).is_empty() => {}
                "c" | "fullname" | "key" | "metadata" | "primary_key" | "_is_known" => {}
                _ => return Ok(None),
            }
        }
        for (_, column) in self.columns_of(item) {
            let plain = self.plain_column(&column)?;
            if !plain.as_ref().is_some_and(|it| it.foreign_keys.is_empty()) {
                self.check_references(&column)?;
            }
            table.columns.push(match plain {
                Some(column) => column,
                None => self.described("column", &column)?,
            });
        }
        Ok(Some(table))
    }

    fn plain_column(&self, item: &PyObject) -> PyResult<Option<Column>> {
        if !item.class().is(&self.classes.column) {
            return Ok(None);
        }
        let mut column = Column {
            nullable: true,
            ..Column::default()
        };
        for (key, value) in self.attributes(item) {
            match text(&key).unwrap_or_default() {
                "name" => column.name = self.name(&value)?.unwrap_or_default(),
                "type" => column.sql_type = self.sql_type(&value)?,
                "nullable" => column.nullable = self.is_true(&value)?,
                "primary_key" => column.primary_key = self.is_true(&value)?,
                "system" => column.system = self.is_true(&value)?,
                "unique" => column.unique = self.is_true(&value)?.then_some(true),
                "index" => column.index = self.is_true(&value)?.then_some(true),
                "comment" if is_text(&value) => column.comment = owned_text(&value),
                "server_default" => match self.server_default(&value)? {
                    Some(default) => column.server_default = Some(default),
                    None => return Ok(None),
                },
                "default" => match self.client_default(&value)? {
                    Some(default) => column.client_default = Some(default),
                    None => return Ok(None),
                },
                "foreign_keys" => match self.foreign_keys(&members(&value))? {
                    Some(keys) => column.foreign_keys = keys,
                    None => return Ok(None),
                },
                "key" | "table" | "doc" | "onupdate" | "_user_defined_nullable" | "_sort_order" => {
                }
                _ => return Ok(None),
            }
        }
        // A type may still come from what the column refers to.
        Ok(Some(column).filter(|column| column.sql_type.family != TypeFamily::Null))
    }

    fn sql_type(&self, value: &PyObject) -> PyResult<SqlType> {
        let describe = || self.described("type_", value);
        self.types.get_or_describe(self.vm, value, describe)
    }

    fn server_default(&self, value: &PyObject) -> PyResult<Option<ServerDefault>> {
        if !value.class().is(&self.classes.default_clause) {
            return Ok(None);
        }
        let Some(content) = self.attribute(value, "arg") else {
            return Ok(None);
        };
        if let Some(text) = self.exact_text(&content) {
            return Ok(Some(ServerDefault::String { value: text }));
        }
        if content.class().is(&self.classes.text_clause)
            && let Some(text) = self
                .attribute(&content, "text")
                .and_then(|it| self.exact_text(&it))
            && self
                .attribute(&content, "_bindparams")
                .is_some_and(|binds| members(&binds).is_empty())
        {
            let expression = Box::new(Expression::Text {
                text,
                binds: IndexMap::new(),
            });
            return Ok(Some(ServerDefault::Expression { expression }));
        }
        let describe = || self.described("server_default", value);
        let described = self.defaults.get_or_describe(self.vm, &content, describe)?;
        Ok(Some(described))
    }

    fn client_default(&self, value: &PyObject) -> PyResult<Option<ColumnDefault>> {
        if !value.class().is(&self.classes.column_default) {
            return Ok(None);
        }
        if self.attribute(value, "is_callable").is_some() {
            return Ok(Some(ColumnDefault::Callable));
        }
        let types = &self.vm.ctx.types;
        let Some(content) = self.attribute(value, "arg").filter(|content| {
            let class = content.class();
            class.is(types.bool_type) || class.is(types.int_type) || class.is(types.str_type)
        }) else {
            return Ok(None);
        };
        let default = serde_json::json!({"kind": "scalar", "value": to_json(self.vm, &content)?});
        Ok(serde_json::from_value(default).ok())
    }

    fn foreign_keys(&self, keys: &[PyObjectRef]) -> PyResult<Option<Vec<ForeignKey>>> {
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            match self.foreign_key(key)? {
                Some(key) => found.push(key),
                None => return Ok(None),
            }
        }
        found.sort_by(|left, right| left.column.cmp(&right.column));
        Ok(Some(found))
    }

    fn foreign_key(&self, item: &PyObject) -> PyResult<Option<ForeignKey>> {
        if !item.class().is(&self.classes.foreign_key) {
            return Ok(None);
        }
        let mut key = ForeignKey::default();
        for (name, value) in self.attributes(item) {
            match text(&name).unwrap_or_default() {
                "_target" => match self.exact_text(&value) {
                    Some(target) => key.column = target,
                    None => return Ok(None),
                },
                "name" => key.name = self.name(&value)?,
                "onupdate" if is_text(&value) => key.onupdate = owned_text(&value),
                "ondelete" if is_text(&value) => key.ondelete = owned_text(&value),
                "initially" if is_text(&value) => key.initially = owned_text(&value),
                "match" if is_text(&value) => key.match_ = owned_text(&value),
                "comment" if is_text(&value) => key.comment = owned_text(&value),
                "deferrable" => key.deferrable = Some(self.is_true(&value)?),
                "use_alter" => key.use_alter = self.is_true(&value)?,
                "link_to_name" => key.link_to_name = self.is_true(&value)?,
                "parent" => {}
                _ => return Ok(None),
            }
        }
        Ok(Some(key))
    }

    fn constraints(&self, table: &PyObject, items: &[PyObjectRef]) -> PyResult<Vec<Constraint>> {
        let crosses = self.describe.get_attr("_crosses", self.vm)?;
        let mut found = Vec::with_capacity(items.len());
        let mut sorted = items.to_vec();
        sorted.sort_by_key(|item| self.number(item, "_creation_order"));
        for item in sorted {
            if let Some(constraint) = self.plain_unique(table, &item)? {
                found.push(constraint);
            } else if crosses.call((item.clone(),), self.vm)?.is_true(self.vm)? {
                found.push(self.described("constraint", &item)?);
            }
        }
        Ok(found)
    }

    fn plain_unique(&self, table: &PyObject, item: &PyObject) -> PyResult<Option<Constraint>> {
        if !item.class().is(&self.classes.unique_constraint) {
            return Ok(None);
        }
        let mut name = None;
        let mut columns = Vec::new();
        for (key, value) in self.attributes(item) {
            match text(&key).unwrap_or_default() {
                "name" => name = self.name(&value)?,
                "_pending_colargs" => match self.column_names(table, &value)? {
                    Some(names) => columns = names,
                    None => return Ok(None),
                },
                "parent" | "_creation_order" => {}
                _ => return Ok(None),
            }
        }
        let kind = ConstraintKind::Unique { columns };
        Ok(Some(Constraint::new(name, kind)))
    }

    fn indexes(&self, table: &PyObject, items: &[PyObjectRef]) -> PyResult<Vec<Index>> {
        let mut sorted = items.to_vec();
        sorted.sort_by_key(|item| {
            let name = self
                .attribute(item, "name")
                .and_then(|name| owned_text(&name));
            (self.number(item, "_position"), name)
        });
        let mut found = Vec::with_capacity(sorted.len());
        for item in &sorted {
            match self.plain_index(table, item)? {
                Some(index) => found.push(index),
                None => found.push(self.described("index", item)?),
            }
        }
        Ok(found)
    }

    fn plain_index(&self, table: &PyObject, item: &PyObject) -> PyResult<Option<Index>> {
        if !item.class().is(&self.classes.index) {
            return Ok(None);
        }
        let mut index = Index {
            name: None,
            expressions: Vec::new(),
            unique: false,
            dialect_options: DialectOptions::new(),
            info: RareMap::new(),
        };
        for (key, value) in self.attributes(item) {
            match text(&key).unwrap_or_default() {
                "name" => index.name = self.name(&value)?,
                "unique" => index.unique = self.is_true(&value)?,
                "_pending_colargs" => match self.column_names(table, &value)? {
                    Some(names) => {
                        index.expressions = names.into_iter().map(Expression::column).collect();
                    }
                    None => return Ok(None),
                },
                "dialect_kwargs" => index.dialect_options = self.described("options", &value)?,
                "parent" | "table" | "_position" => {}
                _ => return Ok(None),
            }
        }
        Ok(Some(index))
    }

    /// Returns the names of the columns of an item of a table, where it has nothing but columns.
    fn column_names(&self, table: &PyObject, value: &PyObject) -> PyResult<Option<Vec<Name>>> {
        let by_key = self
            .attribute(table, "c")
            .and_then(|columns| self.attribute(&columns, "_by_key"));
        let mut names = Vec::new();
        for member in members(value) {
            let column = match (&by_key, text(&member)) {
                (Some(by_key), Some(key)) => self.entry(by_key, key),
                _ => Some(member).filter(|member| member.class().is(&self.classes.column)),
            };
            let name = match column.and_then(|column| self.attribute(&column, "name")) {
                Some(name) => self.name(&name)?,
                None => None,
            };
            match name {
                Some(name) => names.push(name),
                None => return Ok(None),
            }
        }
        Ok(Some(names))
    }

    fn name(&self, value: &PyObject) -> PyResult<Option<Name>> {
        if let Some(name) = self.exact_text(value) {
            return Ok(Some(Name::Plain(name)));
        }
        if self.vm.is_none(value) {
            return Ok(None);
        }
        self.described("name", value)
    }

    /// Returns what an object says for itself; what its class says is the default.
    fn attributes(&self, item: &PyObject) -> impl Iterator<Item = (PyObjectRef, PyObjectRef)> {
        let attributes = item.dict().map_or_else(Vec::new, |dict| dict.items_vec());
        attributes
            .into_iter()
            .filter(|(_, value)| !self.vm.is_none(value))
    }

    fn exact_text(&self, value: &PyObject) -> Option<String> {
        let text = value.downcast_ref_if_exact::<PyStr>(self.vm)?;
        text.to_str().map(str::to_owned)
    }

    /// Returns what an object itself has under a name.
    fn attribute(&self, item: &PyObject, name: &str) -> Option<PyObjectRef> {
        item.dict()?.get_item_opt(name, self.vm).ok().flatten()
    }

    /// Returns the value of a key in a dictionary.
    fn entry(&self, dictionary: &PyObject, key: &str) -> Option<PyObjectRef> {
        let dictionary = dictionary.downcast_ref::<PyDict>()?;
        dictionary.get_item_opt(key, self.vm).ok().flatten()
    }

    /// Returns a number among the attributes of an item, 0 where it has none.
    fn number(&self, item: &PyObject, name: &str) -> i64 {
        let value = self.attribute(item, name);
        let number = value
            .as_ref()
            .and_then(|value| value.downcast_ref::<PyInt>());
        number.map_or(0, |number| number.try_to_primitive(self.vm).unwrap_or(0))
    }

    fn is_true(&self, value: &PyObject) -> PyResult<bool> {
        value.to_owned().is_true(self.vm)
    }
}

fn module(vm: &VirtualMachine, name: &'static str) -> PyResult {
    vm.import(name, 0)?;
    let modules = vm.sys_module.get_attr("modules", vm)?;
    modules.get_item(name, vm)
}

fn class(vm: &VirtualMachine, module: &PyObject, name: &'static str) -> PyResult<PyTypeRef> {
    module
        .get_attr(name, vm)?
        .downcast()
        .map_err(|_| vm.new_type_error(format!("{name} is no class")))
}

/// Returns the members of a list, or the keys of a dictionary.
fn members(list: &PyObject) -> Vec<PyObjectRef> {
    if let Some(list) = list.downcast_ref::<PyList>() {
        return list.borrow_vec().to_vec();
    }
    let dictionary = list.downcast_ref::<PyDict>();
    dictionary.map_or_else(Vec::new, |dictionary| dictionary.keys_vec())
}

fn text(value: &PyObject) -> Option<&str> {
    value.downcast_ref::<PyStr>()?.to_str()
}

fn is_text(value: &PyObject) -> bool {
    text(value).is_some()
}

fn owned_text(value: &PyObject) -> Option<String> {
    text(value).map(str::to_owned)
}

#[cfg(test)]
mod tests;
