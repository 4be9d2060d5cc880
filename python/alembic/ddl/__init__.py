"""Names of the database's side that scripts and other packages import."""

_MODULES = ("base", "impl", "mssql", "mysql", "oracle", "postgresql", "sqlite")


def __getattr__(name):
    import importlib

    if name == "DefaultImpl":
        from alembic.ddl.impl import DefaultImpl

        return DefaultImpl
    if name in _MODULES:
        return importlib.import_module("alembic.ddl." + name)
    from alembic._waist import missing

    raise missing(__name__, name)
