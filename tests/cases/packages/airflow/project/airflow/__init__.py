"""Stands in for what the migrations import of the package, without its dependencies."""
