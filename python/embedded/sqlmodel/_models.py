"""The models of SQLModel, as far as they tell of tables; nothing is validated."""

import sys

from _typing_classes import annotations_of, evaluate
from sqlalchemy.orm._annotations import _is_union, without_none
from sqlalchemy.orm._attributes import _DeclaredAttribute
from sqlalchemy.orm._attributes import Relationship as _Relationship
from sqlalchemy.orm._declarative import (
    Mapper,
    _constructor,
    _directive,
    _expose,
    _table_arguments,
    registry,
)
from sqlalchemy.sql.schema import Column, ForeignKey, Table

_UNDEFINED = object()

_OF_COLUMNS = (
    "primary_key nullable foreign_key ondelete unique index sa_type sa_column_args sa_column_kwargs"
).split()


class FieldInfo:
    """What is said of a field."""

    def __init__(self, default=_UNDEFINED, default_factory=None, **kw):
        self.default = _UNDEFINED if default is ... else default
        self.default_factory = default_factory
        self.sa_column = kw.pop("sa_column", _UNDEFINED)
        for name in _OF_COLUMNS:
            value = kw.pop(name, _UNDEFINED)
            if value is not _UNDEFINED and self.sa_column is not _UNDEFINED:
                raise RuntimeError(
                    f"Passing {name} is not supported when also passing a sa_column"
                )
            setattr(self, name, value)
        if self.sa_column_kwargs is not _UNDEFINED and "type_" in self.sa_column_kwargs:
            raise RuntimeError(
                "Passing type_ is not supported in sa_column_kwargs, use sa_type instead"
            )
        if self.ondelete is not _UNDEFINED and self.foreign_key is _UNDEFINED:
            raise RuntimeError("ondelete can only be used with foreign_key")
        self.max_length = kw.get("max_length") or kw.get("max_items")
        self.max_digits = kw.get("max_digits")
        self.decimal_places = kw.get("decimal_places")

    def _with_default(self, default):
        """Returns the same with a default that was assigned to the attribute."""
        copy = FieldInfo.__new__(FieldInfo)
        copy.__dict__.update(self.__dict__)
        copy.default = _UNDEFINED if default is ... else default
        return copy


def Field(default=_UNDEFINED, *, default_factory=None, schema_extra=None, **kw):
    """Says of a field what its annotation does not."""
    return FieldInfo(default, default_factory, **{**(schema_extra or {}), **kw})


def Relationship(*, back_populates=None, **kw):
    """A relation to another model; it tells nothing of tables."""
    return _Relationship(back_populates=back_populates, **kw)


class SQLModel:
    """The base of models, of those with `table=True` and of those that only have fields."""

    __allow_unmapped__ = True
    registry = _sa_registry = registry()
    metadata = registry.metadata
    model_config = {}

    @_DeclaredAttribute
    def __tablename__(cls):
        return cls.__name__.lower()

    def __init_subclass__(cls, table=None, registry=None, **kw):
        super().__init_subclass__()
        if registry is not None:
            cls.registry = cls._sa_registry = registry
            cls.metadata = registry.metadata
        if table is None:
            table = cls.__dict__.get("model_config", {}).get("table")
        has_table = any("__table__" in base.__dict__ for base in cls.__mro__[1:])
        if table is True and not has_table:
            _make_table(cls)

    def __init__(self, **values):
        for name, (_, info) in _fields_of(type(self)).items():
            if name not in values:
                if info.default_factory is not None:
                    values[name] = info.default_factory()
                elif info.default is not _UNDEFINED:
                    values[name] = info.default
        _constructor(self, **values)


def _make_table(cls):
    columns = []
    for name, (annotation, info) in _fields_of(cls).items():
        column = _column_of(annotation, info)
        if column.name is None:
            column.name = name
        column.key = column.key or column.name
        columns.append((name, column))
    table_name, _ = _directive(cls, "__tablename__")
    arguments, keywords = _table_arguments(cls, None)
    made = [column for _, column in columns]
    cls.__table__ = Table(table_name, cls.metadata, *made, *arguments, **keywords)
    cls.__mapper__ = Mapper._of(cls)
    cls.registry._class_registry[cls.__name__] = cls
    _expose(cls, columns)


def _fields_of(cls):
    """Returns the fields of a class by name, those of its bases first: annotations and what is said of them."""
    fields = {}
    for base in reversed(cls.__mro__):
        if base is SQLModel or not issubclass(base, SQLModel):
            continue
        own = base.__dict__.get("_own_fields")
        if own is None:
            own = base._own_fields = _own_fields(base)
        fields.update(own)
    return fields


def _own_fields(cls):
    fields = {}
    for name, annotation in annotations_of(cls).items():
        if name[:1] == "_" or name == "model_config":
            continue
        value = cls.__dict__.get(name, _UNDEFINED)
        if isinstance(value, _Relationship):
            continue
        annotation = evaluate(annotation, cls)
        if _name_of_form(annotation) == "ClassVar":
            continue
        said = value if isinstance(value, FieldInfo) else None
        for item in getattr(annotation, "__metadata__", ()):
            if said is None and isinstance(item, FieldInfo):
                said = item if value is _UNDEFINED else item._with_default(value)
        if said is None:
            said = FieldInfo(value)
        fields[name] = (evaluate(_without_metadata(annotation), cls), said)
    return fields


def _name_of_form(annotation):
    origin = getattr(annotation, "__origin__", annotation)
    return getattr(origin, "_name", None) or getattr(annotation, "_name", None)


def _without_metadata(annotation):
    return annotation.__origin__ if hasattr(annotation, "__metadata__") else annotation


def _column_of(annotation, info):
    """Returns the column of a field."""
    if isinstance(info.sa_column, Column):
        return info.sa_column
    kind = info.sa_type
    if kind is _UNDEFINED:
        kind = _type_of(annotation, info)
    primary_key = _or(info.primary_key, False)
    nullable = _or(info.nullable, not primary_key and _may_be_none(annotation, info))
    arguments = []
    if _or(info.foreign_key, None):
        ondelete = _or(info.ondelete, None)
        if ondelete == "SET NULL" and not nullable:
            raise RuntimeError('ondelete="SET NULL" requires nullable=True')
        arguments.append(ForeignKey(info.foreign_key, ondelete=ondelete))
    arguments += _or(info.sa_column_args, ())
    keywords = {
        "primary_key": primary_key,
        "nullable": nullable,
        "index": _or(info.index, False),
        "unique": _or(info.unique, False),
    }
    if info.default_factory is not None:
        keywords["default"] = info.default_factory
    elif info.default is not _UNDEFINED:
        keywords["default"] = info.default
    keywords.update(_or(info.sa_column_kwargs, {}))
    return Column(*arguments, type_=kind, **keywords)


def _or(value, default):
    return default if value is _UNDEFINED else value


def _may_be_none(annotation, info):
    if _is_union(annotation):
        return without_none(annotation, SQLModel)[1]
    is_none = annotation is None or annotation is type(None)
    return is_none and info.default is not _UNDEFINED


# The types of kinds, the first one that a field's kind is of; those in a module count where it is imported.
_TYPES = (
    ("enum.Enum", "Enum"),
    ("builtins.str", "AutoString"),
    ("ipaddress.IPv4Address", "AutoString"),
    ("ipaddress.IPv4Network", "AutoString"),
    ("ipaddress.IPv6Address", "AutoString"),
    ("ipaddress.IPv6Network", "AutoString"),
    ("pathlib.Path", "AutoString"),
    ("builtins.float", "Float"),
    ("builtins.bool", "Boolean"),
    ("builtins.int", "Integer"),
    ("datetime.datetime", "UTCDateTime"),
    ("datetime.date", "Date"),
    ("datetime.timedelta", "Interval"),
    ("datetime.time", "Time"),
    ("builtins.bytes", "LargeBinary"),
    ("decimal.Decimal", "Numeric"),
    ("uuid.UUID", "Uuid"),
)


def _type_of(annotation, info):
    """Returns the type of a field's column."""
    import sqlalchemy
    from sqlmodel.sql import sqltypes

    kind = annotation
    if _is_union(kind):
        kind, optional = without_none(kind, SQLModel)
        if not optional or _is_union(kind):
            raise ValueError("Cannot have a (non-optional) union as a SQLAlchemy field")
        kind = _without_metadata(kind)
    kind = getattr(kind, "__origin__", kind)
    for full_name, name in _TYPES:
        module, _, class_name = full_name.rpartition(".")
        module = sys.modules.get(module)
        if module is None or not isinstance(kind, type):
            continue
        if not issubclass(kind, getattr(module, class_name)):
            continue
        if name == "Enum":
            return sqlalchemy.Enum(kind)
        if name == "AutoString" and info.max_length:
            return sqltypes.AutoString(length=info.max_length)
        if name == "Numeric":
            return sqlalchemy.Numeric(precision=info.max_digits, scale=info.decimal_places)
        found = getattr(sqltypes, name, None)
        return found() if found is not None else getattr(sqlalchemy, name)
    raise ValueError(f"{kind} has no matching SQLAlchemy type")
