import os

from alembic import context
from sqlalchemy import engine_from_config, pool


def offline():
    context.configure(
        dialect_name=os.environ["DIALECT"],
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        # With a key, Oracle's insertion of the version is no SQL that a script could run.
        version_table_pk=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def online():
    section = context.config.get_section(context.config.config_ini_section, {})
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
