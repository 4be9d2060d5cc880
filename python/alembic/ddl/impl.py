"""What `get_context().impl` gives."""

from alembic._waist import missing


class DefaultImpl:
    """A view of the engine's side of a database."""

    transactional_ddl = False

    @classmethod
    def _of_context(cls, context):
        impl = cls.__new__(cls)
        impl.context = context
        impl.dialect = context.dialect
        impl.connection = context.connection
        impl.as_sql = context.as_sql
        impl.transactional_ddl = context.transactional_ddl
        return impl

    @property
    def __dialect__(self):
        return self.dialect.name

    @property
    def bind(self):
        return self.connection

    def execute(self, sql, execution_options=None):
        self.context.execute(sql, execution_options=execution_options)

    def static_output(self, text):
        self.context.static_output(text)


def __getattr__(name):
    raise missing(__name__, name)
