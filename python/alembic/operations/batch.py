"""Operations on one table that are applied together."""

from alembic import _describe
from alembic._describe import given, name
from alembic.operations import base
from alembic.operations.base import AbstractOperations


class Batch:
    """The `with` block: sends what was collected when it ends well."""

    def __init__(self, operations, described):
        self._operations = operations
        self._described = described

    def __enter__(self):
        self._batch = BatchOperations(self._operations.migration_context)
        return self._batch

    def __exit__(self, kind, value, traceback):
        if kind is None:
            self._described["operations"] = self._batch._collected
            self._operations._send(self._described)
        return None


class BatchOperations(AbstractOperations):
    """Collects operations that leave out the table."""

    def __init__(self, migration_context, impl=None):
        self.migration_context = migration_context
        self._collected = []
        self._run = base.Operations(migration_context)._send

    @property
    def impl(self):
        return self.migration_context.impl

    def _send(self, operation):
        self._collected.append(operation)

    def execute(self, sqltext, *, execution_options=None):
        # Runs at once: it is no operation on the table.
        collected, self._collected = self._collected, []
        try:
            super().execute(sqltext, execution_options=execution_options)
            for operation in self._collected:
                self._run(operation)
        finally:
            self._collected = collected

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
        described = {"op": "add_column", "column": _describe.column(column)}
        base._flags(
            described,
            if_not_exists=if_not_exists,
            inline_references=inline_references,
            inline_primary_key=inline_primary_key,
        )
        described.update(given(insert_before=name(insert_before), insert_after=name(insert_after)))
        self._send(described)

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
        insert_before=None,
        insert_after=None,
        **kw,
    ):
        changes = base._column_changes(
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
            {**kw, "insert_before": insert_before, "insert_after": insert_after},
        )
        self._send({"op": "alter_column", **changes})

    def create_check_constraint(self, constraint_name, condition, **kw):
        self._send(
            {
                "op": "create_check_constraint",
                "constraint": base._check(constraint_name, condition, kw),
            }
        )

    def create_exclude_constraint(self, constraint_name, *elements, **kw):
        self._send(
            {
                "op": "create_exclude_constraint",
                "constraint": base._exclude(constraint_name, elements, kw),
            }
        )

    def create_foreign_key(
        self,
        constraint_name,
        referent_table,
        local_cols,
        remote_cols,
        *,
        referent_schema=None,
        onupdate=None,
        ondelete=None,
        deferrable=None,
        initially=None,
        match=None,
        **dialect_kw,
    ):
        constraint = base._foreign_key(
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
        self._send({"op": "create_foreign_key", "constraint": constraint})

    def create_index(self, index_name, columns, *, unique=False, if_not_exists=None, **kw):
        described = {"op": "create_index", **base._index(index_name, columns, unique, kw)}
        base._flags(described, if_not_exists=if_not_exists)
        self._send(described)

    def create_primary_key(self, constraint_name, columns):
        constraint = base._columns_constraint("PrimaryKeyConstraint", constraint_name, columns, {})
        self._send({"op": "create_primary_key", "constraint": constraint})

    def create_table_comment(self, comment, *, existing_comment=None):
        self._send(
            {
                "op": "create_table_comment",
                "comment": comment,
                **given(existing_comment=existing_comment),
            }
        )

    def create_unique_constraint(self, constraint_name, columns, **kw):
        constraint = base._columns_constraint("UniqueConstraint", constraint_name, columns, kw)
        self._send({"op": "create_unique_constraint", "constraint": constraint})

    def drop_column(self, column_name, **kw):
        self._send({"op": "drop_column", **base._drop_column(column_name, kw)})

    def drop_constraint(self, constraint_name, type_=None, *, if_exists=None):
        self._send(
            {
                "op": "drop_constraint",
                **base._drop_constraint(constraint_name, type_, if_exists),
            }
        )

    def drop_index(self, index_name, *, if_exists=None, **kw):
        described = {"op": "drop_index", "index_name": name(index_name)}
        base._flags(described, if_exists=if_exists)
        keywords = {key: value for key, value in kw.items() if key != "table_name"}
        if keywords:
            described["dialect_options"] = _describe.options(keywords)
        self._send(described)

    def drop_table_comment(self, *, existing_comment=None):
        self._send({"op": "drop_table_comment", **given(existing_comment=existing_comment)})
