"""The operations as methods that describe what they are given, without an object in between.

Loading the classes of operations costs the program's interpreter more than most migrations take,
so these stand in for the methods of those classes until something asks for them.
"""

from alembic import _describe
from alembic.operations import _data


def statement(sqltext, execution_options):
    """Returns the data of an operation that runs a statement."""
    kind, described = _describe.execution(sqltext)
    if kind == "statement":
        described = {"op": "execute", "statement": described}
        if execution_options:
            described["execution_options"] = dict(execution_options)
    return described


class Shortcuts:
    """The operations that name their table."""

    def execute(self, sqltext, *, execution_options=None):
        self._send(statement(sqltext, execution_options))

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
        self._send(
            _data.add_column(
                table_name, schema, column, if_not_exists, inline_references, inline_primary_key
            )
        )

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
        self._send(
            _data.alter_column(
                table_name,
                schema,
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

    def bulk_insert(self, table, rows, *, multiinsert=True):
        from alembic.operations._rows import bulk_insert

        described = bulk_insert(table, rows, multiinsert)
        if described is not None:
            self._send(described)

    def create_check_constraint(self, constraint_name, table_name, condition, *, schema=None, **kw):
        self._send(
            _data.create_check_constraint(table_name, schema, constraint_name, condition, kw)
        )

    def create_exclude_constraint(self, constraint_name, table_name, *elements, **kw):
        schema = kw.pop("schema", None)
        self._send(
            _data.create_exclude_constraint(table_name, schema, constraint_name, elements, kw)
        )

    def create_foreign_key(
        self,
        constraint_name,
        source_table,
        referent_table,
        local_cols,
        remote_cols,
        *,
        source_schema=None,
        referent_schema=None,
        **kw,
    ):
        self._send(
            _data.create_foreign_key(
                source_table,
                source_schema,
                constraint_name,
                referent_table,
                local_cols,
                remote_cols,
                referent_schema,
                kw,
            )
        )

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
        self._send(
            _data.create_index(index_name, table_name, schema, columns, unique, if_not_exists, kw)
        )

    def create_primary_key(self, constraint_name, table_name, columns, *, schema=None):
        self._send(_data.create_primary_key(table_name, schema, constraint_name, columns, {}))

    def create_table(self, table_name, *columns, if_not_exists=None, **kw):
        kw.pop("_constraints_included", None)
        table = _data.new_table(self.migration_context, table_name, columns, kw)
        self._send(_data.create_table(table, if_not_exists))
        return table

    def create_table_comment(self, table_name, comment, *, existing_comment=None, schema=None):
        self._send(_data.create_table_comment(table_name, schema, comment, existing_comment))

    def create_unique_constraint(self, constraint_name, table_name, columns, *, schema=None, **kw):
        self._send(_data.create_unique_constraint(table_name, schema, constraint_name, columns, kw))

    def drop_column(self, table_name, column_name, *, schema=None, if_exists=None, **kw):
        self._send(_data.drop_column(table_name, schema, column_name, if_exists, kw))

    def drop_constraint(
        self, constraint_name, table_name, type_=None, *, schema=None, if_exists=None
    ):
        self._send(_data.drop_constraint(table_name, schema, constraint_name, type_, if_exists))

    def drop_index(self, index_name, table_name=None, *, schema=None, if_exists=None, **kw):
        self._send(_data.drop_index(index_name, table_name, schema, if_exists, kw))

    def drop_table(self, table_name, *, schema=None, if_exists=None, **kw):
        self._send(_data.drop_table(table_name, schema, if_exists, kw))

    def drop_table_comment(self, table_name, *, existing_comment=None, schema=None):
        self._send(_data.drop_table_comment(table_name, schema, existing_comment))

    def rename_table(self, old_table_name, new_table_name, *, schema=None):
        self._send(_data.rename_table(old_table_name, new_table_name, schema))


class BatchShortcuts:
    """The operations on the table of a batch."""

    def execute(self, sqltext, *, execution_options=None):
        # Runs at once: it is no operation on the table.
        self.impl.operations._send(statement(sqltext, execution_options))

    def add_column(
        self,
        column,
        *,
        insert_before=None,
        insert_after=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
    ):
        described = _data.add_column(
            None,
            None,
            column,
            if_not_exists,
            inline_references,
            inline_primary_key,
            insert_before,
            insert_after,
        )
        self._send_column(described, column)

    def alter_column(
        self,
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
        **kw,
    ):
        self._send(
            _data.alter_column(
                None,
                None,
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

    def create_check_constraint(self, constraint_name, condition, **kw):
        self._send(_data.create_check_constraint(None, None, constraint_name, condition, kw))

    def create_exclude_constraint(self, constraint_name, *elements, **kw):
        self._send(_data.create_exclude_constraint(None, None, constraint_name, elements, kw))

    def create_foreign_key(
        self,
        constraint_name,
        referent_table,
        local_cols,
        remote_cols,
        *,
        referent_schema=None,
        **kw,
    ):
        self._send(
            _data.create_foreign_key(
                None,
                None,
                constraint_name,
                referent_table,
                local_cols,
                remote_cols,
                referent_schema,
                kw,
            )
        )

    def create_index(self, index_name, columns, *, unique=False, if_not_exists=None, **kw):
        self._send(_data.create_index(index_name, None, None, columns, unique, if_not_exists, kw))

    def create_primary_key(self, constraint_name, columns):
        self._send(_data.create_primary_key(None, None, constraint_name, columns, {}))

    def create_table_comment(self, comment, *, existing_comment=None):
        self._send(_data.create_table_comment(None, None, comment, existing_comment))

    def create_unique_constraint(self, constraint_name, columns, **kw):
        self._send(_data.create_unique_constraint(None, None, constraint_name, columns, kw))

    def drop_column(self, column_name, *, if_exists=None, **kw):
        self._send(_data.drop_column(None, None, column_name, if_exists, kw))

    def drop_constraint(self, constraint_name, type_=None):
        self._send(_data.drop_constraint(None, None, constraint_name, type_, None))

    def drop_index(self, index_name, *, if_exists=None, **kw):
        kw.pop("table_name", None)
        self._send(_data.drop_index(index_name, None, None, if_exists, kw))

    def drop_table_comment(self, *, existing_comment=None):
        self._send(_data.drop_table_comment(None, None, existing_comment))


# Errors about arguments name the methods as scripts do.
for _class in (Shortcuts, BatchShortcuts):
    for _name, _member in vars(_class).items():
        if hasattr(_member, "__code__"):
            _member.__qualname__ = _name
