"""The base of the types."""

from sqlalchemy.sql.sqltypes import TypeEngine, to_instance  # noqa: F401

_NAMES = {"sql.sqltypes": "ExternalType NULLTYPE TypeDecorator UserDefinedType Variant"}


def __getattr__(name):
    from sqlalchemy._lazy import resolve

    return resolve("sqlalchemy.sql.type_api", _NAMES, name)
