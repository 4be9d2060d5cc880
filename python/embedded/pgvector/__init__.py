"""The types of pgvector that migrations name."""
