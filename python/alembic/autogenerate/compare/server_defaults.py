"""Server defaults of one column, as extensions compare them by themselves."""

import logging

from alembic.util.langhelpers import PriorityDispatchResult

log = logging.getLogger(__name__)


def _render_server_default_for_compare(metadata_default, autogen_context):
    """Returns a default of the models as it is compared: a string as it stands, else SQL."""
    default = getattr(metadata_default, "arg", metadata_default)
    if default is None or isinstance(default, str):
        return default
    if not hasattr(default, "compile"):
        return None
    compiled = default.compile(
        dialect=autogen_context.dialect, compile_kwargs={"literal_binds": True}
    )
    return str(compiled)


def _user_compare_server_default(
    autogen_context, alter_column_op, schema, tname, cname, conn_col, metadata_col
):
    """Lets the function of `compare_server_default` decide."""
    if conn_col.server_default is None and metadata_col.server_default is None:
        return PriorityDispatchResult.CONTINUE
    alter_column_op.existing_server_default = conn_col.server_default
    context = autogen_context.migration_context
    decide = context.opts.get("compare_server_default")
    if decide is False:
        return PriorityDispatchResult.STOP
    if not callable(decide):
        return PriorityDispatchResult.CONTINUE
    differs = decide(
        context,
        conn_col,
        metadata_col,
        _text_in_database(conn_col),
        metadata_col.server_default,
        _render_server_default_for_compare(metadata_col.server_default, autogen_context),
    )
    if differs is None:
        return PriorityDispatchResult.CONTINUE
    if differs:
        alter_column_op.modify_server_default = metadata_col.server_default
    return PriorityDispatchResult.STOP


def _dialect_impl_compare_server_default(
    autogen_context, alter_column_op, schema, tname, cname, conn_col, metadata_col
):
    """Lets the side of the database decide."""
    defaults = (conn_col.server_default, metadata_col.server_default)
    if defaults == (None, None):
        return PriorityDispatchResult.CONTINUE
    alter_column_op.existing_server_default = conn_col.server_default
    if any(default is not None and not hasattr(default, "arg") for default in defaults):
        return PriorityDispatchResult.CONTINUE
    impl = autogen_context.migration_context.impl
    rendered = _render_server_default_for_compare(metadata_col.server_default, autogen_context)
    if not impl.compare_server_default(
        conn_col, metadata_col, rendered, _text_in_database(conn_col)
    ):
        return PriorityDispatchResult.CONTINUE
    alter_column_op.modify_server_default = metadata_col.server_default
    log.info("Dialect impl %s detected server default on column '%s.%s'", impl, tname, cname)
    return PriorityDispatchResult.STOP


def _text_in_database(column):
    return column.server_default.arg.text if column.server_default is not None else None


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
