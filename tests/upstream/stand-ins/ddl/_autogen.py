"""A name of the original's insides that a module of its tests imports for a few cases."""

from typing import NamedTuple


class ComparisonResult(NamedTuple):
    status: str
    message: str = ""

    @classmethod
    def Equal(cls):
        return cls("equal")

    @classmethod
    def Different(cls, message):
        return cls("different", message)

    @classmethod
    def Skip(cls, message):
        return cls("skip", message)
