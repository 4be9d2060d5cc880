"""Running statements: what a script gives, described, and what comes back, as Python has it."""

from alembic._at_hand import describing_for
from alembic._describe import parameters as describe_parameters
from alembic._describe_expressions import expression, has_a_say, number_values, typed_value
from alembic._describe_statements import execution_in_scope
from alembic._engine import uniform_sets
from sqlalchemy.engine._again import Attempt, plain
from sqlalchemy.engine.result import CursorResult
from sqlalchemy.util import warn


def run(connection, statement, parameters, execution_options):
    """Runs a statement and returns its result."""
    if isinstance(statement, str) or not hasattr(statement, "__visit_name__"):
        convert = getattr(statement, "__clause_element__", None)
        if convert is None:
            from sqlalchemy.exc import ObjectNotExecutableError

            raise ObjectNotExecutableError(statement)
        statement = convert()
    visit_name = statement.__visit_name__
    if visit_name in ("function", "next_value"):
        statement = statement.select()
    elif visit_name in ("sequence", "column_default"):
        statement = statement.next_value().select()
    connection._require_open()
    with describing_for(connection.dialect):
        return _run(connection, statement, parameters, execution_options)


def _run(connection, statement, parameters, execution_options):
    attempt = Attempt(statement, parameters)
    if attempt.known is not None:
        answer = attempt.run(connection._identifier, parameters)
        return _result(connection, statement, [parameters or {}], answer)
    previous = number_values(attempt.slots)
    try:
        if statement.__visit_name__ == "textclause":
            described, sent = expression(statement), _text_parameters(parameters)
            types, rows = {}, []
        else:
            found = _described(connection, statement, parameters, attempt)
            if found is None:
                return CursorResult({"returns_rows": False, "rowcount": -1})
            described, sent, types, rows = found
    finally:
        number_values(previous)
    answer = connection._execute(
        described, sent, _options(statement, execution_options), attempt.keep()
    )
    attempt.remember(answer, types)
    return _result(connection, statement, rows, answer, _is_many(parameters))


def _options(statement, execution_options):
    options = dict(getattr(statement, "_execution_options", None) or {})
    if execution_options:
        options.update(execution_options)
    return options


def _described(connection, statement, parameters, attempt):
    """Returns a statement's description, what is sent along, its types and the rows that it comes from.

    DDL is run at once; it gives nothing.
    """
    sets = uniform_sets(parameters)
    rows = _rows(parameters) if sets is None else []
    is_change = getattr(statement, "is_dml", False)
    column_keys = None
    if sets is not None:
        column_keys = list(sets[0])
    elif rows:
        column_keys = [_text(key) for key in rows[0]]
    elif is_change:
        column_keys = []
    if is_change and column_keys:
        defaults = _defaults(statement, column_keys)
        if defaults:
            if sets is not None:
                # The functions are told the values of their row.
                sets, rows = None, _rows(parameters)
            _add_defaults(defaults, rows)
            column_keys.extend(defaults)
            attempt.give_up()
    kind, described, scope = execution_in_scope(statement, column_keys)
    if kind == "operation":
        connection._execute_operation(described)
        return None
    types = scope.bind_types if scope is not None else {}
    kinds = {key: kind for key, kind in types.items() if has_a_say(kind)}
    if sets is not None:
        return described, _sent_sets(sets, kinds), types, rows
    sent = [
        {
            key: typed_value(value, kinds[key])
            if key in kinds
            else value
            if type(value) is str or value is None
            else plain(value)
            for key, value in row.items()
        }
        for row in rows
    ]
    if not _is_many(parameters):
        sent = sent[0] if sent else None
    return described, {"parameters": sent}, types, rows


def _text_parameters(parameters):
    sets = uniform_sets(parameters)
    if sets is not None:
        return _sent_sets(sets, {})
    return {"parameters": describe_parameters(parameters)}


def _sent_sets(sets, kinds):
    """Returns what is sent of sets of the same names; types may have a say in it."""
    names, rows, unplain = sets
    for place, name in enumerate(names):
        kind = kinds.get(name)
        if kind is not None:
            for row in rows:
                row[place] = typed_value(row[place], kind)
        elif place in unplain:
            for row in rows:
                row[place] = plain(row[place])
    return {"sets": {"names": names, "rows": rows}}


def _is_many(parameters):
    return isinstance(parameters, (list, tuple)) and len(parameters) > 0


def _result(connection, statement, rows, answer, is_many=False):
    for warning in answer.get("warnings", ()):
        warn(warning)
    columns = None
    if answer["returns_rows"] and statement.__visit_name__ != "textclause":
        columns = statement._named_columns() if hasattr(statement, "_named_columns") else None
        if getattr(statement, "_is_known_by_names", False):
            columns = _by_names(columns, answer["columns"])
    result = CursorResult(answer, columns, connection)
    if getattr(statement, "is_insert", False):
        result.is_insert = True
        if not is_many:
            result._inserted = _inserted_key(statement, rows, answer)
            result._insertion = (statement, rows)
    return result


def _by_names(columns, names):
    """Returns the columns that text says it has in the order in which they came."""
    from sqlalchemy.sql._labels import NamedColumn
    from sqlalchemy.sql.elements import ColumnClause

    known = {column.label.name: column for column in columns if column.label is not None}
    return [
        known.get(name) or NamedColumn(ColumnClause(name), None, name) for name in names
    ]


def _text(key):
    return str(key) if isinstance(key, str) else getattr(key, "key", str(key))


def _rows(parameters):
    """Returns the sets of parameters as dictionaries with text as keys."""
    if not parameters:
        return []
    given = parameters if isinstance(parameters, (list, tuple)) else [parameters]
    rows = []
    for row in given:
        if not hasattr(row, "items"):
            if not hasattr(row, "_asdict"):
                from sqlalchemy.exc import ArgumentError

                raise ArgumentError(
                    "List argument must consist only of dictionaries"
                    if isinstance(parameters, (list, tuple))
                    else "mapping or list expected for parameters"
                )
            row = row._asdict()
        rows.append({_text(key): value for key, value in row.items()})
    return rows


def _defaults(statement, column_keys):
    """Returns the functions of the script that columns get values from, by the keys of the columns."""
    if statement.__visit_name__ == "delete":
        return {}
    from alembic._describe_changes import defaults_of_rows

    return defaults_of_rows(statement, {*column_keys, *(statement._values or ())})


def _add_defaults(defaults, rows):
    """Adds what columns get from functions of the script."""
    from alembic.operations._rows import call
    from sqlalchemy.engine.default import DefaultExecutionContext

    for row in rows:
        context = DefaultExecutionContext(row)
        for key, function in defaults.items():
            row[key] = call(function, context)


def _inserted_key(statement, rows, answer):
    """Returns the key of the new row, as far as it is known."""
    from alembic._values import from_data
    from sqlalchemy.sql.elements import ClauseElement

    given = {**(statement._values or {}), **(rows[0] if rows else {})}
    generated = iter(answer.get("generated_key") or ())
    key = []
    for column in statement.table.c:
        if not getattr(column, "primary_key", False):
            continue
        value = given.get(column.key)
        if column.key in given and not isinstance(value, ClauseElement):
            key.append(value)
            continue
        made = next(generated, None)
        if made is not None:
            key.append(from_data(made))
        elif column.key not in given:
            key.append(answer.get("lastrowid"))
        else:
            key.append(None)
    return tuple(key)


# What Python makes of values that the engine gives: types with a say in it.


def processors(columns, dialect):
    """Returns what is called with the values of columns, by the place of the column."""
    found = []
    for place, column in enumerate(columns or ()):
        processor = _processor(getattr(column.column, "type", None), dialect)
        if processor is not None:
            found.append((place, processor))
    return found


def _processor(kind, dialect):
    if kind is None or isinstance(kind, type):
        return None
    kind = kind._variant_mapping.get(dialect.name, kind) if kind._variant_mapping else kind
    process = getattr(kind, "process_result_value", None)
    if process is not None and hasattr(kind, "process_bind_param"):
        inner = _processor(kind.load_dialect_impl(dialect), dialect)
        if type(kind).__name__ == "PickleType":
            return _unpickled
        if inner is None:
            return lambda value: process(value, dialect)
        return lambda value: process(inner(value), dialect)
    if hasattr(kind, "enums"):
        return _enum_reader(kind)
    maker = getattr(kind, "result_processor", None)
    if maker is not None:
        return maker(dialect, None)
    item_type = getattr(kind, "item_type", None)
    if item_type is not None:
        return _array_reader(_processor(item_type, dialect), hasattr(item_type, "enums"))
    return None


def _array_reader(inner, is_enum):
    """Returns what reads arrays; those of enumerations come as text, as no driver knows them."""
    if inner is None:
        return None

    def read(value):
        if isinstance(value, list):
            return [read(item) if isinstance(item, list) else inner(item) for item in value]
        if is_enum and isinstance(value, str):
            labels = value.strip("{}")
            return [
                inner(None if label == "NULL" else label.strip('"'))
                for label in labels.split(",")
                if label
            ]
        return value

    return read


def _enum_reader(kind):
    labels = getattr(kind, "enums", ())
    members = dict(zip(labels, kind.enum_class if kind.enum_class is not None else labels))

    def read(value):
        if value is None:
            return None
        try:
            return members[value]
        except KeyError:
            from sqlalchemy.sql._special_types import unknown_label

            raise unknown_label(kind, value) from None

    return read


def _unpickled(value):
    if value is None:
        return None
    import pickle

    return pickle.loads(value)
