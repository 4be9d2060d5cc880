"""Inspection of a database; the engine reads its catalog."""

from enum import Flag

from alembic._waist import request
from sqlalchemy.engine._answers import shape


class ObjectKind(Flag):
    """The kinds of what can be asked about."""

    TABLE = 1
    VIEW = 2
    MATERIALIZED_VIEW = 4
    ANY_VIEW = 6
    ANY = 7


class ObjectScope(Flag):
    """Whether permanent or temporary tables are asked about."""

    DEFAULT = 1
    TEMPORARY = 2
    ANY = 3


def _multi(aspect):
    """Returns the method that answers about many tables."""

    def method(
        self,
        schema=None,
        filter_names=None,
        kind=ObjectKind.TABLE,
        scope=ObjectScope.DEFAULT,
        **kw,
    ):
        return self._answers(aspect, schema, filter_names, kind, scope, kw)

    method.__name__ = method.__qualname__ = f"get_multi_{aspect}"
    return method


def _single(aspect):
    """Returns the method that answers about one table."""

    def method(self, table_name, schema=None, **kw):
        def ask():
            answer = self._ask(
                "get_" + aspect,
                table_name=table_name,
                schema=schema,
                postgresql_ignore_search_path=kw.get("postgresql_ignore_search_path"),
            )
            return shape(aspect, answer, self.dialect.name)

        return self._cached((aspect, table_name, schema, *kw.items()), ask)

    method.__name__ = method.__qualname__ = f"get_{aspect}"
    return method


class Inspector:
    """What the database holds.

    What was asked for is remembered: after a change of the database, ask a new inspector or call
    `clear_cache`.
    """

    def __init__(self, bind):
        self.bind = bind
        self.engine = getattr(bind, "engine", bind)
        self.info_cache = {}

    @classmethod
    def from_engine(cls, bind):
        return inspector_of(bind)

    @property
    def dialect(self):
        return self.bind.dialect

    @property
    def default_schema_name(self):
        return self.dialect.default_schema_name

    def clear_cache(self):
        self.info_cache.clear()

    def _cached(self, key, ask):
        if key not in self.info_cache:
            self.info_cache[key] = ask()
        return self.info_cache[key]

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

    def _ask_once(self, method, **arguments):
        key = (method, *arguments.items())
        return self._cached(key, lambda: self._ask(method, **arguments))

    def _answers(self, aspect, schema, filter_names, kind, scope, options):
        found = self._ask(
            "get_multi_" + aspect,
            schema=schema,
            filter_names=list(filter_names) if filter_names else None,
            kind=kind.value,
            scope=scope.value,
            postgresql_ignore_search_path=options.get("postgresql_ignore_search_path"),
        )
        dialect = self.dialect.name
        return {(schema, name): shape(aspect, answer, dialect) for name, answer in found}

    def has_table(self, table_name, schema=None, **kw):
        return self._ask_once("has_table", table_name=table_name, schema=schema)

    def has_multi_table(self, table_names, schema=None, **kw):
        return {(schema, name): self._ask("has_table", table_name=name, schema=schema)
                for name in table_names}

    def has_schema(self, schema_name, **kw):
        return self._ask_once("has_schema", schema_name=schema_name)

    def has_sequence(self, sequence_name, schema=None, **kw):
        return self._ask_once("has_sequence", sequence_name=sequence_name, schema=schema)

    def has_index(self, table_name, index_name, schema=None, **kw):
        if not self.has_table(table_name, schema):
            return False
        return any(
            index["name"] == index_name for index in self.get_indexes(table_name, schema)
        )

    def get_schema_names(self, **kw):
        return self._ask_once("get_schema_names")

    def get_table_names(self, schema=None, **kw):
        return self._ask_once("get_table_names", schema=schema)

    def get_temp_table_names(self, **kw):
        return self._ask_once("get_temp_table_names")

    def get_view_names(self, schema=None, **kw):
        return self._ask_once("get_view_names", schema=schema)

    def get_materialized_view_names(self, schema=None, **kw):
        return self._ask_once("get_materialized_view_names", schema=schema)

    def get_temp_view_names(self, **kw):
        return self._ask_once("get_temp_view_names", schema=kw.get("schema"))

    def get_sequence_names(self, schema=None, **kw):
        return self._ask_once("get_sequence_names", schema=schema)

    def get_view_definition(self, view_name, schema=None, **kw):
        return self._ask_once("get_view_definition", table_name=view_name, schema=schema)

    get_columns = _single("columns")
    get_multi_columns = _multi("columns")
    get_pk_constraint = _single("pk_constraint")
    get_multi_pk_constraint = _multi("pk_constraint")
    get_foreign_keys = _single("foreign_keys")
    get_multi_foreign_keys = _multi("foreign_keys")
    get_indexes = _single("indexes")
    get_multi_indexes = _multi("indexes")
    get_unique_constraints = _single("unique_constraints")
    get_multi_unique_constraints = _multi("unique_constraints")
    get_check_constraints = _single("check_constraints")
    get_multi_check_constraints = _multi("check_constraints")
    get_table_comment = _single("table_comment")
    get_multi_table_comment = _multi("table_comment")
    get_table_options = _single("table_options")
    get_multi_table_options = _multi("table_options")

    def reflect_table(
        self,
        table,
        include_columns,
        exclude_columns=(),
        resolve_fks=True,
        _extend_on=None,
        _reflect_info=None,
    ):
        from sqlalchemy.engine._tables import fill

        fill(self, table, include_columns, exclude_columns, resolve_fks, _extend_on, _reflect_info)

    def get_sorted_table_and_fkc_names(self, schema=None, **kw):
        ordered = self.sort_tables_on_foreign_key_dependency(consider_schemas=(schema,))
        return [
            (table and table[1], [(name, key) for (_, name), key in keys])
            for table, keys in ordered
        ]

    def sort_tables_on_foreign_key_dependency(self, consider_schemas=(None,), **kw):
        from sqlalchemy.engine._order import sorted_tables

        keys = {}
        for schema in consider_schemas:
            keys.update(self.get_multi_foreign_keys(schema, **kw))
        return sorted_tables(keys)


class PGInspector(Inspector):
    """What a PostgreSQL database holds."""

    def get_table_oid(self, table_name, schema=None):
        return self._ask_once("get_table_oid", table_name=table_name, schema=schema)

    def get_domains(self, schema=None):
        return self._ask_once("get_domains", schema=schema)

    def get_enums(self, schema=None):
        return self._ask_once("get_enums", schema=schema)

    def get_foreign_table_names(self, schema=None):
        return self._ask_once("get_foreign_table_names", schema=schema)

    def has_type(self, type_name, schema=None, **kw):
        return self._ask_once("has_type", type_name=type_name, schema=schema)


def inspector_of(bind):
    """Returns an inspector of the bind's kind of database."""
    return (PGInspector if bind.dialect.name == "postgresql" else Inspector)(bind)


def __getattr__(name):
    from sqlalchemy._lazy import submodule

    return submodule(__name__, name)
