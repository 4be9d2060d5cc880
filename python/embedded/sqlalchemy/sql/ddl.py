"""Statements that create and drop things."""

from sqlalchemy.sql.elements import ClauseElement, Executable


class BaseDDLElement(Executable, ClauseElement):
    """The base of statements that define things."""

    # Whether it is run when something happens: `(dialect, callable, state)`.
    _condition = None

    def __call__(self, target, bind, **kw):
        """Runs it because of what happens to a table or a metadata."""
        if self._is_wanted(target, bind, kw):
            bind.execute(self.against(target, bind.dialect))

    def execute_if(self, dialect=None, callable_=None, state=None):
        copy = self._copied()
        copy._condition = (dialect, callable_, state)
        return copy

    def against(self, target, dialect=None):
        return self

    def _copied(self):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        return copy

    def _is_wanted(self, target, bind, told):
        if self._condition is None:
            return True
        wanted, function, state = self._condition
        dialect = bind.dialect
        if wanted is not None:
            names = (wanted,) if isinstance(wanted, str) else wanted
            if dialect.name not in names:
                return False
        return function is None or bool(
            function(self, target, bind, dialect=dialect, state=state, compiler=None, **told)
        )


ExecutableDDLElement = DDLElement = BaseDDLElement


class DDL(BaseDDLElement):
    """SQL text that defines something."""

    __visit_name__ = "ddl"

    def __init__(self, statement, context=None):
        self.statement = statement
        self.context = context or {}

    def against(self, target, dialect=None):
        """Returns it with the names of a table for its text."""
        if target.__visit_name__ != "table" or dialect is None:
            return self
        preparer = dialect.identifier_preparer
        copy = self._copied()
        copy.context = {
            "table": preparer.quote(target.name),
            "schema": preparer.quote(target.schema) if target.schema else "",
            "fullname": preparer.format_table(target),
            **self.context,
        }
        return copy


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
