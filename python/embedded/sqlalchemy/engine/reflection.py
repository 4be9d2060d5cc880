"""Inspection of a database; the engine reads its catalog."""

from alembic._waist import request


class Inspector:
    """What the database holds."""

    def __init__(self, bind):
        self.bind = bind
        self.engine = getattr(bind, "engine", bind)
        self._own = None
        self.info_cache = {}

    @classmethod
    def from_engine(cls, bind):
        return cls(bind)

    @property
    def dialect(self):
        return self.bind.dialect

    @property
    def default_schema_name(self):
        return self.dialect.default_schema_name

    def _ask(self, method, **arguments):
        from sqlalchemy.engine.base import Connection

        payload = {key: value for key, value in arguments.items() if value is not None}
        bind = self.bind
        if isinstance(bind, Connection):
            payload["connection"] = bind._identifier
            return request("inspector." + method, payload)
        with bind.connect() as connection:
            payload["connection"] = connection._identifier
            return request("inspector." + method, payload)

    def clear_cache(self):
        pass

    def has_table(self, table_name, schema=None, **kw):
        return bool(self._ask("has_table", table_name=table_name, schema=schema))

    def has_schema(self, schema_name, **kw):
        return bool(self._ask("has_schema", schema_name=schema_name))

    def has_sequence(self, sequence_name, schema=None, **kw):
        return bool(self._ask("has_sequence", sequence_name=sequence_name, schema=schema))

    def has_index(self, table_name, index_name, schema=None, **kw):
        return bool(
            self._ask("has_index", table_name=table_name, index_name=index_name, schema=schema)
        )

    def get_schema_names(self, **kw):
        return self._ask("get_schema_names")

    def get_table_names(self, schema=None, **kw):
        return self._ask("get_table_names", schema=schema)

    def get_temp_table_names(self, **kw):
        return self._ask("get_temp_table_names")

    def get_view_names(self, schema=None, **kw):
        return self._ask("get_view_names", schema=schema)

    def get_materialized_view_names(self, schema=None, **kw):
        return self._ask("get_materialized_view_names", schema=schema)

    def get_sequence_names(self, schema=None, **kw):
        return self._ask("get_sequence_names", schema=schema)

    def get_view_definition(self, view_name, schema=None, **kw):
        return self._ask("get_view_definition", view_name=view_name, schema=schema)

    def get_columns(self, table_name, schema=None, **kw):
        columns = self._ask("get_columns", table_name=table_name, schema=schema)
        return [_with_type(column) for column in columns]

    def get_pk_constraint(self, table_name, schema=None, **kw):
        return self._ask("get_pk_constraint", table_name=table_name, schema=schema)

    def get_foreign_keys(self, table_name, schema=None, **kw):
        return self._ask("get_foreign_keys", table_name=table_name, schema=schema)

    def get_indexes(self, table_name, schema=None, **kw):
        return self._ask("get_indexes", table_name=table_name, schema=schema)

    def get_unique_constraints(self, table_name, schema=None, **kw):
        return self._ask("get_unique_constraints", table_name=table_name, schema=schema)

    def get_check_constraints(self, table_name, schema=None, **kw):
        return self._ask("get_check_constraints", table_name=table_name, schema=schema)

    def get_table_comment(self, table_name, schema=None, **kw):
        return self._ask("get_table_comment", table_name=table_name, schema=schema)

    def get_table_options(self, table_name, schema=None, **kw):
        return self._ask("get_table_options", table_name=table_name, schema=schema)

    def get_enums(self, schema=None, **kw):
        return self._ask("get_enums", schema=schema)

    def __getattr__(self, name):
        from alembic._waist import WAY_OUT

        raise AttributeError(f"'Inspector' object has no attribute {name!r}: {WAY_OUT}")


def _with_type(column):
    described = column.get("type")
    if isinstance(described, dict):
        from sqlalchemy.sql._reflected import type_of

        column = {**column, "type": type_of(described)}
    return column


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
