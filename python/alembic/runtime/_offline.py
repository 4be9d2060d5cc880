"""The connection of a run that writes SQL instead of running it."""


class OfflineConnection:
    """Stands in for a connection when SQL is written instead of run."""

    def __init__(self, context):
        self._context = context
        self.dialect = context.dialect

    @property
    def engine(self):
        return self

    @property
    def name(self):
        return self.dialect.name

    def connect(self, **kw):
        return self

    def execution_options(self, **kw):
        return self

    def execute(self, statement, parameters=None, **kw):
        if parameters:
            from alembic._describe_statements import with_parameters

            statement = with_parameters(statement, parameters)
        self._context.execute(statement)

    def exec_driver_sql(self, statement, parameters=None, **kw):
        self._context.execute(statement.replace(":", "\\:"))

    def _run_ddl_visitor(self, visitor, element, **kw):
        # What SQLAlchemy's own `create()` and `drop()` do with a connection.
        kw["checkfirst"] = False
        visitor(dialect=self.dialect, connection=self, **kw).traverse_single(element)

    def schema_for_object(self, item):
        return item.schema

    def in_transaction(self):
        return False

    def in_nested_transaction(self):
        return False

    def close(self):
        pass

    def commit(self):
        pass

    def rollback(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        return None
