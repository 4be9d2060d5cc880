"""Engines, connections and transactions, as views of the engine's."""

from alembic._waist import request

# What runs statements is imported with the first of them.
_run = None


class Engine:
    """Where connections come from."""

    echo = False
    logging_name = None

    @classmethod
    def _create(cls, url, options):
        from alembic._waist import plain

        engine = cls.__new__(cls)
        engine._options = {}
        given = {}
        for key, value in options.items():
            if key in ("poolclass", "pool"):
                if value is not None:
                    given[key] = value.__name__ if isinstance(value, type) else "pool"
            elif key == "execution_options":
                engine._options = dict(value)
            elif value is not None:
                given[key] = plain(value)
        if not isinstance(url, str):
            url = url._parts()
        answer = request("engine.create", {"url": url, "options": given})
        engine._identifier = answer["engine"]
        engine._dialect_description = answer["dialect"]
        engine._url_parts = answer["url"]
        return engine

    def __getattr__(self, name):
        if name == "dialect":
            from sqlalchemy.engine.default import DefaultDialect

            value = DefaultDialect._of_engine(self._dialect_description)
        elif name == "url":
            from sqlalchemy.engine.url import URL

            value = URL._of_parts(self._url_parts)
        elif name == "pool":
            from sqlalchemy.pool import Pool

            value = Pool()
        else:
            raise AttributeError(f"'Engine' object has no attribute {name!r}")
        setattr(self, name, value)
        return value

    @property
    def name(self):
        return self._dialect_description["name"]

    @property
    def driver(self):
        return self._dialect_description["driver"]

    @property
    def engine(self):
        return self

    def connect(self):
        answer = request("connection.open", {"engine": self._identifier})
        connection = Connection.__new__(Connection)
        connection._identifier = answer["connection"]
        connection.engine = self
        description = answer.get("dialect")
        if description is not None:
            self._dialect_description = description
            self.__dict__.pop("dialect", None)
        if self._options:
            connection.execution_options(**self._options)
        listeners = _connect_listeners(self)
        if listeners:
            from sqlalchemy.event import call_connect_listeners

            call_connect_listeners(listeners, connection)
        return connection

    def begin(self):
        return _EngineBlock(self)

    def execution_options(self, **options):
        engine = Engine.__new__(Engine)
        engine.__dict__.update(self.__dict__)
        engine._options = {**self._options, **options}
        return engine

    def update_execution_options(self, **options):
        self._options = {**self._options, **options}

    def get_execution_options(self):
        return dict(self._options)

    def dispose(self, close=True):
        request("engine.dispose", {"engine": self._identifier})

    def raw_connection(self):
        raise _no_driver()

    def __repr__(self):
        return f"Engine({self.url!r})"


def _connect_listeners(engine):
    import sys

    module = sys.modules.get("sqlalchemy.event")
    return module.listeners(engine, Engine, "connect") if module is not None else ()


def _no_driver():
    from alembic._waist import WAY_OUT

    return NotImplementedError(f"the driver's own connection: {WAY_OUT}")


class _EngineBlock:
    """`with engine.begin()`: a connection and a transaction that end together."""

    def __init__(self, engine):
        self._engine = engine

    def __enter__(self):
        self._connection = self._engine.connect()
        self._transaction = self._connection.begin()
        return self._connection

    def __exit__(self, kind, value, traceback):
        try:
            self._transaction.__exit__(kind, value, traceback)
        finally:
            self._connection.close()


class Connection:
    """A connection to a database."""

    closed = False

    @classmethod
    def _of_engine(cls, identifier, dialect):
        connection = cls.__new__(cls)
        connection._identifier = identifier
        connection.dialect = dialect
        return connection

    def __getattr__(self, name):
        if name == "dialect":
            value = self.engine.dialect
        elif name == "engine":
            value = _EngineOfConnection(self)
        elif name == "info":
            value = {}
        elif name == "_options":
            value = {}
        else:
            raise AttributeError(f"'Connection' object has no attribute {name!r}")
        setattr(self, name, value)
        return value

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        self.close()

    @property
    def connection(self):
        raise _no_driver()

    @property
    def invalidated(self):
        return bool(self._in_transaction()["lost"])

    @property
    def default_isolation_level(self):
        return self.dialect.__dict__.get("default_isolation_level")

    def execute(self, statement, parameters=None, *, execution_options=None):
        global _run
        if _run is None:
            from sqlalchemy.engine._execution import run as _run
        return _run(self, statement, parameters, execution_options)

    def exec_driver_sql(self, statement, parameters=None, execution_options=None):
        from alembic import _describe

        if isinstance(parameters, tuple):
            parameters = [parameters] if parameters and isinstance(parameters[0], dict) else [
                list(parameters)
            ]
        answer = self._execute(
            {"driver_sql": statement},
            {"parameters": _describe.parameters(parameters)},
            execution_options,
        )
        return _result(answer, self)

    def _require_open(self):
        if self.closed:
            from sqlalchemy.exc import ResourceClosedError

            raise ResourceClosedError("This Connection is closed")

    def _execute(self, statement, given, options, keep=None):
        payload = {"connection": self._identifier, "statement": statement, **given}
        if options:
            from alembic._waist import plain

            payload["options"] = plain(options)
        if keep is not None:
            payload["keep"] = keep
        self._require_open()
        return request("connection.execute", payload)

    def _execute_operation(self, operation):
        request("connection.execute_ddl", {"connection": self._identifier, "operation": operation})

    def scalar(self, statement, parameters=None, *, execution_options=None):
        return self.execute(statement, parameters, execution_options=execution_options).scalar()

    def scalars(self, statement, parameters=None, *, execution_options=None):
        return self.execute(statement, parameters, execution_options=execution_options).scalars()

    def begin(self):
        return RootTransaction._begin(self, False)

    def begin_nested(self):
        return NestedTransaction._begin(self, True)

    def commit(self):
        request("connection.commit", {"connection": self._identifier})

    def rollback(self):
        request("connection.rollback", {"connection": self._identifier})

    def in_transaction(self):
        return bool(self._in_transaction()["root"])

    def in_nested_transaction(self):
        return bool(self._in_transaction()["nested"])

    def _in_transaction(self):
        return request("connection.in_transaction", {"connection": self._identifier})

    def get_transaction(self):
        if not self.in_transaction():
            return None
        known = self.__dict__.get("_transaction")
        return known if known is not None and known.is_active else _CurrentTransaction(self)

    def get_nested_transaction(self):
        return self.__dict__.get("_nested") if self.in_nested_transaction() else None

    def execution_options(self, **options):
        from alembic._waist import plain

        self._options = {**self._options, **options}
        request(
            "connection.set_options",
            {"connection": self._identifier, "options": plain(options)},
        )
        return self

    def get_execution_options(self):
        return dict(self._options)

    def get_isolation_level(self):
        return self._options.get("isolation_level") or self.default_isolation_level

    def schema_for_object(self, item):
        translated = self._options.get("schema_translate_map") or {}
        return translated.get(item.schema, item.schema)

    def close(self):
        if not self.closed:
            self.closed = True
            request("connection.close", {"connection": self._identifier})

    def detach(self):
        pass

    def invalidate(self, exception=None):
        self.close()


class _EngineOfConnection(Engine):
    """The engine of a connection that the migration context gave."""

    def __init__(self, connection):
        self._connection = connection
        self._options = {}
        self.dialect = connection.dialect
        self._dialect_description = {
            "name": self.dialect.name,
            "driver": self.dialect.driver,
        }

    def connect(self):
        raise _no_driver()


class Transaction:
    """A transaction of a connection."""

    nested = False

    @classmethod
    def _begin(cls, connection, nested):
        transaction = cls.__new__(cls)
        transaction.connection = connection
        transaction.is_active = True
        answer = request(
            "connection.begin", {"connection": connection._identifier, "nested": nested}
        )
        transaction._identifier = answer["transaction"]
        if nested:
            connection._nested = transaction
        else:
            connection._transaction = transaction
        return transaction

    @property
    def is_valid(self):
        return self.is_active

    def commit(self):
        self._end(True)

    def rollback(self):
        self._end(False)

    close = rollback

    def _end(self, commit):
        if not self.is_active:
            if commit:
                from sqlalchemy.exc import InvalidRequestError

                nested = "nested " if self.nested else ""
                raise InvalidRequestError(f"This {nested}transaction is inactive")
            return
        self.is_active = False
        request(
            "connection.end_transaction",
            {
                "connection": self.connection._identifier,
                "transaction": self._identifier,
                "commit": commit,
            },
        )

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        if kind is None:
            if self.is_active:
                self.commit()
        else:
            self.rollback()


class RootTransaction(Transaction):
    """The transaction itself."""


class NestedTransaction(Transaction):
    """A savepoint."""

    nested = True


class _CurrentTransaction(RootTransaction):
    """The transaction that began by itself."""

    def __init__(self, connection):
        self.connection = connection
        self.is_active = True

    def _end(self, commit):
        if self.is_active:
            self.is_active = False
            if commit:
                self.connection.commit()
            else:
                self.connection.rollback()


def _result(answer, connection=None):
    from sqlalchemy.engine.result import CursorResult

    return CursorResult(answer, None, connection)


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
