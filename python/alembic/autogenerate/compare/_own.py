"""The engine's comparators, in the plugins that they belong to."""

from alembic._waist import request
from alembic.util.langhelpers import DispatchPriority

# Those that can be called from Python as well, which are of one column.
_HOMES = {
    "default_by_dialect": ("server_defaults", "_dialect_impl_compare_server_default"),
    "default_by_project": ("server_defaults", "_user_compare_server_default"),
    "nullable": ("constraints", "_compare_nullable"),
    "type_by_dialect": ("types", "_dialect_impl_compare_type"),
}


class EngineComparator:
    """Stands for a comparator of the engine's in an order of comparators.

    The engine calls its own by their names, without Python.
    """

    def __init__(self, name):
        self.name = name

    def __call__(self, *arguments, **kw):
        if self.name not in _HOMES:
            raise NotImplementedError(
                f"the comparator {self.name!r} is a part of the engine's comparison and cannot be "
                "called alone; register a function beside it, or leave its plugin out with '~'"
            )
        from importlib import import_module

        module, function = _HOMES[self.name]
        module = import_module("alembic.autogenerate.compare." + module)
        return getattr(module, function)(*arguments, **kw)

    def __repr__(self):
        return f"<the engine's comparator {self.name!r}>"


def set_up(make_plugin):
    """Registers the engine's comparators, with plugins that a function makes of names."""
    plugins = {}
    for own in request("context.own_comparators"):
        plugin = plugins.get(own["plugin"])
        if plugin is None:
            plugin = plugins[own["plugin"]] = make_plugin(own["plugin"])
        plugin.add_autogenerate_comparator(
            EngineComparator(own["name"]),
            own["target"],
            own["part"],
            priority=DispatchPriority[own["priority"]],
        )
