"""SQLite's side."""

from alembic.ddl._engine import EngineImpl


class SQLiteImpl(EngineImpl):
    """Carries out operations on SQLite."""

    __dialect__ = "sqlite"


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
