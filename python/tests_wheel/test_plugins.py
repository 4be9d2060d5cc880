"""Plugins: who compares, and in which order."""

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic import autogenerate, util
from alembic.autogenerate import comparators, compare_metadata, produce_migrations
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import ops
from alembic.runtime.plugins import Plugin, _all_plugins
from alembic.util import DispatchPriority, PriorityDispatchResult


@pytest.fixture
def connection():
    with sa.create_engine("sqlite://").connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(10), old INTEGER)"
        )
        connection.exec_driver_sql("CREATE INDEX ix_name ON t (name)")
        yield connection


@pytest.fixture
def plugin():
    made = Plugin("ours.test")
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture
def metadata():
    metadata = sa.MetaData()
    sa.Table(
        "t",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(20)),
        sa.Index("ix_name", "name"),
    )
    return metadata


def context_of(connection, *plugins, **opts):
    if plugins:
        opts["autogenerate_plugins"] = list(plugins)
    return MigrationContext.configure(connection, opts=opts)


def kinds(operations):
    return [
        kind
        for operation in operations
        for kind in (
            kinds(operation.ops) if hasattr(operation, "ops") else [type(operation).__name__]
        )
    ]


def found(connection, metadata, *plugins, **opts):
    context = context_of(connection, *plugins, **opts)
    return kinds(produce_migrations(context, metadata).upgrade_ops.ops)


def test_the_whole_comparison_is_one_request(connection, metadata, monkeypatch):
    from alembic.autogenerate import compare

    context = context_of(connection)
    seen = []
    request = compare.request
    monkeypatch.setattr(
        compare, "request", lambda name, payload: seen.append(name) or request(name, payload)
    )
    assert len(compare_metadata(context, metadata)) == 2
    assert seen == ["context.autogenerate"]


def test_plugins_of_the_engine_can_be_left_out(connection, metadata):
    default = ["AlterColumnOp", "DropColumnOp"]
    assert found(connection, metadata) == default
    assert found(connection, metadata, "alembic.autogenerate.*") == default
    assert found(connection, metadata, "*", "~alembic.autogenerate.types") == ["DropColumnOp"]
    assert found(connection, metadata, "*", "~alembic.*.tables") == []
    assert found(connection, metadata, "alembic.autogenerate.tables") == []
    assert found(connection, metadata, "alembic.autogenerate.schemas") == []


def test_a_plugin_that_is_not_there(connection, metadata):
    with pytest.raises(util.CommandError, match="Did not locate plugins: not.there$"):
        compare_metadata(context_of(connection, "alembic.*", "not.there"), metadata)
    with pytest.raises(ValueError, match="Invalid plugin expression 'not-there'"):
        compare_metadata(context_of(connection, "not-there"), metadata)


def test_a_function_sees_what_was_found_so_far(connection, metadata, plugin):
    seen = []

    def before(autogen_context, alter_column_op, schema, table, name, conn_col, metadata_col):
        seen.append((schema, table, name, alter_column_op.existing_type is not None))
        assert conn_col.table.name == table
        assert metadata_col is metadata.tables[table].c[name]

    def after(autogen_context, alter_column_op, schema, table, name, conn_col, metadata_col):
        if alter_column_op.modify_type is not None:
            seen.append(alter_column_op.modify_type is metadata_col.type)
            alter_column_op.kw["postgresql_using"] = "name::text"

    plugin.add_autogenerate_comparator(before, "column", priority=DispatchPriority.FIRST)
    plugin.add_autogenerate_comparator(after, "column", priority=DispatchPriority.LAST)
    context = context_of(connection, "alembic.autogenerate.*", "ours.*")
    script = produce_migrations(context, metadata)
    altered = script.upgrade_ops.ops[0].ops[0]
    # The functions of the engine that come first have noted the type that there is.
    assert seen == [(None, "t", "id", True), (None, "t", "name", True), True]
    assert altered.kw["postgresql_using"] == "name::text"


def test_a_function_takes_the_place_of_another(connection, metadata, plugin):
    def strings(autogen_context, alter_column_op, schema, table, name, conn_col, metadata_col):
        return PriorityDispatchResult.STOP

    plugin.add_autogenerate_comparator(strings, "column", "types", qualifier="sqlite")
    assert found(connection, metadata) == ["AlterColumnOp", "DropColumnOp"]
    assert found(connection, metadata, "alembic.*", "ours.test") == ["DropColumnOp"]
    assert found(connection, metadata, "*", "~ours.*") == ["AlterColumnOp", "DropColumnOp"]


def test_functions_of_another_database(connection, metadata, plugin):
    def fails(*arguments):
        raise AssertionError

    for target in ("autogenerate", "schema", "table", "column"):
        plugin.add_autogenerate_comparator(fails, target, qualifier="postgresql")
    assert found(connection, metadata, "alembic.autogenerate.*", "ours.*")


def test_tables_on_one_side(connection, metadata, plugin):
    sides = {}

    def table(autogen_context, modify_table_ops, schema, name, conn_table, metadata_table):
        sides[name] = (conn_table is not None, metadata_table is not None)
        if conn_table is not None:
            assert {index.name for index in conn_table.indexes} <= {"ix_name"}
        if metadata_table is not None:
            assert metadata_table is metadata.tables[name]

    plugin.add_autogenerate_comparator(table, "table")
    connection.exec_driver_sql("CREATE TABLE gone (id INTEGER)")
    sa.Table("new", metadata, sa.Column("id", sa.Integer))
    found(connection, metadata, "alembic.autogenerate.*", "ours.*")
    assert sides == {"gone": (True, False), "new": (False, True), "t": (True, True)}


def test_operations_that_only_python_knows(connection, metadata, plugin):
    class NoteOp(ops.MigrateOperation):
        def __init__(self, text):
            self.text = text

        def reverse(self):
            return NoteOp("not " + self.text)

        def to_diff_tuple(self):
            return ("note", self.text)

    def table(autogen_context, modify_table_ops, *arguments):
        modify_table_ops.ops.insert(0, NoteOp("table"))

    def schemas(autogen_context, upgrade_ops, schemas):
        assert schemas == {None}
        upgrade_ops.ops.append(NoteOp("schema"))

    def whole(autogen_context, upgrade_ops):
        assert kinds(upgrade_ops.ops) == ["NoteOp", "AlterColumnOp", "DropColumnOp", "NoteOp"]
        upgrade_ops.ops[0].ops.pop()

    plugin.add_autogenerate_comparator(table, "table")
    plugin.add_autogenerate_comparator(schemas, "schema", priority=DispatchPriority.LAST)
    plugin.add_autogenerate_comparator(whole, "autogenerate", priority=DispatchPriority.LAST)
    context = context_of(connection, "alembic.autogenerate.*", "ours.*")
    script = produce_migrations(context, metadata)
    assert kinds(script.upgrade_ops.ops) == ["NoteOp", "AlterColumnOp", "NoteOp"]
    assert kinds(script.downgrade_ops.ops) == ["NoteOp", "AlterColumnOp", "NoteOp"]
    assert script.downgrade_ops.ops[0].text == "not schema"
    assert script.upgrade_ops.as_diffs()[-1] == ("note", "schema")


def test_functions_without_a_plugin_come_first(connection, metadata):
    seen = []

    @comparators.dispatch_for("schema")
    def schemas(autogen_context, upgrade_ops, schemas):
        seen.append(kinds(upgrade_ops.ops))

    try:
        assert len(found(connection, metadata)) == 2
    finally:
        comparators._registry.clear()
    assert seen == [[]]


def test_an_exception_of_a_function_is_its_own(connection, metadata, plugin):
    class OursError(Exception):
        pass

    def fails(*arguments):
        raise OursError("here")

    plugin.add_autogenerate_comparator(fails, "table")
    with pytest.raises(OursError, match="here"):
        found(connection, metadata, "alembic.autogenerate.*", "ours.*")


def test_what_is_registered_is_seen_in_the_context(connection, plugin):
    called = []
    plugin.add_autogenerate_comparator(lambda *arguments: called.append(arguments), "ours")
    context = AutogenContext(context_of(connection, "ours.*"), metadata=sa.MetaData())
    context.comparators.dispatch("ours", qualifier="sqlite")(1)
    assert called == [(1,)]


def test_names_of_plugins():
    assert list(_all_plugins)[:7] == [
        "alembic.autogenerate.schemas",
        "alembic.autogenerate.tables",
        "alembic.autogenerate.types",
        "alembic.autogenerate.constraints",
        "alembic.autogenerate.defaults",
        "alembic.autogenerate.comments",
        "alembic.ext.checkconstraint_byname",
    ]
    assert autogenerate.comparators is comparators


def test_a_package_announces_a_plugin(tmp_path):
    (tmp_path / "announced.py").write_text(
        "def setup(plugin):\n    plugin.add_autogenerate_comparator(print, 'ours')\n"
    )
    information = tmp_path / "announced-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: announced\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[alembic.plugins]\nour.plugin = announced\n")
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from alembic.runtime.plugins import _all_plugins\n"
        "print(list(_all_plugins)[0], len(_all_plugins))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True
    )
    assert answer.stdout == "our.plugin 8\n", answer.stderr
