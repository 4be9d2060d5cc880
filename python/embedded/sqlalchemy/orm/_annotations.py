"""Types of columns from annotations."""

import sys

from sqlalchemy.orm._attributes import Mapped, MappedColumn
from sqlalchemy.sql.sqltypes import NULLTYPE, _get, to_instance


def annotations_of(cls):
    """Returns the annotations of one class by name."""
    from _typing_classes import annotations_of

    return annotations_of(cls)


def evaluate(annotation, cls):
    """Returns an annotation with text in it evaluated."""
    from _typing_classes import evaluate

    return evaluate(annotation, cls)


def mapped_argument(annotation, cls):
    """Returns what stands in the brackets of `Mapped`, or None when it is another annotation."""
    if isinstance(annotation, str) or hasattr(annotation, "__forward_arg__"):
        annotation = evaluate(annotation, cls)
    origin = getattr(annotation, "__origin__", None)
    if not (isinstance(origin, type) and issubclass(origin, Mapped)):
        return None
    return annotation


def is_collection_annotation(annotation):
    """Returns whether an annotation can only be that of a relationship."""
    return annotation.__origin__ is not Mapped


def _is_union(kind):
    typing = sys.modules.get("typing")
    if typing is not None and getattr(kind, "__origin__", None) is typing.Union:
        return True
    return type(kind).__name__ in ("UnionType", "Union") and hasattr(kind, "__args__")


def without_none(kind, cls):
    """Returns a type without `None`, and whether `None` was part of it."""
    kind = evaluate(kind, cls)
    if not _is_union(kind):
        return kind, kind is type(None) or kind is None
    members = [evaluate(member, cls) for member in kind.__args__]
    kept = [member for member in members if member is not type(None) and member is not None]
    optional = len(kept) < len(members)
    if len(kept) == 1:
        inner, inner_optional = without_none(kept[0], cls)
        return inner, optional or inner_optional
    return kind, optional


class ColumnFromAnnotation:
    """What an annotation says of a column."""

    def __init__(self, annotation, cls, type_map):
        self.nullable = False
        self.type = None
        self.template = None
        kind, self.nullable = without_none(annotation.__args__[0], cls)
        self._resolve(kind, cls, type_map)
        self.kind = kind

    def _resolve(self, kind, cls, type_map):
        found = _lookup(type_map, kind)
        metadata = getattr(kind, "__metadata__", None)
        if metadata is not None:
            for item in metadata:
                if isinstance(item, MappedColumn):
                    self.template = item
            if found is None:
                inner, optional = without_none(kind.__origin__, cls)
                self.nullable = self.nullable or optional
                self._resolve(inner, cls, type_map)
                return
        value = getattr(kind, "__value__", None)
        if found is None and value is not None and hasattr(kind, "__type_params__"):
            inner, optional = without_none(value, cls)
            self.nullable = self.nullable or optional
            self._resolve(inner, cls, type_map)
            return
        supertype = getattr(kind, "__supertype__", None)
        if found is None and supertype is not None:
            self._resolve(supertype, cls, type_map)
            return
        if found is not None:
            self.type = to_instance(found)
        else:
            self.type = _standard_type(kind)


def _lookup(type_map, kind):
    if not type_map:
        return None
    try:
        if kind in type_map:
            return type_map[kind]
    except TypeError:
        pass
    for key, value in type_map.items():
        if key is kind or (
            not isinstance(key, type)
            and getattr(key, "__origin__", None) is not None
            and getattr(key, "__origin__", None) is getattr(kind, "__origin__", None)
            and key.__args__ == getattr(kind, "__args__", None)
        ):
            return value
    if isinstance(kind, type):
        enum = sys.modules.get("enum")
        for base in kind.__mro__[1:]:
            if base is object or (
                enum is not None and base is not enum.Enum and base in (int, str)
            ):
                continue
            if enum is not None and issubclass(kind, enum.Enum) and base is enum.Enum:
                found = type_map.get(base)
                if found is not None:
                    return _enum_like(found, kind)
    return None


def _enum_like(template, kind):
    """Returns the type for an enumeration in the manner of one from the type map."""
    enum_type = _get("Enum")
    if isinstance(template, enum_type):
        return enum_type(
            kind,
            native_enum=template.native_enum,
            values_callable=template.values_callable,
            create_constraint=template.create_constraint,
            validate_strings=template.validate_strings,
            length=template.length or None if not template.native_enum else None,
        )
    return template


_STANDARD = {
    "int": "Integer",
    "str": "String",
    "bool": "Boolean",
    "float": "Double",
    "bytes": "LargeBinary",
    "datetime": "DateTime",
    "date": "Date",
    "time": "Time",
    "timedelta": "Interval",
    "Decimal": "Numeric",
    "UUID": "Uuid",
}
_MODULES = ("builtins", "datetime", "_pydatetime", "decimal", "_pydecimal", "_decimal", "uuid")


def _standard_type(kind):
    if isinstance(kind, type):
        enum = sys.modules.get("enum")
        if enum is not None and issubclass(kind, enum.Enum):
            # With a schema given, if only None: it does not take that of the metadata.
            return _get("Enum")(kind, schema=None)
        for base in kind.__mro__:
            if base.__module__ in _MODULES:
                found = _STANDARD.get(base.__name__)
                if found is not None:
                    return _get(found)()
    typing = sys.modules.get("typing")
    if typing is not None and getattr(kind, "__origin__", None) is typing.Literal:
        return _get("Enum")(*kind.__args__, native_enum=False, schema=None)
    return None


def complete(mapped, annotation, cls, type_map):
    """Fills in what the annotation of a column says and its declaration does not."""
    column = mapped.column
    told = ColumnFromAnnotation(annotation, cls, type_map)
    if told.template is not None:
        _merge(mapped, told.template)
        column = mapped.column
    enum_type = _get("Enum")
    if column.type is NULLTYPE or isinstance(column.type, type(NULLTYPE)):
        if told.type is None and not column.foreign_keys:
            from sqlalchemy.exc import ArgumentError

            raise ArgumentError(
                f"Could not locate SQLAlchemy Core type for Python type {told.kind!r} inside the "
                f"{mapped.attribute_name!r} attribute Mapped annotation"
            )
        if told.type is not None:
            column.type = told.type
    elif isinstance(column.type, enum_type) and not column.type.enums and told.type is not None:
        column.type = _enum_like(column.type, told.kind)
    if not mapped.nullable_given:
        if not column.primary_key:
            column.nullable = told.nullable
        column._user_defined_nullable = column.nullable if not column.primary_key else None


def _merge(mapped, template):
    """Gives a column what the declaration in its annotation says and its own does not."""
    source = template.copy()
    own, other = mapped.column, source.column
    if isinstance(own.type, type(NULLTYPE)):
        own.type = other.type
    if other.primary_key:
        own.primary_key = True
        if not mapped.nullable_given:
            own.nullable = False
    for attribute in (
        "index",
        "unique",
        "comment",
        "default",
        "onupdate",
        "server_default",
        "server_onupdate",
        "computed",
        "identity",
    ):
        if getattr(own, attribute) is None and getattr(other, attribute) is not None:
            setattr(own, attribute, getattr(other, attribute))
    if own.autoincrement == "auto":
        own.autoincrement = other.autoincrement
    if source.nullable_given and not mapped.nullable_given:
        own.nullable = other.nullable
        own._user_defined_nullable = other.nullable
        mapped.nullable_given = True
    if own.name is None:
        own.name = own.key = other.name
    for key in other.foreign_keys:
        key._set_parent(own)
    for constraint in other.constraints:
        constraint._set_parent(own)
    own.dialect_kwargs = {**other.dialect_kwargs, **own.dialect_kwargs}
