"""What the program's own `sqlalchemy` asks of the engine beside requests, for tests in CPython.

The program has these functions in Rust, where they are fast; they say the same here.
"""


def shape(statement):
    """Gives no statement a shape, so that each is described."""
    return None


def uniform_sets(parameters):
    """Finds no sets of the same names, so that each is described."""
    return None


def load(loader, rows):
    """Returns the instances of rows, those that a session knows already among them."""
    return [_instance(loader, row) for row in rows]


def _instance(loader, row):
    key_values = tuple([row[place] for place in loader.keys])
    key = (loader.table, key_values)
    identities = loader.session._identities
    known = identities.get(key)
    if known is not None:
        if not all(name in known.__dict__ for name in loader.names):
            loader.complete(known, row)
        return known
    if key_values and all(value is None for value in key_values):
        return None
    instance = loader.model.__new__(loader.model)
    state = loader.state_class(instance)
    state.session, state.key, state.loaded = loader.session, key, tuple(row)
    instance.__dict__.update(zip(loader.names, row))
    instance.__dict__["_sa_instance_state"] = state
    identities[key] = instance
    if loader.unwatched is not None:
        loader.unwatched[id(instance)] = instance
    return instance


def set_attribute(instance, name, value):
    """Sets an attribute of a model's instance, and has its session look at it when it writes back."""
    object.__setattr__(instance, name, value)
    state = instance.__dict__.get("_sa_instance_state")
    if state is not None and state.session is not None:
        state.session._touched[id(instance)] = instance


def values_of(attributes, names, absent):
    """Returns the values that a dictionary has for names; `absent` for those that it has not."""
    return tuple([attributes.get(name, absent) for name in names])


def changed_names(attributes, names, before):
    """Returns the names of which a dictionary has a value that differs from the one before."""
    return tuple(
        [
            name
            for place, name in enumerate(names)
            if name in attributes
            and not (place < len(before) and _is_same(attributes[name], before[place]))
        ]
    )


def _is_same(value, other):
    if value is other:
        return True
    try:
        return type(value) is type(other) and bool(value == other)
    except Exception:
        # What cannot be compared counts as changed.
        return False
