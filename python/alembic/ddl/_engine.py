"""The sides of the databases whose SQL the engine writes."""

from alembic import _describe
from alembic._at_hand import describing_for
from alembic._waist import IS_EMBEDDED, request
from alembic.ddl.impl import ENGINE_DIALECTS, DefaultImpl
from alembic.operations import _data


def _by_engine(method):
    """Leaves a dialect that only takes after one of these to SQLAlchemy."""

    def choose(self, *arguments, **kw):
        if self.dialect.name in ENGINE_DIALECTS:
            return method(self, *arguments, **kw)
        return getattr(DefaultImpl, method.__name__)(self, *arguments, **kw)

    choose.__name__ = method.__name__
    return choose


class EngineImpl(DefaultImpl):
    """Has the engine carry out what the methods say."""

    def _send(self, describe, *arguments):
        with describing_for(self.dialect):
            operation = describe(*arguments)
        if operation is None:
            return
        if self._context is None:
            text = request(
                "operation.compile", {"operation": operation, "dialect": self.dialect.name}
            )
            for statement in text.split(";\n"):
                self._exec(statement.replace(":", "\\:"))
            return
        request(
            "operation.invoke", {"context": self._context._identifier, "operation": operation}
        )

    @_by_engine
    def create_table(self, table, **kw):
        self._send(_data.create_table, table, kw.get("if_not_exists"))

    @_by_engine
    def drop_table(self, table, **kw):
        keywords = table.dialect_kwargs
        self._send(_data.drop_table, table.name, table.schema, kw.get("if_exists"), keywords)

    @_by_engine
    def rename_table(self, old_table_name, new_table_name, schema=None):
        self._send(_data.rename_table, old_table_name, new_table_name, schema)

    @_by_engine
    def create_table_comment(self, table):
        self._send(_data.create_table_comment, table.name, table.schema, table.comment, None)

    @_by_engine
    def drop_table_comment(self, table):
        self._send(_data.drop_table_comment, table.name, table.schema, None)

    @_by_engine
    def create_column_comment(self, column):
        self.alter_column(
            column.table.name,
            column.name,
            schema=column.table.schema,
            comment=column.comment,
            existing_type=column.type,
            existing_nullable=column.nullable,
        )

    @_by_engine
    def add_column(
        self,
        table_name,
        column,
        *,
        schema=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
        **neighbours,
    ):
        def described():
            operation = _data.add_column(
                table_name,
                schema,
                column,
                if_not_exists,
                inline_references,
                inline_primary_key,
                **neighbours,
            )
            # Constraints, indexes and comments are statements of their own.
            apart = ("index", "comment") + (() if inline_references else ("foreign_keys",))
            for key in apart:
                operation["column"].pop(key, None)
            return operation

        self._send(described)

    @_by_engine
    def drop_column(self, table_name, column, *, schema=None, if_exists=None, **kw):
        self._send(_data.drop_column, table_name, schema, column.name, if_exists, kw)

    @_by_engine
    def alter_column(
        self,
        table_name,
        column_name,
        *,
        nullable=None,
        server_default=False,
        name=None,
        type_=None,
        schema=None,
        comment=False,
        existing_comment=None,
        existing_type=None,
        existing_server_default=False,
        existing_nullable=None,
        **kw,
    ):
        def described():
            operation = _data.alter_column(
                table_name,
                schema,
                column_name,
                nullable,
                comment,
                server_default,
                name,
                type_,
                existing_type,
                existing_server_default,
                existing_nullable,
                existing_comment,
                {key: value for key, value in kw.items() if value is not None},
            )
            for key in ("type_", "existing_type"):
                # The constraints of types are statements of their own.
                operation.get(key, {}).pop("create_constraint", None)
            return operation

        self._send(described)

    @_by_engine
    def add_constraint(self, const, **kw):
        from alembic.operations.ops import AddConstraintOp

        if const._create_rule is None or const._create_rule(self):
            self._send(AddConstraintOp.from_constraint(const)._described)

    @_by_engine
    def drop_constraint(self, const, **kw):
        from alembic.operations._constraint_ops import KINDS
        from alembic.util.sqla_compat import _table_for_constraint, constraint_name_or_none

        table = _table_for_constraint(const)
        self._send(
            _data.drop_constraint,
            table.name,
            table.schema,
            constraint_name_or_none(const.name),
            KINDS.get(const.__visit_name__),
            kw.get("if_exists"),
        )

    @_by_engine
    def create_index(self, index, **kw):
        from alembic.operations.ops import CreateIndexOp

        operation = CreateIndexOp.from_index(index)
        operation.if_not_exists = kw.get("if_not_exists")
        self._send(operation._described)

    @_by_engine
    def drop_index(self, index, **kw):
        keywords = index.dialect_kwargs
        table = index.table
        self._send(
            _data.drop_index, index.name, table.name, table.schema, kw.get("if_exists"), keywords
        )

    @_by_engine
    def bulk_insert(self, table, rows, multiinsert=True):
        from alembic.operations._rows import bulk_insert

        if self.as_sql or IS_EMBEDDED:
            self._send(bulk_insert, table, rows, multiinsert)
        else:
            # What the types of the project make of values, only its own SQLAlchemy knows.
            super().bulk_insert(table, rows, multiinsert=multiinsert)

    @_by_engine
    def compare_type(self, inspector_column, metadata_column):
        with describing_for(self.dialect):
            database = _describe.type_(inspector_column.type)
            model = _describe.type_(metadata_column.type)
        return request(
            "dialect.types_differ",
            {"dialect": self.dialect.name, "database": database, "model": model},
        )

    @_by_engine
    def compare_server_default(
        self,
        inspector_column,
        metadata_column,
        rendered_metadata_default,
        rendered_inspector_default,
    ):
        with describing_for(self.dialect):
            model = _describe.column(metadata_column)
            # Whose default is known to be its own needs no other side.
            database = model if inspector_column is None else _describe.column(inspector_column)
        answer = request(
            "dialect.defaults_differ",
            {
                "dialect": self.dialect.name,
                "database": database,
                "database_default": rendered_inspector_default,
                "model": model,
                "model_default": rendered_metadata_default,
            },
        )
        if "ask" not in answer:
            return answer["differ"]
        from sqlalchemy import text

        return not self.connection.scalar(text(answer["ask"].replace(":", "\\:")))

    @_by_engine
    def render_ddl_sql_expr(self, expr, is_server_default=False, **kw):
        with describing_for(self.dialect):
            described = _describe.expression(expr)
        return request(
            "expression.compile",
            {"expression": described, "dialect": self.dialect.name, "literal_binds": True},
        )


class Collector(EngineImpl):
    """Keeps what the methods say for a batch."""

    def __init__(self, dialect, collect):
        super().__init__(dialect, None, False, None, None, {})
        self._collect = collect

    def _send(self, describe, *arguments):
        with describing_for(self.dialect):
            self._collect(describe(*arguments))
