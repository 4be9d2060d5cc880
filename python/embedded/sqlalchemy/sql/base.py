"""Names where the original keeps them."""

_NAMES = {"sql.elements": "Executable", "sql._items": "ColumnCollection"}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.sql.base", _NAMES, name)
