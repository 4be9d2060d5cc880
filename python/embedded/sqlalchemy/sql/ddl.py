"""Statements that create and drop things."""

from sqlalchemy.sql.elements import ClauseElement, Executable


class BaseDDLElement(Executable, ClauseElement):
    """The base of statements that define things."""

    def __call__(self, target, bind, **kw):
        bind.execute(self)


ExecutableDDLElement = DDLElement = BaseDDLElement


class DDL(BaseDDLElement):
    """SQL text that defines something."""

    __visit_name__ = "ddl"

    def __init__(self, statement, context=None):
        self.statement = statement
        self.context = context or {}

    def execute_if(self, dialect=None, callable_=None, state=None):
        return self


class _Element(BaseDDLElement):
    if_exists = False
    if_not_exists = False
    cascade = False
    # Whether a table that is created gets its indexes as well.
    with_indexes = False

    def __init__(self, element, if_exists=False, if_not_exists=False, cascade=False, **kw):
        self.element = element
        self.if_exists = if_exists
        self.if_not_exists = if_not_exists
        self.cascade = cascade

    @property
    def target(self):
        return self.element


def _class(name, visit_name):
    return type(name, (_Element,), {"__module__": __name__, "__visit_name__": visit_name})


CreateTable = _class("CreateTable", "create_table")
DropTable = _class("DropTable", "drop_table")
CreateIndex = _class("CreateIndex", "create_index")
DropIndex = _class("DropIndex", "drop_index")
CreateSequence = _class("CreateSequence", "create_sequence")
DropSequence = _class("DropSequence", "drop_sequence")
AddConstraint = _class("AddConstraint", "add_constraint")
DropConstraint = _class("DropConstraint", "drop_constraint")


class CreateSchema(_Element):
    __visit_name__ = "create_schema"

    def __init__(self, name, if_not_exists=False):
        super().__init__(name, if_not_exists=if_not_exists)


class DropSchema(_Element):
    __visit_name__ = "drop_schema"

    def __init__(self, name, cascade=False, if_exists=False):
        super().__init__(name, cascade=cascade, if_exists=if_exists)


def create_tables(bind, tables, checkfirst):
    """Creates tables with their indexes; with `checkfirst`, those that are not there already."""
    from sqlalchemy.engine.base import Connection, Engine
    from sqlalchemy.inspection import inspect

    if isinstance(bind, Engine):
        with bind.begin() as connection:
            create_tables(connection, tables, checkfirst)
        return
    inspector = inspect(bind) if checkfirst and isinstance(bind, Connection) else None
    for table in tables:
        if inspector is None or not inspector.has_table(table.name, table.schema):
            statement = CreateTable(table, if_not_exists=bool(checkfirst) and inspector is None)
            statement.with_indexes = True
            run(bind, statement)


def run(bind, statement):
    """Runs a statement on a connection, or on one that an engine gives for it."""
    run_operation(bind, _operation(statement))


def _operation(statement):
    from alembic._describe import execution

    return execution(statement)[1]


def run_operation(bind, operation):
    """Runs an operation outside of a migration."""
    if bind is None:
        from sqlalchemy.exc import UnboundExecutionError

        raise UnboundExecutionError("a bind is needed to create or drop something")
    from sqlalchemy.engine.base import Engine

    if isinstance(bind, Engine):
        with bind.begin() as connection:
            connection._execute_operation(operation)
        return
    execute = getattr(bind, "_execute_operation", None)
    if execute is not None:
        execute(operation)
        return
    connection = getattr(bind, "connection", None)
    if callable(connection):
        connection = connection()
    connection._execute_operation(operation)


def run_type_operation(op, kind, bind, checkfirst):
    """Creates or drops a type."""
    from alembic._describe import type_

    operation = {"op": op, "type": type_(kind)}
    if checkfirst:
        operation["checkfirst"] = True
    run_operation(bind, operation)


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
