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
        else:
            content = _describe.typed_value(value, column.type if column is not None else None)
        described[column.name if column is not None else key] = content
    for key, column in columns.items():
        default = getattr(column, "default", None)
        if column.name not in described and getattr(default, "is_callable", False):
            described[column.name] = _describe.typed_value(call(default.arg), column.type)
    return described


def call(function, context=None):
    """Returns what the function of a column's default gives."""
    # The real package wraps functions so that they take the execution context.
    try:
        return function()
    except TypeError:
        return function(context)
