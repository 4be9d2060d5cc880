"""The types of SQLModel."""

from sqlalchemy import types


class AutoString(types.TypeDecorator):
    """A text whose length is given where the database wants one."""

    impl = types.String
    cache_ok = True
    mysql_default_length = 255

    def load_dialect_impl(self, dialect):
        impl = self.impl_instance
        if impl.length is None and dialect.name == "mysql":
            return dialect.type_descriptor(types.String(self.mysql_default_length))
        return impl
