"""The types."""

from sqlalchemy import _TYPES

_NAMES = {
    "sql.sqltypes": _TYPES + " Concatenable Indexable MatchType NULLTYPE NullType NumericCommon"
    " SchemaType STRINGTYPE TypeEngine UserDefinedType Variant ExternalType to_instance"
}

# What `from … import *` brings.
__all__ = " ".join(_NAMES.values()).split()


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.types", _NAMES, name)
