"""The exceptions of sessions."""

from sqlalchemy.exc import (  # noqa: F401
    ArgumentError,
    InvalidRequestError,
    MultipleResultsFound,
    NoResultFound,
    SQLAlchemyError,
)


class StaleDataError(SQLAlchemyError):
    pass


class MappedAnnotationError(ArgumentError):
    pass


class FlushError(SQLAlchemyError):
    pass


class ObjectDeletedError(InvalidRequestError):
    def __init__(self, state, msg=None):
        super().__init__(msg)


class DetachedInstanceError(SQLAlchemyError):
    pass


class UnmappedError(InvalidRequestError):
    pass


class UnmappedInstanceError(UnmappedError):
    def __init__(self, obj, msg=None):
        super().__init__(msg)
