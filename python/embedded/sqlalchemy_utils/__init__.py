"""The types of SQLAlchemy-Utils that migrations name."""


def __getattr__(name):
    import sqlalchemy_utils.types as types

    if name == "types":
        return types
    if name in types._HOMES:
        return getattr(types, name)
    from alembic._waist import missing

    raise missing("sqlalchemy_utils", name)
