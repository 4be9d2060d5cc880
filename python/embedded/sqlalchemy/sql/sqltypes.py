"""The types: a table of their classes, which are made when they are asked for."""


class _ComparatorClass:
    """The class of the operators of an expression, which few scripts ask for."""

    def __get__(self, instance, owner):
        from sqlalchemy.sql._comparators import Comparator

        return Comparator


class TypeEngine:
    """The base of all types."""

    __visit_name__ = "type"
    _fields = ()
    # The fields that its text shows, if in another order, and those that it shows without a name.
    _shown = ()
    _unnamed = ()
    _variant_mapping = {}
    should_evaluate_none = False
    _compiler_dispatcher = None
    _shape_kind = "part"
    _set_table = None
    # The class of values that tell of their changes.
    _mutable = None
    Comparator = comparator_factory = _ComparatorClass()
    # What gives the operators that a project's own type has.
    _comparator = None

    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        own = cls.__dict__.get("comparator_factory")
        if own is not None:
            from sqlalchemy.sql import _comparators

            _comparators.honour()
            cls._comparator = staticmethod(own)

    def __class_getitem__(cls, value_type):
        return cls

    def __init__(self, *args, **kw):
        fields = self._fields
        if len(args) > len(fields):
            raise TypeError(
                f"{type(self).__name__}() takes at most {len(fields)} positional arguments "
                f"but {len(args)} were given"
            )
        position = 0
        values = self.__dict__
        for field, default in fields:
            if position < len(args):
                if field in kw:
                    raise TypeError(
                        f"{type(self).__name__}() got multiple values for argument {field!r}"
                    )
                values[field] = args[position]
                position += 1
            elif kw:
                values[field] = kw.pop(field, default)
            else:
                values[field] = default
        if kw:
            raise TypeError(
                f"{type(self).__name__}() got an unexpected keyword argument {next(iter(kw))!r}"
            )

    def with_variant(self, type_, *dialect_names):
        from sqlalchemy.exc import ArgumentError

        if not dialect_names:
            raise ArgumentError("At least one dialect name is required")
        for dialect_name in dialect_names:
            if dialect_name in self._variant_mapping:
                raise ArgumentError(
                    f"Dialect {dialect_name!r} is already present in the mapping for this {self!r}"
                )
        copy = self.copy()
        variant = to_instance(type_)
        copy._variant_mapping = {
            **self._variant_mapping,
            **{dialect_name: variant for dialect_name in dialect_names},
        }
        return copy

    def copy(self, **kw):
        duplicate = self.__class__.__new__(self.__class__)
        duplicate.__dict__.update(self.__dict__)
        return duplicate

    def as_generic(self, allow_nulltype=False):
        for base in type(self).__mro__:
            if base.__module__ == __name__ and base.__name__ in _GENERIC:
                spec = _GENERIC[base.__name__]
                if base.__name__.isupper() and spec[0] not in ("TypeEngine", "_Binary"):
                    continue
                made = base.__new__(base)
                made.__dict__.update(self.__dict__)
                return made
        return self

    def dialect_impl(self, dialect):
        return self._variant_mapping.get(dialect.name, self)

    def load_dialect_impl(self, dialect):
        return self.dialect_impl(dialect)

    def compile(self, dialect=None):
        from alembic._describe import type_
        from alembic._waist import request

        return request(
            "type.compile",
            {"type": type_(self), "dialect": dialect.name if dialect is not None else "default"},
        )

    def __str__(self):
        from sqlalchemy.exc import UnsupportedCompilationError

        try:
            return self.compile()
        except UnsupportedCompilationError:
            # A type that not every database has is shown by its name.
            return self.__visit_name__.upper()

    def __repr__(self):
        initializer = type(self).__init__
        if not initializer.__module__.startswith("sqlalchemy."):
            return f"{type(self).__name__}({', '.join(_own_arguments(self, initializer))})"
        shown = [
            repr(value) if field in self._unnamed else f"{field}={value!r}"
            for field, default in self._shown or self._fields
            for value in (self.__dict__.get(field, default),)
            if value is not default and value != default
        ]
        return f"{type(self).__name__}({', '.join(shown)})"

    @property
    def python_type(self):
        for base in type(self).__mro__:
            found = _PYTHON_TYPES.get(base.__name__)
            if found is not None:
                if isinstance(found, str):
                    module, _, name = found.partition(".")
                    return getattr(__import__(module), name)
                return found
        raise NotImplementedError

    @property
    def _type_affinity(self):
        cls = type(self)
        known = _affinities.get(cls)
        if known is None:
            known = _affinities[cls] = _affinity(cls)
        return known

    def coerce_compared_value(self, op, value):
        other = type_of_value(value)
        if type(other) is type(self):
            return self
        if other is NULLTYPE or other._type_affinity is self._type_affinity:
            return self
        return other

    def bind_expression(self, bindvalue):
        return None

    def column_expression(self, colexpr):
        return None

    def _set_parent(self, column):
        pass


_affinities = {}


def _affinity(cls):
    """Returns the most general class of ours that a type's class stands on."""
    previous = cls
    for base in cls.__mro__:
        if base is TypeEngine:
            return previous
        if base.__module__ == __name__:
            previous = base
    return previous


def to_instance(type_, *args, **kw):
    """Returns a type given as a class or an instance; None is the unknown type."""
    if type_ is None:
        return NULLTYPE
    if isinstance(type_, type) or (callable(type_) and not isinstance(type_, TypeEngine)):
        return type_(*args, **kw)
    return type_


_STRING = "length collation collation_schema"
_NUMERIC = "precision scale decimal_return_scale asdecimal=True"
_FLOAT = "precision asdecimal=False decimal_return_scale"

# Class: its base and the arguments of its constructor with their defaults.
_GENERIC = {
    "ARRAY": ("TypeEngine", "item_type as_tuple=False dimensions zero_indexes=False"),
    "BIGINT": ("BigInteger", ""),
    "BINARY": ("_Binary", "length"),
    "BLOB": ("LargeBinary", "length"),
    "BOOLEAN": ("Boolean", None),
    "BigInteger": ("Integer", ""),
    "Boolean": ("SchemaType", "create_constraint=False name"),
    "CHAR": ("String", _STRING),
    "CLOB": ("Text", _STRING),
    "DATE": ("Date", ""),
    "DATETIME": ("DateTime", "timezone=False"),
    "DECIMAL": ("Numeric", _NUMERIC),
    "DOUBLE": ("Double", _FLOAT),
    "DOUBLE_PRECISION": ("Double", _FLOAT),
    "Date": ("TypeEngine", ""),
    "DateTime": ("TypeEngine", "timezone=False"),
    "Double": ("Float", _FLOAT),
    "FLOAT": ("Float", _FLOAT),
    "Float": ("TypeEngine", _FLOAT),
    "INTEGER": ("Integer", ""),
    "Integer": ("TypeEngine", ""),
    "Interval": ("TypeEngine", "native=True second_precision day_precision"),
    "JSON": ("TypeEngine", "none_as_null=False"),
    "LargeBinary": ("_Binary", "length"),
    "MatchType": ("Boolean", None),
    "NCHAR": ("Unicode", _STRING),
    "NUMERIC": ("Numeric", _NUMERIC),
    "NVARCHAR": ("Unicode", _STRING),
    "NullType": ("TypeEngine", ""),
    "Numeric": ("TypeEngine", _NUMERIC),
    "REAL": ("Float", _FLOAT),
    "SMALLINT": ("SmallInteger", ""),
    "SmallInteger": ("Integer", ""),
    "String": ("TypeEngine", _STRING),
    "TEXT": ("Text", _STRING),
    "TIME": ("Time", "timezone=False"),
    "TIMESTAMP": ("DateTime", "timezone=False"),
    "Text": ("String", _STRING),
    "Time": ("TypeEngine", "timezone=False"),
    "UUID": ("Uuid", "as_uuid=True native_uuid=True"),
    "Unicode": ("String", _STRING),
    "UnicodeText": ("Text", _STRING),
    "Uuid": ("TypeEngine", "as_uuid=True native_uuid=True"),
    "VARBINARY": ("_Binary", "length"),
    "VARCHAR": ("String", _STRING),
    "_Binary": ("TypeEngine", "length"),
}
_WORDS = {"True": True, "False": False, "None": None}

_PYTHON_TYPES = {
    "Integer": int,
    "String": str,
    "Boolean": bool,
    "Float": float,
    "LargeBinary": bytes,
    "_Binary": bytes,
    "ARRAY": list,
    "JSON": object,
    "Numeric": "decimal.Decimal",
    "DateTime": "datetime.datetime",
    "Date": "datetime.date",
    "Time": "datetime.time",
    "Interval": "datetime.timedelta",
    "Uuid": "uuid.UUID",
}


def _with_defaults(arguments):
    fields = []
    for argument in arguments.split():
        field, _, default = argument.partition("=")
        fields.append((field, _WORDS.get(default)))
    return tuple(fields)


def _own_arguments(kind, initializer):
    """Returns how the text of a type shows the arguments of a constructor that the project wrote."""
    defaults = initializer.__defaults__ or ()
    names = initializer.__code__.co_varnames[1 : initializer.__code__.co_argcount]
    named = names[len(names) - len(defaults) :]
    shown = [repr(getattr(kind, name, None)) for name in names[: len(names) - len(defaults)]]
    for name, default in zip(named, defaults):
        value = getattr(kind, name, default)
        if value != default:
            shown.append(f"{name}={value!r}")
    return shown


def make(name, module, base, arguments, shown=None):
    """Returns a class of types; `arguments` lists those of its constructor, None those of its base.

    `shown` lists those that its text shows, where they come in another order.
    """
    members = {"__module__": module, "__visit_name__": name}
    if arguments is not None:
        members["_fields"] = _with_defaults(arguments)
    if shown is not None:
        members["_shown"] = _with_defaults(shown)
    return type(name, base if isinstance(base, tuple) else (base,), members)


_SPECIAL = {
    "Enum": "_special_types",
    "PickleType": "_special_types",
    "SchemaType": "_special_types",
    "TupleType": "_special_types",
    "TypeDecorator": "_special_types",
    "UserDefinedType": "_special_types",
    "ExternalType": "_special_types",
    "Variant": "_special_types",
    "Indexable": "_special_types",
    "Concatenable": "_special_types",
    "NumericCommon": "_special_types",
    "Emulated": "_special_types",
}


def __getattr__(name):
    names = globals()
    spec = _GENERIC.get(name)
    if spec is not None:
        base = names.get(spec[0])
        if base is None:
            base = __getattr__(spec[0])
        value = make(name, __name__, base, spec[1])
        extra = _EXTRA.get(name)
        if extra is not None:
            for key, member in extra.items():
                setattr(value, key, member)
    elif name in _SPECIAL:
        from sqlalchemy.sql import _special_types

        value = getattr(_special_types, name)
    elif name == "NULLTYPE":
        value = __getattr__("NullType")()
    elif name == "STRINGTYPE":
        value = __getattr__("String")()
    elif name == "INT":
        value = names.get("INTEGER") or __getattr__("INTEGER")
    elif name == "BOOLEANTYPE":
        value = (names.get("Boolean") or __getattr__("Boolean"))()
    else:
        from alembic._waist import missing

        raise missing(__name__, name)
    names[name] = value
    return value


def _get(name):
    return globals().get(name) or __getattr__(name)


_shared = {}


def shared(name):
    """Returns the one instance of a type without arguments that expressions have by themselves."""
    known = _shared.get(name)
    if known is None:
        known = _shared[name] = _get(name)()
    return known


def _array_init(self, item_type, as_tuple=False, dimensions=None, zero_indexes=False):
    if isinstance(item_type, type):
        item_type = item_type()
    self.item_type = item_type
    self.as_tuple = as_tuple
    self.dimensions = dimensions
    self.zero_indexes = zero_indexes


class _JSONIndexType(TypeEngine):
    pass


def _array_set_table(self, table):
    if self.item_type._set_table is not None:
        self.item_type._set_table(table)


def _uuid_compared(self, op, value):
    return self if isinstance(value, str) else TypeEngine.coerce_compared_value(self, op, value)


_EXTRA = {
    "Uuid": {"coerce_compared_value": _uuid_compared},
    "ARRAY": {
        "__init__": _array_init,
        "_set_table": _array_set_table,
        "_unnamed": ("item_type",),
    },
    "JSON": {"NULL": object(), "JSONIndexType": _JSONIndexType},
}

NULLTYPE = __getattr__("NULLTYPE")


def type_of_value(value):
    """Returns the type that SQLAlchemy gives a plain Python value."""
    kind = type(value)
    if kind is bool:
        return shared("Boolean")
    if kind is int:
        return shared("BigInteger" if value.bit_length() >= 32 else "Integer")
    if kind is str:
        return shared("String" if value.isascii() else "Unicode")
    if value is None:
        return NULLTYPE
    for cls in kind.__mro__:
        found = _BY_PYTHON_TYPE.get(cls.__name__)
        if found is not None:
            made = _get(found)()
            if found in ("DateTime", "Time") and value.tzinfo is not None:
                made.timezone = True
            return made
    return NULLTYPE


_BY_PYTHON_TYPE = {
    "bool": "Boolean",
    "int": "Integer",
    "str": "String",
    "float": "Double",
    "Decimal": "Numeric",
    "datetime": "DateTime",
    "date": "Date",
    "time": "Time",
    "timedelta": "Interval",
    "bytes": "LargeBinary",
    "UUID": "Uuid",
}
