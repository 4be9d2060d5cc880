"""Comparison of models with the database; the engine does it."""


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
