"""Walking through expressions."""


def __getattr__(name):
    from alembic._waist import missing

    raise missing("sqlalchemy.sql.visitors", name)
