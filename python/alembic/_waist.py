"""The way between Python and the engine: requests out, handles for what only Python can hold."""

import sys

from alembic._engine import EngineError
from alembic._engine import request as _request

# Tests of the built-in modules run on another interpreter.
IS_EMBEDDED = sys.implementation.name == "rustpython" or hasattr(
    sys.modules["alembic._engine"], "with_built_in_modules"
)

WAY_OUT = (
    (
        "the built-in interpreter does not have it; "
        "run this project with the alembic-rs wheel in the project's own environment"
    )
    if IS_EMBEDDED
    else "alembic-rs does not have it"
)

# What is kept, and its handles. The place of what was released is taken again: the built-in interpreter goes through all
# places whenever it looks for garbage. A handle is given once, so that to release it twice takes nothing from others.
_held = [None]
_handles = [None]
_free_places = []
_handles_by_identity = {}
_count = 0

# A handle is its number times this, and its place.
_MOST_PLACES = 1 << 32


def hold(thing):
    """Keeps an object for the engine and returns its handle, the same one each time."""
    handle = _handles_by_identity.get(id(thing))
    if handle is None:
        handle = _handles_by_identity[id(thing)] = hold_new(thing)
    return handle


def hold_new(thing):
    """Keeps an object that is handed over this once, and returns its handle."""
    global _count
    _count += 1
    if _free_places:
        place = _free_places.pop()
    else:
        place = len(_held)
        _held.append(None)
        _handles.append(None)
    _held[place] = thing
    handle = _handles[place] = _count * _MOST_PLACES + place
    return handle


def held(handle):
    """Returns the object that a handle stands for."""
    return _held[handle % _MOST_PLACES]


def release(handle):
    """Forgets an object that was kept for the engine."""
    place = handle % _MOST_PLACES
    if _handles[place] != handle:
        return
    thing, _held[place] = _held[place], None
    _handles[place] = None
    _free_places.append(place)
    if _handles_by_identity.get(id(thing)) == handle:
        del _handles_by_identity[id(thing)]


def callable_handle(function):
    """Returns the plain data by which the engine calls a function."""
    return {"callable": hold(function)}


def object_handle(thing):
    """Returns the plain data that the engine hands back for an object."""
    return {"object": hold(thing)}


def resolve(data):
    """Returns plain data with the handles in it replaced by what they stand for."""
    if type(data) is dict:
        if len(data) == 1:
            for key, value in data.items():
                if key == "object" or key == "callable":
                    return held(value)
                if key == "$tuple":
                    return tuple([resolve(item) for item in value])
                if key[:1] == "$":
                    from alembic._values import from_data

                    return from_data(data)
        return {key: resolve(value) for key, value in data.items()}
    if type(data) is list:
        return [resolve(item) for item in data]
    return data


def request(name, payload=None):
    """Asks the engine; its errors come as the exceptions that the original would raise."""
    try:
        return _request(name, payload if payload is not None else {})
    except EngineError as error:
        raised = exception(error)
    raise raised


def exception(error):
    """Returns the exception that stands for an engine error.

    It carries the engine error, so that the host can hand that back whole.
    """
    class_name, message, attributes = error.args
    cls = _exception_class(class_name)
    if issubclass(cls, _TOLD_BY_PARTS):
        text = {"__module__": cls.__module__, "__str__": lambda self: self.args[0]}
        cls = type(cls.__name__, (cls,), text)
    raised = cls.__new__(cls, message)
    raised.args = (message,)
    if hasattr(cls, "add_detail"):
        raised.detail = []  # what the real class sets only while it is initialised
    for name, value in (attributes or {}).items():
        if name == "orig":
            value = _driver_error(value)
        elif type(value) is dict or type(value) is list:
            value = resolve(value)
        try:
            setattr(raised, name, value)
        except AttributeError:
            pass
    raised.__engine_error__ = error
    return raised


# Exceptions that make their message of what they were made of, which the engine does not know.
_TOLD_BY_PARTS = (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError)


def _exception_class(full_name):
    module_name, _, name = full_name.rpartition(".")
    module = __import__(module_name or "builtins", None, None, [name])
    cls = getattr(module, name, None)
    if isinstance(cls, type) and issubclass(cls, BaseException):
        return cls
    return RuntimeError


def _driver_error(data):
    """Returns the stand-in for the driver's own exception."""
    if type(data) is not dict:
        return Exception(data)
    full_name = data.get("class_name") or "Exception"
    module_name, _, name = full_name.rpartition(".")
    if module_name in ("builtins", "sqlalchemy.exc"):
        cls = _exception_class(full_name)
    else:
        cls = type(name, (Exception,), {"__module__": module_name or "builtins"})
    arguments = data.get("args")
    error = cls(*arguments) if arguments is not None else cls(data.get("message"))
    error.sqlstate = error.pgcode = data.get("sqlstate")
    return error


def missing(module_name, name):
    """Returns the exception for a name that a module of ours lacks.

    An `import` gets an ImportError that says the way out; everything else, such as `hasattr`,
    needs an AttributeError.
    """
    if name[:2] != "__" and _is_imported(module_name, name):
        return ImportError(
            f"cannot import name {name!r} from {module_name!r}: {WAY_OUT}", name=module_name
        )
    return AttributeError(f"module {module_name!r} has no attribute {name!r}: {WAY_OUT}")


def _is_imported(module_name, name):
    frame = sys._getframe(2)
    while frame is not None and frame.f_code.co_name in ("__getattr__", "resolve", "submodule"):
        frame = frame.f_back
    if frame is None:
        return False
    try:
        with open(frame.f_code.co_filename, "rb") as file:
            source = file.read()
        import ast

        tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError):
        return False
    line = frame.f_lineno
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.lineno <= line <= (node.end_lineno or node.lineno)
            and any(alias.name == name for alias in node.names)
        ):
            return True
    return False


def not_implemented(what):
    """Returns the exception for something that the engine does not offer to scripts."""
    return NotImplementedError(
        f"{what} is not available here; run this project with the original Alembic for this step"
    )


def plain(value):
    """Returns plain data for an option; what is not plain crosses as a handle.

    A key that is None, as in a map of schemas, becomes the empty text.
    """
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, dict):
        return {"" if key is None else str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if callable(value):
        return callable_handle(value)
    return object_handle(value)
