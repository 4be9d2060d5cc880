"""Moments, stored without their zone."""

from sqlalchemy import types


class ArrowType(types.TypeDecorator):
    """A moment in UTC, which comes back as an object of the package `arrow`."""

    impl = types.DateTime
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if isinstance(value, str):
            import arrow

            value = arrow.get(value)
        moment = getattr(value, "datetime", value)
        if self.impl_instance.timezone or moment.tzinfo is None:
            return moment
        import datetime

        return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        import arrow

        return arrow.get(value)
