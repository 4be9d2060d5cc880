//! Sets of parameters that all have the same names, as rows of values.
//!
//! A script gives one dictionary for each row that it changes. Looking at them one key after the other would take
//! Python longer than the database takes for the rows.

use rustpython_vm::builtins::{PyDict, PyList, PyStr};
use rustpython_vm::{PyObject, PyObjectRef, PyResult, VirtualMachine};

use super::shapes::is_plain_value;

/// Returns `(names, rows, unplain)` of a list of dictionaries, or None where they are no several sets of the same names.
///
/// `unplain` are the places of values that JSON alone does not hold in all rows.
pub(super) fn uniform_sets(parameters: &PyObject, vm: &VirtualMachine) -> PyResult {
    Ok(match rows_of(parameters, vm) {
        Some((names, rows, unplain)) => {
            let list = |items| -> PyObjectRef { vm.ctx.new_list(items).into() };
            let places = (0..).zip(unplain);
            let unplain = places
                .filter(|(_, is_unplain)| *is_unplain)
                .map(|(place, _): (usize, bool)| vm.ctx.new_int(place).into())
                .collect();
            let parts = vec![list(names), list(rows), list(unplain)];
            vm.ctx.new_tuple(parts).into()
        }
        None => vm.ctx.none(),
    })
}

type Rows = (Vec<PyObjectRef>, Vec<PyObjectRef>, Vec<bool>);

fn rows_of(parameters: &PyObject, vm: &VirtualMachine) -> Option<Rows> {
    let sets = parameters
        .downcast_ref_if_exact::<PyList>(vm)?
        .borrow_vec()
        .to_vec();
    if sets.len() < 2 {
        return None;
    }
    let names = sets
        .first()?
        .downcast_ref_if_exact::<PyDict>(vm)?
        .keys_vec();
    let keys = names
        .iter()
        .map(|name| name.downcast_ref_if_exact::<PyStr>(vm))
        .collect::<Option<Vec<_>>>()?;
    let mut unplain = vec![false; names.len()];
    let mut rows = Vec::with_capacity(sets.len());
    for set in &sets {
        let set = set.downcast_ref_if_exact::<PyDict>(vm)?;
        if set.__len__() != keys.len() {
            return None;
        }
        let mut row = Vec::with_capacity(keys.len());
        for (key, is_unplain) in keys.iter().zip(&mut unplain) {
            let value = set.get_item_opt(*key, vm).ok().flatten()?;
            *is_unplain |= !is_plain_value(&value, vm);
            row.push(value);
        }
        rows.push(vm.ctx.new_list(row).into());
    }
    Some((names, rows, unplain))
}
