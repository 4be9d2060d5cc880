"""The operations on one migration context."""

from alembic import _proxies
from alembic._at_hand import describing_for
from alembic._waist import IS_EMBEDDED, request
from alembic.operations._shortcuts import BatchShortcuts, Shortcuts
from alembic.util.langhelpers import Dispatcher


def load_classes():
    """Loads the classes of operations, whose methods then take the place of the shortcuts."""
    from alembic.operations import toimpl  # noqa: F401


class AbstractOperations:
    """What `Operations` and `BatchOperations` share."""

    _to_impl = Dispatcher()

    def __init__(self, migration_context, impl=None):
        if not IS_EMBEDDED:
            load_classes()
        self.migration_context = migration_context
        if impl is not None:
            self.impl = impl

    def __getattr__(self, name):
        if name == "impl":
            impl = self.impl = self.migration_context.impl
            return impl
        if name == "schema_obj":
            from alembic.operations.schemaobj import SchemaObjects

            objects = self.schema_obj = SchemaObjects(self.migration_context)
            return objects
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _send(self, operation):
        raise NotImplementedError

    def _send_column(self, operation, column):
        self._send(operation)

    def batch_alter_table(
        self,
        table_name,
        schema=None,
        recreate="auto",
        partial_reordering=None,
        copy_from=None,
        table_args=(),
        table_kwargs={},
        reflect_args=(),
        reflect_kwargs={},
        naming_convention=None,
    ):
        from alembic.operations.batch import Batch, BatchOperationsImpl

        impl = BatchOperationsImpl(
            self,
            table_name,
            schema,
            recreate,
            copy_from,
            table_args,
            table_kwargs,
            reflect_args,
            reflect_kwargs,
            naming_convention,
            partial_reordering,
        )
        return Batch(BatchOperations(self.migration_context, impl))

    def f(self, name):
        from sqlalchemy.sql.elements import conv

        return conv(name)

    def get_bind(self):
        return self.migration_context.bind

    def get_context(self):
        return self.migration_context

    def inline_literal(self, value, type_=None):
        from alembic._inline import inline_literal

        return inline_literal(value, type_)

    def invoke(self, operation):
        """Carries out an operation that is given as an object."""
        load_classes()
        dialect = self.migration_context.dialect
        function = self._to_impl.dispatch(operation, dialect.name)
        with describing_for(dialect):
            return function(self, operation)

    def run_async(self, async_function, *args, **kw_args):
        from sqlalchemy.ext.asyncio import AsyncConnection

        bind = self.get_bind()
        if bind is None or self.migration_context.as_sql:
            raise NotImplementedError("Cannot call run_async in SQL mode")
        if not IS_EMBEDDED:
            if not bind.dialect.is_async:
                raise ValueError("Cannot call run_async with a sync engine")
            from sqlalchemy.util import await_only

            connection = AsyncConnection._retrieve_proxy_for_target(bind)
            return await_only(async_function(connection, *args, **kw_args))

        import asyncio

        coroutine = async_function(AsyncConnection(bind.engine, bind), *args, **kw_args)
        # A migration runs inside of env.py's own loop, which waits for it.
        outer = asyncio._running
        asyncio._running = None
        try:
            return asyncio.run(coroutine)
        finally:
            asyncio._running = outer

    @classmethod
    def register_operation(cls, name, sourcename=None):
        """Makes a class of operations callable by a name."""
        from alembic.operations._methods import method_of

        def register(operation_class):
            source = getattr(operation_class, sourcename or name)
            setattr(cls, name, method_of(name, source))
            if cls is Operations:
                from alembic import op

                op._add_function(name)
            return operation_class

        return register

    @classmethod
    def implementation_for(cls, op_cls, replace=False):
        """Says which function carries out a class of operations."""

        def register(function):
            load_classes()
            cls._to_impl.dispatch_for(op_cls, replace=replace)(function)
            return function

        return register


class Operations(AbstractOperations, Shortcuts):
    """What `alembic.op` speaks of."""

    @classmethod
    def context(cls, migration_context):
        return _Installed(cls(migration_context))

    def _install_proxy(self):
        _proxies.install("operations", self)

    def _remove_proxy(self):
        _proxies.install("operations", None)

    def _send(self, operation):
        request(
            "operation.invoke",
            {"context": self.migration_context._identifier, "operation": operation},
        )


class BatchOperations(AbstractOperations, BatchShortcuts):
    """Collects operations that leave out the table."""

    def _send(self, operation):
        self.impl.collect(operation)

    def _send_column(self, operation, column):
        self.impl.collect_column(operation, column)


class _Installed:
    """Has `alembic.op` speak of an object for a while."""

    def __init__(self, operations):
        self._operations = operations

    def __enter__(self):
        self._before = _proxies.install("operations", self._operations)
        return self._operations

    def __exit__(self, *arguments):
        _proxies.install("operations", self._before)


def __getattr__(name):
    if name == "conv":
        from sqlalchemy.sql.elements import conv

        return conv
    from alembic._waist import missing

    raise missing(__name__, name)
