"""The types."""

from sqlalchemy import _TYPES

_NAMES = {
    "sql.sqltypes": _TYPES + " Concatenable Indexable MatchType NULLTYPE NullType NumericCommon"
    " SchemaType STRINGTYPE TypeEngine UserDefinedType Variant ExternalType to_instance"
}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.types", _NAMES, name)
