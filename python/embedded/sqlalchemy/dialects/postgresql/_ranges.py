"""Ranges and strings of bits, as values."""


class Range:
    """A range of values."""

    __module__ = "sqlalchemy.dialects.postgresql"

    def __init__(self, lower=None, upper=None, *, bounds="[)", empty=False):
        self.lower = lower
        self.upper = upper
        self.bounds = bounds
        self.empty = empty

    @property
    def isempty(self):
        return self.empty

    is_empty = isempty

    @property
    def lower_inc(self):
        return self.bounds[0] == "["

    @property
    def lower_inf(self):
        return not self.empty and self.lower is None

    @property
    def upper_inc(self):
        return self.bounds[1] == "]"

    @property
    def upper_inf(self):
        return not self.empty and self.upper is None

    def _parts(self):
        return (self.lower, self.upper, self.bounds, self.empty)

    def __eq__(self, other):
        if not isinstance(other, Range):
            return NotImplemented
        if self.empty and other.empty:
            return True
        return self._parts() == other._parts()

    def __hash__(self):
        return hash(self._parts())

    def __bool__(self):
        return not self.empty

    def __contains__(self, value):
        if self.empty:
            return False
        if self.lower is not None and not (
            value >= self.lower if self.lower_inc else value > self.lower
        ):
            return False
        return self.upper is None or (
            value <= self.upper if self.upper_inc else value < self.upper
        )

    contains = __contains__

    def __str__(self):
        if self.empty:
            return "empty"
        lower = "" if self.lower is None else self.lower
        upper = "" if self.upper is None else self.upper
        return f"{self.bounds[0]}{lower},{upper}{self.bounds[1]}"

    def __repr__(self):
        return (
            f"Range(lower={self.lower!r}, upper={self.upper!r}, "
            f"bounds={self.bounds!r}, empty={self.empty!r})"
        )


class MultiRange(list):
    """Ranges that do not overlap."""

    __module__ = "sqlalchemy.dialects.postgresql"


class BitString(str):
    """Bits, written as zeros and ones."""

    __module__ = "sqlalchemy.dialects.postgresql"

    def __new__(cls, value, length=None):
        if not isinstance(value, BitString) and value.strip("01"):
            raise ValueError("BitString must only contain '0' and '1' chars")
        if length is not None and len(value) != length:
            raise ValueError(f"expected a string of {length} bits, not {len(value)}")
        return str.__new__(cls, value)

    def __int__(self):
        return int(str.__str__(self), 2) if self else 0

    def __repr__(self):
        return f'BitString("{str.__str__(self)}")'
