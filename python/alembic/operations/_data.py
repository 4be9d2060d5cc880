"""The data of each operation, as the engine reads it.

The functions of `alembic.op` and the classes of `alembic.operations.ops` both end here.
"""

from alembic import _describe
from alembic._describe import expression, given, name, options, type_
from alembic._waist import IS_EMBEDDED


def new_table(context, table_name, columns, keywords):
    """Returns a table of its own for the items that were given for it."""
    return _sqlalchemy("Table")(
        table_name,
        _sqlalchemy("MetaData")(**metadata_keywords(context)),
        *[
            item._copy() if item.__visit_name__ == "column" and item.table is not None else item
            for item in columns
            # What is no item of a table has no effect, in the original either.
            if hasattr(item, "parent") or getattr(item, "__visit_name__", None) == "column"
        ],
        **keywords,
    )


def metadata_keywords(context):
    """Returns what metadata is made with to have the naming convention of a context."""
    target = context.opts.get("target_metadata") if context is not None else None
    convention = getattr(target, "naming_convention", None)
    return {"naming_convention": convention} if convention else {}


_loaded = {}


def _sqlalchemy(name):
    """Returns a class of `sqlalchemy`, which a script that never needs it does not load."""
    found = _loaded.get(name)
    if found is None:
        import sqlalchemy

        found = _loaded[name] = getattr(sqlalchemy, name)
    return found


def create_table(table, if_not_exists):
    described = {"op": "create_table", "table": _describe.table(table)}
    _flags(described, if_not_exists=if_not_exists)
    return described


# What a table has besides the options of dialects.
_TABLE_KEYWORDS = ("comment", "info", "prefixes", "_constraints_included")


def drop_table(table_name, schema, if_exists, keywords):
    described = _of_table("drop_table", table_name, schema)
    _flags(described, if_exists=if_exists)
    keywords = {key: value for key, value in keywords.items() if key not in _TABLE_KEYWORDS}
    _dialect_options(described, keywords, "Table")
    return described


def rename_table(old_table_name, new_table_name, schema):
    return {
        "op": "rename_table",
        "old_table_name": name(old_table_name),
        "new_table_name": name(new_table_name),
        **given(schema=name(schema)),
    }


def create_table_comment(table_name, schema, comment, existing_comment):
    described = _of_table("create_table_comment", table_name, schema)
    described["comment"] = comment
    described.update(given(existing_comment=existing_comment))
    return described


def drop_table_comment(table_name, schema, existing_comment):
    described = _of_table("drop_table_comment", table_name, schema)
    described.update(given(existing_comment=existing_comment))
    return described


def add_column(
    table_name,
    schema,
    column,
    if_not_exists,
    inline_references,
    inline_primary_key,
    insert_before=None,
    insert_after=None,
):
    described = _of_table("add_column", table_name, schema)
    described["column"] = _describe.column(column)
    _describe.mark_open_nullable(described["column"], column)
    _flags(
        described,
        if_not_exists=if_not_exists,
        inline_references=inline_references,
        inline_primary_key=inline_primary_key,
    )
    if insert_before is not None or insert_after is not None:
        described.update(given(insert_before=name(insert_before), insert_after=name(insert_after)))
    return described


def drop_column(table_name, schema, column_name, if_exists, keywords):
    described = _of_table("drop_column", table_name, schema)
    described["column_name"] = name(column_name)
    _flags(described, if_exists=if_exists)
    if keywords:
        described["dialect_options"] = options(keywords)
    return described


def alter_column(
    table_name,
    schema,
    column_name,
    nullable,
    comment,
    server_default,
    new_column_name,
    new_type,
    existing_type,
    existing_server_default,
    existing_nullable,
    existing_comment,
    keywords,
):
    described = _of_table("alter_column", table_name, schema)
    described["column_name"] = name(column_name)
    if nullable is not None:
        described["nullable"] = bool(nullable)
    if comment is not False:
        described["comment"] = comment
    _change(described, "server_default", server_default)
    if new_column_name is not None:
        described["new_column_name"] = name(new_column_name)
    if new_type is not None:
        described["type_"] = type_(new_type)
    if existing_type is not None:
        described["existing_type"] = type_(existing_type)
    if isinstance(existing_type if new_type is None else new_type, type):
        described["is_type_a_class"] = True
    _change(described, "existing_server_default", existing_server_default)
    if existing_nullable is not None:
        described["existing_nullable"] = bool(existing_nullable)
    if existing_comment is not None and existing_comment is not False:
        described["existing_comment"] = existing_comment
    dialect_options = {}
    for key, value in keywords.items():
        if key == "name":
            raise TypeError(
                "alter_column() got an unexpected keyword argument 'name'; "
                "a new name is given as new_column_name"
            )
        if key in ("autoincrement", "existing_autoincrement"):
            if value is not None:
                described[key] = value
        elif key in ("insert_before", "insert_after"):
            if value is not None:
                described[key] = name(value)
        else:
            dialect_options[key] = _describe.argument(value)
    if dialect_options:
        described["dialect_options"] = dialect_options
    return described


def _change(described, key, value):
    if value is None:
        described[key] = None
    elif value is not False:
        described[key] = _describe.server_default(value)


def create_index(index_name, table_name, schema, columns, unique, if_not_exists, keywords):
    if isinstance(columns, str) and len(columns) != 1:
        raise ValueError("columns argument must be a list")
    described = _of_table("create_index", table_name, schema)
    described["index_name"] = name(index_name)
    described["columns"] = _describe.index_expressions(columns)
    if keywords.get("quote") is not None and index_name is not None:
        described["index_name"] = {
            "quoted": str.__str__(index_name),
            "quote": bool(keywords["quote"]),
        }
    if unique:
        described["unique"] = True
    _flags(described, if_not_exists=if_not_exists)
    keywords = {key: value for key, value in keywords.items() if key not in ("info", "quote")}
    _dialect_options(described, keywords, "Index")
    return described


def drop_index(index_name, table_name, schema, if_exists, keywords):
    described = {"op": "drop_index", "index_name": name(index_name)}
    described.update(given(table_name=name(table_name), schema=name(schema)))
    _flags(described, if_exists=if_exists)
    keywords = {key: value for key, value in keywords.items() if key != "unique"}
    _dialect_options(described, keywords, "Index")
    return described


def create_primary_key(table_name, schema, constraint_name, columns, keywords):
    described = _of_table("create_primary_key", table_name, schema)
    described["constraint"] = _columns_constraint(
        "PrimaryKeyConstraint", constraint_name, columns, keywords
    )
    return described


def create_unique_constraint(table_name, schema, constraint_name, columns, keywords):
    described = _of_table("create_unique_constraint", table_name, schema)
    described["constraint"] = _columns_constraint(
        "UniqueConstraint", constraint_name, columns, keywords
    )
    return described


def create_check_constraint(table_name, schema, constraint_name, condition, keywords):
    described = _of_table("create_check_constraint", table_name, schema)
    constraint = described["constraint"] = _constraint("CheckConstraint", constraint_name, keywords)
    constraint["sqltext"] = _describe.text_or_expression(condition)
    return described


def create_foreign_key(
    table_name,
    schema,
    constraint_name,
    referent_table,
    local_cols,
    remote_cols,
    referent_schema,
    keywords,
):
    if len(local_cols) != len(remote_cols):
        raise _sqlalchemy("exc").ArgumentError(
            "ForeignKeyConstraint number of constrained columns must match the number of "
            "referenced columns."
        )
    described = _of_table("create_foreign_key", table_name, schema)
    keywords = dict(keywords)
    fields = given(**{key: keywords.pop(key, None) for key in ("onupdate", "ondelete", "match")})
    constraint = _constraint("ForeignKeyConstraint", constraint_name, keywords)
    prefix = f"{referent_schema}.{referent_table}" if referent_schema else referent_table
    constraint["columns"] = [name(column) for column in local_cols]
    constraint["refcolumns"] = [f"{prefix}.{column}" for column in remote_cols]
    constraint.update(fields)
    described["constraint"] = constraint
    return described


def create_exclude_constraint(table_name, schema, constraint_name, elements, keywords):
    described = _of_table("create_exclude_constraint", table_name, schema)
    keywords = dict(keywords)
    fields = given(using=keywords.pop("using", None), ops=keywords.pop("ops", None) or None)
    where = keywords.pop("where", None)
    constraint = _constraint("ExcludeConstraint", constraint_name, keywords)
    constraint["elements"] = [
        [name(member) if isinstance(member, str) else expression(member), operator]
        for member, operator in elements
    ]
    constraint.update(fields)
    if where is not None:
        constraint["where"] = _describe.text_or_expression(where)
    described["constraint"] = constraint
    return described


def drop_constraint(table_name, schema, constraint_name, kind, if_exists):
    described = _of_table("drop_constraint", table_name, schema)
    described["constraint_name"] = name(constraint_name)
    if kind is not None:
        if kind not in ("foreignkey", "primary", "unique", "check"):
            raise TypeError("'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None")
        described["type_"] = kind
    _flags(described, if_exists=if_exists)
    return described


def _of_table(op, table_name, schema):
    described = {"op": op}
    if table_name is not None:
        described["table_name"] = name(table_name)
    if schema is not None:
        described["schema"] = name(schema)
    return described


def _flags(described, **flags):
    for key, value in flags.items():
        if value:
            described[key] = True


def _dialect_options(described, keywords, construct):
    """Describes the keywords of dialects for a class of constructs.

    Where SQLAlchemy is the real one, it has looked at them before.
    """
    if keywords:
        if IS_EMBEDDED:
            from sqlalchemy.sql._dialect_arguments import check

            check(keywords, construct)
        described["dialect_options"] = options(keywords)


def _constraint(kind, constraint_name, keywords):
    described = {"constraint": kind}
    if constraint_name is not None:
        described["name"] = name(constraint_name)
    dialect_options = {}
    for key, value in keywords.items():
        if key in ("deferrable", "initially", "comment"):
            if value is not None:
                described[key] = value
        elif key == "use_alter" or key == "link_to_name":
            if value:
                described[key] = True
        elif key != "info" and key != "_create_rule" and key != "_type_bound":
            dialect_options[key] = value
    _dialect_options(described, dialect_options, kind)
    return described


def _columns_constraint(kind, constraint_name, columns, keywords):
    described = _constraint(kind, constraint_name, keywords)
    described["columns"] = [name(column) for column in columns]
    return described
