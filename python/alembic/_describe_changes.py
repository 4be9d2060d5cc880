"""Turns INSERT, UPDATE and DELETE of the built-in `sqlalchemy` into the data that the engine reads."""

from alembic import _describe_expressions as expressions
from alembic._describe_types import name
from alembic.operations._rows import call


def _queries():
    from alembic import _describe_queries

    return _describe_queries


def _bind(key, value, kind, required=False):
    from sqlalchemy.sql._expressions import BindParameter

    if required:
        parameter = BindParameter(key, type_=kind)
        parameter._is_pending = True
        return parameter
    return BindParameter(key, value, type_=kind)


def _value(column, value, key=None, slot=None):
    """Returns what a column is set to, as an expression."""
    from sqlalchemy.sql.elements import ClauseElement

    convert = getattr(value, "__clause_element__", None)
    if convert is not None and not isinstance(value, ClauseElement):
        value = convert()
    if isinstance(value, ClauseElement):
        if value.__visit_name__ == "bindparam":
            return value._typed_like(column)
        return value.self_group()
    bind = _bind(key or column.key, value, column.type)
    bind._slot = slot
    return bind


def _columns(statement):
    return {column.key: column for column in statement.table.c}


def _consumed(values, columns):
    unknown = [key for key in values if key not in columns]
    if unknown:
        from sqlalchemy.exc import CompileError

        names = ", ".join(sorted(str(key) for key in unknown))
        raise CompileError(f"Unconsumed column names: {names}")


def _default(column, attribute, values=()):
    """Returns what a column gets by itself, as an expression, or nothing."""
    default = getattr(column, attribute, None)
    if default is None:
        return None
    if getattr(default, "is_sequence", False):
        return default.next_value()
    if default.is_clause_element:
        return default.arg.self_group()
    if default.is_callable:
        from sqlalchemy.engine.default import DefaultExecutionContext

        value = call(default.arg, DefaultExecutionContext(values))
        return _bind(column.key, value, column.type)
    return _bind(column.key, default.arg, column.type)


def defaults_of_rows(statement, given):
    """Returns the functions that give the columns of each row what the script does not."""
    attribute = "default" if statement.__visit_name__ == "insert" else "onupdate"
    found = {}
    for key, column in _columns(statement).items():
        default = getattr(column, attribute, None)
        if getattr(default, "is_callable", False) and key not in given:
            found[key] = default.arg
    return found


def _assigned(statement, column_keys, attribute):
    """Returns the columns that are set with their values, in the order of the table."""
    columns = _columns(statement)
    if statement._ordered is not None:
        values = dict(statement._ordered)
        _consumed(values, columns)
        return [(columns[key], _value(columns[key], value)) for key, value in values.items()]
    values = statement._values or {}
    _consumed(values, columns)
    slots = expressions.slots()
    if column_keys is None and statement._values is None and not statement._multi_values:
        column_keys = list(columns)
    assigned, known = [], dict(values)
    for key, column in columns.items():
        if key in values:
            slot = None if slots is None else slots.of_column(values, key)
            assigned.append((column, _value(column, values[key], slot=slot)))
        elif column_keys is not None and key in column_keys:
            assigned.append((column, _bind(key, None, column.type, required=True)))
        else:
            default = _default(column, attribute, known)
            if default is not None:
                assigned.append((column, default))
                known[key] = getattr(default, "value", None)
    return assigned


def _described(assigned):
    result = []
    for column, value in assigned:
        described = {"column": name(column.name), "value": expressions.expression(value)}
        if getattr(value, "_is_pending", False):
            described["pending"] = True
        result.append(described)
    return result


def _common(statement):
    queries = _queries()
    scope = expressions.scope()
    return {
        "prefixes": queries._affixes(statement._prefixes),
        "returning": queries._selected(statement._named_columns(), scope.shows(statement)),
        "ctes": [scope.place(cte) for cte in statement._ctes],
    }


def insert(statement, column_keys):
    """Describes an INSERT; `column_keys` are the columns whose values come when it is run."""
    queries = _queries()
    scope = expressions.scope()
    described = {"expr": "insert", "table": scope.place(statement.table)}
    if statement.select is not None:
        columns = _columns(statement)
        names = [
            name(columns[key].name) if key in columns else key for key in statement._select_names
        ]
        described["from_select"] = [names, _select_with_defaults(statement, names, columns)]
    elif statement._multi_values:
        _describe_rows(statement, described)
    else:
        assigned = _assigned(statement, column_keys, "default")
        described["values"] = _described(assigned)
        given = {column.key for column, _ in assigned}
        described["generated_key"] = _generated_key(statement, given)
    conflict = statement._post_values_clause
    if conflict is not None:
        described["on_conflict"] = _on_conflict(statement, conflict)
    described.update(_common(statement))
    result = queries._own(described)
    result["table"] = described["table"]
    return result


def _select_with_defaults(statement, names, columns):
    given = set(statement._select_names)
    select = statement.select
    added = []
    for key, column in columns.items():
        if key in given or not statement.include_insert_from_select_defaults:
            continue
        default = _default(column, "default")
        if default is not None:
            names.append(name(column.name))
            added.append(default)
    return expressions.expression(select.add_columns(*added) if added else select)


def _describe_rows(statement, described):
    columns = _columns(statement)
    rows = statement._multi_values
    _consumed(rows[0], columns)
    described["is_multiple"] = True
    table = []
    for number, row in enumerate(rows):
        values = []
        for key, column in columns.items():
            numbered = f"{key}_m{number}"
            if key in rows[0]:
                if key not in row:
                    from sqlalchemy.exc import CompileError

                    raise CompileError(
                        f"INSERT value for column {column} is explicitly rendered as a bound "
                        "parameter in the VALUES clause; a Python-side value or SQL expression is "
                        "required"
                    )
                values.append((column, _value(column, row[key], numbered)))
            else:
                default = _default(column, "default", row)
                if default is not None:
                    if default.__visit_name__ == "bindparam":
                        default.key = default._orig_key = numbered
                    values.append((column, default))
        table.append(values)
    described["values"] = _described(table[0])
    described["more_rows"] = [
        [expressions.expression(value) for _, value in values] for values in table[1:]
    ]


def _generated_key(statement, given):
    from sqlalchemy.sql._labels import named

    missing = [
        column
        for column in statement.table.c
        if getattr(column, "primary_key", False) and column.key not in given
    ]
    if not missing or statement._inline or statement._returning:
        return []
    return _queries()._selected(named(missing), expressions.scope().shows(statement))


def _on_conflict(statement, conflict):
    queries = _queries()
    if hasattr(conflict, "is_ordered"):
        pairs = conflict.set if conflict.is_ordered else _in_table_order(statement, conflict.set)
        return {"form": "duplicate", "set": _settings(statement, pairs)}
    described = {
        "form": "conflict",
        "class_name": conflict.class_name,
        "constraint": name(conflict.constraint),
        "elements": [_element(element) for element in conflict.elements],
        "index_where": queries._optional(conflict.index_where),
        "where": queries._optional(conflict.where),
    }
    described = queries._own(described)
    if conflict.set is not None:
        described["set"] = _settings(statement, _in_table_order(statement, conflict.set))
    return described


def _element(element):
    if isinstance(element, str):
        return {"expr": "column", "name": name(element)}
    return expressions.expression(element)


def _in_table_order(statement, pairs):
    values = dict(pairs)
    order = [key for key in _columns(statement) if key in values]
    return [(key, values[key]) for key in [*order, *(key for key in values if key not in order)]]


def _settings(statement, pairs):
    from sqlalchemy.sql._expressions import BindParameter
    from sqlalchemy.sql.elements import ClauseElement

    columns = _columns(statement)
    result = []
    for key, value in pairs:
        column = columns.get(key)
        if not isinstance(value, ClauseElement) and not hasattr(value, "__clause_element__"):
            kind = column.type if column is not None else None
            value = BindParameter(None, value, type_=kind, unique=True)
        elif isinstance(value, ClauseElement):
            value = value.self_group()
        column_name = column.name if column is not None else key
        result.append({"column": name(column_name), "value": expressions.expression(value)})
    return result


def _limit(statement, dialect_name="mysql"):
    limit = getattr(statement, "_dialect_options", {}).get(f"{dialect_name}_limit")
    if limit is None:
        return None
    from sqlalchemy.sql._selects import _count

    return expressions.expression(_count(limit))


def update(statement, column_keys):
    """Describes an UPDATE."""
    queries = _queries()
    scope = expressions.scope()
    place = scope.place(statement.table)
    described = {
        "expr": "update",
        "values": _described(_assigned(statement, column_keys, "onupdate")),
        "where": queries._conjunction(statement._where_criteria),
        "limit": _limit(statement),
        **_common(statement),
    }
    return {**queries._own(described), "table": place, "values": described["values"]}


def delete(statement, column_keys):
    """Describes a DELETE."""
    queries = _queries()
    place = expressions.scope().place(statement.table)
    described = {
        "expr": "delete",
        "where": queries._conjunction(statement._where_criteria),
        "limit": _limit(statement),
        **_common(statement),
    }
    return {**queries._own(described), "table": place}


CHANGES = {"insert": insert, "update": update, "delete": delete}
