"""The migration context, as a view of the engine's."""

from alembic._waist import IS_EMBEDDED, missing, object_handle, request


def _is_plain(value):
    return isinstance(value, (str, bool, int))


def connection_data(connection):
    """Returns the data by which the engine knows a connection."""
    identifier = getattr(connection, "_identifier", None)
    if type(identifier) is int:
        return identifier
    if not IS_EMBEDDED and hasattr(connection, "dialect") and hasattr(connection, "execute"):
        from alembic._connections import describe

        return describe(connection)
    from alembic.util.exc import CommandError

    raise CommandError(
        "'connection' argument to configure() is expected to be a "
        f"sqlalchemy.engine.Connection instance, got {connection!r}"
    )


def output_buffer(opts):
    """Returns the data by which the engine knows the buffer of some options."""
    buffer = opts["output_buffer"]
    if opts.get("output_encoding"):
        from alembic.util.compat import EncodedIO

        buffer = EncodedIO(buffer, opts["output_encoding"])
    return object_handle(buffer)


def _naming_convention(metadata):
    convention = getattr(metadata, "naming_convention", None)
    if not convention:
        return None
    from alembic._describe import naming_convention

    return naming_convention(convention)


def own_sides():
    """Returns the option that names the project's own sides of databases, if it has any."""
    import sys

    sides = sys.modules.get("alembic.ddl.impl")
    names = sides.own_sides() if sides is not None else None
    return {"impl_names": names} if names else {}


class MigrationContext:
    """What `get_context()` gives."""

    def __init__(self, dialect, connection, opts, environment_context=None):
        if not IS_EMBEDDED:
            from alembic._connections import require_sqlalchemy

            require_sqlalchemy()
        self.environment_context = environment_context
        self.opts = opts
        self._given_connection = connection
        payload = {name: value for name, value in opts.items() if _is_plain(value)}
        payload["dialect_name"] = dialect.name
        if not IS_EMBEDDED:
            from alembic._connections import register

            register(dialect)
        if connection is not None:
            payload["connection"] = connection_data(connection)
        if opts.get("output_buffer") is not None:
            payload["output_buffer"] = output_buffer(opts)
        elif not IS_EMBEDDED:
            # What a program has put in the place of the standard output counts here.
            import sys

            payload["output_buffer"] = object_handle(sys.stdout)
        convention = _naming_convention(opts.get("target_metadata"))
        if convention:
            payload["naming_convention"] = convention
        payload.update(own_sides())
        self._identifier = request("context.create", payload)["context"]
        self.dialect = dialect
        self.as_sql = bool(opts.get("as_sql", False))
        self._tell_version_table()

    @classmethod
    def _of_engine(cls, identifier, opts, connection, environment, url=None):
        context = cls.__new__(cls)
        context._url = url
        context._identifier = identifier
        context.opts = opts
        context.environment_context = environment
        context._given_connection = connection
        context._tell_version_table()
        return context

    def _tell_version_table(self):
        """Tells the engine where a side of the database of the project's own shapes the table."""
        import sys

        sides = sys.modules.get("alembic.ddl.impl")
        if sides is None or not sides.own_sides():
            return
        if sides.is_overridden(self.impl, "version_table_impl"):
            from alembic import _describe

            payload = {"context": self._identifier, "table": _describe.table(self._version)}
            request("context.set_version_table", payload)

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
        opts = dict(opts or {})
        if dialect_opts:
            opts["dialect_opts"] = dialect_opts
        if connection is not None:
            dialect = connection.dialect
        elif dialect is None:
            from sqlalchemy.engine.url import make_url

            if url is None and dialect_name is None:
                raise Exception("Connection, url, or dialect_name is required.")
            dialect = make_url(url or f"{dialect_name}://").get_dialect()(**(dialect_opts or {}))
        return cls(dialect, connection, opts, environment_context)

    def __del__(self):
        if self.__dict__.get("_identifier") is not None:
            try:
                request("context.release", {"context": self._identifier})
            except Exception:
                # Another thread's, or the interpreter is about to end.
                pass

    def __getattr__(self, name):
        if name in _DESCRIBED:
            description = request("context.describe", {"context": self._identifier})
            # Without a connection the engine writes SQL, whether or not that was asked for.
            self.__dict__.setdefault("as_sql", bool(description["as_sql"]))
            self.transactional_ddl = description.get("transactional_ddl")
            self.version_table = description.get("version_table")
            self.version_table_schema = description.get("version_table_schema")
            if self._given_connection is not None:
                self.dialect = self._given_connection.dialect
            elif "dialect" not in self.__dict__:
                self.dialect = self._described_dialect(description["dialect"])
            if name == "connection":
                self.connection = self._connect()
            return self.__dict__[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _described_dialect(self, description):
        opts = self.opts
        if IS_EMBEDDED or not (self._url or opts.get("dialect_name")):
            return _dialect(description)
        from alembic._connections import dialect_of

        return dialect_of(self._url, opts.get("dialect_name"), opts.get("dialect_opts"))

    def _connect(self):
        if self.as_sql:
            from alembic.runtime._offline import OfflineConnection

            return OfflineConnection(self)
        return self._given_connection

    @property
    def impl(self):
        impl = self.__dict__.get("impl")
        if impl is None:
            from alembic.ddl.impl import of_context

            impl = self.__dict__["impl"] = of_context(self)
        return impl

    @impl.setter
    def impl(self, value):
        self.__dict__["impl"] = value

    @property
    def _version(self):
        return self.impl.version_table_impl(
            version_table=self.version_table,
            version_table_schema=self.version_table_schema,
            version_table_pk=self.opts.get("version_table_pk", True),
        )

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

    @output_buffer.setter
    def output_buffer(self, buffer):
        import sys

        self.opts["output_buffer"] = sys.stdout if buffer is None else buffer
        payload = {"context": self._identifier, "output_buffer": output_buffer(self.opts)}
        request("context.set_output", payload)

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
        payload = {"context": self._identifier}
        if self.environment_context is not None:
            payload["script"] = self.environment_context.script._identifier
        return tuple(request("context.get_current_heads", payload))

    def _ensure_version_table(self, purge=False):
        request("context.ensure_version_table", {"context": self._identifier, "purge": purge})

    def stamp(self, script_directory, revision):
        from alembic.runtime._steps import HeadMaintainer

        if isinstance(revision, (set, frozenset)):
            revision = sorted(revision)
        heads = self.get_current_heads()
        if not heads and not self.as_sql:
            self._ensure_version_table()
        maintainer = HeadMaintainer(self, heads)
        for step in script_directory._stamp_revs(revision, heads):
            maintainer.update_to_step(step)

    def static_output(self, text):
        request("context.static_output", {"context": self._identifier, "text": text})

    def run_migrations(self, **kw):
        self.environment_context.run_migrations(**kw)

    def _write(self, text):
        """Writes a statement to the script, as SQLAlchemy has compiled it."""
        request("context.write", {"context": self._identifier, "text": text})

    def execute(self, sql, execution_options=None):
        from alembic._at_hand import describing_for
        from alembic._describe import execution

        try:
            with describing_for(self.dialect):
                kind, described = execution(sql)
        except NotImplementedError:
            if IS_EMBEDDED:
                raise
            self.impl._exec(sql, execution_options)
            return
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

    if description["name"] == "default":
        return DefaultDialect()
    dialect = URL.create(description["name"]).get_dialect()()
    version = description.get("server_version_info")
    dialect.server_version_info = tuple(version) if version else None
    dialect.default_schema_name = description.get("default_schema_name")
    return dialect


class _TransactionBlock:
    """The transaction of a run, which the engine begins and ends."""

    def __init__(self, context, per_migration):
        self._context = context
        self._per_migration = per_migration
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
            {
                "context": self._context,
                "transaction": self._transaction,
                "failed": failed,
                "per_migration": self._per_migration,
            },
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
    if name in ("HeadMaintainer", "MigrationStep", "RevisionStep", "StampStep"):
        from alembic.runtime import _steps

        return getattr(_steps, name)
    raise missing(__name__, name)
