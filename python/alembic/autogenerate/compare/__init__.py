"""Comparison of models with the database; the engine compares."""

import sys

from alembic._waist import missing, request
from alembic.operations import ops
from alembic.util import to_list
from alembic.util.langhelpers import PriorityDispatcher

# Functions that extensions register beside the engine's.
comparators = PriorityDispatcher()


def _plugins():
    """Returns the plugins of packages; those of the engine are no objects."""
    module = sys.modules.get("alembic.runtime.plugins")
    return list(module._all_plugins.values()) if module is not None else []


def has_comparators():
    """Returns whether there are functions beside the engine's."""
    return bool(
        comparators._registry
        or any(plugin.autogenerate_comparators._registry for plugin in _plugins())
    )


def comparators_of(migration_context):
    """Returns the functions beside the engine's that a comparison calls."""
    chosen = comparators.branch()
    chosen.populate_with(_of_plugins(migration_context))
    return chosen


def _of_plugins(migration_context):
    chosen = PriorityDispatcher()
    patterns = migration_context.opts.get("autogenerate_plugins") or _DEFAULT_PLUGINS
    for plugin in _plugins():
        if _is_chosen(plugin.name, patterns):
            chosen.populate_with(plugin.autogenerate_comparators)
    return chosen


_DEFAULT_PLUGINS = ("alembic.autogenerate.*",)


def _is_chosen(name, patterns):
    from alembic.runtime.plugins import _make_re

    def matches(pattern):
        return _make_re(pattern).match(name) is not None

    return any(
        matches(pattern) for pattern in patterns if not pattern.startswith("~")
    ) and not any(matches(pattern[1:]) for pattern in patterns if pattern.startswith("~"))


def run_comparators(autogen_context, upgrade_ops):
    """Calls the functions that compare the whole and those that compare schemas.

    What is registered without a plugin comes before the engine's.
    """
    first = ops.UpgradeOps([])
    _run(comparators, autogen_context, first)
    upgrade_ops.ops[:0] = first.ops
    _run(_of_plugins(autogen_context.migration_context), autogen_context, upgrade_ops)


def _run(functions, autogen_context, upgrade_ops):
    qualifier = autogen_context.dialect.name
    functions.dispatch("autogenerate", qualifier=qualifier)(autogen_context, upgrade_ops)
    functions.dispatch("schema", qualifier=qualifier)(
        autogen_context, upgrade_ops, _schemas(autogen_context)
    )


def _schemas(autogen_context):
    """Returns the schemas that are compared; None is the default one."""
    schemas = {None}
    if autogen_context.opts.get("include_schemas", False):
        inspector = autogen_context.inspector
        schemas.update(inspector.get_schema_names())
        schemas.discard("information_schema")
        schemas.discard(autogen_context.dialect.default_schema_name)
    return {
        schema for schema in schemas if autogen_context.run_name_filters(schema, "schema", {})
    }


def _produce_net_changes(autogen_context, upgrade_ops):
    """Appends the operations that make the database what the models say."""
    upgrade_ops.ops.extend(operations_between(autogen_context))
    if has_comparators():
        run_comparators(autogen_context, upgrade_ops)


def operations_between(autogen_context, is_compared=None, **hooks):
    """Returns the operations that make the database what the models say.

    `is_compared` chooses among the models' tables. `hooks` take the place of the context's own
    `include_name` and `include_object`.
    """
    from alembic.autogenerate import _hooks
    from alembic.operations._from_data import operation

    migration_context = autogen_context.migration_context
    metadata = to_list(autogen_context.metadata, [])
    with _hooks.comparing(migration_context, metadata):
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
        "autogenerate_plugins": opts.get("autogenerate_plugins"),
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
