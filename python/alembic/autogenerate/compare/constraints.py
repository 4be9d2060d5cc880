"""`NOT NULL` of one column, as extensions compare it by themselves."""

from alembic.util.langhelpers import PriorityDispatchResult


def _compare_nullable(
    autogen_context, alter_column_op, schema, tname, cname, conn_col, metadata_col
):
    """Notes a change; the database decides for a column that it makes the values of."""
    alter_column_op.existing_nullable = conn_col.nullable
    made = [
        getattr(column.server_default, "__visit_name__", None)
        for column in (conn_col, metadata_col)
        if column.server_default is not None
    ]
    is_open = getattr(metadata_col._user_defined_nullable, "name", None) is not None
    if (
        conn_col.nullable is metadata_col.nullable
        or "identity_column" in made
        or ("computed_column" in made and is_open)
    ):
        return PriorityDispatchResult.CONTINUE
    alter_column_op.modify_nullable = metadata_col.nullable
    return PriorityDispatchResult.STOP


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
