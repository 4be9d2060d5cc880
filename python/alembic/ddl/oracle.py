"""Oracle's side."""

from alembic.ddl._engine import EngineImpl


class OracleImpl(EngineImpl):
    """Carries out operations on Oracle."""

    __dialect__ = "oracle"
    batch_separator = "/"
    command_terminator = ""
    type_synonyms = EngineImpl.type_synonyms + (
        {"VARCHAR", "VARCHAR2"},
        {"BIGINT", "INTEGER", "SMALLINT", "DECIMAL", "NUMERIC", "NUMBER"},
        {"DOUBLE", "FLOAT", "DOUBLE_PRECISION"},
    )


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
