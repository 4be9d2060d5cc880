"""Rows."""

from sqlalchemy.engine.result import Row, RowMapping  # noqa: F401
