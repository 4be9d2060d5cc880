"""Operations on rows."""

from alembic.operations._operation import MigrateOperation
from alembic.operations._rows import bulk_insert
from alembic.operations._shortcuts import statement
from alembic.operations.base import BatchOperations, Operations


@Operations.register_operation("bulk_insert")
class BulkInsertOp(MigrateOperation):
    """Inserts rows."""

    def __init__(self, table, rows, *, multiinsert=True):
        self.table = table
        self.rows = rows
        self.multiinsert = multiinsert

    def _described(self):
        return bulk_insert(self.table, self.rows, self.multiinsert)

    @classmethod
    def bulk_insert(cls, operations, table, rows, *, multiinsert=True):
        """Inserts rows into a table."""
        operations.invoke(cls(table, rows, multiinsert=multiinsert))


@Operations.register_operation("execute")
@BatchOperations.register_operation("execute", "batch_execute")
class ExecuteSQLOp(MigrateOperation):
    """Runs a statement."""

    def __init__(self, sqltext, *, execution_options=None):
        self.sqltext = sqltext
        self.execution_options = execution_options

    def to_diff_tuple(self):
        return ("execute", self.sqltext)

    def _described(self):
        return statement(self.sqltext, self.execution_options)

    @classmethod
    def execute(cls, operations, sqltext, *, execution_options=None):
        """Runs a statement."""
        return operations.invoke(cls(sqltext, execution_options=execution_options))

    @classmethod
    def batch_execute(cls, operations, sqltext, *, execution_options=None):
        """Runs a statement at once, before the operations of the batch."""
        return cls.execute(operations, sqltext, execution_options=execution_options)
