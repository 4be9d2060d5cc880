from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool

from alembic import context

# The settings of alembic.ini and pyproject.toml.
config = context.config

# Set up logging from the sections [loggers], [handlers] and [formatters] of alembic.ini.
if config.config_file_name is not None:
    fileConfig(config.config_file_name)

# What the database should look like, for `alembic revision --autogenerate`:
#
#     from myapp.models import Base
#     target_metadata = Base.metadata
target_metadata = None

# Any setting of your own is there too: config.get_main_option("my_setting")


def run_migrations_offline() -> None:
    """Write the migrations as an SQL script.

    With `--sql`, nothing connects to a database: the URL only tells which dialect to write.
    """
    context.configure(
        url=config.get_main_option("sqlalchemy.url"),
        target_metadata=target_metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )

    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online() -> None:
    """Run the migrations on a connection to the database."""
    connectable = engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )

    with connectable.connect() as connection:
        context.configure(connection=connection, target_metadata=target_metadata)

        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
