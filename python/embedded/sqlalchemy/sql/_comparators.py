"""Operators of a project's own: what its types make of the operators of their columns."""

from sqlalchemy.sql import elements, operators
from sqlalchemy.sql._operators import Operators

_NAMES = [name for name in elements._OPERATORS if name[:2] == "__" or name[:1] != "_"]


class Comparator:
    """The operators of an expression; a type's own are methods of a subclass."""

    __module__ = "sqlalchemy.sql.type_api"

    def __init__(self, expr):
        self.expr = expr
        self.type = expr.type

    def __clause_element__(self):
        return self.expr

    def operate(self, op, *other, **kwargs):
        return _plain(self.expr, op.__name__, *other, **kwargs)

    def reverse_operate(self, op, other, **kwargs):
        return _plain(self.expr, f"__r{op.__name__}__", other, **kwargs)

    def __getattr__(self, name):
        if name[:1] == "_":
            raise AttributeError(name)
        return Operators._named(self.expr, name)

    __hash__ = object.__hash__


def _plain(expression, name, *operands, **options):
    """Does what an operator does by itself."""
    method = operators.METHODS.get(name, name)
    return Operators.__dict__[method](expression, *operands, **options)


def _operator(method):
    name = operators.NAMES.get(method)
    if name is None:
        return lambda self, *operands, **options: _plain(self.expr, method, *operands, **options)
    operator = getattr(operators, name)
    return lambda self, *operands, **options: self.operate(operator, *operands, **options)


def _reverse_operator(method):
    operator = getattr(operators, operators.NAMES["__" + method[3:]])
    return lambda self, other: self.reverse_operate(operator, other)


_REVERSE = ("__radd__", "__rsub__", "__rmul__", "__rtruediv__", "__rmod__")
for _method in _NAMES:
    _maker = _reverse_operator if _method in _REVERSE else _operator
    setattr(Comparator, _method, _maker(_method))


def _asking(name):
    """Returns an operator that asks the type of its expression first."""
    plain = Operators.__dict__[name]

    def method(self, *operands, **options):
        own = self.type._comparator
        if own is None:
            return plain(self, *operands, **options)
        return getattr(own(self), name)(*operands, **options)

    method.__name__ = name
    return method


def _named(self, name):
    own = self.type._comparator
    if own is not None and hasattr(own, name):
        return getattr(own(self), name)
    if name == "comparator":
        return (own or Comparator)(self)
    return Operators._named(self, name)


def honour():
    """Has the operators of expressions ask types, which none does that no type has a say in."""
    elements._install_operators()
    for name in _NAMES:
        setattr(elements.ColumnOperators, name, _asking(name))
    elements.ColumnOperators._named = _named
