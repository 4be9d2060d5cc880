"""Text of PostgreSQL in which upper and lower case are the same."""

from sqlalchemy.types import UserDefinedType


class CIText(UserDefinedType):
    """The type of the extension `citext`."""

    cache_ok = True

    def __init__(self, length=None, *args, **kwargs):
        self.length = length

    def get_col_spec(self, **kw):
        return "CITEXT"
