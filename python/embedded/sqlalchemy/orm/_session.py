"""Names of sessions and queries, which the built-in interpreter does not run."""

from sqlalchemy.sql.elements import _later


class Session:
    """A session; asking for one says the way out."""

    def __init__(self, *args, **kw):
        raise _later("Session")

    def __class_getitem__(cls, item):
        return cls


class Query:
    """A query."""

    def __init__(self, *args, **kw):
        raise _later("Query")

    def __class_getitem__(cls, item):
        return cls


class sessionmaker:
    """A factory of sessions: making one is harmless, using it says the way out."""

    def __init__(self, *args, **kw):
        pass

    def __class_getitem__(cls, item):
        return cls

    def configure(self, **kw):
        pass

    def __call__(self, *args, **kw):
        return Session()

    def begin(self):
        return Session()


class scoped_session(sessionmaker):
    """One session for each thread."""

    def query_property(self, query_cls=None):
        return None

    def remove(self):
        pass


def object_session(instance):
    return None


def close_all_sessions():
    pass


def __getattr__(name):
    if name[:2] == "__":
        raise AttributeError(name)

    def option(*args, **kw):
        raise _later(f"{name}()")

    return option
