"""What is known of a database's dialect."""

from alembic._waist import request


class DefaultDialect:
    """A dialect, as the engine describes it."""

    name = "default"
    driver = "default"
    paramstyle = "named"
    server_version_info = None
    default_schema_name = None
    is_mariadb = False
    is_async = False
    max_identifier_length = 9999

    def __init__(self, **kw):
        for key, value in kw.items():
            setattr(self, key, value)

    @classmethod
    def _of_engine(cls, description):
        name = description["name"]
        dialect = dialect_class(name).__new__(dialect_class(name))
        for key, value in description.items():
            dialect.__dict__[key] = tuple(value) if isinstance(value, list) else value
        return dialect

    @property
    def identifier_preparer(self):
        return _IdentifierPreparer(self)

    def type_descriptor(self, type_):
        from sqlalchemy.sql.sqltypes import to_instance

        return to_instance(type_)

    def __getattr__(self, name):
        if name[:4] in ("get_", "has_"):
            from sqlalchemy.engine.reflection import PGInspector, inspector_of

            if hasattr(PGInspector, name):
                # The inspector's questions, of a connection.
                return lambda connection, *args, **kw: getattr(inspector_of(connection), name)(
                    *args, **kw
                )
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__name__} object at {id(self):#x}>"


Dialect = DefaultDialect


class PGDialect(DefaultDialect):
    name = "postgresql"
    driver = "psycopg2"
    paramstyle = "pyformat"
    supports_native_enum = True
    supports_native_boolean = True


class MySQLDialect(DefaultDialect):
    name = "mysql"
    driver = "mysqldb"
    paramstyle = "format"
    supports_native_enum = True

    @property
    def _is_mariadb(self):
        return self.is_mariadb


class MariaDBDialect(MySQLDialect):
    name = "mariadb"
    is_mariadb = True


class SQLiteDialect(DefaultDialect):
    name = "sqlite"
    driver = "pysqlite"
    paramstyle = "qmark"


class MSDialect(DefaultDialect):
    name = "mssql"
    driver = "pyodbc"
    paramstyle = "qmark"


class OracleDialect(DefaultDialect):
    name = "oracle"
    driver = "oracledb"


_CLASSES = {
    cls.name: cls
    for cls in (PGDialect, MySQLDialect, MariaDBDialect, SQLiteDialect, MSDialect, OracleDialect)
}


def dialect_class(name):
    """Returns the class of a dialect."""
    found = _CLASSES.get(name)
    if found is None:
        from sqlalchemy.exc import NoSuchModuleError

        raise NoSuchModuleError(f"Can't load plugin: sqlalchemy.dialects:{name}")
    return found


class DefaultExecutionContext:
    """What the function of a column's default is told."""

    def __init__(self, parameters):
        self.current_parameters = parameters

    def get_current_parameters(self, isolate_multiinsert_groups=True):
        return self.current_parameters


class _IdentifierPreparer:
    """Writes names in the way of a dialect."""

    def __init__(self, dialect):
        self.dialect = dialect

    def quote(self, ident, force=None):
        from sqlalchemy.sql.elements import quoted_name

        return self._compile({"name": quoted_name(ident, force) if force else ident})

    def quote_identifier(self, value):
        from sqlalchemy.sql.elements import quoted_name

        return self._compile({"name": quoted_name(value, True)})

    quote_schema = quote

    def format_column(self, column, **kw):
        return self.quote(column.name)

    def format_table(self, table, use_schema=True, name=None):
        text = self.quote(name or table.name)
        if use_schema and table.schema:
            text = f"{self.quote(table.schema)}.{text}"
        return text

    def _compile(self, fields):
        from alembic._describe import name

        fields["name"] = name(fields["name"])
        return request(
            "expression.compile",
            {
                "expression": {"expr": "column", **fields},
                "dialect": self.dialect.name,
                "literal_binds": False,
            },
        )


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
