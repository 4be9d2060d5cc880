"""What all operations have."""

from alembic.util import memoized_property


class MigrateOperation:
    """An operation of a migration, or several; a project's own are made of this too."""

    _mutations = frozenset()

    @memoized_property
    def info(self):
        """A dictionary for whatever is to go along with the operation."""
        return {}

    def reverse(self):
        raise NotImplementedError

    def to_diff_tuple(self):
        raise NotImplementedError

    def _described(self):
        """Returns the data of the operation, as the engine reads it.

        One of the project's own has a meaning in Python alone and crosses as a handle.
        """
        from alembic._waist import object_handle

        return {"op": "custom", **object_handle(self)}


class AlterTableOp(MigrateOperation):
    """A change of a table."""

    def __init__(self, table_name, *, schema=None):
        self.table_name = table_name
        self.schema = schema


class RenamingOp(AlterTableOp):
    """A change that may give another name."""

    # What to do instead, if the two names turn out to be those of two things.
    _alternative = ()

    def _with_alternative(self, described):
        if self._alternative:
            described["_alternative"] = [other._described() for other in self._alternative]
        return described

    def _reversing(self, operation):
        """Returns the operation that takes this one back, with what takes the alternative back."""
        operation._alternative = [other.reverse() for other in reversed(self._alternative)]
        return operation


def with_reverse(described, reverse):
    """Returns the data of an operation that drops something along with what brings that back."""
    if reverse is not None:
        described["_reverse"] = reverse._described()
    return described
