"""What differs between versions of SQLAlchemy."""

import contextlib

from sqlalchemy import __version__ as sqlalchemy_version

from alembic._waist import missing

_vers = tuple(
    int("".join(c for c in part if c.isdigit()) or 0) for part in sqlalchemy_version.split(".")
)
sqla_2_0_25 = _vers >= (2, 0, 25)
sqla_2_1 = _vers >= (2, 1)


def __getattr__(name):
    if name == "_NONE_NAME":
        from sqlalchemy.sql.base import _NoneName

        return _NoneName.NONE_NAME
    raise missing(__name__, name)


@contextlib.contextmanager
def _ensure_scope_for_ddl(connection):
    try:
        in_transaction = connection.in_transaction
    except AttributeError:
        in_transaction = lambda: True  # noqa: E731
    if in_transaction():
        yield
    else:
        with connection.begin():
            yield


def _safe_begin_connection_transaction(connection):
    return connection.get_transaction() or connection.begin()


def _safe_commit_connection_transaction(connection):
    transaction = connection.get_transaction()
    if transaction:
        transaction.commit()


def _safe_rollback_connection_transaction(connection):
    transaction = connection.get_transaction()
    if transaction:
        transaction.rollback()


def _get_connection_in_transaction(connection):
    return getattr(connection, "in_transaction", lambda: False)()


def _connectable_has_table(connectable, tablename, schemaname):
    from sqlalchemy import inspect

    return inspect(connectable).has_table(tablename, schemaname)


def _copy(schema_item, **kw):
    return schema_item._copy(**kw)


def _is_type_bound(constraint):
    return constraint._type_bound


def is_expression_index(index):
    return any(is_expression(expression) for expression in index.expressions)


def is_expression(expression):
    from sqlalchemy import Column

    while hasattr(expression, "element"):
        expression = expression.element
    return not isinstance(expression, Column)
