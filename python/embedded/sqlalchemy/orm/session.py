"""Names where the original keeps them."""

from sqlalchemy.orm._session import Session, object_session, sessionmaker  # noqa: F401
