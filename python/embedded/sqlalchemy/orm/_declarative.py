"""Declarative models: the tables that classes tell of."""

from sqlalchemy.orm._annotations import Annotations, complete, told_by_fields
from sqlalchemy.orm._attributes import (
    MappedColumn,
    _Composite,
    _DeclaredAttribute,
    _Ignored,
    mapped_column,
)
from sqlalchemy.sql.schema import Column, MetaData, Table


class Mapper:
    """What `inspect()` gives for a model."""

    @classmethod
    def _of(cls, model):
        mapper = cls.__new__(cls)
        mapper.class_ = model if isinstance(model, type) else type(model)
        mapper.local_table = mapper.persist_selectable = mapper.class_.__table__
        return mapper

    @property
    def columns(self):
        return self.local_table.c

    c = columns

    @property
    def tables(self):
        return [self.local_table]

    @property
    def primary_key(self):
        return tuple(column for column in self.local_table.c if column.primary_key)

    @property
    def column_attrs(self):
        from sqlalchemy.orm._instances import attributes_of

        attributes = attributes_of(self.class_).items()
        return [ColumnProperty(name, column) for name, column in attributes]

    attrs = column_attrs


class ColumnProperty:
    """An attribute of a model and its column."""

    def __init__(self, key, column):
        self.key = key
        self.columns = [column]
        self.expression = column


class registry:
    """What belongs to a family of models."""

    def __init__(
        self,
        *,
        metadata=None,
        class_registry=None,
        type_annotation_map=None,
        constructor=None,
    ):
        self.metadata = metadata or MetaData()
        self.type_annotation_map = dict(type_annotation_map or {})
        # What annotations say, by module and text.
        self._told = {}
        self._class_registry = class_registry if class_registry is not None else {}
        self.mappers = []

    def update_type_annotation_map(self, type_annotation_map):
        self.type_annotation_map.update(type_annotation_map)
        self._told.clear()

    def generate_base(self, mapper=None, cls=object, name="Base", metaclass=None):
        return _make_base(self, cls, name, {})

    def mapped(self, cls):
        cls.registry = self
        cls.metadata = self.metadata
        _map(cls, self)
        return cls

    def mapped_as_dataclass(self, cls=None, /, **kw):
        return self.mapped if cls is None else self.mapped(cls)

    def as_declarative_base(self, **kw):
        return lambda cls: _make_base(self, cls, cls.__name__, kw)

    def map_imperatively(self, class_, local_table=None, **kw):
        class_.__table__ = local_table
        return Mapper._of(class_)

    def map_declaratively(self, cls):
        self.mapped(cls)
        return Mapper._of(cls)

    def configure(self, cascade=False):
        pass

    def dispose(self, cascade=False):
        pass


def _constructor(self, *args, **kw):
    """Sets the attributes of an instance."""
    for name, value in kw.items():
        if not hasattr(type(self), name):
            raise TypeError(f"{name!r} is an invalid keyword argument for {type(self).__name__}")
        setattr(self, name, value)


class DeclarativeMeta(type):
    """The metaclass of bases in the older style."""

    def __init__(cls, name, bases, members, **kw):
        type.__init__(cls, name, bases, members)
        found = cls.__dict__.get("registry") or getattr(cls, "registry", None)
        if found is None or "_sa_is_base" in members:
            return
        _map(cls, found)

    def __setattr__(cls, name, value):
        _set_attribute(cls, name, value)


def _set_attribute(cls, name, value):
    """Sets an attribute of a model; a column goes to its table as well."""
    if isinstance(value, (Column, MappedColumn)) and cls.__dict__.get("__table__") is not None:
        add_mapped_attribute(cls, name, value)
    else:
        type.__setattr__(cls, name, value)


def add_mapped_attribute(target, key, attr):
    """Adds an attribute to a model."""
    column = attr.column if isinstance(attr, MappedColumn) else attr
    if isinstance(column, Column) and column.table is None:
        if column.name is None:
            column.name = column.key = key
        target.__table__.append_column(column)
    type.__setattr__(target, key, column)


class DeclarativeAttributeIntercept(type):
    """The metaclass of bases in the newer style."""

    def __setattr__(cls, name, value):
        _set_attribute(cls, name, value)


class _Declarative:
    """What makes models of the classes below a base."""

    def __init_subclass__(cls, **kw):
        if cls.__module__ == __name__:
            return
        if DeclarativeBase in cls.__bases__ or DeclarativeBaseNoMeta in cls.__bases__:
            _prepare_base(cls)
            _pass_on(cls, kw)
        else:
            _pass_on(cls, kw)
            _map(cls, cls.registry)

    def __init__(self, *args, **kw):
        _constructor(self, *args, **kw)


class DeclarativeBase(_Declarative, metaclass=DeclarativeAttributeIntercept):
    """The base of a family of models."""


class DeclarativeBaseNoMeta(_Declarative):
    """The same for classes that have a metaclass of their own."""


def _pass_on(cls, keywords):
    """Calls the other `__init_subclass__` methods, which `object` would refuse keywords."""
    for name in list(keywords):
        if name in _DATACLASS_KEYWORDS and issubclass(cls, MappedAsDataclass):
            keywords.pop(name)
    super(_Declarative, cls).__init_subclass__(**keywords)


_DATACLASS_KEYWORDS = "init repr eq order unsafe_hash match_args kw_only dataclass_callable".split()


def _prepare_base(cls):
    found = cls.__dict__.get("registry")
    if isinstance(found, registry):
        if "metadata" in cls.__dict__:
            found.metadata = cls.__dict__["metadata"]
        else:
            cls.metadata = found.metadata
        if "type_annotation_map" in cls.__dict__:
            found.update_type_annotation_map(cls.__dict__["type_annotation_map"])
    else:
        metadata = getattr(cls, "metadata", None)
        cls.registry = registry(
            metadata=metadata, type_annotation_map=getattr(cls, "type_annotation_map", None)
        )
        cls.metadata = cls.registry.metadata
    cls._sa_registry = cls.registry


class MappedAsDataclass:
    """Models with the methods of a dataclass."""

    def __init_subclass__(cls, **kw):
        for name in _DATACLASS_KEYWORDS:
            kw.pop(name, None)
        super().__init_subclass__(**kw)


def mapped_as_dataclass(registry, **kw):
    return registry.mapped


def _make_base(family, cls, name, members):
    bases = cls if isinstance(cls, tuple) else (cls,)
    members = dict(members)
    members.update({"registry": family, "metadata": family.metadata, "_sa_is_base": True})
    if bases == (object,) or not any("__init__" in base.__dict__ for base in bases):
        members["__init__"] = _constructor
    return DeclarativeMeta(name, bases, members)


def declarative_base(
    *,
    metadata=None,
    mapper=None,
    cls=object,
    name="Base",
    class_registry=None,
    type_annotation_map=None,
    constructor=None,
    metaclass=DeclarativeMeta,
    bind=None,
):
    """Makes a base in the older style."""
    family = registry(
        metadata=metadata,
        class_registry=class_registry,
        type_annotation_map=type_annotation_map,
    )
    bases = cls if isinstance(cls, tuple) else (cls,)
    members = {"registry": family, "metadata": family.metadata, "_sa_is_base": True}
    if not any("__init__" in base.__dict__ for base in bases if base is not object):
        members["__init__"] = _constructor
    if isinstance(cls, type):
        members["__doc__"] = cls.__doc__
    return metaclass(name, bases, members)


def as_declarative(**kw):
    return lambda cls: declarative_base(cls=cls, name=cls.__name__, **kw)


def declarative_mixin(cls):
    return cls


def has_inherited_table(cls):
    """Returns whether a model inherits from one with a table."""
    return any("__table__" in base.__dict__ for base in cls.__mro__[1:])


# --- from classes to tables ------------------------------------------------------------------


def _directive(cls, name, default=None):
    """Returns what a class says about itself, computed for it where that is wanted."""
    for base in cls.__mro__:
        if name in base.__dict__:
            value = base.__dict__[name]
            if isinstance(value, _DeclaredAttribute):
                value = value.fget(cls)
            elif isinstance(value, (classmethod, staticmethod, property)):
                value = getattr(cls, name)
            elif callable(value) and hasattr(value, "__code__"):
                value = value(cls)
            return value, base
    return default, None


def _table_of_parent(cls):
    for base in cls.__mro__[1:]:
        members = base.__dict__
        if "__table__" in members and members["__table__"] is not None:
            return base, members["__table__"]
    return None, None


def _map(cls, family):
    if cls.__dict__.get("__abstract__"):
        return
    given = cls.__dict__.get("__table__")
    if isinstance(given, _DeclaredAttribute):
        given = given.fget(cls)
        type.__setattr__(cls, "__table__", given)
    family._class_registry[cls.__name__] = cls
    if given is not None:
        _expose(cls, [(column.key, column) for column in given.c if column.key not in vars(cls)])
        return
    parent, parent_table = _table_of_parent(cls)
    table_name, owner = _directive(cls, "__tablename__")
    if parent is not None and owner is not None and owner is not cls:
        # The name of a parent's table is not the name of its children's.
        value = owner.__dict__["__tablename__"]
        if owner in parent.__mro__ and not isinstance(value, _DeclaredAttribute):
            table_name = None
        elif table_name == parent_table.name:
            table_name = None
    columns = _collect_columns(cls, family, parent)
    if table_name is None:
        if parent_table is None:
            if any(column.primary_key for _, column in columns):
                from sqlalchemy.exc import InvalidRequestError

                raise InvalidRequestError(
                    f"Class {cls!r} does not have a __table__ or __tablename__ specified and does "
                    "not inherit from an existing table-mapped class."
                )
            return
        for _, column in columns:
            if column.table is None and column.name not in parent_table.c:
                parent_table.append_column(column)
        _expose(cls, columns)
        return
    arguments, keywords = _table_arguments(cls, parent)
    metadata = getattr(cls, "metadata", None)
    if not isinstance(metadata, MetaData):
        metadata = family.metadata
    table = Table(table_name, metadata, *[column for _, column in columns], *arguments, **keywords)
    if parent is None and not any(column.primary_key for column in table.c):
        _check_primary_key(cls, table)
    type.__setattr__(cls, "__table__", table)
    type.__setattr__(cls, "__mapper__", Mapper._of(cls))
    _expose(cls, columns)


def _check_primary_key(cls, table):
    arguments, _ = _directive(cls, "__mapper_args__", {})
    if not (arguments or {}).get("primary_key"):
        from sqlalchemy.exc import ArgumentError

        raise ArgumentError(
            f"Mapper Mapper[{cls.__name__}({table.name})] could not assemble any primary key "
            f"columns for mapped table '{table.name}'"
        )


def _expose(cls, columns):
    for name, column in columns:
        type.__setattr__(cls, name, column)
    from sqlalchemy.orm._instances import watch

    watch(cls, columns)


def _table_arguments(cls, parent):
    arguments, owner = _directive(cls, "__table_args__")
    if arguments is None or (parent is not None and owner is not cls and owner in parent.__mro__):
        return (), {}
    if isinstance(arguments, dict):
        return (), arguments
    arguments = tuple(arguments)
    if arguments and isinstance(arguments[-1], dict):
        return arguments[:-1], arguments[-1]
    return arguments, {}


def _ordered_names(members, annotations):
    """Returns the names of a class in the order of its body, as far as that is known.

    Assigned and annotated names are two lists; where they share a name, they go on together.
    """
    annotated = list(annotations)
    assigned = [name for name in members if name[:2] != "__"]
    if assigned[: len(annotated)] == annotated:
        return assigned
    assigned = list(members)
    shared = set(assigned) & set(annotated)
    ordered = []
    while assigned and annotated:
        while assigned and assigned[0] not in shared:
            ordered.append(assigned.pop(0))
        assigned, annotated = annotated, assigned
        if not assigned:
            break
        if assigned[0] in shared and (annotated and annotated[0] == assigned[0]):
            ordered.append(assigned.pop(0))
            annotated.pop(0)
        elif assigned[0] in shared and annotated and annotated[0] in shared:
            # The two disagree; the body's own order cannot be known.
            name = assigned.pop(0)
            if name not in ordered:
                ordered.append(name)
            if name in annotated:
                annotated.remove(name)
    for name in assigned + annotated:
        if name not in ordered:
            ordered.append(name)
    return ordered


def _collect_columns(cls, family, parent):
    columns = []
    seen = set()
    for base in cls.__mro__:
        if base is object or base.__module__[:11] == "sqlalchemy.":
            continue
        if parent is not None and base in parent.__mro__:
            continue
        annotations = Annotations(base, family)
        texts = annotations.texts
        members = dict(base.__dict__)
        for name in _ordered_names(members, texts):
            if name in seen or name[:2] == "__":
                continue
            value = members.get(name)
            annotation = texts.get(name)
            if value.__class__ is MappedColumn:
                # What almost all attributes are.
                mapped = value if base is cls else value.copy()
                seen.add(name)
                columns.append((name, _column_of(mapped, name, annotation, annotations)))
                continue
            if isinstance(value, _DeclaredAttribute):
                value, annotation = value.fget(cls), None
            found = _columns_of(cls, base, name, value, annotation, annotations)
            if found is not None:
                seen.add(name)
                columns.extend(found)
            elif name in members:
                seen.add(name)
    for _, column in columns:
        if column._sort_order:
            columns.sort(key=lambda item: item[1]._sort_order)
            break
    return columns


def _columns_of(cls, base, name, value, annotation, annotations):
    """Returns the columns of one attribute, or None when it has nothing to do with tables."""
    if isinstance(value, MappedColumn):
        mapped = value if base is cls else value.copy()
        return [(name, _column_of(mapped, name, annotation, annotations))]
    if isinstance(value, _Ignored):
        if isinstance(value, _Composite):
            return _columns_of_composite(value, annotation, annotations)
        return []
    if isinstance(value, Column):
        column = value if base is cls and value.table is None else value._copy()
        return [(name, _named(column, name))]
    if annotation is None or name in base.__dict__:
        return None
    told = annotations.told_by(annotation)
    if told is None or told.is_collection:
        return None
    return [(name, _column_of(mapped_column(), name, annotation, annotations))]


def _column_of(mapped, name, annotation, annotations):
    """Returns the column that a declaration and its annotation stand for."""
    if annotation is not None:
        told = annotations.told_by(annotation)
        if told is None:
            _refuse_annotation(annotations.cls, name)
        elif not told.is_collection:
            complete(mapped, told, name)
    column = mapped.column
    if mapped.sort_order:
        column._sort_order = mapped.sort_order
    if column.name is None:
        column.name = name
    if column.key is None:
        column.key = name
    return column


def _refuse_annotation(cls, name):
    """Fails where a column has an annotation other than `Mapped`, unless the class permits that."""
    # What a mixin may say is for the class to tell that has the table.
    if getattr(cls, "__allow_unmapped__", False) or not hasattr(cls, "registry"):
        return
    from sqlalchemy.orm.exc import MappedAnnotationError

    raise MappedAnnotationError(
        f'Type annotation for "{cls.__name__}.{name}" can\'t be correctly interpreted for Annotated '
        "Declarative Table form.  ORM annotations should normally make use of the ``Mapped[]`` "
        "generic type, or other ORM-compatible generic type, as a container for the actual type, "
        "which indicates the intent that the attribute is mapped. Class variables that are not "
        "intended to be mapped by the ORM should use ClassVar[].  To allow Annotated Declarative to "
        "disregard legacy annotations which don't use Mapped[] to pass, set \"__allow_unmapped__ = "
        'True" on the class or a superclass this class. (Background on this error at: '
        "https://sqlalche.me/e/21/zlpr)",
        code="zlpr",
    )


def _named(column, name):
    if column.name is None:
        column.name = name
    if column.key is None:
        column.key = name
    return column


def _columns_of_composite(value, annotation, annotations):
    value_class = value.value_class
    if value_class is None and annotation is not None:
        told = annotations.told_by(annotation)
        value_class = None if told is None else told.kind
    fields = {}
    if hasattr(value_class, "__dataclass_fields__"):
        fields = told_by_fields(value_class, annotations.type_annotation_map)
    names = list(fields)
    found = []
    for position, member in enumerate(value.members):
        if isinstance(member, MappedColumn):
            mapped = member.copy()
            name = mapped.column.name
            if position < len(names):
                name = name or names[position]
                complete(mapped, fields[names[position]], name)
            found.append((name, _named(mapped.column, name)))
        elif isinstance(member, Column):
            column = member._copy()
            found.append((column.key, column))
    return found
