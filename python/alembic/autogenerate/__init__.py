"""Comparison of models with the database, and operations as the text of a script."""

from alembic._waist import missing

__all__ = [
    "RevisionContext",
    "Rewriter",
    "compare_metadata",
    "comparators",
    "produce_migrations",
    "render_op_text",
    "render_python_code",
    "renderers",
]

# Each is loaded when it is first asked for, since most runs need none.
_HOMES = {
    "RevisionContext": "api",
    "Rewriter": "rewriter",
    "_produce_net_changes": "compare",
    "_render_migration_diffs": "api",
    "comparators": "compare",
    "compare_metadata": "api",
    "produce_migrations": "api",
    "render_op_text": "render",
    "render_python_code": "api",
    "renderers": "render",
}
_MODULES = ("api", "compare", "render", "rewriter")


def __getattr__(name):
    from importlib import import_module

    if name in _MODULES and name not in _HOMES:
        return import_module("alembic.autogenerate." + name)
    if name in _HOMES:
        return getattr(import_module("alembic.autogenerate." + _HOMES[name]), name)
    raise missing(__name__, name)
