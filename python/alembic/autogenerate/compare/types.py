"""The type of one column, as extensions compare it by themselves."""

import logging

from alembic.util.langhelpers import PriorityDispatchResult

log = logging.getLogger(__name__)


def _dialect_impl_compare_type(
    autogen_context, alter_column_op, schema, tname, cname, conn_col, metadata_col
):
    """Lets the side of the database decide."""
    alter_column_op.existing_type = conn_col.type
    # Of a type that is not known nothing can be said.
    if any(type(column.type).__name__ == "NullType" for column in (conn_col, metadata_col)):
        return PriorityDispatchResult.CONTINUE
    if not autogen_context.migration_context.impl.compare_type(conn_col, metadata_col):
        return PriorityDispatchResult.CONTINUE
    alter_column_op.modify_type = metadata_col.type
    log.info(
        "Detected type change from %r to %r on '%s.%s'",
        conn_col.type,
        metadata_col.type,
        tname,
        cname,
    )
    return PriorityDispatchResult.STOP


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
