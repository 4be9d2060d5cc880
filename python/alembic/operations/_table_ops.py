"""Operations on whole tables."""

from alembic._describe import in_order
from alembic.operations import _data
from alembic.operations._operation import AlterTableOp, MigrateOperation, RenamingOp, with_reverse
from alembic.operations.base import BatchOperations, Operations
from alembic.operations.schemaobj import SchemaObjects


@Operations.register_operation("create_table")
class CreateTableOp(MigrateOperation):
    """Creates a table."""

    def __init__(
        self,
        table_name,
        columns,
        *,
        schema=None,
        if_not_exists=None,
        _namespace_metadata=None,
        _constraints_included=False,
        **kw,
    ):
        self.table_name = table_name
        self.columns = columns
        self.schema = schema
        self.if_not_exists = if_not_exists
        self.info = kw.pop("info", {})
        self.comment = kw.pop("comment", None)
        self.prefixes = kw.pop("prefixes", None)
        self.kw = kw
        self._namespace_metadata = _namespace_metadata
        self._constraints_included = _constraints_included

    def reverse(self):
        return DropTableOp.from_table(
            self.to_table(), _namespace_metadata=self._namespace_metadata
        )

    def to_diff_tuple(self):
        return ("add_table", self.to_table())

    @classmethod
    def from_table(cls, table, *, _namespace_metadata=None):
        # The primary key is made only when it is asked for.
        table.primary_key
        return cls(
            table.name,
            list(table.c) + in_order(table.constraints),
            schema=table.schema,
            _namespace_metadata=(
                table.metadata if _namespace_metadata is None else _namespace_metadata
            ),
            # What `unique=True` and `index=True` of a column stand for is among the items.
            _constraints_included=True,
            comment=table.comment,
            info=dict(table.info),
            prefixes=list(table._prefixes),
            **table.dialect_kwargs,
        )

    def to_table(self, migration_context=None):
        return SchemaObjects(migration_context).table(
            self.table_name,
            *self.columns,
            schema=self.schema,
            prefixes=list(self.prefixes) if self.prefixes else [],
            comment=self.comment,
            info=self.info.copy() if self.info else {},
            _constraints_included=self._constraints_included,
            **self.kw,
        )

    def _described(self):
        return _data.create_table(self.to_table(), self.if_not_exists)

    @classmethod
    def create_table(cls, operations, table_name, *columns, if_not_exists=None, **kw):
        """Creates a table and returns it."""
        return operations.invoke(cls(table_name, columns, if_not_exists=if_not_exists, **kw))


@Operations.register_operation("drop_table")
class DropTableOp(MigrateOperation):
    """Drops a table."""

    def __init__(self, table_name, *, schema=None, if_exists=None, table_kw=None, _reverse=None):
        self.table_name = table_name
        self.schema = schema
        self.if_exists = if_exists
        self.table_kw = table_kw or {}
        self.comment = self.table_kw.pop("comment", None)
        self.info = self.table_kw.pop("info", None)
        self.prefixes = self.table_kw.pop("prefixes", None)
        self._reverse = _reverse

    def to_diff_tuple(self):
        return ("remove_table", self.to_table())

    def reverse(self):
        return CreateTableOp.from_table(self.to_table())

    @classmethod
    def from_table(cls, table, *, _namespace_metadata=None):
        return cls(
            table.name,
            schema=table.schema,
            table_kw={
                "comment": table.comment,
                "info": dict(table.info),
                "prefixes": list(table._prefixes),
                **table.dialect_kwargs,
            },
            _reverse=CreateTableOp.from_table(table, _namespace_metadata=_namespace_metadata),
        )

    def to_table(self, migration_context=None):
        reverse = self._reverse
        return SchemaObjects(migration_context).table(
            self.table_name,
            *(reverse.columns if reverse else ()),
            comment=self.comment,
            info=self.info.copy() if self.info else {},
            prefixes=list(self.prefixes) if self.prefixes else [],
            schema=self.schema,
            _constraints_included=reverse._constraints_included if reverse else False,
            **self.table_kw,
        )

    def _described(self):
        described = _data.drop_table(self.table_name, self.schema, self.if_exists, self.table_kw)
        return with_reverse(described, self._reverse)

    @classmethod
    def drop_table(cls, operations, table_name, *, schema=None, if_exists=None, **kw):
        """Drops a table."""
        operations.invoke(cls(table_name, schema=schema, if_exists=if_exists, table_kw=kw))


@Operations.register_operation("rename_table")
class RenameTableOp(RenamingOp):
    """Renames a table."""

    def __init__(self, old_table_name, new_table_name, *, schema=None):
        super().__init__(old_table_name, schema=schema)
        self.new_table_name = new_table_name

    def _described(self):
        described = _data.rename_table(self.table_name, self.new_table_name, self.schema)
        return self._with_alternative(described)

    def to_diff_tuple(self):
        return ("rename_table", self.schema, self.table_name, self.new_table_name)

    def reverse(self):
        return self._reversing(
            RenameTableOp(self.new_table_name, self.table_name, schema=self.schema)
        )

    @classmethod
    def rename_table(cls, operations, old_table_name, new_table_name, *, schema=None):
        """Renames a table."""
        return operations.invoke(cls(old_table_name, new_table_name, schema=schema))


@Operations.register_operation("create_table_comment")
@BatchOperations.register_operation("create_table_comment", "batch_create_table_comment")
class CreateTableCommentOp(AlterTableOp):
    """Sets the comment of a table."""

    def __init__(self, table_name, comment, *, schema=None, existing_comment=None):
        super().__init__(table_name, schema=schema)
        self.comment = comment
        self.existing_comment = existing_comment

    def reverse(self):
        """Returns the operation that brings back the comment there was."""
        if self.existing_comment is None:
            return DropTableCommentOp(
                self.table_name, existing_comment=self.comment, schema=self.schema
            )
        return CreateTableCommentOp(
            self.table_name,
            self.existing_comment,
            existing_comment=self.comment,
            schema=self.schema,
        )

    def to_table(self, migration_context=None):
        return SchemaObjects(migration_context).table(
            self.table_name, schema=self.schema, comment=self.comment
        )

    def to_diff_tuple(self):
        return ("add_table_comment", self.to_table(), self.existing_comment)

    def _described(self):
        return _data.create_table_comment(
            self.table_name, self.schema, self.comment, self.existing_comment
        )

    @classmethod
    def create_table_comment(
        cls, operations, table_name, comment, *, existing_comment=None, schema=None
    ):
        """Sets the comment of a table."""
        return operations.invoke(
            cls(table_name, comment, existing_comment=existing_comment, schema=schema)
        )

    @classmethod
    def batch_create_table_comment(cls, operations, comment, *, existing_comment=None):
        """Sets the comment of the batch's table."""
        impl = operations.impl
        return operations.invoke(
            cls(impl.table_name, comment, existing_comment=existing_comment, schema=impl.schema)
        )


@Operations.register_operation("drop_table_comment")
@BatchOperations.register_operation("drop_table_comment", "batch_drop_table_comment")
class DropTableCommentOp(AlterTableOp):
    """Removes the comment of a table."""

    def __init__(self, table_name, *, schema=None, existing_comment=None):
        super().__init__(table_name, schema=schema)
        self.existing_comment = existing_comment

    def reverse(self):
        """Returns the operation that brings back the comment there was."""
        return CreateTableCommentOp(self.table_name, self.existing_comment, schema=self.schema)

    def to_table(self, migration_context=None):
        return SchemaObjects(migration_context).table(self.table_name, schema=self.schema)

    def to_diff_tuple(self):
        return ("remove_table_comment", self.to_table())

    def _described(self):
        return _data.drop_table_comment(self.table_name, self.schema, self.existing_comment)

    @classmethod
    def drop_table_comment(cls, operations, table_name, *, existing_comment=None, schema=None):
        """Removes the comment of a table."""
        return operations.invoke(cls(table_name, existing_comment=existing_comment, schema=schema))

    @classmethod
    def batch_drop_table_comment(cls, operations, *, existing_comment=None):
        """Removes the comment of the batch's table."""
        impl = operations.impl
        return operations.invoke(
            cls(impl.table_name, existing_comment=existing_comment, schema=impl.schema)
        )
