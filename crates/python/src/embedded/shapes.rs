//! The shape of a statement: what is the same when it is built again with other values.
//!
//! A statement of the built-in `sqlalchemy` is a graph of objects. Its shape is that graph written down as bytes,
//! without the values of its parameters: classes, attributes and plain values, a number for what was met before, and
//! the address of what lasts (tables, classes). Two statements of one shape are described alike but for the values.
//! The class attribute `_shape_kind` says how objects are written; an object without it has no shape, nor has a
//! statement with such a part.

use std::collections::HashMap;

use rustpython_vm::builtins::{
    PyBytes, PyDictRef, PyFloat, PyInt, PyList, PyStr, PyStrInterned, PyTuple, PyType,
};
use rustpython_vm::{AsObject, Context, PyObject, PyObjectRef, PyResult, VirtualMachine};

/// Statements with longer shapes have none: what is so long is hardly built twice.
const LONGEST: usize = 16 << 10;

/// Expressions that are deeper have no shape.
const DEEPEST: usize = 60;

/// The names of attributes that decide how an object is written.
pub(super) struct Names {
    kind: &'static PyStrInterned,
    own_forms: &'static PyStrInterned,
    converter: &'static PyStrInterned,
    table: &'static PyStrInterned,
    columns: &'static PyStrInterned,
    by_key: &'static PyStrInterned,
    expanding: &'static PyStrInterned,
}

impl Names {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            kind: context.intern_str("_shape_kind"),
            own_forms: context.intern_str("_compiler_dispatcher"),
            converter: context.intern_str("__clause_element__"),
            table: context.intern_str("table"),
            columns: context.intern_str("c"),
            by_key: context.intern_str("_by_key"),
            expanding: context.intern_str("expanding"),
        }
    }
}

/// Returns `(shape, values, unplain, owners, lasting)` of a statement, or None where it has no shape.
///
/// `unplain` are the places of values that JSON alone does not hold. An owner is the parameter that a value belongs to,
/// or a pair of the dictionary and the key that it stands under. The shape says something only as long as the lasting
/// objects live.
pub(super) fn shape_of(names: &Names, statement: &PyObject, vm: &VirtualMachine) -> PyResult {
    let mut writer = Writer {
        vm,
        names,
        shape: Vec::with_capacity(1024),
        values: Vec::new(),
        unplain: Vec::new(),
        owners: Vec::new(),
        lasting: Vec::new(),
        seen: HashMap::new(),
        depth: 0,
    };
    if writer.object(statement).is_none() {
        return Ok(vm.ctx.none());
    }
    let list = |items| -> PyObjectRef { vm.ctx.new_list(items).into() };
    let parts = vec![
        vm.ctx.new_bytes(writer.shape).into(),
        list(writer.values),
        list(writer.unplain),
        list(writer.owners),
        list(writer.lasting),
    ];
    Ok(vm.ctx.new_tuple(parts).into())
}

struct Writer<'a> {
    vm: &'a VirtualMachine,
    names: &'a Names,
    shape: Vec<u8>,
    values: Vec<PyObjectRef>,
    unplain: Vec<PyObjectRef>,
    owners: Vec<PyObjectRef>,
    lasting: Vec<PyObjectRef>,
    /// The numbers of the objects that were met, by their addresses.
    seen: HashMap<usize, u32>,
    depth: usize,
}

impl Writer<'_> {
    /// Writes anything; gives nothing where it has no shape.
    fn object(&mut self, object: &PyObject) -> Option<()> {
        if self.depth == DEEPEST || self.shape.len() > LONGEST {
            return None;
        }
        self.depth += 1;
        let written = self.plain(object).unwrap_or_else(|| self.part(object));
        self.depth -= 1;
        written
    }

    /// Writes an object of Python's own; gives nothing where it is none.
    fn plain(&mut self, object: &PyObject) -> Option<Option<()>> {
        let vm = self.vm;
        let class = object.class();
        let types = &vm.ctx.types;
        if vm.is_none(object) {
            self.shape.push(b'N');
        } else if class.is(types.str_type) {
            self.shape.push(b's');
            self.text(object.downcast_ref::<PyStr>()?);
        } else if class.is(types.bool_type) {
            let truth = object.is(&vm.ctx.true_value);
            self.shape.push(if truth { b't' } else { b'f' });
        } else if class.is(types.int_type) {
            let number = object.downcast_ref::<PyInt>()?.try_to_primitive::<i64>(vm);
            let Ok(number) = number else {
                return Some(None);
            };
            self.shape.push(b'i');
            self.shape.extend(number.to_le_bytes());
        } else if class.is(types.float_type) {
            let number = object.downcast_ref::<PyFloat>()?.to_f64();
            self.shape.push(b'd');
            self.shape.extend(number.to_bits().to_le_bytes());
        } else if class.is(types.bytes_type) {
            let bytes = object.downcast_ref::<PyBytes>()?.as_bytes();
            self.shape.push(b'b');
            self.number(bytes.len());
            self.shape.extend_from_slice(bytes);
        } else if class.is(types.tuple_type) {
            self.shape.push(b'(');
            return Some(self.items(object.downcast_ref::<PyTuple>()?.as_slice()));
        } else if class.is(types.list_type) {
            self.shape.push(b'[');
            let items = object.downcast_ref::<PyList>()?.borrow_vec().to_vec();
            return Some(self.items(&items));
        } else if class.is(types.dict_type) {
            self.shape.push(b'{');
            let entries = object
                .to_owned()
                .downcast::<rustpython_vm::builtins::PyDict>();
            return Some(entries.ok().and_then(|entries| {
                self.number(entries.__len__());
                for (key, value) in &entries {
                    self.object(&key)?;
                    self.object(&value)?;
                }
                Some(())
            }));
        } else if object.downcast_ref::<PyType>().is_some() {
            self.shape.push(b'c');
            self.address(object);
        } else {
            return None;
        }
        Some(Some(()))
    }

    /// Writes a part of a statement.
    fn part(&mut self, object: &PyObject) -> Option<()> {
        let class = object.class();
        if let Some(text) = object.downcast_ref::<PyStr>() {
            self.shape.push(b'q');
            self.address(class.as_object());
            self.text(text);
            return match object.dict() {
                Some(attributes) => self.attributes(&attributes, None),
                None => Some(()),
            };
        }
        let kind = class.get_attr(self.names.kind)?;
        let kind = kind.downcast_ref::<PyStr>()?.to_str()?;
        let next = u32::try_from(self.seen.len()).ok()?;
        if let Some(number) = self.seen.get(&address_of(object)) {
            self.shape.push(b'@');
            self.shape.extend(number.to_le_bytes());
            return Some(());
        }
        self.seen.insert(address_of(object), next);
        // What the project's own function writes may depend on anything.
        let own_forms = class.get_attr(self.names.own_forms);
        if own_forms.is_some_and(|forms| !self.vm.is_none(&forms)) {
            return None;
        }
        let attributes = object.dict()?;
        let lasts = match kind {
            "lasting" => true,
            "column" => self
                .attribute(&attributes, self.names.table)
                .and_then(|table| table.class().get_attr(self.names.kind))
                .and_then(|kind| Some(kind.downcast_ref::<PyStr>()?.to_str()? == "lasting"))
                .unwrap_or(false),
            _ => false,
        };
        if lasts {
            self.shape.push(b'#');
            self.address(object);
            let count = self
                .attribute(&attributes, self.names.columns)
                .and_then(|columns| self.attribute(&columns.dict()?, self.names.by_key))
                .and_then(|columns| columns.length(self.vm).ok());
            self.number(count.unwrap_or(0));
            return Some(());
        }
        self.shape.push(b'<');
        self.address(class.as_object());
        match kind {
            "part" | "column" => self.attributes(&attributes, None)?,
            "parameter" => self.attributes(&attributes, Some(("value", object)))?,
            "change" => self.attributes(&attributes, Some(("_values", object)))?,
            _ => return None,
        }
        self.shape.push(b'>');
        Some(())
    }

    /// Writes the attributes of an object; one of them may hold values of the statement.
    fn attributes(
        &mut self,
        attributes: &PyDictRef,
        values: Option<(&str, &PyObject)>,
    ) -> Option<()> {
        for (name, value) in attributes {
            let name = name.downcast_ref::<PyStr>()?;
            match (name.to_str()?, values) {
                // What was found out about an object changes nothing.
                ("_sa_described" | "_slot", _) => continue,
                (known, Some((expected, parameter))) if known == expected => {
                    self.text(name);
                    if expected == "value" {
                        self.parameter_value(attributes, parameter, value)?;
                    } else {
                        self.values_of_columns(&value)?;
                    }
                }
                _ => {
                    self.text(name);
                    self.object(&value)?;
                }
            }
        }
        Some(())
    }

    fn parameter_value(
        &mut self,
        attributes: &PyDictRef,
        parameter: &PyObject,
        value: PyObjectRef,
    ) -> Option<()> {
        let expands = self
            .attribute(attributes, self.names.expanding)
            .is_some_and(|expands| expands.is(&self.vm.ctx.true_value));
        if expands && !self.vm.is_none(&value) {
            // A generator would be used up by being looked at.
            if !value.class().is(self.vm.ctx.types.list_type) {
                return None;
            }
            self.shape.push(b'L');
        } else {
            self.shape.push(b'V');
        }
        self.value(value, parameter.to_owned())
    }

    fn values_of_columns(&mut self, values: &PyObject) -> Option<()> {
        if !values.class().is(self.vm.ctx.types.dict_type) {
            return self.object(values);
        }
        let entries = values.to_owned();
        let entries = entries.downcast::<rustpython_vm::builtins::PyDict>().ok()?;
        self.number(entries.__len__());
        for (key, value) in &entries {
            self.object(&key)?;
            let class = value.class();
            if class.get_attr(self.names.kind).is_some()
                || class.get_attr(self.names.converter).is_some()
            {
                self.shape.push(b'E');
                self.object(&value)?;
            } else {
                self.shape.push(b'V');
                let owner = self.vm.ctx.new_tuple(vec![values.to_owned(), key]);
                self.value(value, owner.into())?;
            }
        }
        Some(())
    }

    /// Keeps a value that is no part of the shape.
    fn value(&mut self, value: PyObjectRef, owner: PyObjectRef) -> Option<()> {
        if !is_plain_value(&value, self.vm) {
            let place = self.vm.ctx.new_int(self.values.len());
            self.unplain.push(place.into());
        }
        self.values.push(value);
        self.owners.push(owner);
        Some(())
    }

    fn attribute(
        &self,
        attributes: &PyDictRef,
        name: &'static PyStrInterned,
    ) -> Option<PyObjectRef> {
        attributes.get_item_opt(name, self.vm).ok().flatten()
    }

    fn items(&mut self, items: &[PyObjectRef]) -> Option<()> {
        self.number(items.len());
        items.iter().try_for_each(|item| self.object(item))
    }

    fn number(&mut self, number: usize) {
        self.shape.extend((number as u64).to_le_bytes());
    }

    fn text(&mut self, text: &PyStr) {
        let bytes = text.as_wtf8().as_bytes();
        self.number(bytes.len());
        self.shape.extend_from_slice(bytes);
    }

    fn address(&mut self, object: &PyObject) {
        self.number(address_of(object));
        self.lasting.push(object.to_owned());
    }
}

/// Returns whether JSON alone holds a value.
pub(super) fn is_plain_value(value: &PyObject, vm: &VirtualMachine) -> bool {
    let (class, types) = (value.class(), &vm.ctx.types);
    if class.is(types.int_type) {
        return value
            .downcast_ref::<PyInt>()
            .is_some_and(|number| number.try_to_primitive::<i64>(vm).is_ok());
    }
    if class.is(types.float_type) {
        return value
            .downcast_ref::<PyFloat>()
            .is_some_and(|number| number.to_f64().is_finite());
    }
    class.is(types.str_type) || class.is(types.bool_type) || vm.is_none(value)
}

fn address_of(object: &PyObject) -> usize {
    std::ptr::from_ref(object).addr()
}
