"""The types of SQLAlchemy-Utils."""

from sqlalchemy_utils.types import uuid as uuid
from sqlalchemy_utils.types.uuid import UUIDType as UUIDType
