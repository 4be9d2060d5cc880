//! alembic.ini and pyproject.toml as settings.
