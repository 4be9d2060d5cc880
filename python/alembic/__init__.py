"""The names that migration scripts and env.py use; the engine decides what they do."""

__version__ = "1.20.1"

_MODULES = (
    "autogenerate",
    "command",
    "config",
    "context",
    "ddl",
    "environment",
    "migration",
    "op",
    "operations",
    "runtime",
    "script",
    "util",
)


def __getattr__(name):
    if name in _MODULES:
        return __import__("importlib").import_module("alembic." + name)
    from alembic._waist import missing

    raise missing("alembic", name)
