"""Comparison of models with the database; the engine compares.

Its comparators are registered like those of any plugin (`_own`), so that others may come before or
after them, or take their place. The engine is told the order and calls what is not its own.
"""

import sys

from alembic._waist import hold, missing, request
from alembic.util import to_list
from alembic.util.langhelpers import PriorityDispatcher

# Functions that extensions register without a plugin; they come before those of plugins.
comparators = PriorityDispatcher()

_TARGETS = ("autogenerate", "schema", "table", "column")


def comparators_of(migration_context):
    """Returns the functions that a comparison calls."""
    from alembic.runtime.plugins import Plugin

    chosen = comparators.branch()
    patterns = migration_context.opts.get("autogenerate_plugins")
    Plugin.populate_autogenerate_priority_dispatch(
        chosen, ["alembic.autogenerate.*"] if patterns is None else patterns
    )
    return chosen


# The methods of a side of a database that are asked in a comparison, by the engine's function that
# asks them where that is a whole one.
_ASKED = {
    "type_by_dialect": "compare_type",
    "default_by_dialect": "compare_server_default",
}
_ASKED_APART = (
    "compare_check_constraint",
    "compare_indexes",
    "compare_unique_constraint",
    "correct_for_autogen_constraints",
    "correct_for_autogen_foreignkeys",
)


def described_comparators(chosen, migration_context):
    """Describes for the engine who compares: the functions in their order, and own methods."""
    sides = sys.modules.get("alembic.ddl.impl")
    overridden = set()
    if sides is not None:
        impl = migration_context.impl
        methods = (*_ASKED.values(), *_ASKED_APART)
        overridden.update(name for name in methods if sides.is_overridden(impl, name))

    def described(function, part):
        if type(function).__name__ == "EngineComparator":
            if _ASKED.get(function.name) not in overridden:
                return {"function": {"own": function.name}, "part": part}
        return {"function": {"project": hold(function)}, "part": part}

    dialect_name = migration_context.dialect.name
    answer = {
        target: [described(*entry) for entry in chosen._in_order(target, dialect_name)]
        for target in _TARGETS
    }
    return {**answer, "overridden": sorted(overridden)}


def _produce_net_changes(autogen_context, upgrade_ops):
    """Appends the operations that make the database what the models say."""
    upgrade_ops.ops.extend(operations_between(autogen_context))


def operations_between(autogen_context, is_compared=None, targets=_TARGETS, **hooks):
    """Returns the operations that make the database what the models say.

    `is_compared` chooses among the models' tables. Of the `targets` that are not named, only the
    engine's own functions are called. `hooks` take the place of the context's own `include_name` and
    `include_object`.
    """
    from alembic.autogenerate import _hooks
    from alembic.operations._from_data import operation

    migration_context = autogen_context.migration_context
    metadata = to_list(autogen_context.metadata, [])
    described = described_comparators(autogen_context.comparators, migration_context)
    for target in _TARGETS:
        if target not in targets:
            described[target] = [entry for entry in described[target] if "own" in entry["function"]]
    with _hooks.comparing(autogen_context, described):
        found = request(
            "context.autogenerate",
            {
                "context": migration_context._identifier,
                "options": _options(autogen_context, is_compared, hooks),
            },
        )
    return [operation(data, metadata) for data in found]


def _options(autogen_context, is_compared, hooks):
    from alembic._describe import metadata_list
    from alembic.runtime.environment import _option

    opts = autogen_context.opts
    migration_context = autogen_context.migration_context
    asked = {
        "include_schemas": opts.get("include_schemas"),
        "compare_enums": opts.get("compare_enums"),
        "compare_primary_keys": opts.get("compare_primary_keys"),
        "include_name": autogen_context.run_name_filters if autogen_context._name_filters else None,
        "include_object": (
            autogen_context.run_object_filters if autogen_context._object_filters else None
        ),
        **hooks,
    }
    for name in ("compare_type", "compare_server_default"):
        asked[name] = getattr(migration_context, "_user_" + name, opts.get(name))
    options = {name: _option(name, value) for name, value in asked.items() if value is not None}
    if autogen_context.metadata is not None:
        options["target_metadata"] = metadata_list(autogen_context.metadata, is_compared)
    return options


def __getattr__(name):
    raise missing(__name__, name)
