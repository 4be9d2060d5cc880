"""Names where the original keeps them."""

from sqlalchemy.orm._attributes import Relationship, RelationshipProperty  # noqa: F401
