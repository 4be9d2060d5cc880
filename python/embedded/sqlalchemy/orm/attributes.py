"""Names where the original keeps them."""

from sqlalchemy.orm._attributes import InstrumentedAttribute, QueryableAttribute  # noqa: F401


def flag_modified(instance, key):
    """Says that an attribute has changed, such as a document in which something was set."""
    from sqlalchemy.orm._instances import state_of

    state = state_of(instance)
    state.forget(key)
    state.note_change()
