"""What the comparison of two indexes or constraints comes to."""

from collections import namedtuple

from alembic.util import to_list


class ComparisonResult(namedtuple("ComparisonResult", ("status", "message"))):
    """Equal, different or not to be compared, and why."""

    __slots__ = ()

    @property
    def is_equal(self):
        return self.status == "equal"

    @property
    def is_different(self):
        return self.status == "different"

    @property
    def is_skip(self):
        return self.status == "skip"

    @classmethod
    def Equal(cls):  # noqa: N802, as the original names it
        return cls("equal", "The two constraints are equal")

    @classmethod
    def Different(cls, reason):  # noqa: N802
        return cls("different", ", ".join(to_list(reason)))

    @classmethod
    def Skip(cls, reason):  # noqa: N802
        return cls("skip", ", ".join(to_list(reason)))


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
