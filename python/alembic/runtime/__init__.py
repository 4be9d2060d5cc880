"""The environment and the migration context, as scripts see them."""
