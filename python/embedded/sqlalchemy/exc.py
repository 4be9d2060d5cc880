"""The exceptions."""


class SQLAlchemyError(Exception):
    """The base of the exceptions."""

    code = None

    def __init__(self, *arg, **kw):
        code = kw.pop("code", None)
        if code is not None:
            self.code = code
        super().__init__(*arg, **kw)

    def _message(self):
        if len(self.args) == 1:
            return str(self.args[0])
        return str(self.args)

    def __str__(self):
        return self._message()


class ArgumentError(SQLAlchemyError):
    pass


def _class(name, *bases):
    return type(name, bases, {"__module__": __name__})


class InvalidRequestError(SQLAlchemyError):
    pass


class NoReferenceError(InvalidRequestError):
    pass


class NoReferencedTableError(NoReferenceError):
    def __init__(self, message, tname):
        super().__init__(message)
        self.table_name = tname


class NoReferencedColumnError(NoReferenceError):
    def __init__(self, message, tname, cname):
        super().__init__(message)
        self.table_name = tname
        self.column_name = cname


class NoSuchColumnError(InvalidRequestError, KeyError):
    pass


class ObjectNotExecutableError(ArgumentError):
    def __init__(self, target):
        super().__init__(f"Not an executable object: {target!r}")
        self.target = target


class CompileError(SQLAlchemyError):
    pass


class UnsupportedCompilationError(CompileError):
    code = "l7de"


class StatementError(SQLAlchemyError):
    """An error while a statement ran."""

    statement = None
    params = None
    orig = None
    hide_parameters = False
    ismulti = None
    connection_invalidated = False

    def __init__(
        self,
        message,
        statement=None,
        params=None,
        orig=None,
        hide_parameters=False,
        code=None,
        ismulti=None,
    ):
        super().__init__(message, code=code)
        self.statement = statement
        self.params = params
        self.orig = orig
        self.hide_parameters = hide_parameters
        self.ismulti = ismulti
        self.detail = []

    def add_detail(self, msg):
        self.detail.append(msg)


class DBAPIError(StatementError):
    """An error that the database or its driver raised."""

    code = "dbapi"

    def __init__(
        self,
        statement=None,
        params=None,
        orig=None,
        hide_parameters=False,
        connection_invalidated=False,
        code=None,
        ismulti=None,
    ):
        if orig is None:
            message = str(statement)
        else:
            kind = type(orig)
            message = f"({kind.__module__}.{kind.__name__}) {orig}"
        super().__init__(message, statement, params, orig, hide_parameters, code, ismulti)
        self.connection_invalidated = connection_invalidated


class DatabaseError(DBAPIError):
    code = "4xp6"


class InterfaceError(DBAPIError):
    code = "rvf5"


class DataError(DatabaseError):
    code = "9h9h"


class OperationalError(DatabaseError):
    code = "e3q8"


class IntegrityError(DatabaseError):
    code = "gkpj"


class InternalError(DatabaseError):
    code = "2j85"


class ProgrammingError(DatabaseError):
    code = "f405"


class NotSupportedError(DatabaseError):
    code = "tw8g"


class SADeprecationWarning(DeprecationWarning):
    pass


class SAWarning(RuntimeWarning):
    pass


# The others only differ in name; they are made when they are asked for.
_SIMPLE = {
    "AmbiguousColumnError": "InvalidRequestError",
    "AmbiguousForeignKeysError": "ArgumentError",
    "AwaitRequired": "InvalidRequestError",
    "Base20DeprecationWarning": "SADeprecationWarning",
    "CircularDependencyError": "SQLAlchemyError",
    "ConstraintColumnNotFoundError": "ArgumentError",
    "DisconnectionError": "SQLAlchemyError",
    "DuplicateColumnError": "ArgumentError",
    "IdentifierError": "SQLAlchemyError",
    "IllegalStateChangeError": "InvalidRequestError",
    "InvalidatePoolError": "DisconnectionError",
    "LegacyAPIWarning": "Base20DeprecationWarning",
    "MissingGreenlet": "InvalidRequestError",
    "MovedIn20Warning": "Base20DeprecationWarning",
    "MultipleResultsFound": "InvalidRequestError",
    "NoDBAPILoaded": "InvalidRequestError",
    "NoForeignKeysError": "ArgumentError",
    "NoInspectionAvailable": "InvalidRequestError",
    "NoResultFound": "InvalidRequestError",
    "NoSuchModuleError": "ArgumentError",
    "NoSuchTableError": "InvalidRequestError",
    "PendingRollbackError": "InvalidRequestError",
    "ResourceClosedError": "InvalidRequestError",
    "SAPendingDeprecationWarning": "PendingDeprecationWarning",
    "TimeoutError": "SQLAlchemyError",
    "UnboundExecutionError": "InvalidRequestError",
    "UnreflectableTableError": "InvalidRequestError",
}


def __getattr__(name):
    base = _SIMPLE.get(name)
    if base is None:
        from alembic._waist import missing

        raise missing("sqlalchemy.exc", name)
    names = globals()
    parent = names.get(base)
    if parent is None:
        parent = PendingDeprecationWarning if base[0:3] == "Pen" else __getattr__(base)
    value = names[name] = _class(name, parent)
    return value
