"""The parts of SQLModel for SQL."""

from sqlmodel.sql import sqltypes as sqltypes
