"""Names of the engine's parts, for annotations."""

from sqlalchemy.engine.default import Dialect  # noqa: F401


class DBAPIConnection:
    """A connection of a driver."""


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
