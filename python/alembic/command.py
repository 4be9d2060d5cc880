"""The commands; the engine runs them."""


def __getattr__(name):
    from alembic._waist import missing

    raise missing(__name__, name)
