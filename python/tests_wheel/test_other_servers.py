"""Databases for which the engine has no driver: statements run on the connection of env.py."""

import types

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

ENV = """
from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
"""

SCRIPT = """
import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down!r}


def upgrade():
    {upgrade}


def downgrade():
    {downgrade}
"""

FIRST = SCRIPT.format(
    revision="a1",
    down=None,
    upgrade=(
        "op.create_table('t', sa.Column('id', sa.Integer, primary_key=True), "
        "sa.Column('name', sa.Unicode(10), server_default='x'))"
    ),
    downgrade="op.drop_table('t')",
)
SECOND = SCRIPT.format(
    revision="b2",
    down="a1",
    upgrade=(
        "op.alter_column('t', 'name', existing_type=sa.Unicode(10), nullable=False)\n"
        "    op.get_bind().execute(sa.text('INSERT INTO t (id) VALUES (:id)'), {'id': 5})\n"
        "    op.bulk_insert(sa.table('t', sa.column('id', sa.Integer)), [{'id': 6}, {'id': 7}])"
    ),
    downgrade="op.drop_column('t', 'name')",
)
FAILING = SCRIPT.format(
    revision="c3",
    down="b2",
    upgrade="op.execute('MAKE IT FAIL')",
    downgrade="pass",
)


CATALOGS = ("INFORMATION_SCHEMA", "SYS.OBJECTS", "ALL_TABLES", "ALL_OBJECTS")


class FakeDriver:
    """A DBAPI that notes what it is told and knows the tables that were created."""

    paramstyle = "qmark"
    apilevel = "2.0"
    threadsafety = 1
    version = __version__ = "8.0.0"
    version_info = (8, 0, 0)

    class Error(Exception):
        pass

    class DatabaseError(Error):
        pass

    class ProgrammingError(DatabaseError):
        pass

    InterfaceError = OperationalError = IntegrityError = DatabaseError
    DataError = NotSupportedError = InternalError = DatabaseError

    class Warning(Exception):  # noqa: A001, as the DBAPI names it
        pass

    def __init__(self):
        self.told = []
        self.versions = []
        self.inserted = []
        self.has_version_table = False

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        # The constants for types that dialects look for.
        return types.new_class(name)

    def connect(self, *arguments, **kw):
        return FakeConnection(self)

    def makedsn(self, *arguments, **kw):
        return "dsn"

    def Binary(self, value):  # noqa: N802, as the DBAPI names it
        return value

    def statements(self):
        """Returns what was told that changes something, and the ends of transactions."""
        return [
            " ".join(text.split())
            for text in self.told
            if not text.lstrip().upper().startswith(("SELECT", "SET ", "ALTER SESSION"))
        ]


class Off:
    """What is false, and a method in some drivers."""

    def __bool__(self):
        return False

    def __call__(self, value):
        pass


class FakeConnection:
    autocommit = Off()
    version = "19.0.0.0.0"
    stmtcachesize = 20
    username = "SCOTT"
    max_identifier_length = 128

    def __init__(self, driver):
        self.driver = driver
        self.changed = False

    def cursor(self):
        return FakeCursor(self)

    def __getattr__(self, name):
        # What drivers have beside the DBAPI takes no part.
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments, **kw: None

    def commit(self):
        self._end("COMMIT")

    def rollback(self):
        self._end("ROLLBACK")

    def _end(self, word):
        if self.changed:
            self.driver.told.append(word)
        self.changed = False

    def close(self):
        pass


class FakeCursor:
    arraysize = 1
    fast_executemany = False

    def __init__(self, connection):
        self.connection = connection
        self.driver = connection.driver
        self.description = None
        self.rowcount = -1
        self.rows = []

    def execute(self, statement, parameters=()):
        driver = self.driver
        text = " ".join(statement.split())
        upper = text.upper()
        driver.told.append(text)
        if "MAKE IT FAIL" in upper:
            raise driver.ProgrammingError("it fails")
        self.rows, self.description, self.rowcount = [], None, 1
        if upper.startswith("SELECT"):
            self._answer(upper, text)
            return self
        self.connection.changed = True
        values = list(parameters.values()) if isinstance(parameters, dict) else list(parameters)
        values = [value for value in values if not isinstance(value, FakeVariable)]
        if "CREATE TABLE ALEMBIC_VERSION" in upper:
            driver.has_version_table = True
        elif upper.startswith("INSERT INTO T "):
            driver.inserted.extend(values)
        elif upper.startswith("INSERT INTO ALEMBIC_VERSION"):
            driver.versions.append(_quoted(text) or values[0])
        elif upper.startswith("UPDATE ALEMBIC_VERSION"):
            driver.versions[:] = [_quoted(text) or values[0]]
        elif upper.startswith("DELETE FROM ALEMBIC_VERSION"):
            driver.versions.clear()
        if " OUTPUT INSERTED." in upper:
            self.rows = [(driver.versions[-1:] or [5])[:1]]
            self.description = [("one",) + (None,) * 6]
        return self

    def executemany(self, statement, parameters):
        for values in parameters:
            self.execute(statement, values)

    def _answer(self, upper, text):
        value = None
        if "SCHEMA_NAME()" in upper:
            value = "dbo"
        elif "@@VERSION" in upper:
            value = "Microsoft SQL Server 2022 - 16.0.1000.6 (X64)"
        elif "PRODUCTVERSION" in upper or "BANNER" in upper:
            value = "16.0.1000.6"
        elif "SYS_CONTEXT" in upper or "CURRENT_SCHEMA" in upper:
            value = "SCOTT"
        elif "VERSION_NUM" in upper:
            self.rows = [(version,) for version in self.driver.versions]
            self.description = [("version_num",) + (None,) * 6]
            return
        elif any(name in upper for name in CATALOGS):
            name = "ALEMBIC_VERSION" if "ALL_TABLES" in upper else "alembic_version"
            value = name if self.driver.has_version_table else None
        elif "ISOLATION" in upper:
            value = "READ COMMITTED"
        elif "FROM DUAL" in upper:
            value = "1.1"
        self.rows = [(value,)] if value is not None else []
        self.description = [("one",) + (None,) * 6]

    def fetchone(self):
        return self.rows.pop(0) if self.rows else None

    def fetchall(self):
        rows, self.rows = self.rows, []
        return rows

    def fetchmany(self, size=None):
        return self.fetchall()

    def setinputsizes(self, *arguments, **kw):
        pass

    def close(self):
        pass

    def nextset(self):
        return False

    def var(self, *arguments, **kw):
        return FakeVariable()

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        pass

    def __iter__(self):
        return iter(self.fetchall())


class FakeVariable:
    """Where Oracle puts what an `INSERT` returns."""

    values = [["5"]]

    def getvalue(self, position=0):
        return self.values[position]


def _quoted(text):
    parts = text.split("'")
    return parts[1] if len(parts) > 2 else None


@pytest.fixture
def driver():
    return FakeDriver()


@pytest.fixture
def config(tmp_path):
    scripts = tmp_path / "alembic"
    (scripts / "versions").mkdir(parents=True)
    (scripts / "env.py").write_text(ENV)
    for name, text in (("a1", FIRST), ("b2", SECOND), ("c3", FAILING)):
        (scripts / "versions" / f"{name}.py").write_text(text)
    config = Config()
    config.set_main_option("script_location", str(scripts))
    return config


@pytest.fixture(params=["mssql+pyodbc", "mssql+pymssql", "oracle+oracledb", "oracle+cx_oracle"])
def connection(request, driver):
    if "cx_oracle" in request.param or "oracledb" in request.param:
        driver.paramstyle = "named"
        driver.version = driver.__version__ = "8.0.0"
    elif "pymssql" in request.param:
        driver.paramstyle = "pyformat"
    query = "?driver=Any" if "pyodbc" in request.param else ""
    engine = sa.create_engine(f"{request.param}://u:p@host/db{query}", module=driver)
    with engine.connect() as connection:
        driver.told.clear()
        yield connection


def test_upgrade_and_downgrade(config, connection, driver):
    config.attributes["connection"] = connection
    command.upgrade(config, "b2")
    assert driver.versions == ["b2"] and driver.inserted == [5, 6, 7]
    beginnings = {
        "mssql": [
            "CREATE TABLE alembic_version (",
            "CREATE TABLE t ( id INTEGER NOT NULL IDENTITY, name NVARCHAR(10) NULL DEFAULT 'x', ",
            "INSERT INTO alembic_version (version_num) OUTPUT inserted.version_num VALUES (",
            "ALTER TABLE t ALTER COLUMN name NVARCHAR(10) NOT NULL",
            "INSERT INTO t (id) VALUES (",
            "INSERT INTO t (id) VALUES (",
            "UPDATE alembic_version SET version_num=",
            "COMMIT",
        ],
        "oracle": [
            "CREATE TABLE alembic_version (",
            "CREATE TABLE t ( id INTEGER NOT NULL, name VARCHAR2(10 CHAR) DEFAULT 'x', ",
            "INSERT INTO alembic_version (version_num) VALUES (",
            "COMMIT",
            "ALTER TABLE t MODIFY name NOT NULL",
            "INSERT INTO t (id) VALUES (",
            "INSERT INTO t (id) VALUES (",
            "INSERT INTO t (id) VALUES (",
            "UPDATE alembic_version SET version_num=",
            "COMMIT",
        ],
    }[connection.dialect.name]
    told = driver.statements()
    unexpected = [pair for pair in zip(told, beginnings) if not pair[0].startswith(pair[1])]
    assert not unexpected and len(told) >= len(beginnings)
    driver.told.clear()
    command.downgrade(config, "base")
    assert driver.versions == []
    changes = [text.partition(" WHERE")[0] for text in driver.statements() if text != "COMMIT"]
    assert [text.partition(" version_num")[0] for text in changes] == [
        "ALTER TABLE t DROP COLUMN name",
        "UPDATE alembic_version SET",
        "DROP TABLE t",
        "DELETE FROM alembic_version",
    ]
    assert driver.statements()[-1] == "COMMIT"


def test_a_statement_that_fails(config, connection, driver):
    config.attributes["connection"] = connection
    with pytest.raises(sa.exc.ProgrammingError, match="it fails") as failure:
        command.upgrade(config, "head")
    assert failure.value.statement == "MAKE IT FAIL"
    # Oracle commits with each change of its tables, so each step has a transaction of its own.
    is_transactional = connection.dialect.name == "mssql"
    assert ("COMMIT" in driver.statements()) is not is_transactional
