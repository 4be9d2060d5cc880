"""Turns SQLAlchemy's names and types into the data that the engine reads."""

from alembic._waist import IS_EMBEDDED

# What each thread adds to its descriptions while it writes scripts: a `Rendering` by thread.
renderings = {}


def rendering():
    """Returns what the thread adds to its descriptions, or None."""
    if not renderings:
        return None
    from _thread import get_ident

    return renderings.get(get_ident())


def name(value):
    """Describes a name: text, a choice about quoting, or a name that a convention made."""
    if type(value) is str or value is None:
        return value
    if not isinstance(value, str):
        if hasattr(value, "__visit_name__"):
            return name(value.name)
        if type(value).__name__ == "_NoneName":
            return None  # the marker for a name that stays absent
        raise TypeError(f"a name is a string, not {value!r}")
    text = str.__str__(value)
    for cls in type(value).__mro__:
        if cls.__name__ == "conv":
            return {"conventional": text}
    quote = getattr(value, "quote", None)
    return text if quote is None else {"quoted": text, "quote": quote}


_LENGTH = (("length", None), ("collation", None))
_NUMBER = (("precision", None), ("scale", None))
_FLOAT = (("precision", None),)
_ZONE = (("timezone", False),)
_MYSQL_TEXT = (
    ("length", None),
    ("charset", None),
    ("collation", None),
    ("ascii", False),
    ("unicode", False),
    ("binary", False),
    ("national", False),
)
_MYSQL_INTEGER = (("display_width", None), ("unsigned", False), ("zerofill", False))
_MYSQL_NUMBER = _NUMBER + (("unsigned", False), ("zerofill", False))
_NOTHING = ()

# The attributes of each class, with the values that may be left out.
_FIELDS = {
    "String": _LENGTH,
    "Numeric": _NUMBER,
    "Float": _FLOAT,
    "DateTime": _ZONE,
    "Time": _ZONE,
    "Interval": (("native", True), ("second_precision", None), ("day_precision", None)),
    "LargeBinary": (("length", None),),
    "BINARY": (("length", None),),
    "VARBINARY": (("length", None),),
    "Boolean": (("name", None), ("create_constraint", False)),
    "Uuid": (("native_uuid", True),),
    "ARRAY": (("dimensions", None),),
    "postgresql.JSON": (("none_as_null", False),),
    "postgresql.JSONB": (("none_as_null", False),),
    "postgresql.BIT": (("length", None), ("varying", False)),
    "postgresql.INTERVAL": (("precision", None), ("fields", None)),
    "postgresql.TIME": _ZONE + (("precision", None),),
    "postgresql.TIMESTAMP": _ZONE + (("precision", None),),
    "postgresql.DOMAIN": (
        ("name", None),
        ("schema", None),
        ("collation", None),
        ("collation_schema", None),
        ("constraint_name", None),
        ("not_null", False),
        ("create_type", True),
    ),
    "mysql.BIT": (("length", None),),
    "mysql.YEAR": (("display_width", None),),
    "mysql.DATETIME": _ZONE + (("fsp", None),),
    "mysql.TIME": _ZONE + (("fsp", None),),
    "mysql.TIMESTAMP": _ZONE + (("fsp", None),),
    "mysql.ENUM": _MYSQL_TEXT[1:],
    "mysql.SET": _MYSQL_TEXT[1:] + (("retrieve_as_bitwise", False),),
    "mysql.LONGBLOB": (("length", None),),
    "mysql.MEDIUMBLOB": (("length", None),),
    "mysql.TINYBLOB": (("length", None),),
    "mssql.DATETIME2": (("precision", None),),
    "mssql.DATETIMEOFFSET": (("precision", None),),
    "mssql.TIME": (("precision", None),),
    "mssql.TIMESTAMP": (("convert_int", False),),
    "mssql.ROWVERSION": (("convert_int", False),),
    "mssql.VARBINARY": (("length", None), ("filestream", False)),
    "oracle.JSON": (("use_blob", None),),
    "oracle.NUMBER": _NUMBER,
    "oracle.FLOAT": (("binary_precision", None),),
    "oracle.INTERVAL": (("day_precision", None), ("second_precision", None)),
    "oracle.TIMESTAMP": _ZONE + (("local_timezone", False),),
    "oracle.RAW": (("length", None),),
    "oracle.VECTOR": (("dim", None), ("storage_format", None), ("storage_type", None)),
}
for _names, _fields in (
    ("CHAR VARCHAR NCHAR NVARCHAR TEXT TINYTEXT MEDIUMTEXT LONGTEXT", _MYSQL_TEXT),
    ("INTEGER BIGINT SMALLINT MEDIUMINT TINYINT", _MYSQL_INTEGER),
    ("NUMERIC DECIMAL DOUBLE REAL FLOAT", _MYSQL_NUMBER),
):
    for _name in _names.split():
        _FIELDS["mysql." + _name] = _fields

# Classes that are no types to the engine, only bases of some.
_BASES = ("TypeEngine", "TypeEngineMixin", "SchemaType", "Emulated", "NamedType", "NumericCommon")

_tags = {}


def tag_of(cls):
    """Returns the tag of a type's class and the attributes that go with it."""
    known = _tags.get(cls)
    if known is None:
        tag = None
        fields = None
        for base in cls.__mro__:
            module = base.__module__
            if module[:11] != "sqlalchemy." or base.__name__[:1] == "_":
                continue
            base_tag = base.__name__
            if module[:20] == "sqlalchemy.dialects.":
                base_tag = module.split(".")[2] + "." + base_tag
            if tag is None:
                tag = base_tag
            fields = _FIELDS.get(base_tag)
            if fields is not None or base_tag in _BASES:
                break
        if tag in _BASES:
            tag = None
        known = _tags[cls] = (tag, fields or _NOTHING)
    return known


def type_(value):
    """Describes a type, given as an instance or a class."""
    if isinstance(value, type):
        value = value()
    adding = rendering() if renderings else None
    return plain_type(value) if adding is None else adding.type_(value)


def plain_type(value):
    """Describes a type by what SQL shows of it."""
    tag, fields = tag_of(value.__class__)
    if not IS_EMBEDDED and (tag is None or tag == "UserDefinedType" or _is_written_by_project(value)):
        from alembic import _compiled

        described = _compiled.type_(value)
    elif IS_EMBEDDED and value._compiler_dispatcher is not None and _own_sql(value) is not None:
        described = {"type": "UserDefined", "sql": _own_sql(value)}
    else:
        writer = _TYPE_WRITERS.get(tag)
        described = _fields_of(value, tag, fields) if writer is None else writer(value, tag, fields)
    variants = getattr(value, "_variant_mapping", None)
    if variants:
        described = dict(described)
        described["variants"] = {
            **described.get("variants", {}),
            **{dialect: type_(variant) for dialect, variant in variants.items()},
        }
    return described


def _fields_of(value, tag, fields):
    described = {"type": tag}
    for attribute, default in fields:
        content = getattr(value, attribute, default)
        if content is None or content is default or content == default:
            continue
        # The greatest length is what SQL Server has without one.
        if attribute == "length" and content == "max":
            continue
        if attribute == "use_blob" and not isinstance(content, bool):
            continue
        described[attribute] = _type_argument(attribute, content)
    return described


def _array(value, tag, fields):
    described = _fields_of(value, tag, fields)
    described["item_type"] = type_(value.item_type)
    return described


def _domain(value, tag, fields):
    from alembic._describe_expressions import text_or_expression

    described = _fields_of(value, tag, fields)
    described["data_type"] = type_(value.data_type)
    if isinstance(value.default, str):
        described["default"] = str.__str__(value.default)
    elif value.default is not None:
        described["default"] = text_or_expression(value.default)
    if value.check is not None:
        described["check"] = text_or_expression(value.check)
    return described


def _document(value, tag, fields):
    """Describes a document, with the type of the texts in it unless it is plain text."""
    described = _fields_of(value, tag, fields)
    attribute = "text_type" if tag == "postgresql.HSTORE" else "astext_type"
    text_type = getattr(value, attribute, None)
    if text_type is not None:
        text_type = type_(text_type)
        if text_type != {"type": "Text"}:
            described[attribute] = text_type
    return described


def _moment_of_sqlite(value, tag, fields):
    """Describes a date or time with the texts that it is kept in, where the project chose them."""
    described = {"type": tag}
    own = vars(value)
    storage = own.get("storage_format") or own.get("_storage_format")
    if storage is None and own.get("truncate_microseconds"):
        storage = _WHOLE_SECONDS[tag]
    if storage is not None:
        described["storage_format"] = storage
    regexp = own.get("regexp") or own.get("_reg")
    if regexp is not None:
        described["regexp"] = getattr(regexp, "pattern", regexp)
    return described


_WHOLE_SECONDS = {
    "sqlite.DATETIME": (
        "%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d:%(second)02d"
    ),
    "sqlite.TIME": "%(hour)02d:%(minute)02d:%(second)02d",
}


def _set_of_values(value, tag, fields):
    described = _fields_of(value, tag, fields)
    described["values"] = list(value.values)
    return described


def _user_defined(value, tag, fields):
    if not hasattr(value, "get_col_spec"):
        raise TypeError(f"{value!r} is not a type that SQL can be written for")
    return {"type": "UserDefined", "sql": value.get_col_spec()}


def _own_sql(value):
    """Returns the SQL that a project writes for a type by `@compiles`, or nothing."""
    from alembic import _own_forms

    form = _own_forms.form_of(value)
    return None if form is None else _own_forms.type_sql(value, form)


def has_own_form(cls):
    """Returns whether a project says by `@compiles` how objects of a class are written."""
    if getattr(cls, "_compiler_dispatcher", None) is None:
        return False
    from alembic._at_hand import dialect

    for base in cls.__mro__:
        forms = base.__dict__.get("_compiler_dispatcher")
        if forms is not None:
            at_hand = dialect()
            is_own = base.__module__.partition(".")[0] not in ("sqlalchemy", "alembic")
            names = ("default",) if is_own else ()
            if at_hand is not None:
                names += (at_hand.name,)
            return any(name in forms.specs for name in names)
    return False


def _is_written_by_project(value):
    for cls in type(value).__mro__:
        if cls.__module__[:11] == "sqlalchemy.":
            break
        if "__visit_name__" in cls.__dict__:
            return True
    return has_own_form(type(value))


def _type_argument(attribute, content):
    if attribute == "name" or attribute == "schema":
        return name(content)
    if isinstance(content, (str, int, float, bool)):
        return content
    return getattr(content, "value", None) or str(content)


def _enum(value, tag, fields):
    labels = list(value.enums)
    described = {"type": tag, "values": labels}
    if value.name is not None:
        described["name"] = name(value.name)
    if getattr(value, "schema", None) is not None:
        described["schema"] = name(value.schema)
    for attribute, default in (
        ("native_enum", True),
        ("create_constraint", False),
        ("create_type", True),
        ("validate_strings", False),
    ):
        content = getattr(value, attribute, default)
        if content is not None and bool(content) is not default:
            described[attribute] = bool(content)
    if getattr(value, "_inherit_schema", False):
        described["inherit_schema"] = True
    length = getattr(value, "length", None)
    if length is not None and length != max([len(label) for label in labels] or [0]):
        described["length"] = length
    if getattr(value, "collation", None) is not None:
        described["collation"] = value.collation
    if tag == "mysql.ENUM":
        for attribute, default in fields:
            content = getattr(value, attribute, default)
            if content is not None and content != default:
                described[attribute] = content
    return described


def _impl_type(value):
    """Describes what stands behind a project's own type, which no script shows."""
    return plain_type(value() if isinstance(value, type) else value)


_DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle")


def _type_decorator(value, tag, fields):
    described = _impl_type(getattr(value, "impl_instance", None) or value.impl)
    load = type(value).load_dialect_impl
    if load.__module__[:11] == "sqlalchemy.":
        return described
    variants = {}
    for dialect_name in _DIALECTS:
        variant = _impl_type(value.load_dialect_impl(plain_dialect(dialect_name)))
        if variant != described:
            variants[dialect_name] = variant
    if variants:
        described = dict(described)
        described["variants"] = variants
    return described


_TYPE_WRITERS = {
    "Enum": _enum,
    "postgresql.ENUM": _enum,
    "mysql.ENUM": _enum,
    "TypeDecorator": _type_decorator,
    "UserDefinedType": _user_defined,
    None: _user_defined,
    "ARRAY": _array,
    "postgresql.ARRAY": _array,
    "postgresql.DOMAIN": _domain,
    "postgresql.JSON": _document,
    "postgresql.JSONB": _document,
    "postgresql.HSTORE": _document,
    "mysql.SET": _set_of_values,
    "sqlite.DATE": _moment_of_sqlite,
    "sqlite.DATETIME": _moment_of_sqlite,
    "sqlite.TIME": _moment_of_sqlite,
}


class _PlainDialect:
    """A dialect that leaves the types it is given as they are."""

    def __init__(self, name):
        self.name = name

    def type_descriptor(self, kind):
        return kind() if isinstance(kind, type) else kind

    def __getattr__(self, name):
        from sqlalchemy.engine.url import URL

        return getattr(URL.create(self.name).get_dialect()(), name)


_dialects = {}


def plain_dialect(dialect_name):
    dialect = _dialects.get(dialect_name)
    if dialect is None:
        dialect = _dialects[dialect_name] = _PlainDialect(dialect_name)
    return dialect
