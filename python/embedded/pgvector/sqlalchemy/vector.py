"""Vectors of numbers, as the extension `vector` of PostgreSQL has them."""

from sqlalchemy.types import UserDefinedType


class _Vector(UserDefinedType):
    cache_ok = True

    def __init__(self, dim=None):
        self.dim = dim

    def __repr__(self):
        return f"{type(self).__name__}({'' if self.dim is None else f'dim={self.dim}'})"

    def get_col_spec(self, **kw):
        name = type(self).__name__
        return name if self.dim is None else f"{name}({self.dim})"

    def _text(self, value):
        return "[" + ",".join(repr(float(number)) for number in value) + "]"

    def bind_processor(self, dialect):
        return lambda value: (
            value if value is None or isinstance(value, str) else self._text(value)
        )

    def result_processor(self, dialect, coltype):
        return lambda value: (
            [float(number) for number in value.strip("[]").split(",") if number]
            if isinstance(value, str)
            else value
        )


class VECTOR(_Vector):
    """Numbers of single precision."""


class HALFVEC(_Vector):
    """Numbers of half precision."""


class SPARSEVEC(_Vector):
    """Mostly zeros: columns only."""

    def _text(self, value):
        from alembic._waist import not_implemented

        raise not_implemented("A value of SPARSEVEC other than its text")

    def result_processor(self, dialect, coltype):
        return None


Vector = VECTOR


class BIT(UserDefinedType):
    """Bits."""

    cache_ok = True

    def __init__(self, length=None):
        self.length = length

    def get_col_spec(self, **kw):
        return "BIT" if self.length is None else f"BIT({self.length})"
