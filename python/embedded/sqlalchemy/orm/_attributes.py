"""What stands in the body of a model."""

from sqlalchemy.sql.elements import _OPERATORS
from sqlalchemy.sql.schema import Column


class _MappedAlias:
    """`Mapped[…]`."""

    def __init__(self, origin, argument):
        self.__origin__ = origin
        self.__args__ = (argument,)

    def __getitem__(self, item):
        return self

    def __or__(self, other):
        return self

    __ror__ = __or__

    def __repr__(self):
        return f"{self.__origin__.__name__}[{self.__args__[0]!r}]"


class Mapped:
    """The annotation of an attribute that is mapped."""

    def __class_getitem__(cls, item):
        return _MappedAlias(cls, item)


class DynamicMapped(Mapped):
    """The annotation of a collection that is asked for in parts."""


class WriteOnlyMapped(Mapped):
    """The annotation of a collection that is not read."""


InstrumentedAttribute = QueryableAttribute = ORMDescriptor = Mapped

# What says nothing of the table.
_OF_THE_CLASS = frozenset(
    (
        "init repr default_factory compare kw_only hash dataclass_metadata use_existing_column"
        " deferred deferred_group deferred_raiseload active_history"
    ).split()
)

# What needs no thought, because a column takes it as it is.
_OF_COLUMNS = frozenset(
    "comment default index name nullable onupdate primary_key server_default type_ unique".split()
)


class MappedColumn:
    """A column of a model, whose type and nullability its annotation may tell."""

    sort_order = 0

    def __init__(self, *args, **kw):
        if kw and not _OF_COLUMNS.issuperset(kw):
            for name in _OF_THE_CLASS.intersection(kw):
                del kw[name]
            if "sort_order" in kw:
                self.sort_order = kw.pop("sort_order")
            if "insert_default" in kw:
                kw["default"] = kw.pop("insert_default")
        self.column = Column(*args, **kw)

    def copy(self):
        copy = MappedColumn.__new__(MappedColumn)
        copy.__dict__.update(self.__dict__)
        copy.column = self.column._copy()
        return copy

    def __clause_element__(self):
        return self.column

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        return getattr(self.column, name)

    __hash__ = object.__hash__


def _operator_of_column(name):
    def method(self, *operands):
        return getattr(self.column, name)(*operands)

    method.__name__ = name
    return method


# In the body of a class, expressions are made of columns that have no names yet.
for _name in _OPERATORS:
    if _name[:2] == "__":
        setattr(MappedColumn, _name, _operator_of_column(_name))


# One call less for each column of each model.
mapped_column = MappedColumn


RELATED = "the instances that relationship() {name!r} leads to"


class Relationship(Mapped):
    """A relation to another model; it tells nothing of tables, and is not followed."""

    name = None

    def __init__(self, *args, **kw):
        self.arguments = kw

    def __set_name__(self, owner, name):
        self.name = name

    def __class_getitem__(cls, item):
        return _MappedAlias(cls, item)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        raise self._refused()

    def __set__(self, instance, value):
        raise self._refused()

    def _refused(self):
        from sqlalchemy.sql.elements import _later

        return _later(RELATED.format(name=self.name))


RelationshipProperty = Relationship


def relationship(argument=None, secondary=None, **kw):
    return Relationship(argument, secondary=secondary, **kw)


def names_of_relationships(things):
    """Returns the names of relationships of the models among some things.

    A name that is a column's in another model is left out: nobody knows whose is meant.
    """
    related, columns = [], set()
    for model in things:
        table = getattr(model, "__table__", None) if isinstance(model, type) else None
        if table is None:
            continue
        columns.update(column.key for column in table.c)
        for base in model.__mro__:
            for name, value in vars(base).items():
                if isinstance(value, Relationship):
                    related.append(name)
                    other = value.arguments.get("backref")
                    if other:
                        related.append(other if isinstance(other, str) else other[0])
                elif isinstance(value, Column):
                    columns.add(name)
    return [name for name in related if name not in columns]


def backref(name, **kw):
    return (name, kw)


def dynamic_loader(argument=None, **kw):
    return Relationship(argument, **kw)


class Synonym:
    """Another name of an attribute."""

    def __init__(self, name):
        self._name = name

    def __get__(self, instance, owner):
        return getattr(owner if instance is None else instance, self._name)

    def __set__(self, instance, value):
        setattr(instance, self._name, value)


class _Ignored:
    """An attribute that tells nothing of tables."""

    def __init__(self, *args, **kw):
        pass


def synonym(name, **kw):
    return Synonym(name)


def column_property(column, *additional_columns, **kw):
    """Declares an attribute over a column or an expression."""
    if isinstance(column, MappedColumn):
        return column
    if isinstance(column, Column) and column.table is None:
        return column
    return _Ignored()


def deferred(column, *args, **kw):
    return column


def query_expression(default_expr=None, **kw):
    return _Ignored()


class _Composite(_Ignored):
    """Several columns as one attribute."""

    def __init__(self, *members):
        # The class of the values, where the annotation does not tell it.
        self.value_class = None
        if members and isinstance(members[0], type):
            self.value_class, *members = members
        self.members = members


def composite(*members, **kw):
    return _Composite(*members)


def validates(*names, **kw):
    return lambda function: function


def reconstructor(fn):
    return fn


def foreign(expr):
    return expr


def remote(expr):
    return expr


def configure_mappers():
    pass


def clear_mappers():
    pass


def _collection(*args, **kw):
    return dict


attribute_keyed_dict = attribute_mapped_collection = column_keyed_dict = _collection
mapped_collection = _collection


class _DeclaredAttribute:
    """An attribute that a class computes for each model."""

    cascading = False

    def __init__(self, function, cascading=False, quiet=False):
        if isinstance(function, classmethod):
            function = function.__func__
        self.fget = function
        self.cascading = cascading
        self.__doc__ = getattr(function, "__doc__", None)

    def __get__(self, instance, owner):
        return self.fget(owner if instance is None else type(instance))


class declared_attr(_DeclaredAttribute):
    """Declares an attribute that a class computes for each model."""

    def __class_getitem__(cls, item):
        return cls

    @staticmethod
    def directive(function):
        return _DeclaredAttribute(function)

    cascading = None


def _cascading(function):
    return _DeclaredAttribute(function, cascading=True)


declared_attr.cascading = staticmethod(_cascading)
