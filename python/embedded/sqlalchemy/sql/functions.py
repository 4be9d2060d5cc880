"""Calls of SQL functions."""

from sqlalchemy.sql.elements import (
    ColumnElement,
    Executable,
    _as_expression,
    literal_column,
)
from sqlalchemy.sql.sqltypes import NULLTYPE, _get, to_instance

# The types of the results that SQLAlchemy knows.
_TYPES = {
    "now": "DateTime",
    "current_timestamp": "DateTime",
    "localtimestamp": "DateTime",
    "sysdate": "DateTime",
    "current_date": "Date",
    "current_time": "Time",
    "localtime": "DateTime",
    "count": "Integer",
    "char_length": "Integer",
    "rank": "Integer",
    "dense_rank": "Integer",
    "percent_rank": "Numeric",
    "cume_dist": "Numeric",
    "random": None,
    "concat": "String",
    "user": "String",
    "current_user": "String",
    "session_user": "String",
    "aggregate_strings": "String",
}
_TYPED_BY_ARGUMENT = ("coalesce", "max", "min", "sum")


class FunctionElement(Executable, ColumnElement):
    """A call of a function."""

    __visit_name__ = "function"
    packagenames = ()
    name = "function"

    def __init__(self, *clauses):
        self.clauses = [_as_expression(clause, key=self.name) for clause in clauses]
        if isinstance(self.type, type):
            self.type = self.type()

    @property
    def _anonymous_base(self):
        return self.name

    @property
    def description(self):
        return self.name

    def over(self, **kw):
        from sqlalchemy.sql._windows import Over

        return Over(self, **kw)

    def filter(self, *criterion):
        from sqlalchemy.sql._windows import FunctionFilter

        return FunctionFilter(self, *criterion) if criterion else self

    def aggregate_order_by(self, *order_by):
        copy = self.__class__.__new__(self.__class__)
        copy.__dict__.update(self.__dict__)
        copy.clauses = [*self.clauses[:-1], in_order(self.clauses[-1], order_by)]
        return copy

    def within_group(self, *order_by):
        from sqlalchemy.sql._windows import WithinGroup

        return WithinGroup(self, *order_by)

    def table_valued(self, *columns, name=None, with_ordinality=None, joins_implicitly=False):
        from sqlalchemy.sql._selectables import TableValuedAlias

        return TableValuedAlias(self, columns, name, with_ordinality)

    def column_valued(self, name=None, joins_implicitly=False):
        return self.alias(name).column

    def alias(self, name=None, joins_implicitly=False):
        from sqlalchemy.sql._selectables import TableValuedAlias

        return TableValuedAlias(self, (), name)

    def select(self):
        from sqlalchemy.sql._selects import Select

        return Select(self)

    @property
    def columns(self):
        from sqlalchemy.sql._items import ColumnCollection

        return ColumnCollection([self])

    c = columns

    def self_group(self, against=None):
        if against == "[]" and hasattr(self.type, "item_type"):
            from sqlalchemy.sql.elements import Grouping

            return Grouping(self)
        return super().self_group(against)


def in_order(argument, order_by):
    """Returns the last argument of an aggregate with the order in which it takes the rows."""
    from sqlalchemy.sql._expressions import BinaryExpression, ClauseList

    argument = _as_expression(argument)
    order = [_as_expression(item) for item in order_by]
    order = order[0] if len(order) == 1 else ClauseList(*order, group=False)
    return BinaryExpression(argument, order, "ORDER BY", type_=argument.type)


def _with_separator(clause, separator):
    """Returns the arguments of `aggregate_strings`, whose separator no database takes as a parameter."""
    if isinstance(separator, str):
        from sqlalchemy.sql.elements import bindparam

        separator = bindparam(
            "aggregate_strings", separator, unique=True, literal_execute=True, type_=_get("String")()
        )
    return clause, separator


class Function(FunctionElement):
    """A call of a function that the database knows by name."""

    @property
    def _public_name(self):
        name = self.name.lower()
        return name if name in _TYPES or name in _TYPED_BY_ARGUMENT else None

    def __init__(self, name, *clauses, type_=None, packagenames=None):
        self.name = name
        self.key = name
        self.packagenames = tuple(packagenames or ())
        if name == "count" and not clauses:
            clauses = (literal_column("*"),)
        if name == "aggregate_strings" and not self.packagenames:
            clauses = _with_separator(*clauses)
        self.clauses = [_as_expression(clause, key=name) for clause in clauses]
        self.type = NULLTYPE if type_ is None else to_instance(type_)
        if type_ is None and not self.packagenames:
            lower = name.lower()
            known = _TYPES.get(lower)
            if known is not None:
                self.type = _get(known)()
            elif lower in _TYPED_BY_ARGUMENT and self.clauses:
                self.type = next(
                    (
                        clause.type
                        for clause in self.clauses
                        if not isinstance(clause.type, type(NULLTYPE))
                    ),
                    NULLTYPE,
                )


class next_value(FunctionElement):
    """The next value of a sequence."""

    __visit_name__ = "next_value"
    name = "next_value"
    clauses = ()

    def __init__(self, seq, **kw):
        self.sequence = seq
        self.type = _get("Integer")() if seq.data_type is None else seq.data_type


class _Generator:
    """`func`: any attribute of it is a function of the database."""

    def __init__(self, names=()):
        self._names = names

    def __getattr__(self, name):
        if name[:2] == "__":
            raise AttributeError(name)
        if name[-1] == "_":
            name = name[:-1]
        return _Generator(self._names + (name,))

    def __call__(self, *clauses, **kw):
        if self._names == ("next_value",):
            return next_value(*clauses, **kw)
        if self._names in (("cast",), ("extract",)):
            from sqlalchemy.sql import elements

            return getattr(elements, self._names[0])(*clauses, **kw)
        return Function(self._names[-1], *clauses, packagenames=self._names[:-1], **kw)


func = _Generator()
modifier = func


class _Known:
    def __init__(self, name):
        self._name = name

    def __call__(self, *clauses, **kw):
        return Function(self._name, *clauses, **kw)


def __getattr__(name):
    if name in _TYPES or name in _TYPED_BY_ARGUMENT:
        return _Known(name)
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
