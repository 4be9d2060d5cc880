"""Plugins: functions that a package adds to what autogenerate compares."""

import logging

from alembic import util
from alembic._host import may_have_packages
from alembic._waist import missing
from alembic.util.langhelpers import DispatchPriority, PriorityDispatcher

log = logging.getLogger(__name__)

# All plugins, by name.
_all_plugins = {}

# Whether these are the plugins that are there before a project has begun.
_is_loading = True

# Names that plugins had in earlier versions of the original.
_FORMER_NAMES = {
    "alembic.autogenerate.checkconstraint_byname": "alembic.ext.checkconstraint_byname",
}


class Plugin:
    """What one package registers, under a name by which `autogenerate_plugins` chooses it."""

    def __init__(self, name):
        if not _is_loading:
            log.info("setup plugin %s", name)
        if name in _all_plugins:
            raise ValueError(f"A plugin named {name} is already registered")
        self.name = name
        self.autogenerate_comparators = PriorityDispatcher()
        _all_plugins[name] = self

    def remove(self):
        """Takes the plugin out of the list of all."""
        del _all_plugins[self.name]

    def add_autogenerate_comparator(
        self,
        fn,
        compare_target,
        compare_element=None,
        *,
        qualifier="default",
        priority=DispatchPriority.MEDIUM,
    ):
        """Lets a function take part in the comparison of things of one kind.

        `compare_element` names a part of the thing: once a function says that it has dealt with it,
        later ones for the same part are left out. `qualifier` is the name of a dialect.
        """
        register = self.autogenerate_comparators.dispatch_for(
            compare_target, subgroup=compare_element, priority=priority, qualifier=qualifier
        )
        register(fn)

    @classmethod
    def populate_autogenerate_priority_dispatch(cls, comparators, include_plugins):
        """Adds the functions of the chosen plugins to a dispatcher.

        An expression is a name, in which `*` stands for one or more parts; `~` before it excludes.
        """
        included, excluded = {}, []
        for expression in include_plugins:
            name = _translate_legacy_name(expression.removeprefix("~"))
            if expression.startswith("~"):
                excluded.append(_make_re(name))
            else:
                included[expression] = _make_re(name)
        unused = dict(included)
        for plugin in list(_all_plugins.values()):
            if any(pattern.match(plugin.name) for pattern in excluded):
                continue
            chosen_by = [text for text, regex in included.items() if regex.match(plugin.name)]
            for expression in chosen_by:
                unused.pop(expression, None)
            if chosen_by:
                log.info("setting up autogenerate plugin %s", plugin.name)
                comparators.populate_with(plugin.autogenerate_comparators)
        if unused:
            raise util.CommandError(f"Did not locate plugins: {', '.join(unused)}")

    @classmethod
    def setup_plugin_from_module(cls, module, name):
        """Makes a plugin and lets a module's `setup()` fill it."""
        module.setup(cls(name))


def _translate_legacy_name(name):
    """Returns the name that a plugin has today."""
    return _FORMER_NAMES.get(name, name)


def _make_re(name):
    """Returns the pattern of the names that an expression stands for."""
    parts = name.split(".")
    for part in parts:
        if part != "*" and not part.isidentifier():
            raise ValueError(f"Invalid plugin expression {name!r}")
    return _Pattern(parts)


class _Pattern:
    """A dotted name, in which `*` stands for one part or more."""

    def __init__(self, parts):
        self._parts = parts

    def match(self, name):
        return _matches(self._parts, name.split("."))


def _matches(pattern, parts):
    if not pattern or not parts:
        return not pattern and not parts
    if pattern[0] == "*":
        ends = range(1, len(parts) + 1)
        return any(_matches(pattern[1:], parts[end:]) for end in ends)
    return pattern[0] == parts[0] and _matches(pattern[1:], parts[1:])


def _setup():
    """Sets up the plugins that installed packages announce."""
    from importlib import metadata
    from types import ModuleType

    for entry_point in metadata.entry_points(group="alembic.plugins"):
        announced = entry_point.load()
        if isinstance(announced, ModuleType):
            modules = [announced]
        else:
            util.warn_deprecated(
                f"Plugin entrypoint {entry_point.name!r} refers to a collection of modules; "
                "name the one module that has the setup() function."
            )
            modules = announced
        for module in modules:
            Plugin.setup_plugin_from_module(module, entry_point.name)


def _setup_own():
    """Sets up the plugins of the engine's comparators."""
    from alembic.autogenerate.compare._own import set_up

    set_up(Plugin)


def __getattr__(name):
    if name == "metadata":
        from importlib import metadata

        return metadata
    raise missing(__name__, name)


if may_have_packages():
    _setup()
_setup_own()
_is_loading = False
