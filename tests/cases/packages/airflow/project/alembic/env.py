import os
from logging.config import fileConfig

from airflow.models.base import naming_convention
from alembic import context
from sqlalchemy import MetaData, engine_from_config, pool

config = context.config
fileConfig(config.config_file_name)
options = {
    "target_metadata": MetaData(naming_convention=naming_convention),
    "compare_type": True,
    "render_as_batch": True,
}


def offline():
    context.configure(
        dialect_name=os.environ["DIALECT"],
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        **options,
    )
    with context.begin_transaction():
        context.run_migrations()


def online():
    section = config.get_section(config.config_ini_section, {})
    engine = engine_from_config(section, prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection, transaction_per_migration=True, **options)
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
