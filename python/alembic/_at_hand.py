"""The dialect that is being described for, for each thread.

The real SQLAlchemy compiles for it what the engine does not know: a project's own types and constructs.
"""

from _thread import get_ident

from alembic import _proxies

_dialects = {}


def dialect():
    """Returns the dialect at hand: of the operation, or else of the run; None if there is none."""
    found = _dialects.get(get_ident())
    if found is not None:
        return found
    context = _context()
    return context.dialect if context is not None else None


def writes_script():
    """Returns whether the run writes SQL instead of running it."""
    context = _context()
    return context is not None and context.as_sql


def _context():
    operations = _proxies.get("operations")
    if operations is not None:
        return operations.get_context()
    environment = _proxies.get("environment")
    return environment._migration_context if environment is not None else None


class describing_for:
    """Says which dialect is at hand for a while."""

    def __init__(self, dialect):
        self._dialect = dialect

    def __enter__(self):
        self._before = _dialects.get(get_ident())
        _dialects[get_ident()] = self._dialect

    def __exit__(self, *arguments):
        if self._before is None:
            del _dialects[get_ident()]
        else:
            _dialects[get_ident()] = self._before
