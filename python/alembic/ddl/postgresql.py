"""PostgreSQL's side."""

from alembic.ddl._engine import EngineImpl


class PostgresqlImpl(EngineImpl):
    """Carries out operations on PostgreSQL."""

    __dialect__ = "postgresql"
    transactional_ddl = True
    type_synonyms = EngineImpl.type_synonyms + ({"FLOAT", "DOUBLE PRECISION"},)


def __getattr__(name):
    if name == "CreateExcludeConstraintOp":
        from alembic.operations.ops import CreateExcludeConstraintOp

        return CreateExcludeConstraintOp
    from alembic._waist import missing

    raise missing(__name__, name)
