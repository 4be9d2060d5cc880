"""Instances of models: their attributes, what was loaded, and what changed since."""

from sqlalchemy.sql.schema import Column

_STATE = "_sa_instance_state"


class State:
    """What is known of an instance: its session, its key, and its attributes as they were loaded."""

    session = None
    key = None
    is_deleted = False

    def __init__(self, instance):
        self.instance = instance
        self.loaded = {}

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

    def changes(self):
        """Returns the attributes whose values differ from those that were loaded."""
        values = self.instance.__dict__
        changed = {}
        for name, column in attributes_of(type(self.instance)).items():
            if name in values:
                value = values[name]
                if name in self.loaded:
                    before = self.loaded[name]
                    if value is before or _is_same(value, before):
                        continue
                changed[name] = (column, value)
        return changed

    def note_change(self):
        """Has the session look at the instance when it writes back."""
        if self.session is not None:
            self.session._touched[id(self.instance)] = self.instance

    def keep(self):
        """Takes the attributes as those that the database has."""
        values = self.instance.__dict__
        names = attributes_of(type(self.instance))
        self.loaded = {name: values[name] for name in names if name in values}

    def expire(self):
        """Forgets the attributes, so that they are read again when they are asked for."""
        values = self.instance.__dict__
        for name in attributes_of(type(self.instance)):
            values.pop(name, None)
        self.loaded = {}


def _is_same(value, other):
    try:
        return type(value) is type(other) and bool(value == other)
    except Exception:
        return False


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


def loader(session, cls):
    """Returns what makes the instance of a row, or finds the one that the session knows."""
    attributes = attributes_of(cls)
    names = list(attributes)
    key_places = [place for place, column in enumerate(attributes.values()) if column.primary_key]
    table = cls.__table__
    is_watched = cls.__setattr__ is set_attribute
    mutable = getattr(cls, "_sa_mutable", None)

    def load(values):
        key_values = tuple([values[place] for place in key_places])
        key = (table, key_values)
        instance = session._identities.get(key)
        if instance is None:
            if key_places and key_values.count(None) == len(key_values):
                return None
            instance = cls.__new__(cls)
            state = State(instance)
            state.session, state.key = session, key
            session._identities[key] = instance
            state.loaded = dict(zip(names, values))
            attributes = instance.__dict__
            attributes.update(state.loaded)
            attributes[_STATE] = state
            if not is_watched:
                session._touched[id(instance)] = instance
        else:
            state = state_of(instance)
            for name, value in zip(names, values):
                if name not in instance.__dict__:
                    instance.__dict__[name] = value
                    state.loaded[name] = value
        if mutable is not None:
            _adopt(instance, state, mutable)
        return instance

    return load


def _adopt(instance, state, mutable):
    """Has the values that were read tell of their changes."""
    for name, kind in mutable.items():
        value = instance.__dict__.get(name)
        if value is not None and not isinstance(value, kind):
            value = kind.coerce(name, value)
            instance.__dict__[name] = state.loaded[name] = value
            value._belong(instance, name)


def set_attribute(instance, name, value):
    """Sets an attribute of a model's instance, and has its session look at it when it writes back."""
    object.__setattr__(instance, name, value)
    state = instance.__dict__.get(_STATE)
    if state is not None and state.session is not None:
        state.session._touched[id(instance)] = instance


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
