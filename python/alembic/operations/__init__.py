"""The operations that scripts issue."""

_NAMES = {
    "AbstractOperations": "base",
    "BatchOperations": "base",
    "Operations": "base",
    "MigrateOperation": "ops",
    "MigrationScript": "ops",
}


def __getattr__(name):
    import importlib

    if name in ("base", "batch", "ops", "schemaobj", "toimpl"):
        return importlib.import_module("alembic.operations." + name)
    module = _NAMES.get(name)
    if module is None:
        from alembic._waist import missing

        raise missing(__name__, name)
    return getattr(importlib.import_module("alembic.operations." + module), name)
