"""SQLModel: its models as far as they tell of tables, its types, and SQLAlchemy's names."""

from sqlmodel import sql as sql

_OF_SQLALCHEMY = (
    "BLOB BOOLEAN BigInteger Boolean CHAR CLOB Column DATE DATETIME DECIMAL Date DateTime Double"
    " Enum FLOAT Float ForeignKey Identity Index INTEGER Integer Interval JSON LargeBinary"
    " MetaData NUMERIC Numeric PickleType SMALLINT Sequence SmallInteger String TEXT TIME"
    " TIMESTAMP Table Text Time Unicode UnicodeText UniqueConstraint Uuid VARBINARY VARCHAR"
    " alias all_ and_ any_ asc between bindparam case cast column create_engine delete desc"
    " distinct except_ exists extract false func insert inspect intersect join literal"
    " literal_column not_ null nulls_first nulls_last or_ outerjoin over select table text true"
    " tuple_ type_coerce union union_all update values within_group"
)


def __getattr__(name):
    if name == "AutoString":
        from sqlmodel.sql.sqltypes import AutoString

        return AutoString
    if name == "Session":
        from sqlmodel._session import Session

        return Session
    if name in ("Field", "Relationship", "SQLModel"):
        from sqlmodel import _models

        return getattr(_models, name)
    if name not in _OF_SQLALCHEMY.split():
        from alembic._waist import missing

        raise missing("sqlmodel", name)
    import sqlalchemy

    return getattr(sqlalchemy, name)
