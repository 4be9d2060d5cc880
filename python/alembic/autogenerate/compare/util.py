"""What the comparison of the original shares among its parts."""

from sqlalchemy.sql.elements import conv


class _InspectorConv:
    """An inspector by which constraints and indexes have names that no convention changes."""

    def __init__(self, inspector):
        self.inspector = inspector

    def __getattr__(self, name):
        return getattr(self.inspector, name)

    def pre_cache_tables(self, schema, tablenames):
        """Reads ahead what is known of tables."""
        for read in ("columns", "foreign_keys", "indexes", "unique_constraints"):
            getattr(self.inspector, "get_multi_" + read)(schema=schema, filter_names=tablenames)

    def get_indexes(self, *args, **kw):
        return _settled(self.inspector.get_indexes(*args, **kw))

    def get_unique_constraints(self, *args, **kw):
        return _settled(self.inspector.get_unique_constraints(*args, **kw))

    def get_foreign_keys(self, *args, **kw):
        return _settled(self.inspector.get_foreign_keys(*args, **kw))

    def reflect_table(self, table, *, include_columns):
        """Fills a table with what the database has."""
        self.inspector.reflect_table(table, include_columns=include_columns)
        for item in [*table.constraints, *table.indexes]:
            if item.name is not None:
                item.name = conv(item.name)


def _settled(items):
    return [
        {**item, "name": conv(item["name"]) if item["name"] is not None else None}
        for item in items
    ]
