"""The operations on one migration context: each call becomes the data of one operation."""

from alembic import _describe, _proxies
from alembic._describe import expression, given, name, options, type_
from alembic._waist import IS_EMBEDDED, plain, request

_custom = {}


class AbstractOperations:
    """What `Operations` and `BatchOperations` share."""

    migration_context = None

    def _send(self, operation):
        raise NotImplementedError

    def f(self, name):
        return _sqlalchemy("conv")(name)

    def get_bind(self):
        return self.migration_context.bind

    def get_context(self):
        return self.migration_context

    def inline_literal(self, value, type_=None):
        from alembic._inline import inline_literal

        return inline_literal(value, type_)

    def execute(self, sqltext, *, execution_options=None):
        try:
            kind, described = _describe.execution(sqltext)
        except NotImplementedError:
            if IS_EMBEDDED:
                raise
            from alembic._connections import run_statement

            run_statement(self.migration_context, sqltext, execution_options)
            return
        if kind == "statement":
            described = {"op": "execute", "statement": described}
            if execution_options:
                described["execution_options"] = dict(execution_options)
        self._send(described)

    def invoke(self, operation):
        for cls in type(operation).__mro__:
            function = _custom.get(cls)
            if function is not None:
                return function(self, operation)
        described = getattr(operation, "_described", None)
        if described is None:
            raise NotImplementedError(
                f"op.invoke() does not know {type(operation).__name__}: call the method of `op` "
                "of the same name instead, or register an implementation with "
                "@Operations.implementation_for"
            )
        return self._send(described())

    def run_async(self, async_function, *args, **kw_args):
        from sqlalchemy.ext.asyncio import AsyncConnection

        bind = self.get_bind()
        if bind is None or self.migration_context.as_sql:
            raise NotImplementedError("Cannot call run_async in SQL mode")
        if not IS_EMBEDDED:
            if not bind.dialect.is_async:
                raise ValueError("Cannot call run_async with a sync engine")
            from sqlalchemy.util import await_only

            connection = AsyncConnection._retrieve_proxy_for_target(bind)
            return await_only(async_function(connection, *args, **kw_args))

        import asyncio

        coroutine = async_function(AsyncConnection(bind.engine, bind), *args, **kw_args)
        # A migration runs inside of env.py's own loop, which waits for it.
        outer = asyncio._running
        asyncio._running = None
        try:
            return asyncio.run(coroutine)
        finally:
            asyncio._running = outer

    @classmethod
    def register_operation(cls, name, sourcename=None):
        """Makes a class of operations of the project's own callable by a name."""

        def register(operation_class):
            from alembic import op

            source = sourcename or name
            if cls.__name__ == "BatchOperations" and sourcename is None:
                source = "batch_" + name

            def method(self, *args, **kw):
                return getattr(operation_class, source)(self, *args, **kw)

            method.__name__ = name
            setattr(cls, name, method)
            if cls is Operations:
                setattr(op, name, op._function(name))
            return operation_class

        return register

    @classmethod
    def implementation_for(cls, op_cls, replace=False):
        """Says which function carries out a class of operations."""

        def register(function):
            if op_cls in _custom and not replace:
                raise ValueError(
                    f"Can not set dispatch function for object {op_cls!r}: "
                    "key already exists. To replace existing function, use "
                    "replace=True."
                )
            _custom[op_cls] = function
            return function

        return register


class Operations(AbstractOperations):
    """What `alembic.op` speaks of."""

    def __init__(self, migration_context, impl=None):
        self.migration_context = migration_context

    @property
    def impl(self):
        return self.migration_context.impl

    @classmethod
    def context(cls, migration_context):
        return _Installed(cls(migration_context))

    def _send(self, operation):
        request(
            "operation.invoke",
            {"context": self.migration_context._identifier, "operation": operation},
        )

    def batch_alter_table(
        self,
        table_name,
        schema=None,
        recreate="auto",
        partial_reordering=None,
        copy_from=None,
        table_args=(),
        table_kwargs={},
        reflect_args=(),
        reflect_kwargs={},
        naming_convention=None,
    ):
        from alembic.operations.batch import Batch

        described = _named_table("batch_alter_table", table_name, schema)
        if recreate != "auto":
            described["recreate"] = recreate
        if partial_reordering:
            described["partial_reordering"] = [
                [name(member) for member in group] for group in partial_reordering
            ]
        if copy_from is not None:
            described["copy_from"] = _describe.table(copy_from)
        if table_args:
            described["table_args"] = [_describe.table_item(item) for item in table_args]
        if table_kwargs:
            described["table_kwargs"] = options(table_kwargs)
        if reflect_args:
            described["reflect_args"] = [_describe.table_item(item) for item in reflect_args]
        if reflect_kwargs:
            described["reflect_kwargs"] = plain(dict(reflect_kwargs))
        if naming_convention:
            described["naming_convention"] = _describe.naming_convention(naming_convention)
        return Batch(self, described)

    def add_column(
        self,
        table_name,
        column,
        *,
        schema=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
    ):
        described = _named_table("add_column", table_name, schema)
        described["column"] = _describe.column(column)
        _flags(
            described,
            if_not_exists=if_not_exists,
            inline_references=inline_references,
            inline_primary_key=inline_primary_key,
        )
        self._send(described)

    def alter_column(
        self,
        table_name,
        column_name,
        *,
        nullable=None,
        comment=False,
        server_default=False,
        new_column_name=None,
        type_=None,
        existing_type=None,
        existing_server_default=False,
        existing_nullable=None,
        existing_comment=None,
        schema=None,
        **kw,
    ):
        described = _named_table("alter_column", table_name, schema)
        described.update(
            _column_changes(
                column_name,
                nullable,
                comment,
                server_default,
                new_column_name,
                type_,
                existing_type,
                existing_server_default,
                existing_nullable,
                existing_comment,
                kw,
            )
        )
        self._send(described)

    def bulk_insert(self, table, rows, *, multiinsert=True):
        from alembic.operations._rows import bulk_insert

        described = bulk_insert(table, rows, multiinsert)
        if described is not None:
            self._send(described)

    def create_check_constraint(self, constraint_name, table_name, condition, *, schema=None, **kw):
        described = _named_table("create_check_constraint", table_name, schema)
        described["constraint"] = _check(constraint_name, condition, kw)
        self._send(described)

    def create_exclude_constraint(self, constraint_name, table_name, *elements, **kw):
        described = _named_table("create_exclude_constraint", table_name, kw.pop("schema", None))
        described["constraint"] = _exclude(constraint_name, elements, kw)
        self._send(described)

    def create_foreign_key(
        self,
        constraint_name,
        source_table,
        referent_table,
        local_cols,
        remote_cols,
        *,
        onupdate=None,
        ondelete=None,
        deferrable=None,
        initially=None,
        match=None,
        source_schema=None,
        referent_schema=None,
        **dialect_kw,
    ):
        described = _named_table("create_foreign_key", source_table, source_schema)
        described["constraint"] = _foreign_key(
            constraint_name,
            referent_table,
            local_cols,
            remote_cols,
            referent_schema,
            given(
                onupdate=onupdate,
                ondelete=ondelete,
                deferrable=deferrable,
                initially=initially,
                match=match,
            ),
            dialect_kw,
        )
        self._send(described)

    def create_index(
        self,
        index_name,
        table_name,
        columns,
        *,
        schema=None,
        unique=False,
        if_not_exists=None,
        **kw,
    ):
        described = _named_table("create_index", table_name, schema)
        described.update(_index(index_name, columns, unique, kw))
        _flags(described, if_not_exists=if_not_exists)
        self._send(described)

    def create_primary_key(self, constraint_name, table_name, columns, *, schema=None):
        described = _named_table("create_primary_key", table_name, schema)
        described["constraint"] = _columns_constraint(
            "PrimaryKeyConstraint", constraint_name, columns, {}
        )
        self._send(described)

    def create_table(self, table_name, *columns, if_not_exists=None, **kw):
        metadata = _sqlalchemy("MetaData")
        target = self.migration_context.opts.get("target_metadata")
        convention = getattr(target, "naming_convention", None)
        kw.pop("_constraints_included", None)
        table = _sqlalchemy("Table")(
            table_name,
            metadata(naming_convention=convention) if convention else metadata(),
            *[
                item._copy() if item.__visit_name__ == "column" and item.table is not None else item
                for item in columns
            ],
            **kw,
        )
        described = {"op": "create_table", "table": _describe.table(table)}
        _flags(described, if_not_exists=if_not_exists)
        self._send(described)
        return table

    def create_table_comment(self, table_name, comment, *, existing_comment=None, schema=None):
        described = _named_table("create_table_comment", table_name, schema)
        described["comment"] = comment
        if existing_comment is not None:
            described["existing_comment"] = existing_comment
        self._send(described)

    def create_unique_constraint(self, constraint_name, table_name, columns, *, schema=None, **kw):
        described = _named_table("create_unique_constraint", table_name, schema)
        described["constraint"] = _columns_constraint(
            "UniqueConstraint", constraint_name, columns, kw
        )
        self._send(described)

    def drop_column(self, table_name, column_name, *, schema=None, **kw):
        described = _named_table("drop_column", table_name, schema)
        described.update(_drop_column(column_name, kw))
        self._send(described)

    def drop_constraint(
        self, constraint_name, table_name, type_=None, *, schema=None, if_exists=None
    ):
        described = _named_table("drop_constraint", table_name, schema)
        described.update(_drop_constraint(constraint_name, type_, if_exists))
        self._send(described)

    def drop_index(self, index_name, table_name=None, *, schema=None, if_exists=None, **kw):
        described = {"op": "drop_index", "index_name": name(index_name)}
        if table_name is not None:
            described["table_name"] = name(table_name)
        if schema is not None:
            described["schema"] = name(schema)
        _flags(described, if_exists=if_exists)
        if kw:
            described["dialect_options"] = options(kw)
        self._send(described)

    def drop_table(self, table_name, *, schema=None, if_exists=None, **kw):
        described = _named_table("drop_table", table_name, schema)
        _flags(described, if_exists=if_exists)
        keywords = {key: value for key, value in kw.items() if key not in _TABLE_KEYWORDS}
        if keywords:
            described["dialect_options"] = options(keywords)
        self._send(described)

    def drop_table_comment(self, table_name, *, existing_comment=None, schema=None):
        described = _named_table("drop_table_comment", table_name, schema)
        if existing_comment is not None:
            described["existing_comment"] = existing_comment
        self._send(described)

    def rename_table(self, old_table_name, new_table_name, *, schema=None):
        self._send(
            {
                "op": "rename_table",
                "old_table_name": name(old_table_name),
                "new_table_name": name(new_table_name),
                **given(schema=name(schema)),
            }
        )


_TABLE_KEYWORDS = ("comment", "info", "prefixes", "_constraints_included")


class _Installed:
    """Has `alembic.op` speak of an object for a while."""

    def __init__(self, operations):
        self._operations = operations

    def __enter__(self):
        self._before = _proxies.install("operations", self._operations)
        return self._operations

    def __exit__(self, *arguments):
        _proxies.install("operations", self._before)


def _named_table(op, table_name, schema):
    described = {"op": op, "table_name": name(table_name)}
    if schema is not None:
        described["schema"] = name(schema)
    return described


def _flags(described, **flags):
    for key, value in flags.items():
        if value:
            described[key] = True


_loaded = {}


def _sqlalchemy(name):
    """Returns a class of `sqlalchemy`, which a script that never needs it does not load."""
    found = _loaded.get(name)
    if found is None:
        if name == "conv":
            from sqlalchemy.sql import elements as module
        else:
            import sqlalchemy as module
        found = _loaded[name] = getattr(module, name)
    return found


def _change(described, key, value):
    if value is None:
        described[key] = None
    elif value is not False:
        described[key] = _describe.server_default(value)


def _column_changes(
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
    described = {"column_name": name(column_name)}
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
    _change(described, "existing_server_default", existing_server_default)
    if existing_nullable is not None:
        described["existing_nullable"] = bool(existing_nullable)
    if existing_comment is not None and existing_comment is not False:
        described["existing_comment"] = existing_comment
    dialect_options = {}
    for key, value in keywords.items():
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


def _drop_column(column_name, keywords):
    described = {"column_name": name(column_name)}
    keywords = dict(keywords)
    _flags(described, if_exists=keywords.pop("if_exists", None))
    if keywords:
        described["dialect_options"] = options(keywords)
    return described


def _drop_constraint(constraint_name, kind, if_exists):
    described = {"constraint_name": name(constraint_name)}
    if kind is not None:
        if kind not in ("foreignkey", "primary", "unique", "check"):
            raise TypeError("'type' can be one of 'check', 'foreignkey', 'primary', 'unique', None")
        described["type_"] = kind
    _flags(described, if_exists=if_exists)
    return described


def _index(index_name, columns, unique, keywords):
    if isinstance(columns, str):
        raise ValueError("columns argument must be a list")
    described = {"index_name": name(index_name), "columns": _describe.index_expressions(columns)}
    if keywords.get("quote") is not None and index_name is not None:
        described["index_name"] = {
            "quoted": str.__str__(index_name),
            "quote": bool(keywords["quote"]),
        }
    if unique:
        described["unique"] = True
    keywords = {key: value for key, value in keywords.items() if key not in ("info", "quote")}
    if keywords:
        described["dialect_options"] = options(keywords)
    return described


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
            dialect_options[key] = _describe.argument(value)
    if dialect_options:
        described["dialect_options"] = dialect_options
    return described


def _columns_constraint(kind, constraint_name, columns, keywords):
    described = _constraint(kind, constraint_name, keywords)
    described["columns"] = [name(column) for column in columns]
    return described


def _check(constraint_name, condition, keywords):
    described = _constraint("CheckConstraint", constraint_name, keywords)
    described["sqltext"] = _describe.text_or_expression(condition)
    return described


def _exclude(constraint_name, elements, keywords):
    keywords = dict(keywords)
    fields = given(
        using=keywords.pop("using", None),
        ops=keywords.pop("ops", None) or None,
    )
    where = keywords.pop("where", None)
    described = _constraint("ExcludeConstraint", constraint_name, keywords)
    described["elements"] = [
        [name(member) if isinstance(member, str) else expression(member), operator]
        for member, operator in elements
    ]
    described.update(fields)
    if where is not None:
        described["where"] = _describe.text_or_expression(where)
    return described


def _foreign_key(
    constraint_name, referent_table, local_cols, remote_cols, referent_schema, fields, keywords
):
    described = _constraint("ForeignKeyConstraint", constraint_name, keywords)
    prefix = f"{referent_schema}.{referent_table}" if referent_schema else referent_table
    described["columns"] = [name(column) for column in local_cols]
    described["refcolumns"] = [f"{prefix}.{column}" for column in remote_cols]
    described.update(fields)
    return described


def __getattr__(name):
    if name == "BatchOperations":
        from alembic.operations.batch import BatchOperations

        return BatchOperations
    from alembic._waist import missing

    raise missing(__name__, name)
