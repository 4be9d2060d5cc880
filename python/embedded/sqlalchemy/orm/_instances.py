"""Instances of models: their attributes, what was loaded, and what changed since."""

from alembic._engine import changed_names, load, set_attribute, values_of
from sqlalchemy.sql.schema import Column

_STATE = "_sa_instance_state"

# Stands for the value of an attribute that is not known.
_NOT_LOADED = object()


class State:
    """What is known of an instance: its session, its key, and its attributes as they were loaded.

    `loaded` are values in the order of the model's attributes.
    """

    __slots__ = ("instance", "session", "key", "loaded", "is_deleted")

    def __init__(self, instance):
        self.instance = instance
        self.session = self.key = None
        self.loaded = ()
        self.is_deleted = False

    @property
    def mapper(self):
        from sqlalchemy.inspection import inspect

        return inspect(type(self.instance))

    @property
    def identity(self):
        return None if self.key is None else self.key[1]

    @property
    def object(self):
        return self.instance

    @property
    def dict(self):
        return self.instance.__dict__

    @property
    def persistent(self):
        return self.key is not None and self.session is not None

    @property
    def transient(self):
        return self.key is None and self.session is None

    @property
    def pending(self):
        return self.key is None and self.session is not None

    @property
    def detached(self):
        return self.key is not None and self.session is None

    def changed_names(self):
        """Returns the names of the attributes whose values differ from those that were loaded."""
        instance = self.instance
        return changed_names(instance.__dict__, names_of(type(instance)), self.loaded)

    def changes(self):
        """Returns the columns and values of the attributes that changed, by their names."""
        values = self.instance.__dict__
        columns = attributes_of(type(self.instance))
        return {name: (columns[name], values[name]) for name in self.changed_names()}

    def note_change(self):
        """Has the session look at the instance when it writes back."""
        if self.session is not None:
            self.session._touched[id(self.instance)] = self.instance

    def keep(self):
        """Takes the attributes as those that the database has."""
        instance = self.instance
        self.loaded = values_of(instance.__dict__, names_of(type(instance)), _NOT_LOADED)

    def expire(self):
        """Forgets the attributes, so that they are read again when they are asked for."""
        values = self.instance.__dict__
        for name in names_of(type(self.instance)):
            values.pop(name, None)
        self.loaded = ()

    def remember(self, name, value=_NOT_LOADED):
        """Takes a value as the one that the database has for an attribute; without one, it has none."""
        names = names_of(type(self.instance))
        if name in names and self.loaded:
            place = names.index(name)
            self.loaded = (*self.loaded[:place], value, *self.loaded[place + 1 :])

    def forget(self, name):
        """Forgets what the database has for an attribute."""
        self.remember(name)


def state_of(instance):
    """Returns what is known of an instance."""
    state = instance.__dict__.get(_STATE)
    if state is None:
        if getattr(type(instance), "__table__", None) is None:
            from sqlalchemy.orm.exc import UnmappedInstanceError

            raise UnmappedInstanceError(
                instance, f"Class '{_full_name(type(instance))}' is not mapped"
            )
        state = instance.__dict__[_STATE] = State(instance)
    return state


def _full_name(cls):
    return f"{cls.__module__}.{cls.__name__}"


def attributes_of(cls):
    """Returns the columns of a model by the names of its attributes."""
    found = cls.__dict__.get("_sa_attributes")
    if found is None:
        table = cls.__table__
        found = {}
        for base in reversed(cls.__mro__):
            for name, value in vars(base).items():
                if isinstance(value, Column) and value.table is table:
                    found[name] = value
        known = {id(column) for column in found.values()}
        for column in table.c:
            if id(column) not in known:
                found[column.key] = column
        order = {id(column): place for place, column in enumerate(table.c)}
        found = dict(sorted(found.items(), key=lambda item: order[id(item[1])]))
        type.__setattr__(cls, "_sa_attributes", found)
    return found


def names_of(cls):
    """Returns the names of a model's attributes that are columns, in the order of the columns."""
    found = cls.__dict__.get("_sa_names")
    if found is None:
        found = tuple(attributes_of(cls))
        type.__setattr__(cls, "_sa_names", found)
    return found


def value_of(instance, column):
    """Returns an attribute that an instance does not have: it is read, or it is None."""
    state = instance.__dict__.get(_STATE)
    if state is not None and state.persistent:
        state.session._refresh(state)
        for name, own in attributes_of(type(instance)).items():
            if own is column:
                return instance.__dict__.get(name)
    return None


def key_of(cls, values):
    """Returns the key of a row of a model by which a session knows its instance."""
    return (cls.__table__, tuple(values))


def primary_key_names(cls):
    """Returns the names of the attributes of a model's key."""
    return [name for name, column in attributes_of(cls).items() if column.primary_key]


class Loader:
    """What makes the instances of rows, or finds those that a session knows."""

    state_class = State

    def __init__(self, session, model):
        columns = attributes_of(model)
        self.session = session
        self.model = model
        self.table = model.__table__
        self.names = list(columns)
        self.keys = [place for place, column in enumerate(columns.values()) if column.primary_key]
        is_watched = model.__setattr__ is set_attribute
        self.unwatched = None if is_watched else session._unwatched

    def load(self, rows):
        """Returns the instances of rows, whose values are in the order of the attributes."""
        instances = load(self, rows)
        mutable = getattr(self.model, "_sa_mutable", None)
        if mutable is not None:
            for instance in instances:
                if instance is not None:
                    _adopt(instance, mutable)
        return instances

    def complete(self, instance, values):
        """Gives an instance that is known the attributes that it lacks."""
        state = state_of(instance)
        known = instance.__dict__
        loaded = list(state.loaded) or [_NOT_LOADED] * len(self.names)
        for place, (name, value) in enumerate(zip(self.names, values)):
            if name not in known:
                known[name] = loaded[place] = value
        state.loaded = tuple(loaded)


def _adopt(instance, mutable):
    """Has the values that were read tell of their changes."""
    state = state_of(instance)
    for name, kind in mutable.items():
        value = instance.__dict__.get(name)
        if value is not None and not isinstance(value, kind):
            value = kind.coerce(name, value)
            instance.__dict__[name] = value
            state.remember(name, value)
            value._belong(instance, name)


def _set_mutable_attribute(instance, name, value):
    """Does the same for a model with values that tell of their changes."""
    kind = type(instance)._sa_mutable.get(name)
    if kind is not None and value is not None:
        value = kind.coerce(name, value)
        value._belong(instance, name)
    set_attribute(instance, name, value)


def watch(cls, columns):
    """Lets sessions know which instances of a model may have changed."""
    mutable = {name: column.type._mutable for name, column in columns if column.type._mutable}
    if mutable:
        mutable.update(getattr(cls, "_sa_mutable", ()))
        type.__setattr__(cls, "_sa_mutable", mutable)
    if cls.__setattr__ in (object.__setattr__, set_attribute):
        setter = _set_mutable_attribute if hasattr(cls, "_sa_mutable") else set_attribute
        type.__setattr__(cls, "__setattr__", setter)
