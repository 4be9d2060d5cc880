//! Instances of models that a session reads and writes by the thousands.
//!
//! What is done for each of them is done here; what a session does with them is decided in Python.

use rustpython_vm::builtins::{PyDictRef, PyList, PyStrInterned, PyStrRef, PyTuple, PyTupleRef};
use rustpython_vm::function::PySetterValue;
use rustpython_vm::{AsObject, Context, PyObject, PyObjectRef, PyResult, VirtualMachine};

/// The names of attributes that are looked at again and again.
#[derive(Clone, Copy)]
pub(super) struct Names {
    state: &'static PyStrInterned,
    session: &'static PyStrInterned,
    touched: &'static PyStrInterned,
    instance: &'static PyStrInterned,
    key: &'static PyStrInterned,
    loaded: &'static PyStrInterned,
    is_deleted: &'static PyStrInterned,
}

impl Names {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            state: context.intern_str("_sa_instance_state"),
            session: context.intern_str("session"),
            touched: context.intern_str("_touched"),
            instance: context.intern_str("instance"),
            key: context.intern_str("key"),
            loaded: context.intern_str("loaded"),
            is_deleted: context.intern_str("is_deleted"),
        }
    }
}

/// Returns the instances of rows, those that a session knows already among them.
///
/// `loader` is `sqlalchemy.orm._instances.Loader`. A row without any value of the primary key is None.
pub(super) fn load(
    names: Names,
    loader: &PyObject,
    rows: &PyObject,
    vm: &VirtualMachine,
) -> PyResult {
    let loader = Loader::new(names, loader, vm)?;
    let rows = match rows.downcast_ref::<PyList>() {
        Some(rows) => rows.borrow_vec().to_vec(),
        None => return Err(vm.new_type_error("rows are a list")),
    };
    let instances = rows
        .iter()
        .map(|row| loader.instance(row, vm))
        .collect::<PyResult<Vec<_>>>()?;
    Ok(vm.ctx.new_list(instances).into())
}

struct Loader {
    names: Names,
    session: PyObjectRef,
    identities: PyDictRef,
    /// The instances that do not tell what changes in them; none of a model whose instances do.
    unwatched: Option<PyDictRef>,
    model: PyObjectRef,
    new_instance: PyObjectRef,
    state_class: PyObjectRef,
    new_state: PyObjectRef,
    table: PyObjectRef,
    /// The names of the attributes, in the order of the values.
    attributes: Vec<PyStrRef>,
    /// The places of the primary key.
    keys: Vec<usize>,
    /// What gives a known instance the attributes that it lacks.
    complete: PyObjectRef,
}

impl Loader {
    fn new(names: Names, loader: &PyObject, vm: &VirtualMachine) -> PyResult<Self> {
        let part = |name: &'static str| loader.get_attr(name, vm);
        let session = part("session")?;
        let unwatched = part("unwatched")?;
        let model = part("model")?;
        let state_class = part("state_class")?;
        Ok(Self {
            names,
            identities: session.get_attr("_identities", vm)?.try_into_value(vm)?,
            session,
            unwatched: if vm.is_none(&unwatched) {
                None
            } else {
                Some(unwatched.try_into_value(vm)?)
            },
            new_instance: model.get_attr("__new__", vm)?,
            model,
            new_state: state_class.get_attr("__new__", vm)?,
            state_class,
            table: part("table")?,
            attributes: part("names")?.try_into_value(vm)?,
            keys: part("keys")?.try_into_value(vm)?,
            complete: part("complete")?,
        })
    }

    fn instance(&self, row: &PyObject, vm: &VirtualMachine) -> PyResult {
        let values = match (row.downcast_ref::<PyList>(), row.downcast_ref::<PyTuple>()) {
            (Some(values), _) => values.borrow_vec().to_vec(),
            (_, Some(values)) => values.as_slice().to_vec(),
            _ => return Err(vm.new_type_error("a row is a list")),
        };
        let nothing = || vm.ctx.none();
        let key_values: Vec<PyObjectRef> = self
            .keys
            .iter()
            .map(|place| values.get(*place).cloned().unwrap_or_else(nothing))
            .collect();
        let is_absent = !key_values.is_empty() && key_values.iter().all(|value| vm.is_none(value));
        let key_values = vm.ctx.new_tuple(key_values).into();
        let key: PyObjectRef = vm
            .ctx
            .new_tuple(vec![self.table.clone(), key_values])
            .into();
        if let Some(known) = self.identities.get_item_opt(&*key, vm)? {
            self.complete(&known, row, vm)?;
            return Ok(known);
        }
        if is_absent {
            return Ok(vm.ctx.none());
        }
        let instance = self.new_instance.call((self.model.clone(),), vm)?;
        let Some(attributes) = instance.dict() else {
            return Err(vm.new_type_error("an instance of a model has attributes"));
        };
        let state = self.new_state.call((self.state_class.clone(),), vm)?;
        let names = self.names;
        state.set_attr(names.instance, instance.clone(), vm)?;
        state.set_attr(names.session, self.session.clone(), vm)?;
        state.set_attr(names.key, key.clone(), vm)?;
        state.set_attr(names.is_deleted, vm.ctx.new_bool(false), vm)?;
        for (name, value) in self.attributes.iter().zip(&values) {
            attributes.set_item(&**name, value.clone(), vm)?;
        }
        state.set_attr(names.loaded, vm.ctx.new_tuple(values), vm)?;
        attributes.set_item(names.state, state, vm)?;
        self.identities.set_item(&*key, instance.clone(), vm)?;
        if let Some(unwatched) = &self.unwatched {
            mark(unwatched, &instance, vm)?;
        }
        Ok(instance)
    }

    fn complete(&self, known: &PyObjectRef, row: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
        let attributes = known.dict();
        let is_complete = attributes.is_some_and(|attributes| {
            let mut names = self.attributes.iter();
            names.all(|name| attributes.contains_key(&**name, vm))
        });
        if !is_complete {
            self.complete.call((known.clone(), row.to_owned()), vm)?;
        }
        Ok(())
    }
}

/// Puts an instance into a dictionary under its address; its own `==` and `hash` are its model's.
fn mark(instances: &PyDictRef, instance: &PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    let address = vm.ctx.new_int(instance.get_id());
    instances.set_item(address.as_object(), instance.clone(), vm)
}

/// Sets an attribute of a model's instance, and has its session look at it when it writes back.
pub(super) fn set_attribute(
    names: Names,
    instance: &PyObjectRef,
    name: &PyStrRef,
    value: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    instance.generic_setattr(name, PySetterValue::Assign(value), vm)?;
    let Some(attributes) = instance.dict() else {
        return Ok(());
    };
    let Some(state) = attributes.get_item_opt(names.state, vm)? else {
        return Ok(());
    };
    let session = state.get_attr(names.session, vm)?;
    if vm.is_none(&session) {
        return Ok(());
    }
    let touched: PyDictRef = session.get_attr(names.touched, vm)?.try_into_value(vm)?;
    mark(&touched, instance, vm)
}

/// Returns the values that a dictionary has for names, as a tuple; `absent` for those that it has not.
pub(super) fn values_of(
    attributes: &PyDictRef,
    names: &PyTupleRef,
    absent: &PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    let values = names
        .iter()
        .map(|name| {
            let value = attributes.get_item_opt(&**name, vm)?;
            Ok(value.unwrap_or_else(|| absent.clone()))
        })
        .collect::<PyResult<Vec<_>>>()?;
    Ok(vm.ctx.new_tuple(values).into())
}

/// Returns the names of which a dictionary has a value that differs from the one before, as a tuple.
pub(super) fn changed_names(
    attributes: &PyDictRef,
    names: &PyTupleRef,
    before: &PyTupleRef,
    vm: &VirtualMachine,
) -> PyResult {
    let mut changed = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let Some(value) = attributes.get_item_opt(&**name, vm)? else {
            continue;
        };
        let is_same = before.get(place).is_some_and(|before| {
            value.is(before)
                // What cannot be compared counts as changed.
                || value.class().is(before.class()) && vm.bool_eq(&value, before).unwrap_or(false)
        });
        if !is_same {
            changed.push(name.clone());
        }
    }
    Ok(vm.ctx.new_tuple(changed).into())
}
