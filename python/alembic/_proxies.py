"""What the functions of `alembic.op` and `alembic.context` speak of, for each thread."""

from _thread import get_ident

_installed = {}


def get(kind):
    """Returns what is installed in this thread, None if nothing is."""
    return _installed.get((kind, get_ident()))


def install(kind, thing):
    """Makes something what the functions speak of and returns what it was before."""
    key = (kind, get_ident())
    before = _installed.get(key)
    if thing is None:
        _installed.pop(key, None)
    else:
        _installed[key] = thing
    return before
