"""Prints, as JSON, what the engine would get for each case of a file.

The package that `import sqlalchemy` finds decides whose objects are described.
"""

import datetime
import decimal
import enum
import json
import sys
import uuid

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

from alembic import _describe
from alembic._inline import inline_literal as op_literal


class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"


class Trimmed(sa.types.TypeDecorator):
    impl = sa.String
    cache_ok = True


class ByDialect(sa.types.TypeDecorator):
    impl = sa.CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID())
        return dialect.type_descriptor(sa.CHAR(32))


class Point(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "POINT"


class Money(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self):
        return "MONEY"


class AutoString(sa.String):
    pass


def _names():
    metadata = sa.MetaData()
    t = sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent", sa.Integer),
        sa.Column("name", sa.String(20)),
        sa.Column("flag", sa.Boolean),
        sa.Column("at", sa.DateTime),
        sa.Column("data", postgresql.JSONB),
        sa.Column("tags", postgresql.ARRAY(sa.String)),
    )
    other = sa.Table("other", metadata, sa.Column("id", sa.Integer), schema="s")
    return {**globals(), "t": t, "other": other}


def _describe_item(item):
    kind = item.__visit_name__
    if kind == "table":
        return _describe.table(item)
    if kind == "column":
        return _describe.column(item)
    if kind == "index":
        return _describe.index(item)
    if kind == "sequence":
        return _describe.sequence(item)
    return _describe.constraint(item)


_WRITERS = {
    "types": _describe.type_,
    "expressions": _describe.expression,
    "items": _describe_item,
}


def cases(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]


def main(path):
    kind = path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    answers = {}
    for source in cases(path):
        try:
            answers[source] = _WRITERS[kind](eval(source, _names()))
        except Exception as error:
            answers[source] = f"{type(error).__name__}: {error}"
    json.dump(answers, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
