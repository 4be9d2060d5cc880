//! Python exceptions as values.

use alembic_runtime::{Cause, ErrorLocation, Frame, ScriptError, SyntaxLocation};
use rustpython_vm::builtins::{PyBaseExceptionRef, PyTraceback, PyType};
use rustpython_vm::{AsObject, Py, PyObjectRef, PyRef, VirtualMachine};

/// Describes an exception, its traceback and what caused it.
pub(super) fn to_script_error(vm: &VirtualMachine, exception: &PyBaseExceptionRef) -> ScriptError {
    describe(vm, exception, 0)
}

/// A chain of causes longer than this is cut: it can be circular.
const LONGEST_CHAIN: usize = 20;

fn describe(vm: &VirtualMachine, exception: &PyBaseExceptionRef, depth: usize) -> ScriptError {
    let class = exception.class();
    let message = exception
        .as_object()
        .str(vm)
        .map(|text| text.to_string_lossy().into_owned())
        .unwrap_or_else(|_| "<exception str() failed>".to_owned());
    let mut error = ScriptError::new(class_name(vm, class), message);
    error.ancestors = class
        .mro_collect()
        .iter()
        .map(|class| class_name(vm, class))
        .collect();
    error.frames = frames(exception.__traceback__());
    if exception.fast_isinstance(vm.ctx.exceptions.syntax_error) {
        error.syntax = syntax_location(vm, exception);
        if let Some(text) = attribute(vm, exception, "msg").and_then(|text| to_text(vm, &text)) {
            error.message = text;
        }
    }
    let inner = attribute(vm, exception, "alembic_traceback")
        .and_then(|value| super::to_json(vm, &value).ok())
        .and_then(|value| serde_json::from_value::<ErrorLocation>(value).ok());
    if let Some(inner) = inner {
        error.frames.extend(inner.frames);
        error.syntax = error.syntax.or(inner.syntax);
    }
    if depth < LONGEST_CHAIN {
        let suppressed = attribute(vm, exception, "__suppress_context__")
            .is_some_and(|value| value.is_true(vm).unwrap_or(false));
        error.cause = match (exception.__cause__(), exception.__context__()) {
            (Some(cause), _) => Some(Cause::Explicit(Box::new(describe(vm, &cause, depth + 1)))),
            (None, Some(context)) if !suppressed => {
                Some(Cause::Context(Box::new(describe(vm, &context, depth + 1))))
            }
            _ => None,
        };
    }
    error
}

fn class_name(vm: &VirtualMachine, class: &Py<PyType>) -> String {
    let name = class.name().to_string();
    let module = class
        .as_object()
        .get_attr("__module__", vm)
        .ok()
        .and_then(|module| to_text(vm, &module))
        .unwrap_or_default();
    if module.is_empty() || module == "builtins" {
        name
    } else {
        format!("{module}.{name}")
    }
}

fn frames(traceback: Option<PyRef<PyTraceback>>) -> Vec<Frame> {
    let mut frames = Vec::new();
    let mut next = traceback;
    while let Some(traceback) = next {
        let code = &traceback.frame.code.code;
        frames.push(Frame {
            file: file_name(code.source_path.as_str()),
            line: traceback.lineno.get(),
            function: code.obj_name.as_str().to_owned(),
        });
        next = traceback.next.lock().clone();
    }
    frames
}

/// A built-in module's code carries the module's name where the user's carries a path.
fn file_name(source_path: &str) -> String {
    if source_path.contains(['/', '\\', '<']) || source_path.ends_with(".py") {
        source_path.to_owned()
    } else {
        format!("<frozen {source_path}>")
    }
}

fn syntax_location(vm: &VirtualMachine, exception: &PyBaseExceptionRef) -> Option<SyntaxLocation> {
    let number = |name| {
        attribute(vm, exception, name)
            .and_then(|value| value.try_into_value::<Option<usize>>(vm).ok().flatten())
    };
    let text = |name| attribute(vm, exception, name).and_then(|value| to_text(vm, &value));
    Some(SyntaxLocation {
        file: text("filename")?,
        line: number("lineno")?,
        column: number("offset"),
        source: text("text"),
    })
}

fn attribute(
    vm: &VirtualMachine,
    exception: &PyBaseExceptionRef,
    name: &'static str,
) -> Option<PyObjectRef> {
    exception
        .as_object()
        .to_owned()
        .get_attr(name, vm)
        .ok()
        .filter(|value| !vm.is_none(value))
}

fn to_text(vm: &VirtualMachine, value: &PyObjectRef) -> Option<String> {
    if vm.is_none(value) {
        return None;
    }
    value
        .str(vm)
        .ok()
        .map(|text| text.to_string_lossy().into_owned())
}
