"""Properties and methods of instances that make SQL when a model is asked for them."""

from sqlalchemy.orm._attributes import _Ignored


class hybrid_property(_Ignored):
    """A property of a model."""

    def __init__(self, fget, fset=None, fdel=None, expr=None, **kw):
        self.fget = fget
        self.fset = fset
        self.expr = expr
        self.__name__ = getattr(fget, "__name__", None)

    def __class_getitem__(cls, item):
        return cls

    def __get__(self, instance, owner):
        if instance is not None:
            return self.fget(instance)
        if getattr(owner, "__table__", None) is None:
            # The class is not a model yet.
            return self
        return (self.expr or self.fget)(owner)

    def __set__(self, instance, value):
        if self.fset is None:
            raise AttributeError("can't set attribute")
        self.fset(instance, value)

    def _with(self, function=None):
        return self

    def getter(self, fget):
        return self

    def setter(self, fset):
        self.fset = fset
        return self

    def expression(self, expr):
        self.expr = expr.__func__ if isinstance(expr, classmethod) else expr
        return self

    deleter = comparator = update_expression = bulk_dml = _with

    @property
    def inplace(self):
        return self

    @property
    def overrides(self):
        return self


class hybrid_method(_Ignored):
    """A method of a model."""

    def __init__(self, func, expr=None):
        self.func = func
        self.expr = expr

    def __get__(self, instance, owner):
        if instance is None:
            return (self.expr or self.func).__get__(owner, owner)
        return self.func.__get__(instance, owner)

    def expression(self, expr):
        self.expr = expr.__func__ if isinstance(expr, classmethod) else expr
        return self

    @property
    def inplace(self):
        return self


class Comparator:
    """The base of comparators."""

    def __init__(self, expression):
        self.expression = expression
