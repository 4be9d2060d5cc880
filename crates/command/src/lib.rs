//! Every Alembic command as a library function.
