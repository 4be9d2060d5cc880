"""Values that tell the session of their changes."""

from sqlalchemy.orm._instances import state_of
from sqlalchemy.sql.sqltypes import to_instance


class MutableBase:
    """The base of such values."""

    # The states of the instances that have it, with the name of the attribute.
    _owners = ()

    @classmethod
    def coerce(cls, key, value):
        if value is None or isinstance(value, cls):
            return value
        raise ValueError(f"Attribute {key!r} does not accept objects of type {type(value)}")

    def _belong(self, instance, name):
        owner = (state_of(instance), name)
        if owner not in self._owners:
            self._owners = [*self._owners, owner]


class Mutable(MutableBase):
    """A value of one attribute."""

    @classmethod
    def as_mutable(cls, sqltype):
        sqltype = to_instance(sqltype)
        sqltype._mutable = cls
        return sqltype

    @classmethod
    def associate_with(cls, sqltype):
        sqltype._mutable = cls

    @classmethod
    def associate_with_attribute(cls, attribute):
        attribute.type._mutable = cls

    def changed(self):
        """Has the sessions of the instances write the value back."""
        for state, name in self._owners:
            if state.instance.__dict__.get(name) is self:
                state.forget(name)
                state.note_change()


class MutableComposite(MutableBase):
    """A value of several attributes."""


def _telling(kind, names):
    """Returns methods of a built-in class after which the session is told of a change."""

    def method(name):
        original = getattr(kind, name)

        def changing(self, *args, **kw):
            result = original(self, *args, **kw)
            self.changed()
            return result

        changing.__name__ = name
        return changing

    return {name: method(name) for name in names.split()}


class _Collection(Mutable):
    _kind = None

    def __class_getitem__(cls, item):
        return cls

    @classmethod
    def coerce(cls, key, value):
        if isinstance(value, cls._kind) and not isinstance(value, cls):
            return cls(value)
        return super().coerce(key, value)

    def __reduce_ex__(self, protocol):
        return (type(self), (self._kind(self),))


class MutableDict(_Collection, dict):
    """A dictionary."""

    _kind = dict
    locals().update(
        _telling(dict, "__setitem__ __delitem__ __ior__ update setdefault pop popitem clear")
    )


class MutableList(_Collection, list):
    """A list."""

    _kind = list
    locals().update(
        _telling(
            list,
            "__setitem__ __delitem__ __iadd__ __imul__ append extend insert pop remove clear sort"
            " reverse",
        )
    )


class MutableSet(_Collection, set):
    """A set."""

    _kind = set
    locals().update(
        _telling(
            set,
            "__ior__ __iand__ __ixor__ __isub__ update intersection_update difference_update"
            " symmetric_difference_update add remove discard pop clear",
        )
    )
