//! The SQL text and catalog queries of each database.
