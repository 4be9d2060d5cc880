"""The names of the pools; the engine keeps the connections."""


class Pool:
    """The base of the pools."""

    def __init__(self, *args, **kw):
        pass

    def status(self):
        return type(self).__name__

    def dispose(self):
        pass


_POOLS = (
    "AssertionPool AsyncAdaptedQueuePool ConnectionPoolEntry FallbackAsyncAdaptedQueuePool NullPool"
    " PoolProxiedConnection QueuePool SingletonThreadPool StaticPool"
).split()


def __getattr__(name):
    if name in _POOLS:
        value = globals()[name] = type(name, (Pool,), {"__module__": "sqlalchemy.pool"})
        return value
    from alembic._waist import missing

    raise missing("sqlalchemy.pool", name)
