"""Turns SQLAlchemy's schema items into the data that the engine reads.

It looks at public attributes and `__visit_name__` only, so that it works on the built-in
`sqlalchemy` and on the real one. What equals its default is left out.
"""

from alembic._describe_types import name, rendering, type_
from alembic._values import to_data
from alembic._waist import IS_EMBEDDED


def given(**fields):
    """Returns the fields that are not None."""
    return {key: value for key, value in fields.items() if value is not None}


# The names of what `_describe_expressions` can describe.
_EXPRESSIONS = frozenset(
    (
        "array bindparam binary case cast clauselist column compound_select cte delete exists"
        " expression_clauselist extract false function grouping insert label label_reference"
        " next_value null over scalar_select select subquery textclause textual_label_reference"
        " true tuple type_coerce unary update"
    ).split()
)


def is_expression(value):
    """Returns whether an object is a SQL expression."""
    if getattr(value, "__visit_name__", None) in _EXPRESSIONS:
        return True
    if hasattr(value, "__clause_element__"):
        return True
    # Of the real package, also what a project has made itself.
    return not IS_EMBEDDED and hasattr(value, "self_group") and hasattr(value, "compile")


def expression(value):
    """Describes a SQL expression."""
    if getattr(value, "__visit_name__", None) == "textclause" and not value._bindparams:
        return {"expr": "text", "text": value.text}
    from alembic._describe_expressions import expression

    try:
        return expression(value)
    except NotImplementedError:
        if IS_EMBEDDED:
            raise
        from alembic._compiled import expression

        return expression(value)


def typed_value(content, kind):
    """Describes a value for a type, which may have a say in what is sent."""
    from alembic._describe_expressions import typed_value

    return typed_value(content, kind)


def text_or_expression(value):
    """Describes an expression that may also be given as text."""
    if isinstance(value, str):
        return {"expr": "text", "text": str.__str__(value)}
    return expression(value)


def argument(value):
    """Describes what a keyword of a dialect may have: values and expressions, also in lists."""
    if is_expression(value):
        return expression(value)
    if isinstance(value, dict):
        return {str(key): argument(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [argument(item) for item in value]
    if getattr(value, "__visit_name__", None) is not None and hasattr(value, "_variant_mapping"):
        return type_(value)
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        contents = {field: getattr(value, field) for field in fields}
        return {key: argument(item) for key, item in contents.items() if item is not None}
    return to_data(value)


def options(keywords):
    """Describes keywords of dialects; one that is None says nothing."""
    return {key: argument(value) for key, value in keywords.items()}


def _keywords(item):
    """Returns the keywords of dialects that an item was given."""
    # The real package makes a collection to ask in, and of thousands of columns hardly one has any.
    if not IS_EMBEDDED and "dialect_options" not in item.__dict__:
        return None
    return item.dialect_kwargs


def _info(item):
    # Only what is plain data crosses; the rest has meaning in Python alone.
    info = item.__dict__.get("info")
    if not info:
        return None
    from alembic._values import json_data

    plain = {}
    for key, value in info.items():
        try:
            plain[str(key)] = json_data(value)
        except TypeError:
            continue
    return plain or None


def server_default(value):
    """Describes a default that the database applies: text, an expression or an object."""
    adding = rendering()
    if adding is not None:
        rendered = adding.server_default(value)
        if rendered is not None:
            return rendered
    return _plain_server_default(value)


def _plain_server_default(value):
    if isinstance(value, str):
        return {"kind": "string", "value": str.__str__(value)}
    visit_name = getattr(value, "__visit_name__", None)
    if visit_name in _EXPRESSIONS:
        return {"kind": "expression", "expression": expression(value)}
    if visit_name == "computed_column":
        return {"kind": "computed", **computed(value)}
    if visit_name == "identity_column":
        return {"kind": "identity", **identity(value)}
    inner = getattr(value, "arg", None)
    if inner is not None:
        return _plain_server_default(inner)
    if is_expression(value):
        return {"kind": "expression", "expression": expression(value)}
    if hasattr(value, "next_value"):
        return {"kind": "expression", "expression": expression(value.next_value())}
    if visit_name is not None or hasattr(value, "is_server_default"):
        return {"kind": "fetched"}
    from sqlalchemy.exc import ArgumentError

    raise ArgumentError(
        "Argument 'arg' is expected to be one of type '<class 'str'>' or "
        "'<class 'sqlalchemy.sql.elements.ClauseElement'>' or "
        f"'<class 'sqlalchemy.sql.elements.TextClause'>', got '{type(value)}'"
    )


def computed(value):
    described = {"sqltext": expression(value.sqltext)}
    if value.persisted is not None:
        described["persisted"] = value.persisted
    return described


_SEQUENCE_FIELDS = (
    "start",
    "increment",
    "minvalue",
    "maxvalue",
    "nominvalue",
    "nomaxvalue",
    "cycle",
    "cache",
    "order",
)


def _sequence_fields(value):
    described = {}
    for field in _SEQUENCE_FIELDS:
        content = getattr(value, field, None)
        if content is not None:
            described[field] = content
    # Newer releases keep the words of one dialect among its options.
    for key, content in (getattr(value, "dialect_kwargs", None) or {}).items():
        field = key.partition("_")[2]
        if field in ("order", "on_null") and content is not None:
            described[field] = content
    return described


def identity(value):
    described = _sequence_fields(value)
    if value.always is None or value.always:
        described["always"] = value.always and True
    on_null = getattr(value, "on_null", None)
    if on_null is not None:
        described["on_null"] = on_null
    return described


def sequence(value):
    described = {"name": name(value.name)}
    if value.schema is not None:
        described["schema"] = name(value.schema)
    if value.optional:
        described["optional"] = True
    if getattr(value, "data_type", None) is not None:
        described["data_type"] = type_(value.data_type)
    described.update(_sequence_fields(value))
    return described


def _client_default(value):
    if getattr(value, "is_sequence", False):
        return None
    if getattr(value, "is_callable", False):
        return {"kind": "callable"}
    if getattr(value, "is_clause_element", False):
        try:
            return {"kind": "expression", "expression": expression(value.arg)}
        except NotImplementedError:
            return {"kind": "callable"}
    try:
        return {"kind": "scalar", "value": to_data(value.arg)}
    except TypeError:
        # A value that only the column's type understands.
        return {"kind": "callable"}


def column(value):
    """Describes a column with everything that was given along with it."""
    adding = rendering()
    return plain_column(value) if adding is None else adding.column(value)


def plain_column(value, refers=True):
    """Describes a column by what SQL shows of it, with what it refers to unless `refers` is false."""
    described = {
        "name": name(value.name),
        "type": _column_type(value),
        "nullable": bool(value.nullable),
    }
    if value.primary_key:
        described["primary_key"] = True
    if value.autoincrement != "auto":
        described["autoincrement"] = value.autoincrement
    if value.unique:
        described["unique"] = True
    if value.index:
        described["index"] = True
    if value.system:
        described["system"] = True
    if value.comment is not None:
        described["comment"] = value.comment
    default = value.computed if value.computed is not None else value.identity
    if default is None:
        default = value.server_default
    if default is not None:
        default = server_default(default)
        kind = default["kind"]
        if kind == "computed" or kind == "identity":
            # Of the column, they are fields of their own.
            del default["kind"]
            described[kind] = default
        else:
            described["server_default"] = default
    if value.server_onupdate is not None and value.computed is None:
        described["server_onupdate"] = server_default(value.server_onupdate)
    default = value.default
    if default is not None:
        if getattr(default, "is_sequence", False):
            described["sequence"] = sequence(default)
        else:
            described["default"] = _client_default(default)
    if refers and value.foreign_keys:
        keys = [
            foreign_key(key) for key in value.foreign_keys if not _has_constraint_of_its_own(key)
        ]
        if keys:
            if len(keys) > 1:
                keys.sort(key=_column_of_key)
            described["foreign_keys"] = keys
    if value.constraints:
        checks = [
            constraint(item)
            for item in in_order(value.constraints)
            if not getattr(item, "_type_bound", False)
        ]
        if checks:
            described["constraints"] = checks
    keywords = _keywords(value)
    if keywords:
        described["dialect_options"] = options(keywords)
    info = _info(value)
    if info:
        described["info"] = info
    return described


def _column_of_key(described):
    return described["column"]


def mark_open_nullable(described, value):
    """Adds to a column's data that a primary key which comes later may decide `nullable`."""
    if value.nullable and not isinstance(getattr(value, "_user_defined_nullable", None), bool):
        described["nullable_unspecified"] = True


def _column_type(value):
    kind = type_(value.type)
    if kind["type"] == "NullType" and value.foreign_keys:
        refer = getattr(value, "_type_of_reference", None)
        if refer is not None:
            return type_(refer())
    return kind


def _creation_order(item):
    return getattr(item, "_creation_order", 0)


def in_order(items):
    """Returns items in the order in which they were made, which a set does not tell."""
    return sorted(items, key=_creation_order)


def _has_constraint_of_its_own(key):
    """Returns whether a foreign key is part of a constraint that the user wrote."""
    owner = key.constraint
    return owner is not None and not _is_made_by_column(owner)


def _is_made_by_column(item):
    return not getattr(item, "_pending_colargs", ())


def _target(key):
    """Returns the text of what a foreign key refers to."""
    spec = getattr(key, "_colspec", None)
    if isinstance(spec, str):
        return str.__str__(spec)
    return key.target_fullname


def foreign_key(key):
    described = {"column": _target(key)}
    if key.name is not None:
        described["name"] = name(key.name)
    for attribute in ("onupdate", "ondelete", "deferrable", "initially", "match", "comment"):
        content = getattr(key, attribute)
        if content is not None:
            described[attribute] = content
    for attribute in ("use_alter", "link_to_name"):
        if getattr(key, attribute):
            described[attribute] = True
    keywords = getattr(key, "_unvalidated_dialect_kw", None)
    if keywords:
        described["dialect_options"] = options(keywords)
    info = _info(key)
    if info:
        described["info"] = info
    return described


def _column_names(item):
    """Returns the names of the columns of a constraint, attached to its table or not."""
    if getattr(item, "parent", None) is not None and getattr(item, "columns", None) is not None:
        attached = [name(member.name) for member in item.columns]
        if attached:
            return attached
    return [_column_name(member) for member in getattr(item, "_pending_colargs", ())]


def _column_name(member):
    if isinstance(member, str):
        return name(member)
    return name(member.name)


def constraint(item):
    """Describes a constraint."""
    adding = rendering()
    return plain_constraint(item) if adding is None else adding.constraint(item)


def plain_constraint(item):
    kind = CONSTRAINT_CLASSES[item.__visit_name__]
    described = {"constraint": kind}
    item_name = name(item.name)
    if item_name is not None:
        described["name"] = item_name
    if kind == "CheckConstraint":
        described["sqltext"] = expression(item.sqltext)
    elif kind == "ExcludeConstraint":
        described["elements"] = [
            [_column_name(element) if isinstance(element, str) else expression(element), operator]
            for element, _, operator in item._render_exprs
        ]
        if item.using and item.using != "gist":
            described["using"] = item.using
        if item.where is not None:
            described["where"] = text_or_expression(item.where)
        if item.ops:
            described["ops"] = dict(item.ops)
    else:
        described["columns"] = _column_names(item)
    if kind == "ForeignKeyConstraint":
        described["refcolumns"] = [_target(element) for element in item.elements]
        for attribute in ("onupdate", "ondelete", "match"):
            content = getattr(item, attribute)
            if content is not None:
                described[attribute] = content
        for attribute in ("use_alter", "link_to_name"):
            if getattr(item, attribute):
                described[attribute] = True
    for attribute in ("deferrable", "initially", "comment"):
        content = getattr(item, attribute, None)
        if content is not None:
            described[attribute] = content
    keywords = _keywords(item)
    if keywords:
        described["dialect_options"] = options(keywords)
    info = _info(item)
    if info:
        described["info"] = info
    return described


CONSTRAINT_CLASSES = {
    "primary_key_constraint": "PrimaryKeyConstraint",
    "unique_constraint": "UniqueConstraint",
    "foreign_key_constraint": "ForeignKeyConstraint",
    "check_constraint": "CheckConstraint",
    "table_or_column_check_constraint": "CheckConstraint",
    "column_check_constraint": "CheckConstraint",
    "exclude_constraint": "ExcludeConstraint",
}


def index_expressions(items):
    """Describes what an index is made of: names of columns and expressions."""
    return [_index_expression(item) for item in items]


def _index_expression(item):
    if isinstance(item, str):
        return {"expr": "column", "name": name(item)}
    if getattr(item, "__visit_name__", None) == "label" and rendering() is not None:
        # SQL shows no label of an index, but scripts do.
        label = name(item.name) if type(item.name) is str else {"anonymous": 0, "base": "anon"}
        return {"expr": "label", "operand": expression(item.element), "name": label}
    if getattr(item, "__visit_name__", None) == "column" and not getattr(item, "is_literal", False):
        return {"expr": "column", "name": name(item.name)}
    return expression(item)


def index(item):
    """Describes an index."""
    members = list(item.expressions) or list(getattr(item, "_pending_colargs", ()))
    described = {"name": name(item.name), "expressions": index_expressions(members)}
    if item.unique:
        described["unique"] = True
    keywords = _keywords(item)
    if keywords:
        described["dialect_options"] = options(keywords)
    info = _info(item)
    if info:
        described["info"] = info
    return described


def table(item):
    """Describes a table, or what only stands for one."""
    described = {"name": name(item.name)}
    if item.schema is not None:
        described["schema"] = name(item.schema)
    if item.__visit_name__ != "table" or not hasattr(item, "metadata"):
        described["columns"] = [_light_column(member) for member in item.columns]
        return described
    adding = rendering()
    is_settled = adding is not None and adding.settles_tables
    if is_settled:
        described.update(adding.table(item))
    else:
        described["columns"] = [column(member) for member in item.columns]
        constraints = [
            constraint(member) for member in in_order(item.constraints) if _crosses(member)
        ]
        if constraints:
            described["constraints"] = constraints
    indexes = [
        index(member)
        for member in sorted(item.indexes, key=_index_order)
        if is_settled or not getattr(member, "_column_flag", False)
    ]
    if indexes:
        described["indexes"] = indexes
    if item.comment is not None:
        described["comment"] = item.comment
    prefixes = getattr(item, "_prefixes", None)
    if prefixes:
        described["prefixes"] = [
            prefix if isinstance(prefix, str) else getattr(prefix, "text", str(prefix))
            for prefix in prefixes
        ]
    keywords = _keywords(item)
    if keywords:
        described["dialect_options"] = options(keywords)
    convention = item.metadata.naming_convention
    if convention and not is_settled:
        described["naming_convention"] = naming_convention(convention)
    info = _info(item)
    if info:
        described["info"] = info
    return described


def _index_order(item):
    return (getattr(item, "_position", 0), str(item.name or ""))


def _crosses(item):
    if getattr(item, "_type_bound", False) or getattr(item, "_column_flag", False):
        return False
    visit_name = item.__visit_name__
    if visit_name == "primary_key_constraint":
        # One that was read from a database has its name, and is marked as implied all the same.
        implied = getattr(item, "_implicit_generated", False)
        return not implied or type(name(item.name)) is str
    if visit_name == "foreign_key_constraint":
        return not _is_made_by_column(item)
    return True


def _light_column(item):
    if hasattr(item, "nullable"):
        return column(item)
    return {"name": name(item.name), "type": _light_type(item.type), "nullable": True}


def _light_type(value):
    if IS_EMBEDDED:
        return type_(value)
    from sqlalchemy.exc import CompileError

    try:
        return type_(value)
    except (AttributeError, CompileError):
        # Rows can be written without the type's own SQL.
        return {"type": "NullType"}


def table_item(item):
    """Describes what may stand among the arguments of a table."""
    visit_name = getattr(item, "__visit_name__", None)
    if visit_name == "column":
        return column(item)
    if visit_name == "index":
        return index(item)
    return constraint(item)


def naming_convention(templates):
    """Describes a naming convention; a token of the user's own crosses as a function."""
    described = {}
    for key, template in templates.items():
        if not isinstance(key, str):
            key = _CONVENTION_KEYS.get(getattr(key, "__name__", ""), str(key))
        if callable(template):
            from alembic._waist import callable_handle

            template = callable_handle(template)
        described[key] = template
    return described


_CONVENTION_KEYS = {
    "Index": "ix",
    "UniqueConstraint": "uq",
    "CheckConstraint": "ck",
    "ForeignKeyConstraint": "fk",
    "PrimaryKeyConstraint": "pk",
}


def metadata_list(target, is_wanted=None):
    """Describes the target metadata; the tables are asked for only when they are needed.

    `is_wanted` chooses among them.
    """
    from alembic._waist import callable_handle

    members = target if isinstance(target, (list, tuple)) else [target]
    described = []
    for member in members:
        entry = {}
        if getattr(member, "schema", None) is not None:
            entry["schema"] = name(member.schema)
        convention = getattr(member, "naming_convention", None)
        if convention:
            entry["naming_convention"] = naming_convention(convention)
        tables = _tables_of(member) if is_wanted is None else _wanted_tables_of(member, is_wanted)
        entry["tables"] = callable_handle(tables)
        entry["enums"] = callable_handle(_enums_of(member))
        described.append(entry)
    return described


_table_functions = {}


def _tables_of(metadata):
    """Returns the function that gives the tables of a metadata."""
    function = _table_functions.get(id(metadata))
    if function is None:

        def function():
            return list(metadata.tables.values())

        _table_functions[id(metadata)] = function
        function.metadata = metadata
    return function


_enum_functions = {}


def _enums_of(metadata):
    """Returns the function that describes the enumerations that a metadata has for itself."""
    function = _enum_functions.get(id(metadata))
    if function is None:

        def function():
            from sqlalchemy import Enum

            # Before SQLAlchemy 2.1, a metadata does not know them.
            known = [item for item in getattr(metadata, "_objects", ()) if isinstance(item, Enum)]
            known = [item for item in known if item.name is not None]
            return [type_(item) for item in sorted(known, key=lambda item: str(item.name))]

        _enum_functions[id(metadata)] = function
        function.metadata = metadata
    return function


def _wanted_tables_of(metadata, is_wanted):
    def function():
        return [item for item in metadata.tables.values() if is_wanted(item)]

    function.metadata = metadata
    return function


def resolve_reference(known, key):
    """Has a foreign key that refers to nothing among the tables that are known complain."""
    target, _, column = key.target_fullname.rpartition(".")
    if not key.use_alter and (target not in known or column not in known[target].c):
        key.column  # noqa: B018


def execution(statement):
    """Describes something to be run: `("statement", data)` or `("operation", data)`."""
    if isinstance(statement, str):
        return "statement", str.__str__(statement)
    from alembic._describe_statements import execution

    return execution(statement)


def parameters(given_parameters):
    """Describes the parameters of a statement: none, a dictionary, or a list of them."""
    if not given_parameters:
        return None
    from alembic._describe_statements import parameters

    return parameters(given_parameters)
