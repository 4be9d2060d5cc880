"""Turns SQLAlchemy's expressions into the data that the engine reads."""

from alembic import _type_expressions
from alembic._describe_types import has_own_form, name, plain_dialect, tag_of, type_
from alembic._values import to_data
from alembic._waist import IS_EMBEDDED

# SQL for operators that SQLAlchemy names by Python functions.
_OPERATORS = {
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "concat_op": "||",
    "like_op": "LIKE",
    "not_like_op": "NOT LIKE",
    "ilike_op": "ILIKE",
    "not_ilike_op": "NOT ILIKE",
    "startswith_op": "STARTSWITH",
    "endswith_op": "ENDSWITH",
    "contains_op": "CONTAINS",
    "not_startswith_op": "NOT STARTSWITH",
    "not_endswith_op": "NOT ENDSWITH",
    "not_contains_op": "NOT CONTAINS",
    "istartswith_op": "ISTARTSWITH",
    "iendswith_op": "IENDSWITH",
    "icontains_op": "ICONTAINS",
    "not_istartswith_op": "NOT ISTARTSWITH",
    "not_iendswith_op": "NOT IENDSWITH",
    "not_icontains_op": "NOT ICONTAINS",
    "in_op": "IN",
    "not_in_op": "NOT IN",
    "is_": "IS",
    "is_not": "IS NOT",
    "is_distinct_from": "IS DISTINCT FROM",
    "is_not_distinct_from": "IS NOT DISTINCT FROM",
    "between_op": "BETWEEN",
    "not_between_op": "NOT BETWEEN",
    "match_op": "MATCH",
    "not_match_op": "NOT MATCH",
    "regexp_replace_op": "REGEXP REPLACE",
    "regexp_match_op": "REGEXP",
    "not_regexp_match_op": "NOT REGEXP",
    "bitwise_and_op": "&",
    "bitwise_or_op": "|",
    "bitwise_xor_op": "^",
    "bitwise_lshift_op": "<<",
    "bitwise_rshift_op": ">>",
    "bitwise_not_op": "~",
    "json_getitem_op": "->",
    "json_path_getitem_op": "#>",
    "getitem": "[]",
    "hstore_getitem_op": "HSTORE[]",
    "neg": "-",
    "inv": "NOT",
    "exists": "EXISTS",
    "distinct_op": "DISTINCT",
    "any_op": "ANY",
    "all_op": "ALL",
    "desc_op": "DESC",
    "asc_op": "ASC",
    "nulls_first_op": "NULLS FIRST",
    "nulls_last_op": "NULLS LAST",
    "is_true": "IS TRUE",
    "istrue": "IS TRUE",
    "is_false": "IS FALSE",
    "isfalse": "IS FALSE",
    "and_": "AND",
    "or_": "OR",
    "comma_op": ",",
    "collate": "COLLATE",
}


def _operator(value):
    if value is None or isinstance(value, str):
        return value
    text = getattr(value, "opstring", None)
    if text is not None:
        return text
    known = _OPERATORS.get(value.__name__)
    if known is None:
        raise NotImplementedError(f"the operator {value.__name__!r} cannot be sent to the engine")
    return known


_scope = None


def scope():
    """Returns what the statement reads from that is being described; none outside of one."""
    return _scope


def enter(new_scope):
    """Sets what the statement reads from, and returns what was set before."""
    global _scope
    previous, _scope = _scope, new_scope
    return previous


class Slots:
    """The places of a statement's values among those that change when it is run again.

    An owner is the parameter that has the value, or the dictionary and the key that it stands under.
    """

    def __init__(self, owners):
        self.found = {}
        self.are_clear = True
        self._columns = {}
        for place, owner in enumerate(owners):
            if type(owner) is tuple:
                values, key = owner
                self._columns[id(values), key] = place
            else:
                owner._slot = (self, place)

    def note(self, place, kind, is_list):
        """Notes the type that the value in a place has."""
        known = self.found.setdefault(place, (kind, is_list))
        if known[0] is not kind:
            # One parameter that is sent in two ways.
            self.are_clear = False

    def of_column(self, values, key):
        """Returns the mark of a value that a statement sets a column to; none where it has no place."""
        place = self._columns.get((id(values), key))
        return None if place is None else (self, place)


_slots = None


def number_values(slots):
    """Sets the places of the values of the statement that is described; returns those before."""
    global _slots
    previous, _slots = _slots, slots
    return previous


def slots():
    """Returns the places of the values of the statement that is being described, if they matter."""
    return _slots


def _only_sqlalchemys(value):
    return NotImplementedError(f"only SQLAlchemy knows what SQL {type(value).__name__} becomes")


def expression(value):
    """Describes a SQL expression."""
    writer = _EXPRESSIONS.get(getattr(value, "__visit_name__", None))
    if IS_EMBEDDED and getattr(value, "_compiler_dispatcher", None) is not None:
        from alembic import _own_forms

        form = _own_forms.form_of(value)
        if form is not None:
            return _own_forms.expression(value, form)
    if not IS_EMBEDDED and has_own_form(type(value)):
        raise _only_sqlalchemys(value)
    if writer is None:
        convert = getattr(value, "__clause_element__", None)
        if convert is not None:
            converted = convert()
            if converted is not value:
                return expression(converted)
        if hasattr(value, "__visit_name__") and not IS_EMBEDDED:
            raise _only_sqlalchemys(value)
        raise TypeError(f"{value!r} is not a SQL expression that can be used here")
    return writer(value)


def text_or_expression(value):
    if isinstance(value, str):
        return {"expr": "text", "text": value}
    return expression(value)


def _known_type(value):
    """Describes the type of an expression, or gives None when it is not known."""
    kind = getattr(value, "type", None)
    if kind is None:
        return None
    if isinstance(kind, type):
        kind = kind()
    if _scope is not None:
        known = kind.__dict__.get("_sa_described")
        if known is not None:
            return known
    tag = tag_of(type(kind))[0]
    if tag == "NullType" or tag == "JSONPathType":
        return None
    index_type = _INDEX_TYPES.get(tag)
    if index_type is not None:
        return {"type": index_type}
    described = type_(kind)
    if _scope is not None and tag in _LASTING_TYPES and not kind._variant_mapping:
        kind.__dict__["_sa_described"] = described
    return described


# Types that say the same whenever they are asked.
_LASTING_TYPES = frozenset(
    (
        "BigInteger Boolean Date DateTime Float Integer LargeBinary Numeric SmallInteger String Text"
        " Time Unicode UnicodeText"
    ).split()
)
_INDEX_TYPES = {"JSONStrIndexType": "String", "JSONIntIndexType": "Integer"}


def typed(described, value):
    kind = _known_type(value)
    if kind is not None:
        described["type"] = kind
    return described


def _text(value):
    described = {"expr": "text", "text": value.text}
    binds = {
        key: _bind(bind)
        for key, bind in (getattr(value, "_bindparams", None) or {}).items()
        if not bind.required or bind.expanding or _known_type(bind) is not None
    }
    if binds:
        described["binds"] = binds
    return described


def _column_clause(value):
    if getattr(value, "is_literal", False):
        return typed({"expr": "literal_column", "text": value.name}, value)
    owner = getattr(value, "table", None)
    if _scope is not None and owner is not None:
        return _source_column(value, owner)
    described = {"expr": "column", "name": name(value.name)}
    if owner is not None and getattr(owner, "name", None) is not None:
        described["table"] = name(owner.name)
        if getattr(owner, "schema", None) is not None:
            described["schema"] = name(owner.schema)
    return typed(described, value)


def _source_column(value, owner):
    described = {"expr": "source_column", "from": _scope.place(owner)}
    anonymous = getattr(value, "_label_of", None)
    if anonymous is None:
        described["name"] = name(value.name)
    else:
        from alembic._describe_queries import label

        described["name"] = label(anonymous)
    return typed(described, value)


def _bind(value):
    if getattr(value, "_is_inline_literal", False):
        described = {"expr": "inline_literal", "value": _bound(value, value.value)}
        return typed(described, value)
    if _wrapped is None:
        around = _type_expressions.around_value(value, _current_dialect)
        if around is not None:
            return _wrapped_bind(value, around)
    elif value.expanding:
        # It stands for each of its values.
        _wrapped.append(value)
        return {**_bind_name(value), "value": None}
    return _plain_bind(value)


# While what a type puts around a value is described: the lists that were met in it. Nothing in it is wrapped again.
_wrapped = None


def _wrapped_bind(value, around):
    """Describes a parameter with what its type puts around it, or around each value of a list."""
    global _wrapped
    _wrapped = []
    try:
        described = expression(around)
        lists = _wrapped
    finally:
        _wrapped = None
    if not value.expanding:
        return described
    if not lists:
        raise NotImplementedError(
            f"what {type(value.type).__name__}.bind_expression gives for a list has no place for "
            "its values"
        )
    return {**_plain_bind(lists[0]), "around": described}


def _bind_name(value):
    described = {"expr": "bind"}
    key = (getattr(value, "_orig_key", None) if value.unique else None) or value.key
    if isinstance(key, str) and key[:2] != "%(" and key != "param":
        described["key"] = str.__str__(key)
    if _scope is not None:
        if value.unique:
            described["anonymous"] = number = _scope.number(value)
            _scope.binds[number] = value
        else:
            _scope.binds[described.get("key", "param")] = value
            _scope.bind_names.add(described.get("key", "param"))
            _scope.bind_types[described.get("key", "param")] = (
                EachOf(value.type) if value.expanding else value.type
            )
    return described


def _plain_bind(value):
    described = _bind_name(value)
    if value.expanding:
        described["expanding"] = True
    if not value.required:
        content = value.effective_value
        if value.expanding and content is not None:
            described["values"] = [_bound(value, item) for item in content]
        else:
            described["value"] = _bound(value, content)
        if _slots is not None and value._slot is not None and value._slot[0] is _slots:
            described["slot"] = value._slot[1]
            _slots.note(value._slot[1], value.type, "values" in described)
    if value.literal_execute:
        described["literal_execute"] = True
    typed(described, value)
    kind = described.get("type")
    as_uuid = getattr(value.type, "as_uuid", None)
    if as_uuid is not None and kind is not None and kind["type"] in _IDENTIFIERS:
        # Which values are refused depends on what Python has for them.
        described["type"] = {**kind, "as_uuid": bool(as_uuid)}
    return described


_IDENTIFIERS = ("Uuid", "UUID")


def _bound(owner, content):
    """Describes a value in the way its type wants it sent."""
    return typed_value(content, getattr(owner, "type", None))


class EachOf:
    """The type of a list whose members each have a type."""

    def __init__(self, kind):
        self.kind = kind


def has_a_say(kind):
    """Returns whether a type changes the values that are sent."""
    if type(kind) is EachOf:
        kind = kind.kind
    return (
        _processes_binds(kind)
        or bool(getattr(kind, "_variant_mapping", None))
        or hasattr(kind, "enums")
        or hasattr(kind, "_value_sent")
        or kind is not None
        and _is_json(kind)
    )


def _processes_binds(kind):
    # SQLAlchemy's own base class has the method, and it only raises.
    return hasattr(kind, "process_bind_param") and getattr(kind, "_has_bind_processor", True)


def typed_value(content, kind):
    """Describes a value for a type, which may have a say in what is sent."""
    if type(kind) is EachOf:
        if not isinstance(content, (list, tuple)):
            return to_data(content)
        return {"$json": [typed_value(item, kind.kind) for item in content]}
    if kind is not None and not isinstance(kind, type):
        if kind._variant_mapping or tag_of(type(kind))[0] == "TypeDecorator":
            content, kind = _processed(content, kind)
        if content is None and getattr(kind, "none_as_null", False) and _is_json(kind):
            return {"$foreign": "Null"}
        if content is not None and hasattr(kind, "enums") and not isinstance(content, str):
            return _enum_label(content, kind)
        if content is not None and hasattr(kind, "_value_sent"):
            content = kind._value_sent(content)
            return content if type(content) is dict else to_data(content)
        if content is not None and _is_json(kind):
            from alembic._values import NotSerializable, json_data

            if content is kind.NULL:
                return {"$json": None}
            if getattr(content, "__visit_name__", None) == "null":
                return {"$foreign": "Null"}  # SQL's own, which is no document
            try:
                return {"$json": json_data(content)}
            except NotSerializable as error:
                # Refused with the statement that it was for.
                return {"$foreign": error.kind}
    return to_data(content)


def _processed(content, kind):
    """Returns a value as the project's own types make it, and the type that stands behind them."""
    dialect = _current_dialect()
    while True:
        kind = kind._variant_mapping.get(dialect.name, kind)
        if tag_of(type(kind))[0] != "TypeDecorator":
            return content, kind
        if _processes_binds(kind):
            content = kind.process_bind_param(content, dialect)
        kind = kind.load_dialect_impl(dialect)


def _enum_label(content, kind):
    lookup = getattr(kind, "_valid_lookup", None) or {}
    label = lookup.get(content, getattr(content, "name", content))
    if IS_EMBEDDED and label not in kind.enums:
        from sqlalchemy.sql._special_types import unknown_label

        raise unknown_label(kind, content)
    return to_data(label)


def _is_json(kind):
    return (tag_of(type(kind))[0] or "").rpartition(".")[2] in ("JSON", "JSONB")


def _current_dialect():
    from alembic._at_hand import dialect

    return dialect() or plain_dialect("sqlite")


def around_shown(column):
    """Returns what stands around a column of the result by its type, or nothing."""
    return _type_expressions.around_column(column, _current_dialect)


def wraps_values(kind):
    """Returns whether a type puts something around values."""
    return _type_expressions.wraps_values(kind, _current_dialect)


def _function(value):
    if "sequence" in value.__dict__:
        return _next_value(value)
    packages = getattr(value, "packagenames", None) or ()
    full = [getattr(part, "name", part) for part in packages] + [value.name]
    described = {
        "expr": "function",
        "name": name(value.name) if len(full) == 1 else ".".join(full),
    }
    arguments = [expression(item) for item in value.clauses]
    if arguments:
        described["args"] = arguments
    return typed(described, value)


def _next_value(value):
    from alembic._describe import sequence

    return {"expr": "next_value", "sequence": sequence(value.sequence)}


def _operand(value):
    """Describes a side of an operator; some operators group themselves when SQL is written."""
    described = expression(value)
    inner = getattr(value, "operator", None)
    if getattr(inner, "eager_grouping", False) and described.get("expr") == "binary":
        return {"expr": "grouping", "operand": described}
    return described


def _slice(value):
    return {
        "expr": "binary",
        "operator": ":",
        "left": expression(value.start),
        "right": expression(value.stop),
    }


def _binary(value):
    operator = _operator(value.operator)
    if operator == "COLLATE":
        return {
            "expr": "collate",
            "operand": expression(value.left),
            "collation": value.right.collation,
        }
    if operator == "->" and getattr(value.left.type, "__visit_name__", None) == "HSTORE":
        # PostgreSQL's dialect writes it by the version of the server.
        operator = "HSTORE[]"
    described = {
        "expr": "binary",
        "operator": operator,
        "left": _operand(value.left),
        "right": _operand(value.right),
    }
    modifiers = {
        key: item if isinstance(item, (str, int)) else expression(item)
        for key, item in (value.modifiers or {}).items()
        # The one that holds unless it is said not to.
        if item is not None and (item is not False or key == "mysql_boolean_mode")
        and not key.startswith("_")
    }
    if modifiers.pop("autoescape", None) and "escape" not in modifiers:
        modifiers["escape"] = "/"
    if modifiers:
        described["modifiers"] = modifiers
    # Only where the operator's result is not plain from its operands.
    return typed(described, value) if operator in _TYPED_OPERATORS else described


_TYPED_OPERATORS = ("->", "->>", "#>", "#>>", "[]")


def _unary(value):
    described = {"expr": "unary"}
    if value.operator is not None:
        described["operator"] = _operator(value.operator)
    if value.modifier is not None:
        described["modifier"] = _operator(value.modifier)
    described["operand"] = expression(value.element)
    return described


def _clause_list(value):
    clauses = [expression(item) for item in value.clauses]
    operator = _operator(value.operator)
    if operator == "AND":
        return {"expr": "and", "clauses": clauses}
    if operator == "OR":
        return {"expr": "or", "clauses": clauses}
    if operator == "," or operator is None:
        return {"expr": "tuple", "items": clauses, "grouped": False}
    result = clauses[0]
    for clause in clauses[1:]:
        result = {"expr": "binary", "operator": operator, "left": result, "right": clause}
    return result


def _array(value):
    items = [expression(item) for item in value.clauses]
    return typed({"expr": "function", "name": "ARRAY[]", "args": items}, value)


def _tuple(value):
    return {"expr": "tuple", "items": [expression(item) for item in value.clauses]}


def expression_cast(value):
    """Describes a change of type."""
    return {"expr": "cast", "operand": expression(value.clause), "type": type_(value.type)}


def _type_coerce(value):
    described = expression(value.clause)
    return {"expr": "type_coerce", "operand": described, "type": type_(value.type)}


def _case(value):
    described = {"expr": "case"}
    if value.value is not None:
        described["value"] = expression(value.value)
    described["whens"] = [[expression(when), expression(then)] for when, then in value.whens]
    if value.else_ is not None:
        described["else"] = expression(value.else_)
    return described


def _grouping(value):
    inner = expression(value.element)
    if inner["expr"] == "tuple":
        return {"expr": "tuple", "items": inner["items"]}
    return {"expr": "grouping", "operand": inner}


def _extract(value):
    return {
        "expr": "function",
        "name": "EXTRACT",
        "args": [{"expr": "text", "text": value.field}, expression(value.expr)],
    }


def _of_query(value):
    """Describes a part of a query; one that stands by itself brings what it reads from along."""
    import sqlalchemy

    if not getattr(sqlalchemy, "__alembic_rs__", False):
        raise NotImplementedError(
            f"a SQL expression of the kind {type(value).__name__} cannot be sent to the engine"
        )
    from alembic import _describe_queries as queries

    if _scope is None:
        return queries.query(value)[0]
    writer = queries.WRITERS.get(value.__visit_name__)
    if writer is None:
        writer = queries.source_expression
    return writer(value)


_EXPRESSIONS = {
    "textclause": _text,
    "column": _column_clause,
    "bindparam": _bind,
    "function": _function,
    "next_value": _next_value,
    "binary": _binary,
    "slice": _slice,
    "unary": _unary,
    "clauselist": _clause_list,
    "expression_clauselist": _clause_list,
    "tuple": _tuple,
    "array": _array,
    "cast": expression_cast,
    "type_coerce": _type_coerce,
    "null": lambda value: {"expr": "null"},
    "true": lambda value: {"expr": "true"},
    "false": lambda value: {"expr": "false"},
    "case": _case,
    "grouping": _grouping,
    "extract": _extract,
    "textual_label_reference": lambda value: {"expr": "text", "text": value.element},
    "label_reference": lambda value: expression(value.element),
}
for _name in (
    "label over funcfilter withingroup try_cast select compound_select textual_select"
    " select_grouping table_valued_column insert update delete"
    " scalar_select subquery cte exists alias join table"
).split():
    _EXPRESSIONS[_name] = _of_query
