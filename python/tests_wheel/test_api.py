"""The Python interface of the wheel, with the project's own SQLAlchemy."""

import asyncio
import io
import os
import subprocess
import sys
import threading

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config, main
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

ENV = """
from alembic import context
from sqlalchemy import create_engine, pool

config = context.config
config.attributes["seen"] = config.attributes.get("seen", 0) + 1


def run(connection):
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()


given = config.attributes.get("connection")
if context.is_offline_mode():
    context.configure(url=config.get_main_option("sqlalchemy.url"), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
elif given is not None:
    run(given)
else:
    engine = create_engine(config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
    with engine.connect() as connection:
        run(connection)
"""

FIRST = """
from alembic import op
import sqlalchemy as sa

revision = "a1"
down_revision = None


class Shout(sa.types.UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "VARCHAR(77)"


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
    )
    op.bulk_insert(sa.table("users", sa.column("name")), [{"name": "Ann"}, {"name": "Bob"}])


def downgrade():
    op.drop_table("users")
"""

SECOND = """
from alembic import op
import sqlalchemy as sa

revision = "b2"
down_revision = "a1"


class Refusal(Exception):
    pass


def upgrade():
    users = sa.table("users", sa.column("id"), sa.column("name"))
    bind = op.get_bind()
    names = bind.execute(sa.select(users.c.name).order_by(users.c.id)).scalars().all()
    if "Zoe" in names:
        raise Refusal("Zoe must not be here")
    op.execute(users.update().values(name=users.c.name + "!"))
    with op.batch_alter_table("users") as batch:
        batch.alter_column("name", new_column_name="full_name", existing_type=sa.String(50))


def downgrade():
    with op.batch_alter_table("users") as batch:
        batch.alter_column("full_name", new_column_name="name", existing_type=sa.String(50))
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command.init(Config("alembic.ini", stdout=io.StringIO()), "scripts")
    (tmp_path / "scripts/env.py").write_text(ENV)
    (tmp_path / "scripts/versions/a1.py").write_text(FIRST)
    (tmp_path / "scripts/versions/b2.py").write_text(SECOND)
    config = Config("alembic.ini", stdout=io.StringIO())
    config.set_main_option("sqlalchemy.url", f"sqlite:///{tmp_path}/x.db")
    return config


def engine_of(config):
    return sa.create_engine(config.get_main_option("sqlalchemy.url"))


def test_commands_run_with_the_real_sqlalchemy(project):
    command.upgrade(project, "head")
    with engine_of(project).connect() as connection:
        rows = connection.execute(sa.text("SELECT full_name FROM users ORDER BY id")).scalars().all()
        assert rows == ["Ann!", "Bob!"]
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == "b2"
        assert context.get_current_heads() == ("b2",)
    command.current(project, verbose=False)
    assert project.stdout.getvalue().endswith("b2 (head)\n")
    command.downgrade(project, "base")
    assert project.attributes["seen"] == 3


def test_the_connection_of_attributes_is_used_in_its_transaction(project):
    with engine_of(project).connect() as connection:
        transaction = connection.begin()
        project.attributes["connection"] = connection
        command.upgrade(project, "a1")
        assert connection.execute(sa.text("SELECT count(*) FROM users")).scalar() == 2
        transaction.rollback()
    with engine_of(project).connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ()


def test_an_exception_of_a_script_stays_what_it_is(project):
    command.upgrade(project, "a1")
    with engine_of(project).begin() as connection:
        connection.execute(sa.text("INSERT INTO users (name) VALUES ('Zoe')"))
    with pytest.raises(Exception, match="Zoe must not be here") as caught:
        command.upgrade(project, "head")
    assert type(caught.value).__name__ == "Refusal"
    assert any(entry.path.name == "b2.py" for entry in caught.traceback)
    with pytest.raises(CommandError, match="Can't locate revision identified by 'zz'"):
        command.upgrade(project, "zz")


def test_a_database_error_keeps_its_class(project):
    command.upgrade(project, "a1")
    with engine_of(project).connect() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with pytest.raises(sa.exc.OperationalError):
            operations.drop_table("nowhere")


def test_scripts_and_plans(project):
    directory = ScriptDirectory.from_config(project)
    assert directory.get_heads() == ["b2"]
    assert [script.revision for script in directory.walk_revisions()] == ["b2", "a1"]
    steps = directory._upgrade_revs("head", None)
    assert [str(step) for step in steps] == ["upgrade  -> a1, empty message"] or len(steps) == 2

    def plan(heads, context):
        return directory._upgrade_revs("a1", heads)

    with EnvironmentContext(project, directory, fn=plan, destination_rev="a1"):
        directory.run_env()
    with engine_of(project).connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "a1"


def test_what_cannot_be_done_is_refused_and_writes_nothing(project, tmp_path):
    before = sorted((tmp_path / "scripts/versions").glob("*.py"))
    command.upgrade(project, "head")
    with pytest.raises(CommandError, match="does not provide a MetaData object"):
        command.revision(project, message="more", autogenerate=True)
    assert sorted((tmp_path / "scripts/versions").glob("*.py")) == before


def test_an_old_sqlalchemy_is_named(project, monkeypatch):
    monkeypatch.setattr(sa, "__version__", "1.4.54")
    with pytest.raises(CommandError, match="SQLAlchemy 1.4.54 is installed"):
        command.upgrade(project, "head")
    with pytest.raises(CommandError, match="2.0 or later"):
        MigrationContext.configure(dialect_name="sqlite")


def test_an_interrupt_is_raised_and_rolls_back(project, tmp_path):
    script = (tmp_path / "scripts/versions/b2.py").read_text()
    stop = "    import os\n    os.kill(os.getpid(), 2)\n    op.execute('SELECT 1')\n"
    script = script.replace("    bind = op.get_bind()", stop + "    bind = op.get_bind()", 1)
    (tmp_path / "scripts/versions/b2.py").write_text(script)
    with pytest.raises(KeyboardInterrupt):
        command.upgrade(project, "head")
    with engine_of(project).connect() as connection:
        assert MigrationContext.configure(connection).get_current_heads() == ("a1",)


def test_sql_is_written_where_the_config_says(project, capsys):
    command.upgrade(project, "a1", sql=True)
    assert "CREATE TABLE users" in capsys.readouterr().out
    buffer = io.StringIO()
    project.output_buffer = buffer
    command.upgrade(project, "a1", sql=True)
    assert "INSERT INTO users (name) VALUES ('Ann')" in buffer.getvalue()
    context = MigrationContext.configure(dialect_name="sqlite", opts={"as_sql": True})
    Operations(context).drop_table("users")
    assert "DROP TABLE users;" in capsys.readouterr().out


def test_the_command_line(project, capsys):
    main(argv=["heads"])
    assert capsys.readouterr().out == "b2 (head)\n"
    with pytest.raises(SystemExit) as ended:
        main(argv=["show", "nothing"])
    assert ended.value.code in (-1, 255)
    assert "FAILED: Can't locate revision identified by 'nothing'" in capsys.readouterr().out


def test_two_threads_migrate_two_databases(project, tmp_path):
    failures = []

    def migrate(number):
        try:
            config = Config("alembic.ini", stdout=io.StringIO())
            config.set_main_option("sqlalchemy.url", f"sqlite:///{tmp_path}/{number}.db")
            for _ in range(5):
                command.upgrade(config, "head")
                command.downgrade(config, "base")
            command.upgrade(config, "head")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=migrate, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    for number in range(2):
        with sa.create_engine(f"sqlite:///{tmp_path}/{number}.db").connect() as connection:
            assert MigrationContext.configure(connection).get_current_revision() == "b2"


def test_inside_a_running_event_loop(project, tmp_path):
    async def migrate():
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/async.db")
        async with engine.begin() as connection:

            def run(sync_connection):
                project.attributes["connection"] = sync_connection
                command.upgrade(project, "head")

            await connection.run_sync(run)
        async with engine.connect() as connection:
            found = await connection.execute(sa.text("SELECT version_num FROM alembic_version"))
            assert found.scalar() == "b2"
        await engine.dispose()

    asyncio.run(migrate())


def test_the_program_hands_over_what_it_cannot_import(project, tmp_path):
    program = os.environ.get("ALEMBIC_TEST_NATIVE_PROGRAM")
    assert program, "ALEMBIC_TEST_NATIVE_PROGRAM names the program"
    env = tmp_path / "scripts/env.py"
    env.write_text("from sqlalchemy.ext.automap import automap_base\n" + ENV)
    text = (tmp_path / "alembic.ini").read_text()
    (tmp_path / "alembic.ini").write_text(
        text.replace("driver://user:pass@localhost/dbname", f"sqlite:///{tmp_path}/x.db")
    )
    alone = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [program, "upgrade", "head"],
        env={**alone, "VIRTUAL_ENV": sys.prefix},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert f"its own Python in {sys.prefix} takes over" in done.stderr
    with sa.create_engine(f"sqlite:///{tmp_path}/x.db").connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "b2"
    refused = subprocess.run(
        [program, "current"], env=alone, capture_output=True, text=True
    )
    assert refused.returncode == 1 and "sqlalchemy.ext.automap" in refused.stderr


def test_reading_commands_import_no_sqlalchemy(project):
    code = (
        "import sys; from alembic.config import main; main(['history']);"
        "assert 'sqlalchemy' not in sys.modules, 'imported'"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "a1 -> b2 (head)" in done.stdout
