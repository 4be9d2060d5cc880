"""Turns statements and their parameters into the data that the engine reads."""

from alembic._describe import (
    CONSTRAINT_CLASSES,
    constraint,
    index,
    name,
    sequence,
    table,
    type_,
)
from alembic._values import parameter_to_data
from alembic._waist import IS_EMBEDDED


def execution(statement):
    """Describes something to be run: `("statement", data)` or `("operation", data)`."""
    kind, described, _ = execution_in_scope(statement)
    return kind, described


def execution_in_scope(statement, column_keys=None):
    """Describes something to be run, and gives what is known of its parameters."""
    if isinstance(statement, str):
        return "statement", str.__str__(statement), None
    if IS_EMBEDDED and getattr(statement, "_compiler_dispatcher", None) is not None:
        from alembic import _own_forms

        form = _own_forms.form_of(statement)
        if form is not None:
            return "statement", _own_forms.expression(statement, form), None
    visit_name = getattr(statement, "__visit_name__", None)
    writer = _DDL.get(visit_name)
    if writer is not None:
        return (*writer(statement), None)
    if visit_name == "textclause" or not _is_ours():
        from alembic._describe_expressions import expression

        return "statement", expression(statement), None
    from alembic._describe_queries import query

    return ("statement", *query(statement, column_keys))


def _is_ours():
    import sqlalchemy

    return getattr(sqlalchemy, "__alembic_rs__", False)


def _ddl_text(statement):
    text = statement.statement % (statement.context or {})
    # Raw SQL: what looks like a parameter is none.
    return "statement", {"expr": "text", "text": text.replace("\\:", ":").replace(":", "\\:")}


def _operation(op, **fields):
    return "operation", {
        "op": op,
        **{key: value for key, value in fields.items() if value is not None and value is not False},
    }


def _element_name(statement):
    return name(statement.element)


def _new_table(statement):
    described = table(statement.element)
    if not getattr(statement, "with_indexes", False):
        # `CREATE TABLE` is one statement.
        described.pop("indexes", None)
        for column in described["columns"]:
            if column.pop("index", False):
                column.pop("unique", None)
    return described


_DDL = {
    "ddl": _ddl_text,
    "create_sequence": lambda statement: _operation(
        "create_sequence",
        sequence=sequence(statement.element),
        if_not_exists=statement.if_not_exists,
    ),
    "drop_sequence": lambda statement: _operation(
        "drop_sequence", sequence=sequence(statement.element), if_exists=statement.if_exists
    ),
    "create_schema": lambda statement: _operation(
        "create_schema", name=_element_name(statement), if_not_exists=statement.if_not_exists
    ),
    "drop_schema": lambda statement: _operation(
        "drop_schema",
        name=_element_name(statement),
        if_exists=statement.if_exists,
        cascade=statement.cascade,
    ),
    "create_table": lambda statement: _operation(
        "create_table", table=_new_table(statement), if_not_exists=statement.if_not_exists
    ),
    "drop_table": lambda statement: _operation(
        "drop_table",
        table_name=name(statement.element.name),
        schema=name(statement.element.schema),
        if_exists=statement.if_exists,
    ),
    "create_index": lambda statement: _operation(
        "create_index", **_index_fields(statement.element), if_not_exists=statement.if_not_exists
    ),
    "drop_index": lambda statement: _operation(
        "drop_index",
        index_name=name(statement.element.name),
        table_name=name(statement.element.table.name),
        schema=name(statement.element.table.schema),
        if_exists=statement.if_exists,
    ),
    "create_enum_type": lambda statement: _operation(
        "create_type", **{"type": type_(statement.element)}
    ),
    "drop_enum_type": lambda statement: _operation(
        "drop_type", **{"type": type_(statement.element)}
    ),
    "create_domain_type": lambda statement: _operation(
        "create_type", **{"type": type_(statement.element)}
    ),
    "drop_domain_type": lambda statement: _operation(
        "drop_type", **{"type": type_(statement.element)}
    ),
    "add_constraint": lambda statement: _operation(
        _CREATE_CONSTRAINT[CONSTRAINT_CLASSES[statement.element.__visit_name__]],
        table_name=name(statement.element.table.name),
        schema=name(statement.element.table.schema),
        constraint=constraint(statement.element),
    ),
    "drop_constraint": lambda statement: _operation(
        "drop_constraint",
        constraint_name=name(statement.element.name),
        table_name=name(statement.element.table.name),
        schema=name(statement.element.table.schema),
        type_=_CONSTRAINT_WORD[CONSTRAINT_CLASSES[statement.element.__visit_name__]],
    ),
}
_CREATE_CONSTRAINT = {
    "PrimaryKeyConstraint": "create_primary_key",
    "UniqueConstraint": "create_unique_constraint",
    "ForeignKeyConstraint": "create_foreign_key",
    "CheckConstraint": "create_check_constraint",
    "ExcludeConstraint": "create_exclude_constraint",
}
_CONSTRAINT_WORD = {
    "PrimaryKeyConstraint": "primary",
    "UniqueConstraint": "unique",
    "ForeignKeyConstraint": "foreignkey",
    "CheckConstraint": "check",
}


def _index_fields(item):
    described = index(item)
    described["index_name"] = described.pop("name")
    described["columns"] = described.pop("expressions")
    described.pop("info", None)
    described["table_name"] = name(item.table.name)
    described["schema"] = name(item.table.schema)
    return described


def create_index_operation(item):
    """Describes the creation of an index that is attached to its table."""
    return _operation("create_index", **_index_fields(item))[1]


def parameters(given_parameters):
    """Describes the parameters of a statement: none, a dictionary, or a list of them."""
    if not given_parameters:
        return None
    if isinstance(given_parameters, (list, tuple)):
        return [_parameter_row(row) for row in given_parameters]
    return _parameter_row(given_parameters)


def _parameter_row(row):
    if isinstance(row, (list, tuple)):
        return [_parameter(value) for value in row]
    if not hasattr(row, "items"):
        row = row._asdict()
    return {str(key): _parameter(value) for key, value in row.items()}


def _parameter(value):
    if type(value) is list:
        # The members of an `IN` or an array may be what JSON alone could not hold.
        return {"$json": [_parameter(item) for item in value]}
    if type(value) is tuple:
        return {"$tuple": [_parameter(item) for item in value]}
    return parameter_to_data(value)


def with_parameters(statement, given_parameters):
    """Returns a text statement with values bound to its parameters."""
    return statement.bindparams(**given_parameters)
