"""The types of SQLModel."""

from sqlalchemy import types


class UTCDateTime(types.TypeDecorator):
    """A moment with its time zone, which comes back in UTC."""

    impl = types.DateTime
    cache_ok = True

    def __init__(self):
        super().__init__(timezone=True)

    def __repr__(self):
        return "UTCDateTime()"

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(
                "Datetime values must have timezone information. Use datetime.now(timezone.utc), "
                "or annotate the field with NaiveDatetime for naive storage."
            )
        return value.astimezone(_utc())

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        # A database without time zones keeps moments in UTC.
        return value.replace(tzinfo=_utc()) if value.utcoffset() is None else value.astimezone(_utc())


def _utc():
    from datetime import timezone

    return timezone.utc


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
