"""Operations on columns."""

from alembic.operations import _data
from alembic.operations._operation import AlterTableOp, RenamingOp, with_reverse
from alembic.operations.base import BatchOperations, Operations
from alembic.operations.schemaobj import SchemaObjects


@Operations.register_operation("alter_column")
@BatchOperations.register_operation("alter_column", "batch_alter_column")
class AlterColumnOp(RenamingOp):
    """Changes a column."""

    def __init__(
        self,
        table_name,
        column_name,
        *,
        schema=None,
        existing_type=None,
        existing_server_default=False,
        existing_nullable=None,
        existing_comment=None,
        modify_nullable=None,
        modify_comment=False,
        modify_server_default=False,
        modify_name=None,
        modify_type=None,
        **kw,
    ):
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.existing_type = existing_type
        self.existing_server_default = existing_server_default
        self.existing_nullable = existing_nullable
        self.existing_comment = existing_comment
        self.modify_nullable = modify_nullable
        self.modify_comment = modify_comment
        self.modify_server_default = modify_server_default
        self.modify_name = modify_name
        self.modify_type = modify_type
        self.kw = kw

    def _changes(self):
        """Returns what is changed: the name of the change, the field, the value to come."""
        changes = (
            ("modify_type", "existing_type", self.modify_type, None),
            ("modify_nullable", "existing_nullable", self.modify_nullable, None),
            ("modify_default", "existing_server_default", self.modify_server_default, False),
            ("modify_comment", "existing_comment", self.modify_comment, False),
        )
        return [
            (change, field, value) for change, field, value, absent in changes if value is not absent
        ]

    def to_diff_tuple(self):
        kept = {
            "modify_type": ("existing_nullable", "existing_server_default", "existing_comment"),
            "modify_nullable": ("existing_type", "existing_server_default", "existing_comment"),
            "modify_default": ("existing_nullable", "existing_type", "existing_comment"),
            "modify_comment": ("existing_nullable", "existing_type", "existing_server_default"),
        }
        diffs = [
            (
                change,
                self.schema,
                self.table_name,
                self.column_name,
                {other: getattr(self, other) for other in kept[change]},
                getattr(self, field),
                value,
            )
            for change, field, value in self._changes()
        ]
        if self.modify_name is not None:
            known = {
                "existing_type": self.existing_type,
                "existing_nullable": self.existing_nullable,
                "existing_server_default": self.existing_server_default,
                "existing_comment": self.existing_comment,
            }
            names = (self.column_name, self.modify_name)
            diffs.append(
                ("modify_name", self.schema, self.table_name, self.column_name, known, *names)
            )
        return diffs

    def has_changes(self):
        changes_name = self.modify_name is not None
        return bool(self._changes()) or changes_name or any(key.startswith("modify_") for key in self.kw)

    def reverse(self):
        keywords = dict(self.kw)
        for field in ("type", "nullable", "server_default", "comment"):
            keywords["existing_" + field] = getattr(self, "existing_" + field)
        for _, field, value in self._changes():
            keywords[field.replace("existing_", "modify_")] = value
        for key in [key for key in keywords if key.startswith("modify_")]:
            other = key.replace("modify_", "existing_", 1)
            keywords[key], keywords[other] = keywords[other], keywords[key]
        name = self.column_name
        if self.modify_name is not None:
            name, keywords["modify_name"] = self.modify_name, name
        return self._reversing(type(self)(self.table_name, name, schema=self.schema, **keywords))

    def _described(self):
        described = _data.alter_column(
            self.table_name,
            self.schema,
            self.column_name,
            self.modify_nullable,
            self.modify_comment,
            self.modify_server_default,
            self.modify_name,
            self.modify_type,
            self.existing_type,
            self.existing_server_default,
            self.existing_nullable,
            self.existing_comment,
            self.kw,
        )
        return self._with_alternative(described)

    @classmethod
    def alter_column(
        cls,
        operations,
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
        """Changes a column of a table."""
        operation = cls(
            table_name,
            column_name,
            schema=schema,
            existing_type=existing_type,
            existing_server_default=existing_server_default,
            existing_nullable=existing_nullable,
            existing_comment=existing_comment,
            modify_name=new_column_name,
            modify_type=type_,
            modify_server_default=server_default,
            modify_nullable=nullable,
            modify_comment=comment,
            **kw,
        )
        return operations.invoke(operation)

    @classmethod
    def batch_alter_column(
        cls, operations, column_name, *, insert_before=None, insert_after=None, **kw
    ):
        """Changes a column of the batch's table."""
        return cls.alter_column(
            operations,
            operations.impl.table_name,
            column_name,
            schema=operations.impl.schema,
            insert_before=insert_before,
            insert_after=insert_after,
            **kw,
        )


@Operations.register_operation("add_column")
@BatchOperations.register_operation("add_column", "batch_add_column")
class AddColumnOp(AlterTableOp):
    """Adds a column."""

    def __init__(
        self,
        table_name,
        column,
        *,
        schema=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
        **kw,
    ):
        super().__init__(table_name, schema=schema)
        self.column = column
        self.if_not_exists = if_not_exists
        self.inline_references = inline_references
        self.inline_primary_key = inline_primary_key
        self.kw = kw

    def reverse(self):
        operation = DropColumnOp.from_column_and_tablename(
            self.schema, self.table_name, self.column
        )
        operation.if_exists = self.if_not_exists
        return operation

    def to_diff_tuple(self):
        return ("add_column", self.schema, self.table_name, self.column)

    def to_column(self):
        return self.column

    @classmethod
    def from_column(cls, col):
        return cls(col.table.name, col, schema=col.table.schema)

    @classmethod
    def from_column_and_tablename(cls, schema, tname, col):
        return cls(tname, col, schema=schema)

    def _described(self):
        return _data.add_column(
            self.table_name,
            self.schema,
            self.column,
            self.if_not_exists,
            self.inline_references,
            self.inline_primary_key,
            **self.kw,
        )

    @classmethod
    def add_column(
        cls,
        operations,
        table_name,
        column,
        *,
        schema=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
    ):
        """Adds a column to a table."""
        operation = cls(
            table_name,
            column,
            schema=schema,
            if_not_exists=if_not_exists,
            inline_references=inline_references,
            inline_primary_key=inline_primary_key,
        )
        return operations.invoke(operation)

    @classmethod
    def batch_add_column(
        cls,
        operations,
        column,
        *,
        insert_before=None,
        insert_after=None,
        if_not_exists=None,
        inline_references=None,
        inline_primary_key=None,
    ):
        """Adds a column to the batch's table."""
        neighbours = {"insert_before": insert_before, "insert_after": insert_after}
        operation = cls(
            operations.impl.table_name,
            column,
            schema=operations.impl.schema,
            if_not_exists=if_not_exists,
            inline_references=inline_references,
            inline_primary_key=inline_primary_key,
            **{key: value for key, value in neighbours.items() if value},
        )
        return operations.invoke(operation)


@Operations.register_operation("drop_column")
@BatchOperations.register_operation("drop_column", "batch_drop_column")
class DropColumnOp(AlterTableOp):
    """Drops a column."""

    def __init__(
        self, table_name, column_name, *, schema=None, if_exists=None, _reverse=None, **kw
    ):
        super().__init__(table_name, schema=schema)
        self.column_name = column_name
        self.kw = kw
        self.if_exists = if_exists
        self._reverse = _reverse

    def to_diff_tuple(self):
        return ("remove_column", self.schema, self.table_name, self.to_column())

    def reverse(self):
        if self._reverse is None:
            raise ValueError("operation is not reversible; original column is not present")
        operation = AddColumnOp.from_column_and_tablename(
            self.schema, self.table_name, self._reverse.column
        )
        operation.if_not_exists = self.if_exists
        return operation

    @classmethod
    def from_column_and_tablename(cls, schema, tname, col):
        return cls(
            tname,
            col.name,
            schema=schema,
            _reverse=AddColumnOp.from_column_and_tablename(schema, tname, col),
        )

    def to_column(self, migration_context=None):
        if self._reverse is not None:
            return self._reverse.column
        from sqlalchemy.types import NULLTYPE

        return SchemaObjects(migration_context).column(self.column_name, NULLTYPE)

    def _described(self):
        described = _data.drop_column(
            self.table_name, self.schema, self.column_name, self.if_exists, self.kw
        )
        return with_reverse(described, self._reverse)

    @classmethod
    def drop_column(cls, operations, table_name, column_name, *, schema=None, **kw):
        """Drops a column of a table."""
        return operations.invoke(cls(table_name, column_name, schema=schema, **kw))

    @classmethod
    def batch_drop_column(cls, operations, column_name, **kw):
        """Drops a column of the batch's table."""
        impl = operations.impl
        return operations.invoke(cls(impl.table_name, column_name, schema=impl.schema, **kw))
