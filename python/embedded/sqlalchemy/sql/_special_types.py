"""The types whose constructors do more than keep their arguments."""

from sqlalchemy.sql.sqltypes import NULLTYPE, TypeEngine, _get, to_instance

_MODULE = "sqlalchemy.sql.sqltypes"


class Indexable:
    __module__ = _MODULE


class Concatenable:
    __module__ = _MODULE


class NumericCommon(TypeEngine):
    __module__ = _MODULE


class Emulated:
    __module__ = _MODULE


class ExternalType:
    __module__ = _MODULE
    cache_ok = None


class SchemaType(TypeEngine):
    """A type that may be an object of the database of its own."""

    __module__ = _MODULE
    schema = None
    metadata = None
    _schema_provided = False
    _inherit_schema = False

    def create(self, bind, checkfirst=True):
        from sqlalchemy.sql.ddl import run_type_operation

        run_type_operation("create_type", self, bind, checkfirst)

    def drop(self, bind, checkfirst=True):
        from sqlalchemy.sql.ddl import run_type_operation

        run_type_operation("drop_type", self, bind, checkfirst)

    def _set_table(self, table):
        if self._inherit_schema:
            self.schema = table.schema
            self._inherit_schema = False
        elif self.metadata is None:
            if not self._schema_provided and table.metadata.schema:
                self.schema = table.metadata.schema
            self.metadata = table.metadata
        for variant in self._variant_mapping.values():
            if variant._set_table is not None:
                variant._set_table(table)


def _enumeration_class():
    import sys

    # When no script imported `enum`, nothing that it was given can be one.
    module = sys.modules.get("enum")
    return module.Enum if module is not None else ()


def unknown_label(kind, value):
    """Returns the error of a value that is none of an enumeration's."""
    labels = [label if len(label) <= 11 else label[:11] + ".." for label in kind.enums]
    if len(labels) > 4:
        labels = [*labels[:3], "...", labels[-1]]
    return LookupError(
        f"{str(value)!r} is not among the defined enum values. "
        f"Enum name: {kind.name}. Possible values: {', '.join(labels) or None}"
    )


_ENUM_ARGUMENTS = frozenset(
    (
        "native_enum create_constraint values_callable validate_strings name schema metadata"
        " create_type collation"
    ).split()
)
_IGNORED_BY_ENUM = frozenset(
    "quote sort_key_function _create_events convert_unicode _enums _expect_unicode".split()
)


class Enum(_get("String"), SchemaType):
    """One of a list of labels."""

    __module__ = _MODULE
    __visit_name__ = "enum"
    _shape_kind = "lasting"
    native_enum = True
    create_type = True
    enum_class = None
    create_constraint = False
    values_callable = None
    validate_strings = False
    name = None
    collation = None

    def __init__(self, *enums, **kw):
        self._init(enums, kw)

    def _init(self, enums, kw):
        length = kw.pop("length", None)
        omits_aliases = kw.pop("omit_aliases", True)
        self._schema_provided = "schema" in kw
        for argument, value in kw.items():
            if argument in _ENUM_ARGUMENTS:
                setattr(self, argument, value)
            elif argument == "inherit_schema":
                self._inherit_schema = value
            elif argument not in _IGNORED_BY_ENUM:
                raise TypeError(f"Enum.__init__() got an unexpected keyword argument {argument!r}")
        if self.metadata is not None:
            if not self._schema_provided and self.metadata.schema:
                self.schema = self.metadata.schema
            self.metadata._objects.append(self)
        enumeration = _enumeration_class()
        if (
            len(enums) == 1
            and isinstance(enums[0], (list, tuple))
            and not isinstance(enums[0], str)
        ):
            enums = tuple(enums[0])
        if (
            len(enums) == 1
            and isinstance(enums[0], type)
            and enumeration
            and issubclass(enums[0], enumeration)
        ):
            self.enum_class = enums[0]
            self._omits_aliases = omits_aliases
            if self.values_callable is not None:
                self.enums = list(self.values_callable(self.enum_class))
            else:
                self.enums = list(self._members())
            if self.name is None:
                self.name = self.enum_class.__name__.lower()
        else:
            self.enums = list(enums)
        longest = max(map(len, self.enums), default=0)
        if length is not None and not self.native_enum and length < longest:
            raise ValueError(
                f"When provided, length must be larger or equal than the length of the longest "
                f"enum value. {length} < {longest}"
            )
        self.length = longest if length is None else length

    def _members(self):
        """Returns the members of the class by their names."""
        members = self.enum_class.__members__
        # Where there are no aliases, no member has to be asked for its name, which is slow.
        if not self._omits_aliases or len(members) == len(self.enum_class._member_names_):
            return members
        return {key: member for key, member in members.items() if member.name == key}

    @property
    def _valid_lookup(self):
        """What is sent for each member of the class."""
        if self.enum_class is None:
            return {}
        return dict(zip(self._members().values(), self.enums))

    @property
    def python_type(self):
        return self.enum_class or str

    def __repr__(self):
        shown = [repr(label) for label in self.enums]
        if self.name is not None:
            shown.append(f"name={self.name!r}")
        for option in ("native_enum", "create_type"):
            if getattr(self, option, True) is False:
                shown.append(f"{option}=False")
        if self.schema is not None:
            shown.append(f"schema={self.schema!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


class TypeDecorator(ExternalType, TypeEngine):
    """A type of a project's own that stands on another one."""

    __module__ = _MODULE
    __visit_name__ = "type_decorator"
    _shape_kind = "lasting"

    def __init__(self, *args, **kw):
        if not hasattr(type(self), "impl"):
            raise AssertionError(
                "TypeDecorator implementations require a class-level variable 'impl' which "
                "refers to the class of type being decorated"
            )
        self.impl = to_instance(type(self).impl, *args, **kw)

    @property
    def impl_instance(self):
        impl = self.__dict__.get("impl")
        if impl is None:
            # The constructor of a subclass need not call ours.
            impl = self.impl = to_instance(type(self).impl)
        return impl

    def load_dialect_impl(self, dialect):
        return self.impl_instance

    def process_bind_param(self, value, dialect):
        return value

    def process_result_value(self, value, dialect):
        return value

    def process_literal_param(self, value, dialect):
        return self.process_bind_param(value, dialect)

    def bind_expression(self, bindparam):
        return self.impl_instance.bind_expression(bindparam)

    def column_expression(self, column):
        return self.impl_instance.column_expression(column)

    def coerce_compared_value(self, op, value):
        return self

    @property
    def _comparator(self):
        return self.impl_instance._comparator

    @property
    def _set_table(self):
        return self.impl_instance._set_table

    @property
    def _type_affinity(self):
        return self.impl_instance._type_affinity

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self.__dict__.get("impl", NULLTYPE), name)

    def __repr__(self):
        return repr(self.impl_instance).replace(
            type(self.impl_instance).__name__, type(self).__name__, 1
        )


class Variant(TypeDecorator):
    __module__ = _MODULE

    def __init__(self, *arg, **kw):
        raise NotImplementedError(
            "Variant is no longer used in SQLAlchemy; this is a placeholder symbol for backwards compatibility."
        )


class UserDefinedType(ExternalType, TypeEngine):
    """A type whose SQL the project writes."""

    __module__ = _MODULE
    __visit_name__ = "user_defined"

    def __init__(self, *args, **kw):
        pass

    def coerce_compared_value(self, op, value):
        return self


class PickleType(TypeDecorator):
    """Python objects as bytes."""

    __module__ = _MODULE

    def __init__(self, protocol=5, pickler=None, comparator=None, impl=None):
        self.protocol = protocol
        self.impl = to_instance(impl) if impl is not None else _get("LargeBinary")()

    def _value_sent(self, value):
        import pickle

        return pickle.dumps(value, self.protocol)


class TupleType(TypeEngine):
    """The type of a tuple."""

    __module__ = _MODULE
    __visit_name__ = "tuple"

    def __init__(self, *types):
        self.types = [to_instance(type_) for type_ in types]


for _class in (TypeDecorator, UserDefinedType, Variant):
    _class.__module__ = "sqlalchemy.sql.type_api"
