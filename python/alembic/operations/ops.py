"""The operations as objects."""

from alembic.operations._column_ops import AddColumnOp, AlterColumnOp, DropColumnOp
from alembic.operations._constraint_ops import (
    AddConstraintOp,
    CreateCheckConstraintOp,
    CreateExcludeConstraintOp,
    CreateForeignKeyOp,
    CreatePrimaryKeyOp,
    CreateUniqueConstraintOp,
    DropConstraintOp,
)
from alembic.operations._containers import (
    DowngradeOps,
    MigrationScript,
    ModifyTableOps,
    OpContainer,
    UpgradeOps,
)
from alembic.operations._enum_ops import AlterEnumOp, CreateEnumOp, DropEnumOp
from alembic.operations._index_ops import CreateIndexOp, DropIndexOp
from alembic.operations._operation import AlterTableOp, MigrateOperation
from alembic.operations._statement_ops import BulkInsertOp, ExecuteSQLOp
from alembic.operations._table_ops import (
    CreateTableCommentOp,
    CreateTableOp,
    DropTableCommentOp,
    DropTableOp,
    RenameTableOp,
)
from alembic.operations.base import BatchOperations, Operations
from alembic.util import sqla_compat

__all__ = [
    "AddColumnOp",
    "AddConstraintOp",
    "AlterColumnOp",
    "AlterEnumOp",
    "AlterTableOp",
    "BatchOperations",
    "BulkInsertOp",
    "CreateCheckConstraintOp",
    "CreateEnumOp",
    "CreateExcludeConstraintOp",
    "CreateForeignKeyOp",
    "CreateIndexOp",
    "CreatePrimaryKeyOp",
    "CreateTableCommentOp",
    "CreateTableOp",
    "CreateUniqueConstraintOp",
    "DowngradeOps",
    "DropColumnOp",
    "DropConstraintOp",
    "DropEnumOp",
    "DropIndexOp",
    "DropTableCommentOp",
    "DropTableOp",
    "ExecuteSQLOp",
    "MigrateOperation",
    "MigrationScript",
    "ModifyTableOps",
    "OpContainer",
    "Operations",
    "RenameTableOp",
    "UpgradeOps",
    "sqla_compat",
]

for _class in list(globals().values()):
    if isinstance(_class, type) and issubclass(_class, MigrateOperation):
        # Where projects import it from, and what messages call it.
        _class.__module__ = __name__
del _class


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
