"""Helpers about the language."""

import enum
from collections.abc import Mapping

from alembic._waist import missing
from alembic.util import asbool, dedupe_tuple, memoized_property, not_none, rev_id  # noqa: F401
from alembic.util import to_list, to_tuple, unique_list  # noqa: F401


class immutabledict(dict):
    """A dictionary that does not change."""

    def _refuse(self, *arguments, **kw):
        raise TypeError(f"{type(self).__name__} object is immutable")

    __delitem__ = __setitem__ = clear = pop = popitem = setdefault = update = _refuse

    def union(self, other=None, **kw):
        assert other is None or isinstance(other, Mapping)
        return immutabledict({**self, **(other or {}), **kw})

    __or__ = union


EMPTY_DICT = immutabledict()


class DispatchPriority(enum.IntEnum):
    """Which batch a function of a `PriorityDispatcher` runs in, from the first to the last."""

    FIRST = 50
    MEDIUM = 25
    LAST = 10


class PriorityDispatchResult(enum.Enum):
    """Whether further functions of a subgroup run."""

    CONTINUE = enum.auto()
    STOP = enum.auto()


class Dispatcher:
    """Finds the function that was registered for an object's class."""

    def __init__(self):
        self._registry = {}

    def dispatch_for(self, target, *, qualifier="default", replace=False):
        def register(function):
            if (target, qualifier) in self._registry and not replace:
                raise ValueError(
                    f"Can not set dispatch function for object {target!r}: key already exists. "
                    "To replace existing function, use replace=True."
                )
            self._registry[target, qualifier] = function
            return function

        return register

    def dispatch(self, obj, qualifier="default"):
        if isinstance(obj, str):
            targets = (obj,)
        else:
            targets = (obj if isinstance(obj, type) else type(obj)).__mro__
        for target in targets:
            for key in dict.fromkeys((qualifier, "default")):
                function = self._registry.get((target, key))
                if function is not None:
                    return function
        raise ValueError(f"no dispatch function for object: {obj}")

    def branch(self):
        other = Dispatcher()
        other._registry.update(self._registry)
        return other


class PriorityDispatcher:
    """Calls all functions that were registered for a name, batch by batch."""

    def __init__(self):
        self._registry = {}

    def dispatch_for(
        self, target, *, priority=DispatchPriority.MEDIUM, qualifier="default", subgroup=None
    ):
        def register(function):
            key = (target, qualifier, priority)
            self._registry.setdefault(key, []).append((function, subgroup))
            return function

        return register

    def dispatch(self, target, *, qualifier="default"):
        def call(*arguments, **kw):
            stopped = set()
            for function, subgroup in self._in_order(target, qualifier):
                if subgroup in stopped:
                    continue
                if function(*arguments, **kw) is PriorityDispatchResult.STOP:
                    stopped.add(subgroup)

        return call

    def _in_order(self, target, qualifier):
        """Returns the functions for a name, each with its subgroup, as they are called."""
        return [
            entry
            for priority in DispatchPriority
            for key in dict.fromkeys((qualifier, "default"))
            for entry in self._registry.get((target, key, priority), ())
        ]

    def branch(self):
        other = PriorityDispatcher()
        other.populate_with(self)
        return other

    def populate_with(self, other):
        for key, functions in other._registry.items():
            self._registry.setdefault(key, []).extend(functions)


class _ProxiedClass(type):
    def __setattr__(cls, name, value):
        super().__setattr__(name, value)
        # What is added later, as operations of a project's own are, is a function of the modules too.
        for module_globals, names in cls.__dict__.get("_modules", ()):
            cls._add_function(name, module_globals, names)


class ModuleClsProxy(metaclass=_ProxiedClass):
    """A class whose methods are functions of modules, for the instance that is installed there."""

    @classmethod
    def create_module_class_proxy(cls, globals_, locals_):
        """Adds the methods of the class to the names of a module."""
        if "_modules" not in cls.__dict__:
            type.__setattr__(cls, "_modules", [])
            type.__setattr__(cls, "_attributes", set())
        cls._modules.append((globals_, locals_))
        for name in dir(cls):
            cls._add_function(name, globals_, locals_)

    @classmethod
    def _add_function(cls, name, globals_, locals_):
        if name.startswith("_"):
            return
        method = getattr(cls, name)
        if callable(method):
            locals_[name] = cls._function(name, method, globals_)
        else:
            cls._attributes.add(name)

    @classmethod
    def _function(cls, name, method, globals_):
        def function(*arguments, **kw):
            installed = globals_.get("_proxy")
            if installed is None:
                raise NameError(
                    f"Can't invoke function '{name}', as the proxy object has not yet been "
                    f"established for the Alembic '{cls.__name__}' class.  Try placing this code "
                    "inside a callable."
                )
            return getattr(installed, name)(*arguments, **kw)

        function.__name__ = function.__qualname__ = name
        function.__doc__ = method.__doc__
        return function

    def _install_proxy(self):
        for globals_, _ in type(self)._modules:
            globals_["_proxy"] = self
            for name in type(self)._attributes:
                globals_[name] = getattr(self, name)

    def _remove_proxy(self):
        for globals_, _ in type(self)._modules:
            globals_["_proxy"] = None
            for name in type(self)._attributes:
                globals_.pop(name, None)


def __getattr__(name):
    raise missing(__name__, name)
