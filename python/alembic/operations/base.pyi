"""The operations that migration scripts issue."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, TypeAlias, TypeVar, overload

from sqlalchemy import Column, Connection, Computed, Identity, Table, TableClause, TextClause
from sqlalchemy.sql.elements import BindParameter, ColumnElement, conv
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from alembic.operations.ops import CreateTableOp, MigrateOperation
from alembic.runtime.migration import MigrationContext

_T = TypeVar("_T")
_C = TypeVar("_C", bound=Callable[..., Any])
_Type: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]
# False stands for "do not touch".
_Default: TypeAlias = (
    str | bool | Identity | Computed | TextClause | FunctionElement[Any] | ColumnElement[Any] | None
)
_Expression: TypeAlias = str | TextClause | ColumnElement[Any]
_Condition: TypeAlias = str | TextClause | ColumnElement[bool]

class AbstractOperations:
    migration_context: MigrationContext
    impl: Any
    def __init__(self, migration_context: MigrationContext, impl: Any = None) -> None: ...
    @classmethod
    def register_operation(
        cls, name: str, sourcename: str | None = None
    ) -> Callable[[type[_T]], type[_T]]: ...
    @classmethod
    def implementation_for(cls, op_cls: Any, replace: bool = False) -> Callable[[_C], _C]: ...
    def f(self, name: str) -> conv: ...
    def get_bind(self) -> Connection: ...
    def get_context(self) -> MigrationContext: ...
    def inline_literal(
        self, value: str | int, type_: TypeEngine[Any] | None = None
    ) -> BindParameter[Any]: ...
    @overload
    def invoke(self, operation: CreateTableOp) -> Table: ...
    @overload
    def invoke(self, operation: MigrateOperation) -> Any: ...
    def run_async(
        self, async_function: Callable[..., Awaitable[_T]], *args: Any, **kw_args: Any
    ) -> _T: ...
    # Operations that a project or an extension has registered.
    def __getattr__(self, name: str) -> Any: ...

class Operations(AbstractOperations):
    def execute(
        self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None
    ) -> None: ...
    @classmethod
    def context(
        cls, migration_context: MigrationContext
    ) -> AbstractContextManager[Operations]: ...
    def batch_alter_table(
        self,
        table_name: str,
        schema: str | None = None,
        recreate: Literal["auto", "always", "never"] = "auto",
        partial_reordering: Sequence[tuple[str, ...]] | None = None,
        copy_from: Table | None = None,
        table_args: tuple[Any, ...] = (),
        table_kwargs: Mapping[str, Any] = ...,
        reflect_args: tuple[Any, ...] = (),
        reflect_kwargs: Mapping[str, Any] = ...,
        naming_convention: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[BatchOperations]: ...
    def add_column(
        self,
        table_name: str,
        column: Column[Any],
        *,
        schema: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None: ...
    def alter_column(
        self,
        table_name: str,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: _Default = False,
        new_column_name: str | None = None,
        type_: _Type | None = None,
        existing_type: _Type | None = None,
        existing_server_default: _Default = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        schema: str | None = None,
        **kw: Any,
    ) -> None: ...
    def bulk_insert(
        self, table: Table | TableClause, rows: list[dict[str, Any]], *, multiinsert: bool = True
    ) -> None: ...
    def create_check_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        condition: _Condition,
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> None: ...
    def create_exclude_constraint(
        self, constraint_name: str, table_name: str, *elements: Any, **kw: Any
    ) -> Table | None: ...
    def create_foreign_key(
        self,
        constraint_name: str | None,
        source_table: str,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        source_schema: str | None = None,
        referent_schema: str | None = None,
        **dialect_kw: Any,
    ) -> None: ...
    def create_index(
        self,
        index_name: str | None,
        table_name: str,
        columns: Sequence[_Expression],
        *,
        schema: str | None = None,
        unique: bool = False,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> None: ...
    def create_primary_key(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
    ) -> None: ...
    def create_table(
        self,
        table_name: str,
        *columns: SchemaItem,
        if_not_exists: bool | None = None,
        **kw: Any,
    ) -> Table: ...
    def create_table_comment(
        self,
        table_name: str,
        comment: str | None,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None: ...
    def create_unique_constraint(
        self,
        constraint_name: str | None,
        table_name: str,
        columns: Sequence[str],
        *,
        schema: str | None = None,
        **kw: Any,
    ) -> Any: ...
    def drop_column(
        self, table_name: str, column_name: str, *, schema: str | None = None, **kw: Any
    ) -> None: ...
    def drop_constraint(
        self,
        constraint_name: str,
        table_name: str,
        type_: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
    ) -> None: ...
    def drop_index(
        self,
        index_name: str,
        table_name: str | None = None,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None: ...
    def drop_table(
        self,
        table_name: str,
        *,
        schema: str | None = None,
        if_exists: bool | None = None,
        **kw: Any,
    ) -> None: ...
    def drop_table_comment(
        self,
        table_name: str,
        *,
        existing_comment: str | None = None,
        schema: str | None = None,
    ) -> None: ...
    def rename_table(
        self, old_table_name: str, new_table_name: str, *, schema: str | None = None
    ) -> None: ...

class BatchOperations(AbstractOperations):
    def execute(
        self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None
    ) -> None: ...
    def add_column(
        self,
        column: Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None: ...
    def alter_column(
        self,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: _Default = False,
        new_column_name: str | None = None,
        type_: _Type | None = None,
        existing_type: _Type | None = None,
        existing_server_default: _Default = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None: ...
    def create_check_constraint(
        self, constraint_name: str, condition: _Condition, **kw: Any
    ) -> None: ...
    def create_exclude_constraint(
        self, constraint_name: str, *elements: Any, **kw: Any
    ) -> Table | None: ...
    def create_foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: Sequence[str],
        remote_cols: Sequence[str],
        *,
        referent_schema: str | None = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        **dialect_kw: Any,
    ) -> None: ...
    def create_index(
        self, index_name: str, columns: Sequence[_Expression], **kw: Any
    ) -> None: ...
    def create_primary_key(
        self, constraint_name: str | None, columns: Sequence[str]
    ) -> None: ...
    def create_table_comment(
        self, comment: str | None, *, existing_comment: str | None = None
    ) -> None: ...
    def create_unique_constraint(
        self, constraint_name: str, columns: Sequence[str], **kw: Any
    ) -> Any: ...
    def drop_column(self, column_name: str, **kw: Any) -> None: ...
    def drop_constraint(self, constraint_name: str, type_: str | None = None) -> None: ...
    def drop_index(self, index_name: str, **kw: Any) -> None: ...
    def drop_table_comment(self, *, existing_comment: str | None = None) -> None: ...
