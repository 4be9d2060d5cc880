"""Base classes for operations of a project's own."""

from alembic._waist import missing


class MigrateOperation:
    """An operation that a project defines itself."""

    @property
    def info(self):
        info = self.__dict__.setdefault("_info", {})
        return info

    def reverse(self):
        raise NotImplementedError

    def to_diff_tuple(self):
        raise NotImplementedError


def __getattr__(name):
    raise missing(__name__, name)
