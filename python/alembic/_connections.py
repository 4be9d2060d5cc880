"""Connections that the project's own SQLAlchemy made, as the engine uses them."""

from alembic._values import from_data
from alembic._waist import held, hold, release, request


def register(dialect):
    """Tells the engine of a dialect that it does not know; another package has its side of it."""
    from alembic.ddl.impl import ENGINE_DIALECTS, DefaultImpl

    if dialect.name in ENGINE_DIALECTS:
        return
    impl = DefaultImpl.get_by_dialect(dialect)
    request(
        "dialect.register",
        {
            "name": dialect.name,
            "impl_name": impl.__name__,
            "transactional_ddl": bool(impl.transactional_ddl),
            "command_terminator": impl.command_terminator,
        },
    )


def dialect_of(url, dialect_name, dialect_opts=None):
    """Makes the dialect of a URL, or else of a name."""
    from sqlalchemy.engine.url import make_url

    return make_url(url or f"{dialect_name}://").get_dialect()(**(dialect_opts or {}))


def register_named(url, dialect_name):
    """Tells the engine of the dialect of a URL, or else of a name, if it does not know it."""
    from alembic.ddl.impl import ENGINE_DIALECTS

    text = url or f"{dialect_name}://"
    if (url or dialect_name) and text.partition(":")[0].partition("+")[0] not in ENGINE_DIALECTS:
        register(dialect_of(url, dialect_name))


# The oldest SQLAlchemy that this package knows.
_OLDEST = (2, 0)


def require_sqlalchemy():
    """Fails with a word to the user where the SQLAlchemy that is installed is too old."""
    import sqlalchemy

    version = tuple(int(part) for part in sqlalchemy.__version__.split(".")[:2])
    if version < _OLDEST:
        from alembic.util.exc import CommandError

        raise CommandError(
            f"SQLAlchemy {sqlalchemy.__version__} is installed, which alembic-rs does not support: "
            "install 2.0 or later (pip install 'sqlalchemy>=2')"
        )


def describe(connection):
    """Describes a connection, which the engine keeps by its handle."""
    dialect = connection.dialect
    register(dialect)
    url = None
    engine = getattr(connection, "engine", None)
    if hasattr(getattr(engine, "url", None), "render_as_string"):
        url = engine.url
        if url.get_backend_name() == dialect.name:
            url = url.render_as_string(hide_password=False)
        else:
            url = None
    version = getattr(dialect, "server_version_info", None)
    described = {
        "object": hold(connection),
        "url": url or f"{dialect.name}://",
        "is_mariadb": bool(getattr(dialect, "is_mariadb", False)),
        "is_for_any_thread": _is_for_any_thread(connection),
    }
    if isinstance(version, tuple):
        described["server_version_info"] = [
            part if isinstance(part, int) else str(part) for part in version
        ]
    schema = getattr(dialect, "default_schema_name", None)
    if isinstance(schema, str):
        described["default_schema_name"] = str.__str__(schema)
    return described


# The drivers whose connections may go from thread to thread.
_DRIVERS_FOR_ANY_THREAD = ("mysqldb", "psycopg", "psycopg2", "pymysql")


def _is_for_any_thread(connection):
    """Returns whether the engine may use a connection in a thread of its own, unseen by the project."""
    from sqlalchemy.engine import Connection

    if type(connection) is not Connection:
        return False
    dialect = connection.dialect
    has_listeners = connection._has_events or connection.engine._has_events or dialect._has_events
    return (
        not has_listeners
        and not connection._echo
        and not dialect.is_async
        and dialect.driver in _DRIVERS_FOR_ANY_THREAD
    )


def connection_execute(connection, text, parameters):
    """Runs a statement and returns its columns and rows, or the number of rows that it changed."""
    from sqlalchemy import text as sql

    values = {name: from_data(value) for name, value in parameters.items()}
    connection = held(connection)
    result = connection.execute(sql(text), values) if values else connection.execute(sql(text))
    if result is None or not getattr(result, "returns_rows", False):
        is_sane = getattr(connection.dialect, "supports_sane_rowcount", True)
        count = getattr(result, "rowcount", -1) if is_sane else -1
        return count if isinstance(count, int) else -1
    rows = result.fetchall()
    return [str(key) for key in result.keys()], rows


def connection_in_transaction(connection):
    """Returns whether a transaction is open."""
    return bool(_ask(held(connection), "in_transaction"))


def _ask(connection, method):
    # What a test puts in the place of a connection need not have all of its methods.
    function = getattr(connection, method, None)
    answer = function() if function is not None else False
    return answer if isinstance(answer, bool) else False


def connection_has_table(connection, table_name, schema):
    """Returns whether the database has a table."""
    connection = held(connection)
    return bool(connection.dialect.has_table(connection, table_name, schema))


def connection_begin(connection):
    """Begins a transaction and returns its handle."""
    return hold(held(connection).begin())


def connection_begin_or_join(connection):
    """Returns the handle of the transaction that is open, or begins one."""
    connection = held(connection)
    if _ask(connection, "in_transaction"):
        return hold(connection.get_transaction())
    return hold(connection.begin())


def connection_end(connection, transaction, commit):
    """Ends a transaction that the engine began; one that has ended already is left alone."""
    handle, transaction = transaction, held(transaction)
    try:
        if getattr(transaction, "is_active", True) or not commit:
            transaction.commit() if commit else transaction.rollback()
    finally:
        release(handle)


def connection_commit(connection):
    """Commits the open transaction."""
    held(connection).commit()


def connection_rollback(connection):
    """Rolls the open transaction back."""
    held(connection).rollback()


def connection_set_isolation_level(connection, level):
    """Sets the isolation level of the transactions to come; None returns to the default."""
    connection = held(connection)
    if level is None:
        level = connection.default_isolation_level
    connection.execution_options(isolation_level=level)


def connection_open_another(connection):
    """Opens a second connection to the same database and returns its handle, if there is a way."""
    from sqlalchemy.engine import Connection, Engine

    connection = held(connection)
    if not isinstance(connection, Connection):
        return None
    engine = connection.engine
    another = Engine(engine.pool.recreate(), engine.dialect, engine.url).connect()
    return hold(another.execution_options(isolation_level="AUTOCOMMIT"))


def connection_close(connection):
    """Closes a connection that the engine opened."""
    handle, connection = connection, held(connection)
    release(handle)
    if connection.dialect.is_async:
        from sqlalchemy.util.concurrency import in_greenlet

        if not in_greenlet():
            # Its event loop has ended, and its session ends with it.
            return
    connection.close()
    connection.engine.dispose()
