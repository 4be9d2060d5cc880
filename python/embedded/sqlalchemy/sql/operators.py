"""Names of operators, for scripts that compare them or pass them on."""

from operator import add, eq, ge, gt, le, lt, mul, ne, sub

__all__ = ["add", "eq", "ge", "gt", "le", "lt", "mul", "ne", "sub"]


def __getattr__(name):
    from alembic._waist import missing

    raise missing("sqlalchemy.sql.operators", name)
