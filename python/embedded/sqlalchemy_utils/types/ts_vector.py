"""What PostgreSQL searches in."""

from sqlalchemy import types
from sqlalchemy.dialects import postgresql


class TSVectorType(types.TypeDecorator):
    """The words of some columns; the columns are the business of who fills it."""

    impl = postgresql.TSVECTOR
    cache_ok = True

    def __init__(self, *args, **kwargs):
        super().__init__()
        self.columns = args
        self.options = kwargs

    def __repr__(self):
        shown = [repr(column) for column in self.columns]
        shown += [f"{name}={value!r}" for name, value in self.options.items()]
        return f"TSVectorType({', '.join(shown)})"
