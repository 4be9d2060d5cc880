"""A project's own side of a database: what it overrides counts."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata, produce_migrations, render_python_code
from alembic.ddl import impl
from alembic.ddl._autogen import ComparisonResult
from alembic.ddl.sqlite import SQLiteImpl
from alembic.migration import MigrationContext
from alembic.operations import Operations


@pytest.fixture(autouse=True)
def known_sides():
    known = dict(impl._impls)
    yield
    impl._impls.clear()
    impl._impls.update(known)


@pytest.fixture
def connection():
    with sa.create_engine("sqlite://").connect() as connection:
        for statement in (
            "CREATE TABLE p (id INTEGER NOT NULL PRIMARY KEY)",
            "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, a VARCHAR(10), b INTEGER DEFAULT 1, "
            "p_id INTEGER, CONSTRAINT uq_a UNIQUE (a), CONSTRAINT ck_b CHECK (b > 0), "
            "CONSTRAINT fk_p FOREIGN KEY (p_id) REFERENCES p (id))",
            "CREATE INDEX ix_b ON t (b)",
            "CREATE INDEX ix_internal ON t (a, b)",
        ):
            connection.exec_driver_sql(statement)
        yield connection


def models(a=sa.String(10), default="1", unique=("a",), index=("b",), keys=True, check="b > 0"):
    metadata = sa.MetaData()
    sa.Table("p", metadata, sa.Column("id", sa.Integer, primary_key=True))
    sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", a),
        sa.Column("b", sa.Integer, server_default=default),
        sa.Column("p_id", sa.Integer),
        sa.UniqueConstraint(*unique, name="uq_a"),
        sa.CheckConstraint(check, name="ck_b"),
        *([sa.ForeignKeyConstraint(["p_id"], ["p.id"], name="fk_p")] if keys else []),
        sa.Index("ix_b", *index),
        sa.Index("ix_internal", "a", "b"),
    )
    return metadata


def differences(connection, metadata, **opts):
    opts = {"compare_server_default": True, **opts}
    found = compare_metadata(MigrationContext.configure(connection, opts=opts), metadata)
    return [step[0][0] if isinstance(step, list) else step[0] for step in found]


def test_nothing_differs(connection):
    assert differences(connection, models()) == []


def test_compare_type(connection):
    seen = []

    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def compare_type(self, inspector_column, metadata_column):
            seen.append((inspector_column.table.name, inspector_column.name))
            if metadata_column.name == "a":
                return False
            return super().compare_type(inspector_column, metadata_column)

    assert differences(connection, models(a=sa.String(20))) == []
    assert ("t", "a") in seen and ("p", "id") in seen
    other = models()
    other.tables["t"].c.p_id.type = sa.BigInteger()
    assert differences(connection, other) == ["modify_type"]


def test_compare_server_default(connection):
    seen = []

    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def compare_server_default(
            self, inspector_column, metadata_column, rendered_metadata, rendered_inspector
        ):
            seen.append((metadata_column.name, rendered_metadata, rendered_inspector))
            return rendered_metadata == "3"

    assert differences(connection, models(default="2")) == []
    assert differences(connection, models(default="3")) == ["modify_default"]
    assert seen == [("b", "2", "1"), ("b", "3", "1")]


def test_compare_indexes_and_unique_constraints(connection):
    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def compare_indexes(self, metadata_index, reflected_index):
            if metadata_index.name == "ix_internal":
                return ComparisonResult.Different(["of us", "of all"])
            assert metadata_index.table.name == reflected_index.table.name == "t"
            return super().compare_indexes(metadata_index, reflected_index)

        def compare_unique_constraint(self, metadata_constraint, reflected_constraint):
            assert [column.name for column in reflected_constraint.columns] == ["a"]
            return ComparisonResult.Skip("never")

    found = differences(connection, models(unique=("a", "b")))
    assert found == ["remove_index", "add_index"]
    found = differences(connection, models(index=("b", "p_id")))
    assert found == ["remove_index", "add_index"] * 2


def test_correct_for_autogen_constraints(connection):
    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def correct_for_autogen_constraints(
            self, conn_uniques, conn_indexes, metadata_uniques, metadata_indexes
        ):
            for indexes in (conn_indexes, metadata_indexes):
                indexes.difference_update([ix for ix in indexes if ix.name == "ix_internal"])
            conn_uniques.clear()
            super().correct_for_autogen_constraints(
                conn_uniques, conn_indexes, metadata_uniques, metadata_indexes
            )

    metadata = models()
    metadata.tables["t"].indexes = {
        index for index in metadata.tables["t"].indexes if index.name != "ix_internal"
    }
    assert differences(connection, metadata) == ["add_constraint"]


def test_correct_for_autogen_foreignkeys(connection):
    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def correct_for_autogen_foreignkeys(self, conn_fks, metadata_fks):
            conn_fks.difference_update([key for key in conn_fks if key.name == "fk_p"])

    assert differences(connection, models(keys=False)) == []
    assert differences(connection, models()) == ["add_fk"]


def test_compare_check_constraint(connection):
    texts = []

    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def compare_check_constraint(self, metadata_constraint, reflected_constraint):
            texts.append((str(metadata_constraint.sqltext), str(reflected_constraint.sqltext)))
            if texts[-1][0] == texts[-1][1]:
                return ComparisonResult.Equal()
            return ComparisonResult.Different("another text")

    plugins = ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"]
    assert differences(connection, models(), autogenerate_plugins=plugins) == []
    found = differences(connection, models(check="b > 7"), autogenerate_plugins=plugins)
    assert found == ["remove_constraint", "add_constraint"]
    assert texts == [("b > 0", "b > 0"), ("b > 7", "b > 0")]


def test_render_type(connection):
    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def render_type(self, type_obj, autogen_context):
            if isinstance(type_obj, sa.Integer):
                autogen_context.imports.add("import ours")
                return "ours.Integer()"
            return super().render_type(type_obj, autogen_context)

    metadata = sa.MetaData()
    sa.Table("new", metadata, sa.Column("a", sa.Integer), sa.Column("b", sa.String(3)))
    context = MigrationContext.configure(connection)
    script = produce_migrations(context, metadata)
    text = render_python_code(script.upgrade_ops, migration_context=context)
    assert "sa.Column('a', ours.Integer(), nullable=True)" in text
    assert "sa.Column('b', sa.String(length=3), nullable=True)" in text


def test_version_table_impl(connection):
    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def version_table_impl(self, *, version_table, **kw):
            table = super().version_table_impl(version_table=version_table, **kw)
            table.c.version_num.type = sa.String(255)
            table.append_column(sa.Column("note", sa.Text))
            return table

    context = MigrationContext.configure(connection)
    context._ensure_version_table()
    columns = sa.inspect(connection).get_columns("alembic_version")
    assert [(column["name"], str(column["type"])) for column in columns] == [
        ("version_num", "VARCHAR(255)"),
        ("note", "TEXT"),
    ]


def test_cast_for_batch_migrate(connection):
    class Ours(SQLiteImpl):
        __dialect__ = "sqlite"

        def cast_for_batch_migrate(self, existing, existing_transfer, new_type):
            if existing.name == "b":
                existing_transfer["expr"] = sa.func.printf("<%d>", existing_transfer["expr"])
            else:
                super().cast_for_batch_migrate(existing, existing_transfer, new_type)

    connection.exec_driver_sql("INSERT INTO t (id, a, b) VALUES (1, '5', 2)")
    op = Operations(MigrationContext.configure(connection))
    with op.batch_alter_table("t", recreate="always") as batch:
        batch.alter_column("a", type_=sa.Integer, existing_type=sa.String(10))
        batch.alter_column("b", type_=sa.String(20), existing_type=sa.Integer)
    assert connection.exec_driver_sql("SELECT a, b FROM t").all() == [(5, "<2>")]
