"""What differs between versions of SQLAlchemy."""

import contextlib

from sqlalchemy import __version__ as sqlalchemy_version

from alembic._waist import IS_EMBEDDED, missing

_vers = tuple(
    int("".join(c for c in part if c.isdigit()) or 0) for part in sqlalchemy_version.split(".")
)
sqla_2_0_25 = _vers >= (2, 0, 25)
sqla_2_1 = _vers >= (2, 1)


def _get_constraint_final_name(constraint, dialect):
    """Returns the name that a constraint or index has in the database, None without one."""
    if constraint.name is None:
        return None
    return dialect.identifier_preparer.format_constraint(constraint, _alembic_quote=False)


def _inherit_schema_deprecated():
    from sqlalchemy import Enum

    return sqla_2_1 and hasattr(Enum, "inherit_schema")


def __getattr__(name):
    if name == "identity_has_dialect_kwargs":
        from sqlalchemy import Identity

        return hasattr(Identity, "dialect_kwargs")
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


def constraint_name_or_none(name):
    return name if isinstance(name, str) else None


def _table_for_constraint(constraint):
    parent = constraint.parent
    return parent if hasattr(parent, "metadata") else parent.table


def _columns_for_constraint(constraint):
    if hasattr(constraint, "elements"):
        return [element.parent for element in constraint.elements]
    if hasattr(constraint, "sqltext"):
        return _find_columns(constraint.sqltext)
    return list(constraint.columns)


def _find_columns(clause):
    """Returns the columns that an expression names."""
    from sqlalchemy.sql import visitors

    found = set()
    visitors.traverse(clause, {}, {"column": found.add})
    return found


def _get_table_key(name, schema):
    return name if schema is None else f"{schema}.{name}"


def _fk_target_tokens(key):
    """Returns schema, table and column that a foreign key names, None if it holds the column."""
    if IS_EMBEDDED:
        if not isinstance(key._colspec, str):
            return None
        table, _, column = key._colspec.rpartition(".")
        schema, _, table = table.rpartition(".")
        return schema or None, table, column
    if sqla_2_1:
        return None if key.target_column is not None else tuple(key.target_tokens)
    return tuple(key._column_tokens) if isinstance(key._colspec, str) else None


def _fk_spec(constraint):
    """Returns what a foreign key refers from and to, and its options."""
    targets = [element.column for element in constraint.elements]
    return (
        constraint.parent.schema,
        constraint.parent.name,
        [constraint.columns[key].name for key in constraint.column_keys],
        targets[0].table.schema,
        targets[0].table.name,
        [target.name for target in targets],
        constraint.onupdate,
        constraint.ondelete,
        constraint.deferrable,
        constraint.initially,
    )


def _textual_index_column(table, member):
    """Returns a member of an index as something that belongs to the index's table."""
    from sqlalchemy import Column
    from sqlalchemy.types import NULLTYPE

    if isinstance(member, str):
        if member not in table.c:
            table.append_column(Column(member, NULLTYPE))
        return table.c[member]
    if getattr(member, "__visit_name__", None) == "textclause":
        return member
    if not hasattr(member, "__visit_name__") and not hasattr(member, "__clause_element__"):
        raise ValueError("String or text() construct expected")
    return _copy_expression(member, table)


def _copy_expression(expression, table):
    """Returns an expression on columns of a table in the place of another table's."""
    from sqlalchemy import Column

    def moved(column, **kw):
        if not isinstance(column, Column) or column.table is None or column.table is table:
            return None
        if column.name not in table.c:
            table.append_column(column._copy())
        return table.c[column.name]

    if IS_EMBEDDED:
        column = moved(expression)
        return expression if column is None else column
    from sqlalchemy.sql import visitors

    return visitors.replacement_traverse(expression, {}, moved)


def _is_type_bound(constraint):
    return constraint._type_bound


def is_expression_index(index):
    return any(is_expression(expression) for expression in index.expressions)


def is_expression(expression):
    from sqlalchemy import Column

    while hasattr(expression, "element"):
        expression = expression.element
    return not isinstance(expression, Column)
