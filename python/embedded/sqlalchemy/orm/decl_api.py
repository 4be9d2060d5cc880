"""Names where the original keeps them."""

from sqlalchemy.orm._attributes import declared_attr  # noqa: F401
from sqlalchemy.orm._declarative import (  # noqa: F401
    DeclarativeBase,
    DeclarativeMeta,
    declarative_base,
    registry,
)
