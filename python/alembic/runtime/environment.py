"""The environment that runs `env.py`, as a view of the engine's."""

from alembic import _proxies
from alembic._waist import (
    IS_EMBEDDED,
    callable_handle,
    missing,
    object_handle,
    plain,
    request,
)

_CALLABLES = (
    "include_name",
    "include_object",
    "process_revision_directives",
    "render_item",
)
_CALLABLE_OR_FLAG = ("compare_type", "compare_server_default")


class EnvironmentContext:
    """What `alembic.context` speaks of."""

    _migration_context = None

    def __init__(self, config, script, **kw):
        self.config = config
        self.script = script
        self.context_opts = kw
        self._template_arguments = kw.get("template_args", {})
        self._described = None
        payload = {
            name: kw[name]
            for name in ("as_sql", "starting_rev", "tag", "purge", "dont_mutate")
            if kw.get(name) is not None
        }
        if kw.get("destination_rev") is not None:
            destinations = kw["destination_rev"]
            one = isinstance(destinations, str)
            payload["destination_rev"] = [destinations] if one else list(destinations)
        if kw.get("fn") is not None:
            payload["plan"] = callable_handle(kw["fn"])
        payload["config"] = config._identifier
        payload["script"] = script._identifier
        self._identifier = request("environment.create", payload)["environment"]

    @classmethod
    def _of_engine(cls, identifier):
        from alembic.config import Config

        environment = cls.__new__(cls)
        environment._identifier = identifier
        environment._described = None
        environment.context_opts = {}
        environment._template_arguments = {}
        environment.config = Config._of_engine(environment._description()["config"])
        return environment

    def _request(self, verb, **payload):
        payload["environment"] = self._identifier
        return request("environment." + verb, payload)

    @property
    def script(self):
        from alembic.script import ScriptDirectory

        script = self.__dict__.get("script")
        if script is None:
            number = self._description()["script"]
            script = self.__dict__["script"] = ScriptDirectory._of_engine(number)
        return script

    @script.setter
    def script(self, value):
        self.__dict__["script"] = value

    def _description(self):
        if self._described is None:
            self._described = self._request("describe")
        return self._described

    def __enter__(self):
        self._before = _proxies.install("environment", self)
        return self

    def __exit__(self, *arguments):
        _proxies.install("environment", self._before)

    def is_offline_mode(self):
        return bool(self._description().get("as_sql"))

    def is_transactional_ddl(self):
        return self._request("is_transactional_ddl")

    def requires_connection(self):
        return self._request("requires_connection")

    def get_head_revision(self):
        return self.script.as_revision_number("head")

    def get_head_revisions(self):
        return self.script.as_revision_number("heads")

    def get_starting_revision_argument(self):
        description = self._description()
        if self._migration_context is not None:
            revision = description.get("starting_rev")
            if revision is None:
                return self._migration_context.get_current_revision()
            return self.script.as_revision_number(revision)
        if description.get("starting_rev") is not None:
            return self.script.as_revision_number(description["starting_rev"])
        from alembic.util.exc import CommandError

        raise CommandError("No starting revision argument is available.")

    def get_revision_argument(self):
        destinations = self._description()["destination_rev"]
        if len(destinations) == 1:
            return self.script.as_revision_number(destinations[0])
        return self.script.as_revision_number(tuple(destinations))

    def get_tag_argument(self):
        return self._description().get("tag")

    def get_x_argument(self, as_dictionary=False):
        values = getattr(self.config.cmd_opts, "x", None) or []
        if not as_dictionary:
            return values
        pairs = {}
        for text in values:
            key, _, value = text.partition("=")
            pairs[key] = value
        return pairs

    def configure(self, connection=None, url=None, target_metadata=None, **kw):
        from alembic.runtime.migration import MigrationContext, output_buffer, own_sides

        opts = self.context_opts
        opts.update(kw)
        opts["target_metadata"] = target_metadata
        if kw.get("template_args"):
            from alembic import _host

            # Objects of any kind, which only the template is to see.
            arguments = kw.pop("template_args")
            _host._template_arguments.update(arguments)
            self._template_arguments.update(arguments)
        payload = own_sides()
        if kw.get("output_buffer") is None and self.config.output_buffer is not None:
            opts["output_buffer"] = kw["output_buffer"] = self.config.output_buffer
        for name, value in kw.items():
            if name == "output_buffer" and value is not None:
                payload[name] = output_buffer(kw)
            elif value is not None or name.endswith("_batch_separator"):
                payload[name] = _option(name, value)
        if connection is not None:
            from alembic.runtime.migration import connection_data

            payload["connection"] = connection_data(connection)
        if url is not None:
            if not isinstance(url, str):
                url = url.render_as_string(hide_password=False)
            payload["url"] = url
        if not IS_EMBEDDED and connection is None:
            from alembic._connections import register_named

            register_named(url, kw.get("dialect_name"))
        if target_metadata is not None:
            from alembic._describe import metadata_list

            payload["target_metadata"] = metadata_list(target_metadata)
        for name in ("tag", "starting_rev"):
            if kw.get(name):
                self._description()[name] = kw[name]
        answer = self._request("configure", **payload)
        # What the configuration file says where the call does not.
        opts.update(answer["options"])
        self._migration_context = MigrationContext._of_engine(
            answer["context"], opts, connection, self, url
        )

    def run_migrations(self, **kw):
        assert self._migration_context is not None
        from alembic.operations.base import Operations

        if not IS_EMBEDDED:
            self._migration_context.impl.start_migrations()
        with Operations.context(self._migration_context):
            keywords = {name: object_handle(value) for name, value in kw.items()}
            self._request("run_migrations", keywords=keywords)

    def execute(self, sql, execution_options=None):
        self.get_context().execute(sql, execution_options=execution_options)

    def static_output(self, text):
        self._request("static_output", text=text)

    def begin_transaction(self):
        return self.get_context().begin_transaction()

    def get_context(self):
        if self._migration_context is None:
            raise Exception("No context has been configured yet.")
        return self._migration_context

    def get_bind(self):
        return self.get_context().bind

    def get_impl(self):
        return self.get_context().impl


def _option(name, value):
    if name in _CALLABLES:
        return callable_handle(value)
    if name in _CALLABLE_OR_FLAG:
        return callable_handle(value) if callable(value) else bool(value)
    if name == "on_version_apply":
        callbacks = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
        return [callable_handle(_VersionCallback(callback)) for callback in callbacks]
    return plain(value)


class _VersionCallback:
    """Calls a function of `on_version_apply` with the objects that it expects."""

    def __init__(self, function):
        self.function = function

    def __call__(self, step, heads=(), run_args=None, **ignored):
        from alembic import context
        from alembic.runtime.migration import MigrationInfo

        migration = context.get_context()
        self.function(
            ctx=migration,
            step=MigrationInfo._of_engine(step, migration.script.revision_map),
            heads=set(heads),
            run_args=dict(run_args or {}),
        )


# Names of types, which only annotations use.
_TYPES = (
    "IncludeNameFn",
    "IncludeObjectFn",
    "NameFilterType",
    "OnVersionApplyFn",
    "ProcessRevisionDirectiveFn",
)


def __getattr__(name):
    if name in _TYPES:
        from typing import Any

        return Any
    if name == "MigrationContext":
        from alembic.runtime.migration import MigrationContext

        return MigrationContext
    if name == "Operations":
        from alembic.operations.base import Operations

        return Operations
    raise missing(__name__, name)
