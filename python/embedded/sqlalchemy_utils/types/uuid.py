"""Identifiers, stored as the database can."""

import uuid

from sqlalchemy import types
from sqlalchemy.dialects import postgresql


class UUIDType(types.TypeDecorator):
    """A UUID: the database's own where it has one, else sixteen bytes or 32 digits."""

    impl = types.BINARY(16)
    python_type = uuid.UUID
    cache_ok = True

    def __init__(self, binary=True, native=True):
        self.impl = types.BINARY(16) if binary else types.CHAR(32)
        self.binary = binary
        self.native = native

    def __repr__(self):
        shown = [] if self.binary else ["binary=False"]
        shown += [] if self.native else ["native=False"]
        return f"UUIDType({', '.join(shown)})"

    def _is_native(self, dialect):
        return self.native and dialect.name in ("postgresql", "cockroachdb")

    def load_dialect_impl(self, dialect):
        if self._is_native(dialect):
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(self.impl)

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        value = _identifier(value)
        if self._is_native(dialect):
            return str(value)
        return value.bytes if self.binary else value.hex

    def process_result_value(self, value, dialect):
        return None if value is None else _identifier(value)


def _identifier(value):
    if isinstance(value, uuid.UUID):
        return value
    if isinstance(value, bytes):
        return uuid.UUID(bytes=value)
    return uuid.UUID(value)
