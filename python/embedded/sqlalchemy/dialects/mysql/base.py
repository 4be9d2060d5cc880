"""The dialect's class and types, where the original keeps them."""

from sqlalchemy.engine.default import MySQLDialect  # noqa: F401


def __getattr__(name):
    if name[:2] == "__":
        raise AttributeError(name)
    from sqlalchemy.dialects import mysql

    return getattr(mysql, name)
