//! Environment and migration contexts, version table, transactions, lock, offline output and batch.
