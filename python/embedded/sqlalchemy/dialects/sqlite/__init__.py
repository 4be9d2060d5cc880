"""SQLite."""

_TYPES = {
    "DATE": ("Date", "storage_format regexp"),
    "DATETIME": ("DateTime", "timezone=False truncate_microseconds=False storage_format regexp"),
    "TIME": ("Time", "timezone=False truncate_microseconds=False storage_format regexp"),
    "JSON": ("JSON", "none_as_null=False"),
    "JSONB": ("JSON", "none_as_null=False"),
}
_GENERIC = (
    "BLOB BOOLEAN CHAR DECIMAL FLOAT INTEGER NUMERIC REAL SMALLINT TEXT TIMESTAMP VARCHAR"
).split()
# What `from … import *` brings.
__all__ = ["Insert", "dialect", "insert", *_TYPES, *_GENERIC]


def __getattr__(name):
    if name in ("Insert", "insert"):
        from sqlalchemy.sql import _conflicts

        return getattr(_conflicts, "SqliteInsert" if name == "Insert" else "sqlite_insert")
    if name == "dialect":
        from sqlalchemy.engine.default import SQLiteDialect

        return SQLiteDialect
    from sqlalchemy.dialects import types_of

    return types_of("sqlalchemy.dialects.sqlite", _TYPES, _GENERIC, name)
