"""Names where the original keeps them."""

from sqlalchemy.orm._attributes import InstrumentedAttribute, QueryableAttribute  # noqa: F401


def flag_modified(instance, key):
    pass
