"""Functions over several rows."""

from sqlalchemy.sql._expressions import BindParameter, _condition, and_
from sqlalchemy.sql._selects import by_of
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.sqltypes import _get


def _listed(value):
    if value is None:
        return []
    items = value if isinstance(value, (list, tuple)) else [value]
    return [by_of(item) for item in items]


class Over(ColumnElement):
    """A function over the rows around."""

    __visit_name__ = "over"

    def __init__(
        self,
        element,
        partition_by=None,
        order_by=None,
        range_=None,
        rows=None,
        groups=None,
        exclude=None,
    ):
        self.element = element
        self.partition_by = _listed(partition_by)
        self.order_by = _listed(order_by)
        self.type = element.type
        self.exclude = exclude
        given = [
            (word, ends)
            for word, ends in (("RANGE", range_), ("ROWS", rows), ("GROUPS", groups))
            if ends is not None
        ]
        if len(given) > 1:
            from sqlalchemy.exc import ArgumentError

            raise ArgumentError("only one of 'rows', 'range_', or 'groups' may be provided")
        self.frame = (given[0][0], *map(_frame_end, given[0][1], (True, False))) if given else None

    @property
    def clauses(self):
        return [*self.partition_by, *self.order_by]


def _frame_end(value, is_start):
    if value is None:
        return "unbounded_preceding" if is_start else "unbounded_following"
    if value == 0:
        return "current_row"
    distance = BindParameter(None, abs(value), type_=_get("Integer"), unique=True)
    return ("preceding" if value < 0 else "following", distance)


class FunctionFilter(ColumnElement):
    """A function over some of the rows only."""

    __visit_name__ = "funcfilter"

    def __init__(self, func, *criterion):
        self.func = self.element = func
        self._criteria = [_condition(item) for item in criterion]
        self.type = func.type

    @property
    def criterion(self):
        return and_(*self._criteria)

    def filter(self, *criterion):
        return FunctionFilter(self.func, *self._criteria, *criterion)

    def over(self, **kw):
        return Over(self, **kw)


class WithinGroup(ColumnElement):
    """A function over rows in an order."""

    __visit_name__ = "withingroup"

    def __init__(self, element, *order_by):
        self.element = element
        self.order_by = _listed(order_by)
        self.type = element.type
        self._anonymous_base = element.name

    @property
    def clauses(self):
        return self.order_by

    def over(self, **kw):
        return Over(self, **kw)

    def filter(self, *criterion):
        return FunctionFilter(self, *criterion)


def over(element, **kw):
    return Over(element, **kw)


def funcfilter(func, *criterion):
    return FunctionFilter(func, *criterion)


def within_group(element, *order_by):
    return WithinGroup(element, *order_by)
