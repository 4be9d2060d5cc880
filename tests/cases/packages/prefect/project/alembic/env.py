import os

import prefect  # noqa: F401
from alembic import context
from sqlalchemy import engine_from_config, make_url, pool

config = context.config
url = config.get_main_option("sqlalchemy.url")
dialect = os.environ.get("DIALECT") or make_url(url).get_backend_name()
options = {"include_schemas": True, "render_as_batch": dialect == "sqlite", "transaction_per_migration": True}


def offline():
    context.configure(
        dialect_name=dialect, literal_binds=True, dialect_opts={"paramstyle": "named"}, **options
    )
    with context.begin_transaction():
        context.run_migrations()


def online():
    section = config.get_section(config.config_ini_section, {})
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
