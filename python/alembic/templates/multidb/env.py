import logging
import re
from logging.config import fileConfig

from sqlalchemy import engine_from_config, pool

from alembic import context

# Whether all databases commit together, by a two-phase commit; they must support it.
USE_TWOPHASE = False

# The settings of alembic.ini.
config = context.config

# Set up logging from the sections [loggers], [handlers] and [formatters] of alembic.ini.
if config.config_file_name is not None:
    fileConfig(config.config_file_name)
logger = logging.getLogger("alembic.env")

# The names of the databases, each of which has a section in alembic.ini.
db_names = config.get_main_option("databases", "")

# What each database should look like, for `alembic revision --autogenerate`:
#
#     from myapp import models
#     target_metadata = {
#         "engine1": models.metadata1,
#         "engine2": models.metadata2,
#     }
target_metadata = {}

# Any setting of your own is there too: config.get_main_option("my_setting")


def database_names() -> list[str]:
    return re.split(r",\s*", db_names)


def run_migrations_offline() -> None:
    """Write the migrations of each database as an SQL script of its own, `<name>.sql`."""
    urls = {name: config.get_section_option(name, "sqlalchemy.url") for name in database_names()}

    for name, url in urls.items():
        path = f"{name}.sql"
        logger.info("Migrating database %s", name)
        logger.info("Writing output to %s", path)
        with open(path, "w") as output:
            context.configure(
                url=url,
                output_buffer=output,
                target_metadata=target_metadata.get(name),
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """Run the migrations on all databases, and commit once all have succeeded."""
    engines = {
        name: engine_from_config(
            config.get_section(name, {}),
            prefix="sqlalchemy.",
            poolclass=pool.NullPool,
        )
        for name in database_names()
    }

    connections = {}
    transactions = []
    try:
        for name, engine in engines.items():
            connection = connections[name] = engine.connect()
            begin = connection.begin_twophase if USE_TWOPHASE else connection.begin
            transactions.append(begin())

        for name, connection in connections.items():
            logger.info("Migrating database %s", name)
            context.configure(
                connection=connection,
                upgrade_token=f"{name}_upgrades",
                downgrade_token=f"{name}_downgrades",
                target_metadata=target_metadata.get(name),
            )
            context.run_migrations(engine_name=name)

        if USE_TWOPHASE:
            for transaction in transactions:
                transaction.prepare()
        for transaction in transactions:
            transaction.commit()
    except BaseException:
        for transaction in transactions:
            transaction.rollback()
        raise
    finally:
        for connection in connections.values():
            connection.close()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
