"""What `env.py` calls: functions that pass on to the environment that is being run."""

from alembic import _proxies


def _environment(function):
    environment = _proxies.get("environment")
    if environment is None:
        raise NameError(
            f"Can't invoke function '{function}', as the proxy object has not yet been "
            "established for the Alembic 'EnvironmentContext' class.  "
            "Try placing this code inside a callable."
        )
    return environment


def configure(
    connection=None,
    url=None,
    dialect_name=None,
    dialect_opts=None,
    transactional_ddl=None,
    transaction_per_migration=False,
    output_buffer=None,
    starting_rev=None,
    tag=None,
    template_args=None,
    render_as_batch=False,
    target_metadata=None,
    include_name=None,
    include_object=None,
    include_schemas=False,
    process_revision_directives=None,
    compare_type=True,
    compare_server_default=False,
    render_item=None,
    literal_binds=False,
    upgrade_token="upgrades",
    downgrade_token="downgrades",
    alembic_module_prefix="op.",
    sqlalchemy_module_prefix="sa.",
    user_module_prefix=None,
    on_version_apply=None,
    autogenerate_plugins=None,
    **kw,
):
    arguments = locals()
    del arguments["kw"]
    _environment("configure").configure(**arguments, **kw)


def begin_transaction():
    return _environment("begin_transaction").begin_transaction()


def execute(sql, execution_options=None):
    return _environment("execute").execute(sql, execution_options=execution_options)


def get_bind():
    return _environment("get_bind").get_bind()


def get_context():
    return _environment("get_context").get_context()


def get_head_revision():
    return _environment("get_head_revision").get_head_revision()


def get_head_revisions():
    return _environment("get_head_revisions").get_head_revisions()


def get_impl():
    return _environment("get_impl").get_impl()


def get_revision_argument():
    return _environment("get_revision_argument").get_revision_argument()


def get_starting_revision_argument():
    return _environment("get_starting_revision_argument").get_starting_revision_argument()


def get_tag_argument():
    return _environment("get_tag_argument").get_tag_argument()


def get_x_argument(as_dictionary=False):
    return _environment("get_x_argument").get_x_argument(as_dictionary)


def is_offline_mode():
    return _environment("is_offline_mode").is_offline_mode()


def is_transactional_ddl():
    return _environment("is_transactional_ddl").is_transactional_ddl()


def requires_connection():
    return _environment("requires_connection").requires_connection()


def run_migrations(**kw):
    _environment("run_migrations").run_migrations(**kw)


def static_output(text):
    _environment("static_output").static_output(text)


def __getattr__(name):
    environment = _proxies.get("environment")
    if name in ("config", "script") and environment is not None:
        return getattr(environment, name)
    raise AttributeError(f"module 'alembic.context' has no attribute '{name}'")
