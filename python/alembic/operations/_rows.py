"""The rows of `bulk_insert`."""

from alembic import _describe


def bulk_insert(table, rows, multiinsert):
    """Describes an insertion of rows; None when there is nothing to insert."""
    check_rows(rows)
    columns = {column.key: column for column in table.columns}
    described = {
        "op": "bulk_insert",
        "table": _describe.table(table),
        "rows": [_row(row, columns) for row in rows],
    }
    if not multiinsert:
        described["multiinsert"] = False
    return described if rows else None


def check_rows(rows):
    """Refuses what is not a list of dictionaries."""
    if not isinstance(rows, list):
        raise TypeError("List expected")
    if rows and not isinstance(rows[0], dict):
        raise TypeError("List of dictionaries expected")


def literal_row(table, row):
    """Returns a row whose values are written into the SQL."""
    from alembic._inline import inline_literal

    return {
        key: (
            value
            if getattr(value, "_is_inline_literal", False)
            else inline_literal(value, table.c[key].type)
        )
        for key, value in row.items()
    }


def _row(row, columns):
    described = {}
    for key, value in row.items():
        if not isinstance(key, str):
            key = key.key
        column = columns.get(key)
        if _describe.is_expression(value):
            content = _describe.expression(value)
        elif column is not None:
            content = _value(value, column)
        else:
            content = _describe.typed_value(value, None)
        described[column.name if column is not None else key] = content
    for key, column in columns.items():
        default = getattr(column, "default", None)
        if default is None or column.name in described:
            continue
        if getattr(default, "is_callable", False):
            described[column.name] = _value(call(default.arg), column)
        elif getattr(default, "is_scalar", False) and _is_wrapped(column):
            described[column.name] = _value(default.arg, column)
    return described


def _value(value, column):
    if not _is_wrapped(column):
        return _describe.typed_value(value, column.type)
    from sqlalchemy import bindparam

    return _describe.expression(bindparam(column.key, value, type_=column.type))


def _is_wrapped(column):
    """Returns whether a type puts something around the values of a column; a script has them as they are."""
    from alembic._at_hand import writes_script
    from alembic._describe_expressions import wraps_values

    return wraps_values(column.type) and not writes_script()


def call(function, context=None):
    """Returns what the function of a column's default gives."""
    # The real package wraps functions so that they take the execution context.
    try:
        return function()
    except TypeError:
        return function(context)
