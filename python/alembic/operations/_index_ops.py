"""Operations on indexes."""

from alembic.operations import _data
from alembic.operations._operation import MigrateOperation, with_reverse
from alembic.operations.base import BatchOperations, Operations
from alembic.operations.schemaobj import SchemaObjects


@Operations.register_operation("create_index")
@BatchOperations.register_operation("create_index", "batch_create_index")
class CreateIndexOp(MigrateOperation):
    """Creates an index."""

    def __init__(
        self,
        index_name,
        table_name,
        columns,
        *,
        schema=None,
        unique=False,
        if_not_exists=None,
        **kw,
    ):
        self.index_name = index_name
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.unique = unique
        self.if_not_exists = if_not_exists
        self.kw = kw

    def reverse(self):
        return DropIndexOp.from_index(self.to_index())

    def to_diff_tuple(self):
        return ("add_index", self.to_index())

    @classmethod
    def from_index(cls, index):
        assert index.table is not None
        return cls(
            index.name,
            index.table.name,
            index.expressions,
            schema=index.table.schema,
            unique=index.unique,
            **index.dialect_kwargs,
        )

    def to_index(self, migration_context=None):
        return SchemaObjects(migration_context).index(
            self.index_name,
            self.table_name,
            self.columns,
            schema=self.schema,
            unique=self.unique,
            **self.kw,
        )

    def _described(self):
        return _data.create_index(
            self.index_name,
            self.table_name,
            self.schema,
            self.columns,
            self.unique,
            self.if_not_exists,
            self.kw,
        )

    @classmethod
    def create_index(
        cls,
        operations,
        index_name,
        table_name,
        columns,
        *,
        schema=None,
        unique=False,
        if_not_exists=None,
        **kw,
    ):
        """Creates an index of a table."""
        operation = cls(
            index_name,
            table_name,
            columns,
            schema=schema,
            unique=unique,
            if_not_exists=if_not_exists,
            **kw,
        )
        return operations.invoke(operation)

    @classmethod
    def batch_create_index(cls, operations, index_name, columns, **kw):
        """Creates an index of the batch's table."""
        impl = operations.impl
        return operations.invoke(
            cls(index_name, impl.table_name, columns, schema=impl.schema, **kw)
        )


@Operations.register_operation("drop_index")
@BatchOperations.register_operation("drop_index", "batch_drop_index")
class DropIndexOp(MigrateOperation):
    """Drops an index."""

    def __init__(
        self, index_name, table_name=None, *, schema=None, if_exists=None, _reverse=None, **kw
    ):
        self.index_name = index_name
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self._reverse = _reverse
        self.kw = kw

    def to_diff_tuple(self):
        return ("remove_index", self.to_index())

    def reverse(self):
        return CreateIndexOp.from_index(self.to_index())

    @classmethod
    def from_index(cls, index):
        assert index.table is not None
        return cls(
            index.name,
            table_name=index.table.name,
            schema=index.table.schema,
            _reverse=CreateIndexOp.from_index(index),
            unique=index.unique,
            **index.dialect_kwargs,
        )

    def to_index(self, migration_context=None):
        # An index has a column at least, also where nobody knows which.
        columns = self._reverse.columns if self._reverse else ["x"]
        return SchemaObjects(migration_context).index(
            self.index_name, self.table_name, columns, schema=self.schema, **self.kw
        )

    def _described(self):
        described = _data.drop_index(
            self.index_name, self.table_name, self.schema, self.if_exists, self.kw
        )
        return with_reverse(described, self._reverse)

    @classmethod
    def drop_index(
        cls, operations, index_name, table_name=None, *, schema=None, if_exists=None, **kw
    ):
        """Drops an index."""
        return operations.invoke(
            cls(index_name, table_name=table_name, schema=schema, if_exists=if_exists, **kw)
        )

    @classmethod
    def batch_drop_index(cls, operations, index_name, **kw):
        """Drops an index of the batch's table."""
        kw.pop("table_name", None)
        impl = operations.impl
        return operations.invoke(
            cls(index_name, table_name=impl.table_name, schema=impl.schema, **kw)
        )
