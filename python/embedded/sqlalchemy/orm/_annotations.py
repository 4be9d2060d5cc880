"""Types of columns from annotations."""

import sys

from _typing_classes import annotations_of, evaluate
from sqlalchemy.orm._attributes import Mapped, MappedColumn
from sqlalchemy.sql.sqltypes import NULLTYPE, _get, to_instance


class Annotations:
    """What the annotations of one class say.

    Models say the same again and again, so what a text says is kept for as long as its names mean
    the same in the module of the class.
    """

    def __init__(self, cls, family):
        self.cls = cls
        self.texts = annotations_of(cls)
        self.type_annotation_map = family.type_annotation_map
        self._known = family._told.setdefault(cls.__module__, {})
        if self.texts:
            module = sys.modules.get(cls.__module__)
            self._names = module.__dict__ if module is not None else {}
            # What means something else in the class than in its module.
            self._own = {*cls.__dict__, cls.__name__}

    def told_by(self, annotation):
        """Returns what an annotation says of a column, or None when it is another annotation."""
        if type(annotation) is not str:
            return self._told_by_alias(annotation)
        known = self._known.get(annotation)
        if known is not None:
            names, own = self._names, self._own
            for name, meaning in known[1]:
                if names.get(name) is not meaning or name in own:
                    break
            else:
                return known[0]
        told = self._told_by_alias(evaluate(annotation, self.cls))
        code = _code_of(annotation)
        if code is not None and self._own.isdisjoint(code.co_names):
            meanings = [(name, self._names.get(name)) for name in code.co_names]
            self._known[annotation] = (told, meanings)
        return told

    def _told_by_alias(self, annotation):
        if isinstance(annotation, str) or hasattr(annotation, "__forward_arg__"):
            annotation = evaluate(annotation, self.cls)
        origin = getattr(annotation, "__origin__", None)
        if not (isinstance(origin, type) and issubclass(origin, Mapped)):
            return None
        return ColumnFromAnnotation(annotation, self.cls, self.type_annotation_map)


def _code_of(annotation):
    """Returns the code of an annotation whose names are all in it, and not in texts or blocks."""
    if "'" in annotation or '"' in annotation or " for " in annotation or "lambda" in annotation:
        return None
    try:
        return compile(annotation, "<annotation>", "eval")
    except SyntaxError:
        return None


def told_by_fields(value_class, type_map):
    """Returns what the fields of a class of values say of columns, by their names."""
    return {
        name: ColumnFromAnnotation(
            Mapped[evaluate(annotation, value_class)], value_class, type_map
        )
        for name, annotation in annotations_of(value_class).items()
    }


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
        # Another annotation than `Mapped` can only be that of a relationship.
        self.is_collection = annotation.__origin__ is not Mapped
        self.template = None
        self._found = None
        if self.is_collection:
            return
        kind, self.nullable = without_none(annotation.__args__[0], cls)
        self.kind = kind
        self._resolve(kind, cls, type_map)

    def _resolve(self, kind, cls, type_map):
        found = _lookup(type_map, kind)
        if kind.__class__ is not type:
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
        self._found = found
        self._standard = kind

    def make_type(self):
        """Returns a type, or None when nothing is known for the Python type."""
        if self._found is not None:
            return to_instance(self._found)
        return _standard_type(self._standard)


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


def complete(mapped, told, name):
    """Fills in what the annotation of a column says and its declaration does not."""
    if told.template is not None:
        _merge(mapped, told.template)
    column = mapped.column
    kind = column.type
    if kind is NULLTYPE or isinstance(kind, type(NULLTYPE)):
        made = told.make_type()
        if made is not None:
            column.type = made
        elif not column.foreign_keys:
            from sqlalchemy.orm.exc import MappedAnnotationError

            raise MappedAnnotationError(
                "Could not locate SQLAlchemy Core type when resolving for Python type indicated by "
                f"'{told.kind!r}' inside the Mapped[] annotation for the {name!r} "
                "attribute; the type object is not resolvable by the registry"
            )
    elif (
        kind._set_table is not None
        and not getattr(kind, "enums", True)
        and isinstance(kind, _get("Enum"))
        and told.make_type() is not None
    ):
        column.type = _enum_like(kind, told.kind)
    if column._user_defined_nullable is None and not column.primary_key:
        column._user_defined_nullable = column.nullable = told.nullable


def _merge(mapped, template):
    """Gives a column what the declaration in its annotation says and its own does not."""
    source = template.copy()
    own, other = mapped.column, source.column
    if isinstance(own.type, type(NULLTYPE)):
        own.type = other.type
    if other.primary_key:
        own.primary_key = True
        if own._user_defined_nullable is None:
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
    if other._user_defined_nullable is not None and own._user_defined_nullable is None:
        own.nullable = own._user_defined_nullable = other.nullable
    if own.name is None:
        own.name = own.key = other.name
    for key in other.foreign_keys:
        key._set_parent(own)
    for constraint in other.constraints:
        constraint._set_parent(own)
    own.dialect_kwargs = {**other.dialect_kwargs, **own.dialect_kwargs}
