"""PostgreSQL."""

from alembic._values import to_data

_TYPES = {
    "ARRAY": ("ARRAY", None),
    "AbstractRange": ("TypeEngine", ""),
    "AbstractSingleRange": (".AbstractRange", ""),
    "AbstractMultiRange": (".AbstractRange", ""),
    "BYTEA": ("LargeBinary", "length"),
    "CIDR": ("TypeEngine", ""),
    "CITEXT": ("TEXT", "length collation collation_schema"),
    "DATEMULTIRANGE": (".AbstractMultiRange", ""),
    "DATERANGE": (".AbstractSingleRange", ""),
    "HSTORE": ("TypeEngine", "text_type"),
    "INET": ("TypeEngine", ""),
    "INT4MULTIRANGE": (".AbstractMultiRange", ""),
    "INT4RANGE": (".AbstractSingleRange", ""),
    "INT8MULTIRANGE": (".AbstractMultiRange", ""),
    "INT8RANGE": (".AbstractSingleRange", ""),
    "INTERVAL": ("TypeEngine", "precision fields"),
    "JSON": ("JSON", "none_as_null=False astext_type"),
    "JSONB": (".JSON", "none_as_null=False astext_type"),
    "JSONPATH": ("TypeEngine", ""),
    "MACADDR": ("TypeEngine", ""),
    "MACADDR8": ("TypeEngine", ""),
    "MONEY": ("TypeEngine", ""),
    "NUMMULTIRANGE": (".AbstractMultiRange", ""),
    "NUMRANGE": (".AbstractSingleRange", ""),
    "OID": ("TypeEngine", ""),
    "REGCLASS": ("TypeEngine", ""),
    "REGCONFIG": ("TypeEngine", ""),
    "TIME": ("TIME", "timezone=False precision"),
    "TIMESTAMP": ("TIMESTAMP", "timezone=False precision"),
    "TSMULTIRANGE": (".AbstractMultiRange", ""),
    "TSQUERY": ("TypeEngine", ""),
    "TSRANGE": (".AbstractSingleRange", ""),
    "TSTZMULTIRANGE": (".AbstractMultiRange", ""),
    "TSTZRANGE": (".AbstractSingleRange", ""),
    "TSVECTOR": ("TypeEngine", ""),
}
_GENERIC = (
    "BIGINT BOOLEAN CHAR DATE DOUBLE DOUBLE_PRECISION FLOAT INTEGER NUMERIC REAL SMALLINT TEXT"
    " UUID VARCHAR"
).split()
# What `from … import *` brings.
__all__ = (
    "BIT BitString DOMAIN ENUM ExcludeConstraint Insert MultiRange NamedType Range aggregate_order_by"
    " array array_agg dialect insert"
).split()
__all__ += [*_TYPES, *_GENERIC]


_OBJECTS = (
    "BIT DOMAIN ENUM ExcludeConstraint NamedType aggregate_order_by array array_agg".split()
)


def __getattr__(name):
    if name in _OBJECTS:
        from sqlalchemy.dialects.postgresql import _objects

        value = globals()[name] = getattr(_objects, name)
        return value
    if name in ("BitString", "MultiRange", "Range"):
        from sqlalchemy.dialects.postgresql import _ranges

        return getattr(_ranges, name)
    if name in ("Insert", "insert"):
        from sqlalchemy.sql import _conflicts

        return getattr(_conflicts, "PostgresqlInsert" if name == "Insert" else "postgresql_insert")
    if name == "dialect":
        from sqlalchemy.engine.default import PGDialect

        return PGDialect
    if name == "PGDialect":
        from sqlalchemy.engine.default import PGDialect

        return PGDialect
    if name in ("to_tsvector", "to_tsquery", "plainto_tsquery", "websearch_to_tsquery"):
        from sqlalchemy.sql.functions import func

        return getattr(func, name)
    from sqlalchemy.dialects import types_of

    value = types_of("sqlalchemy.dialects.postgresql", _TYPES, _GENERIC, name)
    if name[-10:] == "MULTIRANGE":
        value._value_sent = lambda self, content: {
            "$multirange": [to_data(part)["$range"] for part in content]
        }
    if name in ("HSTORE", "JSON", "JSONB"):
        from sqlalchemy.dialects.postgresql._objects import show_text_type

        value.__repr__ = show_text_type
    return value
