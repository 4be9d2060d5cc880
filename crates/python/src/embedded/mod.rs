//! The interpreter that is built into the program.

mod exceptions;
mod instances;
mod interrupts;
mod known;
mod sets;
mod shapes;
mod source_imports;
mod sources;
mod tables;

use std::cell::OnceCell;
use std::rc::Rc;

use alembic_runtime::{RuntimeError, ScriptError};
use alembic_schema::Table;
use rustpython_vm::builtins::{PyBytes, PyDictRef, PyList, PyStr, PyStrRef, PyTupleRef};
use rustpython_vm::frozen::FrozenModule;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::py_serde::{deserialize, serialize};
use rustpython_vm::{
    AsObject, Interpreter, InterpreterBuilder, PyObjectRef, PyResult, Settings, VirtualMachine,
    py_freeze,
};
use serde_json::Value as Json;

use crate::host::{EngineError, PythonHost, RequestHandler};
use sources::Sources;

/// RustPython with the package `alembic`, our `sqlalchemy` and the standard library inside.
pub struct EmbeddedHost {
    interpreter: Interpreter,
    host_module: OnceCell<PyObjectRef>,
    sys_path: Vec<String>,
    _watch: interrupts::Watch,
    _sources: sources::End,
}

impl EmbeddedHost {
    /// Starts an interpreter whose requests go to `handler`.
    ///
    /// `sys_path` is what scripts may import from besides the built-in modules, in order.
    pub fn start(handler: RequestHandler, sys_path: Vec<String>) -> Self {
        let mut settings = Settings::default();
        // Nothing outside the project decides what scripts see, and nothing is left in its folders.
        settings.isolated = true;
        settings.ignore_environment = true;
        settings.import_site = false;
        settings.user_site_directory = false;
        settings.write_bytecode = false;
        settings.safe_path = true;
        // What Python prints and what the engine prints must come out in the order it happened.
        settings.buffered_stdio = false;
        settings.stdio_encoding = Some("utf-8".to_owned());
        settings.stdio_errors = Some("surrogateescape".to_owned());
        settings.utf8_mode = 1;
        settings.argv = std::env::args().collect();

        let builder = InterpreterBuilder::new().settings(settings);
        let native_modules = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
        let (watch, wishes) = interrupts::Watch::start();
        let builder = builder
            .add_native_modules(&native_modules)
            .add_frozen_modules(rustpython_pylib::FROZEN_STDLIB)
            // After the standard library, so that our light stand-ins replace its modules.
            .add_frozen_modules(frozen_modules())
            .init_hook(|vm| vm.set_user_signal_channel(wishes));
        // Ctrl-C is the program's, until a script wants it: `interrupts` tells Python of it.
        let interpreter = interrupts::keep_handler(|| {
            let interpreter = builder.build();
            interpreter.enter(|vm| {
                let imported = vm.import("_signal", 0);
                vm.expect_pyresult(imported, "the interpreter has its own modules");
            });
            interpreter
        });
        let sources = interpreter.enter(|vm| {
            let sources = Rc::new(Sources::new(vm));
            install_waist(vm, handler, sources.clone());
            sources.end()
        });
        Self {
            interpreter,
            host_module: OnceCell::new(),
            sys_path,
            _watch: watch,
            _sources: sources,
        }
    }

    fn host_module(&self, vm: &VirtualMachine) -> PyResult<PyObjectRef> {
        if let Some(module) = self.host_module.get() {
            return Ok(module.clone());
        }
        vm.import("alembic._host", 0)?;
        let module = vm
            .sys_module
            .get_attr("modules", vm)?
            .get_item("alembic._host", vm)?;
        let sys_path: Vec<PyObjectRef> = self
            .sys_path
            .iter()
            .map(|path| vm.ctx.new_str(path.as_str()).into())
            .collect();
        vm.call_method(&module, "start", (vm.ctx.new_list(sys_path),))?;
        Ok(self.host_module.get_or_init(|| module).clone())
    }
}

impl PythonHost for EmbeddedHost {
    fn call(&self, function: &'static str, arguments: Vec<Json>) -> Result<Json, ScriptError> {
        self.interpreter.enter(|vm| {
            let run = || -> PyResult<Json> {
                let module = self.host_module(vm)?;
                let arguments = arguments
                    .into_iter()
                    .map(|argument| from_json(vm, argument))
                    .collect::<PyResult<Vec<_>>>()?;
                let result = module
                    .get_attr(function, vm)?
                    .call(FuncArgs::from(arguments), vm)?;
                to_json(vm, &result)
            };
            run().map_err(|exception| exceptions::to_script_error(vm, &exception))
        })
    }

    fn metadata_tables(&self, function: &Json) -> Result<Vec<Table>, RuntimeError> {
        self.interpreter.enter(|vm| {
            let run = || {
                let module = self.host_module(vm)?;
                tables::read(vm, &module, from_json(vm, function.clone())?)
            };
            let failed = |exception| exceptions::to_script_error(vm, &exception).into();
            run().map_err(failed)
        })
    }
}

/// Our own modules, compiled when the program was built.
fn frozen_modules() -> Vec<(&'static str, FrozenModule)> {
    let package = py_freeze!(dir = "../../../../python/alembic");
    let stand_ins = py_freeze!(dir = "../../../../python/embedded");
    let package = package.into_iter().map(|(name, module)| {
        // Names are relative to the folder, and the interpreter wants static ones. A process
        // starts few interpreters and the package has few modules, so leaking them is cheap.
        let name: &'static str = match name {
            "" => "alembic",
            name => Box::leak(format!("alembic.{name}").into_boxed_str()),
        };
        (name, module)
    });
    package.chain(stand_ins).collect()
}

/// Adds the module `alembic._engine`: `request(name, payload)`, `code(source, path)`, the class `EngineError`, and
/// short cuts.
fn install_waist(vm: &VirtualMachine, handler: RequestHandler, sources: Rc<Sources>) {
    let engine_error = vm
        .ctx
        .new_exception_type("alembic._engine", "EngineError", None);
    let raised = engine_error.clone();
    let request = vm.new_function(
        "request",
        move |name: PyStrRef, payload: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            let payload = to_json(vm, &payload)?;
            match handler(name.expect_str(), payload) {
                Ok(answer) => from_json(vm, answer),
                Err(EngineError {
                    class_name,
                    message,
                    attributes,
                    exception: _,
                }) => {
                    let arguments = vec![
                        vm.ctx.new_str(class_name).into(),
                        vm.ctx.new_str(message).into(),
                        from_json(vm, Json::Object(attributes))?,
                    ];
                    Err(vm.new_exception(raised.clone(), arguments))
                }
            }
        },
    );
    let loads = sources.clone();
    let code = vm.new_function(
        "code",
        move |source: PyObjectRef, path: PyObjectRef, vm: &VirtualMachine| {
            python_code(&loads, &source, &path, vm)
        },
    );
    let dictionary = vm.ctx.new_dict();
    let module = vm.new_module("alembic._engine", dictionary.clone(), None);
    let installed = dictionary
        .set_item("request", request.into(), vm)
        .and_then(|()| dictionary.set_item("code", code.into(), vm))
        .and_then(|()| dictionary.set_item("EngineError", engine_error.into(), vm))
        .and_then(|()| install_short_cuts(vm, &dictionary))
        .and_then(|()| vm.sys_module.get_attr("modules", vm))
        .and_then(|modules| modules.set_item("alembic._engine", module.into(), vm))
        .and_then(|()| import_with(sources, vm));
    vm.expect_pyresult(installed, "a fresh interpreter takes a new module");
}

/// Adds functions that do what Python would do itself, but for each row of a table.
fn install_short_cuts(vm: &VirtualMachine, module: &PyDictRef) -> PyResult<()> {
    let names = shapes::Names::new(&vm.ctx);
    let shape = vm.new_function(
        "shape",
        move |statement: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            shapes::shape_of(&names, &statement, vm)
        },
    );
    let uniform_sets = vm.new_function(
        "uniform_sets",
        |parameters: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            sets::uniform_sets(&parameters, vm)
        },
    );
    let names = instances::Names::new(&vm.ctx);
    let load = vm.new_function(
        "load",
        move |loader: PyObjectRef, rows: PyObjectRef, vm: &VirtualMachine| -> PyResult {
            instances::load(names, &loader, &rows, vm)
        },
    );
    let values_of = vm.new_function(
        "values_of",
        |attributes: PyDictRef,
         names: PyTupleRef,
         absent: PyObjectRef,
         vm: &VirtualMachine|
         -> PyResult { instances::values_of(&attributes, &names, &absent, vm) },
    );
    let changed_names = vm.new_function(
        "changed_names",
        |attributes: PyDictRef,
         names: PyTupleRef,
         before: PyTupleRef,
         vm: &VirtualMachine|
         -> PyResult { instances::changed_names(&attributes, &names, &before, vm) },
    );
    let set_attribute = vm.new_method(
        "__setattr__",
        vm.ctx.types.object_type,
        move |instance: PyObjectRef,
              name: PyStrRef,
              value: PyObjectRef,
              vm: &VirtualMachine|
              -> PyResult<()> {
            instances::set_attribute(names, &instance, &name, value, vm)
        },
    );
    for (name, function) in [
        ("shape", shape),
        ("uniform_sets", uniform_sets),
        ("load", load),
        ("values_of", values_of),
        ("changed_names", changed_names),
    ] {
        module.set_item(name, function.into(), vm)?;
    }
    module.set_item("set_attribute", set_attribute.into(), vm)
}

/// Has the code of imported modules come from `sources`.
fn import_with(sources: Rc<Sources>, vm: &VirtualMachine) -> PyResult<()> {
    let modules = vm.sys_module.get_attr("modules", vm)?;
    let loader = modules
        .get_item("_frozen_importlib_external", vm)?
        .get_attr("SourceLoader", vm)?;
    let plainly = loader.get_attr("source_to_code", vm)?;
    let source_to_code = vm.new_function(
        "source_to_code",
        move |arguments: FuncArgs, vm: &VirtualMachine| -> PyResult {
            if let [source, path] = arguments.args.as_slice()
                && arguments.kwargs.is_empty()
            {
                let code = python_code(&sources, source, path, vm)?;
                if !vm.is_none(&code) {
                    return Ok(code);
                }
            }
            let mut arguments = arguments;
            arguments.prepend_arg(vm.ctx.none());
            plainly.call(arguments, vm)
        },
    );
    loader.set_attr("source_to_code", source_to_code, vm)
}

/// Returns the code of a file for Python; none where Python has to compile it by itself.
fn python_code(
    sources: &Sources,
    source: &PyObjectRef,
    path: &PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    let (Some(source), Some(path)) = (
        source.downcast_ref_if_exact::<PyBytes>(vm),
        path.downcast_ref_if_exact::<PyStr>(vm)
            .and_then(|path| path.to_str()),
    ) else {
        return Ok(vm.ctx.none());
    };
    let folders = vm.sys_module.get_attr("path", vm)?;
    let folders = || match folders.downcast_ref::<PyList>() {
        Some(folders) => folders
            .borrow_vec()
            .iter()
            .filter_map(|folder| Some(folder.downcast_ref::<PyStr>()?.to_str()?.to_owned()))
            .collect(),
        None => Vec::new(),
    };
    let code = sources.code(source.as_bytes(), path, folders);
    Ok(code.map_or_else(|| vm.ctx.none(), |code| vm.ctx.new_code(code).into()))
}

fn to_json(vm: &VirtualMachine, object: &PyObjectRef) -> PyResult<Json> {
    serialize(vm, object.as_object(), serde_json::value::Serializer)
        .map_err(|error| vm.new_type_error(error.to_string()))
}

fn from_json(vm: &VirtualMachine, value: Json) -> PyResult {
    deserialize(vm, value).map_err(|error| vm.new_type_error(error.to_string()))
}
