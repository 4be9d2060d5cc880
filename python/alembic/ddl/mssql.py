"""SQL Server's side."""

from alembic.ddl._engine import EngineImpl


class MSSQLImpl(EngineImpl):
    """Carries out operations on SQL Server."""

    __dialect__ = "mssql"
    transactional_ddl = True
    batch_separator = "GO"
    type_synonyms = EngineImpl.type_synonyms + ({"VARCHAR", "NVARCHAR"},)


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
