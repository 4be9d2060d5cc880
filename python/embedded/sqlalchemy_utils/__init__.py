"""The types of SQLAlchemy-Utils that migrations name."""


def __getattr__(name):
    if name == "UUIDType":
        from sqlalchemy_utils.types.uuid import UUIDType

        return UUIDType
    if name == "types":
        import sqlalchemy_utils.types as types

        return types
    from alembic._waist import missing

    raise missing("sqlalchemy_utils", name)
