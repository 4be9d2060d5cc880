//! Database migrations with Alembic projects, as a Rust library.
