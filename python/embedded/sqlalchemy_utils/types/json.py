"""Documents, stored as text where the database has no type for them."""

import json

from sqlalchemy import types
from sqlalchemy.dialects import postgresql


class JSONType(types.TypeDecorator):
    """A document."""

    impl = types.UnicodeText
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.JSON())
        return dialect.type_descriptor(self.impl)

    def process_bind_param(self, value, dialect):
        if dialect.name == "postgresql" or value is None:
            return value
        return json.dumps(value)

    def process_result_value(self, value, dialect):
        if dialect.name == "postgresql" or value is None:
            return value
        return json.loads(value)
