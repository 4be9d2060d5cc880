"""Names of operators, for scripts that compare them."""


def __getattr__(name):
    from alembic._waist import missing

    raise missing("sqlalchemy.sql.operators", name)
