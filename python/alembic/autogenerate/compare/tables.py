"""Comparison of some tables, for extensions that compare tables on their own."""

from alembic.autogenerate.compare import operations_between


def _compare_tables(conn_table_names, metadata_table_names, inspector, upgrade_ops, autogen_context):
    """Appends the operations for tables, given as pairs of schema and name.

    Of the database, only `conn_table_names` are looked at; of the models, `metadata_table_names`.
    """
    default_schema = inspector.default_schema_name
    in_database = {_key(schema, name, default_schema) for schema, name in conn_table_names}
    in_models = {_key(schema, name, default_schema) for schema, name in metadata_table_names}

    schemas = {schema for schema, _ in in_database | in_models}

    def include_name(name, type_, parent_names):
        if type_ == "schema":
            return name in schemas
        if type_ == "table":
            key = _key(parent_names["schema_name"], name, default_schema)
            return key in in_database
        return autogen_context.run_name_filters(name, type_, parent_names)

    def is_compared(table):
        return _key(table.schema, table.name, default_schema) in in_models

    upgrade_ops.ops.extend(
        operations_between(
            autogen_context,
            is_compared,
            targets=("table", "column"),
            include_name=include_name,
            include_schemas=schemas != {None},
        )
    )


def _key(schema, name, default_schema):
    return (None if schema == default_schema else schema, str(name))
