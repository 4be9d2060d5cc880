"""Ctrl-C while a migration is at work in Python."""

import os
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

ENV = """
from alembic import context
from sqlalchemy import create_engine, event

engine = create_engine("sqlite:///app.db")


# The driver would commit before each table otherwise.
@event.listens_for(engine, "connect")
def connected(connection, record):
    connection.isolation_level = None


@event.listens_for(engine, "begin")
def begun(connection):
    connection.exec_driver_sql("BEGIN")


with engine.connect() as connection:
    context.configure(connection=connection, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()
"""

SCRIPT = """
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))
    with open("ready", "w") as file:
        file.write("yes")
    while True:
        pass
"""


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_an_endless_loop(tmp_path):
    scripts = tmp_path / "alembic"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text(ENV)
    (scripts / "versions" / "a1.py").write_text(SCRIPT)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = alembic\n")
    running = subprocess.Popen(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "ready").exists():
        assert time.monotonic() < deadline and running.poll() is None
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=60)
    assert running.returncode != 0
    assert "It stopped in: upgrade  -> a1" in told
    assert "Nothing was changed: its transaction was rolled back." in told
    engine = sa.create_engine(f"sqlite:///{tmp_path}/app.db")
    assert sa.inspect(engine).get_table_names() == []
