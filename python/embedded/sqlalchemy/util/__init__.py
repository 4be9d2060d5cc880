"""Small things that scripts import."""


class immutabledict(dict):
    """A dictionary that nobody changes."""

    def union(self, *others, **kw):
        merged = immutabledict(self)
        for other in others:
            dict.update(merged, other or {})
        dict.update(merged, kw)
        return merged

    def __hash__(self):
        return id(self)


EMPTY_DICT = immutabledict()


def to_list(value, default=None):
    if value is None:
        return default
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return [value]
    return list(value)


def asbool(value):
    if isinstance(value, str):
        text = value.strip().lower()
        if text in ("true", "yes", "on", "y", "t", "1"):
            return True
        if text in ("false", "no", "off", "n", "f", "0"):
            return False
        raise ValueError(f"String is not true/false: {text!r}")
    return bool(value)


class OrderedSet(dict):
    """A set that keeps its order."""

    def __init__(self, items=()):
        super().__init__((item, None) for item in items)

    def add(self, item):
        self[item] = None


class memoized_property:
    """A property that is calculated once."""

    def __init__(self, fget, doc=None):
        self.fget = fget
        self.__name__ = fget.__name__

    def __get__(self, instance, owner):
        if instance is None:
            return self
        value = instance.__dict__[self.__name__] = self.fget(instance)
        return value


def warn(message, category=None):
    """Warns of something in the first line outside of SQLAlchemy."""
    import sys
    import warnings

    if category is None:
        from sqlalchemy.exc import SAWarning as category
    level, frame = 2, sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "")[:11] in _OWN_MODULES:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)


_OWN_MODULES = ("sqlalchemy", "sqlalchemy.")


def __getattr__(name):
    from alembic._waist import missing

    raise missing("sqlalchemy.util", name)
