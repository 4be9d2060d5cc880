import os

from alembic import context

context.configure(
    dialect_name=os.environ["DIALECT"],
    literal_binds=True,
    dialect_opts={"paramstyle": "named"},
    # With a key, Oracle's insertion of the version is no SQL that a script could run.
    version_table_pk=False,
)
with context.begin_transaction():
    context.run_migrations()
