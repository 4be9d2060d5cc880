"""What projects and packages bring along: types, constructs, dialects, sides of databases."""

import io

import pytest
import sqlalchemy as sa
from alembic.ddl.base import AddColumn, add_column, alter_table
from alembic.ddl.impl import DefaultImpl
from alembic.ddl.postgresql import PostgresqlImpl
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import registry
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Point(sa.types.UserDefinedType):
    cache_ok = True

    def __init__(self, dimensions):
        self.dimensions = dimensions

    def get_col_spec(self, **kw):
        return f"POINT({self.dimensions})"


class Money(sa.types.TypeEngine):
    __visit_name__ = "money_of_ours"


@compiles(Money)
def _money(element, compiler, **kw):
    return f"MONEY_{compiler.dialect.name.upper()}"


class utcnow(FunctionElement):  # noqa: N801, as functions are called
    type = sa.DateTime()
    inherit_cache = True


@compiles(utcnow, "postgresql")
def _utcnow(element, compiler, **kw):
    return "TIMEZONE('utc', CURRENT_TIMESTAMP)"


@compiles(utcnow, "mssql")
def _utcnow_mssql(element, compiler, **kw):
    return "GETUTCDATE()"


class OddDialect(DefaultDialect):
    name = "odd"


class OddImpl(DefaultImpl):
    __dialect__ = "odd"
    transactional_ddl = True


@compiles(AddColumn, "odd")
def _odd_add_column(element, compiler, **kw):
    start = alter_table(compiler, element.table_name, element.schema)
    return f"{start} {add_column(compiler, element.column, **kw)} AT LAST"


registry.register("odd", __name__, "OddDialect")


def operations(dialect_name, **opts):
    buffer = io.StringIO()
    context = MigrationContext.configure(
        dialect_name=dialect_name, opts={"as_sql": True, "output_buffer": buffer, **opts}
    )
    return Operations(context), buffer


def words(buffer):
    return " ".join(buffer.getvalue().split())


@pytest.mark.parametrize(
    ("dialect", "money", "default"),
    [
        ("postgresql", "MONEY_POSTGRESQL", "TIMEZONE('utc', CURRENT_TIMESTAMP)"),
        ("mssql", "MONEY_MSSQL", "GETUTCDATE()"),
    ],
)
def test_types_and_functions_of_a_project(dialect, money, default):
    op, buffer = operations(dialect)
    op.add_column("t", sa.Column("at", Point(3), server_default=utcnow()))
    op.add_column("t", sa.Column("price", Money()))
    written = words(buffer)
    assert "at POINT(3)" in written
    assert f"DEFAULT {default}" in written
    assert f"price {money}" in written


def test_expressions_that_only_sqlalchemy_knows():
    op, buffer = operations("postgresql")
    rank = sa.func.rank().over(order_by=sa.column("a"))
    op.create_table("t", sa.Column("a", sa.Integer, server_default=rank))
    assert "a INTEGER DEFAULT rank() OVER (ORDER BY a)" in words(buffer)


def test_a_dialect_of_a_package():
    op, buffer = operations("odd")
    assert op.get_context().impl.__dialect__ == "odd"
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", Point(2)))
    op.add_column("t", sa.Column("x", sa.Integer))
    op.alter_column("t", "x", nullable=False, new_column_name="y")
    op.create_index("ix", "t", ["y"])
    with op.batch_alter_table("t") as batch:
        batch.drop_column("y")
    op.drop_table("t")
    assert words(buffer) == (
        "CREATE TABLE t ( id INTEGER NOT NULL, at POINT(2), PRIMARY KEY (id) ); "
        "ALTER TABLE t ADD COLUMN x INTEGER AT LAST; "
        "ALTER TABLE t ALTER COLUMN x SET NOT NULL; "
        "ALTER TABLE t RENAME x TO y; "
        "CREATE INDEX ix ON t (y); "
        "ALTER TABLE t DROP COLUMN y; "
        "DROP TABLE t;"
    )


def test_a_dialect_without_a_side_is_named():
    class Unknown(DefaultDialect):
        name = "unknown"

    with pytest.raises(KeyError, match="unknown"):
        MigrationContext.configure(dialect=Unknown(), opts={"as_sql": True})


def test_an_extended_side_of_a_database():
    from alembic.ddl import impl

    class Careful(PostgresqlImpl):
        __dialect__ = "postgresql"

        def drop_table(self, table, **kw):
            self.static_output(f"-- {table.name} goes")
            super().drop_table(table, **kw)

    try:
        op, buffer = operations("postgresql")
        op.drop_table("t", if_exists=True)
        op.alter_column("t", "a", nullable=True)
    finally:
        impl._impls["postgresql"] = PostgresqlImpl
    assert words(buffer) == (
        "-- t goes DROP TABLE IF EXISTS t; ALTER TABLE t ALTER COLUMN a DROP NOT NULL;"
    )


def test_an_operation_that_a_batch_carries_out_otherwise():
    from alembic.operations import ops

    engine = sa.create_engine("sqlite://")
    registered = dict(Operations._to_impl._registry)

    @Operations.implementation_for(ops.AddColumnOp, replace=True)
    def _add(operations, operation):
        operations.impl.add_column(operation.table_name, operation.column)
        operations.impl.add_column(operation.table_name, sa.Column("added", sa.Integer))

    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, old INTEGER)")
            op = Operations(MigrationContext.configure(connection))
            with op.batch_alter_table("t") as batch:
                batch.add_column(sa.Column("x", sa.Integer))
                batch.drop_column("old")
            columns = [column["name"] for column in sa.inspect(connection).get_columns("t")]
    finally:
        Operations._to_impl._registry = registered
    assert columns == ["id", "x", "added"]
