"""What migration scripts call: functions that pass on to the operations being run."""

from alembic import _proxies


def _operations(function):
    operations = _proxies.get("operations") or globals().get("_proxy")
    if operations is None:
        raise NameError(
            f"Can't invoke function '{function}', as the proxy object has not yet been "
            "established for the Alembic 'Operations' class.  "
            "Try placing this code inside a callable."
        )
    return operations


def _function(name):
    def function(*args, **kw):
        return getattr(_operations(name), name)(*args, **kw)

    function.__name__ = function.__qualname__ = name
    return function


def _add_function(name):
    globals().setdefault(name, _function(name))


for _name in (
    "add_column",
    "alter_column",
    "batch_alter_table",
    "bulk_insert",
    "create_check_constraint",
    "create_exclude_constraint",
    "create_foreign_key",
    "create_index",
    "create_primary_key",
    "create_table",
    "create_table_comment",
    "create_unique_constraint",
    "drop_column",
    "drop_constraint",
    "drop_index",
    "drop_table",
    "drop_table_comment",
    "execute",
    "f",
    "get_bind",
    "get_context",
    "inline_literal",
    "invoke",
    "rename_table",
    "run_async",
):
    globals()[_name] = _function(_name)
del _name


def implementation_for(*args, **kw):
    from alembic.operations.base import Operations

    return Operations.implementation_for(*args, **kw)


def register_operation(*args, **kw):
    from alembic.operations.base import Operations

    return Operations.register_operation(*args, **kw)


def __getattr__(name):
    if name == "Operations":
        from alembic.operations.base import Operations

        return Operations
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
