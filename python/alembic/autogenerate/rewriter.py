"""Functions that change operations on their way into a script."""

from alembic.operations import ops
from alembic.util import to_list
from alembic.util.langhelpers import Dispatcher


class Rewriter:
    """Passes operations to the functions that are registered for their classes.

    An instance is given to `context.configure()` as `process_revision_directives`.
    """

    _chained = ()

    def __init__(self):
        self.dispatch = Dispatcher()

    def chain(self, other):
        """Returns a rewriter that runs this one and then another."""
        chained = type(self).__new__(type(self))
        chained.__dict__.update(self.__dict__)
        chained._chained = (*self._chained, other)
        return chained

    def rewrites(self, operator):
        """Registers a function for a class of operations.

        It gets the migration context, the revision and the operation, and returns what takes its
        place: an operation, or a list of them.
        """
        return self.dispatch.dispatch_for(operator)

    def __call__(self, context, revision, directives):
        self.process_revision_directives(context, revision, directives)
        for process in self._chained:
            process(context, revision, directives)

    def process_revision_directives(self, context, revision, directives):
        """Rewrites scripts in place."""
        directives[:] = self._rewritten_all(context, revision, directives)

    def _rewritten_all(self, context, revision, operations):
        return [
            rewritten
            for operation in list(operations)
            for rewritten in self._rewritten(context, revision, operation)
        ]

    def _rewritten(self, context, revision, operation):
        """Returns what takes the place of an operation, with what it contains rewritten too."""
        results = list(self._replacements(context, revision, operation))
        for result in results:
            if isinstance(result, ops.MigrationScript):
                result.upgrade_ops = self._containers(
                    context, revision, result.upgrade_ops_list, "UpgradeOps"
                )
                result.downgrade_ops = self._containers(
                    context, revision, result.downgrade_ops_list, "DowngradeOps"
                )
            elif isinstance(result, ops.OpContainer):
                result.ops[:] = self._rewritten_all(context, revision, result.ops)
        return results

    def _containers(self, context, revision, containers, kind):
        results = []
        for container in containers:
            rewritten = self._rewritten(context, revision, container)
            if len(rewritten) != 1:
                raise ValueError(f"Can only return single object for {kind} traverse")
            results.append(rewritten[0])
        return results

    def _replacements(self, context, revision, operation):
        try:
            function = self.dispatch.dispatch(operation)
        except ValueError:
            return [operation]
        # What a function gave back does not come to it again.
        if self in operation._mutations:
            return [operation]
        results = to_list(function(context, revision, operation), [])
        for result in results:
            result._mutations = result._mutations.union([self])
        return results
