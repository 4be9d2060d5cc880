"""Creating and dropping tables, of which listeners are told."""

import sys

from sqlalchemy.sql.ddl import CreateTable, DropTable, run


def create_tables(bind, tables, checkfirst, metadata=None):
    """Creates tables with their indexes; with `checkfirst`, those that are not there already."""
    if _is_engine(bind):
        with bind.begin() as connection:
            create_tables(connection, tables, checkfirst, metadata)
        return
    inspector = _inspector(bind) if checkfirst else None
    if inspector is not None:
        tables = [table for table in tables if not inspector.has_table(table.name, table.schema)]
    told = {"checkfirst": checkfirst, "_is_metadata_operation": metadata is not None}
    _tell("before_create", metadata, bind, tables=tables, **told)
    for table in tables:
        _tell("before_create", table, bind, **told)
        statement = CreateTable(table, if_not_exists=bool(checkfirst) and inspector is None)
        statement.with_indexes = True
        run(bind, statement)
        _tell("after_create", table, bind, **told)
    _tell("after_create", metadata, bind, tables=tables, **told)


def drop_tables(bind, tables, checkfirst, metadata=None):
    """Drops tables; with `checkfirst`, those that are there."""
    if _is_engine(bind):
        with bind.begin() as connection:
            drop_tables(connection, tables, checkfirst, metadata)
        return
    # The database itself looks first, but listeners are told of what is there only.
    inspector = _inspector(bind) if checkfirst and _is_heard(metadata, tables) else None
    if inspector is not None:
        tables = [table for table in tables if inspector.has_table(table.name, table.schema)]
    told = {"checkfirst": checkfirst, "_is_metadata_operation": metadata is not None}
    _tell("before_drop", metadata, bind, tables=tables, **told)
    for table in tables:
        _tell("before_drop", table, bind, **told)
        run(bind, DropTable(table, if_exists=bool(checkfirst)))
        _tell("after_drop", table, bind, **told)
    _tell("after_drop", metadata, bind, tables=tables, **told)


def _is_engine(bind):
    from sqlalchemy.engine.base import Engine

    return isinstance(bind, Engine)


def _inspector(bind):
    from sqlalchemy.engine.base import Connection
    from sqlalchemy.inspection import inspect

    return inspect(bind) if isinstance(bind, Connection) else None


def _listeners(identifier, target):
    """Returns the functions that listen to a table or a metadata, or to all of them."""
    module = sys.modules.get("sqlalchemy.event")
    return () if module is None else module.listeners_of(identifier, target)


def _is_heard(metadata, tables):
    """Returns whether somebody listens to what is dropped."""
    return any(
        _listeners(identifier, target)
        for target in (metadata, *tables)
        for identifier in ("before_drop", "after_drop")
    )


def _tell(identifier, target, bind, **told):
    """Tells those who listen; nobody listens to no metadata."""
    if target is not None:
        for function in _listeners(identifier, target):
            function(target, bind, **told)
