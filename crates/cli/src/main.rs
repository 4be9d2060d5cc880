//! The `alembic` program.

fn main() {}
