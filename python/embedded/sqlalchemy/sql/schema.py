"""Tables, columns and what belongs to them, as a script declares them."""

from sqlalchemy.sql._columns import Column, ForeignKey
from sqlalchemy.sql._constraints import (
    CheckConstraint,
    ColumnCollectionConstraint,
    ColumnCollectionMixin,
    Constraint,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy.sql._items import (
    ColumnDefault,
    DefaultClause,
    DefaultGenerator,
    FetchedValue,
    SchemaItem,
)
from sqlalchemy.sql._tables import BLANK_SCHEMA, MetaData, Table
from sqlalchemy.sql.elements import conv

__all__ = [
    "BLANK_SCHEMA",
    "CheckConstraint",
    "Column",
    "ColumnCollectionConstraint",
    "ColumnCollectionMixin",
    "ColumnDefault",
    "Constraint",
    "DefaultClause",
    "DefaultGenerator",
    "FetchedValue",
    "ForeignKey",
    "ForeignKeyConstraint",
    "MetaData",
    "PrimaryKeyConstraint",
    "SchemaItem",
    "Table",
    "UniqueConstraint",
    "conv",
]
_NAMES = {"sql._generators": "Computed Identity Sequence", "sql._indexes": "Index"}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.sql.schema", _NAMES, name)
