"""The migration context, as a view of the engine's."""

from alembic._waist import missing, request


def _is_plain(value):
    return isinstance(value, (str, bool, int))


class MigrationContext:
    """What `get_context()` gives."""

    def __init__(self, dialect, connection, opts, environment_context=None):
        from alembic._waist import not_implemented

        raise not_implemented("a MigrationContext that a script makes itself")

    @classmethod
    def _of_engine(cls, identifier, opts, connection, environment):
        context = cls.__new__(cls)
        context._identifier = identifier
        context.opts = opts
        context.environment_context = environment
        context._given_connection = connection
        return context

    @classmethod
    def configure(
        cls,
        connection=None,
        url=None,
        dialect_name=None,
        dialect=None,
        environment_context=None,
        dialect_opts=None,
        opts=None,
    ):
        payload = {name: value for name, value in (opts or {}).items() if _is_plain(value)}
        if connection is not None:
            payload["connection"] = connection._identifier
        elif url is not None:
            payload["url"] = str(url)
        elif dialect_name is not None or dialect is not None:
            payload["dialect_name"] = dialect_name or dialect.name
        answer = request("context.create", payload)
        return cls._of_engine(answer["context"], opts or {}, connection, environment_context)

    def __getattr__(self, name):
        if name in _DESCRIBED:
            description = request("context.describe", {"context": self._identifier})
            self.as_sql = bool(description["as_sql"])
            self.transactional_ddl = description.get("transactional_ddl")
            self.version_table = description.get("version_table")
            self.version_table_schema = description.get("version_table_schema")
            if self._given_connection is not None:
                self.dialect = self._given_connection.dialect
            else:
                self.dialect = _dialect(description["dialect"])
            if name == "connection":
                self.connection = self._connect(description.get("connection"))
            return self.__dict__[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _connect(self, identifier):
        if self.as_sql:
            from alembic.runtime._offline import OfflineConnection

            return OfflineConnection(self)
        if self._given_connection is not None or identifier is None:
            return self._given_connection
        from sqlalchemy.engine.base import Connection

        make = getattr(Connection, "_of_engine", None)
        if make is None:
            raise NotImplementedError("a connection that env.py did not give to configure()")
        return make(identifier, self.dialect)

    @property
    def impl(self):
        from alembic.ddl.impl import DefaultImpl

        impl = self.__dict__["impl"] = DefaultImpl._of_context(self)
        return impl

    @impl.setter
    def impl(self, value):
        self.__dict__["impl"] = value

    @property
    def bind(self):
        return self.connection

    @property
    def config(self):
        environment = self.environment_context
        return environment.config if environment is not None else None

    @property
    def script(self):
        environment = self.environment_context
        return environment.script if environment is not None else None

    @property
    def output_buffer(self):
        return self.opts.get("output_buffer")

    def begin_transaction(self, _per_migration=False):
        return _TransactionBlock(self._identifier, _per_migration)

    def autocommit_block(self):
        return _AutocommitBlock(self._identifier)

    def get_current_revision(self):
        heads = self.get_current_heads()
        if not heads:
            return None
        if len(heads) > 1:
            from alembic.util.exc import CommandError

            raise CommandError(
                f"Version table '{self.version_table}' has more than one head "
                "present; please use get_current_heads()"
            )
        return heads[0]

    def get_current_heads(self):
        return tuple(request("context.get_current_heads", {"context": self._identifier}))

    def stamp(self, script_directory, revision):
        if isinstance(revision, (set, frozenset)):
            revision = sorted(revision)
        elif isinstance(revision, tuple):
            revision = list(revision)
        request("context.stamp", {"context": self._identifier, "revision": revision})

    def run_migrations(self, **kw):
        self.environment_context.run_migrations(**kw)

    def execute(self, sql, execution_options=None):
        from alembic._describe import execution

        kind, described = execution(sql)
        if kind == "operation":
            request("operation.invoke", {"context": self._identifier, "operation": described})
            return
        payload = {"context": self._identifier, "statement": described}
        if execution_options:
            payload["execution_options"] = dict(execution_options)
        request("context.execute", payload)


_DESCRIBED = (
    "as_sql",
    "connection",
    "dialect",
    "transactional_ddl",
    "version_table",
    "version_table_schema",
)


def _dialect(description):
    from sqlalchemy.engine.default import DefaultDialect

    make = getattr(DefaultDialect, "_of_engine", None)
    if make is not None:
        return make(description)
    from sqlalchemy.engine.url import URL

    dialect = URL.create(description["name"]).get_dialect()()
    version = description.get("server_version_info")
    dialect.server_version_info = tuple(version) if version else None
    dialect.default_schema_name = description.get("default_schema_name")
    return dialect


class _TransactionBlock:
    """The transaction of a run, which the engine begins and ends."""

    def __init__(self, context, per_migration):
        self._context = context
        self._transaction = None
        self._ended = False
        answer = request(
            "context.begin_transaction", {"context": context, "per_migration": per_migration}
        )
        self._transaction = answer["transaction"]

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self._end(kind is not None)
        return None

    def commit(self):
        self._end(False)

    def rollback(self):
        self._end(True)

    def _end(self, failed):
        if self._ended:
            return
        self._ended = True
        request(
            "context.end_transaction",
            {"context": self._context, "transaction": self._transaction, "failed": failed},
        )


class _AutocommitBlock:
    """A stretch without transaction."""

    def __init__(self, context):
        self._context = context

    def __enter__(self):
        request("context.autocommit_begin", {"context": self._context})

    def __exit__(self, kind, value, traceback):
        request("context.autocommit_end", {"context": self._context})


def __getattr__(name):
    if name == "MigrationInfo":
        from alembic.runtime._info import MigrationInfo

        return MigrationInfo
    raise missing(__name__, name)
