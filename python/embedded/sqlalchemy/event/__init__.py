"""Listeners: kept where they can be honoured, refused where that would be a pretence."""

_listeners = {}
# What is listened to is known by its address, which nothing else may get.
_kept = []

# What happens to tables and metadata when a script creates or drops them.
_OF_TABLES = ("before_create", "after_create", "before_drop", "after_drop")

# What an ORM would report, which does not happen in here.
_NEVER_HAPPENING = (
    "after_attach after_begin after_bulk_delete after_bulk_update after_commit after_configured"
    " after_create after_delete after_drop after_flush after_flush_postexec after_insert"
    " after_mapper_constructed after_parent_attach after_rollback after_soft_rollback"
    " after_transaction_create after_transaction_end after_update append attribute_instrument"
    " before_attach before_commit before_configured before_create before_delete before_drop"
    " before_flush before_insert before_mapper_configured before_parent_attach before_update"
    " bulk_replace class_instrument class_uninstrument deleted_to_detached"
    " deleted_to_persistent detached_to_persistent do_orm_execute expire first_init init"
    " init_failure init_scalar instrument_class loaded_as_persistent load mapper_configured modified"
    " pending_to_persistent pending_to_transient persistent_to_deleted persistent_to_detached"
    " persistent_to_transient pickle refresh refresh_flush remove set transient_to_pending"
    " translate_row unpickle checkin checkout close close_detached detach first_connect reset"
    " invalidate soft_invalidate engine_disposed"
).split()


def listen(target, identifier, fn, *args, **kw):
    """Calls a function when something happens."""
    if identifier in ("connect", "column_reflect"):
        target = getattr(target, "sync_engine", target)
        _listeners.setdefault((identifier, id(target)), []).append(fn)
        fn.__dict__.setdefault("_listens_to", []).append(target)
    elif identifier in _OF_TABLES and _is_of_tables(target):
        _kept.append(target)
        known = _listeners.setdefault((identifier, id(target)), [])
        known.append(_once(known, fn) if kw.get("once") else fn)
    elif identifier not in _NEVER_HAPPENING:
        from alembic._waist import WAY_OUT

        raise NotImplementedError(f"listening to the event {identifier!r}: {WAY_OUT}")


def _is_of_tables(target):
    kind = target if isinstance(target, type) else type(target)
    return any(base.__name__ in ("Table", "MetaData") for base in kind.__mro__)


def _once(known, fn):
    """Returns a function that calls another one the first time only."""

    def called(*args, **kw):
        known.remove(called)
        return fn(*args, **kw)

    return called


def listeners_of(identifier, target):
    """Returns the functions that listen to all tables, and those that listen to one."""
    return [
        fn
        for holder in (*type(target).__mro__[::-1], target)
        for fn in _listeners.get((identifier, id(holder)), ())
    ]


def listens_for(target, identifier, *args, **kw):
    """Decorates a function that is called when something happens."""

    def decorate(fn):
        listen(target, identifier, fn, *args, **kw)
        return fn

    return decorate


def listens_once(target, identifier, fn, *args, **kw):
    listen(target, identifier, fn, *args, **{**kw, "once": True})


def remove(target, identifier, fn):
    """Stops calling a function."""
    known = _listeners.get((identifier, id(target)), [])
    if fn in known:
        known.remove(fn)


def contains(target, identifier, fn):
    return fn in _listeners.get((identifier, id(target)), ())


def listeners(engine, engine_class, identifier):
    """Returns the functions that listen to an engine."""
    from sqlalchemy.pool import Pool

    return [
        fn
        for target in (engine_class, Pool, engine)
        for fn in _listeners.get((identifier, id(target)), ())
    ]


def call_column_reflect(inspector, table, column):
    """Tells listeners of a column that was read, which they may change."""
    for target in (type(table.metadata), table.metadata, type(table), table):
        for function in _listeners.get(("column_reflect", id(target)), ()):
            function(inspector, table, column)


def call_connect_listeners(functions, connection):
    """Tells listeners of a new connection; they get one that looks like a driver's."""
    driver_connection = _DriverConnection(connection)
    for function in functions:
        function(driver_connection, None)
    connection.commit()


class _DriverConnection:
    """Looks like a driver's connection."""

    def __init__(self, connection):
        self._connection = connection
        self.isolation_level = None

    def cursor(self):
        return _Cursor(self._connection)

    def execute(self, statement, parameters=None):
        return self.cursor().execute(statement, parameters)

    def commit(self):
        self._connection.commit()

    def rollback(self):
        self._connection.rollback()

    def close(self):
        pass


class _Cursor:
    """Looks like a driver's cursor."""

    _result = None
    description = None

    def __init__(self, connection):
        self._connection = connection

    def execute(self, statement, parameters=None):
        self._result = self._connection.exec_driver_sql(statement, parameters)
        return self

    def fetchone(self):
        row = self._result.fetchone()
        return None if row is None else tuple(row)

    def fetchall(self):
        return [tuple(row) for row in self._result.fetchall()]

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        pass


def __getattr__(name):
    from alembic._waist import missing

    raise missing("sqlalchemy.event", name)
