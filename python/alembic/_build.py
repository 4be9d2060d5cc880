"""Makes SQLAlchemy's objects from the data that the engine gives: `_describe` the other way round."""

from alembic._values import from_data


def name(data):
    """Returns a name, with its choice about quoting or about naming conventions."""
    if type(data) is not dict:
        return data
    from sqlalchemy.sql.elements import conv, quoted_name

    if "conventional" in data:
        return conv(data["conventional"])
    return quoted_name(data["quoted"], data["quote"])


def type_(data):
    """Returns a type."""
    fields = dict(data)
    tag = fields.pop("type")
    variants = fields.pop("variants", None)
    fields.pop("python", None)
    for key in ("astext_type", "text_type"):
        if key in fields:
            fields[key] = type_(fields[key])
    dialect, _, class_name = tag.rpartition(".")
    if tag == "UserDefined":
        made = _written_type(fields["sql"])
    else:
        module = "sqlalchemy.dialects." + dialect if dialect else "sqlalchemy.sql.sqltypes"
        cls = getattr(__import__(module, None, None, [class_name]), class_name)
        for key in ("name", "schema"):
            if key in fields:
                fields[key] = name(fields[key])
        for key in ("default", "check"):
            if type(fields.get(key)) is dict:
                fields[key] = expression(fields[key])
        if "values" in fields:
            made = cls(*fields.pop("values"), **fields)
        elif "item_type" in fields:
            made = cls(type_(fields.pop("item_type")), **fields)
        elif "data_type" in fields:
            made = cls(fields.pop("name"), type_(fields.pop("data_type")), **fields)
        else:
            made = cls(**fields)
    for dialect, variant in (variants or {}).items():
        made = made.with_variant(type_(variant), dialect)
    return made


def _written_type(sql):
    from sqlalchemy.types import UserDefinedType

    class WrittenType(UserDefinedType):
        """A type of which only the SQL is known."""

        cache_ok = True

        def get_col_spec(self, **kw):
            return sql

    return WrittenType()


def expression(data):
    """Returns a SQL expression."""
    import sqlalchemy as sa

    kind = data["expr"]
    if kind == "text":
        made = sa.text(data["text"])
        binds = {
            key: from_data(bind.get("value")) for key, bind in (data.get("binds") or {}).items()
        }
        return made.bindparams(**binds) if binds else made
    if kind == "literal_column":
        return sa.literal_column(data["text"], _known_type(data))
    if kind == "column":
        return sa.column(name(data["name"]), _known_type(data))
    if kind == "bind":
        value = from_data(data.get("value"))
        if data.get("key") is not None:
            return sa.bindparam(data["key"], value, type_=_known_type(data), unique=True)
        return sa.literal(value, _known_type(data))
    if kind == "inline_literal":
        from alembic._inline import inline_literal

        return inline_literal(from_data(data["value"]), _known_type(data))
    if kind == "function":
        function = sa.func
        for part in str(name(data["name"])).split("."):
            function = getattr(function, part)
        return function(*map(expression, data.get("args") or ()))
    if kind in ("null", "true", "false"):
        return getattr(sa, kind)()
    if kind == "cast":
        return sa.cast(expression(data["operand"]), type_(data["type"]))
    if kind == "type_coerce":
        return sa.type_coerce(expression(data["operand"]), type_(data["type"]))
    if kind == "collate":
        return sa.collate(expression(data["operand"]), data["collation"])
    if kind == "grouping":
        return expression(data["operand"]).self_group()
    if kind in ("and", "or"):
        return getattr(sa, kind + "_")(*map(expression, data["clauses"]))
    if kind == "tuple":
        return sa.tuple_(*map(expression, data["items"]))
    if kind == "unary":
        return _unary(data)
    if kind == "binary" and not data.get("modifiers"):
        return expression(data["left"]).op(data["operator"])(expression(data["right"]))
    if kind == "case":
        return sa.case(
            *[(expression(when), expression(then)) for when, then in data["whens"]],
            value=expression(data["value"]) if data.get("value") else None,
            else_=expression(data["else"]) if data.get("else") else None,
        )
    if kind == "next_value":
        return sequence(data["sequence"]).next_value()
    raise NotImplementedError(f"an expression of the kind {kind!r} cannot be made an object of")


_MODIFIERS = {
    "ASC": "asc",
    "DESC": "desc",
    "NULLS FIRST": "nulls_first",
    "NULLS LAST": "nulls_last",
}


def _unary(data):
    import sqlalchemy as sa

    operand = expression(data["operand"])
    modifier = data.get("modifier")
    if modifier is not None:
        # Text has no methods for it.
        return getattr(sa, _MODIFIERS[modifier])(operand)
    if data.get("operator") == "NOT":
        return sa.not_(operand)
    if data.get("operator") == "-":
        return -operand
    raise NotImplementedError(
        f"an expression with the operator {data.get('operator')!r} cannot be made an object of"
    )


def _known_type(data):
    return type_(data["type"]) if data.get("type") else None


def server_default(data):
    """Returns a default that the database applies."""
    from sqlalchemy import Computed, FetchedValue, Identity

    kind = data["kind"]
    if kind == "string":
        return data["value"]
    if kind == "expression":
        return expression(data["expression"])
    fields = {key: value for key, value in data.items() if value is not None or key == "always"}
    del fields["kind"]
    if kind == "computed":
        return Computed(expression(fields.pop("sqltext")), **fields)
    if kind == "identity":
        return Identity(**fields)
    return FetchedValue()


def sequence(data):
    """Returns a sequence."""
    from sqlalchemy import Sequence

    fields = {key: value for key, value in data.items() if value is not None}
    if "data_type" in fields:
        fields["data_type"] = type_(fields["data_type"])
    if "schema" in fields:
        fields["schema"] = name(fields["schema"])
    return Sequence(name(fields.pop("name")), **fields)


def options(data):
    """Returns keywords of dialects."""
    return {key: _argument(value) for key, value in (data.get("dialect_options") or {}).items()}


def _argument(data):
    if type(data) is dict:
        if "expr" in data:
            return expression(data)
        if len(data) == 1 and next(iter(data))[:1] == "$":
            return from_data(data)
        return {key: _argument(value) for key, value in data.items()}
    if type(data) is list:
        return [_argument(item) for item in data]
    return data


def column(data):
    """Returns a column that belongs to no table."""
    from sqlalchemy import Column, Computed, DefaultClause, Identity

    items = [foreign_key(key) for key in data.get("foreign_keys") or ()]
    items += [constraint(item) for item in data.get("constraints") or ()]
    if data.get("computed"):
        items.append(server_default({"kind": "computed", **data["computed"]}))
    if data.get("identity"):
        items.append(server_default({"kind": "identity", **data["identity"]}))
    if data.get("sequence"):
        items.append(sequence(data["sequence"]))
    fields = {
        key: data[key]
        for key in (
            "nullable",
            "primary_key",
            "autoincrement",
            "unique",
            "index",
            "system",
            "comment",
            "info",
        )
        if data.get(key) is not None
    }
    if data.get("nullable_unspecified"):
        del fields["nullable"]
    if data.get("server_default"):
        made = server_default(data["server_default"])
        if isinstance(made, (Computed, Identity)):
            items.append(made)
        else:
            fields["server_default"] = made
    if data.get("server_onupdate"):
        made = server_default(data["server_onupdate"])
        fields["server_onupdate"] = DefaultClause(made) if isinstance(made, str) else made
    default = data.get("default")
    if default and default["kind"] == "scalar":
        fields["default"] = from_data(default["value"])
    elif default and default["kind"] == "expression":
        fields["default"] = expression(default["expression"])
    return Column(name(data["name"]), type_(data["type"]), *items, **fields, **options(data))


_REFERENCE_FIELDS = (
    "onupdate",
    "ondelete",
    "deferrable",
    "initially",
    "match",
    "use_alter",
    "link_to_name",
    "comment",
    "info",
)


def foreign_key(data):
    """Returns a foreign key of one column."""
    from sqlalchemy import ForeignKey

    return ForeignKey(data["column"], name=name(data.get("name")), **_reference_fields(data))


def _reference_fields(data):
    fields = {key: data[key] for key in _REFERENCE_FIELDS if data.get(key) is not None}
    return {**fields, **options(data)}


def constraint(data):
    """Returns a constraint that belongs to no table."""
    import sqlalchemy as sa

    kind = data["constraint"]
    fields = {
        key: data[key]
        for key in ("deferrable", "initially", "comment", "info")
        if data.get(key) is not None
    }
    fields["name"] = name(data.get("name"))
    if kind == "ForeignKeyConstraint":
        return sa.ForeignKeyConstraint(
            list(map(name, data["columns"])),
            data["refcolumns"],
            name=fields["name"],
            **_reference_fields(data),
        )
    fields.update(options(data))
    if kind == "CheckConstraint":
        return sa.CheckConstraint(expression(data["sqltext"]), **fields)
    if kind == "ExcludeConstraint":
        from sqlalchemy.dialects.postgresql import ExcludeConstraint

        where = data.get("where")
        return ExcludeConstraint(
            *[(index_member(member), operator) for member, operator in data["elements"]],
            using=data.get("using") or "gist",
            where=expression(where) if where else None,
            ops=data.get("ops") or {},
            **fields,
        )
    return getattr(sa, kind)(*map(name, data["columns"]), **fields)


def index_member(data):
    """Returns what an index or exclusion is made of: the name of a column or an expression."""
    if type(data) is str:
        return data
    if data["expr"] == "column" and not data.get("table"):
        return name(data["name"])
    return expression(data)


def index(data):
    """Returns an index that belongs to no table."""
    from sqlalchemy import Index

    return Index(
        name(data["name"]),
        *map(index_member, data["expressions"]),
        unique=bool(data.get("unique")),
        info=data.get("info"),
        **options(data),
    )


def table(data, metadata=None):
    """Returns a table, of metadata of its own if none is given."""
    from sqlalchemy import MetaData, Table

    if metadata is None:
        metadata = MetaData(naming_convention=data.get("naming_convention"))
    return Table(
        name(data["name"]),
        metadata,
        *map(column, data.get("columns") or ()),
        *map(constraint, data.get("constraints") or ()),
        *map(index, data.get("indexes") or ()),
        schema=name(data.get("schema")),
        comment=data.get("comment"),
        prefixes=data.get("prefixes") or [],
        info=data.get("info"),
        **options(data),
    )
