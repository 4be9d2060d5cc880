"""Makes operations of the data that the engine gives.

What the project's own metadata has is taken from there, so that its types and expressions are the
project's own objects and not likenesses of them.
"""

from alembic import _build
from alembic._build import name
from alembic.operations import ops


def operation(data, metadata=()):
    """Returns the operation or the group of operations that data describes."""
    return _Maker(metadata if isinstance(metadata, (list, tuple)) else [metadata]).make(data)


class _Maker:
    def __init__(self, metadata):
        self._metadata = [member for member in metadata if member is not None]
        # Downgrades make what the metadata does not have any more, be it of the same name.
        self._is_downgrade = False

    def make(self, data):
        maker = getattr(self, "_" + data["op"], None)
        if maker is None:
            raise NotImplementedError(f"there is no class for the operation {data['op']!r}")
        return maker(data)

    def _make_all(self, data):
        return [self.make(item) for item in data]

    def _custom(self, data):
        from alembic._waist import held

        return held(data["object"])

    def _op_container(self, data):
        return ops.OpContainer(self._make_all(data["ops"]))

    def _modify_table_ops(self, data):
        return ops.ModifyTableOps(
            name(data["table_name"]), self._make_all(data["ops"]), schema=_schema(data)
        )

    def _upgrade_ops(self, data):
        return ops.UpgradeOps(self._make_all(data["ops"]), data.get("upgrade_token", "upgrades"))

    def _downgrade_ops(self, data):
        self._is_downgrade = True
        made = self._make_all(data["ops"])
        self._is_downgrade = False
        return ops.DowngradeOps(made, data.get("downgrade_token", "downgrades"))

    def _migration_script(self, data):
        return ops.MigrationScript(
            data.get("rev_id"),
            self._make_all(data["upgrade_ops_list"]),
            self._make_all(data["downgrade_ops_list"]),
            message=data.get("message"),
            imports=set(data.get("imports") or ()),
            head=_one_or_many(data.get("head")),
            splice=data.get("splice"),
            branch_label=_one_or_many(data.get("branch_label")),
            version_path=data.get("version_path"),
            depends_on=_one_or_many(data.get("depends_on")),
        )

    def _create_table(self, data):
        described = data["table"]
        table = self._known_table(described["name"], described.get("schema"))
        made = ops.CreateTableOp.from_table(
            table if table is not None else _build.table(described),
            _namespace_metadata=self._namespace(table),
        )
        made.if_not_exists = data.get("if_not_exists")
        return made

    def _namespace(self, table):
        return table.metadata if table is not None else next(iter(self._metadata), None)

    def _drop_table(self, data):
        reverse = self._reverse(data)
        keywords = _build.options(data)
        if reverse is not None:
            keywords.update(
                comment=reverse.comment, info=reverse.info, prefixes=reverse.prefixes
            )
        return ops.DropTableOp(
            name(data["table_name"]),
            schema=_schema(data),
            if_exists=data.get("if_exists"),
            table_kw=keywords,
            _reverse=reverse,
        )

    def _reverse(self, data):
        # What is dropped is the database's, not the project's.
        reverse = data.get("_reverse")
        return _Maker(()).make(reverse) if reverse else None

    def _rename_table(self, data):
        made = ops.RenameTableOp(
            name(data["old_table_name"]), name(data["new_table_name"]), schema=_schema(data)
        )
        made._alternative = self._make_all(data.get("_alternative") or ())
        return made

    def _create_table_comment(self, data):
        return ops.CreateTableCommentOp(
            name(data["table_name"]),
            data["comment"],
            schema=_schema(data),
            existing_comment=data.get("existing_comment"),
        )

    def _drop_table_comment(self, data):
        return ops.DropTableCommentOp(
            name(data["table_name"]),
            schema=_schema(data),
            existing_comment=data.get("existing_comment"),
        )

    def _add_column(self, data):
        column = self._known_column(data, data["column"]["name"])
        neighbours = {
            key: name(data[key]) for key in ("insert_before", "insert_after") if data.get(key)
        }
        return ops.AddColumnOp(
            name(data["table_name"]),
            column if column is not None else self._new_column(data),
            schema=_schema(data),
            if_not_exists=data.get("if_not_exists"),
            inline_references=data.get("inline_references"),
            inline_primary_key=data.get("inline_primary_key"),
            **neighbours,
        )

    def _new_column(self, data):
        from sqlalchemy import MetaData, Table

        column = _build.column(data["column"])
        # Hooks ask a column for its table.
        Table(name(data["table_name"]), MetaData(), column, schema=_schema(data))
        return column

    def _drop_column(self, data):
        return ops.DropColumnOp(
            name(data["table_name"]),
            name(data["column_name"]),
            schema=_schema(data),
            if_exists=data.get("if_exists"),
            _reverse=self._reverse(data),
            **_build.options(data),
        )

    def _alter_column(self, data):
        column = self._column_of_metadata(
            data, data.get("new_column_name") or data["column_name"]
        )
        keywords = _build.options(data)
        for key in ("autoincrement", "existing_autoincrement"):
            if key in data:
                keywords[key] = data[key]
        for key in ("insert_before", "insert_after"):
            if data.get(key):
                keywords[key] = name(data[key])
        made = ops.AlterColumnOp(
            name(data["table_name"]),
            name(data["column_name"]),
            schema=_schema(data),
            existing_type=_type(data.get("existing_type")),
            existing_server_default=_default_of_column(data, "existing_server_default"),
            existing_nullable=data.get("existing_nullable"),
            existing_comment=data.get("existing_comment"),
            modify_nullable=data.get("nullable"),
            modify_comment=data.get("comment", False),
            modify_server_default=_server_default(data, "server_default"),
            modify_name=name(data.get("new_column_name")),
            modify_type=_type(data.get("type_")),
            **keywords,
        )
        made._alternative = self._make_all(data.get("_alternative") or ())
        if column is not None:
            self._take_from_column(made, column)
        elif data.get("is_type_a_class") and made.modify_type is not None:
            made.modify_type = type(made.modify_type)
        elif data.get("is_type_a_class"):
            made.existing_type = type(made.existing_type)
        return made

    def _take_from_column(self, made, column):
        if self._is_downgrade:
            if made.modify_type is not None:
                made.existing_type = column.type
            return
        if made.modify_type is not None:
            made.modify_type = column.type
        default = made.modify_server_default
        if default is not None and default is not False and column.server_default is not None:
            made.modify_server_default = column.server_default

    def _create_index(self, data):
        table = self._known_table(data["table_name"], data.get("schema"))
        known = _by_name(table.indexes, data["index_name"]) if table is not None else None
        if known is not None:
            made = ops.CreateIndexOp.from_index(known)
        else:
            if table is None and "_known_columns" in data:
                table = _build.table(
                    {
                        "name": data["table_name"],
                        "schema": data.get("schema"),
                        "columns": data["_known_columns"],
                    }
                )
            made = ops.CreateIndexOp(
                name(data["index_name"]),
                name(data["table_name"]),
                [self._index_member(table, member) for member in data["columns"]],
                schema=_schema(data),
                unique=bool(data.get("unique")),
                **_build.options(data),
            )
        made.if_not_exists = data.get("if_not_exists")
        return made

    def _index_member(self, table, member):
        made = _build.index_member(member)
        if table is None or not isinstance(made, str):
            return made
        known = _by_name(table.columns, made)
        return made if known is None else known

    def _drop_index(self, data):
        reverse = self._reverse(data)
        keywords = _build.options(data)
        if reverse is not None:
            keywords["unique"] = reverse.unique
        return ops.DropIndexOp(
            name(data["index_name"]),
            name(data.get("table_name")),
            schema=_schema(data),
            if_exists=data.get("if_exists"),
            _reverse=reverse,
            **keywords,
        )

    def _create_type(self, data):
        return ops.CreateEnumOp(_type(data["type"]))

    def _drop_type(self, data):
        return ops.DropEnumOp(_type(data["type"]))

    def _alter_enum(self, data):
        return ops.AlterEnumOp(
            name(data["name"]),
            data["existing_values"],
            data["values"],
            schema=_schema(data),
            users=data.get("users"),
            rebuild=bool(data.get("rebuild")),
        )

    def _create_constraint(self, data):
        table = self._known_table(data["table_name"], data.get("schema"))
        described = data["constraint"]
        if table is not None and described.get("name") is not None:
            known = _by_name(table.constraints, described["name"])
            if known is not None:
                return ops.AddConstraintOp.from_constraint(known)
        return _CONSTRAINTS[described["constraint"]](data, described)

    _create_primary_key = _create_unique_constraint = _create_constraint
    _create_foreign_key = _create_check_constraint = _create_constraint
    _create_exclude_constraint = _create_constraint

    def _drop_constraint(self, data):
        return ops.DropConstraintOp(
            name(data.get("constraint_name")),
            name(data["table_name"]),
            data.get("type_"),
            schema=_schema(data),
            if_exists=data.get("if_exists"),
            _reverse=self._reverse(data),
        )

    def _execute(self, data):
        statement = data["statement"]
        return ops.ExecuteSQLOp(
            statement if type(statement) is str else _build.expression(statement),
            execution_options=data.get("execution_options"),
        )

    def _bulk_insert(self, data):
        return ops.BulkInsertOp(
            _build.table(data["table"]),
            [
                {key: _build._argument(value) for key, value in row.items()}
                for row in data.get("rows") or ()
            ],
            multiinsert=data.get("multiinsert", True),
        )

    def _known_table(self, table_name, schema):
        return None if self._is_downgrade else self._table_of_metadata(table_name, schema)

    def _table_of_metadata(self, table_name, schema):
        key = str(name(table_name))
        if schema:
            key = f"{name(schema)}.{key}"
        for metadata in self._metadata:
            table = metadata.tables.get(key)
            if table is not None:
                return table
        return None

    def _known_column(self, data, column_name):
        return None if self._is_downgrade else self._column_of_metadata(data, column_name)

    def _column_of_metadata(self, data, column_name):
        table = self._table_of_metadata(data["table_name"], data.get("schema"))
        return None if table is None else _by_name(table.columns, column_name)


def _schema(data):
    return name(data.get("schema"))


def _one_or_many(value):
    if isinstance(value, list) and len(value) < 2:
        return value[0] if value else None
    return value


def _type(data):
    return _build.type_(data) if data else None


def _server_default(data, key):
    if key not in data:
        return False
    if data[key] is None:
        return None
    made = _build.server_default(data[key])
    if getattr(made, "is_server_default", False):
        return made
    from sqlalchemy import DefaultClause

    return DefaultClause(made)


def _default_of_column(data, key):
    """Returns a server default as a column has it."""
    default = _server_default(data, key)
    if default is None or default is False or hasattr(default, "_set_parent"):
        return default
    from sqlalchemy import DefaultClause

    return DefaultClause(default)


def _by_name(items, wanted):
    wanted = str(name(wanted))
    for item in items:
        if item.name is not None and str(item.name) == wanted:
            return item
    return None


def _keywords(described, *fields):
    values = {key: described[key] for key in fields if described.get(key) is not None}
    return {**values, **_build.options(described)}


def _columns_constraint(cls):
    def make(data, described):
        return cls(
            name(described.get("name")),
            name(data["table_name"]),
            list(map(name, described["columns"])),
            schema=_schema(data),
            **_keywords(described, "deferrable", "initially"),
        )

    return make


def _check(data, described):
    return ops.CreateCheckConstraintOp(
        name(described.get("name")),
        name(data["table_name"]),
        _build.expression(described["sqltext"]),
        schema=_schema(data),
        **_keywords(described, "deferrable", "initially"),
    )


def _foreign_key(data, described):
    targets = [target.rpartition(".") for target in described["refcolumns"]]
    schema, _, referent = targets[0][0].rpartition(".")
    return ops.CreateForeignKeyOp(
        name(described.get("name")),
        name(data["table_name"]),
        referent,
        list(map(name, described["columns"])),
        [target[2] for target in targets],
        source_schema=_schema(data),
        referent_schema=schema or None,
        **_keywords(
            described, "onupdate", "ondelete", "initially", "deferrable", "use_alter", "match"
        ),
    )


def _exclude(data, described):
    where = described.get("where")
    return ops.CreateExcludeConstraintOp(
        name(described.get("name")),
        name(data["table_name"]),
        [(_build.index_member(member), operator) for member, operator in described["elements"]],
        where=_build.expression(where) if where else None,
        schema=_schema(data),
        **_keywords(described, "deferrable", "initially", "using", "ops"),
    )


_CONSTRAINTS = {
    "PrimaryKeyConstraint": _columns_constraint(ops.CreatePrimaryKeyOp),
    "UniqueConstraint": _columns_constraint(ops.CreateUniqueConstraintOp),
    "CheckConstraint": _check,
    "ForeignKeyConstraint": _foreign_key,
    "ExcludeConstraint": _exclude,
}
