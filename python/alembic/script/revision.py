"""The exceptions of the revision map."""

from alembic._waist import missing


class RevisionError(Exception):
    pass


class RangeNotAncestorError(RevisionError):
    pass


class MultipleHeads(RevisionError):
    pass


class ResolutionError(RevisionError):
    pass


class CycleDetected(RevisionError):
    pass


class DependencyCycleDetected(CycleDetected):
    pass


class LoopDetected(CycleDetected):
    pass


class DependencyLoopDetected(DependencyCycleDetected, LoopDetected):
    pass


def __getattr__(name):
    raise missing(__name__, name)
