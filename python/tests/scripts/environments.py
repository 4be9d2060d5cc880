"""Whole `env.py` files, the way that a host runs them."""

import os
import tempfile

import _alembic_waist as waist
from alembic import _host, _proxies, context, op

folder = tempfile.mkdtemp()


def write(name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def names():
    # When an object is given up is up to the interpreter, and whether plugins are loaded to what is installed beside it.
    unstable = ("context.release", "context.own_comparators")
    return [
        name
        for name, _ in waist.requests
        if not name.startswith("logging.get") and name not in unstable
    ]


def payload(name):
    return next(payload for given, payload in waist.requests if given == name)


GENERIC = """
from logging.config import fileConfig
from sqlalchemy import engine_from_config
from sqlalchemy import pool
from alembic import context

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
target_metadata = None


def run_migrations_offline() -> None:
    url = config.get_main_option("sqlalchemy.url")
    context.configure(
        url=url,
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
"""
_host.start([folder])
ini = write("alembic.ini", "")
waist.answers["context.own_comparators"] = []
waist.answers["config.describe"] = {
    "config_file_name": ini,
    "config_ini_section": "alembic",
    "cmd_opts": {"x": ["a=1", "b", "c=d=e"]},
}
waist.answers["config.get_section"] = {"sqlalchemy.url": "sqlite:///x.db", "other": "1"}
waist.answers["config.get_main_option"] = "sqlite:///x.db"
path = write("env.py", GENERIC)
_host.run_environment(path, 1)
assert names() == [
    "environment.describe",
    "config.describe",
    "logging.file_config",
    "config.get_section",
    "engine.create",
    "connection.open",
    "environment.configure",
    "context.begin_transaction",
    "environment.run_migrations",
    "context.end_transaction",
    "connection.close",
], names()
assert payload("engine.create") == {
    "url": "sqlite:///x.db",
    "options": {"poolclass": "NullPool"},
}
assert payload("environment.configure")["connection"] == 1
assert payload("context.end_transaction") == {
    "context": 1,
    "transaction": 1,
    "failed": False,
    "per_migration": False,
}

# offline
waist.requests.clear()
waist.answers["environment.describe"] = {"config": 1, "script": 1, "as_sql": True}
_host.run_environment(path, 1)
assert "engine.create" not in names()
configured = payload("environment.configure")
assert configured["url"] == "sqlite:///x.db" and configured["literal_binds"] is True
assert configured["dialect_opts"] == {"paramstyle": "named"}

# a failure ends the transaction as failed, closes the connection and goes on as it is
waist.requests.clear()
del waist.answers["environment.describe"]
failure = waist.EngineError("alembic.util.exc.CommandError", "no such revision", {"code": 5})
waist.answers["environment.run_migrations"] = failure
try:
    _host.run_environment(path, 1)
except Exception as error:
    from alembic.util import CommandError

    assert type(error) is CommandError and str(error) == "no such revision"
    assert error.__engine_error__ is failure and error.code == 5
else:
    raise AssertionError("the failure was lost")
assert payload("context.end_transaction")["failed"] is True
assert names()[-1] == "connection.close"
del waist.answers["environment.run_migrations"]
assert _proxies.get("environment") is None and _proxies.get("operations") is None

# async, as in the template
waist.requests.clear()
ASYNC = """
import asyncio
from sqlalchemy import pool
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import async_engine_from_config
from alembic import context
config = context.config


def do_run_migrations(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()


async def run_async_migrations() -> None:
    connectable = async_engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    async with connectable.connect() as connection:
        await connection.run_sync(do_run_migrations)
    await connectable.dispose()


asyncio.run(run_async_migrations())
"""
_host.run_environment(write("env_async.py", ASYNC), 1)
assert names() == [
    "environment.describe",
    "config.get_section",
    "engine.create",
    "connection.open",
    "environment.configure",
    "context.begin_transaction",
    "environment.run_migrations",
    "context.end_transaction",
    "connection.close",
    "engine.dispose",
], names()

# every parameter of configure, callbacks called back
waist.requests.clear()
EVERYTHING = """
import io
from alembic import context
from sqlalchemy import Column, Integer, MetaData, Table

metadata = MetaData(naming_convention={"ix": "ix_%(column_0_label)s", "mine": lambda c, t: "x"})
Table("t", metadata, Column("id", Integer, primary_key=True))
seen = []
context.configure(
    url="sqlite://",
    dialect_name="sqlite",
    transactional_ddl=True,
    transaction_per_migration=True,
    output_buffer=io.StringIO(),
    output_encoding="utf-8",
    starting_rev="a",
    tag="t",
    template_args={"x": 1},
    render_as_batch=True,
    target_metadata=[metadata],
    include_name=lambda name, type_, parent_names: True,
    include_object=lambda *args: True,
    include_schemas=True,
    process_revision_directives=lambda *args: None,
    compare_type=lambda *args: None,
    compare_server_default=True,
    render_item=lambda *args: False,
    literal_binds=True,
    upgrade_token="up",
    downgrade_token="down",
    alembic_module_prefix="op.",
    sqlalchemy_module_prefix="sa.",
    user_module_prefix="my.",
    on_version_apply=lambda ctx, step, heads, run_args: seen.append(
        (step.up_revision_id, step.is_upgrade, heads, run_args)
    ),
    autogenerate_plugins=["a"],
    version_table="v",
    version_table_schema="s",
    version_table_pk=False,
    mssql_batch_separator="GO",
    anything_else={"a": object()},
)
context.static_output("-- x")
context.run_migrations(engine_name="one")
assert context.get_x_argument() == ["a=1", "b", "c=d=e"]
assert context.get_x_argument(as_dictionary=True) == {"a": "1", "b": "", "c": "d=e"}
assert context.get_tag_argument() == "t"
assert context.get_context().opts["anything_else"]["a"] is not None
assert context.config.get_main_option("x", "default") == "sqlite:///x.db"
assert context.config.get_section_option("s", "o", "d") == "d"
context.config.attributes["mine"] = 5
assert context.config.attributes["mine"] == 5
context.config.set_main_option("sqlalchemy.url", "x")
context.config.print_stdout("%s!", "hello")
assert context.config.cmd_opts.x == ["a=1", "b", "c=d=e"]
assert context.script.get_current_head() == "abc"
assert context.get_head_revisions() == ("abc",)
"""
waist.answers["environment.describe"] = {
    "as_sql": True,
    "config": 1,
    "script": 1,
    "tag": "tag",
}
waist.answers["script.get_heads"] = ["abc"]
waist.answers["script.as_revision_number"] = ["abc"]
waist.answers["script.describe"] = {
    "dir": folder,
    "versions": [folder],
    "heads": ["abc"],
    "bases": ["abc"],
}


def run_migrations(keywords):
    configured = payload("environment.configure")
    assert set(keywords["keywords"]) == {"engine_name"}
    (metadata,) = configured["target_metadata"]
    assert metadata["naming_convention"]["ix"] == "ix_%(column_0_label)s"
    assert _host.call(metadata["naming_convention"]["mine"]["callable"], [None, None]) == "x"
    (table,) = _host.metadata_tables(metadata["tables"])
    assert table["name"] == "t" and table["columns"][0]["primary_key"]
    for name in ("include_name", "include_object"):
        assert _host.call(
            configured[name]["callable"], ["x", "table", {}][: 3 if "name" in name else 1]
        )
    assert configured["compare_server_default"] is True
    assert "callable" in configured["compare_type"] and "object" in configured["output_buffer"]
    (callback,) = configured["on_version_apply"]
    _host.call(
        callback["callable"],
        [],
        {"step": {"is_upgrade": True, "up_revision_ids": ["abc"]}, "heads": [], "run_args": {}},
    )
    script = _host.load_script(
        write(
            "one.py",
            '"""Doc"""\nrevision = "abc"\ndown_revision = ("a", "b")\ngot = []\n'
            "def upgrade(engine_name):\n    got.append(engine_name)\n",
        )
    )
    assert script["revision"] == "abc" and script["down_revision"] == ["a", "b"]
    assert script["doc"] == "Doc" and "branch_labels" not in script
    _host.run_script(script["script"], "upgrade", keywords["keywords"])
    try:
        _host.run_script(script["script"], "downgrade", {})
    except AttributeError:
        pass
    else:
        raise AssertionError("there is no downgrade")
    _host.release(script["script"])


waist.answers["environment.run_migrations"] = run_migrations
_host.run_environment(write("env_all.py", EVERYTHING), 1)
assert payload("environment.static_output") == {"environment": 1, "text": "-- x"}
assert payload("config.print_stdout") == {"config": 1, "text": "hello!"}
assert payload("config.set_main_option") == {
    "config": 1,
    "name": "sqlalchemy.url",
    "value": "x",
}

# templates
TEMPLATE = """
def render(data):
    return f"{data['message']} {data['create_date'].year} {data['down']['tuple']} {data['config']!r:.7}"
"""
rendered = _host.run_template(
    TEMPLATE,
    "script.py.mako",
    {
        "message": "hello",
        "config": 1,
        "create_date": {"$datetime": "2024-01-31T12:00:00+00:00"},
        "down": {"tuple": ["a"]},
    },
)
assert rendered.startswith("hello 2024 ['a'] <alembi"), rendered

# outside of an environment
for call, name, owner in (
    (context.is_offline_mode, "is_offline_mode", "EnvironmentContext"),
    (op.get_bind, "get_bind", "Operations"),
):
    try:
        call()
    except NameError as error:
        assert str(error) == (
            f"Can't invoke function '{name}', as the proxy object has not yet been established "
            f"for the Alembic '{owner}' class.  Try placing this code inside a callable."
        )
    else:
        raise AssertionError(f"{name} cannot work here")
