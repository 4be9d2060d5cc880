import asyncio
from logging.config import fileConfig

from sqlalchemy import pool
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import async_engine_from_config

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


def do_run_migrations(connection: Connection) -> None:
    """Run the migrations on the synchronous side of the connection."""
    context.configure(connection=connection, target_metadata=target_metadata)

    with context.begin_transaction():
        context.run_migrations()


async def run_async_migrations() -> None:
    """Open an asynchronous connection and run the migrations on it."""
    connectable = async_engine_from_config(
        config.get_section(config.config_ini_section, {}),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )

    async with connectable.connect() as connection:
        await connection.run_sync(do_run_migrations)

    await connectable.dispose()


def run_migrations_online() -> None:
    """Run the migrations on a connection to the database."""
    asyncio.run(run_async_migrations())


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
