"""Names of the database's side that scripts import."""


def __getattr__(name):
    if name == "DefaultImpl":
        from alembic.ddl.impl import DefaultImpl

        return DefaultImpl
    from alembic._waist import missing

    raise missing(__name__, name)
