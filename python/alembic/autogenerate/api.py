"""What extensions and programs call: contexts, comparison, and text of operations."""

from contextlib import contextmanager

from alembic import util
from alembic._waist import missing
from alembic.operations import ops


def compare_metadata(context, metadata):
    """Returns the differences between a database and metadata, as tuples."""
    return produce_migrations(context, metadata).upgrade_ops.as_diffs()


def produce_migrations(context, metadata):
    """Returns the script that would bring a database to what metadata says."""
    autogen_context = AutogenContext(context, metadata=metadata)
    migration_script = ops.MigrationScript(
        rev_id=None, upgrade_ops=ops.UpgradeOps([]), downgrade_ops=ops.DowngradeOps([])
    )
    _populate_migration_script(autogen_context, migration_script)
    return migration_script


def _populate_migration_script(autogen_context, migration_script):
    from alembic.autogenerate.compare import _produce_net_changes

    upgrade_ops = migration_script.upgrade_ops_list[-1]
    _produce_net_changes(autogen_context, upgrade_ops)
    upgrade_ops.reverse_into(migration_script.downgrade_ops_list[-1])


def render_python_code(
    up_or_down_op,
    sqlalchemy_module_prefix="sa.",
    alembic_module_prefix="op.",
    render_as_batch=False,
    imports=(),
    render_item=None,
    migration_context=None,
    user_module_prefix=None,
):
    """Returns the body of `upgrade()` or `downgrade()` for operations."""
    from alembic.autogenerate.render import _render_cmd_body

    if migration_context is None:
        from sqlalchemy.engine.default import DefaultDialect

        from alembic.runtime.migration import MigrationContext

        migration_context = MigrationContext.configure(dialect=DefaultDialect())
    autogen_context = AutogenContext(
        migration_context,
        opts={
            "sqlalchemy_module_prefix": sqlalchemy_module_prefix,
            "alembic_module_prefix": alembic_module_prefix,
            "render_item": render_item,
            "render_as_batch": render_as_batch,
            "user_module_prefix": user_module_prefix,
            "compare_enums": migration_context.opts.get("compare_enums", False),
            "compare_primary_keys": migration_context.opts.get("compare_primary_keys", False),
        },
    )
    autogen_context.imports = set(imports)
    return _render_cmd_body(up_or_down_op, autogen_context)


def _render_migration_diffs(context, template_args):
    """Sets the variables of a template to what a comparison finds."""
    from alembic.autogenerate.compare import _produce_net_changes
    from alembic.autogenerate.render import _render_python_into_templatevars

    autogen_context = AutogenContext(context)
    upgrade_ops = ops.UpgradeOps([])
    _produce_net_changes(autogen_context, upgrade_ops)
    migration_script = ops.MigrationScript(
        rev_id=None, upgrade_ops=upgrade_ops, downgrade_ops=upgrade_ops.reverse()
    )
    _render_python_into_templatevars(autogen_context, migration_script, template_args)


class AutogenContext:
    """What one comparison, or the text of one script, needs to know."""

    metadata = None
    connection = None
    dialect = None
    imports = None
    migration_context = None

    def __init__(self, migration_context, metadata=None, opts=None, autogenerate=True):
        if autogenerate and migration_context is not None and migration_context.as_sql:
            raise util.CommandError(
                "autogenerate can't use as_sql=True as it prevents querying "
                "the database for schema information"
            )
        if autogenerate:
            from alembic.autogenerate.compare import comparators_of

            self.comparators = comparators_of(migration_context)
        if opts is None:
            opts = migration_context.opts
        if metadata is None:
            metadata = opts.get("target_metadata", None)
        if autogenerate and metadata is None and migration_context.script is not None:
            raise util.CommandError(
                "Can't proceed with --autogenerate option; environment script "
                f"{migration_context.script.env_py_location} does not provide "
                "a MetaData object or sequence of objects to the context."
            )
        self.metadata = metadata
        self._object_filters = util.to_list(opts.get("include_object") or None, [])
        self._name_filters = util.to_list(opts.get("include_name") or None, [])
        self.migration_context = migration_context
        self.connection = migration_context.bind
        self.dialect = migration_context.dialect
        self.imports = set()
        self.opts = opts
        self._has_batch = False

    @util.memoized_property
    def inspector(self):
        """The inspector of the database."""
        if self.connection is None:
            raise TypeError(
                "can't return inspector as this AutogenContext has no database connection"
            )
        from sqlalchemy import inspect

        return inspect(self.connection)

    @contextmanager
    def _within_batch(self):
        self._has_batch = True
        try:
            yield
        finally:
            self._has_batch = False

    def run_name_filters(self, name, type_, parent_names):
        """Returns whether the project's `include_name` wants a name."""
        if "schema_name" in parent_names:
            table_name = name if type_ == "table" else parent_names.get("table_name", None)
            if table_name:
                schema_name = parent_names["schema_name"]
                parent_names["schema_qualified_table_name"] = (
                    f"{schema_name}.{table_name}" if schema_name else table_name
                )
        return all(wants(name, type_, parent_names) for wants in self._name_filters)

    def run_object_filters(self, object_, name, type_, reflected, compare_to):
        """Returns whether the project's `include_object` wants an object."""
        return all(
            wants(object_, name, type_, reflected, compare_to) for wants in self._object_filters
        )

    run_filters = run_object_filters

    @util.memoized_property
    def sorted_tables(self):
        """The tables of all metadata, those that others refer to first."""
        return [
            table for metadata in util.to_list(self.metadata) for table in metadata.sorted_tables
        ]

    @util.memoized_property
    def table_key_to_table(self):
        """The tables of all metadata by their names."""
        tables = {}
        for metadata in util.to_list(self.metadata):
            twice = sorted(set(tables) & set(metadata.tables))
            if twice:
                names = ", ".join(f'"{key}"' for key in twice)
                raise ValueError(f"Duplicate table keys across multiple MetaData objects: {names}")
            tables.update(metadata.tables)
        return tables


class RevisionContext:
    """The version files of one `revision` command on their way to disk."""

    def __init__(
        self, config, script_directory, command_args, process_revision_directives=None
    ):
        self.config = config
        self.script_directory = script_directory
        self.command_args = command_args
        self.process_revision_directives = process_revision_directives
        self.template_args = {"config": config}
        self.generated_revisions = [self._default_revision()]

    def _default_revision(self):
        given = self.command_args
        return ops.MigrationScript(
            rev_id=given["rev_id"] or util.rev_id(),
            message=given["message"],
            upgrade_ops=ops.UpgradeOps([]),
            downgrade_ops=ops.DowngradeOps([]),
            head=given["head"],
            splice=given["splice"],
            branch_label=given["branch_label"],
            version_path=given["version_path"],
            depends_on=given["depends_on"],
        )

    def run_autogenerate(self, rev, migration_context):
        """Fills the scripts with what a comparison finds."""
        if self.command_args["sql"]:
            raise util.CommandError(
                "Using --sql with --autogenerate does not make any sense"
            )
        heads = self.script_directory.get_revisions("heads")
        if set(self.script_directory.get_revisions(rev)) != set(heads):
            raise util.CommandError("Target database is not up to date.")
        self._run_environment(rev, migration_context, True)

    def run_no_autogenerate(self, rev, migration_context):
        """Fills the scripts with what hooks say."""
        self._run_environment(rev, migration_context, False)

    def _run_environment(self, rev, migration_context, autogenerate):
        opts = migration_context.opts
        script = self.generated_revisions[-1]
        if not getattr(script, "_needs_render", False):
            script.upgrade_ops_list[-1].upgrade_token = opts["upgrade_token"]
            script.downgrade_ops_list[-1].downgrade_token = opts["downgrade_token"]
            script._needs_render = True
        else:
            script._upgrade_ops.append(ops.UpgradeOps([], upgrade_token=opts["upgrade_token"]))
            script._downgrade_ops.append(
                ops.DowngradeOps([], downgrade_token=opts["downgrade_token"])
            )
        autogen_context = AutogenContext(migration_context, autogenerate=autogenerate)
        self._last_autogen_context = autogen_context
        if autogenerate:
            _populate_migration_script(autogen_context, script)
        for hook in (self.process_revision_directives, opts["process_revision_directives"]):
            if hook:
                hook(migration_context, rev, self.generated_revisions)
        for script in self.generated_revisions:
            script._needs_render = True

    def _to_script(self, migration_script):
        from alembic.autogenerate.render import _render_python_into_templatevars

        template_args = dict(self.template_args)
        if getattr(migration_script, "_needs_render", False):
            autogen_context = self._last_autogen_context
            # The imports of each script are its own.
            autogen_context.imports = set(migration_script.imports or ())
            _render_python_into_templatevars(autogen_context, migration_script, template_args)
        return self.script_directory.generate_revision(
            migration_script.rev_id,
            migration_script.message,
            refresh=True,
            head=migration_script.head,
            splice=migration_script.splice,
            branch_labels=migration_script.branch_label,
            version_path=migration_script.version_path,
            depends_on=migration_script.depends_on,
            **template_args,
        )

    def generate_scripts(self):
        """Writes the version files, one after the other."""
        for migration_script in self.generated_revisions:
            yield self._to_script(migration_script)


def __getattr__(name):
    raise missing(__name__, name)
