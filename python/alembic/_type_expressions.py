"""What types of a project's own put around values and columns in SQL."""

from alembic._describe_types import tag_of

# By the class of a type: whether it leaves SQL as it is.
_leaves_sql = {}


def around_value(parameter, dialect):
    """Returns what stands around a parameter by its type, or nothing."""
    return _around("bind_expression", parameter.type, parameter, dialect)


def around_column(column, dialect):
    """Returns what stands around a column of the result by its type, or nothing."""
    kind = getattr(column.column, "type", None)
    if kind is None:
        return None
    return _around("column_expression", kind, column.expression, dialect)


def wraps_values(kind, dialect):
    """Returns whether a type puts something around values."""
    return not _is_silent(kind) and _writer("bind_expression", kind, dialect()) is not None


def _around(method, kind, element, dialect):
    if _is_silent(kind):
        return None
    writer = _writer(method, kind, dialect())
    return None if writer is None else writer(element)


def _is_silent(kind):
    """Returns whether a type leaves SQL as it is on all databases."""
    cls = type(kind)
    leaves_sql = _leaves_sql.get(cls)
    if leaves_sql is None:
        leaves_sql = _leaves_sql[cls] = (
            tag_of(cls)[0] != "TypeDecorator"
            and _is_sqlalchemys(cls.bind_expression)
            and _is_sqlalchemys(cls.column_expression)
        )
    return leaves_sql and not kind._variant_mapping


def _is_sqlalchemys(method):
    # What is run from text belongs to no module.
    return (method.__module__ or "")[:11] == "sqlalchemy."


def _writer(method, kind, dialect):
    """Returns a type's own method, or that of the type which stands behind it."""
    kind = kind._variant_mapping.get(dialect.name, kind)
    own = getattr(kind, method)
    if not _is_sqlalchemys(own):
        return own
    if tag_of(type(kind))[0] != "TypeDecorator":
        return None
    return _writer(method, kind.load_dialect_impl(dialect), dialect)
