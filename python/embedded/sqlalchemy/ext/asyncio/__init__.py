"""Engines for `async` scripts; underneath, everything happens at once."""

from sqlalchemy.engine.create import create_engine, engine_from_config


class _Awaitable:
    """An object that `await` gives as it is and `async with` opens and closes."""

    def __init__(self, open_, close):
        self._open = open_
        self._close = close

    def __await__(self):
        return self._open()
        yield

    async def __aenter__(self):
        self._opened = self._open()
        return self._opened

    async def __aexit__(self, kind, value, traceback):
        self._close(self._opened, kind, value, traceback)


class AsyncEngine:
    """An engine."""

    def __init__(self, sync_engine):
        self.sync_engine = sync_engine

    url = property(lambda self: self.sync_engine.url)
    dialect = property(lambda self: self.sync_engine.dialect)
    name = property(lambda self: self.sync_engine.name)
    driver = property(lambda self: self.sync_engine.driver)
    pool = property(lambda self: self.sync_engine.pool)

    @property
    def engine(self):
        return self

    def connect(self):
        return AsyncConnection(self)

    def begin(self):
        block = self.sync_engine.begin()
        return _Awaitable(
            lambda: AsyncConnection(self, block.__enter__()),
            lambda opened, *outcome: block.__exit__(*outcome),
        )

    def execution_options(self, **opt):
        return AsyncEngine(self.sync_engine.execution_options(**opt))

    async def dispose(self, close=True):
        self.sync_engine.dispose(close)

    def __repr__(self):
        return f"AsyncEngine({self.url!r})"


class AsyncConnection:
    """A connection."""

    def __init__(self, async_engine, sync_connection=None):
        self.engine = async_engine
        self.sync_connection = sync_connection

    @property
    def sync_engine(self):
        return self.engine.sync_engine

    dialect = property(lambda self: self.sync_connection.dialect)
    closed = property(lambda self: self.sync_connection.closed)

    async def start(self, is_ctxmanager=False):
        if self.sync_connection is None:
            self.sync_connection = self.engine.sync_engine.connect()
        return self

    def __await__(self):
        return self.start().__await__()

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, kind, value, traceback):
        await self.close()

    async def run_sync(self, fn, *arg, **kw):
        return fn(self.sync_connection, *arg, **kw)

    async def execute(self, statement, parameters=None, *, execution_options=None):
        return self.sync_connection.execute(
            statement, parameters, execution_options=execution_options
        )

    async def exec_driver_sql(self, statement, parameters=None, execution_options=None):
        return self.sync_connection.exec_driver_sql(statement, parameters, execution_options)

    async def scalar(self, statement, parameters=None, *, execution_options=None):
        return self.sync_connection.scalar(
            statement, parameters, execution_options=execution_options
        )

    async def scalars(self, statement, parameters=None, *, execution_options=None):
        return self.sync_connection.scalars(
            statement, parameters, execution_options=execution_options
        )

    async def execution_options(self, **opt):
        self.sync_connection.execution_options(**opt)
        return self

    async def commit(self):
        self.sync_connection.commit()

    async def rollback(self):
        self.sync_connection.rollback()

    async def close(self):
        if self.sync_connection is not None:
            self.sync_connection.close()

    def in_transaction(self):
        return self.sync_connection.in_transaction()

    def begin(self):
        return AsyncTransaction(self, False)

    def begin_nested(self):
        return AsyncTransaction(self, True)


class AsyncTransaction:
    """A transaction."""

    def __init__(self, connection, nested):
        self.connection = connection
        self.nested = nested

    async def start(self, is_ctxmanager=False):
        sync = self.connection.sync_connection
        self.sync_transaction = sync.begin_nested() if self.nested else sync.begin()
        return self

    def __await__(self):
        return self.start().__await__()

    async def __aenter__(self):
        return await self.start()

    async def __aexit__(self, kind, value, traceback):
        self.sync_transaction.__exit__(kind, value, traceback)

    async def commit(self):
        self.sync_transaction.commit()

    async def rollback(self):
        self.sync_transaction.rollback()


def create_async_engine(url, **kw):
    """Makes an engine for a URL."""
    return AsyncEngine(create_engine(url, **kw))


def async_engine_from_config(configuration, prefix="sqlalchemy.", **kwargs):
    """Makes an engine from the entries of a dictionary that begin with a prefix."""
    return AsyncEngine(engine_from_config(configuration, prefix, **kwargs))


class AsyncAttrs:
    """A mixin of models."""


class AsyncSession:
    """A session; only its name is here, for annotations and factories that are never used."""

    def __init__(self, *args, **kw):
        from sqlalchemy.sql.elements import _later

        raise _later("AsyncSession")


class _Factory:
    """A factory of sessions."""

    def __init__(self, *args, **kw):
        pass

    def __class_getitem__(cls, item):
        return cls

    def __call__(self, *args, **kw):
        return AsyncSession()

    def configure(self, **kw):
        pass


async_sessionmaker = _Factory
async_scoped_session = _Factory


def __getattr__(name):
    from alembic._waist import missing

    raise missing("sqlalchemy.ext.asyncio", name)
