//! PostgreSQL, MySQL/MariaDB and SQLite behind one Connection trait.
