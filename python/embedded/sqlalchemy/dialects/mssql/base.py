"""The dialect's class and types, where the original keeps them."""

from sqlalchemy.engine.default import MSDialect  # noqa: F401


def __getattr__(name):
    if name[:2] == "__":
        raise AttributeError(name)
    from sqlalchemy.dialects import mssql

    return getattr(mssql, name)
