//! Descriptions that are kept: models give the same types and defaults again and again.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{Hash, Hasher};

use rustpython_vm::builtins::{PyDict, PyInt, PyList, PyStr, PyTuple, PyType, PyTypeRef};
use rustpython_vm::{AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine};

/// The descriptions of objects of the built-in `sqlalchemy`, whose contents alone decide about them.
pub(super) struct Known<T> {
    descriptions: RefCell<HashMap<Vec<Word>, T>>,
    /// The classes of types that are met, and whether they are the built-in `sqlalchemy`'s.
    classes: RefCell<HashMap<Identity, bool>>,
    type_engine: PyTypeRef,
}

impl<T: Clone> Known<T> {
    pub(super) fn new(type_engine: PyTypeRef) -> Self {
        Self {
            descriptions: RefCell::default(),
            classes: RefCell::default(),
            type_engine,
        }
    }

    /// Returns the description of an object, which `describe` gives where it is not known.
    pub(super) fn get_or_describe(
        &self,
        vm: &VirtualMachine,
        object: &PyObject,
        describe: impl FnOnce() -> PyResult<T>,
    ) -> PyResult<T> {
        if !self.is_built_in(vm, object.class())? {
            return describe();
        }
        let mut words = Vec::new();
        self.add_contents(vm, object, &mut words)?;
        if let Some(known) = self.descriptions.borrow().get(&words) {
            return Ok(known.clone());
        }
        let described = describe()?;
        self.descriptions
            .borrow_mut()
            .insert(words, described.clone());
        Ok(described)
    }

    fn is_built_in(&self, vm: &VirtualMachine, class: &Py<PyType>) -> PyResult<bool> {
        let identity = Identity(class.as_object().to_owned());
        if let Some(known) = self.classes.borrow().get(&identity) {
            return Ok(*known);
        }
        let module = class.as_object().get_attr("__module__", vm)?;
        let is_built_in = module
            .downcast_ref::<PyStr>()
            .and_then(|module| module.to_str())
            .is_some_and(|module| module.starts_with("sqlalchemy."));
        self.classes.borrow_mut().insert(identity, is_built_in);
        Ok(is_built_in)
    }

    fn add_contents(
        &self,
        vm: &VirtualMachine,
        object: &PyObject,
        words: &mut Vec<Word>,
    ) -> PyResult<()> {
        words.push(Word::Object(Identity(
            object.class().as_object().to_owned(),
        )));
        let contents = object.dict().map_or_else(Vec::new, |dict| dict.items_vec());
        words.push(Word::Number(contents.len() as i64));
        for (name, value) in contents {
            // Names that were given by keyword are other objects each time.
            self.add(vm, &name, words)?;
            self.add(vm, &value, words)?;
        }
        Ok(())
    }

    fn add(&self, vm: &VirtualMachine, value: &PyObject, words: &mut Vec<Word>) -> PyResult<()> {
        if let Some(text) = value.downcast_ref_if_exact::<PyStr>(vm)
            && let Some(text) = text.to_str()
        {
            words.push(Word::Text(text.to_owned()));
        } else if let Some(number) = value.downcast_ref_if_exact::<PyInt>(vm)
            && let Ok(number) = number.try_to_primitive::<i64>(vm)
        {
            words.push(Word::Number(number));
        } else if let Some(list) = value.downcast_ref_if_exact::<PyList>(vm) {
            let items = list.borrow_vec().to_vec();
            words.push(Word::Items(items.len()));
            for item in &items {
                self.add(vm, item, words)?;
            }
        } else if let Some(tuple) = value.downcast_ref_if_exact::<PyTuple>(vm) {
            words.push(Word::Items(tuple.as_slice().len()));
            for item in tuple.as_slice() {
                self.add(vm, item, words)?;
            }
        } else if let Some(dict) = value.downcast_ref_if_exact::<PyDict>(vm) {
            let entries = dict.items_vec();
            words.push(Word::Items(entries.len()));
            for (key, entry) in &entries {
                self.add(vm, key, words)?;
                self.add(vm, entry, words)?;
            }
        } else if value.fast_isinstance(&self.type_engine) && self.is_built_in(vm, value.class())? {
            self.add_contents(vm, value, words)?;
        } else {
            words.push(Word::Object(Identity(value.to_owned())));
        }
        Ok(())
    }
}

/// A part of what an object contains.
#[derive(PartialEq, Eq, Hash)]
enum Word {
    Object(Identity),
    Text(String),
    Number(i64),
    Items(usize),
}

/// An object that equals only itself; it is kept, so that no other one takes its place in memory.
struct Identity(PyObjectRef);

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.0.is(&other.0)
    }
}

impl Eq for Identity {}

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.get_id().hash(state);
    }
}
